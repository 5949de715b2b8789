"""Friction where it counts: the registrar sees steps that no hand does so fast, and phrases stay with their person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.documents import DutyKind, StepDone, StepKind
from console.domain.reasons import ReasonId
from tests.support.floor import Floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = Floor(tmp_path)
    yield made
    made.close()


def test_steps_that_no_hand_does_so_fast_are_not_admitted_and_an_honest_person_is(floor: Floor) -> None:
    session = floor.session("bruno")
    name = floor.case_id("somebody")
    session.claim(name)
    case = session.case(name)
    plan = session.plan(case, Action.DEACTIVATE)
    answers = floor.answers(session, case, Action.DEACTIVATE)
    at_once = session.propose(case, plan, answers)
    assert floor.rejected("bruno", at_once) == {ReasonId.STEPS_TOO_FAST}, "the case was claimed a moment ago"
    floor.clock.forward(60)
    never_held = tuple(
        StepDone(kind=step.kind, after_ms=step.after_ms - 1_400) if step.kind is StepKind.HOLD else step
        for step in answers.steps
    )
    slipped = session.propose(case, plan, msgspec.structs.replace(answers, steps=never_held))
    assert floor.rejected("bruno", slipped) == {ReasonId.STEPS_TOO_FAST}
    floor.must("bruno", session.propose(case, plan, answers))


def test_a_case_that_was_begun_before_keeps_its_plan_and_the_next_one_has_another(floor: Floor) -> None:
    session = floor.session("bruno")
    floor.must("bruno", session.duty(DutyKind.BEGIN))  # before the clock moves
    limits = session.policy().limits
    for _ in range(limits.long_shift_s // 3600):
        floor.clock.forward(3_590)
        floor.must("bruno", session.duty(DutyKind.RENEW))
    case = floor.case("bruno", "somebody")
    assert not session.plan(case, Action.SUSPEND).readers
    floor.clock.forward(120)
    session.status()
    assert session.status().shift_s >= limits.long_shift_s
    assert not session.plan(case, Action.SUSPEND).readers, "it was begun before"
    session.renew(case.case)
    assert not session.plan(case, Action.SUSPEND).readers
    session.release(case.case)
    session.claim(case.case)
    after = session.plan(case, Action.SUSPEND)
    assert after.readers == 1
    (reason,) = after.heavier
    since = after.since_of(reason)
    assert since is not None and timedelta(0) < floor.clock() - since < timedelta(minutes=3)


def test_phrases_stay_with_their_person_on_this_workstation(floor: Floor) -> None:
    mine = ("Warned before, on the same day.", "It threatens a people.")
    assert floor.session("bruno").phrases() == ()
    floor.session("bruno").keep_phrases(mine)
    assert floor.session("bruno").phrases() == mine
    assert floor.session("ana").phrases() == ()
    floor.again()
    assert floor.sign_in("bruno").phrases() == mine
    floor.session("bruno").keep_phrases(mine[1:])
    assert floor.session("bruno").phrases() == mine[1:]


def test_work_without_a_break_counts_from_the_last_one(floor: Floor) -> None:
    session = floor.session("bruno")
    floor.must("bruno", session.duty(DutyKind.BEGIN))
    floor.clock.forward(1_800)
    assert 1_800 <= session.status().since_break_s < 1_900
    floor.must("bruno", session.duty(DutyKind.BREAK))
    assert session.status().since_break_s == 0
    floor.clock.forward(600)
    floor.must("bruno", session.duty(DutyKind.BEGIN))
    floor.clock.forward(60)
    status = session.status()
    assert status.since_break_s < 120 and status.shift_s >= 1_850
