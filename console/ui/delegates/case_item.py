"""How the items of a case are painted: headings, reported content, statements, lines of a history."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.ui.delegates import painting
from console.ui.delegates.painting import Paragraph, line, paragraph, pill
from console.ui.models.case_items import CaseItem, ItemKind
from console.ui.models.rows import ROW
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour, current
from console.ui.widgets import paint

_HEADING_H, _LINE_H, _MORE_H = 38, 38, 38
_PAD, _TOP, _GAP = 13, 38, 12
_MEDIA_H = 120
_FACT_W = 120

Index = QModelIndex | QPersistentModelIndex


class CaseItemDelegate(QStyledItemDelegate):
    """Paints :class:`CaseItem`; ``looking`` uncovers media while the person holds the key for it."""

    def __init__(self, view: QListView, name: str) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self._view = view
        self._layouts: dict[tuple[str, int, int, str], Paragraph] = {}
        self.looking = False

    def forget(self) -> None:
        """Lay everything out anew (another case, width or theme)."""
        self._layouts.clear()

    def _width(self) -> int:
        return max(120, self._view.viewport().width() - 2)

    def _paragraph(self, item: CaseItem) -> Paragraph:
        width = self._width() - 2 * _PAD
        key = (item.id, width, len(item.text), current().name.value)
        if key not in self._layouts:
            if len(self._layouts) > 500:
                self._layouts.clear()
            self._layouts[key] = paragraph(item.text, width)
        return self._layouts[key]

    def _by_height(self, item: CaseItem) -> int:
        return int(self._by(item).height) + 5 if item.by else 0

    def _by(self, item: CaseItem) -> Paragraph:
        return paragraph(item.by, self._width() - 2 * _PAD, Role.NAME)

    def _line_title(self, item: CaseItem) -> Paragraph:
        side = painting.width_of(item.side, Role.SMALL_NUMBER)
        return paragraph(item.title, self._width() - 34 - _PAD - side - 14, Role.NAME)

    def _fact(self, item: CaseItem) -> Paragraph:
        return paragraph(item.text, self._width() - 2 * _PAD - _FACT_W)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its text."""
        item = index.data(ROW)
        if not isinstance(item, CaseItem):
            return super().sizeHint(option, index)
        return QSize(self._width(), self._height(item))

    def _height(self, item: CaseItem) -> int:
        if item.kind is ItemKind.HEADING:
            return _HEADING_H
        if item.kind is ItemKind.MORE:
            return _MORE_H
        if item.kind is ItemKind.LINE:
            return _LINE_H - 16 + int(self._line_title(item).height) + (18 if item.text else 0)
        if item.kind is ItemKind.FACT:
            return max(30, int(self._fact(item).height) + 13)
        text = int(self._paragraph(item).height) + 1
        if item.kind is ItemKind.EMPTY:
            return text + 32
        more = 22 if item.left_out else 0
        return _TOP + self._by_height(item) + text + more + len(item.media) * (_MEDIA_H + 8) + _GAP + _GAP

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        item = index.data(ROW)
        if not isinstance(item, CaseItem):
            super().paint(painter, option, index)
            return
        rect = option.rect
        state = option.state
        box = QRectF(rect.left() + 1, rect.top(), self._width() - 2, rect.height())
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.kind is ItemKind.HEADING:
            self._heading(painter, box, item)
        elif item.kind is ItemKind.LINE:
            self._line(painter, box, item, focused, index.row() + 1 < index.model().rowCount())
        elif item.kind is ItemKind.FACT:
            self._frame_if(painter, box, focused)
            line(painter, box.left() + _PAD, box.top() + 15, _FACT_W - 10, item.title, token="faint")
            self._fact(item).paint(painter, box.left() + _PAD + _FACT_W, box.top() + 6)
        elif item.kind is ItemKind.MORE:
            self._frame_if(painter, box, focused)
            line(painter, box.left() + _PAD, box.center().y(), box.width() - 26, item.title, token="accent")
        elif item.kind is ItemKind.EMPTY:
            self._frame_if(painter, box, focused)
            self._paragraph(item).paint(painter, box.left() + _PAD, box.top() + 16, "muted")
        else:
            self._card(painter, box, item, focused)
        painter.restore()

    def _frame_if(self, painter: QPainter, box: QRectF, focused: bool) -> None:
        if focused:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 3, -1, -3), 6, 6)

    def _heading(self, painter: QPainter, box: QRectF, item: CaseItem) -> None:
        middle = box.top() + 20
        wide = line(painter, box.left(), middle, box.width() * 0.6, item.title, role=Role.NAME)
        rest = box.width() - wide - 16
        line(painter, box.right() - rest, middle, rest, item.side, role=Role.SMALL, token="faint", right=True)

    def _line(self, painter: QPainter, box: QRectF, item: CaseItem, focused: bool, goes_on: bool) -> None:
        self._frame_if(painter, box, focused)
        middle = box.top() + 16
        mark = QRectF(box.left() + 4, middle - 10, 20, 20)
        if goes_on:
            painter.setPen(QPen(colour("line"), 2))
            painter.drawLine(QPointF(mark.center().x(), mark.bottom() + 3), QPointF(mark.center().x(), box.bottom()))
        paint.done_mark(painter, mark, "restore" if item.tone == "done" else "accent")
        time_wide = painting.width_of(item.side, Role.SMALL_NUMBER)
        left, right = box.left() + 34, box.right() - _PAD
        line(painter, right - time_wide, middle, time_wide + 1, item.side, role=Role.SMALL_NUMBER, token="faint")
        title = self._line_title(item)
        title.paint(painter, left, box.top() + 7)
        if item.text:
            below = box.top() + 7 + title.height + 9
            line(painter, left, below, right - left, item.text.replace("\n", " "), role=Role.SMALL, token="muted")

    def _card(self, painter: QPainter, box: QRectF, item: CaseItem, focused: bool) -> None:
        box = box.adjusted(0, 0, 0, -_GAP)
        painting.card(painter, box, focused=focused)
        left, right, middle = box.left() + _PAD, box.right() - _PAD, box.top() + 20
        wide = pill(painter, left, middle, item.chip)
        time_wide = painting.width_of(item.side, Role.SMALL_NUMBER) + 2
        room = right - left - wide - time_wide - 20
        said = line(painter, left + wide + 9, middle, room, item.title, token="muted")
        line(
            painter,
            left + wide + 9 + said + 10,
            middle,
            time_wide,
            item.side,
            role=Role.SMALL_NUMBER,
            token="faint",
        )
        text, start = self._paragraph(item), box.top() + _TOP + self._by_height(item)
        if item.by:
            self._by(item).paint(painter, left, box.top() + _TOP - 2)
        text.paint(painter, left, start)
        top = start + text.height + 1
        if item.left_out:
            words = f"Show more ({item.left_out:,} characters left)"
            line(painter, left, top + 11, right - left, words, role=Role.SMALL, token="accent")
            top += 22
        for number, (kind, words) in enumerate(item.media):
            self._media(painter, QRectF(left, top + 4, right - left, _MEDIA_H), f"{item.id}:{number}", kind, words)
            top += _MEDIA_H + 8

    def _media(self, painter: QPainter, box: QRectF, seed: str, kind: str, words: str) -> None:
        paint.clouds(painter, box, seed)
        hidden = f"{kind}, blurred  \u00b7  hold  V  to look"
        said = (words or f"{kind}, not kept in this store") if self.looking else hidden
        wide = min(painting.width_of(said, Role.BASE), box.width() - 20)
        if self.looking:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(colour("surface"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 8, 8)
        token = "text" if self.looking else "media_text"
        line(painter, box.center().x() - wide / 2, box.center().y(), wide + 2, said, token=token)
