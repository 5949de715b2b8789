"""The command palette: everything that can be done now, and any account, by a few letters of its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.domain.actions import Tier
from console.ui.commands import Commands
from console.ui.text import one_line
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.named import column, frame, named

ASK_AFTER_MS = 150
"""Between the last letter typed and the search for accounts (milliseconds)."""
_ROW = 36


class EntryKind(StrEnum):
    """What choosing an entry does."""

    COMMAND = "command"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette; ``detail`` stands beside the words, ``keys`` at the right."""

    kind: EntryKind
    id: str
    words: str
    detail: str = ""
    keys: str = ""
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Accounts are looked for with these words."""

    text: str


class PaletteModel(QAbstractListModel):
    """The entries as rows."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("palette_model")
        self._entries: tuple[Entry, ...] = ()

    def put(self, entries: tuple[Entry, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry in that row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words; the entry itself for the delegate."""
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.words} {entry.detail}".strip()
        return entry if role == Qt.ItemDataRole.UserRole else None


class PaletteDelegate(QStyledItemDelegate):
    """Words, detail, key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The line, marked when it is the one that Enter takes."""
        entry = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(entry, Entry):
            return
        box = QRect(option.rect)
        painter.save()
        paint.antialiased(painter)
        view = self.parent()
        if isinstance(view, QListView) and view.currentIndex() == index:
            painter.setBrush(colour("accent_ground"))
            painter.drawRoundedRect(QRectF(box).adjusted(6, 1, -6, -1), 6, 6)
        inner = box.adjusted(18, 0, -18, 0)
        if entry.tier is not None:
            paint.tier_shape(painter, QRectF(inner.left(), inner.center().y() - 7, 15, 15), entry.tier)
            inner.adjust(22, 0, 0, 0)
        if entry.keys:
            inner.adjust(0, 0, -_cap(painter, inner, entry.keys) - 12, 0)
        painter.setFont(font(Role.NAME if entry.kind is EntryKind.ACCOUNT else Role.BASE))
        painter.setPen(colour("text"))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        words = painter.fontMetrics().elidedText(entry.words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, flags, words)
        used = painter.fontMetrics().horizontalAdvance(words) + 10
        painter.setFont(font(Role.SMALL))
        painter.setPen(colour("faint"))
        rest = inner.adjusted(used, 0, 0, 0)
        painter.drawText(
            rest, flags, painter.fontMetrics().elidedText(entry.detail, Qt.TextElideMode.ElideRight, rest.width())
        )
        painter.restore()


def _cap(painter: QPainter, inner: QRect, keys: str) -> int:
    """Paint a key cap at the right; returns its width in pixels."""
    painter.setFont(font(Role.TINY))
    wide = max(26, painter.fontMetrics().horizontalAdvance(keys) + 14)
    box = QRectF(inner.right() - wide, inner.center().y() - 8.5, wide, 18)
    painter.setPen(colour("line"))
    painter.setBrush(colour("chip"))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(colour("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
    painter.setPen(Qt.PenStyle.NoPen)
    return wide


class Palette(QWidget):
    """Lies over the whole window; Escape, a click beside it, or choosing something closes it."""

    asked = Signal(Asked)
    chosen = Signal(Entry)

    def __init__(self, window: QWidget, commands: Commands) -> None:
        super().__init__(window)
        named(self, "palette", "find or do anything")
        self._over = window
        self._commands = commands
        self._accounts: tuple[Entry, ...] = ()
        self._before: QWidget | None = None
        self._sheet = frame(self, "palette_sheet", "float", "find or do anything")
        box = column(self._sheet, margins=(1, 12, 1, 8), gap=8)
        self.field = QLineEdit(self._sheet)
        named(self.field, "palette_field", "find or do anything")
        self.field.setFont(font())
        self.field.setPlaceholderText("Find an account, or something to do\u2026")
        self.field.setMaxLength(200)
        self.field.setClearButtonEnabled(False)
        wrap = QWidget(self._sheet)
        named(wrap, "palette_head", "search", "clear")
        column(wrap, margins=(12, 0, 12, 0)).addWidget(self.field)
        box.addWidget(wrap)
        self.view = QListView(self._sheet)
        named(self.view, "palette_list", "what was found")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.model = PaletteModel(self)
        self.view.setModel(self.model)
        delegate = PaletteDelegate(self.view)
        delegate.setObjectName("palette_delegate")
        self.view.setItemDelegate(delegate)
        self.view.clicked.connect(self._on_clicked)
        box.addWidget(self.view, 1)
        self._timer = QTimer(self)
        self._timer.setObjectName("palette_timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self._tell_asked)
        self.field.textChanged.connect(self._on_typed)
        self.hide()

    def open(self, text: str = "") -> None:
        """Show it, over what is there."""
        self._before = self.window().focusWidget()
        self._accounts = ()
        self.field.installEventFilter(self)
        self._over.installEventFilter(self)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._fill()

    @Slot()
    def close_it(self) -> None:
        """Back to what was there."""
        self.field.removeEventFilter(self)
        self._over.removeEventFilter(self)
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_accounts(self, text: str, found: tuple[Entry, ...]) -> None:
        """Accounts found for those words; dropped when others were typed since."""
        if text == self.field.text().strip():
            self._accounts = found
            self._fill()

    def _fill(self) -> None:
        asked = self.field.text().casefold().split()
        commands = tuple(
            Entry(EntryKind.COMMAND, command.id, command.words, command.group.value, command.shown_keys)
            for command in self._commands.available()
            if command.id != "palette"
            and all(word in f"{command.words} {command.group.value}".casefold() for word in asked)
        )
        entries = commands + self._accounts
        self.model.put(entries)
        if entries:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._place(len(entries))

    def _place(self, entries: int) -> None:
        wide = min(560, max(320, self.width() - 80))
        high = min(64 + max(1, entries) * _ROW, max(200, self.height() - 160))
        self._sheet.setGeometry((self.width() - wide) // 2, 72, wide, high)

    @Slot()
    def _on_typed(self) -> None:
        if not self.field.text().strip():
            self._accounts = ()
        self._fill()
        self._timer.start()

    @Slot()
    def _tell_asked(self) -> None:
        text = self.field.text().strip()
        if text and self.isVisible():
            self.asked.emit(Asked(text))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        entry = self.model.entry(row)
        if entry is None:
            return
        self.close_it()
        if entry.kind is EntryKind.COMMAND:
            self._commands.run(entry.id)
        else:
            self._tell_chosen(entry)

    def _tell_chosen(self, entry: Entry) -> None:
        self.chosen.emit(entry)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, Enter takes, Escape closes; the window's size is followed."""
        if watched is self._over and event.type() is QEvent.Type.Resize and self.isVisible():
            self.resize(self._over.size())
            self._place(self.model.rowCount())
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() is not QEvent.Type.KeyPress:
            return False
        row = self.view.currentIndex().row()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = max(0, min(self.model.rowCount() - 1, row + step))
            self.view.setCurrentIndex(self.model.index(row, 0))
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._choose(row)
            return True
        return False

    def mousePressEvent(self, event: object) -> None:
        """A click beside the sheet closes it."""
        del event
        self.close_it()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The window behind, veiled."""
        veil(self)


def veil(widget: QWidget) -> None:
    """Darken what lies behind an overlay."""
    shade = colour("shade")
    shade.setAlphaF(0.4)
    QPainter(widget).fillRect(widget.rect(), shade)


def account_entry(identity: str, name: str, handle: str, tier: Tier) -> Entry:
    """An account as a line of the palette."""
    return Entry(EntryKind.ACCOUNT, identity, one_line(name, 60), one_line(handle, 60), tier=tier)
