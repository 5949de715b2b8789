"""The ways back at real consoles on a real store: late restores, reports, undo since, and what ends by itself."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.reasons import Lane, ReasonId
from console.domain.state import EffectFacts
from console.domain.views import RecentEffect
from console.domain.views_ways import LateState
from console.errors import BadInput
from tests.support.floor import Floor, phrase, until

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
