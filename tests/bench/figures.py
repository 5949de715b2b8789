"""What a benchmark gives back: two things measured in the same run, and their ratio against a goal."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    """``ratio`` is ``ours`` to ``peer``; ``at_most`` says whether the goal is a ceiling or a floor.

    ``ours`` and ``peer`` are the raw figures with their unit; ``more`` holds what is printed besides.
    """

    name: str
    ratio: float
    goal: float
    at_most: bool
    ours: float
    peer: float
    unit: str
    what: str
    more: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def line(self) -> str:
        """One line: name, ratio, goal, whether it holds, the two raw figures."""
        sign = "<=" if self.at_most else ">="
        verdict = "holds" if self.holds else "FALLS SHORT"
        raw = f"{self.ours:,.4g} {self.unit} against {self.peer:,.4g} {self.unit}"
        return f"{self.name:<24} {self.ratio:8.4g}  goal {sign} {self.goal:<6g} {verdict:<12} {raw}  ({self.what})"

    def record(self) -> dict[str, object]:
        """For ``--json``."""
        return {**asdict(self), "holds": self.holds}


def median_s(run: Callable[[], object], times: int, warm: int = 1) -> float:
    """The median seconds of ``times`` runs, after ``warm`` that don't count; without the collector's pauses."""
    for _ in range(warm):
        run()
    taken: list[float] = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            began = time.perf_counter()
            run()
            taken.append(time.perf_counter() - began)
    finally:
        gc.enable()
    return statistics.median(taken)
