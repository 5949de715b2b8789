"""The office: people, what waits for a second signature, protection register, policies; which sections a role has."""

from __future__ import annotations

from console.domain.people import Role
from console.ui.rooms.office_people import PeopleSection
from console.ui.rooms.office_policy import PolicySection
from console.ui.rooms.office_register import RegisterSection
from console.ui.rooms.office_waiting import WaitingSection
from console.ui.rooms.section import Section

_ALL: tuple[type[Section], ...] = (PeopleSection, WaitingSection, RegisterSection, PolicySection)
SECTIONS: dict[Role, tuple[type[Section], ...]] = {
    Role.ADMINISTRATOR: _ALL,
    Role.AUDITOR: _ALL,
    Role.SUPERVISOR: (RegisterSection,),
}
"""By role, in the order of the tabs; whoever has none is not offered the room."""
