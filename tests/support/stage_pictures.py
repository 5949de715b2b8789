"""Pictures of the window on the stage: queue, case, friction, countersigning, restoring, and the quieter states.

python -m tests.support.stage_pictures FOLDER [NAME…]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.domain.friction import Circumstances
from console.domain.reasons import ReasonId
from console.ui.app import make_window
from console.ui.theme.live import Appearance, ThemeSwitch
from console.ui.widgets.hold import HoldButton
from console.ui.widgets.labels import Chip
from console.ui.window import MainWindow, WindowState
from tests.support.screens import application, grab
from tests.support.stage import StageConsole
from tests.support.stage_rows import NOW

LAST = Circumstances(last_day=True, since=((ReasonId.LAST_DAY_PROTECTED, NOW - timedelta(hours=20)),))
HEAVY = Circumstances(
    shift_s=8 * 3600 + 720,
    account_actions_last_hour=62,
    confusable_with="acc-1",
    locked_people=True,
    since=(
        (ReasonId.LONG_SHIFT, NOW - timedelta(minutes=12)),
        (ReasonId.FAST_PACE, NOW - timedelta(minutes=55)),
        (ReasonId.RESTORED_LATELY, NOW - timedelta(hours=3)),
    ),
)
"""Nearly everything at once."""


class Scene:
    """A window on the stage with somebody signed in."""

    def __init__(self, theme: ThemeSwitch, person: int, **setting: object) -> None:
        self.console = StageConsole(setting=dict(setting))
        self.window: MainWindow = make_window(lambda _: self.console, theme, WindowState())
        self.window.resize(1440, 900)
        self.window.show()
        self.until(lambda: bool(self.window.sign_in.found()))
        QTest.keyClick(self.window.sign_in.search, str(person))
        QTest.keyClicks(self.window.sign_in.passphrase, "right")
        QTest.keyClick(self.window.sign_in.passphrase, Qt.Key.Key_Return)
        self.until(lambda: self.window._desk is not None)
        self.desk = self.window._desk
        self.wait(400)

    def until(self, what: Callable[[], bool], ms: int = 5000) -> None:
        """Turn the event loop until something holds."""
        for _ in range(ms // 20):
            if what():
                return
            self.wait(20)
        raise TimeoutError("the scene did not come about")

    def wait(self, ms: int) -> None:
        """Turn the event loop (QTest's own wait would keep the workers waiting as well)."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def key(self, *keys: str) -> None:
        """Press keys of the window, one after the other."""
        for key in keys:
            focus = QApplication.focusWidget() or self.window
            if key.startswith("Ctrl+"):
                QTest.keyClick(focus, getattr(Qt.Key, f"Key_{key[5:]}"), Qt.KeyboardModifier.ControlModifier)
            elif key.startswith("Alt+"):
                QTest.keyClick(focus, getattr(Qt.Key, f"Key_{key[4:]}"), Qt.KeyboardModifier.AltModifier)
            elif len(key) > 1:
                QTest.keyClick(focus, getattr(Qt.Key, f"Key_{key}"))
            else:
                QTest.keyClick(focus, key)
            self.wait(120)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.wait(60)

    def open_president(self) -> None:
        """Open the president's case with the keyboard."""
        self.key("J", "O")
        self.wait(900)

    def close(self) -> None:
        """Put it away."""
        self.window.close()
        self.wait(300)
        self.window.deleteLater()


def queue(theme: ThemeSwitch) -> Scene:
    return Scene(theme, 1)


def case(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1)
    scene.open_president()
    return scene


def friction(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2)
    scene.open_president()
    scene.key("X")
    scene.wait(700)
    scene.key("Down", "Return")
    scene.wait(700)
    scene.type("Post 919048 threatens the people of another country, and was repeated after 14:02.")
    scene.key("Ctrl+Return")
    scene.wait(700)
    scene.key("2")
    scene.wait(700)
    scene.type("@republic_pre")
    return scene


def friction_begin(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2)
    scene.open_president()
    scene.key("X")
    scene.wait(700)
    return scene


def phrases(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2, kept=("The post threatens people of another country.", "Warned before, on the same day."))
    scene.open_president()
    scene.key("X")
    scene.wait(700)
    scene.key("Return")
    scene.wait(700)
    scene.type("Post 919048, cited above.")
    scene.key("Ctrl+P")
    scene.wait(200)
    return scene


def sentence(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2, circumstances=HEAVY)
    scene.open_president()
    scene.key("X")
    scene.wait(700)
    scene.key("Return")
    scene.wait(700)
    scene.type("Post 919048 threatens the people of another country, and was repeated after 14:02.")
    scene.key("Ctrl+Return")
    scene.wait(300)
    return scene


def handle_missed(theme: ThemeSwitch) -> Scene:
    scene = friction(theme)
    scene.key("Ctrl+A")
    scene.type("@republic_b")
    return scene


def hold(theme: ThemeSwitch) -> Scene:
    scene = friction(theme)
    scene.type("sident")
    scene.wait(700)
    scene.type("right")
    scene.key("Return")
    scene.wait(700)
    button = scene.window.findChild(HoldButton, "commit")
    assert button is not None
    button.begin()
    scene.wait(700)
    button._timer.stop()
    return scene


def heavier(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2, circumstances=HEAVY, shift_s=10 * 3600 - 700)
    scene.key("J", "J", "J", "J", "O")
    scene.wait(900)
    return scene


def twins(theme: ThemeSwitch) -> Scene:
    scene = heavier(theme)
    scene.key("S")
    scene.wait(700)
    return scene


def durations(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 2)
    scene.key("J", "J", "O")
    scene.wait(900)
    scene.key("S")
    scene.wait(700)
    chip = scene.window.findChild(Chip, "propose_for_0")
    assert chip is not None
    chip.click()
    scene.wait(300)
    return scene


def again(theme: ThemeSwitch) -> Scene:
    scene = friction_begin(theme)
    attention = scene.desk.beside.attention
    attention._last = (attention._last[0] - 420, attention._last[1] - 420)
    QTest.keyClick(scene.window.windowHandle(), Qt.Key.Key_A)
    scene.wait(700)
    return scene


def refused(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1, circumstances=LAST)
    scene.open_president()
    scene.key("X")
    scene.wait(300)
    return scene


def look_alike(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1)
    scene.key("J", "J", "J", "J", "O")
    scene.wait(900)
    return scene


def asked(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1)
    scene.key("J", "J", "O")
    scene.wait(900)
    scene.key("D")
    scene.wait(600)
    return scene


def countersign(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 3, announced=False)
    scene.key("Alt+2", "J", "O")
    scene.wait(900)
    return scene


def found(theme: ThemeSwitch) -> Scene:
    scene = countersign(theme)
    scene.until(lambda: not scene.desk.action.finding.dead.dead)
    scene.key("2", "X")
    scene.wait(100)
    return scene


def compare(theme: ThemeSwitch) -> Scene:
    scene = found(theme)
    scene.key("Ctrl+S")
    scene.wait(1500)
    scene.key("1")
    scene.wait(300)
    return scene


def restore(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 4, carried_out=True)
    scene.key("Alt+4", "O")
    scene.wait(700)
    return scene


def story(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 4, carried_out=True)
    scene.open_president()
    scene.window.commands.run("tab_story")
    scene.wait(500)
    return scene


def waiting(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1)
    scene.key("Alt+3", "O")
    scene.wait(500)
    return scene


def empty(theme: ThemeSwitch) -> Scene:
    return Scene(theme, 1, empty=True)


def no_hits(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1)
    scene.key("F")
    scene.type("reason:hate lang:xx age:zzz")
    scene.wait(700)
    return scene


def offline(theme: ThemeSwitch) -> Scene:
    return Scene(theme, 1, offline=True)


def palette(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1, carried_out=True)
    scene.key("Ctrl+K")
    scene.type("repub")
    scene.wait(500)
    return scene


def urgent(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 1, urgent=3)
    scene.open_president()
    scene.key("F8")
    scene.wait(600)
    return scene


def late(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 3, urgent=1)
    scene.key("Alt+3")
    scene.wait(300)
    scene.key("K", "O")
    scene.wait(700)
    scene.key("1")
    return scene


def undo_since(theme: ThemeSwitch) -> Scene:
    scene = Scene(theme, 3, announced=False)
    scene.window.commands.run("undo_since")
    scene.wait(300)
    scene.key("Return")
    scene.wait(600)
    scene.key("A")
    return scene


SCENES: dict[str, Callable[[ThemeSwitch], Scene]] = {
    f.__name__: f
    for f in (
        phrases, sentence, handle_missed, hold, heavier, twins, durations, again,
        queue, case, friction, friction_begin, refused, look_alike, asked, countersign, found, compare, restore,
        story, waiting, empty, no_hits, offline, palette, urgent, late, undo_since,
    )
}  # fmt: skip


def main(folder: Path, names: list[str], quick: bool) -> int:
    """Write the pictures."""
    app = application()
    theme = ThemeSwitch(app)
    theme.choose(Appearance.LIGHT)
    sizes = (QSize(1280, 800),) if quick else (QSize(1280, 800), QSize(1920, 1080))
    for name in names or SCENES:
        scene = SCENES[name](theme)
        appearances = (Appearance.LIGHT,) if quick else (Appearance.LIGHT, Appearance.DARK)
        grab(scene.window, theme, folder, name, sizes=sizes, appearances=appearances)
        scene.close()
        print(name)
    QTimer.singleShot(0, app.quit)
    return app.exec()


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--quick"]
    raise SystemExit(main(Path(arguments[0]), arguments[1:], "--quick" in sys.argv))
