"""Three cards side by side: queue, case, action; their widths are remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from console.ui.widgets.card import Card
from console.ui.widgets.named import column, named
from console.ui.widths import Widths

GAP = 12
"""Pixels between cards and around them."""
_LEAST = (260, 380, 320)
_SETTLE_MS = 400


class _Splitter(QSplitter):
    """A splitter whose handles say who they are."""

    def createHandle(self) -> QSplitterHandle:
        """A handle with a name."""
        return named(QSplitterHandle(self.orientation(), self), f"{self.objectName()}_handle", "move the border")


class ThreeCards(QWidget):
    """Left, centre and right card; the outer ones keep their width when the window grows."""

    moved = Signal(Widths)

    def __init__(self, parent: QWidget, *, name: str = "cards", widths: Widths | None = None) -> None:
        super().__init__(parent)
        named(self, name, "queue, case, action", "window")
        box = column(self, margins=(GAP, GAP, GAP, GAP))
        self._splitter = _Splitter(Qt.Orientation.Horizontal, self)
        named(self._splitter, f"{name}_splitter", "queue, case, action")
        self._splitter.setHandleWidth(GAP)
        self._splitter.setChildrenCollapsible(False)
        box.addWidget(self._splitter)
        self.left = Card(self._splitter, name="left_card")
        self.centre = Card(self._splitter, name="centre_card")
        self.right = Card(self._splitter, name="right_card")
        for at, card in enumerate((self.left, self.centre, self.right)):
            card.setMinimumWidth(_LEAST[at])
            self._splitter.addWidget(card)
            self._splitter.setStretchFactor(at, int(at == 1))
        self._widths = widths or Widths()
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._tell_moved)
        self._splitter.splitterMoved.connect(self._on_moved)

    @property
    def widths(self) -> Widths:
        """As they are now."""
        return self._widths

    def set_widths(self, widths: Widths) -> None:
        """Put the borders there, as far as there is room."""
        self._widths = widths
        self._lay()

    def _lay(self) -> None:
        room = self.width() - 4 * GAP
        left = max(_LEAST[0], self._widths.left)
        right = max(_LEAST[2], self._widths.right)
        over = left + right + _LEAST[1] - room
        if over > 0:
            taken = min(over, left - _LEAST[0])
            left, right = left - taken, max(_LEAST[2], right - (over - taken))
        self._splitter.setSizes([left, max(_LEAST[1], room - left - right), right])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The outer cards keep their widths, the case takes the rest."""
        super().resizeEvent(event)
        self._lay()

    @Slot()
    def _on_moved(self) -> None:
        left, _, right = self._splitter.sizes()
        self._widths = Widths(left, right)
        self._timer.start()

    @Slot()
    def _tell_moved(self) -> None:
        self.moved.emit(self._widths)
