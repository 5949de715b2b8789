"""Holding: to the end it commits, before the end it does nothing, whatever holds it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.ui.widgets.hold import HoldButton


@pytest.fixture
def button(qtbot, theme) -> HoldButton:
    surface = QWidget()
    made = HoldButton("Hold", surface, name="commit", hold_ms=120)
    qtbot.addWidget(surface)
    surface.show()
    made.setFocus()
    made.kept = surface  # a widget without parent lives as long as somebody knows it
    return made


FINGER = QTest.createTouchDevice()


def touch(button: HoldButton, kind: str, at: QPoint, finger: int = 0) -> None:
    sequence = QTest.touchEvent(button, FINGER, False)
    getattr(sequence, kind)(finger, at, button)
    sequence.commit(True)


def hold(button: HoldButton, how: str) -> None:
    if how == "mouse":
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
    elif how == "touch":
        touch(button, "press", QPoint(10, 10))
    else:
        QTest.keyPress(button, Qt.Key.Key_Space)


def let_go(button: HoldButton, how: str) -> None:
    if how == "mouse":
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    elif how == "touch":
        touch(button, "release", QPoint(10, 10))
    else:
        QTest.keyRelease(button, Qt.Key.Key_Space)


@pytest.mark.parametrize("how", ["mouse", "touch", "space"])
def test_held_to_its_end_it_commits_once(qtbot, button: HoldButton, how: str) -> None:
    held: list[int] = []
    button.held.connect(lambda: held.append(1))
    with qtbot.waitSignal(button.held):
        hold(button, how)
    let_go(button, how)
    assert held == [1]
    assert not button.holding


@pytest.mark.parametrize("how", ["mouse", "touch", "space"])
def test_let_go_before_its_end_it_does_nothing(qtbot, button: HoldButton, how: str) -> None:
    held: list[int] = []
    button.held.connect(lambda: held.append(1))
    hold(button, how)
    qtbot.waitUntil(lambda: button.share > 0.2)
    with qtbot.waitSignal(button.abandoned):
        let_go(button, how)
    assert button.share == 0
    assert not held


def test_sliding_off_is_letting_go(qtbot, button: HoldButton) -> None:
    hold(button, "mouse")
    with qtbot.waitSignal(button.abandoned):
        QTest.mouseMove(button, QPoint(-20, -20))


def test_a_finger_that_slides_off_lets_go(qtbot, button: HoldButton) -> None:
    hold(button, "touch")
    with qtbot.waitSignal(button.abandoned):
        touch(button, "move", QPoint(-40, -40))
    touch(button, "release", QPoint(-40, -40))
    assert not button.holding


def test_the_ring_grows_while_it_is_held(qtbot, button: HoldButton) -> None:
    before = button.grab().toImage()
    hold(button, "space")
    qtbot.waitUntil(lambda: button.share > 0.5)
    assert button.grab().toImage() != before
    let_go(button, "space")


def test_whatever_takes_the_button_away_lets_go(qtbot, button: HoldButton) -> None:
    for take_away in (
        lambda: button.setEnabled(False),
        lambda: QApplication.sendEvent(button, QEvent(QEvent.Type.WindowDeactivate)),
        button.hide,
    ):
        button.setEnabled(True)
        button.show()
        button.setFocus()
        hold(button, "mouse")
        assert button.holding
        with qtbot.waitSignal(button.abandoned):
            take_away()


def test_losing_the_focus_is_letting_go(qtbot, button: HoldButton) -> None:
    hold(button, "space")
    with qtbot.waitSignal(button.abandoned):
        button.clearFocus()


def test_a_key_that_repeats_itself_begins_nothing(button: HoldButton) -> None:
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(button, repeat)
    assert not button.holding


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_never_begins(button: HoldButton, key: Qt.Key) -> None:
    QTest.keyPress(button, key)
    assert not button.holding


def test_a_click_presses_nothing(button: HoldButton) -> None:
    clicked: list[int] = []
    button.clicked.connect(lambda: clicked.append(1))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not clicked
