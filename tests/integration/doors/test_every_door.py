"""One table, every door: whatever way a wish comes, it meets what the policy says, and leaves its entries.

A real registrar, dispatcher and sandbox.  What happened is read from the ledger's bytes and from the platform, and
held against the policy's table; the console's own plan is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier, weight
from console.domain.documents import OrderKind, StepKind
from console.domain.policy import Cell
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.ledger.entries import open_entry
from console.platforms.sandbox.declared import EFFECTS, LABELS
from console.store.texts import make_text, put_texts
from tests.support.dispatch_world import DispatchWorld

AUTHORS = {"ana": True, "lena": True, "ada": False, "zoe": False}
"""A reviewer, a supervisor, an administrator and an auditor: may they propose?"""
RESTORERS = {"bruno": True, "osei": True, "ben": True, "zoe": False}
SHIFT_REST_H = 7


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DispatchWorld]:
    world = DispatchWorld(tmp_path)
    yield world
    world.close()


def cell(world: DispatchWorld, tier: Tier, action: Action) -> Cell:
    """What the policy's table says; a column heavier where the platform does more than the action is called."""
    heavy = weight(action, EFFECTS[action], None)
    assert not heavy.beyond, "the sandbox brings everything back"
    return world.policy.friction.row(tier).cell(heavy.level)


def words(world: DispatchWorld, action: Action) -> dict[str, Any]:
    """What some actions need besides: words for a warning, the label's name."""
    said = {Action.WARN: "Read the rules again, please.", Action.LABEL: LABELS[0]}.get(action)
    if said is None:
        return {}
    text = make_text(said)
    world.store.run(lambda uow: put_texts(uow, (text,)))
    return {"message": text.digest}


class Happened(msgspec.Struct, frozen=True):
    """What the ledger says of one proposal's way: who signed before the order, and how long it had to wait."""

    signers: frozenset[str]
    order_after_s: float
    after_last_signature_s: float
    kinds: tuple[str, ...]


def happened(world: DispatchWorld, proposal: str) -> Happened:
    asked: datetime | None = None
    ordered: datetime | None = None
    signed: list[tuple[str, datetime]] = []
    kinds: list[str] = []
    for row in world.rows():
        entry = open_entry(row.entry_index, row.body).entry
        body = entry.document
        if entry.digest == proposal:
            asked = entry.time
            kinds.append(row.kind)
        named = getattr(body, "proposal", None) == proposal or getattr(body, "effect", None) == proposal
        if named:
            kinds.append(row.kind)
        if named and isinstance(body, doc.Countersignature) and ordered is None:
            signed.append((body.author, entry.time))
        if named and isinstance(body, doc.Intent) and body.kind is OrderKind.APPLY:
            ordered = entry.time
    assert asked is not None and ordered is not None
    last = max((at for _, at in signed), default=asked)
    return Happened(
        signers=frozenset(name for name, _ in signed),
        order_after_s=(ordered - asked).total_seconds(),
        after_last_signature_s=(ordered - last).total_seconds(),
        kinds=tuple(kinds),
    )


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("author", list(AUTHORS))
def test_i1_a_proposal_meets_its_cell_of_the_policy(world: DispatchWorld, tier: Tier, author: str) -> None:
    for action in Action:
        name = f"{action.value}-{author}"
        case = world.case(name, tier=tier)
        if not AUTHORS[author]:
            body = world.proposal("ana", case, action)
            as_if = msgspec.structs.replace(body, **world.common(author))
            assert world.why_not(as_if) == {ReasonId.WRONG_ROLE}
            world.later(hours=SHIFT_REST_H)
            world.act()
            assert world.put_on(name) == []
            continue
        asked_for = cell(world, tier, action)
        proposal = world.propose(author, case, action, **words(world, action))
        world.act()
        if asked_for.readers or asked_for.held_back_s or asked_for.cooling_off_s:
            assert world.put_on(name) == [], f"{tier} {action}: it was carried out at once"
        signers = world.sign_all(proposal) if action is not Action.DISMISS else ()
        if asked_for.cooling_off_s:
            world.later(asked_for.cooling_off_s - 1)
            world.act()
            assert world.put_on(name) == [], f"{tier} {action}: the cooling-off was cut short"
        world.until_due(proposal)
        world.act()
        assert world.status(proposal) is Status.CARRIED_OUT, (tier, action)
        told = happened(world, proposal)
        assert len(told.signers) == asked_for.readers == len(set(signers)) and author not in told.signers
        assert told.order_after_s >= asked_for.held_back_s
        assert told.after_last_signature_s >= asked_for.cooling_off_s
        assert {"proposal/1", "way_back/1", "intent/1", "receipt/1"} <= set(told.kinds)
        assert told.kinds.count("countersignature/1") == asked_for.readers == told.kinds.count("opened/1")
        world.later(hours=SHIFT_REST_H)


