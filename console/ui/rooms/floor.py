"""The floor: clocks and waits, what readings show, canaries, looks; which sections each role has there."""

from __future__ import annotations

from console.domain.people import Role
from console.ui.rooms.floor_canaries import CanariesSection
from console.ui.rooms.floor_looks import LooksSection
from console.ui.rooms.floor_record import MyRecordSection, PairsSection, RecordsSection
from console.ui.rooms.floor_waits import WaitsSection
from console.ui.rooms.section import Section
from console.ui.rooms.undo import UndoSection

SECTIONS: dict[Role, tuple[type[Section], ...]] = {
    Role.REVIEWER: (MyRecordSection,),
    Role.SUPERVISOR: (MyRecordSection, CanariesSection, WaitsSection, UndoSection),
    Role.ADMINISTRATOR: (WaitsSection, UndoSection),
    Role.AUDITOR: (RecordsSection, PairsSection, WaitsSection, LooksSection, CanariesSection),
}
"""By role, in the order of the tabs; whoever has none is not offered the room."""
