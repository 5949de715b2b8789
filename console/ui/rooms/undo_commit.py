"""The right card of *undo since*: what is marked, the words that some of it takes, and the one key that undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from console.domain.views_ways import Undo, UndoList
from console.ui import words
from console.ui.models.undo import Step, UndoRow
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import KeyCap, heading
from console.ui.widgets.named import column, named, row
from console.ui.widgets.notice import Notice, Tone

_KEYS = (("Space", "mark a line"), ("A", "mark all that one person restores"), ("Esc", "to the people"))


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """The marked lines are to be undone."""

    reason: str
    passphrase: str

    def __repr__(self) -> str:
        return "UndoAsked(\u2026)"


class UndoCommit(QWidget):
    """Says what will happen to how many; each line names its own account."""

    asked = Signal(UndoAsked)

    def __init__(self, parent: QWidget, *, may_act: bool) -> None:
        super().__init__(parent)
        named(self, "undo_commit_pane", "undo what is marked")
        self._may_act, self._busy = may_act, False
        self._rows: tuple[UndoRow, ...] = ()
        box = column(self, margins=(16, 2, 16, 14), gap=9)
        box.addWidget(heading("Undo", self, name="undo_heading"))
        self.state = Notice(self, name="undo_state")
        box.addWidget(self.state)
        self._counts = plain_label("", self, name="undo_counts", wraps=True)
        self._names = plain_label("", self, name="undo_names", role=Role.SMALL, tone="muted", wraps=True)
        self._reason_words = plain_label("", self, name="undo_reason_words", role=Role.SMALL, tone="muted", wraps=True)
        for label in (self._counts, self._names, self._reason_words):
            box.addWidget(label)
        self.reason = named(QPlainTextEdit(self), "undo_reason", "why")
        self.reason.setFont(font())
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        self.reason.textChanged.connect(self._look)
        self.passphrase = named(QLineEdit(self), "undo_passphrase", "your passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Your passphrase: an account is protected")
        self.passphrase.setFont(font())
        self.passphrase.textChanged.connect(self._look)
        box.addWidget(self.reason)
        box.addWidget(self.passphrase)
        box.addStretch(1)
        for at, (key, said) in enumerate(_KEYS if may_act else _KEYS[2:]):
            line = named(QWidget(self), f"undo_key_line_{at}")
            inside = row(line, gap=8)
            inside.addWidget(KeyCap(key, line, name=f"undo_key_{at}", wide=44))
            inside.addWidget(plain_label(said, line, name=f"undo_key_words_{at}", role=Role.SMALL, tone="faint"), 1)
            box.addWidget(line)
        self.button = Button("Undo", self, name="undo_commit", kind=Kind.RESTORE, key="Ctrl S", large=True)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setVisible(may_act)
        self.button.clicked.connect(self._on_commit)
        box.addWidget(self.button)
        self.dead = DeadTime(self)
        self._look()

    # ---- showing ------------------------------------------------------------------------------------------------

    def show_list(self, found: UndoList | None, rows: Sequence[UndoRow]) -> None:
        """Show what is marked of that list."""
        self._rows = tuple(one for one in rows if one.marked)
        self._say_state(found, rows)
        self._look()

    def busy(self, busy: bool) -> None:
        """While it is asked for, nothing more can be."""
        self._busy = busy
        self._look()

    def _say_state(self, found: UndoList | None, rows: Sequence[UndoRow]) -> None:
        if found is None:
            self.state.say(
                Tone.CALM, "Choose a person", "Then everything they did since a moment stands in the middle."
            )
            return
        asked = [one for one in rows if one.step is not Step.NONE]
        if asked:
            done = sum(one.step is Step.DONE for one in asked)
            refused = sum(one.step is Step.REFUSED for one in asked)
            failed = f", {refused} not: the line says why" if refused else ""
            tone = Tone.WRONG if refused else Tone.WELL if done == len(asked) else Tone.INFO
            self.state.say(tone, f"{done} of {len(asked)} done{failed}", "You can go on meanwhile.")
        elif not self._may_act:
            self.state.say(Tone.CALM, "You read here", "Supervisors and administrators undo.")
        elif found.left is None:
            self.state.say(
                Tone.WELL, "The hour is not counted", "A colleague has ended this person, or revoked a key of theirs."
            )
        else:
            self.state.say(
                Tone.SLOW if not found.left else Tone.CALM,
                f"You may restore {words.of(found.left, 'more', 'more')} within the hour",
                "Once a colleague has ended this person or revoked their key, the hour is not counted.",
            )

    def _count(self, way: Undo) -> int:
        return sum(one.line.undo is way for one in self._rows)

    @Slot()
    def _look(self) -> None:
        alone, second, stop = (self._count(way) for way in (Undo.RESTORE, Undo.SECOND, Undo.STOP))
        parts = [
            f"{alone} restored at once" if alone else "",
            f"{second} asked of a second person" if second else "",
            f"{stop} stopped" if stop else "",
        ]
        said = words.listed([part for part in parts if part])
        set_text(self._counts, f"{len(self._rows)} marked: {said}." if said else "Nothing is marked.")
        names = [one_line(one.line.account.name, 40) for one in self._rows]
        more = f" and {len(names) - 12} more" if len(names) > 12 else ""
        set_text(self._names, ", ".join(names[:12]) + more)
        self._names.setVisible(bool(names))
        wordy, phrase = (
            bool(second or stop),
            any(one.line.undo is Undo.SECOND and one.line.account.tier.protected for one in self._rows),
        )
        set_text(self._reason_words, "Why? For whoever consents, and for the record of what is stopped.")
        for widget in (self._reason_words, self.reason):
            widget.setVisible(wordy)
        self.passphrase.setVisible(phrase)
        whole = (not wordy or bool(self._said)) and (not phrase or bool(self.passphrase.text()))
        self.button.setEnabled(self._may_act and bool(self._rows) and whole and not self._busy)
        self.button.say(f"Undo {len(self._rows)}" if self._rows else "Undo")
        self._counts.setVisible(self._may_act)

    @property
    def _said(self) -> str:
        return self.reason.toPlainText().strip()

    # ---- committing ---------------------------------------------------------------------------------------------

    @Slot()
    def _on_commit(self) -> None:
        if not self.dead.dead:
            self.asked.emit(UndoAsked(self._said, self.passphrase.text()))

    def commit_now(self) -> None:
        """Ctrl+S."""
        if self.button.isEnabled() and self.button.isVisible():
            self.button.click()

    def done(self) -> None:
        """What was typed is on its way."""
        self.reason.clear()
        self.passphrase.clear()

    def failed(self, sentence: str) -> None:
        """Nothing was asked; what was typed stays, but the passphrase."""
        self.passphrase.clear()
        self.state.say(Tone.WRONG, "Nothing was asked", sentence)
