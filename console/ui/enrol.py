"""Making an enrolment card on one's own machine, without a login: a key, wrapped by a passphrase, and its public half.

The card is handed to an administrator; the fingerprint that stands beside it is read to them.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from console.cancel import CancelToken
from console.errors import CountersignError, Unavailable
from console.ui.likes import CardLike, ConsoleLike, PersonLike
from console.ui.rooms.detail import code_label
from console.ui.rooms.form import Choices, line_field, secret_field
from console.ui.sheet import Held
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import Elided, KeyCap
from console.ui.widgets.named import column, named, row, scroller
from console.ui.widgets.notice import Notice, Tone
from console.ui.workers.runner import Runner

SHOWN = 6
_NEW, _OTHER = "new", "other"
_DOES = (
    "Your key is made here and stays here, wrapped by your passphrase. The card carries only its public half; two "
    "administrators sign it before you can sign in."
)


class CardMaker(Held):
    """Who one is, a passphrase twice; then the card to hand over."""

    made = Signal()

    def __init__(self, parent: QWidget, console: ConsoleLike, runner: Runner) -> None:
        super().__init__(parent)
        named(self, "card_maker", "make an enrolment card")
        self._console, self._runner = console, runner
        self._people: dict[str, PersonLike] = {}
        self._busy = False
        self._card: CardLike | None = None
        box = column(self, margins=(18, 0, 18, 14), gap=9)
        top = named(QWidget(self), "card_top", "title", "clear")
        line = row(top, gap=7)
        line.addWidget(Elided("Make an enrolment card", top, name="card_title", role=Role.TITLE), 1)
        line.addWidget(KeyCap("Esc", top, name="card_esc"))
        line.addWidget(plain_label("close", top, name="card_close", role=Role.SMALL, tone="faint"))
        box.addWidget(top)
        self._page = named(QWidget(self), "card_page", "who you are", "clear")
        box.addWidget(scroller(self, "card_scroll", self._page, "who you are"), 1)
        self._build_fields()
        self._notice = Notice(self, name="card_notice")
        self._notice.hide()
        box.addWidget(self._notice)
        foot = named(QWidget(self), "card_foot", "what is missing", "clear")
        last = row(foot, gap=10)
        self._missing = plain_label("", foot, name="card_missing", role=Role.SMALL, tone="faint", wraps=True)
        self.button = Button("Make the card", foot, name="card_commit", kind=Kind.ONWARD, key="Ctrl S")
        self.button.clicked.connect(self._on_commit)
        last.addWidget(self._missing, 1)
        last.addWidget(self.button)
        box.addWidget(foot)
        self.dead = DeadTime(self)
        self._look()

    def _build_fields(self) -> None:
        page = self._page
        inner = column(page, margins=(0, 0, 4, 4), gap=7)
        self._does = plain_label(_DOES, page, name="card_does", tone="muted", wraps=True)
        inner.addWidget(self._does)
        self._fields = named(QWidget(page), "card_fields", "who you are", "clear")
        fields = column(self._fields, gap=7)
        self.kind = Choices(
            self._fields,
            name="card_kind",
            accessible="who you are",
            options=((_NEW, "I am new here"), (_OTHER, "I have another workstation")),
        )
        self.kind.choose(_NEW)
        self.kind.changed.connect(self._on_kind)
        self.name = line_field(self._fields, "card_name", "your name", "Your name, as colleagues know it")
        self.login = line_field(self._fields, "card_login", "your login", "Login; empty: made from your name")
        self.people = Choices(self._fields, name="card_people", accessible="who of these you are", options=())
        self.passphrase = secret_field(self._fields, "card_passphrase", "a new passphrase", "A new passphrase")
        self.again = secret_field(self._fields, "card_again", "the passphrase again", "The same passphrase again")
        for widget in (self.kind, self.name, self.login, self.people, self.passphrase, self.again):
            fields.addWidget(widget)
        for field in (self.name, self.login, self.passphrase, self.again):
            field.textChanged.connect(self._look)
        self.name.textChanged.connect(self._show_people)
        self.people.changed.connect(self._look)
        self.people.hide()
        inner.addWidget(self._fields)
        self._build_made(inner)
        inner.addStretch(1)

    def _build_made(self, inner: object) -> None:
        made = self._made = named(QWidget(self._page), "card_made", "the card", "clear")
        box = column(made, gap=7)
        self._whose = plain_label("", made, name="card_whose", role=Role.NAME, wraps=True)
        self._code = code_label("", made, name="card_fingerprint")
        self._text = named(QPlainTextEdit(made), "card_text", "the card's text")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(110)
        box.addWidget(self._whose)
        box.addWidget(self._code)
        box.addWidget(self._text)
        line = QHBoxLayout()
        copy = Button("Copy the card", made, name="card_copy")
        save = Button("Save as a file\u2026", made, name="card_save")
        copy.clicked.connect(self._on_copy)
        save.clicked.connect(self._on_save)
        line.addWidget(copy)
        line.addWidget(save)
        line.addStretch(1)
        box.addLayout(line)
        layout = self._page.layout()
        if layout is not None:
            layout.addWidget(made)
        made.hide()

    # ---- who one is ---------------------------------------------------------------------------------------------

    def entered(self) -> None:
        """Read who there is; begin with the name."""
        self._runner.read("everybody", self._console.everybody, self._on_people, self._on_no_people)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_people(self, people: tuple[PersonLike, ...]) -> None:
        self._people = {person.id: person for person in people}
        self._show_people()

    @Slot(object)
    def _on_no_people(self, error: CountersignError) -> None:
        self._say(Tone.WRONG, error.sentence)

    @Slot()
    def _on_kind(self) -> None:
        other = self.kind.value == _OTHER
        self.login.setVisible(not other)
        self.people.setVisible(other)
        self.name.setPlaceholderText("Find yourself by name" if other else "Your name, as colleagues know it")
        self._show_people()

    @Slot()
    def _show_people(self) -> None:
        asked = self.name.text().casefold().split()
        found = [p for p in self._people.values() if all(word in p.name.casefold() for word in asked)][:SHOWN]
        self.people.set_options(tuple((p.id, one_line(p.name, 40).replace("&", "&&")) for p in found))
        self._look()

    # ---- making -------------------------------------------------------------------------------------------------

    def _problem(self) -> str:
        if self.kind.value == _OTHER and not self.people.value:
            return "Choose who you are."
        if self.kind.value == _NEW and not self.name.text().strip():
            return "Write your name."
        if not self.passphrase.text():
            return "Choose a passphrase; four random words are good."
        return "" if self.passphrase.text() == self.again.text() else "Type the same passphrase twice."

    @Slot()
    def _look(self) -> None:
        if self._card is not None:
            return
        missing = self._problem()
        set_text(self._missing, "Your key is being made\u2026" if self._busy else missing)
        self.button.setEnabled(not missing and not self._busy)

    def commit_now(self) -> None:
        """Press the button, if it can be pressed."""
        if self.button.isEnabled() and self.button.isVisible():
            self.button.click()

    @Slot()
    def _on_commit(self) -> None:
        if self.dead.dead or self._busy or self._problem():
            return
        self._busy = True
        self._notice.hide()
        self._look()
        console, name, secret = self._console, self.name.text().strip(), self.passphrase.text()
        other = self.kind.value == _OTHER
        login, person = "" if other else self.login.text().strip(), self.people.value if other else ""

        def work(cancel: CancelToken) -> CardLike:
            return console.make_card(name, secret, login, person, cancel)

        self._runner.write("enrolment card", work, self._on_made, self._on_not_made)

    @Slot(object)
    def _on_made(self, card: CardLike) -> None:
        self._busy, self._card = False, card
        self.passphrase.clear()
        self.again.clear()
        self._fields.hide()
        self.button.hide()
        set_text(
            self._does,
            "Hand the card to an administrator, by mail or as a file: there is no secret in it. Then read them the "
            "fingerprint, by telephone or face to face.",
        )
        set_text(self._whose, f"{one_line(card.name, 60)} \u00b7 login {one_line(card.login, 60)}")
        groups = card.fingerprint.split("-")
        set_text(self._code, "  ".join(groups[:4]) + "\n" + "  ".join(groups[4:]), card.fingerprint)
        self._text.setPlainText(card.text)
        set_text(self._missing, "Once two have signed it, you are in the list of people here.")
        self._made.show()
        self._text.setFocus()
        self.made.emit()

    @Slot(object)
    def _on_not_made(self, error: CountersignError) -> None:
        self._busy = False
        self._say(Tone.WRONG, error.sentence)
        self._look()

    def _say(self, tone: Tone, words: str) -> None:
        self._notice.say(tone, "", words)
        self._notice.show()

    # ---- handing over -------------------------------------------------------------------------------------------

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._say(Tone.WELL, "Copied.")

    @Slot()
    def _on_save(self) -> None:
        dialog = named(QFileDialog(self, "Save the card"), "card_save_dialog", "save the card")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("card")
        dialog.selectFile("enrolment.card")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    @Slot(str)
    def _on_file(self, chosen: str) -> None:
        text = self._text.toPlainText()

        def work(cancel: CancelToken) -> str:
            try:
                Path(chosen).write_text(f"{text}\n", encoding="utf-8")
            except OSError as error:
                raise Unavailable(
                    "The card can't be saved there", Path(chosen).name, "Choose another place."
                ) from error
            return Path(chosen).name

        self._runner.write("save the card", work, self._on_saved, self._on_not_made)

    @Slot(object)
    def _on_saved(self, name: str) -> None:
        self._say(Tone.WELL, f"Saved as {one_line(name, 80)}.")
