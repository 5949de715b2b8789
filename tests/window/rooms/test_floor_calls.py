"""Being called, at a real window: clocks in the list, one ring for one call, a line and a key that go there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from console.domain.actions import Action
from console.domain.documents import DutyKind
from console.domain.paging import CALL
from console.ui.calls import Bell
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import Floor, until
from tests.support.office import SUPERVISORS

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def _on_duty(floor: Floor) -> None:
    """Everybody says that they are there, so that nobody is called at once."""
    for name in SUPERVISORS:
        floor.must(name, floor.session(name).duty(DutyKind.BEGIN))


def test_a_reading_shows_its_clock_and_one_call_rings_once_and_leads_there_by_one_key(desk: Desk, qtbot: QtBot) -> None:
    floor, hands = desk.floor, desk.hands
    _on_duty(floor)
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    ((name, _),) = floor.drawn(1).items()
    desk.sit_down(name)
    hands.wait_for("Nothing to decide yet")
    rang: list[str] = []
    desk.window.findChild(Bell, "bell").rang.connect(rang.append)
    hands.key(Qt.Key.Key_2, ALT)
    view = hands.find("readings_list", QListView)
    assert isinstance(view, QListView)
    hands.wait(lambda: any("You are called at" in row for row in hands.rows(view)), lambda: str(hands.rows(view)))
    assert "somebody else is drawn at" in hands.rows(view)[0]
    floor.clock.forward(minutes=6)
    _on_duty(floor)
    hands.wait_for("You are called since")
    hands.wait(lambda: rang == [CALL], lambda: str(rang))
    hands.find("call_go")
    hands.key(Qt.Key.Key_F6)
    hands.wait_for("What do you find?")
    hands.wait_gone("You are called since")
    hands.wait_for("Yours since")
    hands.wait(lambda: any("left" in text for text in hands.texts()), "no word of how much time is left")
    hands.key("1")
    hands.key(Qt.Key.Key_S, CTRL)
    hands.wait_for("Recorded")
    hands.wait_for("Your reading of this case is over")
    assert rang == [CALL] and floor.session(name).floor.pages() == ()


def test_who_signs_in_late_is_told_and_does_not_hear_it(desk: Desk) -> None:
    """What was called before somebody came is on the screen; the ring was the operator's command's."""
    floor, hands = desk.floor, desk.hands
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    ((name, _),) = floor.drawn(1).items()
    floor.clock.forward(minutes=6)
    until(lambda: floor.session(name).floor.pages() or None)
    desk.sit_down(name)
    rang: list[str] = []
    desk.window.findChild(Bell, "bell").rang.connect(rang.append)
    hands.wait_for("You are called since")
    hands.click("call_go")
    hands.wait_for("What do you find?")
    assert rang == []