@pytest.mark.parametrize("tier", list(Tier))
def test_each_step_of_each_cell_is_asked_for_by_the_registrar(world: DispatchWorld, tier: Tier) -> None:
    for action in Action:
        case = world.case(action.value, tier=tier)
        world.claim("ana", case)
        whole = world.proposal("ana", case, action)
        assert tuple(step.kind for step in whole.steps) == cell(world, tier, action).steps
        for left_out in whole.steps:
            rest = tuple(step for step in whole.steps if step is not left_out)
            fewer = msgspec.structs.replace(whole, steps=rest, nonce=world.nonce())
            assert ReasonId.STEPS_MISSING in world.why_not(fewer), (tier, action, left_out.kind)
        if StepKind.JUSTIFICATION in cell(world, tier, action).steps:
            empty = msgspec.structs.replace(whole, justification=None, nonce=world.nonce())
            assert world.why_not(empty) == {ReasonId.STEPS_MISSING}
        world.later(hours=1)
        world.act()
        assert world.put_on(action.value) == []


@pytest.mark.parametrize("tier", [Tier.VERIFIED, Tier.HEAD_OF_STATE])
def test_i1_no_timer_lets_through_what_nobody_signed(world: DispatchWorld, tier: Tier) -> None:
    """The clocks of paging, drawing again, widening, expiry: none of them is a door."""
    asked = {a: world.propose("ana", world.case(a.value, tier=tier), a) for a in Action if a is not Action.DISMISS}
    for _ in range(60):
        world.later(minutes=11)
        world.act()
        assert all(world.put_on(action.value) == [] for action in asked)
    assert {world.status(proposal) for proposal in asked.values()} == {Status.EXPIRED}


@pytest.mark.parametrize("tier", list(Tier))
def test_undo_before_the_order_leaves_nothing_on_the_platform(world: DispatchWorld, tier: Tier) -> None:
    for action in Action:
        proposal = world.propose("ana", world.case(action.value, tier=tier), action)
        world.withdraw("ana", proposal)
        world.later(hours=SHIFT_REST_H)
        world.act()
        assert world.put_on(action.value) == [] and world.status(proposal) is Status.WITHDRAWN


@pytest.mark.parametrize("tier", list(Tier))
def test_i8_restoring_takes_one_person_at_every_tier_and_leaves_its_entries(world: DispatchWorld, tier: Tier) -> None:
    for (restorer, may), action in zip(
        RESTORERS.items(), (Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE, Action.SUSPEND), strict=True
    ):
        name = f"{action.value}-{restorer}"
        proposal = world.due_proposal(name, tier=tier, action=action)
        before = world.page(name)
        world.act()
        assert world.page(name) != before
        if not may:
            assert world.why_not(world.restoring(restorer, proposal)) == {ReasonId.WRONG_ROLE}
            continue
        restore = world.restore(restorer, proposal)
        world.act()
        assert world.page(name) == before and world.status(proposal) is Status.RESTORED
        about = [row.kind for row in world.rows() if row.digest == restore]
        assert about == ["restore/1"] and world.kinds()[-1] == "receipt/1"
        world.later(hours=SHIFT_REST_H)


def test_reports_that_come_in_by_the_hundred_cause_no_effect(world: DispatchWorld) -> None:
    for number in range(60):
        world.reported("crowd") if number else world.case("crowd", tier=Tier.STANDARD)
    world.later(hours=SHIFT_REST_H)
    world.act()
    assert world.put_on("crowd") == [] and "intent/1" not in world.kinds()
