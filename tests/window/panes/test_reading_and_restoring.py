"""Second readings without knowing, comparing, refusing, recusing; stopping and restoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QTabBar

from console.domain.actions import Action
from console.domain.documents import Verdict
from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
PRESIDENT = "President of the Republic"
CTRL = Qt.KeyboardModifier.ControlModifier


def _read(here: Scene) -> None:
    here.hands.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    here.hands.click_row("readings_list", PRESIDENT)
    here.hands.wait_for("What do you find?")


def test_nothing_is_chosen_before_somebody_chooses(scene: Make) -> None:
    here = scene(3)
    _read(here)
    checked = [b.accessibleName() for b in here.hands.all("find_…", QAbstractButton) if b.isChecked()]  # type: ignore[attr-defined]
    assert checked == []
    assert not here.hands.find("sign_finding").isEnabled()


def test_a_reading_shows_no_word_of_anybody_else(scene: Make) -> None:
    here = scene(3)
    _read(here)
    here.hands.wait_for("Your reading is independent")
    assert not here.hands.sees("Ira K")
    assert not here.hands.sees("claimed by")
    tabs = here.hands.find("case_tabs", QTabBar)
    assert isinstance(tabs, QTabBar)
    assert [tabs.tabText(at)[:4] for at in range(tabs.count()) if tabs.isTabVisible(at)] == [
        "Repo",
        "Cont",
        "Acco",
        "Hist",
    ]
    assert here.session.asked("claim") == []


def test_no_violation_is_one_key_and_one_signature(scene: Make) -> None:
    here = scene(3, opens=False)
    _read(here)
    here.hands.key("1")
    here.hands.key(Qt.Key.Key_S, CTRL)
    found: Any = here.asked("find")[0]
    assert found == ("as-1", None, "")
    here.hands.wait_for("Recorded")


def test_enter_signs_nothing(scene: Make) -> None:
    here = scene(3)
    _read(here)
    here.hands.key("1")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.key(Qt.Key.Key_Return, CTRL)
    here.hands.key("2")
    assert here.session.asked("find") == []


def test_a_clause_needs_what_should_happen_and_a_timed_action_for_how_long(scene: Make) -> None:
    here = scene(3, opens=False)
    _read(here)
    sign = here.hands.find("sign_finding")
    here.hands.key("2")
    assert not sign.isEnabled()
    here.hands.key("s")
    assert not sign.isEnabled()
    here.hands.click("find_for_604800", QPushButton)
    assert sign.isEnabled()
    here.hands.key(Qt.Key.Key_S, CTRL)
    found: Any = here.asked("find")[0]
    assert found[1] == Verdict(clause="4.2", action=Action.SUSPEND, duration_s=604800)


def test_another_clause_can_be_searched(scene: Make) -> None:
    here = scene(3, opens=False)
    _read(here)
    here.hands.click("find_other_clause")
    here.hands.type("spam")
    here.hands.click("find_choice_0.1")
    here.hands.click("find_warn")
    here.hands.key(Qt.Key.Key_S, CTRL)
    found: Any = here.asked("find")[0]
    assert found[1] == Verdict(clause="0.1", action=Action.WARN)


def _compare(here: Scene) -> None:
    _read(here)
    here.hands.key("2")
    here.hands.key("x")
    here.hands.key(Qt.Key.Key_S, CTRL)
    here.asked("find")
    here.hands.wait_for("What was proposed")


def test_an_opened_proposal_is_compared_and_signed_with_a_passphrase_and_a_hold(scene: Make) -> None:
    here = scene(3)
    _compare(here)
    assert here.hands.sees("You found")
    assert here.hands.sees("Changed since it was proposed. Signing confirms it.")
    rows = [here.hands.find(name, QPushButton) for name in ("way_sign", "way_refuse", "way_recuse")]
    assert not any(row.isChecked() for row in rows if isinstance(row, QPushButton))
    assert len({row.size().height() for row in rows}) == 1
    here.hands.click("way_sign")
    here.hands.type_into("countersign_passphrase", "wrong")
    here.hands.hold("countersign_commit", lambda: here.hands.sees("passphrase is not right"))
    assert here.session.asked("countersign") == []
    here.hands.type_into("countersign_passphrase", "right")
    here.hands.hold("countersign_commit", lambda: bool(here.session.asked("countersign")))
    here.hands.wait_for("Your countersignature is on the record.")


def test_refusing_needs_a_reason_and_no_passphrase(scene: Make) -> None:
    here = scene(3)
    _compare(here)
    here.hands.key("2")
    here.hands.type("The post was satire.")
    here.hands.key(Qt.Key.Key_S, CTRL)
    assert here.asked("refuse") == [("as-1", "The post was satire.")]
    here.hands.wait_for("Your refusal is on the record.")


def test_recusing_is_one_key_and_a_reason(scene: Make) -> None:
    here = scene(3)
    _read(here)
    here.hands.key("z")
    here.hands.type("I know this person.")
    here.hands.key(Qt.Key.Key_S, CTRL)
    assert here.asked("recuse") == [("as-1", "I know this person.")]
    here.hands.wait_for("You have stepped aside")


def test_what_cools_off_is_announced_and_one_person_stops_it(scene: Make) -> None:
    here = scene(3)
    here.hands.wait_for("Suspend in")
    here.hands.click("stop_announced")
    here.hands.type("Wrong account.")
    here.hands.key(Qt.Key.Key_S, CTRL)
    stopped: Any = here.asked("stop")[0]
    assert stopped[1] == "Wrong account."


def test_two_keys_restore_what_was_carried_out(scene: Make) -> None:
    here = scene(4, carried_out=True)
    here.hands.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    here.hands.click_row("recent_list", PRESIDENT)
    here.hands.wait_for("41.7 million followers see it")
    here.hands.wait_for("Osei B. found 4.2, deactivate; signed")
    here.hands.key("r")
    assert here.session.asked("restore") == []
    here.hands.key("r")
    restored: Any = here.asked("restore")[0]
    assert restored[1] == "acc-1"


def test_restore_is_offered_from_the_search(scene: Make) -> None:
    here = scene(4, carried_out=True)
    here.hands.key(Qt.Key.Key_F, CTRL)
    here.hands.type("republic_president")
    here.hands.wait(lambda: here.window.palette_sheet.model.rowCount() > 0, "nothing found")
    here.hands.wait(lambda: any(PRESIDENT in r for r in here.hands.rows(here.window.palette_sheet.view)), "not found")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.click("restore_commit")
    assert len(here.asked("restore")) == 1
