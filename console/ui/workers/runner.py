"""The only way off the UI thread (STYLE.md section 4).

A *work* is a callable without Qt that takes a :class:`CancelToken`; it runs on a worker, and what it returns (or
why it failed) is delivered to a bound method of a ``QObject``, in the UI thread.

* **Reads** run in parallel.  Each has a slot: a new read in a slot cancels the one before it, whose result, should
  it still come, is dropped.
* **Writes** run one after another, in the order in which they were asked for, and are never replaced.
* **Media** runs apart, so that a slow picture delays nothing.

Closing cancels reads and media, lets writes end, waits, and says which writes are left.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from console.cancel import CancelToken
from console.errors import Bug, Cancelled, CountersignError
from console.ui.workers.lane import Lane
from console.ui.workers.messages import Busy, Closed, Done, Failed, Progress

_log = logging.getLogger(__name__)

CLOSE_WAIT_MS = 5_000
"""How long closing waits for writes before it says what is left (milliseconds)."""
_CLOSE_LOOK_MS = 25

_T = TypeVar("_T")
Report = Callable[[int, int, str], None]
"""How a work says how far it is: done, total (0 when not known), words."""


class Kind(StrEnum):
    """The three kinds of work."""

    READ = "read"
    WRITE = "write"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was made; ``cancel`` it through the runner."""

    number: int
    kind: Kind
    slot: str


class _Pending:
    """What the runner knows of a request until it is answered; lives in the UI thread."""

    def __init__(
        self,
        request: Request,
        token: CancelToken,
        done: weakref.WeakMethod[Callable[[Any], None]],
        failed: weakref.WeakMethod[Callable[[CountersignError], None]],
        progress: weakref.WeakMethod[Callable[[Progress], None]] | None,
    ) -> None:
        self.request, self.token = request, token
        self.done, self.failed, self.progress = done, failed, progress


