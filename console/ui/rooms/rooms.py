"""Which room somebody is in: the cases, where everybody begins, or one of the others, made when it is first entered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.domain.people import Role
from console.errors import CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms import floor as floor_room
from console.ui.rooms import office as office_room
from console.ui.rooms.office_waiting import to_sign
from console.ui.rooms.room import Room

CASES = "cases"
FLOOR = "floor"
OFFICE = "office"

_BEGINS: dict[Role, tuple[str, ...]] = {Role.ADMINISTRATOR: (OFFICE,), Role.AUDITOR: (FLOOR, OFFICE)}
"""Where those begin who have no queue; everybody else begins among the cases."""
_TO_SIGN = "waiting"
"""The section of the office where one signs what another has drafted."""

_PARTS = {FLOOR: ("Floor", floor_room.SECTIONS), OFFICE: ("Office", office_room.SECTIONS)}


class Rooms(QObject):
    """The rooms of one session.  ``changed`` when another one is shown."""

    changed = Signal()
    facts_changed = Signal()

    def __init__(self, stack: QStackedWidget, cases: QWidget, floor: Floor) -> None:
        super().__init__(stack)
        self.setObjectName("rooms")
        self._stack, self._cases, self._floor = stack, cases, floor
        self._made: dict[str, Room] = {}
        self.here = CASES
        self.to_sign = 0
        """How many things in the office wait for this person's signature."""
        self._just_begun = False
        role = floor.person.role
        self.offered: tuple[str, ...] = (CASES, *(name for name, (_, of_role) in _PARTS.items() if of_role.get(role)))
        """The rooms that this person has."""

    @property
    def room(self) -> Room | None:
        """The room that is shown; ``None`` among the cases."""
        return self._made.get(self.here)

    def begin(self) -> None:
        """Go where this person begins; to what waits for their signature, if something does."""
        begins = _BEGINS.get(self._floor.person.role, ())
        first = next((name for name in begins if name in self.offered), CASES)
        self.go(first)
        self._just_begun = first == OFFICE
        self._read_to_sign()

    def _read_to_sign(self) -> None:
        if OFFICE in self.offered and self._floor.person.role is Role.ADMINISTRATOR:
            office = self._floor.session.office
            self._floor.read(
                "office to sign", lambda cancel: to_sign(office, cancel), self._on_to_sign, self._on_silent
            )

    @Slot(object)
    def _on_to_sign(self, many: int) -> None:
        self.to_sign = many
        office = self._made.get(OFFICE)
        if office is not None:
            office.count(_TO_SIGN, many)
        if many and self._just_begun:
            self.go(OFFICE, _TO_SIGN)
        self._just_begun = False
        self.changed.emit()

    @Slot(object)
    def _on_silent(self, error: CountersignError) -> None:
        """The number that stands there stays; the line below says that the store does not answer."""

    def go(self, name: str, section: str = "") -> None:
        """Go to a room, if this person has it, and to a section of it."""
        if name not in self.offered:
            return
        self._just_begun = False
        if name != self.here:
            self.leave()
        self.here = name
        if name == CASES:
            self._stack.setCurrentWidget(self._cases)
        else:
            room = self._made.get(name) or self._make(name)
            self._stack.setCurrentWidget(room)
            room.enter()
            if section:
                room.show_named(section)
        self.changed.emit()

    def _make(self, name: str) -> Room:
        title, of_role = _PARTS[name]
        sections = of_role[self._floor.person.role]
        room = Room(self._stack, self._floor, name=name, title=title, sections=sections)
        room.facts_changed.connect(self.facts_changed)
        self._stack.addWidget(room)
        if name == OFFICE:
            room.count(_TO_SIGN, self.to_sign)
        self._made[name] = room
        return room

    def read_areas(self, areas: frozenset[str]) -> None:
        """The ledger has grown: the room that is shown reads what concerns it."""
        if "office" in areas:
            self._read_to_sign()
        if self.room is not None:
            self.room.read_areas(areas)

    def leave(self) -> None:
        """Keep what was typed in the room that is shown."""
        if self.room is not None:
            self.room.keep()
