"""The ways back at real consoles on a real store: late restores, reports, undo since, and what ends by itself."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.reasons import Lane, ReasonId
from console.domain.state import EffectFacts
from console.domain.views import QueueFilter, RecentEffect
from console.domain.views_ways import EndState, LateState, Part, Undo
from console.errors import BadInput, Refused
from console.platforms.sandbox import people as sandbox_people
from console.platforms.sandbox.visitor import PageKind
from tests.support.floor import CLAUSE, Floor, phrase, until

DAY = 86400
WHY = "the account was the wrong one"


def propose(floor: Floor, by: str, account: str, action: Action, duration_s: int | None = None) -> str:
    """Claim, look, propose; returns the digest."""
    session, case = floor.session(by), floor.case(by, account)
    answers = msgspec.structs.replace(floor.answers(session, case, action), duration_s=duration_s)
    plan = session.plan(case, action, duration_s)
    return floor.must(by, session.propose(case, plan, answers, phrase(by)))


def done(floor: Floor, by: str, account: str, action: Action = Action.SUSPEND, duration_s: int | None = None) -> str:
    """Proposed and carried out."""
    proposal = propose(floor, by, account, action, duration_s)
    floor.clock.forward(5)
    until(lambda: effect(floor, proposal).outcome)
    return proposal


def effect(floor: Floor, name: str) -> EffectFacts:
    """What the ledger says of an order."""
    return until(lambda: floor.console.ledger.catch_up().effects.get(name))


def recent(floor: Floor, by: str, name: str) -> RecentEffect:
    """Somebody's line of what was carried out."""
    (line,) = [line for line in floor.session(by).recent(20) if line.effect == name]
    return line


def test_i8_past_the_fast_window_one_wishes_and_an_independent_second_restores(floor: Floor) -> None:
    suspended = done(floor, "ana", "somebody")
    assert recent(floor, "bruno", suspended).lane is Lane.ALONE
    assert floor.session("zoe").recent(5)[0].lane is Lane.NEVER
    floor.clock.forward(2 * DAY)
    line = recent(floor, "quin", suspended)
    assert line.lane is Lane.SECOND and {r.id for r in line.why_not} == {ReasonId.FAST_WINDOW_OVER}
    ways = floor.session("quin").ways
    assert floor.rejected("quin", floor.session("quin").restore(suspended, line.account.id))
    with pytest.raises(BadInput):
        ways.late_restore(suspended, line.account.id, " ")
    wish = floor.must("quin", ways.late_restore(suspended, line.account.id, WHY))
    (mine,) = ways.wishes()
    assert mine.mine and mine.state is LateState.WAITS and mine.reason == WHY and mine.author.name == "quin"
    assert mine.why_not_consent and not mine.why_not_object
    assert recent(floor, "ana", suspended).wish == wish
    assert floor.rejected("ana", floor.session("ana").ways.consent(wish)) == {ReasonId.NOT_INDEPENDENT}
    assert not floor.session("bruno").ways.wishes()[0].why_not_consent
    floor.must("bruno", floor.session("bruno").ways.consent(wish))
    until(lambda: recent(floor, "zoe", suspended).restored_at)
    assert floor.page("somebody").can_post
    ended = ways.wishes()[0]
    assert ended.state is LateState.DONE and ended.over_by is not None and ended.over_by.name == "bruno"
    assert floor.case_id("somebody")  # its case is open again


def test_a_temporary_action_is_shown_with_its_end_and_ends_by_itself(floor: Floor) -> None:
    limited = done(floor, "ana", "somebody", Action.LIMIT, 3600)
    bruno = floor.session("bruno")
    (line,) = bruno.ways.ending()
    until_ = effect(floor, limited).at
    assert until_ is not None and (line.ends_at - until_).total_seconds() == 3600
    assert (line.effect, line.state, line.lane) == (limited, EndState.RUNS, Lane.ALONE)
    assert "ends in" in line.words
    assert recent(floor, "bruno", limited).ends_at == line.ends_at
    sandbox_people.report(floor.sandbox, "somebody", "spam", "again")
    row = until(lambda: next((r for r in bruno.queue(QueueFilter(), None, 9).rows if r.account == line.account), None))
    assert row.ends_at == line.ends_at
    (told,) = floor.case("bruno", "somebody").history
    assert (told.effect, told.ends_at, told.ended, told.lane) == (limited, line.ends_at, False, Lane.ALONE)
    floor.clock.forward(3600)
    until(lambda: not bruno.ways.ending())
    assert floor.page("somebody").in_timelines
    ended = recent(floor, "bruno", limited)
    assert ended.ended and ended.lane is Lane.NEVER and ended.restored_at is None
    told = bruno.case(row.case).history[0]
    assert told.ended and not told.restorable and told.lane is Lane.NEVER
    assert bruno.find_account("somebody")[0].recent is None
    words = [step.words for step in floor.session("zoe").story(line.account.id)]
    assert "Its time is over: limit for 1 hour ends by itself" in words
    assert "Ended by itself; read back from where a visitor looks" in words


