"""A form at the right of a room: what it does in a sentence, its fields, a passphrase where one is asked, the target.

The button that commits stands beside the target; its key is Ctrl+S, never Enter, and it takes nothing in the first
half second (``widgets/dead_time.py``).
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from console.domain.views import AccountBrief
from console.errors import BadInput, CountersignError
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import plain_label, set_text, set_tone
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.flow import Flow
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Notice, Tone

_PASSPHRASE_MISSING, _PASSPHRASE_WRONG = "no_passphrase", "passphrase"


class Choices(QWidget):
    """One of a few words: arrow keys move, Space chooses."""

    changed = Signal()

    def __init__(self, parent: QWidget, *, name: str, accessible: str, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__(parent)
        named(self, name, accessible, "clear")
        self._flow = Flow(self, gap=6, line_gap=6)
        self._group = QButtonGroup(self)
        self._group.setObjectName(f"{name}_group")
        self._buttons: dict[str, QPushButton] = {}
        self._group.buttonToggled.connect(self._on_toggled)
        self.set_options(options)

    def set_options(self, options: tuple[tuple[str, str], ...]) -> None:
        """Other ones to choose among; none is chosen."""
        if tuple((value, button.text()) for value, button in self._buttons.items()) == options:
            self.choose("")
            return
        self._flow.clear()
        self._buttons = {}
        for value, words in options:
            button = named(QPushButton(words, self), f"{self.objectName()}_{value[:24]}", words, "segment")
            button.setFont(font())
            button.setAutoDefault(False)
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[value] = button
            self._flow.addWidget(button)
            button.show()
        self.updateGeometry()

    @property
    def value(self) -> str:
        """The chosen one, "" while none is."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, value: str) -> None:
        """Choose one, or none for ""."""
        self._group.setExclusive(False)
        for own, button in self._buttons.items():
            button.setChecked(own == value)
        self._group.setExclusive(True)

    def offer(self, values: frozenset[str]) -> None:
        """Which of them can be chosen now."""
        for own, button in self._buttons.items():
            button.setVisible(own in values)

    def begin(self) -> None:
        """Take the focus."""
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        first = next((b for b in shown if b.isChecked()), shown[0] if shown else None)
        if first is not None:
            first.setFocus()

    @Slot()
    def _on_toggled(self) -> None:
        self.changed.emit()


