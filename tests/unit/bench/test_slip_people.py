"""The operator of the bench ``slips`` and the errors on their way, against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.actions import Action, Tier
from tests.bench.slip_gauntlets import PLANS, Gauntlet, ours, peer
from tests.bench.slip_people import (
    BY_HAND,
    FRESH,
    HIGH,
    LOW,
    SWEEPS,
    Error,
    Look,
    Operator,
    blind_misses,
    caught,
    high_dependence,
    let_through,
    low_dependence,
)
from tests.bench.slip_sim import SESSIONS, Run, exact, simulate, weigh

SOLO = (Look.PICTURE, Look.SENTENCE, Look.HANDLE)
HAND = {
    "one dialog": Gauntlet((Look.CLICK,)),
    "all solo steps": Gauntlet(SOLO),
    "and a checker who sees the verdict": Gauntlet(SOLO, readers=1, blind=False),
    "and a blind one": Gauntlet(SOLO, readers=1),
    "and two blind": Gauntlet(SOLO, readers=2),
}


def test_dependence_is_that_of_therp() -> None:
    assert (high_dependence(0.1), low_dependence(0.1)) == pytest.approx((0.55, 0.145))
    assert blind_misses(FRESH, 2) == pytest.approx([0.145, 0.18775])


@pytest.mark.parametrize("name", list(BY_HAND))
def test_the_formula_gives_the_numbers_by_hand(name: str) -> None:
    passes = exact(HAND[name], Error.TARGET, FRESH, third_person=False)
    found = [end.wrong_target * 100_000 * passes for end in (LOW, HIGH)]
    assert found == pytest.approx(BY_HAND[name], rel=0.05)


def test_the_first_look_counts_at_face_value_and_later_ones_with_high_dependence() -> None:
    steps, left = caught((Look.PICTURE, Look.SENTENCE), Error.TARGET, FRESH)
    assert steps == [(Look.PICTURE, pytest.approx(0.36)), (Look.SENTENCE, pytest.approx(0.64 * 0.135))]
    assert left == pytest.approx(0.64 * 0.865)


def test_a_wrong_action_shows_only_where_it_is_said_in_words() -> None:
    assert caught((Look.PICTURE, Look.HANDLE), Error.ACTION, FRESH) == ([], 1.0)


def test_what_is_fixed_wears_most_and_what_is_handled_not_at_all() -> None:
    worn = Operator()
    assert worn.notices(Look.CLICK, Error.TARGET) == pytest.approx(0.16 * 0.55)
    assert worn.notices(Look.PICTURE, Error.TARGET) == pytest.approx(0.36 * 0.76)
    assert worn.notices(Look.HANDLE, Error.TARGET) == pytest.approx(0.41)


def test_a_third_person_costs_a_little_of_what_a_second_one_gives() -> None:
    alone = let_through(1, FRESH, third_person=False)
    assert alone == pytest.approx(0.145)
    assert let_through(1, FRESH) == pytest.approx(0.145 + 0.855 * 0.145 * 0.18775)


def test_readers_who_never_see_anything_but_takedowns_miss_more() -> None:
    rare = replace(FRESH, reader_miss=SWEEPS["reader_miss"][1])
    assert let_through(2, rare) > 5 * let_through(2, FRESH)


@pytest.mark.parametrize("gauntlet", [*HAND.values(), Gauntlet((), held_back=True, cooling_off=True)])
def test_the_simulation_agrees_with_the_formula(gauntlet: Gauntlet) -> None:
    operator = replace(Operator(), undo=0.2, stop=0.1)
    run = simulate(gauntlet, Error.TARGET, operator, 20_000)
    assert run.share == pytest.approx(exact(gauntlet, Error.TARGET, operator), abs=4 * run.variance() ** 0.5)
    assert run.passed + sum(many for _, many in run.caught) == run.sessions


def test_the_same_seed_gives_the_same_errors() -> None:
    assert simulate.__wrapped__(HAND["and a blind one"], Error.TARGET, FRESH, 500) == simulate.__wrapped__(
        HAND["and a blind one"], Error.TARGET, FRESH, 500
    )


def test_nothing_seen_is_less_than_three_in_as_many_as_were_tried() -> None:
    assert weigh([(1.0, Run(SESSIONS, 0, ()))]).words() == "less than 3"
    assert weigh([]).words() == "less than 3"


def test_an_interval_holds_its_value_and_grows_with_what_is_not_known() -> None:
    many, few = weigh([(0.01, Run(100_000, 50_000, ()))]), weigh([(0.01, Run(100, 50, ()))])
    assert many.low < many.value == few.value < many.high
    assert few.high - few.low > 20 * (many.high - many.low)


def test_every_plan_shows_the_picture_and_protected_ones_are_read_blind() -> None:
    for (tier, action), plan in PLANS.items():
        gauntlet = ours(plan)
        assert gauntlet.looks[0] is Look.PICTURE
        assert (gauntlet.readers > 0) is (tier.protected and action is not Action.DISMISS)
        assert gauntlet.blind
    assert ours(PLANS[Tier.HEAD_OF_STATE, Action.DEACTIVATE]).readers == 2


def test_other_consoles_ask_once_and_only_the_one_with_a_checker_has_a_second_person() -> None:
    assert peer("one dialog", Action.DEACTIVATE) == Gauntlet((Look.CLICK,))
    assert peer("typed name", Action.DEACTIVATE) == Gauntlet((Look.HANDLE,))
    assert peer("maker-checker", Action.SUSPEND) == Gauntlet((Look.CLICK,), readers=1, blind=False)
