"""The floor: clocks and waits, what readings show, canaries, looks; which sections each role has there."""

from __future__ import annotations

from console.domain.people import Role
from console.ui.rooms.section import Section

SECTIONS: dict[Role, tuple[type[Section], ...]] = {}
"""By role, in the order of the tabs; whoever has none is not offered the room."""
