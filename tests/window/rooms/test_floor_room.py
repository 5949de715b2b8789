"""The floor's room at a real window, with keys: records, canaries, waits, pairs and looks, each to whom it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import Action
from console.domain.documents import Verdict
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.floor import CLAUSE, phrase, until
from tests.support.kinds import ACCOUNTS, POLICY, lay_kinds
from tests.support.office import SUPERVISORS

pytestmark = pytest.mark.timeout(180)
SUSPEND = Verdict(clause=CLAUSE, action=Action.SUSPEND)


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path, POLICY, ACCOUNTS) as desk:
        yield desk


def _enter(desk: Desk, name: str) -> None:
    """Sit down and go to the floor."""
    desk.sit_down(name)
    desk.hands.key(Qt.Key.Key_F3)


def _tabs(desk: Desk) -> list[str]:
    found = desk.hands.find("floor_tabs")
    return [found.tabText(at) for at in range(found.count())]  # type: ignore[attr-defined]


def test_what_was_missed_is_told_to_its_person_first_and_to_auditors_by_name(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    drawn = lay_kinds(floor)
    reader, reading = drawn["cedar"]
    floor.clock.forward(minutes=3)
    floor.find(reader, reading, SUSPEND)
    _enter(desk, reader)
    assert _tabs(desk) == ["My record", "Canaries", "Waits", "Undo since"]
    hands.wait_for("You see this before anybody else does")
    hands.wait_for("0 of 1: 0 %, between 0 and 79 %, which says little yet")
    hands.key("j")
    hands.wait_for("4.7 Hateful conduct, suspend")
    hands.wait_for("Right was")
    hands.wait_for("a canary is never carried out")
    hands.key(Qt.Key.Key_L, CTRL)
    _enter(desk, "zoe")
    assert _tabs(desk) == ["Records", "Pairs", "Waits", "Looks", "Canaries"]
    hands.click_row("records_list", reader)
    hands.wait_for("Cedar: found 4.7 Hateful conduct, suspend; right was no violation.")
    hands.click_tab("Canaries")
    hands.wait_for("0 caught")
    hands.key(Qt.Key.Key_L, CTRL)
    _enter(desk, "bruno")
    hands.wait_for("No second reading yet")


def test_a_supervisor_seals_a_canary_with_keys_alone(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    dismissal = floor.propose("bruno", "cedar", Action.DISMISS)
    ((reader, reading),) = floor.drawn(1).items()
    floor.find(reader, reading, None)
    floor.clock.forward(minutes=5)
    until(lambda: dismissal not in floor.session("zoe")._ledger.catch_up().live)
    maker = next(name for name in SUPERVISORS if name != reader)
    _enter(desk, maker)
    hands.click_tab("Canaries")
    hands.wait_for("No canaries yet")
    hands.key("n")
    hands.wait_for("Say what is right")
    hands.type("cedar")
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Right)
    hands.key(Qt.Key.Key_Space)
    hands.wait_for("The policy has no such clause")
    hands.type_into("canary_clause", CLAUSE)
    hands.click("canary_action_suspend")
    hands.type_into("canary_passphrase", "wrong")
    hands.key(Qt.Key.Key_S, CTRL)
    hands.wait_for("passphrase")
    hands.wait(lambda: not hands.find("canary_passphrase").text(), "a wrong passphrase stays")  # type: ignore[attr-defined]
    hands.type_into("canary_passphrase", phrase(maker))
    hands.key(Qt.Key.Key_S, CTRL)
    hands.wait_for("Sealed.")
    hands.wait_for("sealed until somebody has read it")
    (made,) = floor.session(maker).floor.canaries()
    assert made.account.handle == "cedar" and made.answer is None


def test_waits_and_looks_are_for_those_who_read_no_cases(desk: Desk) -> None:
    floor, hands = desk.floor, desk.hands
    floor.propose("bruno", "alder", Action.SUSPEND)
    floor.clock.forward(minutes=4)
    _enter(desk, "rosa")
    hands.click_tab("Waits")
    hands.wait_for("Nobody has waited yet")
    hands.key(Qt.Key.Key_L, CTRL)
    _enter(desk, "ada")
    hands.wait_for("1 proposal, the oldest for 4 min")
    hands.click_row("waits_list", "Alder")
    hands.wait_for("One signature is missing.")
    hands.wait_for("nobody picks who reads")
    for name in SUPERVISORS:
        floor.end(name)
    until(lambda: floor.session("ada").floor.stuck()[0].waiting.nobody)
    hands.wait_for("Nobody can sign since")
    hands.key(Qt.Key.Key_L, CTRL)
    _enter(desk, "zoe")
    hands.click_tab("Looks")
    hands.click_row("looks_list", "bruno, opened the case: Alder")
    hands.wait_for("Only those of bruno")
    hands.key("p")
    hands.wait_for("Looks of bruno")
    hands.wait(lambda: all("bruno" in row for row in hands.rows(hands.find("looks_list"))), "somebody else's stay")  # type: ignore[arg-type]
    hands.key("a")
    hands.wait_for("Everybody's looks")
    hands.key(Qt.Key.Key_Escape)
    hands.find("left_tabs")
