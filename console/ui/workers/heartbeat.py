"""How long the window stood still: a timer of the event loop that measures its own lateness."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot


class Heartbeat(QObject):
    """Beats every ``interval_ms`` in the thread that made it; the longest gap between two beats is the longest block.

    ``longest_block_ms`` is the longest gap less the interval itself.
    """

    def __init__(
        self, parent: QObject, *, interval_ms: int = 2, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self.setObjectName("heartbeat")
        self._read_clock = clock
        self._interval_ms = interval_ms
        self._last: float | None = None
        self._longest_s = 0.0
        self.beats = 0
        self._timer = QTimer(self)
        self._timer.setObjectName("heartbeat_timer")
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to measure, from nothing."""
        self._longest_s, self.beats = 0.0, 0
        self._last = self._read_clock()
        self._timer.start()

    def stop(self) -> float:
        """End measuring; returns the longest block in milliseconds."""
        if self._timer.isActive():
            self._beat()
        self._timer.stop()
        return self.longest_block_ms

    @property
    def longest_block_ms(self) -> float:
        """The longest time, in milliseconds, in which the event loop could not have answered."""
        return max(0.0, self._longest_s * 1000 - self._interval_ms)

    @Slot()
    def _beat(self) -> None:
        now = self._read_clock()
        if self._last is not None:
            self._longest_s = max(self._longest_s, now - self._last)
        self._last = now
        self.beats += 1
