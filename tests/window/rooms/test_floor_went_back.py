"""What came back, at a real window: the reason, both sides, and one key to begin again with the old text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from console.domain.actions import Action, Tier
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, Desk, desk_on
from tests.support.floor import WHY, until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def _closed(desk: Desk, proposal: str) -> object:
    return desk.floor.session("zoe")._ledger.catch_up().proposals[proposal].closed


def test_i3_what_became_void_stands_side_by_side_and_one_key_begins_again(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    proposal = floor.propose("bruno", "harbour_news", Action.SUSPEND)
    desk.sit_down("bruno")
    hands.key(Qt.Key.Key_3, ALT)
    hands.click_row("waiting_list", "Harbour_News")
    hands.wait_for("Waits for one second reader, drawn by lot")
    floor.protect("ada", floor.account_id("harbour_news"), Tier.HEAD_OF_STATE)
    until(lambda: _closed(desk, proposal))
    hands.wait_for("The account's protection is now higher than when this was proposed.")
    hands.wait_for("What has changed since")
    for cell in ("Protection", "verified", "head of state", "ended it"):
        hands.wait_for(cell)
    hands.key("p")
    hands.wait_for("Propose: suspend")
    field = hands.find("justification_text", QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit) and field.toPlainText() == WHY
    state = floor.session("zoe")._ledger.catch_up()
    assert len(state.proposals) == 1, "nothing is asked for before every step is done anew"


def test_what_ran_out_says_so_and_is_left_behind_with_one_key(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    proposal = floor.propose("bruno", "harbour_news", Action.SUSPEND)
    floor.clock.forward(hours=8, minutes=1)
    until(lambda: _closed(desk, proposal))
    desk.sit_down("bruno")
    hands.key(Qt.Key.Key_3, ALT)
    hands.click_row("waiting_list", "Harbour_News")
    hands.wait_for("Nobody could sign in time.")
    hands.wait_for("Nothing that it was bound to has changed")
    hands.key("g")
    hands.find("action_dismiss")
