"""A line of what somebody did, with a box before it that is marked by Space."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from console.ui.delegates.list_line import Index, ListLineDelegate
from console.ui.models.lines import ListLine
from console.ui.models.rows import ROW
from console.ui.models.undo import Step, UndoRow, as_line
from console.ui.theme.live import colour

_SIDE, _ROOM = 18, 30


class UndoRowDelegate(ListLineDelegate):
    """As the lists of lines, with a box."""

    def line_of(self, index: Index) -> ListLine | None:
        """The row as a line."""
        value = index.data(ROW)
        return as_line(value, self._clock()) if isinstance(value, UndoRow) else None

    def before(self, painter: QPainter, box: QRectF, index: Index) -> float:
        """The box: marked, empty, or none where nothing can be done; a tick once it is done."""
        row = index.data(ROW)
        if isinstance(row, UndoRow) and (row.markable or row.step is not Step.NONE):
            done = row.step in (Step.ADMITTED, Step.DONE)
            square = QRectF(box.left() + 12, box.top() + 17, _SIDE, _SIDE)
            full = row.marked or done
            painter.setPen(QPen(colour("restore" if done else "accent" if full else "edge"), 1.5))
            painter.setBrush(colour("restore" if done else "accent") if full else colour("surface"))
            painter.drawRoundedRect(square, 5, 5)
            if full:
                painter.setPen(
                    QPen(
                        colour("restore_text" if done else "accent_text"),
                        2,
                        Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap,
                    )
                )
                left, middle = square.left(), square.center().y()
                painter.drawLine(QPointF(left + 4.5, middle + 0.5), QPointF(left + 7.8, middle + 4))
                painter.drawLine(QPointF(left + 7.8, middle + 4), QPointF(left + 13.5, middle - 3.5))
            painter.setPen(Qt.PenStyle.NoPen)
        return _ROOM
