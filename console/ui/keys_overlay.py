"""The keys overlay: everything that the keyboard can do, in groups, made from the table of commands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.ui.commands import COMMANDS, Command, Commands, Group
from console.ui.palette import veil
from console.ui.text import plain_label, set_tone
from console.ui.theme.fonts import Role
from console.ui.widgets.labels import KeyCap, heading, title
from console.ui.widgets.named import column, frame, named

_COLUMNS = ((Group.GO, Group.CONSOLE), (Group.QUEUE, Group.CASE), (Group.ACTION, Group.STRIP, Group.READING))


class KeysOverlay(QWidget):
    """Lies over the whole window until any key or click; what can't be done now is pale."""

    def __init__(self, window: QWidget, commands: Commands) -> None:
        super().__init__(window)
        named(self, "keys_overlay", "keys")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._commands = commands
        self._before: QWidget | None = None
        self._sheet = frame(self, "keys_sheet", "float", "keys")
        box = column(self._sheet, margins=(24, 18, 24, 18), gap=12)
        box.addWidget(title("Keys", self._sheet, name="keys_title"))
        line = QHBoxLayout()
        line.setSpacing(36)
        box.addLayout(line)
        self._words: dict[str, QWidget] = {}
        for groups in _COLUMNS:
            side = QVBoxLayout()
            side.setSpacing(6)
            for group in groups:
                self._add_group(side, group)
            side.addStretch(1)
            line.addLayout(side, 1)
        box.addWidget(
            plain_label(
                "Letters are keys only while you don't type into a field. A key that is held down counts once.",
                self._sheet,
                name="keys_foot",
                role=Role.SMALL,
                tone="faint",
            )
        )
        self._over = window
        self.hide()

    def _add_group(self, side: QVBoxLayout, group: Group) -> None:
        lines = [command for command in COMMANDS if command.group is group and command.keys]
        if not lines:
            return
        side.addWidget(heading(group.value, self._sheet, name=f"keys_{group.name.lower()}"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 56)
        for at, command in enumerate(lines):
            self._add_line(grid, at, command)
        side.addLayout(grid)
        side.addSpacing(12)

    def _add_line(self, grid: QGridLayout, at: int, command: Command) -> None:
        cap = KeyCap(command.shown_keys, self._sheet, name=f"keys_cap_{command.id}", wide=54)
        label = plain_label(command.words, self._sheet, name=f"keys_words_{command.id}")
        grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label, at, 1)
        self._words[command.id] = label

    def open(self) -> None:
        """Show it, with what can be done now in full ink."""
        self._before = self.window().focusWidget()
        able = {command.id for command in self._commands.available()}
        for identity, label in self._words.items():
            set_tone(label, "" if identity in able else "faint")
        self._over.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_it(self) -> None:
        """Back to what was there."""
        self._over.removeEventFilter(self)
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        wish = self._sheet.sizeHint()
        wide, high = min(max(wish.width(), 820), self.width() - 32), min(wish.height(), self.height() - 32)
        self._sheet.setGeometry((self.width() - wide) // 2, max(16, (self.height() - high) // 2), wide, high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's size is followed."""
        if watched is self._over and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """While it is open every key is its own."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes it."""
        if not event.isAutoRepeat():
            self.close_it()

    def mousePressEvent(self, event: object) -> None:
        """Any click closes it."""
        del event
        self.close_it()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The window behind, veiled."""
        veil(self)
