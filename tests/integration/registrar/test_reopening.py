"""PROTOCOL 10: a restore reopens the case that the mistake had closed, whatever it was; an end by time does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.views import Status
from tests.support.office import digest
from tests.support.registrar_world import RegistrarWorld

HOUR = 3600


@pytest.fixture
def world(tmp_path: Path) -> Iterator[RegistrarWorld]:
    """A real registrar on a store."""
    world = RegistrarWorld(tmp_path)
    yield world
    world.close()


def carried_out(
    world: RegistrarWorld, action: Action, tier: Tier = Tier.STANDARD, duration_s: int | None = None
) -> str:
    """An action, carried out; its case is closed."""
    case = world.case(tier=tier)
    words = digest("words") if action in (Action.WARN, Action.LABEL) else None
    proposal = world.propose("bruno", case, action, message=words, duration_s=duration_s)
    if action is Action.DISMISS:
        for reading in world.readings(proposal):
            world.find(reading.id, None)
        world.until_due(proposal)
    else:
        world.sign_all(proposal)
        world.until_due(proposal)
        world.carry_out(proposal)
    assert not world.case_facts(case).open, "it closes its case"
    return proposal


@pytest.mark.parametrize("tier", [Tier.STANDARD, Tier.HEAD_OF_STATE])
@pytest.mark.parametrize("action", [a for a in Action if a is not Action.REMOVE_CONTENT])
def test_i8_a_restore_of_any_action_reopens_its_case(world: RegistrarWorld, action: Action, tier: Tier) -> None:
    proposal = carried_out(world, action, tier)
    restore = world.restore("lena", proposal)
    if action is not Action.DISMISS:
        world.carry_out(restore, OrderKind.RESTORE)
    assert world.case_facts(world.facts(proposal).body.case).open


def test_i8_a_restore_that_failed_reopens_nothing_and_the_next_one_does(world: RegistrarWorld) -> None:
    proposal = carried_out(world, Action.SUSPEND)
    case = world.facts(proposal).body.case
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE, Outcome.FAILED)
    assert not world.case_facts(case).open
    world.carry_out(world.restore("osei", proposal), OrderKind.RESTORE)
    assert world.case_facts(case).open


def test_i8_a_case_beside_which_another_was_opened_since_goes_back_when_that_leaves_the_queue(
    world: RegistrarWorld,
) -> None:
    proposal = carried_out(world, Action.SUSPEND)
    first = world.facts(proposal).body.case
    second = world.report(world.account_read("case-1"), "a report since then")
    assert second != first
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    assert world.case_facts(second).open and not world.case_facts(first).open, "an account has one open case"
    world.later(days=2)
    world.propose("ana", second, Action.DISMISS)
    assert world.case_facts(first).open and not world.case_facts(second).open


def test_a72_an_end_by_time_leaves_the_case_closed(world: RegistrarWorld) -> None:
    proposal = carried_out(world, Action.LIMIT, duration_s=HOUR)
    world.later(HOUR)
    end = world.state.effects[proposal].ended_by
    assert end is not None
    world.carry_out(end, OrderKind.END)
    assert world.status(proposal) is Status.ENDED and not world.case_facts(world.facts(proposal).body.case).open
