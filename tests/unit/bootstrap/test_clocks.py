"""I10: a clock that jumps is not believed; time goes on at the stop watch's pace until it agrees again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from console.bootstrap.clocks import PacedClock, stop_watch
from console.domain.pace import behind
from tests.support.office import START


class Machine:
    """A clock that can be set, and a stop watch that can't."""

    def __init__(self) -> None:
        self.now = START
        self.steady = 1000.0

    def passes(self, seconds: float, clock_s: float | None = None) -> None:
        """Time passes; the clock says that it was ``clock_s``."""
        self.steady += seconds
        self.now += timedelta(seconds=seconds if clock_s is None else clock_s)


@pytest.fixture
def machine() -> Machine:
    """A machine whose clock is right."""
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> PacedClock:
    """Its clock, read once."""
    clock = PacedClock(lambda: machine.now, lambda: machine.steady)
    assert clock() == START
    return clock


def test_i10_a_clock_that_is_slowly_set_right_is_followed(machine: Machine, clock: PacedClock) -> None:
    for _ in range(100):
        machine.passes(60, 61)
        assert clock() == machine.now and clock.trouble() == ""


@pytest.mark.parametrize("jump_s", [31, -31, 365 * 86400, -3600])
def test_i10_a_clock_that_jumped_is_not_believed_until_it_agrees_again(
    machine: Machine, clock: PacedClock, jump_s: float
) -> None:
    machine.passes(10, 10 + jump_s)
    assert clock() == START + timedelta(seconds=10)
    assert f"{abs(jump_s):.0f} s {'ahead' if jump_s > 0 else 'behind'}" in clock.trouble()
    machine.passes(50)
    assert clock() == START + timedelta(seconds=60), "time goes on all the same"
    machine.now -= timedelta(seconds=jump_s)
    assert clock() == machine.now and clock.trouble() == ""


def test_i10_the_ledgers_time_may_be_a_little_ahead_and_not_more() -> None:
    assert behind(None, START) == "" and behind(START + timedelta(seconds=29), START) == ""
    assert "30 s ahead" in behind(START + timedelta(seconds=30), START)
    assert behind(START, datetime.max.replace(tzinfo=START.tzinfo)) == ""


def test_the_stop_watch_never_runs_backwards() -> None:
    first = stop_watch()
    assert stop_watch() >= first