class Runner(QObject):
    """Runs work on workers and delivers the results in the UI thread; one for each window."""

    busy = Signal(Busy)
    closed = Signal(Closed)
    _arrived = Signal(Done)
    _broke = Signal(Failed)
    _went_on = Signal(Progress)

    def __init__(self, parent: QObject | None = None, *, readers: int = 4) -> None:
        super().__init__(parent)
        self.setObjectName("runner")
        self._lanes = {
            Kind.READ: Lane("read", readers),
            Kind.WRITE: Lane("write", 1),
            Kind.MEDIA: Lane("media", 2),
        }
        self._pending: dict[int, _Pending] = {}
        self._slots: dict[tuple[Kind, str], int] = {}
        self._last = 0
        self._closing_since: float | None = None
        self._closed = False
        self._clock = QTimer(self)
        self._clock.setObjectName("runner_close_clock")
        self._clock.setInterval(_CLOSE_LOOK_MS)
        self._clock.timeout.connect(self._look_whether_closed)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._broke.connect(self._on_broke, Qt.ConnectionType.QueuedConnection)
        self._went_on.connect(self._on_went_on, Qt.ConnectionType.QueuedConnection)

    # ---- asking -------------------------------------------------------------------------------------------

    def read(
        self,
        slot: str,
        work: Callable[[CancelToken], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
    ) -> Request:
        """Read something; replaces what was asked for in the same slot."""
        return self._ask(Kind.READ, slot, work, done, failed)

    def write(
        self,
        slot: str,
        work: Callable[[CancelToken], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
    ) -> Request:
        """Change something, after every change asked for before; ``slot`` is its name in *what is left*."""
        return self._ask(Kind.WRITE, slot, work, done, failed)

    def media(
        self,
        slot: str,
        work: Callable[[CancelToken], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
    ) -> Request:
        """Read a picture or the like, apart from other reads; replaces what was asked for in the same slot."""
        return self._ask(Kind.MEDIA, slot, work, done, failed)

    def long(
        self,
        slot: str,
        work: Callable[[CancelToken, Report], _T],
        done: Callable[[_T], None],
        failed: Callable[[CountersignError], None],
        progress: Callable[[Progress], None],
    ) -> Request:
        """Read something that says how far it is."""
        number = self._last + 1

        def report(so_far: int, total: int = 0, words: str = "") -> None:
            self._tell_progress(Progress(number, so_far, total, words))

        def reporting(token: CancelToken) -> _T:
            return work(token, report)

        return self._ask(Kind.READ, slot, reporting, done, failed, progress)

    def cancel(self, request: Request) -> None:
        """Ask a request to stop; it is answered with :class:`Cancelled`, unless it has ended by then."""
        pending = self._pending.get(request.number)
        if pending is not None:
            pending.token.cancel()

    def drop(self, slot: str, kind: Kind = Kind.READ) -> None:
        """Nobody wants what was asked for in that slot any more: cancel it and say nothing."""
        self._replace(kind, slot)

    @property
    def running(self) -> Busy:
        """How much waits or runs now."""
        writes = sum(pending.request.kind is Kind.WRITE for pending in self._pending.values())
        return Busy(len(self._pending), writes)

    def _ask(
        self,
        kind: Kind,
        slot: str,
        work: Callable[[CancelToken], Any],
        done: Callable[[Any], None],
        failed: Callable[[CountersignError], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Request:
        if QThread.currentThread() is not self.thread():
            raise Bug("Work was asked for outside the window's thread", slot)
        methods = [_bound(handler, self.thread()) for handler in (done, failed)]
        if kind is not Kind.WRITE:
            self._replace(kind, slot)
        self._last += 1
        request = Request(self._last, kind, slot)
        token = CancelToken()
        told = None if progress is None else _bound(progress, self.thread())
        self._pending[request.number] = _Pending(request, token, methods[0], methods[1], told)
        if kind is not Kind.WRITE:
            self._slots[kind, slot] = request.number
        if self._closing_since is None:
            self._lanes[kind].add(lambda: self._run(request, work, token))
        else:  # whoever asks from a slot of theirs could not catch an error
            self._tell_failed(Failed(request.number, Cancelled("The window is closing", message_id="runner.closing")))
        self._tell_busy()
        return request

    def _replace(self, kind: Kind, slot: str) -> None:
        before = self._slots.pop((kind, slot), None)
        pending = self._pending.pop(before, None) if before is not None else None
        if pending is not None:
            pending.token.cancel()
            self._tell_busy()

    # ---- on the worker ------------------------------------------------------------------------------------

    def _run(self, request: Request, work: Callable[[CancelToken], Any], token: CancelToken) -> None:
        if threading.current_thread() is threading.main_thread():
            raise Bug("A work ran in the main thread", request.slot)
        try:
            token.raise_if_cancelled()
            result = work(token)
        except CountersignError as error:
            self._tell_failed(Failed(request.number, error))
        except Exception as error:  # noqa: BLE001 - here our own mistakes become one sentence
            self._tell_failed(Failed(request.number, _bug(error, request)))
        else:
            self._tell_done(Done(request.number, result))

    # ---- signals, each emitted in one typed place -----------------------------------------------------------

    def _tell_done(self, what: Done) -> None:
        if shiboken6.isValid(self):
            self._arrived.emit(what)

    def _tell_failed(self, what: Failed) -> None:
        if shiboken6.isValid(self):
            self._broke.emit(what)

    def _tell_progress(self, what: Progress) -> None:
        if shiboken6.isValid(self):
            self._went_on.emit(what)

    def _tell_busy(self) -> None:
        self.busy.emit(self.running)

    def _tell_closed(self, what: Closed) -> None:
        self.closed.emit(what)

    # ---- back in the UI thread --------------------------------------------------------------------------------

    def _take(self, number: int) -> _Pending | None:
        pending = self._pending.pop(number, None)
        if pending is None:
            return None
        key = (pending.request.kind, pending.request.slot)
        if self._slots.get(key) == number:
            del self._slots[key]
        self._tell_busy()
        return pending

    @Slot(Done)
    def _on_arrived(self, what: Done) -> None:
        pending = self._take(what.request)
        if pending is not None:
            _call(pending.done, what.result)

    @Slot(Failed)
    def _on_broke(self, what: Failed) -> None:
        pending = self._take(what.request)
        if pending is not None:
            _call(pending.failed, what.error)

    @Slot(Progress)
    def _on_went_on(self, what: Progress) -> None:
        pending = self._pending.get(what.request)
        if pending is not None and pending.progress is not None:
            _call(pending.progress, what)

    # ---- closing ----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Begin to close; ``closed`` is emitted when everything has ended, or after ``CLOSE_WAIT_MS``."""
        if self._closing_since is not None:
            return
        self._closing_since = time.monotonic()
        for pending in self._pending.values():
            if pending.request.kind is not Kind.WRITE:
                pending.token.cancel()
        for kind, lane in self._lanes.items():
            lane.end(drop=kind is not Kind.WRITE)
        self._clock.start()

    def wait(self, seconds: float) -> tuple[str, ...]:
        """Close and block until everything has ended or the time is over; returns the names of the writes left.

        Only for the end of the process, when there is no window any more that could stand still.
        """
        self.close()
        self._clock.stop()
        end = time.monotonic() + seconds
        for lane in self._lanes.values():
            lane.join(max(0.0, end - time.monotonic()))
        self._closed = True
        return self._left() if self._lanes[Kind.WRITE].alive else ()

    def _left(self) -> tuple[str, ...]:
        return tuple(p.request.slot for p in self._pending.values() if p.request.kind is Kind.WRITE)

    @Slot()
    def _look_whether_closed(self) -> None:
        since = self._closing_since
        alive = any(lane.alive for lane in self._lanes.values())
        if since is None or (alive and (time.monotonic() - since) * 1000 < CLOSE_WAIT_MS):
            return
        self._clock.stop()
        if not self._closed:
            self._closed = True
            self._tell_closed(Closed(self._left() if self._lanes[Kind.WRITE].alive else ()))


def _bound(handler: Callable[[Any], None], thread: QThread) -> weakref.WeakMethod[Any]:
    """The handler, held weakly; raises :class:`Bug` unless it is a bound method of a QObject of that thread."""
    owner = getattr(handler, "__self__", None)
    if not isinstance(owner, QObject) or not hasattr(handler, "__func__"):
        raise Bug("A result may be delivered only to a bound method of a QObject", repr(handler))
    if owner.thread() is not thread:
        raise Bug("A result may be delivered only in the window's thread", repr(handler))
    return weakref.WeakMethod(handler)


def _call(handler: weakref.WeakMethod[Any], value: object) -> None:
    """Call the handler, unless its object is gone."""
    method = handler()
    if method is not None and shiboken6.isValid(method.__self__):
        method(value)


def _bug(error: Exception, request: Request) -> Bug:
    """Our own mistake, with an id under which the log has its frames (never its message: that may be personal)."""
    number = os.urandom(4).hex()
    frames = ";".join(f"{f.filename}:{f.lineno}:{f.name}" for f in traceback.extract_tb(error.__traceback__))
    _log.error(
        "bug=%s slot=%s kind=%s error=%s at=%s", number, request.slot, request.kind, type(error).__name__, frames
    )
    return Bug(
        "Something went wrong that is our mistake",
        f"bug {number}",
        "Nothing that you typed is lost. Try again; if it comes back, tell us the number.",
        message_id="bug",
        bug=number,
    )
