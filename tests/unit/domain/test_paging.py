"""Who is called to a second reading, and when: alike for every kind of reading, once, and not out of a break."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import DutyKind
from console.domain.paging import must_page, pages
from console.domain.state import AssignmentFacts
from tests.support.builders import World


def _drawn(action: Action = Action.WARN) -> tuple[World, AssignmentFacts]:
    world = World()
    drawn_for = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), action)
    return world, world.readings(drawn_for)[0]


def _owed(world: World, reading: AssignmentFacts, **later: float) -> bool:
    return must_page(world.state, reading, world.policy, world.now + timedelta(**later))


@pytest.mark.parametrize("action", [Action.WARN, Action.DISMISS])
def test_i14_a_dismissal_calls_when_a_proposal_does(action: Action) -> None:
    world, reading = _drawn(action)
    assert _owed(world, reading), "nobody said that they are on duty"
    world.duty(reading.person)
    assert not _owed(world, reading) and not _owed(world, reading, seconds=299)
    assert _owed(world, reading, minutes=5)


def test_nobody_is_called_out_of_a_break_but_when_it_is_over() -> None:
    world, reading = _drawn()
    world.duty(reading.person)
    world.duty(reading.person, DutyKind.BREAK)
    assert not _owed(world, reading) and not _owed(world, reading, minutes=14)
    world.duty(reading.person, DutyKind.RENEW)
    assert not _owed(world, reading) and _owed(world, reading, minutes=5)


def test_a_break_of_an_hour_is_none() -> None:
    world, reading = _drawn()
    world.duty(reading.person, DutyKind.BREAK)
    assert not _owed(world, reading, minutes=59)
    assert _owed(world, reading, minutes=60)


def test_who_leaves_for_the_day_is_not_on_a_break() -> None:
    world, reading = _drawn()
    world.duty(reading.person, DutyKind.BREAK)
    world.duty(reading.person, DutyKind.END)
    assert _owed(world, reading)


def test_who_is_asked_again_after_it_was_widened_is_called_out_of_a_break() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.WARN)
    for _ in range(6):
        world.later(minutes=15)
    again = world.readings(proposal)[0]
    assert [reading.person for reading in world.state.assignments.values()].count(again.person) == 2
    world.duty(again.person, DutyKind.BREAK)
    assert _owed(world, msgspec.structs.replace(again, paged_at=None))


def test_a_call_stands_until_the_finding_and_is_found_by_its_entry() -> None:
    world, reading = _drawn()
    world.later(1)
    (page,) = pages(world.state, reading.person)
    assert (page.assignment, page.since, page.words) == (reading.id, world.now, "You are paged since 14:00 UTC.")
    assert pages(world.state) == pages(world.state, since=page.index) == (page,)
    assert pages(world.state, "bruno") == pages(world.state, since=page.index + 1) == ()
    world.agree(reading.id)
    assert pages(world.state, reading.person) == ()
