"""Wherever something can be committed: the target beside the key, half a second dead, never Enter, no repeated key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from console.ui.widgets.avatar import Avatar
from console.ui.widgets.tier import TierShape
from tests.support.hands import Hands
from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
PRESIDENT, KZ = "President of the Republic", "kz_99182"
WRITES = ("propose", "withdraw", "find", "countersign", "refuse", "stop", "restore", "skip", "note", "recuse")


def _decide(here: Scene) -> tuple[str, str]:
    here.open(KZ)
    return "action_dismiss", KZ


def _suspend(here: Scene) -> tuple[str, str]:
    here.open(KZ)
    here.hands.find("action_suspend")
    here.hands.key("w")
    here.hands.wait_for("Propose: warn")
    here.hands.find("clause_search")
    here.hands.type("0.1")
    here.hands.key(Qt.Key.Key_Return)
    return "commit", KZ


def _note(here: Scene) -> tuple[str, str]:
    here.open(KZ)
    here.hands.find("do_note")
    here.hands.key("n")
    here.hands.find("say_text")
    here.hands.type("A word.")
    return "say_commit", KZ


def _undo(here: Scene) -> tuple[str, str]:
    here.hands.key(Qt.Key.Key_3, ALT)
    here.hands.click_row("waiting_list", "Jonas O.")
    return "undo", "Jonas O."


def _stop(here: Scene) -> tuple[str, str]:
    here.hands.click("stop_announced")
    here.hands.find("say_text")
    here.hands.type("No.")
    return "say_commit", "North Wind"


def _find(here: Scene) -> tuple[str, str]:
    here.hands.key(Qt.Key.Key_2, ALT)
    here.hands.click_row("readings_list", PRESIDENT)
    here.hands.wait_for("What do you find?")
    return "sign_finding", PRESIDENT


def _restore(here: Scene) -> tuple[str, str]:
    here.hands.key(Qt.Key.Key_4, ALT)
    here.hands.click_row("recent_list", PRESIDENT)
    return "restore_commit", PRESIDENT


SURFACES = {
    "decide": (2, _decide),
    "propose": (2, _suspend),
    "say": (2, _note),
    "undo": (2, _undo),
    "stop": (3, _stop),
    "find": (3, _find),
    "restore": (4, _restore),
}


def _card(widget: QWidget) -> QWidget:
    """The pane around a control that holds the target."""
    here: QWidget | None = widget
    while here is not None:
        for child in here.findChildren(QWidget):
            if child.accessibleName().startswith("target: ") and child.isVisible():
                return child
        here = here.parentWidget()
    raise AssertionError(f"no target beside {widget.objectName()}")


def _repeat(widget: QWidget, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("surface", SURFACES)
def test_every_commit_has_its_target_and_its_dead_time_and_takes_no_enter(scene: Make, surface: str) -> None:
    person, reach = SURFACES[surface]
    here = scene(person, carried_out=True)
    name, account = reach(here)
    button = here.hands.find(name, QAbstractButton)
    assert Hands._dead(button), "a new surface takes no decision"
    for _ in range(2):
        here.hands.key(Qt.Key.Key_Space, patient=False)
    card = _card(button)
    assert account in card.accessibleName() and "tier: " in card.accessibleName()
    for piece in (Avatar, TierShape):
        found = card.findChildren(piece)
        assert found and all(one.isVisible() for one in found), piece
    here.hands.wait(lambda: not Hands._dead(button), "it stays dead")
    before = [value for kind in WRITES for value in here.session.asked(kind)]
    button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        here.hands.key(key)
        _repeat(button, key)
    _repeat(button, Qt.Key.Key_Space)
    assert [value for kind in WRITES for value in here.session.asked(kind)] == before == []
