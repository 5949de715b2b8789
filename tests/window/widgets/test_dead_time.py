"""A surface that has just appeared takes no decision for half a second, and loses nothing that is typed."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from console.domain import friction
from console.ui.widgets.button import Button
from console.ui.widgets.dead_time import DEAD_MS, DeadTime


class Surface(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.pressed = 0
        box = QVBoxLayout(self)
        self.button = Button("Sign", self, name="sign")
        self.button.clicked.connect(self._on_pressed)
        self.field = QLineEdit(self)
        box.addWidget(self.button)
        box.addWidget(self.field)
        self.dead_time = DeadTime(self)

    def _on_pressed(self) -> None:
        self.pressed += 1


@pytest.fixture
def surface(qtbot, theme) -> Surface:
    made = Surface()
    qtbot.addWidget(made)
    made.show()
    return made


def test_half_a_second_is_what_the_design_says() -> None:
    assert DEAD_MS == 500


@pytest.mark.parametrize("how", ["click", "space"])
def test_a_new_surface_swallows_what_was_meant_for_the_one_before(qtbot, surface: Surface, how: str) -> None:
    def press() -> None:
        if how == "click":
            QTest.mouseClick(surface.button, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(surface.button, Qt.Key.Key_Space)

    assert surface.dead_time.dead
    press()
    assert surface.pressed == 0
    qtbot.waitUntil(lambda: not surface.dead_time.dead)
    press()
    assert surface.pressed == 1


def test_what_is_typed_is_never_lost(surface: Surface) -> None:
    assert surface.dead_time.dead
    QTest.keyClicks(surface.field, "why")
    assert surface.field.text() == "why"


def test_a_surface_that_comes_back_is_dead_again(qtbot, surface: Surface) -> None:
    qtbot.waitUntil(lambda: not surface.dead_time.dead)
    surface.hide()
    surface.show()
    assert surface.dead_time.dead


def test_a_button_takes_neither_enter_nor_repeats(qtbot, surface: Surface) -> None:
    qtbot.waitUntil(lambda: not surface.dead_time.dead)
    QTest.keyClick(surface.button, Qt.Key.Key_Return)
    QTest.keyClick(surface.button, Qt.Key.Key_Enter)
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(surface.button, repeat)
    QTest.keyRelease(surface.button, Qt.Key.Key_Space)
    assert surface.pressed == 0


def test_window_and_registrar_mean_the_same_dead_time() -> None:
    assert DEAD_MS == friction.DEAD_MS == DeadTime.least_ms
