"""Buttons that lead on, start harm, or restore; their key stands on them."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour, size
from console.ui.widgets import paint
from console.ui.widgets.named import named

_RING = 3
"""Pixels around the button that its focus ring takes."""


class Kind(StrEnum):
    """What pressing means; only these have a ground of their own."""

    ONWARD = "accent"
    HARM = "harm"
    RESTORE = "restore"
    PLAIN = "plain"


class Button(QPushButton):
    """A button with its key beside its words. Enter never presses it, and neither does a key that repeats itself."""

    def __init__(
        self,
        words: str,
        parent: QWidget,
        *,
        name: str,
        kind: Kind = Kind.PLAIN,
        key: str = "",
        accessible: str = "",
        large: bool = False,
    ) -> None:
        super().__init__(parent)
        named(self, name, accessible or words)
        self._kind, self._key, self.large = kind, key, large
        self.setText(words.replace("&", "&&"))
        self.setFont(font(Role.NAME))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, words: str, key: str | None = None) -> None:
        """Change its words, and its key when given."""
        self._key = self._key if key is None else key
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """What stands on it."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        """Words, key and room around them."""
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.words) + (24 if not self.large else 40)
        if self._key:
            width += QFontMetrics(font(Role.BASE)).horizontalAdvance(self._key) + 8
        return QSize(width + 2 * _RING, (30 if not self.large else 44) + 2 * _RING)

    def minimumSizeHint(self) -> QSize:
        """As wanted: a button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses, once; Enter never commits."""
        if event.isAutoRepeat() or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select):
            event.accept()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Calm again."""
        super().leaveEvent(event)
        self.update()

    @property
    def body(self) -> QRectF:
        """The button without the room for its focus ring."""
        return QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)

    def colours(self) -> tuple[QColor, QColor]:
        """Ground and text as they are now."""
        warm = self.isEnabled() and (self.underMouse() or self.isDown())
        if not self.isEnabled():
            return colour("chip"), colour("faint")
        if self._kind is Kind.PLAIN:
            return colour("hover") if warm else colour("surface"), colour("text")
        token = self._kind.value
        return colour(f"{token}_hover" if warm else token), colour(f"{token}_text")

    def paintEvent(self, _: QPaintEvent) -> None:
        """Ground, words, key, ring."""
        painter = QPainter(self)
        paint.antialiased(painter)
        ground, ink = self.colours()
        radius = size("radius_field")
        painter.setBrush(ground)
        if self._kind is Kind.PLAIN:
            painter.setPen(QPen(colour("edge"), 1))
            painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        else:
            painter.drawRoundedRect(self.body, radius, radius)
        self._paint_words(painter, ink)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), radius + 2)

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        words, key = self.words, self._key
        bold, plain = QFontMetrics(self.font()), QFontMetrics(font(Role.BASE))
        wide = bold.horizontalAdvance(words) + (plain.horizontalAdvance(key) + 8 if key else 0)
        body = self.body
        left = body.center().x() - wide / 2
        painter.setPen(ink)
        painter.setFont(self.font())
        high = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(left, body.top(), wide + 2, body.height()), high, words)
        if key:
            painter.setFont(font(Role.BASE))
            start = left + bold.horizontalAdvance(words) + 8
            painter.drawText(QRectF(start, body.top(), wide, body.height()), high, key)
