"""How long until one sees something, and until one can work, against a bare PySide6 window with a table.

Each run is a process of its own, ours and the bare one in turn; medians.  ``python -m tests.bench.start WHAT …`` is
such a process: it says when it has painted for the first time and, where a store was named, when the queue was filled.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure

RUNS = 9
PAINT_GOAL, FILLED_GOAL = 1.6, 4.0
PATIENCE_S = 60.0
WHO = "Ira Kessler"
ROOT = Path(__file__).resolve().parents[2]


def measure() -> list[Figure]:
    """First paint, and from unlock to a filled queue, both against the bare window's first paint."""
    from tests.support.command import Home

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.found()
        home.enrol(WHO, "reviewer", "--vendor", "Vendor North")
        home.must("intake", "pull", "--json", secrets=True)
        bare: list[float] = []
        painted: list[float] = []
        filled: list[float] = []
        derived: list[float] = []
        for run in range(RUNS + 1):
            peer = _run("bare")
            ours = _run("console", str(home.folder), home.passphrase_of[WHO])
            if run:  # the first pair only warms the disk's cache
                bare.append(peer["painted"])
                painted.append(ours["painted"])
                filled.append(ours["filled"])
                derived.append(ours["derived"])
    peer_s, ours_s, filled_s = (statistics.median(taken) for taken in (bare, painted, filled))
    more = (f"the passphrase's key derivation, left out: {statistics.median(derived) * 1e3:.0f} ms",)
    return [
        Figure("start paint", ours_s / peer_s, PAINT_GOAL, True, ours_s * 1e3, peer_s * 1e3, "ms", "first paint"),
        Figure(
            "start filled", filled_s / peer_s, FILLED_GOAL, True, filled_s * 1e3, peer_s * 1e3, "ms",
            "unlock to filled queue", more,
        ),
    ]  # fmt: skip


def _run(*arguments: str) -> dict[str, float]:
    """One process; the seconds that it says, counted from before it was started."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.start", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"start bench: {done.stderr.decode()[-2000:]}")
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**said, "painted": said["painted"] - began}


# --- in the process that is measured ---------------------------------------------------------------------------------


def bare() -> int:
    """A window with a table of as many rows as a page of the queue, and nothing else."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    application = QApplication(sys.argv[:1])

    class Bare(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, self.say)

        def say(self) -> None:
            print(json.dumps({"painted": time.time()}), flush=True)
            application.quit()

    window = Bare()
    table = QTableWidget(50, 4, window)
    for row in range(50):
        for column in range(4):
            table.setItem(row, column, QTableWidgetItem(f"row {row}, column {column}"))
    window.setCentralWidget(table)
    window.resize(1440, 900)
    window.show()
    return application.exec()


class Watch:
    """Notes when the window has painted, unlocks it, and notes when the queue is filled."""

    def __init__(self, passphrase: str) -> None:
        self.passphrase, self.said = passphrase, {"derived": 0.0}
        self.unlocked = 0.0

    def painted(self) -> None:
        """The first paint is through."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        self.said["painted"] = time.time()
        self.timer = QTimer(QApplication.instance())
        self.timer.timeout.connect(self.look)
        self.timer.start(1)

    def look(self) -> None:
        """Choose the person and unlock as soon as one can; end when the queue shows rows."""
        from PySide6.QtWidgets import QApplication, QListView

        from console.ui.window import MainWindow

        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        if not self.unlocked:
            if window.sign_in.found():
                self.unlock(window)
            return
        queue = window.findChild(QListView, "queue_list")
        if queue is not None and queue.model().rowCount() and queue.isVisible():
            queue.repaint()
            self.said["filled"] = time.perf_counter() - self.unlocked - self.said["derived"]
            print(json.dumps(self.said), flush=True)
            os._exit(0)

    def unlock(self, window: Any) -> None:
        """A digit, the passphrase, Enter; the time runs from Enter on."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        people = [who.name for who in window.sign_in.found()]
        QTest.keyClick(window.sign_in.search, str(people.index(WHO) + 1))
        QTest.keyClicks(window.sign_in.passphrase, self.passphrase)
        time_derivation(self.said)
        self.unlocked = time.perf_counter()
        QTest.keyClick(window.sign_in.passphrase, Qt.Key.Key_Return)


def time_derivation(said: dict[str, float]) -> None:
    """Let the derivation of the passphrase's key say how long it takes."""
    from console.secrets import sealed

    derive = sealed._derive

    def timed(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return derive(*arguments)
        finally:
            said["derived"] += time.perf_counter() - began

    sealed._derive = timed


def console(home: str, passphrase: str) -> int:
    """The console as ``countersign`` opens it, but that nobody types the passphrase of the file of secrets."""
    from console.cli.window import run
    from console.settings.paths import HOME_VARIABLE, folders

    watch = Watch(passphrase)
    chosen = folders({HOME_VARIABLE: home})

    def open_console(cancel: Any) -> Any:
        from console.cli.opening import open_for_window
        from tests.support.command import SECRETS

        return open_for_window(chosen, [SECRETS], cancel)

    import console.ui.window as window

    class Noted(window.MainWindow):
        """Says when its first paint is through."""

        noted = False

        def paintEvent(self, event: Any) -> None:
            if not self.noted:
                self.noted = True
                from PySide6.QtCore import QTimer

                QTimer.singleShot(0, watch.painted)
            super().paintEvent(event)

    import console.ui.app as app

    app.MainWindow = Noted  # type: ignore[misc]
    return run(open_console, chosen.user_settings)


if __name__ == "__main__":
    raise SystemExit(bare() if sys.argv[1] == "bare" else console(*sys.argv[2:]))
