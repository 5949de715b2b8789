"""A surface that has just appeared takes no decision: for half a second it is dead to clicks and keys.

What was meant for the surface before must not land on this one (DESIGN.md section 6).  Text fields stay alive:
typing decides nothing, and nothing typed may be lost.  Keys that repeat themselves while held never decide anything.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

DEAD_MS = 500
"""DESIGN.md section 6: any new surface is dead for its first 500 ms (``domain.friction`` says the same)."""

_DECIDES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchEnd,
        QEvent.Type.KeyPress,
        QEvent.Type.Shortcut,
    }
)
_MOVES = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})
"""Moving on and going back decide nothing."""


class DeadTime(QObject):
    """Keeps one surface dead for ``least_ms`` after each time it appears, or after :meth:`restart`."""

    alive = Signal()
    least_ms: ClassVar[int] = DEAD_MS
    """For every surface; a policy may ask for more than ``DEAD_MS``, and the registrar then expects it."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self.setObjectName("dead_time")
        self._surface = surface
        self._dead = True
        self._timer = QTimer(self)
        self._timer.setObjectName("dead_time_timer")
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._wake)
        surface.installEventFilter(self)
        if surface.isVisible():
            self.restart()

    @property
    def dead(self) -> bool:
        """Whether the surface takes no decision now."""
        return self._dead

    def restart(self) -> None:
        """What stands on the surface is new: dead again from now."""
        self._dead = True
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            application.installEventFilter(self)
        self._timer.start(self.least_ms)

    @Slot()
    def _wake(self) -> None:
        self._dead = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._tell_alive()

    def _tell_alive(self) -> None:
        self.alive.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what would decide something while dead; see it appear."""
        kind = event.type()
        if not hasattr(self, "_surface"):  # Python's half of the object is gone already
            return False
        if watched is self._surface and kind == QEvent.Type.Show:
            self.restart()
        if not self._dead or kind not in _DECIDES or not isinstance(watched, QWidget):
            return False
        if isinstance(watched, QLineEdit | QPlainTextEdit | QTextEdit):
            return False
        if isinstance(event, QKeyEvent) and event.key() in _MOVES:
            return False
        parent = watched.parentWidget()
        if isinstance(parent, QPlainTextEdit | QTextEdit):
            return False
        return watched is self._surface or self._surface.isAncestorOf(watched)


def repeats(event: QEvent) -> bool:
    """Whether a key event comes from holding the key down."""
    return isinstance(event, QKeyEvent) and event.isAutoRepeat()
