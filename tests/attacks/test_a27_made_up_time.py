"""A27, I10: time is the registrar's; it never runs backwards, and nothing that a workstation says moves it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

import pytest

from console.domain.actions import Action
from console.domain.documents import PersonAny, RosterVersion
from console.errors import Tampered
from console.ledger.documents import sign
from console.ledger.entries import make_entry
from console.ledger.verify import Replay
from tests.support.builders import Hands, World
from tests.support.office import ENV, STORE, key


def test_i10_a_clock_that_was_set_back_does_not_set_the_ledger_back(floor: Hands) -> None:
    floor.propose("bruno", floor.case("one"), Action.WARN)
    before = floor.state.time
    assert before is not None
    floor.now -= timedelta(minutes=10)
    case = floor.case("two")
    proposal = floor.propose("ana", case, Action.WARN)
    assert floor.facts(proposal).at == before
    assert floor.state.time == before


def test_i10_an_entry_before_its_predecessor_is_named(world: World) -> None:
    world.later(60)
    world.propose("bruno", world.case(), Action.WARN)
    replay = Replay(STORE, ENV)
    for data in world.entries:
        replay.step(data)
    early = make_entry(len(world.entries), world.now - timedelta(seconds=1), sign(world.ending("ira"), key("ada")))
    with pytest.raises(Tampered, match=f"Entry {len(world.entries)} .* before that of the entry before"):
        replay.step(early)


def test_a27_no_document_of_a_person_holds_an_instant_that_counts(world: World) -> None:
    for kind in get_args(PersonAny):
        if kind is not RosterVersion:  # contracts, under a quorum
            assert not any(field == "datetime" for field in kind.__annotations__.values()), kind
            assert datetime not in kind.__annotations__.values()
