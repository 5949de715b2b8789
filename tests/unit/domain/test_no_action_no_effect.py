"""A request that carries no action never causes an effect, whoever signs it and whatever it names.

Every kind of document that a person can sign, but a proposal and the ways back, is folded without asking whether it
may be admitted, with ids of things that exist; afterwards the platform is owed what it was owed before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import PersonAny
from console.domain.effects import owed
from console.domain.state import State
from tests.support.builders import World
from tests.support.office import digest, root_roster

CARRY_AN_ACTION = {doc.Proposal, doc.Restore, doc.LateRestore}
OTHERS = [kind for kind in get_args(PersonAny) if kind not in CARRY_AN_ACTION | {doc.RosterVersion}]
"""A roster names people and rules; what a new one changes is asked of every effect anew (`test_governance`)."""


def value(hint: Any, name: str, ids: dict[str, str]) -> Any:
    """Something that a field may hold: an id of something that exists where its name says so."""
    if name in ids:
        return ids[name]
    if isinstance(hint, UnionType) or get_origin(hint) is UnionType:
        return value(next(h for h in get_args(hint) if h is not type(None)), name, ids)
    if get_origin(hint) is tuple:
        return (value(get_args(hint)[0], name, ids),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[-1]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return made(hint, ids)
    return {int: 60, str: digest(name), bool: True}[hint]


def made(kind: type[Any], ids: dict[str, str], **fields: Any) -> Any:
    hints = get_type_hints(kind)
    rest = {f: value(hints[f], f, ids) for f in kind.__struct_fields__ if f not in fields}
    return kind(**fields, **rest)


def situations(world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """One live proposal of each kind of waiting, with the ids that belong to it."""
    for name, tier, action in (
        ("handed off", Tier.HEAD_OF_STATE, Action.DEACTIVATE),
        ("verified", Tier.VERIFIED, Action.SUSPEND),
        ("held back", Tier.STANDARD, Action.SUSPEND),
    ):
        case = world.case(name.replace(" ", "-"), tier=tier)
        proposal = world.propose("ana", case, action)
        body = world.facts(proposal).body
        ids = {"case": case, "account": body.account, "proposal": proposal, "effect": proposal, "wish": proposal}
        readings = world.readings(proposal)
        if readings:
            ids |= {"assignment": readings[0].id, "finding": digest("a finding")}
        yield name, ids


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("author", ["ana", "lena", "ada", "zoe"])
def test_a_request_that_carries_no_action_never_causes_an_effect(kind: type[Any], author: str) -> None:
    world = World()
    for name, ids in situations(world):
        roster = root_roster()
        extra = {"toml": "name = 'no policy'"} if kind is doc.PolicyText else {}
        person = next(p for p in roster.people if p.id == author)
        header = {"store": roster.store, "env": roster.env, "author": author, "role": person.role}
        before = _owed_within_a_day(world.state, world)
        world.force(made(kind, ids, **header, nonce=world.nonce(), **extra))
        assert _owed_within_a_day(world.state, world) <= before, (name, kind.__name__)


def _owed_within_a_day(state: State, world: World) -> set[tuple[str, str]]:
    """All that time alone would make owed: at every quarter of an hour of the next day."""
    found: set[tuple[str, str]] = set()
    for quarter in range(97):
        found |= {(item.id, item.kind.value) for item in owed(state, world.now + timedelta(minutes=15 * quarter))}
    return found
