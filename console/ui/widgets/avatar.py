"""A picture of an account or a person: their initials on a ground made from their id (nothing is fetched)."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.ui.text import one_line
from console.ui.widgets import paint
from console.ui.widgets.named import named


class Avatar(QWidget):
    """A rounded square of ``side`` pixels; the same id has the same colours everywhere."""

    def __init__(self, parent: QWidget, *, name: str, side: int) -> None:
        super().__init__(parent)
        named(self, name, "picture")
        self.setFixedSize(side, side)
        self._identity, self._person = "", ""

    def show_for(self, identity: str, person: str) -> None:
        """Show it for that id, with the initials of that name."""
        self._identity, self._person = identity, person
        self.setAccessibleName(f"picture of {one_line(person)}")
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Ground and initials."""
        if self._identity or self._person:
            painter = QPainter(self)
            paint.avatar(painter, QRectF(self.rect()), self._identity, self._person)
