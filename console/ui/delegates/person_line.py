"""How a person stands in a list: picture, name, role, team, and until when their contract runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.domain.views import PersonBrief
from console.ui import words
from console.ui.delegates.painting import line, row_ground
from console.ui.models.rows import ROW, Index
from console.ui.text import one_line
from console.ui.theme.fonts import Role
from console.ui.widgets import paint

_ROW_H, _PICTURE, _PAD = 50, 34, 11


def about(person: PersonBrief, now: datetime) -> str:
    """Role, team, contract."""
    until = person.contract_until
    contract = "" if until is None else "has left" if until <= now else f"until {words.time_of_day(until, now)}"
    return " \u00b7 ".join(part for part in (person.role.value, one_line(person.vendor, 60), contract) if part)


class PersonLineDelegate(QStyledItemDelegate):
    """Two rows of words beside the person's picture."""

    def __init__(self, view: QListView, name: str, clock: Callable[[], datetime]) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self._view, self._clock = view, clock

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All of one height."""
        return QSize(200, _ROW_H)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one person."""
        value = index.data(ROW)
        if not isinstance(value, PersonBrief):
            super().paint(painter, option, index)
            return
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        paint.antialiased(painter)
        row_ground(painter, box, selected)
        paint.avatar(painter, QRectF(box.left() + _PAD, box.top() + 8, _PICTURE, _PICTURE), value.id, value.name)
        left, right = box.left() + _PAD + _PICTURE + 10, box.right() - 13
        line(painter, left, box.top() + 16, right - left, one_line(value.name, 80), role=Role.NAME)
        line(painter, left, box.top() + 34, right - left, about(value, self._clock()), role=Role.SMALL, token="muted")
        if selected and self._view.hasFocus():
            paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 4)
        painter.restore()
