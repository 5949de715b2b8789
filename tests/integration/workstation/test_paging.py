"""A person who is called sees since when, and the desktop rings once."""

from __future__ import annotations

from console.domain.actions import Action
from console.domain.paging import Page
from tests.support.floor import Floor, until
from tests.support.office import SUPERVISORS


def test_a_call_is_shown_until_it_is_answered_and_rings_once(floor: Floor) -> None:
    for name in SUPERVISORS:
        floor.session(name)
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    (reader,) = floor.drawn(1)
    session = floor.session(reader)
    assert session.floor.pages() == session.floor.ringing() == ()
    floor.clock.forward(minutes=6)

    def called() -> tuple[Page, ...] | None:
        return session.floor.ringing() or None

    (page,) = until(called)
    assert page.words == f"You are paged since {page.since:%H:%M} UTC."
    assert session.floor.pages() == (page,) and session.floor.ringing() == ()
    again = floor.sign_in(reader)
    assert again.floor.pages() == (page,) and again.floor.ringing() == (), "whoever comes looks anyway"
    assert floor.session("ana").floor.pages() == ()
    floor.find(reader, floor.drawn(1)[reader], None)
    assert session.floor.pages() == ()
