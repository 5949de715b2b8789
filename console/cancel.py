"""A token through which one thread asks the work of another to stop.

Nothing here may import anything of ours but ``console.errors``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console.errors import Cancelled


class CancelToken:
    """Asked once, stays asked.  Safe to use from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; runs the registered interrupts (each once) in the calling thread."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def raise_if_cancelled(self) -> None:
        """Raise :class:`Cancelled` when the work was asked to stop."""
        if self._event.is_set():
            raise Cancelled("The work was cancelled", message_id="cancelled")

    def wait(self, seconds: float) -> bool:
        """Sleep for at most ``seconds``; return at once, with True, when asked to stop."""
        return self._event.wait(seconds)

    @contextmanager
    def interrupts(self, callback: Callable[[], None]) -> Iterator[None]:
        """While inside, ``cancel`` calls ``callback`` (for instance ``sqlite3.Connection.interrupt``).

        Raises :class:`Cancelled` when the token was asked to stop before.
        """
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
        self.raise_if_cancelled()
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)


NEVER = CancelToken()
"""For work that nobody can cancel: a token that is never asked (do not call ``cancel`` on it)."""
