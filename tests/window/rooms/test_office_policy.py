"""Policies at a real window: checked by line as one types, kept, tried, tightened by one, adopted by two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from console.domain.actions import Action
from console.domain.policy import policy_digest
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.floor import QUICK, phrase
from tests.support.office import policy_with

pytestmark = pytest.mark.timeout(180)
HEAVIER = policy_with(("friction.standard.deactivate", "readers", "1"), toml=QUICK)
LIGHTER = policy_with(("limits", "hold_ms", "1"), toml=HEAVIER)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def editor(desk: Desk) -> QPlainTextEdit:
    """The text."""
    found = desk.hands.find("policy_text", QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def write_over(desk: Desk, table: str, name: str, text: str) -> int:
    """Mark a line of a table and type another in its place; returns its number, from 1."""
    lines = editor(desk).toPlainText().splitlines()
    at = lines.index(f"[{table}]")
    at = next(number for number in range(at, len(lines)) if lines[number].startswith(f"{name} ="))
    cursor = QTextCursor(editor(desk).document().findBlockByNumber(at))
    cursor.select(QTextCursor.SelectionType.LineUnderCursor)
    editor(desk).setTextCursor(cursor)
    desk.hands.type(text)
    return at + 1


def test_i5_a_text_is_checked_by_line_tried_tightened_by_one_and_a_lighter_one_needs_two(desk: Desk) -> None:
    hands, floor = desk.hands, desk.floor
    floor.propose("bruno", "somebody", Action.SUSPEND)
    desk.sit_down("ada")
    hands.click_tab("Policy")
    hands.wait_for("This is the policy in force.")
    hands.key("e")
    hands.wait_for("Your text")
    number = write_over(desk, "friction.standard.deactivate", "readers", "readers = x")
    hands.wait_for(f"Line {number}")
    assert not hands.find("policy_doings_publish").isEnabled()
    write_over(desk, "friction.standard.deactivate", "readers", "readers = 1")
    hands.wait_for("Against the policy in force: 1 heavier; one administrator may put it in force.")
    assert editor(desk).toPlainText() == HEAVIER

    desk.switch("ben")
    desk.switch("ada")
    hands.click_tab("Policy")
    hands.wait_for("kept on this workstation")
    hands.click_row("policy_list", "Your text")
    hands.wait(lambda: editor(desk).toPlainText() == HEAVIER, "the text in the making is lost")
    hands.wait_for("1 heavier")
    hands.key("s")
    hands.wait_for("Last 30 days, 1 proposal: nothing changes.")
    hands.key("p")
    hands.type(phrase("ada"))
    hands.key("s", CTRL)
    hands.wait_for("Published. It stands in the list now.")
    hands.wait(lambda: hands.find("policy_doings_tighten").isEnabled(), "it can't be put in force")
    assert _nameless(desk) == []
    hands.key("h")
    hands.type(phrase("ada"))
    hands.key("s", CTRL)
    hands.wait_for("In force, from now on.")
    assert floor.console.ledger.catch_up().policy_in_force == policy_digest(HEAVIER)

    hands.click_row("policy_list", "in force")
    hands.wait(lambda: not hands.all("policy_doings_tighten"), "what is in force is put in force again")
    hands.click_row("policy_list", policy_digest(QUICK)[:12])
    hands.wait_for("1 lighter; two administrators adopt it.")
    hands.wait_for("Something in it is lighter: two have to adopt it.")
    assert not hands.find("policy_doings_tighten").isEnabled()
    hands.key("a")
    hands.type(phrase("ada"))
    hands.key("s", CTRL)
    hands.wait_for("tightened since the last roster, so the next roster can't go back to it")
    floor.must("ben", floor.session("ben").office.publish(LIGHTER, phrase("ben")))
    hands.click_row("policy_list", policy_digest(LIGHTER)[:12])
    hands.wait_for("1 lighter; two administrators adopt it.")
    hands.key("a")
    hands.type(phrase("ada"))
    hands.key("s", CTRL)
    hands.wait_for("Drafted. It counts once another administrator has signed it")
    desk.switch("ben")
    hands.wait_for("Lighter: limits.hold_ms, 1500 before, 1 then.")
    assert _nameless(desk) == []


def _nameless(desk: Desk) -> list[str]:
    """Controls of the office that don't say who they are."""
    found = []
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QTabBar):
        for control in desk.window.findChildren(kind):
            assert isinstance(control, QWidget)
            inner = control.objectName().startswith("qt_") or isinstance(control.parentWidget(), QTabBar)
            if not inner and not (control.objectName() and control.accessibleName()):
                found.append(f"{type(control).__name__} {control.objectName()!r} {control.accessibleName()!r}")
    return found


def test_every_control_of_the_office_has_a_name_of_its_own_and_is_reached_by_tab(desk: Desk) -> None:
    hands = desk.hands
    desk.sit_down("ada")
    hands.wait_for("Take an enrolment card")
    for title, keys, first in (
        ("People", "nwlce", "Take an enrolment card"),
        ("To sign", "", "Nothing waits for a second signature"),
        ("Register", "nip", "Import a file"),
        ("Policy", "e", "Edit a copy"),
    ):
        hands.click_tab(title)
        hands.wait_for(first)
        for key in ("", *keys):
            if key:
                hands.key(key)
            assert _nameless(desk) == []
            shown = [w for w in desk.window.findChildren(QWidget) if w.isVisible() and w.objectName()]
            names = [w.objectName() for w in shown if isinstance(w, QAbstractButton | QLineEdit | QPlainTextEdit)]
            assert sorted(names) == sorted(set(names))
            closed = [
                w.objectName()
                for w in shown
                if isinstance(w, QAbstractButton | QLineEdit | QPlainTextEdit)
                and w.isEnabled()
                and not isinstance(w.parentWidget(), QTabBar)
                and w.property("look") != "segment"  # one of a group is reached by Tab, the others by arrows
                and not w.objectName().startswith("qt_")
                and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
            ]
            assert closed == []
            if key and title != "Policy":
                hands.key(Qt.Key.Key_Escape)
