"""Which room somebody is in: the cases, where everybody begins, or one of the others, made when it is first entered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.ui.panes.floor import Floor
from console.ui.rooms import floor as floor_room
from console.ui.rooms import office as office_room
from console.ui.rooms.room import Room

CASES = "cases"
FLOOR = "floor"
OFFICE = "office"

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
        role = floor.person.role
        self.offered: tuple[str, ...] = (CASES, *(name for name, (_, of_role) in _PARTS.items() if of_role.get(role)))
        """The rooms that this person has."""

    @property
    def room(self) -> Room | None:
        """The room that is shown; ``None`` among the cases."""
        return self._made.get(self.here)

    def go(self, name: str, section: str = "") -> None:
        """Go to a room, if this person has it, and to a section of it."""
        if name not in self.offered:
            return
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
        self._made[name] = room
        return room

    def read_areas(self, areas: frozenset[str]) -> None:
        """The ledger has grown: the room that is shown reads what concerns it."""
        if self.room is not None:
            self.room.read_areas(areas)

    def leave(self) -> None:
        """Keep what was typed in the room that is shown."""
        if self.room is not None:
            self.room.keep()
