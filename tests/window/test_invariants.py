"""The invariants where a person stands: a real window, a real store and platform behind it, keys and clicks only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.domain.actions import Action, Tier
from console.domain.documents import Verdict
from console.domain.reasons import ReasonId
from console.platforms.sandbox import people
from console.platforms.sandbox.visitor import PageKind
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import CLAUSE, SUPERVISORS, WHY, phrase, until
from tests.support.hands import Hands

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def _to_the_commit(desk: Desk, account: str, key: str, words: str) -> None:
    """Every step before the commit of an action, with keys alone; the passphrase where it is asked."""
    hands = desk.hands
    desk.open(account)
    hands.key(key)
    hands.wait_for(f"Propose: {words}")
    hands.type(CLAUSE)
    hands.key(Qt.Key.Key_Return)
    hands.find("justification_text")
    hands.type_into("justification_text", WHY)
    hands.key(Qt.Key.Key_Return, CTRL)


def _complete(desk: Desk, account: str) -> None:
    hands = desk.hands
    hands.find("sentence_text")
    said = [hands.find(f"sentence_choice_{at}", QPushButton).accessibleName() for at in range(1, 5)]
    right = [at for at, words in enumerate(said, start=1) if account.title() in words or "41.7 million" in words]
    assert len(right) == 1, said
    hands.key(str(right[0]))


def _sign(desk: Desk, name: str) -> None:
    """The passphrase, and the commit by its hold or by its click."""
    hands = desk.hands
    hands.find("passphrase_field")
    hands.type(phrase(name))
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: hands.find("commit").isEnabled(), "the commit stays closed")


def _suspend_the_news(desk: Desk, name: str) -> str:
    """A suspension of a verified account is proposed; returns its digest."""
    _to_the_commit(desk, "harbour_news", "s", "suspend")
    _complete(desk, "harbour_news")
    desk.hands.find("handle_field")
    desk.hands.type("@harbour_news")
    _sign(desk, name)
    desk.hands.click("commit")
    desk.hands.wait_for("Waits for a second reading")
    return next(iter(_proposals(desk)))


def _proposals(desk: Desk) -> dict[str, str]:
    """Digest to status word of every proposal of the ledger."""
    state = desk.floor.session("zoe")._ledger.catch_up()
    return {digest: facts.body.account for digest, facts in state.proposals.items()}


def _readings(desk: Desk) -> list[str]:
    hands = desk.hands
    hands.key(Qt.Key.Key_2, ALT)
    hands.wait(
        lambda: hands.sees("No case is assigned to you") or bool(hands.all("readings_list")), "readings stay unread"
    )
    view = next(iter(hands.all("readings_list")), None)
    return [] if view is None else Hands.rows(view)  # type: ignore[arg-type]


def test_i1_what_one_person_committed_at_the_window_waits_for_another_and_changes_nothing(desk: Desk) -> None:
    desk.sit_down("bruno")
    before = desk.floor.page("harbour_news")
    proposal = _suspend_the_news(desk, "bruno")
    reader, reading = next(iter(desk.floor.drawn(1).items()))
    desk.floor.clock.forward(minutes=14)  # somebody else would be drawn at 15
    assert desk.floor.page("harbour_news") == before
    desk.floor.find(reader, reading, Verdict(clause=CLAUSE, action=Action.SUSPEND, duration_s=None))
    session = desk.floor.session(reader)
    opened = until(lambda: next((r for r in session.readings() if r.opened == proposal), None))
    assert desk.floor.page("harbour_news") == before, "a finding alone is no signature"
    desk.floor.must(reader, session.countersign(session.opened(opened.assignment), phrase(reader)))
    desk.floor.clock.forward(hours=1)
    until(lambda: desk.floor.page("harbour_news") != before)


def test_i2_an_author_never_finds_their_own_case_among_the_second_readings(desk: Desk) -> None:
    desk.sit_down("lena")
    _suspend_the_news(desk, "lena")
    drawn = set()
    for _ in range(4):
        drawn |= set(desk.floor.drawn(1))
        desk.floor.clock.forward(minutes=16)
        until(lambda: desk.floor.session("zoe")._ledger.catch_up() is not None)
    assert "lena" not in drawn and drawn <= set(SUPERVISORS)
    assert not any("Harbour_News" in row for row in _readings(desk))


def test_i3_what_was_changed_meanwhile_is_told_and_the_old_proposal_does_nothing(desk: Desk) -> None:
    desk.sit_down("bruno")
    proposal = _suspend_the_news(desk, "bruno")
    people.report(desk.floor.sandbox, "harbour_news", "hate", "one more complaint")
    state = desk.floor.session("zoe")._ledger.catch_up()
    assert state.proposals[proposal].closed is None, "new reports void nothing"
    account = desk.floor.account_id("harbour_news")
    desk.floor.protect("ada", account, Tier.HEAD_OF_STATE)
    until(lambda: desk.floor.session("zoe")._ledger.catch_up().proposals[proposal].closed)
    desk.hands.key(Qt.Key.Key_3, ALT)
    desk.hands.wait_gone("Waits for a second reading")


def test_i4_an_account_that_is_protected_while_steps_are_done_takes_no_lighter_commit(desk: Desk) -> None:
    desk.sit_down("bruno")
    _to_the_commit(desk, "somebody", "s", "suspend")
    desk.floor.protect("ada", desk.floor.account_id("somebody"), Tier.HEAD_OF_STATE)
    _complete(desk, "somebody")
    hands = desk.hands
    hands.wait(lambda: hands.find("commit").isEnabled(), "the commit stays closed")
    hands.click("commit")
    hands.wait_for("protection is now higher")
    assert _proposals(desk) == {} and desk.floor.page("somebody").can_post


def test_i6_two_presses_make_one_proposal_and_undo_leaves_nothing(desk: Desk) -> None:
    desk.sit_down("bruno")
    _to_the_commit(desk, "somebody", "s", "suspend")
    _complete(desk, "somebody")
    hands = desk.hands
    hands.wait(lambda: hands.find("commit").isEnabled(), "the commit stays closed")
    hands.click("commit")
    commits = hands.all("commit", QPushButton)
    for commit in commits:
        commit.click()  # type: ignore[attr-defined]
    hands.wait_for("until it is carried out")
    hands.key("u")
    hands.wait_for("Undone")
    desk.floor.clock.forward(minutes=5)
    assert len(_proposals(desk)) == 1
    assert desk.floor.page("somebody").can_post


def test_i7_from_the_end_of_a_contract_the_window_is_closed_to_that_person(desk: Desk) -> None:
    desk.sit_down("bruno")
    desk.open("somebody")
    desk.floor.end("bruno")
    desk.hands.wait_for("Your contract has ended")
    assert not desk.hands.all("desk") and not desk.hands.all("action_dismiss")
    desk.hands.find("sign_in_search")


def test_i8_one_gesture_restores_and_the_author_can_not_do_it_again(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    effect = floor.propose("bruno", "somebody", Action.SUSPEND)
    floor.clock.forward(seconds=2)
    until(lambda: not floor.page("somebody").can_post)
    desk.sit_down("osei")
    hands.key(Qt.Key.Key_4, ALT)
    hands.click_row("recent_list", "Somebody")
    hands.find("restore_commit")
    hands.key("r")
    hands.key("r")
    hands.wait(lambda: floor.page("somebody").can_post, "it did not come back")
    assert floor.page("somebody").kind is PageKind.PROFILE
    state = floor.session("zoe")._ledger.catch_up()
    assert effect in {r.body.effect for r in state.restores.values()}
    desk.switch("bruno")
    desk.open("somebody")
    hands.key("s")
    hands.wait_for("Restored a short while ago")


def test_i10_a_workstation_whose_clock_is_wrong_moves_no_time_of_the_ledger(desk: Desk) -> None:
    """A second console, two hours ahead: what is signed there counts from the registrar's time."""
    other = desk.floor.open("ahead", lead=False, clock=lambda: desk.floor.clock() + timedelta(hours=2))
    try:
        assert other.console is not None
        session = desk.floor.sign_in("bruno", other.console)
        case = desk.floor.case_id("somebody")
        session.claim(case)
        view = session.case(case)
        plan = session.plan(view, Action.SUSPEND)
        desk.floor.clock.forward(5)
        before = desk.floor.clock()
        digest = session.propose(view, plan, desk.floor.answers(session, view, Action.SUSPEND), phrase("bruno"))
        answer = session.wait_for(digest, 10.0)
        state = desk.floor.session("zoe")._ledger.catch_up()
        if answer.entry is None:
            assert {reason.id for reason in answer.reasons} == {ReasonId.NOT_CLAIMED}
        else:
            at = state.proposals[digest].at
            assert before <= at <= desk.floor.clock()
        assert state.time is not None and state.time <= desk.floor.clock()
    finally:
        other.close()
