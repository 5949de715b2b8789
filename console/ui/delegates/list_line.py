"""How what waits, what was carried out and what cools off is painted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.ui import words
from console.ui.delegates.painting import line, paragraph, row_ground, width_of
from console.ui.models.lines import ListLine
from console.ui.models.rows import ROW
from console.ui.text import one_line
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets import paint

_ROW_H, _AVATAR, _PAD = 82, 34, 11
_COUNT_BELOW_S = 3600

Index = QModelIndex | QPersistentModelIndex


class ListLineDelegate(QStyledItemDelegate):
    """Three rows of words beside the account's picture."""

    def __init__(self, view: QListView, name: str, clock: Callable[[], datetime]) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self._view, self._clock = view, clock

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All of one height."""
        return QSize(200, _ROW_H)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        value = self.line_of(index)
        if value is None:
            super().paint(painter, option, index)
            return
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_ground(painter, box, selected)
        start = box.left() + _PAD + self.before(painter, box, index)
        paint.avatar(painter, QRectF(start, box.top() + 9, _AVATAR, _AVATAR), value.account.id, _name(value))
        left, right, top = start + _AVATAR + 10, box.right() - 13, box.top() + 17
        side = self._side(value)
        side_wide = width_of(side, Role.SMALL_NUMBER) + 2
        line(painter, right - side_wide, top, side_wide, side, role=Role.SMALL_NUMBER, token=value.tone, right=True)
        ground = colour("accent_ground") if selected else None
        paint.tier_shape(painter, QRectF(left, top - 7, 14, 14), value.account.tier, ground)
        line(painter, left + 20, top, right - left - 28 - side_wide, _name(value), role=Role.NAME)
        line(painter, left, top + 18, right - left, value.head, token="text" if value.tone == "muted" else value.tone)
        rest = paragraph(value.words, right - left, Role.SMALL)
        painter.setClipRect(QRectF(left, top + 27, right - left, _ROW_H - 46))
        if rest.height <= _ROW_H - 46:
            rest.paint(painter, left, top + 28, "muted")
        else:
            line(painter, left, top + 36, right - left, value.words, role=Role.SMALL, token="muted")
        painter.setClipping(False)
        if selected and self._view.hasFocus():
            paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 4)
        painter.restore()

    def line_of(self, index: Index) -> ListLine | None:
        """The line that is painted for a row."""
        value = index.data(ROW)
        return value if isinstance(value, ListLine) else None

    def before(self, painter: QPainter, box: QRectF, index: Index) -> float:
        """Paint what stands before the picture; how wide it is, in pixels."""
        return 0.0

    def _side(self, value: ListLine) -> str:
        now = self._clock()
        if value.at is None:
            return ""
        if not value.counts_down:
            return words.ago(value.at, now)
        left = (value.at - now).total_seconds()
        return words.clock(left) if left < _COUNT_BELOW_S else words.span(left)


def _name(value: ListLine) -> str:
    return one_line(value.account.name, 80)
