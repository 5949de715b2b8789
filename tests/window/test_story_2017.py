"""2 November 2017 again, at the window: told twice on the real demo, and twice before a real Matrix server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTabBar
from pytestqt.qtbot import QtBot

from console.ui.app import make_window
from console.ui.theme.live import ThemeSwitch
from console.ui.window import MainWindow, WindowState
from tests.support.hands import Hands
from tests.support.story import (
    SUPERVISORS,
    WHY,
    Afternoon,
    Teller,
    change_one_byte,
    sandbox_afternoon,
    synapse_afternoon,
)

pytestmark = pytest.mark.timeout(240)
PATIENCE_MS = 30_000


@pytest.fixture(params=["sandbox", "synapse"])
def afternoon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Afternoon]:
    """The people, the reports and the platform of that afternoon."""
    begin = {"sandbox": sandbox_afternoon, "synapse": synapse_afternoon}[request.param]
    with begin(tmp_path / "afternoon") as place:
        yield place


@pytest.fixture
def teller(qtbot: QtBot, theme: ThemeSwitch, afternoon: Afternoon) -> Iterator[Teller]:
    """A window on that console, and hands at it."""
    window = make_window(lambda _: afternoon.console, theme, WindowState())
    window.resize(1280, 800)
    window.show()
    yield Teller(Hands(qtbot, window, PATIENCE_MS), afternoon)
    _close(qtbot, window)


def _close(qtbot: QtBot, window: MainWindow) -> None:
    for field in window.findChildren(QLineEdit):
        field.clearFocus()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=15_000)
    window.deleteLater()


def test_first_telling_one_person_alone_can_not_and_two_find_no_violation(teller: Teller) -> None:
    hands, place = teller.hands, teller.place

    teller.sit_down("Ira Kessler")
    hands.wait_for("7 h 05 of shift")
    teller.filter_and_claim()
    hands.key("x")
    hands.wait_for("Not today")
    assert hands.sees("our contract ends today")
    assert hands.sees(place.reach)
    assert not hands.all("commit")
    hands.key("h")
    hands.type("I may not, and somebody should look at it today.")
    hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for("Passed on")
    assert place.seen()

    teller.switch("Mona Adeyemi")
    teller.filter_and_claim()
    teller.propose(wrong_handle=f"{place.handle[:-1]}l")
    assert place.seen(), "nothing reaches the platform before others have found the same"

    first = teller.reader()
    _is_told_nothing(teller)
    teller.find_no_violation()
    second = teller.reader(but=(first,))
    _is_told_nothing(teller)
    teller.find_no_violation()
    assert first != second

    teller.switch("Mona Adeyemi")
    hands.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    hands.wait_gone("Waits for a second reading")
    assert place.seen(), "nothing has happened"
    teller.switch("Lena Marsh")
    hands.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    hands.wait_for("Nothing was carried out")

    teller.switch("Nadia Costa")
    teller.find_account()
    lines = teller.story()
    assert "Mona Adeyemi proposed: deactivate" in "\n".join(lines)
    assert sum("found no violation" in line for line in lines) == 2
    assert any("Ended: refused" in line for line in lines)
    teller.command("Verify the ledger")
    hands.wait_for("The ledger holds")


def _is_told_nothing(teller: Teller) -> None:
    """The reader sees the case, and not that anybody proposed anything, or who."""
    hands = teller.hands
    for said in (WHY, "Mona", "Ira", "propos", "Waits for a second reading"):
        assert not hands.sees(said), said
    bars = [bar for bar in hands.all("case_tabs", QTabBar) if isinstance(bar, QTabBar)]
    shown = [bar.tabText(at) for bar in bars for at in range(bar.count()) if bar.isTabVisible(at)]
    assert not any("Who did what" in words for words in shown)
    checked = [b for b in hands.all("find_…", QAbstractButton) if isinstance(b, QAbstractButton) and b.isChecked()]
    assert not checked


def test_second_telling_two_sign_it_is_gone_and_one_gesture_brings_it_back(teller: Teller) -> None:
    hands, place = teller.hands, teller.place
    teller.sit_down("Mona Adeyemi")
    teller.filter_and_claim()
    teller.propose()

    readers: list[str] = []
    for _ in range(2):
        readers.append(teller.reader(but=tuple(readers)))
        _is_told_nothing(teller)
        teller.find_the_same()
        assert place.seen()
        teller.countersign()
    assert len(set(readers)) == 2

    other = next(name for name in SUPERVISORS if name not in readers)
    teller.switch(other)
    hands.wait_for("Deactivate in")
    assert place.seen(), "it cools off first"
    hands.wait(lambda: not place.seen(), "the account is still there")

    hands.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    hands.click_row("recent_list", place.name)
    hands.find("restore_commit")
    hands.key("r")
    assert not place.seen()
    hands.key("r")
    hands.wait(place.seen, "the account did not come back")  # how soon: tests/bench/restore.py
    hands.wait_for("Visitors see it again")

    _the_story_is_told(teller, "Mona Adeyemi", tuple(readers), other)
    teller.command("Verify the ledger")
    hands.wait_for("The ledger holds")
    proposal = teller.entry_of("Mona Adeyemi proposed")
    change_one_byte(place.store, proposal)
    teller.command("Verify the ledger")
    hands.wait_for("The ledger does not verify")
    assert hands.sees(f"ntry {proposal:,} "), hands.texts()
    assert not hands.all("desk")


def _the_story_is_told(teller: Teller, author: str, readers: tuple[str, ...], restorer: str) -> None:
    """Every person, every step, in order, each with its time."""
    teller.switch("Nadia Costa")
    teller.find_account()
    lines = teller.story()
    clause = teller.place.clause
    expected = [
        f"{author} proposed: deactivate, clause {clause}",
        *(f"{reader} read the case and found {clause}, deactivate" for reader in readers[:1]),
        "Cooling-off",
        "Ordered from the platform",
        "Carried out; read back from where a visitor looks",
        f"{restorer} restored",
        "Restored; read back from where a visitor looks",
    ]
    at = -1
    for words in expected:
        later = [place for place, line in enumerate(lines) if words in line and place > at]
        assert later, (words, lines)
        at = later[0]
    for reader in readers:
        assert any(f"{reader} read the case and found {clause}, deactivate" in line for line in lines), (reader, lines)
        assert any(reader in line and "countersigned" in line for line in lines), (reader, lines)
