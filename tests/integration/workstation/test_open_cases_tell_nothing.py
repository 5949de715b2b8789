"""I14: who is at work on an open case stands in no story; roles that don't work cases claim none."""

from __future__ import annotations

import pytest

from console.domain.actions import Action
from console.domain.views import QueueFilter
from console.errors import Refused
from console.workstation.session import ALL_AREAS, Session
from tests.support.floor import Floor, until


def told(floor: Floor, name: str, account: str) -> str:
    """The story of an account as it is told to somebody."""
    return "\n".join(line.words for line in floor.session(name).story(account))


def test_i14_the_story_does_not_say_who_looked_at_an_open_case(floor: Floor) -> None:
    account = floor.account_id("president")
    floor.case("ana", "president")
    floor.must("ana", floor.session("ana").note(floor.case_id("president"), "Mind the date."))
    assert "looked at" in told(floor, "zoe", account)
    for name in ("lena", "bruno", "ana", "ada"):
        story = told(floor, name, account)
        assert "Reports came in" in story and "looked" not in story and "note" not in story
    floor.propose("ana", "president", Action.LIMIT)
    ((reader, _),) = floor.drawn(1).items()
    assert "looked" not in told(floor, reader, account)


def test_i14_the_whole_story_is_told_once_nobody_reads_any_more(floor: Floor) -> None:
    account = floor.account_id("president")
    floor.propose("ana", "president", Action.LIMIT)
    ((first, reading),) = floor.drawn(1).items()
    floor.find(first, reading, None)
    second, third = (pair for pair in floor.drawn(2).items() if pair[0] != first)
    floor.find(*second, None)
    until(lambda: "Ended: refused" in told(floor, "zoe", account))
    for name in ("bruno", third[0]):
        assert "found no violation" not in told(floor, name, account), "somebody still reads for themselves"
    floor.find(*third, None)
    until(lambda: "Ended: refused" in told(floor, "bruno", account))
    story = told(floor, "bruno", account)
    assert "looked at the case" in story and story.count("found no violation") == 3


def test_i14_a_wait_says_since_when_somebody_was_drawn_and_what_comes_next_and_not_who(floor: Floor) -> None:
    floor.propose("ana", "president", Action.LIMIT)
    floor.drawn(1)
    floor.clock.forward(minutes=3)
    (line,) = floor.session("ana").waiting()
    assert line.whom == (
        "Waits for one second reader, drawn by lot 3 minutes ago and paged 3 minutes ago. "
        "Without an answer somebody else is drawn at 14:15 UTC."
    )


@pytest.mark.parametrize("name", ["zoe", "ada"])
def test_administrators_and_auditors_claim_no_case(floor: Floor, name: str) -> None:
    case, session = floor.case_id("somebody"), floor.session(name)
    with pytest.raises(Refused, match="claimed by reviewers and supervisors"):
        session.claim(case)
    with pytest.raises(Refused, match="claimed by reviewers and supervisors"):
        session.claim_next(QueueFilter())
    assert floor.session("ana").claim(case)


def test_a_colleagues_claim_changes_the_queue_and_nothing_else(floor: Floor) -> None:
    session = floor.session("ana")
    case = floor.case_id("somebody")
    floor.session("bruno")
    token = until(lambda: _settled(session))
    floor.session("bruno").claim(case)
    changes = session.changes_since(token)
    assert changes.areas == {"queue", "status"} and changes.token == token
    assert session.changes_since(token).areas == frozenset()
    floor.session("bruno").release(case)
    assert session.changes_since(token).areas == {"queue", "status"}


def test_a_proposal_changes_every_list(floor: Floor) -> None:
    session = floor.session("bruno")
    token = until(lambda: _settled(session))
    floor.propose("ana", "somebody", Action.LIMIT)
    changes = session.changes_since(token)
    assert changes.areas == ALL_AREAS and changes.token > token and floor.account_id("somebody") in changes.ids


def _settled(session: Session) -> int | None:
    """A token after which nothing has changed for a moment."""
    token = session.changes_since(0).token
    return None if session.changes_since(token).areas or session.status().inbox else session.changes_since(token).token
