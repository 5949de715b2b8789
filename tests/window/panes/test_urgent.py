"""The strip above every room (I13): what no entry explains, what cools off, what was just done; with its way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from console.domain.actions import Action
from console.platforms.sandbox import people
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.floor import QUICK, until

POLICY = QUICK.replace("[limits]\n", "[limits]\nwatch_every_s = 1\n")
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path, POLICY) as desk:
        yield desk


def test_i13_an_alarm_comes_without_taking_the_focus_and_two_keys_beside_it_restore_the_account(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    desk.sit_down("bruno")
    desk.open("somebody")
    hands.key("n")
    hands.type("One mo")
    people.act_by_hand(floor.sandbox, "president", Action.SUSPEND)
    hands.wait_for("and no entry explains it")
    hands.type("ment.")
    field = hands.find("say_text", QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit) and field.toPlainText() == "One moment."
    assert QApplication.focusWidget() is field, "an alarm takes no focus"

    people.act_by_hand(floor.sandbox, "harbour_news", Action.LIMIT)
    hands.wait_for("1 of 2")
    assert hands.find("announcement").accessibleName().startswith("alarm: Limited in reach")
    hands.key(Qt.Key.Key_F8)
    hands.key("d")
    assert floor.case_id("somebody"), "at the strip no letter reaches the case"
    hands.key("n")
    hands.wait_for("Who did this on the platform")
    hands.type("The platform's own team, ticket 12.")
    hands.key("s", CTRL)
    hands.wait_gone("1 of 2")
    hands.wait_for("explained, the alarm is over")

    hands.key(Qt.Key.Key_F3)
    hands.wait_gone("Decide")
    hands.wait_for("and no entry explains it")
    before = QApplication.focusWidget()
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is before, "Escape leads back to where one was"
    assert not floor.page("president").can_post
    hands.key(Qt.Key.Key_F8)
    hands.wait_for("Suspended")
    hands.key("r")
    hands.key("r")
    until(lambda: floor.page("president").can_post)
    hands.wait_gone("and no entry explains it")
    hands.key("3", Qt.KeyboardModifier.AltModifier)
    hands.wait_for("Lifted \u00b7 no report yet")
