"""I12: what can't be sent now is either a draft again or goes out by itself; it never does both, and never twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.views import RequestState
from console.errors import Cancelled, Refused, Unavailable
from console.store import drafts as own
from console.store import entries
from console.store.inbox import MOST_PENDING
from console.workstation.said import Draft
from tests.support.floor import Floor, until


@contextmanager
def locked(floor: Floor) -> Iterator[None]:
    """Another program writes to the store all the while: it can be read, and nothing can be put into it."""
    patience, floor.running.store._patience_s = floor.running.store._patience_s, 0.1
    with closing(sqlite3.connect(floor.running.store.path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")
    floor.running.store._patience_s = patience


def of_kind(floor: Floor, name: str, kind: str) -> int:
    """How often somebody's documents of a kind stand in the ledger."""
    rows = floor.running.store.read(lambda r: entries.read_entries(r, 0, 10_000))
    return sum(row.kind == kind and row.author == floor.ids[name] for row in rows)


def states(floor: Floor, name: str, kind: str) -> list[RequestState]:
    """Where somebody's requests of a kind lie, as this workstation remembers them."""
    left = floor.running.own_file.read(lambda r: own.unanswered(r, floor.ids[name]))
    return [request.state for request in left if request.kind == kind]


def test_i12_what_a_person_cancelled_does_not_go_out_later(floor: Floor) -> None:
    session, case = floor.session("ana"), floor.case_id("somebody")
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        session.note(case, "never mind", stopped)
    assert session.status().inbox == 0 and states(floor, "ana", "note/1") == []
    floor.must("ana", session.note(case, "this one"))
    assert of_kind(floor, "ana", "note/1") == 1


def test_i12_a_full_inbox_makes_a_note_a_draft_and_lets_a_restore_wait(floor: Floor) -> None:
    proposal, account = floor.propose("ana", "somebody", Action.SUSPEND), floor.account_id("somebody")
    floor.clock.forward(5)
    until(lambda: not floor.page("somebody").can_post)
    floor.running.close()
    floor._sessions.clear()
    floor.running = floor.open(start=False)
    session = floor.session("lena")
    while session.status().inbox < MOST_PENDING:
        session.look("case", "media")
    with pytest.raises(Refused, match="wait for an answer"):
        session.note("case", "one too many")
    with pytest.raises(Unavailable, match="goes out by itself"):
        session.restore(proposal, account)
    assert session.status().inbox == MOST_PENDING + 1, "the screen goes on, and counts what waits here"
    assert states(floor, "lena", "restore/1") == [RequestState.ASKED]
    assert floor.running.services is not None
    floor.running.services.start()
    until(lambda: session.status().inbox == 0)
    until(lambda: floor.page("somebody").can_post)
    assert (of_kind(floor, "lena", "restore/1"), of_kind(floor, "lena", "note/1")) == (1, 0)


def test_i12_a_restore_goes_out_though_its_author_has_left(floor: Floor) -> None:
    proposal, account = floor.propose("ana", "somebody", Action.SUSPEND), floor.account_id("somebody")
    floor.clock.forward(5)
    until(lambda: not floor.page("somebody").can_post)
    lena = floor.sign_in("lena")
    with locked(floor), pytest.raises(Unavailable):
        lena.restore(proposal, account)
    lena.sign_out()
    floor.session("ana").status()
    until(lambda: floor.page("somebody").can_post)
    assert of_kind(floor, "lena", "restore/1") == 1


def test_i12_what_was_typed_since_then_is_not_replaced_by_what_came_back(floor: Floor) -> None:
    session, case = floor.session("ana"), floor.case("ana", "somebody")
    answers = floor.answers(session, case, Action.SUSPEND)
    with locked(floor), pytest.raises(Unavailable, match="within two minutes"):
        session.propose(case, session.plan(case, Action.SUSPEND), answers)
    newer = Draft(case=case.case, action=Action.LIMIT, justification="On second thoughts")
    session.save_draft(newer)
    floor.clock.forward(minutes=3)
    session.status()
    assert session.drafts() == (newer,)