class Form(ActionView):
    """Fields and one button.  Subclasses add fields and say when the form is whole (:meth:`problem`)."""

    committed = Signal()

    def __init__(
        self,
        parent: QWidget,
        floor: Floor,
        *,
        name: str,
        head: str,
        does: str,
        button: str,
        kind: Kind = Kind.ONWARD,
        passphrase: bool = True,
    ) -> None:
        super().__init__(parent, floor, name=name, head=head)
        self.name = name
        self.bound = True
        """Whether it is about the marked row, so that it goes when another one is marked."""
        self._busy = False
        self._aimed = ("", "")
        self.does = plain_label(does, self.holder, name=f"{name}_does", tone="muted", wraps=True)
        self.body.addWidget(self.does)
        self._first: QWidget | None = None
        self.passphrase: QLineEdit | None = None
        self.wrong = plain_label("", self, name=f"{name}_wrong", role=Role.SMALL, tone="harm", wraps=True)
        self.wrong.hide()
        self.notice = Notice(self, name=f"{name}_notice")
        self.notice.hide()
        lower = named(QWidget(self), f"{name}_lower", "passphrase", "clear")
        box = column(lower, margins=(0, 0, 4, 0), gap=4)
        box.addWidget(self.notice)
        if passphrase:
            self.passphrase = secret_field(lower, f"{name}_passphrase", "your passphrase", "Your passphrase")
            self.passphrase.textChanged.connect(self.look)
            box.addWidget(self.passphrase)
        box.addWidget(self.wrong)
        self._box.insertWidget(self._box.indexOf(self.target), lower)
        self.button = Button(button, self.target, name=f"{name}_commit", kind=kind, key="Ctrl S")
        self.button.clicked.connect(self._on_commit)
        self.commit = self.button
        self.target.put_button(self.button)

    # ---- building -----------------------------------------------------------------------------------------------

    def _label(self, name: str, words: str) -> QLabel:
        label = plain_label(words, self.holder, name=f"{name}_label", role=Role.SMALL, tone="muted", wraps=True)
        self.body.addSpacing(2)
        self.body.addWidget(label)
        return label

    def _put(self, widget: QWidget) -> None:
        self._first = self._first or widget
        self.body.addWidget(widget)

    def add_line(self, name: str, label: str, hint: str = "") -> QLineEdit:
        """A field of one line."""
        self._label(f"{self.name}_{name}", label)
        field = line_field(self.holder, f"{self.name}_{name}", label, hint)
        field.textChanged.connect(self.look)
        self._put(field)
        return field

    def add_secret(self, name: str, label: str) -> QLineEdit:
        """A field of one line that shows dots."""
        self._label(f"{self.name}_{name}", label)
        field = secret_field(self.holder, f"{self.name}_{name}", label, "")
        field.textChanged.connect(self.look)
        self._put(field)
        return field

    def add_text(self, name: str, label: str, hint: str = "", high: int = 84) -> QPlainTextEdit:
        """A field of several lines, ``high`` pixels high."""
        self._label(f"{self.name}_{name}", label)
        field = named(QPlainTextEdit(self.holder), f"{self.name}_{name}", label)
        field.setFont(font())
        field.setPlaceholderText(hint)
        field.setTabChangesFocus(True)
        field.setFixedHeight(high)
        field.textChanged.connect(self.look)
        self._put(field)
        return field

    def add_choices(self, name: str, label: str, options: tuple[tuple[str, str], ...]) -> Choices:
        """One of a few."""
        self._label(f"{self.name}_{name}", label)
        choices = Choices(self.holder, name=f"{self.name}_{name}", accessible=label, options=options)
        choices.changed.connect(self.look)
        self._put(choices)
        return choices

    def add_words(self, name: str, words: str = "", tone: str = "") -> QLabel:
        """A sentence that may change."""
        label = plain_label(words, self.holder, name=f"{self.name}_{name}", tone=tone, wraps=True)
        label.setVisible(bool(words))
        self.body.addWidget(label)
        return label

    def end_fields(self) -> None:
        """All fields are there."""
        self.body.addStretch(1)

    def aim_at(self, identity: str, name: str, about: str, pictured: str = "") -> None:
        """Bind the form to somebody or something that is no account."""
        self._new_target((identity, name))
        self.target.show_subject(identity, name, about, pictured)
        self.target.show()

    def aim_account(self, account: AccountBrief) -> None:
        """Bind the form to an account."""
        self._new_target((account.id, account.name))
        self.aim(account)

    def _new_target(self, target: tuple[str, str]) -> None:
        """Another target beside the button is a new surface: what was meant for the one before must not land on it."""
        if target != self._aimed:
            self._aimed = target
            self.dead.restart()

    # ---- using --------------------------------------------------------------------------------------------------

    def problem(self) -> str:
        """What is missing or wrong, in a few words; "" when the form is whole.  Subclasses say."""
        return ""

    @property
    def secret(self) -> str:
        """The passphrase as typed."""
        return "" if self.passphrase is None else self.passphrase.text()

    @property
    def busy(self) -> bool:
        """Whether it was committed and is not answered yet."""
        return self._busy

    def entered(self) -> None:
        """Begin at the first field."""
        first = self._first or self.passphrase or self.button
        if isinstance(first, Choices):
            first.begin()
        else:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def look(self) -> None:
        """Something was typed: say what is missing, and let the button work when nothing is."""
        missing = self.problem() or ("Your passphrase is missing." if self.passphrase and not self.secret else "")
        self.button.setEnabled(not missing and not self._busy)
        if self._busy:
            self.say_foot("On its way\u2026")
        else:
            self.say_foot(missing)

    def clear(self) -> None:
        """As if nothing was typed."""
        self._busy = False
        self.quiet()
        for line in self.findChildren(QLineEdit):
            line.clear()
        for text in self.findChildren(QPlainTextEdit):
            text.clear()
        for choices in self.findChildren(Choices):
            choices.choose("")

    def quiet(self) -> None:
        """Nothing is wrong (any more)."""
        self.wrong.hide()
        self.notice.hide()
        if self.passphrase is not None:
            set_tone(self.passphrase, "", "wrong")

    @Slot()
    def _on_commit(self) -> None:
        if self.dead.dead or self._busy or not self.button.isEnabled():
            return
        self.quiet()
        self._busy = True
        self.look()
        self.committed.emit()

    def forget_secret(self) -> None:
        """The passphrase has been used."""
        if self.passphrase is not None:
            with QSignalBlocker(self.passphrase):
                self.passphrase.clear()

    def failed(self, error: CountersignError) -> None:
        """Nothing was asked: say so, beside the passphrase when that was wrong."""
        self._busy = False
        self.forget_secret()
        if isinstance(error, BadInput) and self.passphrase is not None and _about_passphrase(error):
            set_text(self.wrong, error.sentence)
            self.wrong.show()
            set_tone(self.passphrase, "true", "wrong")
            self.passphrase.setFocus()
        else:
            self.notice.say(Tone.WRONG, "", error.sentence)
            self.notice.show()
        self.look()

    def refused(self, words: str) -> None:
        """It was asked, and the answer is no."""
        self._busy = False
        self.forget_secret()
        self.notice.say(Tone.WRONG, "Not admitted", words)
        self.notice.show()
        self.look()


def _about_passphrase(error: CountersignError) -> bool:
    return error.message_id == _PASSPHRASE_MISSING or _PASSPHRASE_WRONG in error.what.casefold()


def secret_field(parent: QWidget, name: str, accessible: str, hint: str) -> QLineEdit:
    """A field that shows dots."""
    field = named(QLineEdit(parent), name, accessible)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(hint)
    field.setFont(font())
    field.setMaxLength(1024)
    return field


def line_field(parent: QWidget, name: str, accessible: str, hint: str) -> QLineEdit:
    """A field of one line."""
    field = named(QLineEdit(parent), name, accessible)
    field.setPlaceholderText(hint)
    field.setFont(font())
    field.setMaxLength(400)
    return field
