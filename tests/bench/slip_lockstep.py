"""Many windows played at once: each play is a generator that presses keys, and says what it waits for in between.

Dead times and holds are real time, so that one play takes seconds; played side by side, a hundred take no longer.
Keys go to what has the focus in the play's own window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.turns import pause

T = TypeVar("T")
Wait = float | Callable[[], bool]
"""Seconds, or what has to hold."""
Play = Generator[Wait, None, T]
AT_ONCE = 14
"""More at once are not faster: every surface that is dead looks at every event of the process."""
PATIENCE_S = 20.0
REPEATS, REPEAT_S = 30, 0.04
"""A held key repeats itself 25 times a second, here for longer than any surface is dead."""
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class How(StrEnum):
    """What a hand does."""

    TAP = "tap"
    WRITE = "write"
    REPEAT = "repeat"
    HOLD = "hold"


@dataclass(frozen=True)
class Move:
    """One thing that a hand does.  ``slip``: it was not meant.  ``hasty``: before the surface takes decisions."""

    how: How
    key: Qt.Key = Qt.Key.Key_unknown
    text: str = ""
    modifiers: Qt.KeyboardModifier = PLAIN
    seconds: float = 0.0
    slip: bool = False
    hasty: bool = False

    def as_slip(self, *, hasty: bool = False) -> Move:
        """The same, not meant."""
        return replace(self, slip=True, hasty=hasty)


def tap(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> Move:
    """A key, pressed and let go."""
    return Move(How.TAP, key, modifiers=modifiers)


def write(text: str) -> Move:
    """Text, letter by letter."""
    return Move(How.WRITE, text=text)


def move(front: Callable[[], QWidget], what: Move) -> Play[None]:
    """Do it, where the focus is in the window that is in front."""

    def focus() -> QWidget:
        window = front()
        inside: QWidget | None = window.focusWidget()
        return window if inside is None else inside

    if what.how is How.WRITE:
        for letter in what.text:
            QTest.keyClicks(focus(), letter)
    elif what.how is How.TAP:
        QTest.keyClick(focus(), what.key, what.modifiers)
    else:
        QTest.keyPress(focus(), what.key)
        for _ in range(REPEATS if what.how is How.REPEAT else 0):
            yield REPEAT_S
            QApplication.sendEvent(focus(), QKeyEvent(QEvent.Type.KeyPress, what.key, PLAIN, "\r", True))
        yield what.seconds
        QTest.keyRelease(focus(), what.key)
    yield 0.03


def play_all(plays: Sequence[Callable[[], Play[T]]]) -> list[T]:
    """Play them all, some at once; what each returns, in order."""
    outcomes: dict[int, T] = {}
    waiting = list(enumerate(plays))
    playing: dict[int, tuple[Play[T], Callable[[], bool], float]] = {}
    while waiting or playing:
        while waiting and len(playing) < AT_ONCE:
            number, begin = waiting.pop(0)
            playing[number] = (begin(), lambda: True, time.perf_counter())
        for number, (play, ready, since) in list(playing.items()):
            if not ready():
                if time.perf_counter() - since > PATIENCE_S:
                    raise TimeoutError(f"play {number} waits for ever")
                continue
            try:
                wait = next(play)
            except StopIteration as end:
                outcomes[number] = end.value
                del playing[number]
                continue
            playing[number] = (play, _holds(wait), time.perf_counter())
        pause(5)
    return [outcomes[number] for number in range(len(plays))]


def _holds(wait: Wait) -> Callable[[], bool]:
    if callable(wait):
        return wait
    end = time.perf_counter() + wait
    return lambda: time.perf_counter() >= end
