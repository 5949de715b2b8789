"""A policy before it is adopted: who would be missing, and what the last weeks would have met."""

from __future__ import annotations

from datetime import timedelta

from console.domain.actions import Action, Level, Tier
from console.domain.simulating import gets_lighter, simulate
from console.domain.staffing import staffing, worst
from tests.support.builders import World
from tests.support.office import DEFAULT_POLICY, parsed, policy_with

OLD = parsed(DEFAULT_POLICY)


def test_a_team_that_is_too_small_is_told_how_many_are_missing_per_shift() -> None:
    world = World()
    found = staffing(OLD, world.state, world.now)
    two = next(m for m in found if (m.tier, m.level) == (Tier.HEAD_OF_STATE, Level.DEACTIVATE))
    # five supervisors, but quin is of ana's vendor: four for her, one in each of three shifts, and three are needed
    assert (two.readers, two.there, two.needed_per_shift, two.missing) == (2, 4, 3, 2)
    assert "2 blind countersigners" in two.words and "2 missing per shift" in two.words
    assert worst(found) == 2


def test_one_shift_with_five_supervisors_is_enough() -> None:
    world = World()
    assert staffing(OLD, world.state, world.now, shifts=1) == ()


def test_an_author_never_counts_as_their_own_reader() -> None:
    world = World()
    for name in ("osei", "paul", "rosa"):
        world.end(name)
    found = staffing(OLD, world.state, world.now, shifts=1)
    # lena and quin are left; for lena as an author only quin may read
    assert {m.there for m in found} == {1}
    assert worst(found) == 2


def test_the_last_weeks_are_planned_again() -> None:
    world = World()
    world.propose("ana", world.case("old"), Action.WARN)
    world.later(days=40)
    for number in range(3):
        world.propose("ana", world.case(f"case-{number}"), Action.SUSPEND)
    world.propose("bruno", world.case("seen", tier=Tier.VERIFIED), Action.WARN)
    new = parsed(policy_with(("friction.standard.suspend", "held_back_s", "90")))
    told = simulate(world.state, new, world.now - timedelta(days=30))
    assert (told.total, told.changed, told.unknown) == (4, 3, 0)
    assert (told.more_wait_s, told.less_wait_s, told.more_readings) == (3 * 60, 0, 0)
    line = next(line for line in told.lines if line.action is Action.SUSPEND)
    assert (line.count, line.wait_then_s, line.wait_now_s) == (3, 30, 90)


def test_a_rule_that_asks_for_a_reader_is_counted_as_newly_second() -> None:
    world = World()
    world.propose("ana", world.case(), Action.DEACTIVATE)
    stricter = parsed(policy_with(("friction.standard.deactivate", "readers", "1")))
    told = simulate(world.state, stricter, world.now - timedelta(days=30))
    assert [line.newly_second for line in told.lines] == [1] and told.more_readings == 1
    (line,) = told.lines
    assert line.wait_now_s < line.wait_then_s and not gets_lighter(line), "a person outweighs a wait"


def test_a_simulation_can_be_stopped() -> None:
    world = World()
    world.propose("ana", world.case(), Action.WARN)

    class Stopped(Exception):
        pass

    def stop(done: int, whole: int) -> None:
        raise Stopped

    try:
        simulate(world.state, OLD, world.now - timedelta(days=30), stop)
    except Stopped:
        return
    raise AssertionError("it went on")
