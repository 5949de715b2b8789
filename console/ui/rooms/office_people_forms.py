"""The forms of the people's section: a card, a role, a contract, an end, a key, an administrator who leaves."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.people import Role
from console.domain.views_office import (
    AddKey,
    CardView,
    Change,
    ChangeRole,
    Extend,
    Join,
    PersonLine,
    RemoveAdministrator,
)
from console.errors import CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms.dates import HINT, day_of, end_of, start_of, why_not_day
from console.ui.rooms.detail import code_label
from console.ui.rooms.files import FilePicker, Picked
from console.ui.rooms.form import Form
from console.ui.rooms.office_people_words import card_words, key_words, role_words
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role as FontRole
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.named import column, frame

SETTLE_MS = 200
"""Between the last letter of a pasted card and reading it (milliseconds)."""
LARGEST_CARD = 64 * 1024
TWO = "two sign"
ONE = "you alone, at once"
_ROLES = tuple((role.value, role.value) for role in Role)
_COMPARE = "Read the fingerprint to each other, by telephone or face to face, before you sign."


class PersonForm(Form):
    """A form about one person of the list."""

    person: PersonLine

    def about(self, person: PersonLine) -> None:
        """Open it for that person."""
        self.person = person
        brief = person.person
        self.aim_at(brief.id, brief.name, role_words(brief.role, brief.vendor))

    def change(self) -> Change:
        """What it changes in the next roster."""
        raise NotImplementedError


class CardForm(PersonForm):
    """Takes an enrolment card: somebody new, or another workstation of somebody enrolled."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="enrol",
            head="Take an enrolment card",
            does="The card was made on the person's own machine, and proves that they hold its key.",
            button="Draft",
        )
        self.bound = False
        self._expected: PersonLine | None = None
        self.card: CardView | None = None
        self.text = self.add_text("card", "The card, pasted", "Paste the whole card here", high=62)
        self.open_file = Button("Open a file\u2026", self.holder, name="enrol_file")
        self.body.addWidget(self.open_file)
        self.picker = FilePicker(
            self.holder, floor, "enrol_picker", "Open an enrolment card", "Cards (*.card *.json *.txt)", LARGEST_CARD
        )
        self.open_file.clicked.connect(self.picker.ask)
        self.picker.picked.connect(self._on_picked)
        self.picker.failed.connect(self._on_not_read)
        self._build_shown()
        self.role = self.add_choices("role", "Role", _ROLES)
        self.vendor = self.add_line("vendor", "Vendor", "empty: own staff")
        self.since = self.add_line("from", "Contract from", f"{HINT}; empty: now")
        self.until = self.add_line("until", "Contract until, that day included", f"{HINT}; empty: no end")
        self._new = (self.role, self.vendor, self.since, self.until)
        self._typing = QTimer(self)
        self._typing.setObjectName("enrol_typing")
        self._typing.setSingleShot(True)
        self._typing.setInterval(SETTLE_MS)
        self._typing.timeout.connect(self._read)
        self.text.textChanged.connect(self._on_text)
        self.end_fields()

    def _build_shown(self) -> None:
        self._shown = frame(self.holder, "enrol_shown", "inner", "whose card it is")
        box = column(self._shown, margins=(12, 8, 12, 9), gap=3)
        self._name = plain_label("", self._shown, name="enrol_name", role=FontRole.NAME, wraps=True)
        self._about = plain_label("", self._shown, name="enrol_about", tone="muted", wraps=True)
        self._code = code_label("", self._shown, name="enrol_fingerprint")
        self._compare = plain_label(
            _COMPARE, self._shown, name="enrol_compare", role=FontRole.SMALL, tone="muted", wraps=True
        )
        for label in (self._name, self._about, self._code, self._compare):
            box.addWidget(label)
        self.body.addWidget(self._shown)
        self._wrong_card = self.add_words("wrong_card", tone="harm")

    def expect(self, person: PersonLine | None) -> None:
        """Anybody's card, or only one of that person's."""
        self._expected = person
        self.set_title("Take an enrolment card" if person is None else "Another workstation")
        self._show_card()

    @Slot()
    def _on_text(self) -> None:
        self.card = None
        self._say_wrong("")
        self._show_card()
        self._typing.start()

    @Slot(Picked)
    def _on_picked(self, what: Picked) -> None:
        self.text.setPlainText(what.data.decode("utf-8", "replace").strip())

    @Slot(CountersignError)
    def _on_not_read(self, error: CountersignError) -> None:
        self._say_wrong(error.sentence)

    @Slot()
    def _read(self) -> None:
        text, office = self.text.toPlainText().strip(), self.floor.session.office
        if not text:
            return

        def work(cancel: CancelToken) -> CardView:
            return office.read_card(text, cancel)

        self.floor.read("office card", work, self._on_card, self._on_not_read)

    @Slot(object)
    def _on_card(self, card: CardView) -> None:
        if card.text != self.text.toPlainText().strip():
            return
        self.card = card
        other = self._expected is not None and card.person != self._expected.person.id
        expected = "" if self._expected is None else one_line(self._expected.person.name, 60)
        self._say_wrong(f"This card is of {one_line(card.name, 60)}, not of {expected}." if other else card.problem)
        self._show_card()

    def _say_wrong(self, words: str) -> None:
        set_text(self._wrong_card, words)
        self._wrong_card.setVisible(bool(words))
        self.look()

    def _show_card(self) -> None:
        card = self.card
        self._shown.setVisible(card is not None)
        fresh = card is not None and card.known is None and self._expected is None
        for field in self._new:
            field.setVisible(fresh)
            label = self.holder.findChild(QWidget, f"{field.objectName()}_label")
            if isinstance(label, QWidget):
                label.setVisible(fresh)
        if card is None:
            self.aim_at("", "No card yet", "whose it is will stand here")
        else:
            name, about = card_words(card)
            set_text(self._name, name)
            set_text(self._about, about)
            groups = card.fingerprint.split("-")
            set_text(self._code, "  ".join(groups[:4]) + "\n" + "  ".join(groups[4:]), card.fingerprint)
            self.aim_at(card.person, card.name, about)
        self.look()

    def problem(self) -> str:
        """A card that can be used, and for somebody new a role."""
        if self.card is None:
            return "Paste the card, or open its file."
        if self._wrong_card.text():
            return "This card can't be used."
        if self.card.known is not None:
            return ""
        if not self.role.value:
            return "Choose a role."
        return why_not_day(self.since.text(), None) or why_not_day(self.until.text(), self.floor.now())

    def change(self) -> Change:
        """Somebody joins, or gets another key."""
        card = self.card
        assert card is not None  # the button works only with one
        if card.known is not None:
            return AddKey(person=card.person, card=card.text)
        return Join(
            card=card.text,
            role=Role(self.role.value),
            vendor=self.vendor.text().strip(),
            contract_from=start_of(self.since.text()),
            contract_until=end_of(self.until.text()),
        )


