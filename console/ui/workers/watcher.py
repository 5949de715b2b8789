"""Hears what changed elsewhere, so that only the models and panes that show it read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.cancel import CancelToken
from console.errors import CountersignError
from console.ui.workers.messages import Changed, Reached
from console.ui.workers.runner import Runner

POLL_MS = 400
"""Between two looks while the store answers (milliseconds)."""
POLL_LONGEST_MS = 10_000
"""Between two looks at a store that has not answered for long (milliseconds)."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a point: the next point to ask from, the areas, and the ids in them when few."""

    token: object
    areas: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()


ChangesSince = Callable[[CancelToken, object], News]
"""Asked on a worker with the point reached so far (None at first)."""


class Watcher(QObject):
    """Asks ``changes_since`` on a worker again and again; tells what changed and whether the store answers."""

    changed = Signal(Changed)
    reached = Signal(Reached)

    def __init__(self, parent: QObject, runner: Runner, changes_since: ChangesSince, *, poll_ms: int = POLL_MS) -> None:
        super().__init__(parent)
        self.setObjectName("watcher")
        self._runner = runner
        self._changes_since = changes_since
        self._token: object = None
        self._poll_ms = poll_ms
        self._wait_ms = poll_ms
        self._answers: bool | None = None
        self._running = False
        self._timer = QTimer(self)
        self._timer.setObjectName("watcher_timer")
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look."""
        self._running = True
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._running = False
        self._timer.stop()
        self._runner.drop("watch")

    @Slot()
    def look(self) -> None:
        """Look now; what waits to be looked at is not asked for twice."""
        if not self._running:
            return
        self._timer.stop()
        token, ask = self._token, self._changes_since
        self._runner.read("watch", lambda cancel: ask(cancel, token), self._on_news, self._on_failed)

    @Slot(object)
    def _on_news(self, news: News) -> None:
        self._token = news.token
        self._wait_ms = self._poll_ms
        if self._answers is not True:
            self._answers = True
            self._tell_reached(Reached())
        if news.areas:
            self._tell_changed(Changed(news.areas, news.ids))
        self._again()

    @Slot(object)
    def _on_failed(self, error: CountersignError) -> None:
        self._wait_ms = min(self._wait_ms * 2, POLL_LONGEST_MS)
        if self._answers is not False:
            self._answers = False
            self._tell_reached(Reached(error))
        self._again()

    def _again(self) -> None:
        if self._running:
            self._timer.start(self._wait_ms)

    def _tell_changed(self, what: Changed) -> None:
        self.changed.emit(what)

    def _tell_reached(self, what: Reached) -> None:
        self.reached.emit(what)
