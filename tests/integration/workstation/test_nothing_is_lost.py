"""I12, A70: what somebody typed or decided is in the ledger, in the inbox or here; what is late keeps its order."""

from __future__ import annotations

import pytest

from console.domain.actions import Action
from console.domain.documents import DutyKind
from console.domain.reasons import ReasonId
from console.domain.views import RequestState
from console.errors import BadInput, Unavailable
from console.store import drafts as own
from console.store import entries
from console.workstation.said import Draft
from tests.support.floor import WHY, Floor, phrase, until


def kinds_of(floor: Floor, name: str) -> list[str]:
    """The kinds of somebody's entries, in ledger order."""
    rows = floor.running.store.read(lambda r: entries.read_entries(r, 0, 10_000))
    return [row.kind for row in rows if row.author == floor.ids[name]]


def test_i12_a_draft_is_there_after_the_program_was_closed(floor: Floor) -> None:
    case = floor.case_id("president")
    draft = Draft(case=case, action=Action.DEACTIVATE, clause="4.7", justification="I was saying")
    floor.session("ana").save_draft(draft)
    floor.again()
    assert floor.session("ana").draft(case) == draft
    assert floor.session("ana").drafts() == (draft,)
    assert floor.session("bruno").draft(case) is None, "it is hers alone"
    floor.session("ana").drop_draft(case)
    assert floor.session("ana").drafts() == ()


def test_i12_late_requests_go_out_in_order_and_once(floor: Floor) -> None:
    first = floor.propose(
        "ana", "harbour_news", Action.LIMIT
    )  # both wait for readers, however long the store is locked
    second = floor.propose("ana", "president", Action.LIMIT)
    session, kept = floor.session("ana"), []
    with floor.locked():
        for proposal in (first, second):
            with pytest.raises(Unavailable, match="kept on this workstation") as told:
                session.withdraw(proposal)
            kept.append(told.value)
    assert all(error.message_id == "workstation.kept" for error in kept)
    floor.clock.forward(minutes=10)
    until(lambda: session.status().inbox == 0)
    assert kinds_of(floor, "ana").count("withdrawal/1") == 2
    until(lambda: session.waiting() == ())
    session.status()
    assert kinds_of(floor, "ana").count("withdrawal/1") == 2


def test_i12_a_restore_decided_while_the_store_was_locked_goes_out_by_itself(floor: Floor) -> None:
    proposal = floor.propose("ana", "somebody", Action.SUSPEND)
    floor.clock.forward(5)
    until(lambda: not floor.page("somebody").can_post)
    session, account = floor.session("lena"), floor.account_id("somebody")
    with floor.locked(), pytest.raises(Unavailable):
        session.restore(proposal, account)
    floor.clock.forward(hours=1)
    session.status()
    until(lambda: floor.page("somebody").can_post)


def test_i12_the_console_says_how_much_was_not_sent(floor: Floor) -> None:
    proposal = floor.propose("ana", "somebody", Action.SUSPEND)
    session = floor.session("ana")
    with floor.locked():
        with pytest.raises(Unavailable):
            session.withdraw(proposal)
        assert session.request(_last_withdrawal(floor)).state is RequestState.ASKED
    floor.again()
    until(lambda: floor.session("ana").status().inbox == 0)
    until(lambda: kinds_of(floor, "ana").count("withdrawal/1") == 1)


def _last_withdrawal(floor: Floor) -> str:
    rows = floor.running.own_file.read(lambda r: own.unanswered(r, floor.ids["ana"]))
    return [row for row in rows if row.kind == "withdrawal/1"][-1].digest


def test_a70_a_proposal_that_could_not_be_sent_within_two_minutes_is_a_draft_again(floor: Floor) -> None:
    session, case = floor.session("ana"), floor.case("ana", "somebody")
    plan = session.plan(case, Action.SUSPEND)
    answers = floor.answers(session, case, Action.SUSPEND)
    with floor.locked(), pytest.raises(Unavailable):
        session.propose(case, plan, answers)
    session.drop_draft(case.case)
    floor.clock.forward(minutes=3)
    session.status()
    assert "proposal/1" not in kinds_of(floor, "ana")
    (draft,) = session.drafts()
    assert (draft.case, draft.action, draft.justification) == (case.case, Action.SUSPEND, WHY)
    floor.clock.forward(minutes=10)
    session.status()
    assert "proposal/1" not in kinds_of(floor, "ana") and floor.page("somebody").can_post


def test_a70_a_proposal_that_can_be_sent_within_two_minutes_goes_out(floor: Floor) -> None:
    session, case = floor.session("ana"), floor.case("ana", "somebody")
    plan = session.plan(case, Action.SUSPEND)
    with floor.locked(), pytest.raises(Unavailable):
        session.propose(case, plan, floor.answers(session, case, Action.SUSPEND))
    floor.clock.forward(60)
    session.status()
    until(lambda: "proposal/1" in kinds_of(floor, "ana"))


def test_a_sign_of_life_that_is_late_is_not_sent(floor: Floor) -> None:
    session = floor.session("lena")
    until(lambda: "duty/1" in kinds_of(floor, "lena"))
    before = kinds_of(floor, "lena").count("duty/1")
    with floor.locked(), pytest.raises(Unavailable):
        session.duty(DutyKind.RENEW)
    floor.clock.forward(minutes=20)
    session.status()
    assert kinds_of(floor, "lena").count("duty/1") == before


def test_a_wrong_passphrase_opens_nothing(floor: Floor) -> None:
    with pytest.raises(BadInput) as told:
        floor.console.sign_in(floor.ids["ana"], "not hers")
    assert "\n" not in told.value.sentence
    with pytest.raises(BadInput):
        floor.console.sign_in("nobody", "x")


def test_a43_a_proposal_on_a_protected_account_asks_for_the_passphrase_again(floor: Floor) -> None:
    session, case = floor.session("ana"), floor.case("ana", "president")
    plan = session.plan(case, Action.LIMIT)
    answers = floor.answers(session, case, Action.LIMIT)
    for typed in (None, "", "wrong"):
        with pytest.raises(BadInput):
            session.propose(case, plan, answers, typed)
    assert "proposal/1" not in kinds_of(floor, "ana")
    floor.must("ana", session.propose(case, plan, answers, phrase("ana")))


def test_a_refusal_comes_back_with_its_reason(floor: Floor) -> None:
    assert floor.rejected("ira", floor.ask("ira", "harbour_news", Action.SUSPEND)) >= {ReasonId.LAST_DAY_PROTECTED}


def test_somebody_elses_request_is_nobodys_business(floor: Floor) -> None:
    asked = floor.propose("ana", "somebody", Action.LIMIT)
    with pytest.raises(BadInput, match="no such request of yours"):
        floor.session("bruno").request(asked)
