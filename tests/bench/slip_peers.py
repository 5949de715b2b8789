"""The three consoles that ours is measured against, as real dialogs of the same toolkit.

One dialog: each action asks once, and Enter is yes.  Typed name: the same, but that a deactivation wants the account's
name, as code hosts want a repository's before they delete it.  Maker and checker: the one dialog, and then somebody
who sees what was decided.  All three have our action keys, and bring the next case by themselves, as queues do: so
nobody can forget to go on.  A dismissal has no dialog.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from console.domain.actions import Action
from console.ui.panes.action_row import ACTION_KEYS, ACTION_WORDS
from console.ui.widgets.named import named
from tests.bench.slip_keys import HANDLE


class Peer(StrEnum):
    """Another console."""

    ONE_DIALOG = "one dialog"
    TYPED_NAME = "typed name"
    MAKER_CHECKER = "maker-checker"


_BY_KEY = {key: action for action, key in ACTION_KEYS.items()}


class TypedName(QDialog):
    """Wants the account's name, which stands above the field."""

    def __init__(self, parent: QWidget, action: Action) -> None:
        super().__init__(parent)
        named(self, "typed_name")
        box = QVBoxLayout(self)
        words = f"{ACTION_WORDS[action]}? Type {HANDLE} to confirm."
        box.addWidget(named(QLabel(words, self), "typed_name_words"))
        self._field = named(QLineEdit(self), "typed_name_field")
        self._field.textChanged.connect(self._on_typed)
        box.addWidget(self._field)
        self._yes = named(QPushButton("Yes", self), "typed_name_yes")
        self._yes.setDefault(True)
        self._yes.setEnabled(False)
        self._yes.clicked.connect(self.accept)
        box.addWidget(self._yes)

    @Slot()
    def _on_typed(self) -> None:
        self._yes.setEnabled(self._field.text() == HANDLE)


class PeerConsole(QWidget):
    """A queue of cases; ``committed`` holds number of the case and action of everything that was done."""

    def __init__(self, peer: Peer) -> None:
        super().__init__()
        named(self, "peer_console")
        self._peer, self._case = peer, 1
        self._action = Action.DISMISS
        self._dialog: QDialog | None = None
        self.committed: list[tuple[int, Action]] = []

    def front(self) -> QWidget:
        """The dialog, while there is one."""
        return self if self._dialog is None else self._dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The actions' keys."""
        action = _BY_KEY.get(event.text().upper())
        if action is None or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        self._action = action
        if action is Action.DISMISS:
            self._commit()
            return
        self._dialog = self._ask(action)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    def _ask(self, action: Action) -> QDialog:
        if self._peer is Peer.TYPED_NAME and action is Action.DEACTIVATE:
            return TypedName(self, action)
        box = named(QMessageBox(self), "peer_dialog")
        box.setText(f"{ACTION_WORDS[action]} {HANDLE}?")
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
        box.setDefaultButton(QMessageBox.StandardButton.Yes)
        return box

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        yes = (QMessageBox.StandardButton.Yes.value, QDialog.DialogCode.Accepted.value)
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if result in yes:
            self._commit()

    def _commit(self) -> None:
        self.committed.append((self._case, self._action))
        self._case += 1
