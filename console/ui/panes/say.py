"""A few words for the record: a note, a reason, a message to whoever takes over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from console.domain.views import AccountBrief
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.named import named

LONGEST = 4_000
"""Characters of a note or a reason."""


class About(StrEnum):
    """What the words are for."""

    NOTE = "note"
    PASS_ON = "pass_on"
    STOP = "stop"
    RECUSE = "recuse"
    REPORT = "report"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Said:
    """Words that a person has committed; ``target`` is the case, proposal, restore or alarm that they are about."""

    about: About
    target: str
    words: str


_HEADS = {
    About.NOTE: ("Note", "What should whoever opens this case next know?", "Keep note"),
    About.PASS_ON: (
        "Pass on",
        "The case goes back to the queue for a colleague. A word to them, if you like.",
        "Pass on",
    ),
    About.RECUSE: ("Recuse", "Why is this case not for you? Somebody else is drawn.", "Recuse"),
    About.STOP: ("Stop", "Why should this not happen? It stands on the record with your name.", "Stop it"),
    About.REPORT: (
        "Restored. Why?",
        "What happened, for whoever reads the record later. There is no hurry: Esc leaves it under Waiting.",
        "Keep report",
    ),
    About.EXPLAIN: (
        "Explain",
        "Who did this on the platform, and why is it in order? It ends the alarm, with your name.",
        "Explain",
    ),
}
_NEEDS_WORDS = frozenset({About.NOTE, About.STOP, About.RECUSE, About.REPORT, About.EXPLAIN})


class SayView(ActionView):
    """One field, and the button that commits it; Ctrl+S is its key, and Enter makes a new line."""

    said = Signal(Said)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="say", head="Note")
        self._about, self._target = About.NOTE, ""
        self._prompt = plain_label("", self.holder, name="say_prompt", tone="muted", wraps=True)
        self.field = named(QPlainTextEdit(self.holder), "say_text", "your words")
        self.field.setFont(font())
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(140)
        self.field.textChanged.connect(self._on_changed)
        self.body.addWidget(self._prompt)
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        self.button = Button("Keep note", self.target, name="say_commit", kind=Kind.ONWARD, key="Ctrl S")
        self.button.clicked.connect(self._on_commit)
        self.target.put_button(self.button)
        self.commit = self.button

    def ask(self, about: About, target: str, account: AccountBrief) -> None:
        """Ask for words about that."""
        if (about, target) != (self._about, self._target):
            self.field.clear()
        self._about, self._target = about, target
        head, prompt, button = _HEADS[about]
        self.set_title(head)
        set_text(self._prompt, prompt)
        self.button.say(button)
        self.aim(account)
        self._on_changed()

    @property
    def words(self) -> str:
        """What was typed."""
        return self.field.toPlainText().strip()[:LONGEST]

    def entered(self) -> None:
        """Type."""
        self.field.setFocus()

    @Slot()
    def _on_changed(self) -> None:
        self.button.setEnabled(bool(self.words) or self._about not in _NEEDS_WORDS)

    @Slot()
    def _on_commit(self) -> None:
        if not self.dead.dead:
            self.said.emit(Said(self._about, self._target, self.words))

    def done(self) -> None:
        """The words are kept elsewhere now."""
        self.field.clear()
