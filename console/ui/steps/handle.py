"""Typing the handle: copied from the evidence by eye and hand, and told where it differs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from console.domain.handles import HandleMatch
from console.ui.steps.editors import Editor, Said
from console.ui.text import one_line, plain_label, set_text, set_tone
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets.named import named

_HINT = "as it stands in the evidence; it is covered everywhere else"


class TypedField(QLineEdit):
    """A field that only takes what is typed: no paste, drop, completion or undo of a paste."""

    def __init__(self, parent: QWidget, *, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self.setFont(font())
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setMaxLength(512)
        self._composing = False
        self._wrong_at: int | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every way to paste by keys is shut, and so are keys that repeat themselves."""
        pastes = event.matches(QKeySequence.StandardKey.Paste) or event.matches(QKeySequence.StandardKey.Redo)
        removes = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if pastes or (event.isAutoRepeat() and not removes):
            event.accept()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method composes is typed; what it hands over whole (a clip, a suggestion) is not."""
        if len(event.commitString()) > 1 and not self._composing:
            event.accept()
            return
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def mark(self, at: int | None) -> None:
        """Underline what was typed from that character on; ``None`` for nothing."""
        self._wrong_at = at
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, with a line under what differs."""
        super().paintEvent(event)
        if self._wrong_at is None or self._wrong_at > len(self.text()):
            return
        metrics = QFontMetrics(self.font())
        here = self.cursorRect().center().x() - metrics.horizontalAdvance(self.text()[: self.cursorPosition()])
        left = here + metrics.horizontalAdvance(self.text()[: self._wrong_at])
        right = here + metrics.horizontalAdvance(self.text())
        painter = QPainter(self)
        painter.setPen(QPen(colour("harm"), 2))
        under = self.rect().center().y() + metrics.ascent() // 2 + 4
        painter.drawLine(max(4, left), under, max(left + 3, right), under)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button pastes a selection on X11: not here."""
        if event.button() is Qt.MouseButton.MiddleButton:
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Nothing can be dropped."""
        event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Nothing can be dropped."""
        event.ignore()


class HandleEditor(Editor):
    """The handle, compared as it is typed; done with its last character."""

    def __init__(self, parent: QWidget, compare: Callable[[str], HandleMatch]) -> None:
        super().__init__(parent, "step_handle", "type the handle")
        self._compare = compare
        self.field = TypedField(self, name="handle_field", accessible="type the handle")
        self.box.addWidget(self.field)
        self._words = plain_label(_HINT, self, name="handle_words", role=Role.SMALL, tone="faint", wraps=True)
        self.box.addWidget(self._words)
        self.field.textEdited.connect(self._on_typed)

    def begin(self) -> None:
        """Type at once, from nothing."""
        self.field.clear()
        self._say(None)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, match: HandleMatch | None) -> None:
        wrong = match is not None and match.differs_at is not None
        typed = self.field.text()
        lead = len(typed) - len(typed.lstrip().removeprefix("@"))  # what is compared begins after it
        self.field.mark(match.differs_at + lead if match is not None and match.differs_at is not None else None)
        set_text(self._words, match.words if match is not None else _HINT)
        set_tone(self._words, "harm" if wrong else "faint")
        set_tone(self.field, "true" if wrong else "false", "wrong")
        if wrong and match is not None and match.differs_at is not None:
            self.field.setAccessibleDescription(match.words)

    @Slot()
    def _on_typed(self) -> None:
        typed = self.field.text()
        if not typed.strip().removeprefix("@"):
            self._say(None)
            return
        match = self._compare(typed)
        self._say(match)
        if match.matches:
            self.tell(Said(typed, one_line(typed)))
