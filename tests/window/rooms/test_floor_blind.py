"""I14 at a real window: what a reader sees is the same, whatever stands behind the case that came to them by lot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from console.ui.calls import Bell
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import until
from tests.support.hands import Hands
from tests.support.kinds import ACCOUNTS, KINDS, POLICY, lay_kinds

_WHOSE = ("picture of", "supervisor", "bottom ")
"""How words begin that are about the person, or that are there only until the first status is read."""
pytestmark = pytest.mark.timeout(240)


def _plain(texts: list[str], account: str, name: str) -> set[str]:
    """Words without what differs between any two accounts, people and moments; lines on other accounts left out."""
    others = [other for other in KINDS if other != account]
    found = set()
    for text in texts:
        if any(other in text.casefold() for other in others):
            continue
        said = re.sub(rf"(?i)\b{account}\b", "ACCOUNT", text)
        said = re.sub(r"(?i)\b[0-9a-f]{12,64}\b|\bp[0-9a-f]{12}\b|reporter \w{4}|sha256 \w+\u2026?", "ID", said)
        said = re.sub(r"\d\d:\d\d(:\d\d)?|\b\d+ (s|min|ms)\b|just now|\bnow\b", "TIME", said).replace(
            "TIME ago", "TIME"
        )
        said = re.sub(r"^(Readings) \d+$", r"\1", said.replace(" and 1 more", "").replace(" and 2 more", ""))
        if said not in (name, name[:2], account[:2].title()) and not said.startswith(_WHOSE):
            found.add(said)
    return found


def _rows(hands: Hands, name: str) -> list[str]:
    views = [view for view in hands.all(name) if isinstance(view, QAbstractItemView)]
    return [row for view in views for row in hands.rows(view)]


def _look_around(desk: Desk, account: str, name: str) -> set[str]:
    """All that one reader can see around their case before they have found: lists, case, palette, story, floor."""
    hands = desk.hands
    seen: list[str] = []
    hands.wait_for("of shift")  # the store's time is known from here on
    hands.wait_for("You are called since")
    hands.wait_gone("d ago; F6 goes there")
    for key, empty in ((Qt.Key.Key_3, "Nothing of yours waits"), (Qt.Key.Key_4, "Nothing was carried out lately")):
        hands.key(key, ALT)
        hands.wait_for(empty)
        seen += hands.texts()
    hands.key(Qt.Key.Key_2, ALT)
    hands.click_row("readings_list", account.title())
    hands.wait_for("What do you find?")
    hands.wait_for("Yours since")
    for _ in range(4):
        seen += hands.texts()
        hands.key(".")
    hands.key("k", CTRL)
    hands.type(account)
    hands.wait(lambda: any(account.title() in row for row in _rows(hands, "palette_list")), "not found")
    seen += _rows(hands, "palette_list")
    hands.click_row("palette_list", account.title())
    hands.wait_for("Nothing to restore")
    seen += hands.texts()
    hands.key(Qt.Key.Key_F3)
    hands.click_tab("Waits")
    hands.wait_for("Nobody has waited yet")
    seen += hands.texts()
    hands.click_tab("Canaries")
    hands.wait_for("Make one from a closed case")
    assert not any(account.title() in text for text in hands.texts()), "a canary is known to its maker alone"
    hands.key(Qt.Key.Key_F2)
    return _plain(seen, account, name)


def test_i14_nothing_at_the_window_tells_three_kinds_of_reading_apart(
    qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path
) -> None:
    with desk_on(qtbot, theme, tmp_path, POLICY, ACCOUNTS) as desk:
        drawn = lay_kinds(desk.floor)
        desk.floor.clock.forward(minutes=6)
        until(lambda: all(desk.floor.session(name).floor.pages() for name, _ in drawn.values()))
        seen: dict[str, set[str]] = {}
        for account, (name, _) in drawn.items():
            desk.sit_down(name)
            rang: list[str] = []
            bell = desk.window.findChild(Bell, "bell")
            assert isinstance(bell, Bell)
            bell.rang.connect(rang.append)
            seen[account] = _look_around(desk, account, name)
            assert rang == [], "who was called before they came hears nothing"
            desk.hands.key(Qt.Key.Key_L, CTRL)
        for account in ("birch", "cedar"):
            assert seen[account] ^ seen["alder"] == set(), KINDS[account]
        assert "ledger verified" in seen["cedar"] and any("What do you find?" in text for text in seen["cedar"])
