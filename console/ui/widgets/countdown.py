"""Time that runs out, told as it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from console.ui import words
from console.ui.text import tip
from console.ui.widgets.labels import Pill

Now = Callable[[], datetime]
"""The time as the store has it (aware UTC)."""


class Countdown(Pill):
    """A pill that says how much time is left, and ``over`` once when none is."""

    over = Signal()

    def __init__(
        self, parent: QWidget, now: Now, *, name: str, before: str = "", after: str = "", warn_s: int = 60
    ) -> None:
        super().__init__("", parent, name=name)
        self._now, self._before, self._after, self._warn_s = now, before, after, warn_s
        self._until: datetime | None = None
        self._tone = "accent"
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def run_until(self, until: datetime | None, *, tone: str = "accent", before: str | None = None) -> None:
        """Count down to that moment (aware), with other words before it when given; ``None`` hides it."""
        self._until, self._tone = until, tone
        self._before = self._before if before is None else before
        self.setVisible(until is not None)
        self._timer.stop()
        if until is not None:
            tip(self, words.exact(until))
            self._timer.start()
            self._show()

    @Slot()
    def _tick(self) -> None:
        if self._until is not None and self._until <= self._now():
            self._timer.stop()
            self._show()
            self._tell_over()
            return
        self._show()

    def _show(self) -> None:
        if self._until is None:
            return
        now = self._now()
        left = (self._until - now).total_seconds()
        tone = "head_of_state" if left <= self._warn_s else self._tone
        self.say(f"{self._before}{words.left(self._until, now)}{self._after}", tone)

    def _tell_over(self) -> None:
        self.over.emit()
