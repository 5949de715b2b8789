"""A window on the stage, with somebody signed in by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from console.ui.app import make_window
from console.ui.panes.action import ActionPane
from console.ui.theme.live import ThemeSwitch
from console.ui.window import MainWindow, WindowState
from tests.support.hands import Hands
from tests.support.stage import StageConsole, StageSession


class Scene:
    """A window, hands at it, and the session behind it."""

    def __init__(self, window: MainWindow, hands: Hands, console: StageConsole) -> None:
        self.window, self.hands, self.console = window, hands, console

    @property
    def session(self) -> StageSession:
        return self.console.sessions[-1]

    @property
    def action(self) -> ActionPane:
        """The action pane."""
        pane = self.window.findChild(ActionPane, "action_pane")
        assert pane is not None
        return pane

    def asked(self, name: str, times: int = 1) -> list[object]:
        """What the workstation was asked by that name, once it was asked so often."""
        self.hands.wait(lambda: len(self.session.asked(name)) >= times, f"{name} was not asked: {self.session.calls}")
        return self.session.asked(name)

    def open(self, words: str) -> None:
        """Open the case of the queue whose row holds these words."""
        self.hands.click_row("queue_list", words)


@pytest.fixture
def scene(qtbot: QtBot, theme: ThemeSwitch) -> Iterator[Callable[..., Scene]]:
    """Makes a window and signs the n-th person of the stage in."""
    made: list[MainWindow] = []

    def make(person: int = 1, **setting: object) -> Scene:
        console = StageConsole(setting=dict(setting))
        window = make_window(lambda _: console, theme, WindowState())
        made.append(window)
        window.resize(1440, 900)
        window.show()
        hands = Hands(qtbot, window)
        hands.wait(lambda: bool(window.sign_in.found()), "nobody can sign in")
        hands.key(str(person))
        hands.type_into("sign_in_passphrase", "right")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: bool(console.sessions), "not signed in")
        hands.find("desk")
        return Scene(window, hands, console)

    yield make
    for window in made:
        for field in window.findChildren(QLineEdit):
            field.clearFocus()
        window.close()
        qtbot.waitUntil(lambda w=window: not w.isVisible(), timeout=10_000)  # type: ignore[misc]
        window.deleteLater()
