"""Turning the event loop outside of a test, for hands at a window that no test owns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer


class Turns:
    """Turns the event loop, outside of any test; looks every ``every_ms`` whether what is waited for holds."""

    def __init__(self, every_ms: int = 20) -> None:
        self._every_ms = every_ms

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:
        """Until ``callback`` holds; raises :class:`TimeoutError` when ``timeout`` milliseconds are over."""
        end = QDeadlineTimer(timeout)
        while not callback():
            if end.hasExpired():
                raise TimeoutError
            pause(self._every_ms)


def pause(ms: int) -> None:
    """Let the window live for a while (milliseconds)."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
