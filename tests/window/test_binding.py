"""The installed PySide returns None and True without taking a reference away, so that a long shift ends nothing.

6.12.0 did on Python 3.10 and 3.11 (the interpreter ends with "deallocating None"); see pyproject.toml.
"""

import sys

from PySide6.QtCore import QObject, Signal

CALLS = 2_000


class Speaker(QObject):
    said = Signal()


def test_calls_and_signals_take_no_reference_of_none_and_true_away() -> None:
    speaker = Speaker()
    none, true = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        speaker.setObjectName("x")
        speaker.said.emit()
    assert sys.getrefcount(None) > none - CALLS // 2
    assert sys.getrefcount(True) > true - CALLS // 2
