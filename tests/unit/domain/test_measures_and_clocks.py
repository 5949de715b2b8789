"""What readings show of people, pairs and waits; and where the clocks of a reading stand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.domain.actions import Action, Tier
from console.domain.escalation import reading_clock, waiting
from console.domain.measures import at_least, pairs, percentile, record, share, waits
from tests.support.builders import World


def test_the_interval_is_wilsons() -> None:
    # 10 of 10: 0.722 to 1; 0 of 10: 0 to 0.278; 8 of 10: 0.490 to 0.943 (Newcombe 1998, method 3)
    assert (round(share(10, 10).low, 3), share(10, 10).high) == (0.722, 1.0)
    assert (share(0, 10).low, round(share(0, 10).high, 3)) == (0.0, 0.278)
    assert (round(share(8, 10).low, 3), round(share(8, 10).high, 3)) == (0.49, 0.943)
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([], 50) is None
    assert (percentile([4, 1, 3, 2], 50), percentile([1, 2, 3, 4], 95), percentile([7], 50)) == (2, 4, 7)


def test_chance_of_meeting_by_the_lot() -> None:
    assert at_least([0.5, 0.5], 2) == pytest.approx(0.25)
    assert at_least([0.5, 0.5], 0) == 1.0
    assert at_least([1.0], 1) == pytest.approx(1.0)


def test_a_persons_record_counts_readings_times_and_agreement() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    reading = world.readings(proposal)[0]
    world.later(90)
    world.agree(reading.id)
    world.countersign(reading.id)
    told = record(world.state, reading.person)
    assert (told.readings, told.seconds_median, told.quickest_s, told.unanswered) == (1, 90, 90, 0)
    assert (told.agreed.hits, told.agreed.all, told.canaries.all) == (1, 1, 0)


def test_who_does_not_answer_refuses_or_steps_aside_is_counted_as_that() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    silent = world.readings(proposal)[0]
    world.later(minutes=16)
    recused = world.readings(proposal)[0]
    world.recuse(recused.id)
    refuses = world.readings(proposal)[0]
    world.agree(refuses.id)
    world.refuse(refuses.id)
    assert record(world.state, silent.person).unanswered == 1
    assert record(world.state, recused.person).recused == 1
    assert record(world.state, refuses.person).refused == 1


def test_a12_a_pair_that_always_agrees_stands_first() -> None:
    world = World()
    for number in range(12):
        proposal = world.propose("bruno", world.case(f"case-{number}", tier=Tier.VERIFIED), Action.WARN)
        world.sign_all(proposal)
        world.later(hours=7)
    told = pairs(world.state)
    assert sum(pair.met for pair in told) == 12 and all(pair.agreed == pair.met for pair in told)
    often = [pair for pair in told if pair.met >= 5]
    assert all(pair.always for pair in often) and list(told[: len(often)]) == often
    assert all(0.0 <= pair.chance <= 1.0 for pair in told)


def test_waits_are_told_per_tier_with_those_that_wait_and_those_that_ran_out() -> None:
    world = World()
    since = world.now
    first = world.propose("bruno", world.case("one", tier=Tier.VERIFIED), Action.WARN)
    world.later(100)
    world.sign_all(first)
    world.propose("bruno", world.case("two", tier=Tier.VERIFIED), Action.WARN)
    world.later(50)
    (told,) = waits(world.state, since, world.now)
    assert (told.tier, told.count, told.p50_s, told.p95_s) == (Tier.VERIFIED, 2, 100, 100)
    assert (told.waiting, told.oldest_s, told.ran_out) == (1, 50, 0)
    world.later(hours=9)
    (later,) = waits(world.state, since, world.now)
    assert (later.waiting, later.ran_out) == (0, 1)


def test_a_reading_says_when_its_person_is_paged_and_when_somebody_else_is_drawn() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.WARN)
    reading = world.readings(proposal)[0]
    clock = reading_clock(reading, world.policy, world.now)
    assert (clock.page_at - clock.since, clock.drawn_again_at - clock.since) == (
        timedelta(minutes=5),
        timedelta(minutes=15),
    )
    assert "paged at 14:05 UTC" in clock.words and "14:15 UTC" in clock.words


def test_i14_a_clock_says_the_same_for_a_dismissal_as_for_a_proposal() -> None:
    words = set()
    for action in (Action.WARN, Action.DISMISS):
        world = World()
        drawn_for = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), action)
        reading = world.readings(drawn_for)[0]
        words.add(reading_clock(reading, world.policy, world.now).words)
    assert len(words) == 1


def test_when_nobody_is_left_it_says_so_and_never_passes() -> None:
    world = World()
    proposal = world.propose("ana", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    for _ in range(4):
        world.recuse(world.readings(proposal)[0].id)
    told = waiting(world.state, world.facts(proposal), world.now)
    assert told is not None and told.nobody and told.missing == 1
    assert "Nobody can sign since 14:00 UTC" in told.words and "never passes" in told.words
    assert "22:00 UTC" in told.words


def test_what_waits_for_nobody_has_no_such_clock() -> None:
    world = World()
    proposal = world.propose("ana", world.case(), Action.SUSPEND)
    assert waiting(world.state, world.facts(proposal), world.now) is None
