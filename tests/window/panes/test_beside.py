"""Beside the work on one case: what is held back stays in sight, and whoever was away sees the account again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.actions import Action
from console.domain.friction import Circumstances
from console.domain.views import Status
from console.ui.panes.action import Doing
from console.ui.panes.held import latest_undoable
from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
PRESIDENT = "President of the Republic"


def _away(here: Scene, seconds: float) -> None:
    """Nothing was done for so long."""
    attention = here.window._desk.beside.attention
    attention._last = tuple(moment - seconds for moment in attention._last)


def _press(here: Scene, key: Qt.Key) -> None:
    """A key as the window system sends it."""
    QTest.keyClick(here.window.windowHandle(), key)


def test_what_is_held_back_stays_in_sight_on_the_next_case_and_one_key_undoes_it(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    strip = here.hands.find("held_strip")
    here.hands.wait_for("Suspend: held back")
    assert "Jonas O." in strip.accessibleName() and "standard" in strip.accessibleName()
    here.hands.wait(lambda: any(text.startswith("0:") for text in here.hands.texts()), "no countdown")
    here.hands.key("u")
    held, handed_off = here.session.waiting()[1], here.session.waiting()[0]
    assert (held.status, handed_off.status) == (Status.HELD_BACK, Status.HANDED_OFF)
    assert here.asked("withdraw") == [held.proposal]
    here.hands.wait_for("Undone: nothing of it reached the platform.")
    assert here.action.doing is Doing.DECIDE, "the case that is open stays as it was"


def test_undo_asked_is_said_before_undone(scene: Make) -> None:
    here = scene(1)
    strip = here.window._desk.beside.strip
    here.hands.wait_for("Suspend: held back")
    line = here.session.waiting()[1]
    strip.undo_asked(line.proposal)
    here.hands.wait_for("Undo asked. It is undone once the registrar has it.")
    assert latest_undoable(here.session.waiting(), strip.asked) == here.session.waiting()[0]
    strip.undo_answered(line.proposal, undone=False)
    here.hands.wait_for("Not undone: it was sent.")


def test_after_an_interruption_the_account_is_shown_again_and_the_first_key_does_nothing(scene: Make) -> None:
    here = scene(2)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.wait(lambda: not here.action.decide.dead.dead)
    _away(here, 100)
    _press(here, Qt.Key.Key_N)
    here.hands.wait_for("Keep note")
    here.hands.key(Qt.Key.Key_Escape)
    here.hands.find("action_dismiss")
    here.hands.wait(lambda: not here.action.decide.dead.dead)
    _away(here, 420)
    _press(here, Qt.Key.Key_D)
    here.hands.wait_for("You were away for 7 min")
    assert here.session.asked("propose") == []
    for name in ("interrupted_name", "interrupted_tier", "interrupted_picture", "interrupted_target"):
        assert here.hands.find(name).isVisible()
    assert "kz_99182" in here.hands.find("interrupted_target").accessibleName()
    here.hands.key("d", patient=False)
    here.hands.key(Qt.Key.Key_Space, patient=False)
    here.hands.key(Qt.Key.Key_Return)
    assert here.action.doing is Doing.INTERRUPTED
    here.hands.key(Qt.Key.Key_Space)
    here.hands.find("action_dismiss")
    assert here.session.asked("propose") == []


def test_what_was_written_is_there_again_and_the_plan_is_the_one_of_now(scene: Make) -> None:
    here = scene(2)
    here.open("kz_99182")
    here.hands.find("action_suspend")
    here.hands.key("s")
    here.hands.wait_for("Propose: suspend")
    here.hands.type("0.1")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.type("Half a thought")
    _away(here, 3600)
    _press(here, Qt.Key.Key_X)
    here.hands.wait_for("You were away for 1 h")
    here.session.circumstances = Circumstances(shift_s=9 * 3600)
    here.hands.click("interrupted_go_on")
    here.hands.wait_for("More than 9 hours of shift")
    here.hands.wait_for("Half a thought")
    assert not here.hands.sees("Half a thoughtx")


def test_phrases_are_read_once_and_kept_on_the_workstation(scene: Make) -> None:
    here = scene(2, kept=("Warned before.",))
    here.open("kz_99182")
    here.hands.find("action_suspend")
    here.hands.key("s")
    here.hands.type("0.1")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.type("It lures people to a bad site.")
    here.hands.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    here.hands.wait_for("Warned before.")
    here.hands.key("+")
    here.hands.wait(lambda: here.session.kept == ("Warned before.", "It lures people to a bad site."))


def test_the_time_of_an_action_can_be_chosen_and_its_cost_is_told(scene: Make) -> None:
    here = scene(2)
    here.open("kz_99182")
    here.hands.find("action_suspend")
    here.hands.key("s")
    here.hands.wait_for(
        "It asks for: a clause, a justification, the sentence of what will happen and a hold-back of 30 s."
    )
    here.hands.click("propose_for_0")
    here.hands.wait_for("So long, it weighs as much as a deactivation")
    here.hands.wait_for("Type the handle")
    here.hands.click("propose_for_86400")
    here.hands.wait_gone("Type the handle")
    assert here.action.propose.duration == 86400


def test_a_long_shift_is_announced_and_a_break_is_offered(scene: Make) -> None:
    here = scene(1, shift_s=8 * 3600 - 700)
    here.open("kz_99182")
    here.hands.wait_for("In 11 min account actions need a second person")
    here.hands.wait_for("From your next case on")
    here.hands.wait_for("You have been at it for 1 h 20 without one.")


def test_the_pane_says_what_makes_it_heavier(scene: Make) -> None:
    here = scene(1, circumstances=Circumstances(last_day=True, confusable_with="acc-1"))
    here.open("kz_99182")
    here.hands.wait_for("What makes it heavier")
    here.hands.wait_for("Your contract ends today: an account action needs a second person")
    here.hands.wait_for("The handle looks like that of a protected account")


def test_what_waits_for_another_is_undone_when_nothing_is_held_back(scene: Make) -> None:
    lines: Any = scene(1).session.waiting()
    assert latest_undoable(lines) == lines[1]
    assert latest_undoable(lines[:1]) == lines[0]
    assert latest_undoable(()) is None
    assert lines[0].action is Action.LABEL
