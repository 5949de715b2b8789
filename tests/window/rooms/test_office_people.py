"""People at a real window: a card from the sign-in, two signatures by hand, an end, a changed passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from console.domain.people import Role
from console.errors import BadInput, Refused
from console.ui.theme.live import ThemeSwitch
from tests.support.desk import CTRL, Desk, desk_on
from tests.support.floor import phrase
from tests.support.hands import Hands

pytestmark = pytest.mark.timeout(180)
NEW = "a new harbour wall"


@pytest.fixture
def desk(qtbot: QtBot, theme: ThemeSwitch, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, theme, tmp_path) as desk:
        yield desk


def make_card(hands: Hands, name: str) -> str:
    """Somebody makes a card at the sign-in and copies it; its fingerprint."""
    hands.wait(lambda: bool(hands.all("person_…")), "the store is not open")
    hands.key("n", CTRL)
    hands.find("card_commit")
    hands.type(name)
    hands.type_into("card_passphrase", NEW)
    hands.type_into("card_again", "not the same")
    assert not hands.find("card_commit").isEnabled()
    hands.find("card_again").selectAll()
    hands.type(NEW)
    hands.key("s", CTRL)
    hands.wait_for("Hand the card to an administrator")
    fingerprint = hands.find("card_fingerprint", QLabel).accessibleName()
    hands.click("card_copy")
    hands.key(Qt.Key.Key_Escape)
    hands.wait_gone("Hand the card")
    return fingerprint


def commit(hands: Hands, form: str, secret: str) -> None:
    """Type the passphrase and commit."""
    hands.type_into(f"{form}_passphrase", secret)
    hands.key("s", CTRL)


def test_i5_somebody_joins_by_a_card_that_two_administrators_sign_by_keyboard(desk: Desk) -> None:
    hands, floor = desk.hands, desk.floor
    fingerprint = make_card(hands, "Nia Okoro")
    desk.sit_down("ada")
    hands.wait_for("Take an enrolment card")
    hands.wait_for("on duty")
    hands.key("n")
    hands.key("v", CTRL)
    hands.wait_for("somebody new")
    assert hands.find("enrol_fingerprint").accessibleName() == fingerprint
    hands.click("enrol_role_reviewer", QPushButton)
    hands.type_into("enrol_vendor", "Vendor South")
    hands.type_into("enrol_until", "2017-10-01")
    hands.wait_for("That day is over already.")
    hands.find("enrol_until").selectAll()
    hands.type("2018-06-30")
    commit(hands, "enrol", "not this one")
    hands.wait_for("The passphrase is not right")
    hands.type(phrase("ada"))
    hands.key(Qt.Key.Key_Return)
    assert floor.session("cyd").office.drafts() == ()
    hands.key("s", CTRL)
    hands.wait_for("Drafted. It counts once another administrator has signed it")
    hands.key(".")
    hands.wait_for("Nia Okoro joins as reviewer of Vendor South until")
    hands.wait_for("You have signed this; another administrator has to.")
    desk.switch("ben")
    hands.wait_for("1 to sign")
    hands.wait_for("Nia Okoro joins")
    hands.key("s")
    hands.type("ABCD")
    hands.wait_for("Do not sign")
    hands.find("cosign_groups").selectAll()
    hands.type(fingerprint.split("-")[-1].lower())
    commit(hands, "cosign", phrase("ben"))
    hands.wait_for("Signed: it is in force.")
    hands.wait_gone("1 to sign")
    joined = next(p for p in floor.session("cyd").office.people() if p.person.name == "Nia Okoro")
    assert (joined.person.role, joined.keys[0].fingerprint) == (Role.REVIEWER, fingerprint)
    assert floor.console.sign_in(joined.person.id, NEW).person.id == joined.person.id


def test_i7_one_administrator_ends_somebody_and_a_form_is_never_about_another_row(desk: Desk) -> None:
    hands, floor = desk.hands, desk.floor
    bruno = floor.session("bruno")
    desk.sit_down("ada")
    hands.wait_for("Take an enrolment card")
    hands.click_row("people_list", "cyd")
    hands.wait_for("Remove the administrator")
    assert not hands.sees("End their access")
    hands.click_row("people_list", "bruno")
    hands.key("v")
    assert not hands.all("revoke_commit")
    hands.wait_for("only key")
    hands.key("e")
    hands.wait_for("what they proposed freezes for good")
    hands.type(phrase("ada"))
    hands.click_row("people_list", "ana")
    hands.wait_gone("what they proposed freezes for good")
    hands.click_row("people_list", "bruno")
    hands.key("e")
    assert hands.find("end_passphrase").text() == ""
    commit(hands, "end", phrase("ada"))
    hands.wait_for("The access of bruno has ended.")
    hands.wait(lambda: any("bruno, ended" in row for row in hands.rows(hands.find("people_list"))), "not shown")
    with pytest.raises(Refused, match="contract has ended"):
        bruno.status()
    hands.key(Qt.Key.Key_Escape)
    hands.find("left_pane")


def test_an_auditor_sees_the_office_and_changes_nothing_and_a_reviewer_has_none(desk: Desk) -> None:
    hands = desk.hands
    desk.sit_down("zoe")
    hands.key(Qt.Key.Key_F4)
    hands.wait_for("You see all of it and change nothing.")
    hands.key("n")
    assert not hands.all("enrol_commit")
    desk.switch("ana")
    hands.find("queue_list")
    assert not hands.all("bottom_room_office")
    desk.command("Change my passphrase")
    hands.find("passphrase_commit")
    hands.type("not this one")
    hands.type_into("passphrase_new", NEW)
    hands.type_into("passphrase_again", NEW)
    hands.key("s", CTRL)
    hands.wait_for("The passphrase is not right")
    hands.type(phrase("ana"))
    hands.key("s", CTRL)
    hands.wait_for("Your passphrase is changed on this workstation.")
    with pytest.raises(BadInput, match="not right"):
        desk.floor.sign_in("ana")
    assert desk.floor.console.sign_in(desk.floor.ids["ana"], NEW).person.name == "ana"
    assert not desk.window.findChildren(QPlainTextEdit, "card_text")
