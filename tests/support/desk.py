"""A real window on a real floor: somebody signs in by hand, and works with keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from console.domain.actions import Tier
from console.ui.app import make_window
from console.ui.theme.live import ThemeSwitch
from console.ui.window import MainWindow, WindowState
from tests.support.floor import QUICK, TIERS, Floor, phrase
from tests.support.hands import Hands, Waits

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Desk:
    """The window, hands at it, and the floor behind it."""

    def __init__(self, floor: Floor, window: MainWindow, hands: Hands) -> None:
        self.floor, self.window, self.hands = floor, window, hands

    def sit_down(self, name: str) -> None:
        """Sign in at the sign-in screen."""
        hands = self.hands
        hands.wait(lambda: any(name in row.accessibleName() for row in hands.all("person_…")), f"no {name}")
        row = next(row for row in hands.all("person_…", QPushButton) if name in row.accessibleName())
        hands.click(row.objectName())
        hands.type_into("sign_in_passphrase", phrase(name))
        hands.key(Qt.Key.Key_Return)
        hands.find("desk")

    def command(self, words: str) -> None:
        """Give a command by the palette."""
        self.hands.key("k", CTRL)
        self.hands.type(words)
        self.hands.wait_for(words)
        self.hands.key(Qt.Key.Key_Return)

    def switch(self, name: str) -> None:
        """The one signs out, the other signs in."""
        self.hands.key(Qt.Key.Key_L, CTRL)
        self.sit_down(name)

    def open(self, account: str) -> None:
        """Open an account's case from the queue, and look at it for a while."""
        self.hands.click_row("queue_list", account.title())
        self.hands.find("action_dismiss")
        self.floor.clock.forward(5)


@contextmanager
def desk_on(
    qtbot: Waits, theme: ThemeSwitch, folder: Path, policy: str = QUICK, accounts: Mapping[str, Tier] = TIERS
) -> Iterator[Desk]:
    """A window on a floor of its own; everything is closed at the end."""
    floor = Floor(folder, policy, accounts)
    window = make_window(lambda _: floor.console, theme, WindowState())
    window.resize(1280, 800)
    window.show()
    try:
        yield Desk(floor, window, Hands(qtbot, window))
    finally:
        for field in window.findChildren(QLineEdit):
            field.clearFocus()
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=15_000)
        window.deleteLater()
        floor.close()
