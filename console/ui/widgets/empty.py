"""What stands where nothing is, and what stands while one waits: both quiet, both saying what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.button import Button
from console.ui.widgets.named import column, named

SKELETON_AFTER_MS = 150
"""Rows come within this time, or a quiet skeleton shows that they will (LOOK.md, "States")."""


class EmptyState(QWidget):
    """A first line, a sentence that says why and what now, and at most one button."""

    pressed = Signal()

    def __init__(self, parent: QWidget, *, name: str, head: str = "", words: str = "") -> None:
        super().__init__(parent)
        named(self, name, head, "clear")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        box = column(self, margins=(28, 24, 28, 40), gap=6)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(2)
        self._head = plain_label(head, self, name=f"{name}_head", role=Role.NAME, wraps=True)
        self._head.setAlignment(centre)
        self._words = plain_label(words, self, name=f"{name}_words", tone="muted", wraps=True)
        self._words.setAlignment(centre)
        self._button = Button("", self, name=f"{name}_button")
        self._button.clicked.connect(self._on_clicked)
        self._button.hide()
        box.addWidget(self._head)
        box.addWidget(self._words)
        box.addSpacing(6)
        box.addWidget(self._button, 0, centre)
        box.addStretch(3)

    def say(self, head: str, words: str = "", *, button: str = "", key: str = "") -> None:
        """Say something else."""
        set_text(self._head, head)
        set_text(self._words, words)
        self._button.setVisible(bool(button))
        if button:
            self._button.say(button, key)
        self.setAccessibleName(f"{head}. {words}" if words else head)

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit()


class Skeleton(QWidget):
    """Grey rows where real ones will be; invisible for the first ``SKELETON_AFTER_MS``, so that nothing flashes."""

    def __init__(self, parent: QWidget, *, name: str, row_height: int = 50, rows: int = 8) -> None:
        super().__init__(parent)
        named(self, name, "loading", "clear")
        self._row, self._rows, self._drawn = row_height, rows, False
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(SKELETON_AFTER_MS)
        self._timer.timeout.connect(self._draw)

    @Slot()
    def _draw(self) -> None:
        self._drawn = True
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to wait."""
        super().showEvent(event)
        self._drawn = False
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """The real rows are here."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _: QPaintEvent) -> None:
        """A square and two lines for each row."""
        if not self._drawn:
            return
        painter = QPainter(self)
        paint.antialiased(painter)
        painter.setBrush(colour("hover"))
        for number in range(self._rows):
            top = number * self._row + 8.0
            fade = max(0.15, 1.0 - number / self._rows)
            painter.setOpacity(fade)
            painter.drawRoundedRect(QRectF(11, top, 34, 34), 8, 8)
            wide = self.width() - 80.0
            painter.drawRoundedRect(QRectF(56, top + 4, wide * (0.45 + 0.1 * (number % 3)), 10), 5, 5)
            painter.drawRoundedRect(QRectF(56, top + 21, wide * (0.65 - 0.1 * (number % 2)), 10), 5, 5)
