"""What all panes of one signed-in person share: the session, the way off the UI thread, the store's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.cancel import CancelToken
from console.domain.views import FloorStatus, PersonBrief
from console.errors import Cancelled, CountersignError, Unavailable
from console.ui.panes.api import Session
from console.ui.widgets.notice import Tone
from console.ui.workers.messages import Progress
from console.ui.workers.runner import Report, Runner

_T = TypeVar("_T")

TICK_MS = 500
"""Between two looks at what counts down (milliseconds)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence for the person."""

    words: str
    tone: Tone = Tone.CALM


class Floor(QObject):
    """Shared by the panes of one session.  Time is the store's, as last heard, carried on by the monotonic clock."""

    ticked = Signal()
    told = Signal(Told)

    def __init__(
        self, parent: QObject, session: Session, runner: Runner, clock: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("floor")
        self.session, self.runner = session, runner
        self._clock = clock
        self._ended = False
        self._heard: datetime | None = None
        self._heard_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setObjectName("floor_tick")
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @property
    def person(self) -> PersonBrief:
        """Who is signed in."""
        return self.session.person

    def hear(self, status: FloorStatus) -> None:
        """Take the store's time from a status."""
        self._heard, self._heard_at = status.now, time.monotonic()

    def now(self) -> datetime:
        """The store's time."""
        if self._clock is not None:
            return self._clock()
        if self._heard is None:
            return datetime.now(UTC)
        return self._heard + timedelta(seconds=time.monotonic() - self._heard_at)

    def stop(self) -> None:
        """The person has left: count no more, and ask for nothing more on their behalf."""
        self._ended = True
        self._timer.stop()

    def read(
        self,
        slot: str,
        work: Callable[[CancelToken], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
    ) -> None:
        """Read on a worker (see ``Runner.read``), while the person is here."""
        if not self._ended:
            self.runner.read(slot, work, done, failed)

    def write(
        self,
        slot: str,
        work: Callable[[CancelToken], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
    ) -> None:
        """Change something on a worker, in order (see ``Runner.write``), while the person is here."""
        if not self._ended:
            self.runner.write(slot, work, done, failed)

    def long(
        self,
        slot: str,
        work: Callable[[CancelToken, Report], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
        progress: Callable[[Progress], None],
    ) -> None:
        """Read something that says how far it is (see ``Runner.long``), while the person is here."""
        if not self._ended:
            self.runner.long(slot, work, done, failed, progress)

    def say(self, words: str, tone: Tone = Tone.CALM) -> None:
        """Tell the person something."""
        self.told.emit(Told(words, tone))

    def say_error(self, error: CountersignError) -> None:
        """Tell the person what went wrong, in its own sentence; what was cancelled needs no word."""
        if isinstance(error, Cancelled):
            return
        self.say(error.sentence, Tone.SLOW if isinstance(error, Unavailable) else Tone.WRONG)

    @Slot()
    def _tick(self) -> None:
        self.ticked.emit()
