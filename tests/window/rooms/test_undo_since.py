"""Undo since, in a room at the window: what one person did since a moment, marked by keyboard, taken back at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from console.domain.actions import Tier
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.hands import Hands

pytestmark = pytest.mark.timeout(240)
NAMES = ("harbour", "quayside", "lantern")


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path, accounts=dict.fromkeys((*NAMES, "mooring"), Tier.STANDARD)) as desk:
        yield desk


def _rows(hands: Hands, name: str = "undo_list") -> list[str]:
    view = hands.find(name, QListView)
    assert isinstance(view, QListView)
    return Hands.rows(view)


def test_what_one_person_did_since_a_moment_is_taken_back_by_keyboard_each_line_on_its_own_account(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    floor.done("bruno", "mooring")
    floor.clock.forward(minutes=90)
    for account in NAMES:
        floor.done("bruno", account)
    desk.sit_down("osei")
    desk.command("Undo what somebody did since")
    hands.find("undo_people_list")
    hands.key("f")
    hands.type("bruno")
    hands.wait(lambda: len(_rows(hands, "undo_people_list")) == 1, "bruno is not found")
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: bool(hands.all("undo_list")) and len(_rows(hands)) == 4, "not all that bruno did")
    hands.key("1")
    hands.wait(lambda: len(_rows(hands)) == 3, "what was before the hour is still there")
    assert not hands.find("undo_commit").isEnabled(), "nothing is marked before somebody marks it"

    hands.key("a")
    hands.wait_for("3 marked: 3 restored at once.")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Space)
    hands.wait_for("2 marked: 2 restored at once.")
    left_out = next(name for name in NAMES if any(name.title() in row and "not marked" in row for row in _rows(hands)))
    hands.key(Qt.Key.Key_Return, CTRL)
    assert not any(floor.page(name).can_post for name in NAMES), "Enter commits nothing"
    hands.key("3", CTRL)
    hands.key("s", CTRL)
    others = [name for name in NAMES if name != left_out]
    hands.wait(lambda: all(floor.page(name).can_post for name in others), "they did not come back")
    hands.wait_for("2 of 2 done")
    assert sum("Restored: visitors see it again." in row for row in _rows(hands)) == 2
    assert not floor.page(left_out).can_post and not floor.page("mooring").can_post
    hands.key(Qt.Key.Key_F2)
    hands.key("3", Qt.KeyboardModifier.AltModifier)
    hands.wait_for("no report yet")
