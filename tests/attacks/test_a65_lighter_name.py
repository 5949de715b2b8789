"""A65: acting under a lighter name: what counts is what the platform will do (PROTOCOL.md section 3)."""

from __future__ import annotations

import pytest

from console.domain.actions import LONG_S, MOST_DURATION_S, Action, Impact, Level, Reversible, Tier, weight
from console.domain.circumstances import circumstances
from console.domain.documents import OrderKind, Outcome
from console.domain.friction import plan
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import World
from tests.support.effects import declared


@pytest.mark.parametrize(
    ("impact", "duration_s", "level"),
    [
        (Impact.MARKED, None, Level.CURB),
        (Impact.MUTED, None, Level.CURB),
        (Impact.HIDDEN, 3600, Level.SUSPEND),
        (Impact.HIDDEN, LONG_S, Level.SUSPEND),
        (Impact.HIDDEN, LONG_S + 1, Level.DEACTIVATE),
        (Impact.HIDDEN, None, Level.DEACTIVATE),
        (Impact.GONE, 3600, Level.DEACTIVATE),
    ],
)
def test_a65_a_limit_weighs_what_it_does(impact: Impact, duration_s: int | None, level: Level) -> None:
    assert weight(Action.LIMIT, declared(Action.LIMIT, impact=impact), duration_s).level is level


def test_a65_a_duration_that_the_platform_cannot_keep_is_without_end() -> None:
    untimed = declared(Action.SUSPEND, impact=Impact.HIDDEN, timed=False)
    assert weight(Action.SUSPEND, untimed, 3600).level is Level.DEACTIVATE


@pytest.mark.parametrize("reversible", [Reversible.PARTLY, Reversible.NO])
def test_a65_what_does_not_come_back_whole_weighs_one_more(reversible: Reversible) -> None:
    assert weight(Action.SUSPEND, declared(Action.SUSPEND, reversible=reversible), 60).level is Level.DEACTIVATE
    gone = weight(Action.DEACTIVATE, declared(Action.DEACTIVATE, reversible=reversible), None)
    assert (gone.level, gone.beyond) == (Level.DEACTIVATE, True)


def test_a65_a_limit_that_hides_needs_what_a_deactivation_needs(world: World) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    hides = declared(Action.LIMIT, impact=Impact.HIDDEN)
    world.set_case(case, effects=world.cases[case].effects.set(Action.LIMIT, hides))
    proposal = world.propose("bruno", case, Action.LIMIT)
    assert (world.facts(proposal).readers, world.facts(proposal).cooling_off_s) == (2, 2700)


def test_a65_a_suspension_until_2126_needs_what_a_deactivation_needs(world: World) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    hides = declared(Action.SUSPEND, impact=Impact.HIDDEN)
    world.set_case(case, effects=world.cases[case].effects.set(Action.SUSPEND, hides))
    proposal = world.propose("bruno", case, Action.SUSPEND, duration_s=100 * 365 * 86400)
    assert world.facts(proposal).readers == 2


def test_a65_what_never_comes_back_needs_one_reader_more_and_double_the_time(world: World) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    gone = declared(Action.DEACTIVATE, reversible=Reversible.NO)
    world.set_case(case, effects=world.cases[case].effects.set(Action.DEACTIVATE, gone))
    proposal = world.propose("bruno", case, Action.DEACTIVATE)
    assert (world.facts(proposal).readers, world.facts(proposal).cooling_off_s) == (3, 5400)


@pytest.mark.parametrize(("action", "duration_s"), [(Action.DEACTIVATE, 60), (Action.SUSPEND, 0), (Action.SUSPEND, -1)])
def test_a65_a_duration_that_cannot_be_meant_is_refused(world: World, action: Action, duration_s: int) -> None:
    world.claim("bruno", case := world.case())
    assert world.why_not(world.proposal("bruno", case, action, duration_s=duration_s)) == {ReasonId.UNSUPPORTED}


def test_a65_a_way_back_that_failed_before_makes_it_heavier(world: World) -> None:
    case = world.case(tier=Tier.VERIFIED)
    proposal = world.propose("bruno", case, Action.WARN)
    world.sign_all(proposal)
    world.carry_out(proposal)
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE, Outcome.FAILED)
    world.later(days=2)
    now_is = circumstances(world.state, world.policy, "ana", world.cases[case].account, None, world.now)
    heavier = plan(world.policy, Tier.VERIFIED, Action.WARN, declared(Action.WARN), None, now_is)
    assert ReasonId.NO_WAY_BACK in {r.id for r in heavier.heavier}
    assert heavier.weight.level is Level.CURB


@pytest.mark.parametrize("duration_s", [MOST_DURATION_S + 1, 10**11, 2**52])
def test_a65_a_time_that_no_clock_can_reach_is_no_duration_and_stops_no_registrar(duration_s: int) -> None:
    """The end of such an action can't be written as a date: whoever computes it would fail for ever after."""
    world = World()
    case = world.case()
    body = world.proposal("ana", case, Action.SUSPEND, duration_s=duration_s)
    assert ReasonId.DURATION_TOO_LONG in world.why_not(body)
    longest = world.propose("ana", case, Action.SUSPEND, duration_s=MOST_DURATION_S)
    world.until_due(longest)
    world.carry_out(longest, OrderKind.APPLY)
    world.later(days=30)
    assert world.status(longest) is Status.CARRIED_OUT
