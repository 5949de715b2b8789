"""Screenshots for the README, from the real demo, with the story of 2017 told at its window by hand.

python -m tests.support.shots FOLDER [--large]

Writes each state as it is seen at 1280x800, light and dark; ``--large`` at 1920x1080 as well.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit

from console.bootstrap.demo import open_demo
from console.ui.app import make_window
from console.ui.theme.live import Appearance, ThemeSwitch
from console.ui.window import MainWindow, WindowState
from tests.support.hands import Hands
from tests.support.screens import application, grab
from tests.support.story import ALT, CTRL, SUPERVISORS, Teller, of_demo
from tests.support.turns import Turns, pause

SIZE, LARGE = QSize(1280, 800), QSize(1920, 1080)
PATIENCE_MS = 40_000


class Photographer:
    """Takes the window as it stands, in both appearances."""

    def __init__(self, window: MainWindow, theme: ThemeSwitch, folder: Path, sizes: tuple[QSize, ...]) -> None:
        self._window, self._theme, self._folder, self._sizes = window, theme, folder, sizes

    def take(self, name: str) -> None:
        """Write the pictures of this moment."""
        pause(900)  # toasts of the step before have gone, what was asked for is there
        self._window.toast.hide()
        for file in grab(self._window, self._theme, self._folder, name, sizes=self._sizes):
            smaller(file)
            print(f"{file.name} {file.stat().st_size // 1024} KB")
        self._window.resize(SIZE)


def smaller(file: Path) -> None:
    """Write a picture again without the last bit of each colour: nobody sees it, and blurred pictures pack better."""
    before = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    kept = bytes((value & 0xFE) | (value >> 7) for value in range(256))
    data = bytes(before.constBits()).translate(kept)
    after = QImage(data, before.width(), before.height(), before.bytesPerLine(), QImage.Format.Format_RGB32)
    if not after.save(str(file), "PNG", 0):  # type: ignore[call-overload]
        raise OSError(f"can't write {file}")


def first_half(teller: Teller, camera: Photographer) -> None:
    """From signing in to the proposal."""
    hands = teller.hands
    hands.find("sign_in_search")
    hands.wait(lambda: bool(hands.all("person_…")), "nobody can sign in")
    hands.wait(lambda: teller.place.seen(), "the platform is not there")
    camera.take("sign-in")
    teller.sit_down("Ira Kessler")
    hands.wait_for("7 h 05 of shift")
    hands.wait_for("309 open")  # all reports of the demo have come in
    pause(1_500)
    camera.take("queue")
    teller.filter_and_claim()
    hands.key("x")
    hands.wait_for("Not today")
    camera.take("not-today")
    hands.key("h")
    hands.key(Qt.Key.Key_S, CTRL)
    hands.wait_for("Passed on")
    teller.switch("Mona Adeyemi")
    teller.filter_and_claim()
    camera.take("case")
    hands.key("x")
    hands.wait_for("Propose: deactivate")
    teller.to_the_handle()
    begun = teller.place.handle[:13]
    hands.type(begun)
    camera.take("friction")
    hands.type(teller.place.handle[len(begun) :])
    teller.to_the_commit()
    hands.hold("commit", lambda: hands.sees("Asked") or hands.sees("On the record"))
    hands.wait_for("Waits for a second reading")
    camera.take("asked")


def second_half(teller: Teller, camera: Photographer) -> None:
    """From the lot to the story."""
    hands, place = teller.hands, teller.place
    readers: list[str] = []
    for number in range(2):
        readers.append(teller.reader(but=tuple(readers)))
        teller.open_reading()
        if not number:
            camera.take("find")
        teller.find_the_same(opened=True)
        if not number:
            hands.click("way_sign")
            camera.take("countersign")
        teller.countersign()
    other = next(name for name in SUPERVISORS if name not in readers)
    teller.switch(other)
    hands.wait_for("Deactivate in")
    camera.take("cooling-off")
    hands.wait(lambda: not place.seen(), "the account is still there")
    hands.key(Qt.Key.Key_4, ALT)
    hands.click_row("recent_list", place.name)
    hands.find("restore_commit")
    teller.story()
    camera.take("restore")
    hands.key("r")
    hands.key("r")
    hands.wait_for("Visitors see it again")
    pause(1_500)
    camera.take("restored")
    hands.key(Qt.Key.Key_1, ALT)
    teller.filter_and_claim()
    hands.click_tab("Who did what")
    camera.take("story")


def the_office(teller: Teller, camera: Photographer) -> None:
    """What an administrator works at."""
    hands = teller.hands
    teller.switch("Ruth Okafor")
    hands.wait_for("Take an enrolment card")
    camera.take("office-people")
    hands.click_tab("Register")
    hands.wait_for("Import a file")
    camera.take("office-register")
    hands.click_tab("Policy")
    hands.wait_for("This is the policy in force.")
    camera.take("office-policy")


def main(folder: Path, sizes: tuple[QSize, ...]) -> int:
    """Tell the story and write the pictures."""
    application()
    with tempfile.TemporaryDirectory() as scratch:
        demo = open_demo(Path(scratch) / "demo")
        theme = ThemeSwitch(application())
        theme.choose(Appearance.LIGHT)
        window = make_window(lambda _: demo.running.console, theme, WindowState())
        window.resize(SIZE)
        window.show()
        try:
            teller = Teller(Hands(Turns(), window, PATIENCE_MS), of_demo(demo))
            camera = Photographer(window, theme, folder, sizes)
            first_half(teller, camera)
            second_half(teller, camera)
            the_office(teller, camera)
        finally:
            for field in window.findChildren(QLineEdit):
                field.clearFocus()
            window.close()
            window.runner.wait(10.0)
            demo.close()
    return 0


if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if argument != "--large"]
    raise SystemExit(main(Path(wanted[0]), (SIZE, LARGE) if "--large" in sys.argv else (SIZE,)))