def test_undo_since_restores_what_one_person_did_and_says_what_is_left(floor: Floor) -> None:
    since = floor.clock()
    suspended = done(floor, "ana", "somebody")
    dismissed = propose(floor, "ana", "harbour_news", Action.DISMISS)
    floor.clock.forward(60)
    until(lambda: effect(floor, dismissed).outcome)
    with pytest.raises(Refused):
        floor.session("bruno").ways.undo_since(floor.ids["ana"], since)
    read_only = floor.session("zoe").ways
    listed = read_only.undo_since(floor.ids["ana"], since)
    assert [(line.proposal, line.undo) for line in listed.lines] == [
        (dismissed, Undo.NOTHING),
        (suspended, Undo.NOTHING),
    ]
    with pytest.raises(Refused):
        read_only.restore_many(listed.lines)
    ways = floor.session("ada").ways
    listed = ways.undo_since(floor.ids["ana"], since)
    assert {line.part for line in listed.lines} == {Part.PROPOSED} and listed.left == 5
    assert {line.undo for line in listed.lines} == {Undo.RESTORE}
    for one in ways.restore_many(listed.lines):
        assert one.request is not None
        floor.must("ada", one.request)
    until(lambda: not ways.undo_since(floor.ids["ana"], since).lines)
    assert floor.page("somebody").can_post
    assert ways.undo_since(floor.ids["ana"], since).left == 4, "a dismissal that is reopened does not count"
    assert floor.case_id("somebody") and floor.case_id("harbour_news")
    (missing,) = ways.unreported()
    assert missing.action is Action.SUSPEND and not missing.lifted
    floor.must("ada", ways.report(missing.restore, "Her key was stolen."))
    assert ways.unreported() == ()
    story = floor.session("zoe").story(missing.account.id)
    assert ("ada reported on the restore", "Her key was stolen.") in [(s.words, s.detail) for s in story]


def test_i13_an_alarm_appears_to_everyone_with_the_restore_gesture_beside_it(floor: Floor) -> None:
    sandbox_people.act_by_hand(floor.sandbox, "president", Action.DEACTIVATE)
    bruno = floor.session("bruno")
    (line,) = until(lambda: bruno.ways.alarms() or None)
    assert line.account.handle == "president" and line.words == "deactivated"
    assert line.lane is Lane.ALONE and not line.why_not_explain and not line.lifting
    assert {r.id for r in floor.session("zoe").ways.alarms()[0].why_not_lift} == {ReasonId.WRONG_ROLE}
    floor.must("bruno", bruno.ways.lift(line.alarm))
    until(lambda: not bruno.ways.alarms())
    assert floor.page("president").kind is PageKind.PROFILE
    (missing,) = bruno.ways.unreported()
    assert missing.lifted and missing.action is Action.DEACTIVATE
    with pytest.raises(BadInput):
        bruno.ways.explain(line.alarm, " ")
    told = [step.words for step in floor.session("zoe").story(line.account.id)]
    assert "bruno asked to lift what nobody here had done" in told


def test_i13_what_was_just_done_to_a_protected_account_appears_to_everyone(floor: Floor) -> None:
    limited = propose(floor, "ana", "harbour_news", Action.LIMIT)
    ((name, reading),) = floor.drawn(1).items()
    assert floor.session(name).ways.just_done() == ()
    floor.find(name, reading, Verdict(clause=CLAUSE, action=Action.LIMIT))
    session = floor.session(name)
    until(lambda: next((r for r in session.readings() if r.opened), None))
    floor.must(name, session.countersign(session.opened(reading.assignment), phrase(name)))
    floor.clock.forward(3600)
    (line,) = until(lambda: floor.session("bruno").ways.just_done() or None)
    assert (line.effect, line.lane) == (limited, Lane.ALONE)
    floor.clock.forward(3600)
    assert floor.session("bruno").ways.just_done() == ()
    assert floor.session("bruno").ways.just_done(minutes=120)
