"""A window that emits a hundred thousand signals does not run out of ``True``."""

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal
from console.ui.reference_leak import keep_true

class Speaker(QObject):
    said = Signal()

keep_true()
speaker = Speaker()
for _ in range(100_000):
    speaker.said.emit()
print("alive")
"""


def test_a_hundred_thousand_signals_end_nothing() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "alive\n"
