"""The ways back at the window, on a real floor: one gesture from everywhere, what takes two, reports, what ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import Tier
from console.platforms.sandbox import people
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import until

pytestmark = pytest.mark.timeout(240)
NAMES = ("harbour", "quayside", "lantern", "anchor", "mooring")
DAY = 86_400


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path, accounts=dict.fromkeys(NAMES, Tier.STANDARD)) as desk:
        yield desk


def _two_keys(desk: Desk, account: str) -> None:
    """R and R, nothing else; and the account is back."""
    assert not desk.floor.page(account).can_post
    desk.hands.key("r")
    desk.hands.key("r")
    until(lambda: desk.floor.page(account).can_post)
    desk.hands.wait_for("Visitors see it again")


def test_i8_two_keys_restore_from_case_history_search_and_recent_and_what_takes_two_says_so(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    for account in NAMES[:4]:
        floor.done("bruno", account, duration_s=7 * DAY if account == "quayside" else None)
    for account in NAMES[:2]:
        people.report(floor.sandbox, account, "hate", "again")
    desk.sit_down("osei")

    hands.key(Qt.Key.Key_F, CTRL)
    hands.type("lantern")
    hands.wait(lambda: any("Lantern" in row for row in hands.rows(desk.window.palette_sheet.view)), "not found")
    hands.key(Qt.Key.Key_Return)
    hands.find("restore_commit")
    _two_keys(desk, "lantern")

    hands.key("4", ALT)
    view = hands.find("recent_list")
    rows = hands.rows(view)
    assert any("Suspend · until 9 Nov" in row and "Quayside" in row for row in rows), rows
    while "Anchor" not in rows[view.currentIndex().row()]:
        hands.key("j")
    _two_keys(desk, "anchor")

    hands.key("1", ALT)
    desk.open("harbour")
    _two_keys(desk, "harbour")

    hands.key("1", ALT)
    desk.open("quayside")
    hands.wait_for("Suspended until 9 Nov")
    hands.wait_for("ends by itself in 6 d")
    hands.click_tab("History")
    hands.wait_for("R R restores it")
    hands.key("2", CTRL)
    hands.key(Qt.Key.Key_Down)
    _two_keys(desk, "quayside")

    hands.wait_for("you had a part in it, so a colleague has to propose anything new.")
    hands.key("n")
    hands.wait_for("Restored. Why?")
    hands.type("The posts were quotes.")
    hands.key("s", CTRL)
    hands.wait_for("The report is kept.")
    hands.key("3", ALT)
    hands.wait_for("no report yet")
    assert not any("Quayside" in row for row in hands.rows(hands.find("waiting_list")))


def test_i8_a_late_restore_is_asked_for_with_a_reason_and_a_second_person_consents(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    floor.done("bruno", "mooring")
    floor.clock.forward(2 * DAY)
    desk.sit_down("osei")
    hands.key("4", ALT)
    hands.click_row("recent_list", "Mooring")
    hands.wait_for("The time in which one person may restore is over.")
    hands.key("r")
    hands.key("r")
    hands.wait_for("One person alone may not restore this")
    hands.type("The owner has shown that the posts were quotes.")
    hands.key("s", CTRL)
    hands.key("3", ALT)
    hands.wait_for("waits for a second person")
    desk.switch("lena")
    hands.key("3", ALT)
    hands.click_row("waiting_list", "asks you")
    hands.wait_for("osei asks")
    hands.wait_for("The owner has shown that the posts were quotes.")
    assert not hands.find("late_way_consent").isChecked() and not hands.find("late_way_object").isChecked()
    hands.key("1")
    hands.key(Qt.Key.Key_Return)
    assert not floor.page("mooring").can_post
    hands.key("s", CTRL)
    until(lambda: floor.page("mooring").can_post)
    desk.switch("osei")
    hands.key("3", ALT)
    hands.click_row("waiting_list", "no report yet")
    hands.wait_for("Restored. Why?")
    assert floor.case_id("mooring"), "what the mistake had closed is open again"
