"""Why, in one's own words: counted as one types, with the phrases that a person keeps for it at hand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from console.ui import words
from console.ui.steps.editors import Choice, Editor, Said, Typed
from console.ui.text import one_line, plain_label, set_text, visible
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.named import column, named

JUSTIFICATION_CAP = 4_000
"""Characters that a justification may have at most."""
MOST_PHRASES = 9
"""Phrases that a person keeps: one for each digit."""
PHRASE_CAP = 300
"""Characters of a phrase at most."""


@dataclass(frozen=True, slots=True)
class PhrasesKept:
    """What a person keeps for their justifications now, in their order."""

    phrases: tuple[str, ...]


class PhraseShelf(QWidget):
    """The phrases, one key each; they stand here until one is chosen, and nothing is chosen beforehand."""

    chosen = Signal(int)
    add_wanted = Signal()
    remove_wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "phrases", "your phrases", "clear")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box = column(self, gap=4)
        self._words = plain_label("", self, name="phrases_words", role=Role.SMALL, tone="faint", wraps=True)
        self._list = named(QWidget(self), "phrases_list", "your phrases", "clear")
        self._rows = column(self._list, gap=4)
        self._keep = Button("Keep what is written", self, name="phrases_keep", key="+")
        self._keep.clicked.connect(self.add_wanted)
        self._box.addWidget(self._list)
        self._box.addWidget(self._words)
        self._box.addWidget(self._keep)
        self._count = 0
        self.hide()

    def show_phrases(self, phrases: tuple[str, ...], written: str) -> None:
        """Show these; ``written`` is what could be kept as one more."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._count = len(phrases)
        for number, phrase in enumerate(phrases, start=1):
            choice = Choice(self._list, name=f"phrase_{number}", head=one_line(phrase, 120), key=str(number))
            choice.clicked.connect(self._on_choice)
            choice.installEventFilter(self)
            self._rows.addWidget(choice)
            choice.show()
        self._list.setVisible(bool(phrases))
        none = "You keep no phrase yet. Write one, mark it, and keep it here." if not phrases else ""
        full = f"{MOST_PHRASES} are kept already: take one away with Del." if len(phrases) >= MOST_PHRASES else ""
        set_text(self._words, none or full or "A digit puts it where you write. Del takes it away. Esc closes.")
        self._keep.setEnabled(bool(written) and written not in phrases and len(phrases) < MOST_PHRASES)

    @Slot()
    def _on_choice(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.chosen.emit(int(button.objectName().removeprefix("phrase_")) - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a phrase: Del takes it away, and the keys of the shelf work."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and isinstance(watched, Choice):
            if not event.isAutoRepeat():
                self.remove_wanted.emit(int(watched.objectName().removeprefix("phrase_")) - 1)
            return True
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        number = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.text() == "+" and self._keep.isEnabled():
            self.add_wanted.emit()
        elif 0 <= number < self._count and not event.isAutoRepeat():
            self.chosen.emit(number)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, plus keeps, Escape closes."""
        if not self._key(event):
            super().keyPressEvent(event)


class JustificationEditor(Editor):
    """Why, in one's own words, with what is still missing counted as one types."""

    phrases_kept = Signal(PhrasesKept)

    def __init__(self, parent: QWidget, least: int, draft: str, phrases: tuple[str, ...] = ()) -> None:
        super().__init__(parent, "step_justification", "justification")
        self._least, self._phrases = least, phrases
        self.field = QPlainTextEdit(self)
        named(self.field, "justification_text", "justification")
        self.field.setFont(font())
        self.field.setPlaceholderText("What happened, and why this follows from it")
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(96)
        self.field.setPlainText(draft)
        self.box.addWidget(self.field)
        line = QHBoxLayout()
        self._count = plain_label("", self, name="justification_count", role=Role.SMALL_NUMBER, tone="faint")
        self._open = Button("Phrases", self, name="justification_phrases", key="Ctrl P")
        self._open.clicked.connect(self.open_phrases)
        self._button = Button("Continue", self, name="justification_continue", kind=Kind.PLAIN, key="Ctrl \u21b5")
        self._button.clicked.connect(self._on_continue)
        self.box.addWidget(self._count)
        line.addWidget(self._open)
        line.addStretch(1)
        line.addWidget(self._button)
        self.box.addLayout(line)
        self.shelf = PhraseShelf(self)
        self.shelf.chosen.connect(self._on_phrase)
        self.shelf.add_wanted.connect(self._on_keep)
        self.shelf.remove_wanted.connect(self._on_remove)
        self.shelf.closed.connect(self._close_phrases)
        self.box.addWidget(self.shelf)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self._count_up()

    def begin(self) -> None:
        """Write at once, after what is there."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)

    @property
    def text(self) -> str:
        """What was written, without outer blanks."""
        return self.field.toPlainText().strip()

    @Slot()
    def _on_typed(self) -> None:
        self._count_up()
        if self.shelf.isVisible():
            self.shelf.show_phrases(self._phrases, self._marked())
        self.tell_typed(Typed(self.field.toPlainText()))

    def _count_up(self) -> None:
        length = len(self.text)
        missing, over = self._least - length, length - JUSTIFICATION_CAP
        self._button.setEnabled(missing <= 0 and over <= 0)
        if over > 0:
            set_text(self._count, f"{words.of(over, 'character')} too many")
        else:
            set_text(self._count, f"{words.of(missing, 'more character')}" if missing > 0 else f"{length:,} characters")

    @Slot()
    def _on_continue(self) -> None:
        if self._button.isEnabled():
            self.tell(
                Said(self.text, visible(self.text[:240], lines=True) + ("\u2026" if len(self.text) > 240 else ""))
            )

    # ---- phrases ------------------------------------------------------------------------------------------------

    def put_phrases(self, phrases: tuple[str, ...]) -> None:
        """What this person keeps; shown when asked for, and never put into the text by itself."""
        self._phrases = phrases
        if self.shelf.isVisible():
            self.shelf.show_phrases(self._phrases, self._marked())

    def _marked(self) -> str:
        marked = self.field.textCursor().selectedText().replace("\u2029", " ")
        return " ".join((marked or self.field.toPlainText()).split())[:PHRASE_CAP]

    @Slot()
    def open_phrases(self) -> None:
        """Show what is kept, or put it away."""
        if self.shelf.isVisible():
            self._close_phrases()
            return
        self.shelf.show_phrases(self._phrases, self._marked())
        self.shelf.show()
        self.shelf.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close_phrases(self) -> None:
        self.shelf.hide()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_phrase(self, number: int) -> None:
        """Put it where the person writes, with a blank between it and the word before."""
        cursor = self.field.textCursor()
        before = self.field.toPlainText()[: cursor.selectionStart()]
        gap = " " if before and not before[-1].isspace() else ""
        cursor.insertText(gap + self._phrases[number])
        self._close_phrases()

    @Slot()
    def _on_keep(self) -> None:
        phrase = self._marked()
        if phrase and phrase not in self._phrases and len(self._phrases) < MOST_PHRASES:
            self._tell_phrases((*self._phrases, phrase))

    @Slot(int)
    def _on_remove(self, number: int) -> None:
        self._tell_phrases(self._phrases[:number] + self._phrases[number + 1 :])
        self.shelf.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_phrases(self, phrases: tuple[str, ...]) -> None:
        self.put_phrases(phrases)
        self.phrases_kept.emit(PhrasesKept(phrases))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl and Enter go on, Ctrl and P opens the phrases; Enter alone is a new line."""
        if not isinstance(event, QKeyEvent) or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        keys = {
            Qt.Key.Key_Return: self._on_continue,
            Qt.Key.Key_Enter: self._on_continue,
            Qt.Key.Key_P: self.open_phrases,
        }
        does = keys.get(Qt.Key(event.key()))
        if does is None:
            return False
        if event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat():
            does()
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
