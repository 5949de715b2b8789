"""I7, I14, I9: who may see and do what from a console, and what a console notices."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from console.domain.actions import Action
from console.domain.documents import DutyKind, Verdict
from console.domain.views import QueueFilter
from console.errors import Refused, Tampered
from console.store import entries
from console.workstation.session import Session
from tests.support.floor import CLAUSE, Floor, phrase, until


def looks(floor: Floor, name: str) -> int:
    """How often somebody's look stands in the ledger."""
    rows = floor.running.store.read(lambda r: entries.read_entries(r, 0, 10_000))
    return sum(row.kind == "look/1" and row.author == floor.ids[name] for row in rows)


def test_protected_content_is_shown_under_ones_own_lease_alone(floor: Floor) -> None:
    case = floor.case_id("president")
    with pytest.raises(Refused, match="whoever holds its case"):
        floor.session("ana").case(case)
    assert floor.case("ana", "president").contents
    with pytest.raises(Refused):
        floor.session("bruno").case(case)
    with pytest.raises(Refused):
        floor.session("bruno").reports(case, None, 10)
    floor.session("ana").release(case)
    with pytest.raises(Refused):
        floor.session("ana").case(case)


def test_claiming_a_protected_case_writes_a_look(floor: Floor) -> None:
    floor.case("ana", "president")
    until(lambda: looks(floor, "ana") == 1)
    floor.case("ana", "somebody")
    floor.propose("ana", "somebody", Action.LIMIT)
    assert looks(floor, "ana") == 1


def test_a_second_reader_sees_the_case_under_the_assignment(floor: Floor) -> None:
    floor.propose("ana", "president", Action.LIMIT)
    ((name, reading),) = floor.drawn(1).items()
    case = floor.session(name).case(reading.row.case)
    assert case.contents
    with pytest.raises(Refused, match="not opened to you"):
        floor.session(name).opened(reading.assignment)


def test_i14_the_story_hides_what_waits_but_from_auditors(floor: Floor) -> None:
    account = floor.account_id("president")
    floor.propose("ana", "president", Action.LIMIT)
    (name, _) = next(iter(floor.drawn(1).items()))
    for other in ("bruno", "lena", name, "ada"):
        told = " ".join(line.words for line in floor.session(other).story(account))
        assert "proposed" not in told and "read" not in told
    assert any("proposed" in line.words for line in floor.session("zoe").story(account))


def test_i14_waiting_names_nobody(floor: Floor) -> None:
    floor.propose("ana", "president", Action.LIMIT)
    floor.drawn(1)
    (line,) = floor.session("ana").waiting()
    names = [p.name for p in floor.console.people()]
    assert line.whom and not any(name in line.whom for name in names)
    assert floor.session("bruno").waiting() == ()


def test_i14_a_reading_says_nothing_of_what_stands_behind_it(floor: Floor) -> None:
    floor.propose("ana", "president", Action.LIMIT)
    ((name, reading),) = floor.drawn(1).items()
    session = floor.session(name)
    case = session.case(reading.row.case)
    shown = repr(case) + repr(reading)
    assert floor.ids["ana"] not in shown and "limit" not in repr(case.history).lower()
    assert reading.opened is None and session.recent(10) == () and session.announcements() == ()


def test_find_recent_and_skip(floor: Floor) -> None:
    session = floor.session("ana")
    assert [f.account.handle for f in session.find_account("harbour")] == ["harbour_news"]
    assert session.find_account("nobody at all") == ()
    case = floor.case_id("somebody")
    session.claim(case)
    floor.must("ana", session.skip(case))
    taken = {session.claim_next(QueueFilter()) for _ in range(3)}
    assert case not in taken and None in taken
    assert floor.session("bruno").claim(case)


def test_a_held_case_is_not_given_twice_and_comes_back_at_the_end_of_the_shift(floor: Floor) -> None:
    case = floor.case_id("somebody")
    floor.session("ana").claim(case)
    with pytest.raises(Refused, match="A colleague works on this case"):
        floor.session("bruno").claim(case)
    assert floor.session("ana").hand_over() == 1
    assert floor.session("bruno").claim(case) > floor.clock()


