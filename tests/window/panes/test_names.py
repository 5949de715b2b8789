"""Every control of the desk says who it is: to tests by its objectName, to screen readers by its accessible name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
PRESIDENT = "President of the Republic"
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QTabBar)


def _ours(widget: QWidget) -> bool:
    return not widget.objectName().startswith("qt_") and not isinstance(widget, QAbstractSlider)


def _nameless(scene: Scene) -> list[str]:
    found = []
    for control in (w for kind in CONTROLS for w in scene.window.findChildren(kind)):
        inner = isinstance(control.parentWidget(), QTabBar) or not _ours(control)
        if not inner and not (control.objectName() and control.accessibleName()):
            found.append(f"{type(control).__name__} {control.objectName()!r} {control.accessibleName()!r}")
    return found


@pytest.mark.parametrize("keys", [("o",), ("o", "x"), ("o", "n"), ("3",), ("4",)])
def test_every_control_has_a_name(scene: Make, keys: tuple[str, ...]) -> None:
    here = scene(2)
    for key in keys:
        if key.isdigit():
            here.hands.key(key, Qt.KeyboardModifier.AltModifier)
        elif key == "o":
            here.open(PRESIDENT)
            here.hands.find("action_dismiss")
        else:
            here.hands.key(key)
    assert _nameless(here) == []


def test_every_control_of_a_second_reading_has_a_name(scene: Make) -> None:
    here = scene(3)
    here.hands.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    here.hands.click_row("readings_list", PRESIDENT)
    here.hands.wait_for("What do you find?")
    assert _nameless(here) == []


def test_two_visible_controls_never_share_an_object_name(scene: Make) -> None:
    here = scene(1)
    here.open(PRESIDENT)
    here.hands.find("action_dismiss")
    names = [
        control.objectName()
        for kind in CONTROLS
        for control in here.window.findChildren(kind)
        if control.isVisible() and _ours(control) and not isinstance(control.parentWidget(), QTabBar)
    ]
    assert sorted(names) == sorted(set(names))


def test_every_control_can_be_reached_by_tab(scene: Make) -> None:
    here = scene(1)
    here.open(PRESIDENT)
    here.hands.find("action_dismiss")
    unreachable = [
        control.objectName()
        for control in here.window.findChildren(QAbstractButton)
        if control.isVisible()
        and control.isEnabled()
        and _ours(control)
        and not isinstance(control.parentWidget(), QTabBar)
        and not control.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert unreachable == []
