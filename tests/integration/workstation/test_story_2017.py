"""2 November 2017 through the workstation alone, in both tellings."""

from __future__ import annotations

from datetime import timedelta

from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.platforms.sandbox.visitor import PageKind
from tests.support.floor import CLAUSE, Floor, phrase, until
from tests.support.office import SUPERVISORS


def test_nobody_alone_and_two_who_find_nothing_leave_the_account_where_it_is(floor: Floor) -> None:
    assert floor.rejected("ira", floor.ask("ira", "president", Action.DEACTIVATE)) >= {ReasonId.LAST_DAY_PROTECTED}
    floor.session("ira").hand_over()
    proposal = floor.propose("ana", "president", Action.DEACTIVATE)
    for name, reading in floor.drawn(2).items():
        assert reading.opened is None
        floor.find(name, reading, None)
    until(lambda: [line.status for line in floor.session("ana").waiting()] == [Status.REFUSED])
    assert floor.page("president").kind is PageKind.PROFILE
    told = [line.words for line in floor.session("zoe").story(floor.account_id("president"))]
    assert sum("found no violation" in line for line in told) == 2
    assert any("Ended: refused" in line for line in told)
    assert floor.session("zoe").verify().holds and proposal


def test_two_who_find_the_same_sign_and_one_restores_it_at_once(floor: Floor) -> None:
    proposal = floor.propose("ana", "president", Action.DEACTIVATE)
    drawn = floor.drawn(2)
    for name, reading in drawn.items():
        floor.find(name, reading, Verdict(clause=CLAUSE, action=Action.DEACTIVATE))
    for name, reading in drawn.items():
        session = floor.session(name)
        until(lambda s=session: next((r for r in s.readings() if r.opened), None))  # type: ignore[misc]
        opened = session.opened(reading.assignment)
        assert opened.digest == proposal and opened.account.handle == "president"
        floor.must(name, session.countersign(opened, phrase(name)))
    (announced,) = until(lambda: floor.session("osei").announcements() or None)
    assert announced.proposal == proposal and floor.page("president").kind is PageKind.PROFILE
    floor.clock.forward(3)
    until(lambda: floor.page("president").kind is PageKind.GONE)
    (effect,) = until(lambda: floor.session("zoe").recent(5) or None)
    other = next(name for name in SUPERVISORS if name not in drawn)
    floor.must(other, floor.session(other).restore(effect.effect, effect.account.id))
    until(lambda: floor.page("president").kind is PageKind.PROFILE)
    until(lambda: floor.session("zoe").recent(5)[0].restored_at)
    told = "\n".join(line.words for line in floor.session("zoe").story(effect.account.id))
    assert told.count("countersigned") == 2 and "Restored" in told
    assert floor.session("zoe").verify().holds

    locked = floor.case("bruno", "president")
    assert locked.lock is not None and not locked.lock.mine and locked.lock.until - locked.lock.since == timedelta(1)
    floor.session("bruno").release(locked.case)
    floor.propose("bruno", "president", Action.SUSPEND)
    for name, reading in floor.drawn(1).items():
        assert floor.session(name).case(reading.row.case).lock is None, "whoever reads second is told of no lock (I14)"
