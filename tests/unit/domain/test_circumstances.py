"""What makes an action heavier, and since when (DESIGN.md section 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.circumstances import AHEAD_S, ahead, circumstances
from console.domain.documents import DutyKind, OrderKind, Outcome, StepDone, StepKind
from console.domain.friction import plan, too_fast
from console.domain.reasons import Reason, ReasonId
from tests.support.builders import World
from tests.support.effects import account_of, declared
from tests.support.office import IRA_ENDS, START, by_hand

HOUR = 3600


def asked(world: World, person: str, case: str = "case-1", action: Action = Action.SUSPEND, begun=None):
    """The plan for a person's action on a case now."""
    now_is = circumstances(world.state, world.policy, person, account_of(case), None, world.now, begun)
    return plan(world.policy, world.case_facts(case).tier, action, declared(action), None, now_is)


def on_duty(world: World, person: str, seconds: int) -> None:
    """Somebody has worked for so long."""
    world.must(doc.Duty(**world.common(person), kind=DutyKind.BEGIN))
    for _ in range(seconds // HOUR):
        world.later(hours=1)
        world.must(doc.Duty(**world.common(person), kind=DutyKind.RENEW))
    world.later(seconds % HOUR)


def test_i7_the_last_day_says_since_when() -> None:
    world = World()
    world.case()
    made = asked(world, "ira")
    assert made.since_of(Reason.of(ReasonId.LAST_DAY)) == IRA_ENDS - timedelta(days=1)
    assert asked(world, "bruno").since == ()


def test_a_long_shift_says_when_it_was_reached_and_breaks_move_that() -> None:
    world = World()
    world.case()
    on_duty(world, "bruno", 3 * HOUR)
    world.must(doc.Duty(**world.common("bruno"), kind=DutyKind.BREAK))
    world.later(hours=1)
    on_duty(world, "bruno", 5 * HOUR + 1200)
    made = asked(world, "bruno")
    assert [reason.id for reason in made.heavier] == [ReasonId.LONG_SHIFT]
    assert made.since_of(made.heavier[0]) == START + timedelta(hours=9)


def test_a_long_shift_is_in_force_from_the_next_case_on() -> None:
    world = World()
    world.case()
    on_duty(world, "bruno", 8 * HOUR + 60)
    before, after = world.now - timedelta(minutes=2), world.now - timedelta(seconds=30)
    assert not asked(world, "bruno", begun=before).readers
    assert asked(world, "bruno", begun=after).readers == 1
    assert not asked(world, "bruno").readers, "who can't know when the case was begun believes it for one lease"


def test_a_case_can_not_be_held_to_outlast_a_long_shift() -> None:
    world = World()
    world.case()
    on_duty(world, "bruno", 10 * HOUR + world.policy.limits.claim_lease_s)
    early = world.now - timedelta(hours=3)
    assert [r.id for r in asked(world, "bruno", begun=early).forbidden] == [ReasonId.LONGEST_SHIFT]
    assert [r.id for r in asked(world, "bruno").forbidden] == [ReasonId.LONGEST_SHIFT]
    world.claim("bruno", "case-1")
    assert world.why_not(world.proposal("bruno", "case-1")) == {ReasonId.LONGEST_SHIFT}


def test_a_case_begun_before_the_end_of_ten_hours_is_admitted_within_its_lease() -> None:
    world = World()
    world.case()
    on_duty(world, "bruno", 10 * HOUR + 300)
    world.propose("bruno", "case-1")


def test_pace_counts_since_the_first_of_the_hour() -> None:
    world = World()
    first = world.now
    for number in range(3):
        world.propose("bruno", world.case(f"case-{number}"), Action.LIMIT)
        world.later(minutes=10)
    found = circumstances(world.state, world.policy, "bruno", account_of("case-0"), None, world.now)
    assert found.account_actions_last_hour == 3
    assert dict(found.since)[ReasonId.FAST_PACE] == first
    world.later(minutes=35)
    found = circumstances(world.state, world.policy, "bruno", account_of("case-0"), None, world.now)
    assert (found.account_actions_last_hour, dict(found.since)[ReasonId.FAST_PACE]) == (
        2,
        first + timedelta(minutes=10),
    )


def test_restored_lately_and_a_way_back_that_failed_say_when() -> None:
    world = World()
    case = world.case()
    proposal = world.propose("bruno", case)
    world.later(60)
    world.carry_out(proposal)
    restored = world.now
    restore = world.restore("lena", proposal)
    world.later(60)
    failed = world.now
    world.carry_out(restore, OrderKind.RESTORE, Outcome.FAILED)
    world.later(60)
    made = asked(world, "ana")
    assert {r.id for r in made.heavier} == {ReasonId.RESTORED_LATELY, ReasonId.NO_WAY_BACK}
    assert dict(made.since) == {ReasonId.RESTORED_LATELY: restored, ReasonId.NO_WAY_BACK: failed}
    assert made.weight.level.rank == 4, "one heavier than its name"


@pytest.mark.parametrize(
    ("worked", "said"),
    [
        (8 * HOUR - AHEAD_S - 1, None),
        (8 * HOUR - AHEAD_S, (ReasonId.LONG_SHIFT, AHEAD_S)),
        (8 * HOUR - 60, (ReasonId.LONG_SHIFT, 60)),
        (8 * HOUR, None),
        (10 * HOUR - 60, (ReasonId.LONGEST_SHIFT, 60)),
        (10 * HOUR, None),
    ],
)
def test_a_long_shift_is_announced_a_quarter_of_an_hour_ahead(worked: int, said: object) -> None:
    assert ahead(worked, World().policy.limits) == said


# --- what the registrar can see of the steps -------------------------------------------------------------------------


def test_steps_by_hand_are_never_too_fast() -> None:
    world = World()
    world.case()
    for action in Action:
        made = asked(world, "bruno", action=action)
        done = by_hand(made.steps)
        assert too_fast(made, world.policy.limits, done, done[-1].after_ms if done else 0) == ()
        assert too_fast(made, world.policy.limits, done, -5) == (), "a clock that was set back says nothing"


def test_a_hold_that_was_not_held_and_a_piece_on_a_dead_surface_are_seen() -> None:
    world = World()
    world.case()
    made = asked(world, "bruno", action=Action.DEACTIVATE)
    limits = world.policy.limits
    done = {step.kind: step for step in by_hand(made.steps)}
    handle, sentence = done[StepKind.HANDLE], done[StepKind.JUSTIFICATION]
    quick = {**done, StepKind.HOLD: StepDone(kind=StepKind.HOLD, after_ms=handle.after_ms + 1500)}
    assert too_fast(made, limits, tuple(quick.values()), 60_000) == (StepKind.HOLD,)
    dead = {**done, StepKind.SENTENCE: StepDone(kind=StepKind.SENTENCE, after_ms=sentence.after_ms + 100)}
    assert too_fast(made, limits, tuple(dead.values()), 60_000) == (StepKind.SENTENCE,)
    back = {**done, StepKind.HANDLE: StepDone(kind=StepKind.HANDLE, after_ms=1)}
    assert StepKind.HANDLE in too_fast(made, limits, tuple(back.values()), 60_000)


def test_a_case_held_for_less_than_its_steps_take_is_seen() -> None:
    world = World()
    world.case()
    made = asked(world, "bruno", action=Action.DEACTIVATE)
    done = by_hand(made.steps)
    assert too_fast(made, world.policy.limits, done, 900) == (StepKind.SENTENCE, StepKind.HOLD)
    world.claim("bruno", "case-1")
    world.set_case("case-1", held_ms=900)
    assert world.why_not(world.proposal("bruno", "case-1", Action.DEACTIVATE)) == {ReasonId.STEPS_TOO_FAST}
    world.set_case("case-1", held_ms=90_000)
    world.must(world.proposal("bruno", "case-1", Action.DEACTIVATE))