class RoleForm(PersonForm):
    """Another role."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="role",
            head="Change the role",
            does="What they proposed stays as it is, under the role that they had then.",
            button="Draft",
        )
        self.role = self.add_choices("to", "The role from then on", _ROLES)
        self.end_fields()

    def about(self, person: PersonLine) -> None:
        """Every role but the one that they have."""
        super().about(person)
        self.role.choose("")
        self.role.offer(frozenset(role.value for role in Role if role is not person.person.role))

    def problem(self) -> str:
        """A role."""
        return "" if self.role.value else "Choose a role."

    def change(self) -> Change:
        """Another role."""
        return ChangeRole(person=self.person.person.id, role=Role(self.role.value))


class ContractForm(PersonForm):
    """Another end of a contract."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="contract",
            head="Change the contract",
            does="From the end of that day nothing that they sign is admitted. On the last day their authority "
            "shrinks by itself.",
            button="Draft",
        )
        self.until = self.add_line("until", "Until, that day included", f"{HINT}; empty: no end")
        self.end_fields()

    def about(self, person: PersonLine) -> None:
        """Begin with the day that holds now."""
        super().about(person)
        self.until.setText(day_of(person.person.contract_until))

    def problem(self) -> str:
        """A day to come, other than the one that holds."""
        wrong = why_not_day(self.until.text(), self.floor.now())
        same = self.until.text().strip() == day_of(self.person.person.contract_until) if not wrong else False
        return wrong or ("That is how it is now." if same else "")

    def change(self) -> Change:
        """Another end."""
        return Extend(person=self.person.person.id, until=end_of(self.until.text()))


class RemoveForm(PersonForm):
    """An administrator leaves."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="remove",
            head="Remove the administrator",
            does="They leave with the next roster: their session ends, and their signature counts no more. It takes "
            "two others, so that nobody removes the rest alone.",
            button="Draft",
            kind=Kind.HARM,
        )
        self.end_fields()

    def change(self) -> Change:
        """They leave."""
        return RemoveAdministrator(person=self.person.person.id)


class EndForm(PersonForm):
    """Ending somebody, at once."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="end",
            head="End their access",
            does="At once: open sessions end, what they had claimed goes back to the queue, and what they proposed "
            "freezes for good. Nothing brings it back but enrolling them anew, by two.",
            button="End",
            kind=Kind.HARM,
        )
        self.end_fields()


class RevokeForm(PersonForm):
    """One of several keys counts no more."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="revoke",
            head="Revoke a key",
            does="At once and for good: the session with it ends, and nothing signed with it is admitted. Their other "
            "keys go on.",
            button="Revoke",
            kind=Kind.HARM,
        )
        self.key_ = self.add_choices("key", "The key that counts no more, by the beginning of its fingerprint", ())
        self.end_fields()

    def about(self, person: PersonLine) -> None:
        """One of the keys that still count."""
        super().about(person)
        self.key_.set_options(tuple((key.public, key_words(key)) for key in person.keys if not key.revoked))

    def problem(self) -> str:
        """A key."""
        return "" if self.key_.value else "Choose the key."
