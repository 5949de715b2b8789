"""Small words: pills, key caps, chips, and lines that are cut with dots when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from console.ui.text import plain_label, set_text, set_tone, tip
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets.named import named


class Pill(QLabel):
    """A word on a rounded ground; ``tone``: empty (grey), accent, head_of_state, harm or restore."""

    def __init__(self, words: str, parent: QWidget, *, name: str, tone: str = "") -> None:
        super().__init__(parent)
        named(self, name, words, "pill")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(Role.SMALL_NUMBER))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("tone", tone)
        self.setText(words)

    def say(self, words: str, tone: str | None = None) -> None:
        """Change words and, when given, tone."""
        set_text(self, words)
        if tone is not None:
            set_tone(self, tone)


class KeyCap(QLabel):
    """A key, as it is printed on the keyboard."""

    def __init__(self, key: str, parent: QWidget, *, name: str, wide: int = 26) -> None:
        super().__init__(parent)
        named(self, name, f"key {key}", "key")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(Role.TINY))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(wide)
        self.setFixedHeight(18)
        self.setText(key)


class Chip(QPushButton):
    """A word that can be pressed: removed (``removable`` adds a cross), chosen (``checkable``) or opened."""

    def __init__(
        self,
        words: str,
        parent: QWidget,
        *,
        name: str,
        key: str = "",
        removable: bool = False,
        checkable: bool = False,
        tone: str = "",
    ) -> None:
        super().__init__(parent)
        named(self, name, f"remove {words}" if removable else words, "chip")
        self.setFont(font(Role.SMALL))
        self.setProperty("tone", tone)
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(22)
        front = f"{key}  " if key else ""
        cross = "  \u2715" if removable else ""
        self.setText(f"{front}{words}{cross}".replace("&", "&&"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class Elided(QLabel):
    """One line, cut with dots at its end when it does not fit; the whole stands in the tooltip."""

    def __init__(
        self,
        words: str,
        parent: QWidget,
        *,
        name: str,
        role: Role = Role.BASE,
        tone: str = "text",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        named(self, name, words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone, self._mode, self._role = tone, mode, role
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(words)

    def say(self, words: str) -> None:
        """Change the words."""
        set_text(self, words)
        self._explain()
        self.updateGeometry()

    def write_in(self, role: Role) -> None:
        """Use that font from now on (a font set on a label is lost when the style sheet changes)."""
        self._role = role
        self.updateGeometry()
        self.update()

    def paint_in(self, token: str) -> None:
        """Use that colour from now on."""
        self._tone = token
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters and the dots."""
        metrics = QFontMetrics(font(self._role))
        wanted = metrics.horizontalAdvance(self.text())
        return QSize(min(wanted, metrics.averageCharWidth() * 4) + 2, metrics.height() + 2)

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        metrics = QFontMetrics(font(self._role))
        return QSize(metrics.horizontalAdvance(self.text()) + 3, metrics.height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the whole on hover when it is cut."""
        super().resizeEvent(event)
        self._explain()

    def _explain(self) -> None:
        cut = QFontMetrics(font(self._role)).horizontalAdvance(self.text()) > self.width()
        tip(self, self.text() if cut else "")

    def paintEvent(self, _: QPaintEvent) -> None:
        """The text, cut to the width."""
        painter = QPainter(self)
        painter.setFont(font(self._role))
        painter.setPen(colour(self._tone))
        words = painter.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), words)


def heading(words: str, parent: QWidget, *, name: str) -> QLabel:
    """The name of a section."""
    return plain_label(words, parent, name=name, role=Role.NAME)


def title(words: str, parent: QWidget, *, name: str) -> QLabel:
    """The name of a pane."""
    return plain_label(words, parent, name=name, role=Role.TITLE)
