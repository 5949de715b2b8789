"""A button that has to be held: a line runs around it, and letting go before its end does nothing.

Holding guards against slips of the hand and counts for nothing more (DESIGN.md section 6).  Mouse, touch and the
space bar are alike; a key that repeats itself begins nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from console.ui.theme.live import size
from console.ui.widgets import paint
from console.ui.widgets.button import Button, Kind

HOLD_MS = 1_500
"""How long it is held (milliseconds)."""


class HoldButton(Button):
    """Emits ``held`` once it was held to the end, ``abandoned`` when let go before."""

    held = Signal()
    abandoned = Signal()

    def __init__(
        self,
        words: str,
        parent: QWidget,
        *,
        name: str,
        kind: Kind = Kind.HARM,
        key: str = "Space",
        hold_ms: int = HOLD_MS,
    ) -> None:
        super().__init__(words, parent, name=name, kind=kind, key=key)
        self.setAccessibleDescription(f"Hold for {hold_ms / 1000:g} seconds; let go to abandon.")
        self._hold_ms = hold_ms
        self._since = QElapsedTimer()
        self._by_key = False
        self._share = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._advance)

    @property
    def holding(self) -> bool:
        """Whether it is held now."""
        return self._timer.isActive()

    @property
    def share(self) -> float:
        """How much of the time is over, 0 to 1."""
        return self._share

    def begin(self, *, by_key: bool = False) -> None:
        """Somebody presses it."""
        if not self.isEnabled() or self.holding:
            return
        self._by_key, self._share = by_key, 0.0
        self._since.start()
        self._timer.start()
        self.setDown(True)
        self.update()

    def let_go(self) -> None:
        """Somebody lets it go: before the end that does nothing."""
        if not self.holding:
            return
        self._end()
        self._tell_abandoned()

    def _end(self) -> None:
        self._timer.stop()
        self._share = 0.0
        self.setDown(False)
        self.update()

    @Slot()
    def _advance(self) -> None:
        self._share = min(1.0, self._since.elapsed() / self._hold_ms)
        self.update()
        if self._share >= 1.0:
            self._end()
            self._tell_held()

    def _tell_held(self) -> None:
        self.held.emit()

    def _tell_abandoned(self) -> None:
        self.abandoned.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin, with the first button."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.begin()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if not self._by_key:
            self.let_go()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Sliding off it is letting go."""
        if not self._by_key and not self.rect().contains(event.position().toPoint()):
            self.let_go()

    def event(self, event: QEvent) -> bool:
        """A finger is like a mouse: down begins, up and sliding off let go; more than one finger is no hold."""
        kind = event.type()
        if kind in (QEvent.Type.EnabledChange, QEvent.Type.WindowDeactivate, QEvent.Type.TouchCancel):
            self.let_go()
        if not isinstance(event, QTouchEvent) or kind == QEvent.Type.TouchCancel:
            return super().event(event)
        points = event.points()
        inside = len(points) == 1 and self.rect().contains(points[0].position().toPoint())
        if kind == QEvent.Type.TouchBegin and inside:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.begin()
        elif kind == QEvent.Type.TouchEnd or not inside:
            self.let_go()
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar begins; Enter and repeats do nothing."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.begin(by_key=True)
        event.accept() if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) else event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar lets go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.let_go()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Looking away is letting go."""
        super().focusOutEvent(event)
        self.let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        """What can't be seen isn't held."""
        super().hideEvent(event)
        self.let_go()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, with a line around it as long as it was held."""
        super().paintEvent(event)
        if not self.holding:
            return
        painter = QPainter(self)
        paint.antialiased(painter)
        radius = size("radius_field")
        _, ink = self.colours()
        pale = QColor(ink)
        pale.setAlphaF(0.28)
        line = self.body.adjusted(2.5, 2.5, -2.5, -2.5)
        paint.perimeter(painter, line, radius - 1, 1.0, pale, 3)
        paint.perimeter(painter, line, radius - 1, self._share, ink, 3)

    def hitButton(self, pos: QPointF) -> bool:  # type: ignore[override]
        """A click alone never presses it."""
        return False
