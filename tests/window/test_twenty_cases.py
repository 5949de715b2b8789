"""With twenty cases open at once, each confirmation names its own account, and what is committed is its own case's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import Action, Tier
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import Desk, desk_on
from tests.support.floor import QUICK
from tests.support.office import policy_with

ACCOUNTS = {f"harbour{number:02d}": Tier.STANDARD for number in range(20)}
POLICY = policy_with(
    ("limits", "claims_per_person", "20"), ("friction.standard.suspend", "held_back_s", "600"), toml=QUICK
)
WHY = "It degrades people for what they are."


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path, POLICY, ACCOUNTS) as desk:
        desk.sit_down("bruno")
        yield desk


def _begin(desk: Desk, account: str) -> None:
    """A suspension is begun."""
    desk.open(account)
    desk.hands.key("s")
    desk.hands.wait_for("Propose: suspend")


def _go_on(desk: Desk, account: str) -> None:
    """The rule and the words, up to the sentence of what will happen."""
    hands = desk.hands
    hands.type("4.7")
    hands.key(Qt.Key.Key_Return)
    hands.find("justification_text")
    hands.type_into("justification_text", f"{WHY} ({account})")
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.find("sentence_text")


def _targets(desk: Desk) -> set[str]:
    """The accounts that any card beside a commit key names now."""
    named = [card.accessibleName() for card in desk.hands.all("target: …")]
    return {account for account in ACCOUNTS if any(account.title() in words for words in named)}


@pytest.mark.timeout(180)
def test_with_twenty_cases_open_each_confirmation_names_its_own_account(desk: Desk) -> None:
    hands = desk.hands
    for account in ACCOUNTS:
        _begin(desk, account)
        assert _targets(desk) == {account}
    order = list(ACCOUNTS)
    random.Random(4).shuffle(order)
    for account in order[:4]:
        _begin(desk, account)
        _go_on(desk, account)
        choices = [hands.find(f"sentence_choice_{at}").accessibleName() for at in range(1, 5)]
        right = [at for at, said in enumerate(choices, start=1) if account.title() in said or "41.7 million" in said]
        assert len(right) == 1, choices
        hands.key(str(right[0]))
        hands.wait(lambda: hands.find("commit").isEnabled(), "the commit stays closed")
        assert _targets(desk) == {account}
        hands.click("commit")
        hands.wait_for("until it is carried out")
    state = desk.floor.session("zoe")._ledger.catch_up()
    proposed = [facts.body for facts in sorted(state.proposals.values(), key=lambda facts: facts.index)]
    assert [body.action for body in proposed] == [Action.SUSPEND] * 4
    assert [body.account for body in proposed] == [desk.floor.account_id(account) for account in order[:4]]
