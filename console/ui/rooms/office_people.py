"""The office's people: who there is, with which keys, and who comes, changes and leaves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from console.cancel import CancelToken
from console.domain.people import Role
from console.domain.views_office import PersonLine
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line
from console.ui.rooms.office_people_forms import (
    ONE,
    TWO,
    CardForm,
    ContractForm,
    EndForm,
    PersonForm,
    RemoveForm,
    RevokeForm,
    RoleForm,
)
from console.ui.rooms.office_people_words import person_blocks, person_line
from console.ui.rooms.office_section import OfficeSection
from console.ui.rooms.section import CardParents
from console.ui.text import one_line

_ENDED = "Their access has ended; only a new card brings them back."
_DRAFTED = "Drafted. It counts once another administrator has signed it: it stands under \u201cTo sign\u201d."
_LOOKS = "You see all of it and change nothing."


class PeopleSection(OfficeSection[PersonLine]):
    """Everybody of the roster in force, and who was ended since."""

    name = "people"
    title = "People"
    hint = "Find: name, role, vendor"
    nothing = ("Nobody is enrolled", "The roster has no people.")

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self._card = CardForm(self.right, floor)
        self._card.committed.connect(self._on_draft)
        self._forms: dict[str, PersonForm] = {
            "role": RoleForm(self.right, floor),
            "contract": ContractForm(self.right, floor),
            "remove": RemoveForm(self.right, floor),
            "end": EndForm(self.right, floor),
            "revoke": RevokeForm(self.right, floor),
        }
        for name in ("role", "contract", "remove"):
            self._forms[name].committed.connect(self._on_draft)
        self._forms["end"].committed.connect(self._on_end)
        self._forms["revoke"].committed.connect(self._on_revoke)
        for form in (self._card, *self._forms.values()):
            form.hide()

    def fetch(self, cancel: CancelToken) -> tuple[PersonLine, ...]:
        """Everybody."""
        return self.office.people(cancel)

    def id_of(self, row_: PersonLine) -> str:
        """The person's id."""
        return row_.person.id

    def line_of(self, row_: PersonLine) -> Line:
        """Name, role, contract, on duty."""
        return person_line(row_, self.floor.now())

    def blocks_of(self, row_: PersonLine) -> Blocks:
        """All about them, keys included."""
        return person_blocks(row_, self.floor.now())

    def doings_of(self, row_: PersonLine | None) -> tuple[str, tuple[Doing, ...], str]:
        """What an administrator can do; others look."""
        if not self.governs:
            return "People", (), _LOOKS
        new = Doing("enrol", "N", "Take an enrolment card", TWO)
        if row_ is None:
            return "People", (new,), ""
        gone = _ENDED if row_.ended is not None else ""
        admin = row_.person.role is Role.ADMINISTRATOR
        doings = [
            new,
            Doing("workstation", "W", "Another workstation", TWO, gone),
            Doing("role", "L", "Change the role", TWO, gone),
            Doing("contract", "C", "Change the contract", TWO, gone),
            Doing("revoke", "V", "Revoke a key", ONE, row_.why_not_revoke or self._one_key(row_)),
        ]
        if admin:
            doings.append(Doing("remove", "X", "Remove the administrator", TWO, gone))
        else:
            doings.append(Doing("end", "E", "End their access", ONE, row_.why_not_end))
        return one_line(row_.person.name, 60), tuple(doings), "Giving authority takes two, taking it away takes one."

    @staticmethod
    def _one_key(row_: PersonLine) -> str:
        live = sum(not key.revoked for key in row_.keys)
        return "" if live > 1 else "It is their only key: end their access instead."

    def begin_doing(self, doing: str) -> None:
        """Open its form."""
        person = self.marked
        if doing in ("enrol", "workstation"):
            self._card.clear()
            self._card.expect(person if doing == "workstation" else None)
            self._card.bound = doing == "workstation"
            self.right.open(self._card)
        elif person is not None:
            form = self._forms[doing]
            form.clear()
            form.about(person)
            self.right.open(form)

    @Slot()
    def _on_draft(self) -> None:
        form = self.right.form
        if isinstance(form, PersonForm):
            office, changes, secret = self.office, (form.change(),), form.secret
            self.ask(form, lambda cancel: office.draft_roster(changes, secret, cancel), _DRAFTED)

    @Slot()
    def _on_end(self) -> None:
        form = self._forms["end"]
        office, who, secret = self.office, form.person.person, form.secret
        self.ask(
            form,
            lambda cancel: office.end(who.id, secret, cancel),
            f"The access of {one_line(who.name, 60)} has ended.",
        )

    @Slot()
    def _on_revoke(self) -> None:
        form = self._forms["revoke"]
        assert isinstance(form, RevokeForm)
        office, who, key, secret = self.office, form.person.person, form.key_.value, form.secret
        self.ask(form, lambda cancel: office.revoke(who.id, key, secret, cancel), "The key is revoked.")

    def admitted(self, form: Form) -> None:
        """A card that was taken is done with."""
        if form is self._card:
            self._card.expect(None)