def test_i7_when_the_contract_ends_everything_is_refused_with_the_sentence(floor: Floor) -> None:
    session, case = floor.session("ira"), floor.case("ira", "somebody")
    plan = session.plan(case, Action.DISMISS)
    answers = floor.answers(session, case, Action.DISMISS)
    floor.clock.forward(hours=7)
    doings: list[Callable[[], object]] = [
        session.status,
        session.readings,
        session.waiting,
        session.announcements,
        lambda: session.queue(QueueFilter(), None, 10),
        lambda: session.case(case.case),
        lambda: session.claim(case.case),
        lambda: session.claim_next(QueueFilter()),
        lambda: session.renew(case.case),
        lambda: session.recent(5),
        lambda: session.find_account("somebody"),
        lambda: session.story(case.account.brief.id),
        lambda: session.propose(case, plan, answers, phrase("ira")),
        lambda: session.note(case.case, "a last word"),
        lambda: session.restore("0" * 64, case.account.brief.id),
    ]
    for doing in doings:
        with pytest.raises(Refused, match="Your contract has ended"):
            doing()
    until(lambda: floor.session("ana").claim(case.case))
    with pytest.raises(Refused, match="contract has ended"):
        floor.sign_in("ira")


def test_i7_a_person_who_is_ended_loses_the_session_at_once(floor: Floor) -> None:
    session = floor.session("bruno")
    floor.case("bruno", "somebody")
    floor.end("bruno")
    session.changes_since(0)
    with pytest.raises(Refused, match="Your contract has ended"):
        until(lambda: session.status() and None, 5)


def test_signing_out_ends_the_session(floor: Floor) -> None:
    session = floor.sign_in("ana")
    session.sign_out()
    with pytest.raises(Refused, match="signed out"):
        session.queue(QueueFilter(), None, 10)
    with pytest.raises(Refused, match="signed out"):
        session.note("case", "text")


def test_i9_a_console_that_is_open_notices_a_changed_entry(floor: Floor) -> None:
    session = floor.session("ana")
    assert session.verify().holds
    with closing(sqlite3.connect(floor.folder / "store.db", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(
            "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), 'T14:', 'T15:') AS BLOB) WHERE entry_index = 3"
        )
    verified = session.verify()
    assert not verified.holds and "ntry 3" in verified.words


@pytest.mark.parametrize("grown", [0, 9], ids=["shorter", "grown past it"])
def test_a54_an_older_copy_is_noticed_by_a_workstation_that_has_seen_more(floor: Floor, grown: int) -> None:
    here = floor.open("here", lead=False)
    assert here.console is not None
    copy = floor.folder / "copy.db"
    with closing(sqlite3.connect(floor.folder / "store.db")) as db, closing(sqlite3.connect(copy)) as to:
        db.backup(to)
    floor.sign_in("lena", here.console)
    floor.propose("ana", "somebody", Action.LIMIT)
    floor.sign_in("osei", here.console).status()
    here.close()
    floor.running.close()
    # The console that leads on the old copy has forgotten as well: it would notice for itself.
    for name in ("store.db", "workstation.db"):
        for ending in ("", "-wal", "-shm"):
            (floor.folder / f"{name}{ending}").unlink(missing_ok=True)
    shutil.copy(copy, floor.folder / "store.db")
    shutil.rmtree(floor.folder / "dispatcher", ignore_errors=True)
    floor.again()
    for _ in range(grown):
        floor.must("zoe", floor.session("zoe").duty(DutyKind.RENEW))
    here = floor.open("here", lead=False)
    assert here.console is not None
    with pytest.raises(Tampered) as told:
        floor.sign_in("quin", here.console)
    assert told.value.message_id == ("workstation.fork" if grown else "workstation.shorter")
    here.close()


def test_a31_a_second_console_says_that_another_leads_and_works(floor: Floor) -> None:
    other = floor.open("other")
    assert not other.leads and floor.running.leads and other.console is not None
    session: Session = floor.sign_in("bruno", other.console)
    assert "Another console leads" in session.status().notice
    case = floor.case_id("somebody")
    session.claim(case)
    view = session.case(case)
    plan = session.plan(view, Action.LIMIT)
    asked = session.propose(view, plan, floor.answers(session, view, Action.LIMIT))
    assert session.wait_for(asked, 10).entry is not None
    other.close()
    assert floor.session("ana").status().connected


def test_a31_when_the_leader_goes_the_next_to_open_leads(floor: Floor) -> None:
    floor.running.close()
    floor.running = floor.open("next")
    assert floor.running.leads
    floor._sessions.clear()
    floor.propose("ana", "somebody", Action.LIMIT)


def test_i14_after_both_have_signed_the_story_is_told(floor: Floor) -> None:
    proposal = floor.propose("ana", "harbour_news", Action.LIMIT)
    ((name, reading),) = floor.drawn(1).items()
    floor.find(name, reading, Verdict(clause=CLAUSE, action=Action.LIMIT))
    session = floor.session(name)
    until(lambda: next((r for r in session.readings() if r.opened), None))
    floor.must(name, session.countersign(session.opened(reading.assignment), phrase(name)))
    until(lambda: [r for r in floor.session("bruno").recent(5) if r.effect == proposal])
    told = " ".join(line.words for line in floor.session("bruno").story(floor.account_id("harbour_news")))
    assert "proposed" in told and "countersigned" in told
