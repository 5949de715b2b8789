"""The log of looks, from the window: what opens, uncovers and finds protected accounts leaves an entry for auditors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import Action
from console.domain.views import QueueFilter
from console.domain.views_floor import LookLine
from console.platforms.reading import MediaKind, MediaRef
from console.platforms.sandbox import people
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import until

pytestmark = pytest.mark.timeout(120)
_ANY = QueueFilter()


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def _looks(desk: Desk, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """What somebody looked at so far, oldest first, as an auditor reads it."""
    lines: tuple[LookLine, ...] = desk.floor.session("zoe").floor.looks(person=desk.floor.ids[name])
    return [(line.what, tuple(account.handle for account in line.accounts)) for line in reversed(lines)]


def _looked(desk: Desk, name: str, *wanted: tuple[str, tuple[str, ...]]) -> None:
    desk.hands.wait(lambda: _looks(desk, name) == list(wanted), lambda: str(_looks(desk, name)))


def test_opening_uncovering_and_searching_leave_an_entry_each_and_only_on_protected_accounts(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    photo = MediaRef(ref="crowd", kind=MediaKind.PHOTO)
    picture = people.post(floor.sandbox, "president", "look at this", media=(photo,))
    people.report(floor.sandbox, "president", "hate", "with a picture", content_id=picture)
    case = floor.case_id("president")
    until(lambda: _with_picture(desk, case))
    desk.sit_down("bruno")
    desk.open("somebody")
    desk.open("president")
    hands.wait_for("HEAD OF STATE")
    hands.find("action_dismiss")
    _looked(desk, "bruno", ("case", ("president",)))
    hands.key("v")
    _looked(desk, "bruno", ("case", ("president",)), ("media", ("president",)))
    hands.key("k", CTRL)
    hands.type("harbour")
    hands.click_row("palette_list", "Harbour_News")
    found = (("case", ("president",)), ("media", ("president",)), ("search", ("harbour_news",)))
    _looked(desk, "bruno", *found)
    (line, *_) = floor.session("zoe").floor.looks(limit=1, person=floor.ids["bruno"])
    assert line.case == "" and "harbour" not in line.what


def _with_picture(desk: Desk, case: str) -> bool:
    """Whether the post with a picture has come in."""
    (row,) = [r for r in desk.floor.session("zoe").queue(_ANY, None, 50).rows if r.case == case]
    return row.report_count == 2


def test_opening_a_second_reading_leaves_a_look_as_well_once(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    ((name, _),) = floor.drawn(1).items()
    desk.sit_down(name)
    hands.key(Qt.Key.Key_2, ALT)
    hands.click_row("readings_list", "Harbour_News")
    hands.wait_for("What do you find?")
    _looked(desk, name, ("case", ("harbour_news",)))
    hands.key(Qt.Key.Key_F5)
    hands.click_row("readings_list", "Harbour_News")
    hands.wait_for("What do you find?")
    floor.must("zoe", floor.session("zoe").note(floor.case_id("somebody"), "a later entry"))
    assert _looks(desk, name) == [("case", ("harbour_news",))]
