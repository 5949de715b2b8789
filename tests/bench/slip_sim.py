"""Simulated errors on their way to the platform: one error, one gauntlet, many times, with the same operator and seed.

Each error is simulated given that it happened, and weighed by its rate afterwards: so a rate of a few in 100,000 is
known as exactly as any other.  The same draws decide in every console, so that what differs is the console.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tests.bench.slip_gauntlets import Gauntlet
from tests.bench.slip_people import Error, Look, Operator, blind_misses, caught, high_dependence, let_through

SEED = 20171102
SESSIONS = 100_000
PER = 100_000
"""What wrong effects are counted in."""
Z = 1.959964
"""Of the two-sided 95 % interval."""
READERS, UNDO, STOP = "readers", "undo", "stop"
_READS = 4
_ORDER = tuple(Look)


@dataclass(frozen=True)
class Run:
    """What became of ``sessions`` errors: how many reached the platform, and what caught the others."""

    sessions: int
    passed: int
    caught: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The part that reached the platform."""
        return self.passed / self.sessions

    def variance(self) -> float:
        """Of ``share``; by the rule of three's half where nothing, or everything, passed."""
        inner = min(max(self.share, 1.5 / self.sessions), 1 - 1.5 / self.sessions)
        return inner * (1 - inner) / self.sessions


@lru_cache(maxsize=512)
def simulate(
    gauntlet: Gauntlet,
    error: Error,
    operator: Operator,
    sessions: int = SESSIONS,
    third_person: bool = True,
    seed: int = SEED,
) -> Run:
    """Send an error through a gauntlet many times."""
    solo = _solo(gauntlet.looks, error, operator)
    draws, caught_by, passed = random.Random(seed), Counter[str](), 0
    for _ in range(sessions):
        luck = [draws.random() for _ in range(len(_ORDER) + _READS + 2)]
        by = _one(gauntlet, solo, operator, luck, third_person)
        if by:
            caught_by[by] += 1
        else:
            passed += 1
    return Run(sessions, passed, tuple(sorted(caught_by.items())))


def _solo(looks: tuple[Look, ...], error: Error, operator: Operator) -> list[tuple[Look, float]]:
    """Each look that can show the error, with the probability that it does, given that those before it did not."""
    out: list[tuple[Look, float]] = []
    for look in looks:
        notices = operator.notices(look, error)
        if notices:
            out.append((look, 1 - high_dependence(1 - notices) if out else notices))
    return out


def _one(
    gauntlet: Gauntlet, solo: list[tuple[Look, float]], operator: Operator, luck: list[float], third_person: bool
) -> str:
    """What catches one error, "" when nothing does."""
    for look, notices in solo:
        if luck[_ORDER.index(look)] < notices:
            return look.value
    if gauntlet.readers and not _readers_pass(gauntlet, operator, luck[len(_ORDER) :], third_person):
        return READERS
    if gauntlet.held_back and luck[-2] < operator.undo:
        return UNDO
    if gauntlet.cooling_off and luck[-1] < operator.stop:
        return STOP
    return ""


def _readers_pass(gauntlet: Gauntlet, operator: Operator, luck: list[float], third_person: bool) -> bool:
    if not gauntlet.blind:
        return luck[0] < high_dependence(operator.reader_miss)
    misses = blind_misses(operator, gauntlet.readers + 1)
    signed, against, turn = 0, 0, 0
    while signed < gauntlet.readers + against:
        if luck[turn] < misses[signed]:
            signed += 1
        else:
            against += 1
            if against > 1 or not third_person:
                return False
        turn += 1
    return True


def exact(gauntlet: Gauntlet, error: Error, operator: Operator, *, third_person: bool = True) -> float:
    """The same in one formula: the probability that an error reaches the platform."""
    _, left = caught(gauntlet.looks, error, operator)
    if gauntlet.readers:
        blind = let_through(gauntlet.readers, operator, third_person=third_person)
        left *= blind if gauntlet.blind else high_dependence(operator.reader_miss)
    left *= 1 - operator.undo if gauntlet.held_back else 1.0
    return left * (1 - operator.stop if gauntlet.cooling_off else 1.0)


@dataclass(frozen=True)
class Estimate:
    """So many wrong effects in ``PER`` actions, with their 95 % interval; ``zero`` when none was seen at all."""

    value: float
    low: float
    high: float
    zero: bool = False

    def words(self) -> str:
        """As it is printed: nothing seen proves only that there are less than three in as many as were tried."""
        if self.zero:
            return f"less than {self.high:.3g}"
        return f"{self.value:.3g} [{self.low:.3g}, {self.high:.3g}]"


def weigh(parts: Iterable[tuple[float, Run]]) -> Estimate:
    """Errors with their rates (shares of actions), each with what became of it; a rate below zero is taken away."""
    found = [(rate * PER, run) for rate, run in parts if rate]
    value = sum(weight * run.share for weight, run in found)
    if not any(run.passed for _, run in found):
        most = max((3 * weight / run.sessions for weight, run in found), default=3.0 * PER / SESSIONS)
        return Estimate(0.0, 0.0, most, zero=True)
    half = Z * math.sqrt(sum(weight**2 * run.variance() for weight, run in found))
    return Estimate(value, max(0.0, value - half), value + half)
