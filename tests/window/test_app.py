"""How a window begins: never larger than its screen, nor too small to work in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.ui.app import fit, make_window
from console.ui.theme.live import ThemeSwitch
from console.ui.window import WindowState
from tests.support.stage import StageConsole


@pytest.mark.parametrize(
    ("room", "then"), [((1280, 800), (1280, 800)), ((4000, 3000), (1440, 900)), ((640, 480), (1024, 640))]
)
def test_a_window_fits_its_screen(
    qtbot: QtBot, theme: ThemeSwitch, room: tuple[int, int], then: tuple[int, int]
) -> None:
    window = make_window(lambda _: StageConsole(), theme, WindowState())
    qtbot.addWidget(window)
    fit(window, QSize(*room))
    assert (window.width(), window.height()) == then
    window.runner.wait(1.0)
