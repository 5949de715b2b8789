"""Lists of a room: lines of a bold head, words under it, something at their right, and a picture or tier shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.domain.actions import Tier
from console.ui.delegates.painting import Paragraph, line, paragraph, pill, row_ground, width_of
from console.ui.models.rows import ID, ROW, RowsModel
from console.ui.panes.list_state import ListWithState
from console.ui.text import tip_text
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.named import named

_PAD, _SIDE, _HEAD_H, _LEAST = 13, 34, 20, 52
_GROUNDS = {"harm": "harm_ground", "head_of_state": "head_of_state_ground", "restore": "restore_ground"}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line.  ``side``, or ``mark`` on a ground, stands at the right of the head in the colour ``tone``.

    ``picture`` is the id that an avatar is made from, ``pictured`` whose it is, if not of the head.  ``hover`` is what
    there is to say more exactly.
    """

    id: str
    head: str
    words: str = ""
    side: str = ""
    mark: str = ""
    tone: str = "muted"
    picture: str = ""
    pictured: str = ""
    tier: Tier | None = None
    pale: bool = False
    hover: str = ""


def _say(line_: Line) -> str:
    tier = "" if line_.tier is None else f"{paint.TIER_WORDS[line_.tier]} account "
    return ", ".join(part for part in (f"{tier}{line_.head}", line_.mark, line_.words, line_.side) if part)


class RoomLinesModel(RowsModel[Line]):
    """Such lines in order."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda line_: line_.id, words_of=_say)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As every list of rows; on hover what there is to say more exactly."""
        if role == Qt.ItemDataRole.ToolTipRole:
            found = self.at(index.row())
            return tip_text(found.hover) if found is not None and found.hover else None
        return super().data(index, role)


class LineDelegate(QStyledItemDelegate):
    """Paints :class:`Line`; with ``wraps`` its words take as many rows as they need."""

    def __init__(self, view: QListView, name: str, *, wraps: bool) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self._view, self._wraps = view, wraps

    def _words(self, value: Line, width: float) -> Paragraph:
        return paragraph(value.words, width, Role.SMALL)

    def _left(self, value: Line) -> float:
        return _PAD + (_SIDE + 10 if value.picture else 0)

    def _width(self, value: Line) -> float:
        return self._view.viewport().width() - self._left(value) - _PAD

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words."""
        value = index.data(ROW)
        if not isinstance(value, Line) or not self._wraps:
            return QSize(200, _LEAST)
        words = int(self._words(value, self._width(value)).height) if value.words else 0
        return QSize(200, max(_LEAST if value.picture else 36, 9 + _HEAD_H + words + 9))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        value = index.data(ROW)
        if not isinstance(value, Line):
            super().paint(painter, option, index)
            return
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        paint.antialiased(painter)
        row_ground(painter, box, selected)
        if value.picture:
            square = QRectF(box.left() + _PAD, box.top() + 9, _SIDE, _SIDE)
            paint.avatar(painter, square, value.picture, value.pictured or value.head)
        self._text(painter, box, value, selected)
        if selected and self._view.hasFocus():
            paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 4)
        painter.restore()

    def _text(self, painter: QPainter, box: QRectF, value: Line, selected: bool) -> None:
        left, right, middle = box.left() + self._left(value), box.right() - _PAD, box.top() + 17
        end = right
        if value.mark:
            wide = width_of(value.mark, Role.SMALL) + 20
            pill(painter, right - wide, middle, value.mark, token=value.tone, ground=_GROUNDS.get(value.tone, "chip"))
            end = right - wide - 8
        elif value.side:
            wide = width_of(value.side, Role.SMALL_NUMBER) + 2
            line(painter, right - wide, middle, wide, value.side, role=Role.SMALL_NUMBER, token=value.tone, right=True)
            end = right - wide - 8
        if value.tier is not None:
            ground = colour("accent_ground") if selected else None
            paint.tier_shape(painter, QRectF(left, middle - 7, 14, 14), value.tier, ground)
            line(painter, left + 20, middle, end - left - 20, value.head, role=Role.NAME)
        else:
            line(painter, left, middle, end - left, value.head, role=Role.NAME, token="muted" if value.pale else "text")
        if self._wraps:
            self._words(value, right - left).paint(painter, left, box.top() + 9 + _HEAD_H - 2, "muted")
        else:
            line(painter, left, middle + 18, right - left, value.words, role=Role.SMALL, token="muted")


class LinesView(QListView):
    """A list to which letters are keys of the room, not a search; Enter goes on with the marked line."""

    wanted = Signal()

    def __init__(self, parent: QWidget, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Enter asks to go on; letters pass by."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.wanted.emit()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words that wrap take other heights at another width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class Lines(ListWithState):
    """Such a list with its states: loading, a sentence in its place, or lines.  ``marked`` when another is marked."""

    marked = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget, name: str, accessible: str, *, wraps: bool = False) -> None:
        self.list = LinesView(parent, f"{name}_list", accessible)
        super().__init__(parent, self.list, f"{name}_state")
        self.model = RoomLinesModel(self, f"{name}_model")
        self.list.setModel(self.model)
        self.list.setItemDelegate(LineDelegate(self.list, f"{name}_delegate", wraps=wraps))
        self.list.setUniformItemSizes(not wraps)
        self.list.wanted.connect(self.wanted)
        self.list.selectionModel().currentChanged.connect(self._on_current)

    @property
    def marked_id(self) -> str:
        """The id of the marked line, "" for none."""
        return str(self.list.currentIndex().data(ID) or "")

    def put(self, lines: Sequence[Line]) -> None:
        """Show these; what was marked stays marked, else the first one is."""
        before = self.marked_id
        self.model.replace(lines)
        place = self.model.place_of(before)
        if lines:
            self.ready()
            self.list.setCurrentIndex(self.model.index(0 if place is None else place))
        if place is None:
            self.marked.emit()

    def mark(self, identity: str) -> None:
        """Mark the line of that id, if it is there."""
        place = self.model.place_of(identity)
        if place is not None:
            self.list.setCurrentIndex(self.model.index(place))

    def step(self, by: int) -> None:
        """Mark the next line, or the one before."""
        place = self.list.currentIndex().row() + by
        if self.model.at(place) is not None:
            self.list.setCurrentIndex(self.model.index(place))
        self.list.setFocus()

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.data(ID) != before.data(ID):
            self.marked.emit()
