"""A reviewer works the queue: opening, deciding, being refused, passing on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QListView

from console.domain.actions import Action
from console.domain.friction import Circumstances
from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
PRESIDENT = "President of the Republic"


def test_a_click_claims_the_case_and_shows_it(scene: Make) -> None:
    here = scene(1)
    here.open(PRESIDENT)
    here.hands.wait_for("HEAD OF STATE")
    assert here.asked("claim") == ["case-000001"]
    here.hands.wait_for("Statements of reporters")
    here.hands.find("decide_target")


def test_g_claims_the_next_case_that_fits_the_filter(scene: Make) -> None:
    here = scene(1)
    here.hands.key("f")
    here.hands.type("tier:head_of_state")
    here.hands.wait_for("head of state")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.key("g")
    here.hands.wait_for("HEAD OF STATE")
    assert here.asked("claim") == ["case-000001"]


def test_a_case_of_a_colleague_is_named_as_such_and_nothing_can_be_decided(scene: Make) -> None:
    here = scene(1)
    here.open("North Wind News")
    here.hands.wait_for("A colleague has this case")
    assert not here.hands.all("action_dismiss", QAbstractButton)


def test_dismissing_an_ordinary_account_takes_one_key_and_aims_at_the_rendered_case(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.key("d")
    answers: Any = here.asked("propose")[0]
    assert answers.action is Action.DISMISS
    here.hands.wait_for("On the record")


def test_the_target_is_the_rendered_case_and_not_the_row_that_is_selected(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    queue = here.hands.find("queue_list", QListView)
    assert isinstance(queue, QListView)
    for _ in range(3):
        here.hands.key("j")
    assert "kz_99182" not in str(queue.currentIndex().data())
    assert "kz_99182" in here.hands.find("decide_target").accessibleName()
    here.hands.key("d")
    here.asked("propose")
    assert "kz_99182" in here.hands.find("asked_target").accessibleName()


def test_a_key_pressed_right_after_a_case_appeared_decides_nothing(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.key("d", patient=False)
    here.hands.wait(lambda: not here.hands._dead(here.hands.find("action_dismiss")), "stays dead")
    assert here.session.asked("propose") == []


def test_on_the_last_day_it_says_what_would_happen_to_how_many_and_why_not(scene: Make) -> None:
    here = scene(1, circumstances=Circumstances(last_day=True))
    here.open(PRESIDENT)
    here.hands.find("action_deactivate")
    here.hands.key("x")
    here.hands.wait_for("Not today")
    assert here.hands.sees("Your contract ends today")
    assert here.hands.sees("41.7 million followers would see it.")
    assert here.hands.sees("The account vanishes for visitors")
    assert here.session.asked("propose") == []
    here.hands.key("h")
    here.hands.wait_for("Pass on")
    here.hands.type("Please look at post 919048.")
    here.hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert here.asked("release") == ["case-000001"]
    assert here.asked("note") == [("case-000001", "Please look at post 919048.")]
    here.hands.wait_for("Passed on")


def test_skipping_asks_no_question(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("do_skip")
    here.hands.key("q")
    assert here.asked("skip") == ["case-000002"]
    here.hands.wait_for("Skipped")


def test_a_note_is_kept_with_ctrl_s_and_never_with_enter(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("do_note")
    here.hands.key("n")
    here.hands.type("first line")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.type("second line")
    assert here.session.asked("note") == []
    here.hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert here.asked("note") == [("case-000002", "first line\nsecond line")]


def test_all_open_cases_are_handed_over_from_the_palette(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    here.hands.type("hand my open")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait_for("1 case is back in the queue")


def test_an_account_is_found_from_anywhere(scene: Make) -> None:
    here = scene(1)
    here.hands.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    here.hands.type("25081796")
    here.hands.wait_for(PRESIDENT)
    here.hands.wait(
        lambda: any(PRESIDENT in row for row in here.hands.rows(here.window.palette_sheet.view)), "not found"
    )
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait_for("HEAD OF STATE")


def test_a_filter_without_hits_says_so_and_how_many_are_open(scene: Make) -> None:
    here = scene(1)
    here.hands.key("f")
    here.hands.type("lang:xx")
    here.hands.wait_for("No case fits this filter")
    assert here.hands.sees("1,204 are open")


def test_an_empty_queue_says_so(scene: Make) -> None:
    scene(1, empty=True).hands.wait_for("Nothing waits")


def test_offline_is_said_with_what_is_safe(scene: Make) -> None:
    here = scene(1, offline=True)
    here.hands.wait_for("The queue can't be read now")
    here.hands.wait_for("what you do is kept here")


def test_a_ledger_that_does_not_verify_leaves_nothing_else_on_the_screen(scene: Make) -> None:
    here = scene(1)
    here.session.ledger_error = "Entry 17 was changed."
    here.hands.key(Qt.Key.Key_F5)
    here.hands.wait_for("The ledger does not verify")
    assert here.hands.sees("Entry 17 was changed.")
    assert not here.hands.all("queue_list")


def test_i7_when_the_contract_ends_the_session_is_over_and_it_is_said_why(scene: Make) -> None:
    here = scene(1)
    here.session.ended = "Your contract has ended, so your session is over"
    here.hands.key(Qt.Key.Key_F5)
    here.hands.find("sign_in_search")
    here.hands.wait_for("Your contract has ended")
    assert not here.hands.all("desk")


def test_switching_the_person_takes_two_keys_and_a_passphrase(scene: Make) -> None:
    here = scene(1)
    here.hands.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    here.hands.find("sign_in_search")
    here.hands.key("3")
    here.hands.type("wrong")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait_for("The passphrase is not right")
    here.hands.type("right")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait_for("Osei Boateng")
    here.hands.find("desk")


def test_a_clause_is_found_and_chosen_by_keys_alone_before_the_action(scene: Make) -> None:
    here = scene(2)
    here.open("kz_99182")
    here.hands.find("action_warn")
    here.hands.key("/")
    here.hands.type("deception goods")
    here.hands.wait_for("Deception to get money, goods or credentials.")
    here.hands.key(Qt.Key.Key_Down)
    here.hands.key(Qt.Key.Key_Up)
    here.hands.key(Qt.Key.Key_Down)
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait(lambda: here.action.decide.clause == "3.1", "not chosen")
    assert here.session.asked("propose") == []
    assert here.hands.find("clause_choice_1").hasFocus(), "the focus is gone with the old button"
    here.hands.key("w")
    here.hands.wait_for("Propose: warn")
    here.hands.wait_for("3.1  Fraud and scams")
    assert here.action.propose.steps.open_step == ""
