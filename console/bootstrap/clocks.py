"""The services' clock: the machine's, held against its stop watch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from console.domain.pace import Pace, paced, trouble


def stop_watch() -> float:
    """Seconds that nobody can set, those asleep counted where the machine tells them."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # the first on Linux, the second on macOS, count sleep
        known = getattr(time, name, None)
        if known is not None:
            return time.clock_gettime(known)
    return time.monotonic()


class PacedClock:
    """A clock that does not follow the machine's when it jumps; safe to read from any thread."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float] = stop_watch) -> None:
        self._clock = clock
        self._steady = steady
        self._lock = threading.Lock()
        self._pace: Pace | None = None

    def __call__(self) -> datetime:
        """The time that is believed."""
        return self._look().at

    def trouble(self) -> str:
        """One sentence while the machine's clock is not believed; "" while it is."""
        return trouble(self._look().off_s)

    def _look(self) -> Pace:
        with self._lock:
            self._pace = paced(self._pace, self._clock(), self._steady())
            return self._pace
