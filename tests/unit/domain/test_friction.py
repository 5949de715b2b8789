"""The friction plan: what stands between a reviewer and a proposal, and when two plans differ (DESIGN.md section 6)."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action, Reversible, Tier, weight
from console.domain.documents import StepDone, StepKind
from console.domain.friction import Circumstances, Plan, missing_steps, plan, stricter
from console.domain.reasons import Reason, ReasonId, words_of
from tests.support.effects import declared
from tests.support.office import DEFAULT_POLICY, parsed

change = msgspec.structs.replace
POLICY = parsed(DEFAULT_POLICY)


def made(tier: Tier, action: Action, now: Circumstances | None = None, **effect: object) -> Plan:
    return plan(POLICY, tier, action, declared(action, **effect), None, now or Circumstances())


def test_a_plan_reads_downwards() -> None:
    kinds = [step.kind for step in made(Tier.HEAD_OF_STATE, Action.DEACTIVATE).all_steps()]
    assert kinds == [
        StepKind.CLAUSE, StepKind.JUSTIFICATION, StepKind.SENTENCE, StepKind.HANDLE, StepKind.HOLD, StepKind.READING,
        StepKind.COOLING_OFF,
    ]  # fmt: skip
    assert [s.kind for s in made(Tier.STANDARD, Action.WARN).all_steps()] == [StepKind.CLAUSE, StepKind.HELD_BACK]
    assert all(step.why for step in made(Tier.STANDARD, Action.DEACTIVATE).all_steps())


HEAVIER = {
    "last day": (Circumstances(last_day=True), ReasonId.LAST_DAY),
    "long shift": (Circumstances(shift_s=8 * 3600), ReasonId.LONG_SHIFT),
    "fast pace": (Circumstances(account_actions_last_hour=60), ReasonId.FAST_PACE),
    "look-alike": (Circumstances(confusable_with="president"), ReasonId.CONFUSABLE),
    "restored lately": (Circumstances(locked_people=True), ReasonId.RESTORED_LATELY),
}


@pytest.mark.parametrize("name", HEAVIER)
def test_heavier_means_another_person(name: str) -> None:
    now, reason = HEAVIER[name]
    heavy = made(Tier.STANDARD, Action.SUSPEND, now)
    assert (heavy.readers, heavy.held_back_s, [r.id for r in heavy.heavier]) == (1, 0, [reason])
    assert all(r.sentence for r in heavy.heavier)


@pytest.mark.parametrize("name", [n for n in HEAVIER if n != "restored lately"])
def test_what_leaves_the_account_as_it_is_is_not_made_heavier(name: str) -> None:
    now, _ = HEAVIER[name]
    assert made(Tier.STANDARD, Action.WARN, now).readers == 0
    assert made(Tier.STANDARD, Action.WARN, now).heavier == ()


@pytest.mark.parametrize("name", HEAVIER)
def test_dismissing_is_never_made_heavier(name: str) -> None:
    now, _ = HEAVIER[name]
    for tier in Tier:
        assert (made(tier, Action.DISMISS, now).readers, made(tier, Action.DISMISS, now).heavier) == (0, ())


def test_a_warning_that_does_what_a_suspension_does_is_account_level() -> None:
    heavy = made(Tier.STANDARD, Action.LABEL, Circumstances(last_day=True), impact="hidden")
    assert heavy.readers == 1


def test_the_longest_shift_forbids_account_actions_only() -> None:
    tired = Circumstances(shift_s=10 * 3600)
    assert [r.id for r in made(Tier.STANDARD, Action.SUSPEND, tired).forbidden] == [ReasonId.LONGEST_SHIFT]
    assert made(Tier.STANDARD, Action.WARN, tired).forbidden == ()


def test_stricter_is_more_of_anything() -> None:
    base = made(Tier.VERIFIED, Action.SUSPEND)
    assert not stricter(base, base)
    for changes in (
        {"readers": 2},
        {"cooling_off_s": 901},
        {"held_back_s": 1},
        {"steps": (*base.steps, StepKind.HOLD)},
        {"forbidden": (Reason.of(ReasonId.LONGEST_SHIFT, hours=10),)},
    ):
        assert stricter(change(base, **changes), base)
        assert not stricter(base, change(base, **changes))


def test_steps_count_in_their_order_and_once() -> None:
    steps = made(Tier.VERIFIED, Action.SUSPEND)
    done = tuple(StepDone(kind=kind, after_ms=1) for kind in steps.steps)
    assert missing_steps(steps, done) == ()
    assert missing_steps(steps, (*done, StepDone(kind=StepKind.HOLD, after_ms=1))) == ()  # more does no harm
    assert missing_steps(steps, done[1:]) == (done[0].kind,)
    assert missing_steps(steps, done[::-1]) == steps.steps
    assert missing_steps(steps, (*done, done[0])) == steps.steps


def test_a_dismissal_has_nothing_to_come_back_from() -> None:
    never = declared(Action.DISMISS, reversible=Reversible.NO)
    assert weight(Action.DISMISS, never, None) == weight(Action.DISMISS, declared(Action.DISMISS), None)


def test_every_reason_has_words() -> None:
    for reason in ReasonId:
        assert words_of(reason.value)
    assert words_of("of a newer version") == "of a newer version"
    assert words_of("no_quorum").endswith(".")
    assert words_of("locked") == "locked"
    assert Reason.of(ReasonId.TOO_MANY_RESTORES, count=5).sentence.startswith("You have restored 5 times")
