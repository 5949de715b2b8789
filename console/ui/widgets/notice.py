"""Things that are said: inline notices, and toasts that come, offer a way back, and go."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from console.ui.text import plain_label, set_text, set_tone
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.named import named, row


class Tone(StrEnum):
    """What a notice is about; its look in the style sheet."""

    SLOW = "amber"
    WELL = "green"
    WRONG = "red"
    INFO = "blue"
    CALM = "grey"


_TEXT = {Tone.SLOW: "head_of_state", Tone.WELL: "restore", Tone.WRONG: "harm", Tone.INFO: "accent", Tone.CALM: ""}


class Notice(QFrame):
    """A few words on a quiet ground: a first line in bold, the rest below it, and at most one button."""

    pressed = Signal()

    def __init__(self, parent: QWidget, *, name: str, tone: Tone = Tone.CALM, head: str = "", words: str = "") -> None:
        super().__init__(parent)
        named(self, name, head or words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        box = row(self, margins=(12, 8, 12, 9), gap=12)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        box.addLayout(texts, 1)
        self._head = plain_label("", self, name=f"{name}_head", role=Role.NAME, wraps=True)
        self._words = plain_label("", self, name=f"{name}_words", wraps=True, selectable=True)
        texts.addWidget(self._head)
        texts.addWidget(self._words)
        self._button = Button("", self, name=f"{name}_button")
        self._button.clicked.connect(self._on_clicked)
        box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(tone, head, words)

    def say(self, tone: Tone, head: str, words: str = "", *, button: str = "", key: str = "") -> None:
        """Say something else; text from outside has to come through ``console.ui.text``."""
        ink = _TEXT[tone]
        for label, text in ((self._head, head), (self._words, words)):
            set_text(label, text)
            set_tone(label, ink if tone is not Tone.CALM else ("" if label is self._head else "muted"))
            label.setVisible(bool(text))
        self._button.setVisible(bool(button))
        if button:
            self._button.say(button, key)
        set_tone(self, tone.value, "look")
        self.setAccessibleName(". ".join(part for part in (head, words) if part))

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit()


class Toast(QFrame):
    """Lies over the lower edge of its window for ``stay_ms`` (0: until pressed or dismissed); stays while hovered."""

    pressed = Signal()
    gone = Signal()

    def __init__(self, window: QWidget, *, name: str = "toast") -> None:
        super().__init__(window)
        self._window = window
        named(self, name, "message", "float")
        box = row(self, margins=(16, 6, 8, 6), gap=12)
        self._words = plain_label("", self, name=f"{name}_words")
        self._button = Button("", self, name=f"{name}_button", kind=Kind.PLAIN)
        self._button.clicked.connect(self._on_pressed)
        box.addWidget(self._words, 1)
        box.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def say(self, words: str, *, button: str = "", key: str = "", stay_ms: int = 5_000) -> None:
        """Show it."""
        set_text(self._words, words)
        self._button.setVisible(bool(button))
        if button:
            self._button.say(button, key)
        self.setAccessibleName(words)
        self._timer.stop()
        if stay_ms:
            self._timer.start(stay_ms)
        self._window.installEventFilter(self)
        self.show()
        self._place()
        self.raise_()

    @Slot()
    def dismiss(self) -> None:
        """Let it go."""
        if self.isVisible():
            self._timer.stop()
            self._window.removeEventFilter(self)
            self.hide()
            self.gone.emit()

    @Slot()
    def _on_pressed(self) -> None:
        self.dismiss()
        self.pressed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while it is read."""
        super().enterEvent(event)
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, self._window.height() - self.height() - 48)
