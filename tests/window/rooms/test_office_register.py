"""The protection register at a real window: raised by one, a file seen before it changes anything, lowered by two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QPushButton
from pytestqt.qtbot import QtBot

from console.domain.actions import Tier
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.floor import phrase

pytestmark = pytest.mark.timeout(180)
FILE = """platform,platform_id,tier,term_until,note
sandbox,minister,head_of_state,2021-01-20,the new one
sandbox,somebody,standard,,left office
sandbox,,verified,,
"""


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def commit(desk: Desk, form: str, name: str) -> None:
    """Type the passphrase and commit."""
    desk.hands.type_into(f"{form}_passphrase", phrase(name))
    desk.hands.key("s", CTRL)


def registered(desk: Desk, account: str) -> Tier:
    """What the register says."""
    return desk.floor.console.ledger.catch_up().account(desk.floor.account_id(account)).registered


def test_i4_one_raises_a_file_is_seen_first_and_two_lower(desk: Desk, tmp_path: Path) -> None:
    hands, floor = desk.hands, desk.floor
    desk.sit_down("lena")
    hands.key(Qt.Key.Key_F4)
    hands.wait_for("Protect another account")
    assert not hands.sees("Protect it less") and not hands.sees("Import a file")
    hands.key("n")
    hands.type("someb")
    hands.wait(lambda: bool(hands.all("protect_found_…", QPushButton)), "nobody was found")
    hands.click(hands.all("protect_found_…", QPushButton)[0].objectName())
    hands.click("protect_tier_verified", QPushButton)
    commit(desk, "protect", "lena")
    hands.wait_for("Protected, from now on.")
    assert registered(desk, "somebody") is Tier.VERIFIED
    hands.wait(lambda: any("Somebody" in row for row in hands.rows(_list(desk, "register_list"))), "not in the list")

    desk.switch("ada")
    hands.click_tab("Register")
    hands.wait_for("Import a file")
    file = tmp_path / "members.csv"
    file.write_text(FILE, encoding="utf-8")
    before = floor.console.ledger.catch_up().size
    hands.key("i")
    hands.click("import_choose")
    hands.choose_file(file)
    hands.wait_for("3 lines: 1 new, 1 lowered (two sign, then a delay) and 1 not readable.")
    rows = hands.rows(_list(desk, "preview_list"))
    assert "4  nobody, not readable" in rows[0] and "handle" in rows[0]
    assert "lowered, Lowered from verified to standard" in rows[1]
    assert "minister, new, Protected as head of state until 20 Jan 2021." in rows[2]
    assert floor.console.ledger.catch_up().size == before
    hands.wait_for("Say why some are lowered.")
    hands.type_into("import_reason", "The term is over.")
    commit(desk, "import", "ada")
    hands.wait_for("1 protected, from now on; 1 to be lowered, once a second administrator agrees.")
    assert registered(desk, "somebody") is Tier.VERIFIED
    hands.click_row("register_list", "Somebody")
    hands.wait_for("A lowering waits")

    desk.switch("ben")
    hands.wait_for("1 to sign")
    hands.wait_for("The term is over.")
    hands.key("s")
    hands.wait_for("Until then one objection ends it.")
    commit(desk, "agree", "ben")
    hands.wait_for("Agreed: the delay runs.")
    hands.wait_for("To be lowered, 23 h left")
    assert registered(desk, "somebody") is Tier.VERIFIED
    hands.key("x")
    hands.type("Not yet.")
    hands.key("s", CTRL)
    hands.wait_for("Ended: nothing is lowered.")
    floor.clock.forward(days=2)
    assert registered(desk, "somebody") is Tier.VERIFIED


def _list(desk: Desk, name: str) -> QAbstractItemView:
    found = desk.hands.find(name, QAbstractItemView)
    assert isinstance(found, QAbstractItemView)
    return found
