"""The keys of each procedure, and what a slip makes of them: doubled, held, missed, meant for somewhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt

from console.domain.actions import Action
from console.domain.documents import StepKind
from console.ui.panes.action_row import ACTION_KEYS
from tests.bench.slip_lockstep import CTRL, How, Move, tap, write
from tests.bench.slip_people import Slip

HANDLE = "harbour_news"
WHY = "It degrades people for what they are, 2 times."
"""A justification with a digit and blanks in it: keys that mean something on other surfaces."""
_WITH_PIECE = "It happened 3 times since the warning."
"""Another with the very digit that completes the sentence."""
PIECE = 3
"""Which piece of the played sentence is the right one, from 1."""
PHRASE = "walks the quiet harbour"
HOLD_SLACK_S = 0.3

NEIGHBOURS = {
    "D": "SERFCX",
    "W": "QESA",
    "L": "KOP",
    "C": "XDFV",
    "M": "NJK",
    "S": "AWEDXZ",
    "X": "ZSDC",
}
"""The letters around each action's key on a keyboard of the United States (ANSI INCITS 154)."""
_AROUND = {Qt.Key.Key_Space: (Qt.Key.Key_B,), Qt.Key.Key_Return: (Qt.Key.Key_Apostrophe,)}


@dataclass(frozen=True)
class Variant:
    """One way in which a slip happens in one procedure."""

    slip: Slip
    words: str
    moves: tuple[Move, ...]


def path(steps: tuple[StepKind, ...], passphrase: bool, piece: int, hold_s: float) -> tuple[Move, ...]:
    """The right keys from the opened plan to its commit; ``piece`` is the right one of the sentence, from 1."""
    moves: list[Move] = []
    for kind in steps:
        if kind is StepKind.CLAUSE:
            moves.append(tap(Qt.Key.Key_Return))
        elif kind is StepKind.JUSTIFICATION:
            moves += [write(WHY), tap(Qt.Key.Key_Return, CTRL)]
        elif kind is StepKind.SENTENCE:
            moves.append(tap(Qt.Key(Qt.Key.Key_0 + piece)))
        elif kind is StepKind.HANDLE:
            moves.append(write(HANDLE))
    if passphrase:
        moves += [write(PHRASE), tap(Qt.Key.Key_Return)]
    if StepKind.HOLD in steps:
        moves.append(Move(How.HOLD, Qt.Key.Key_Space, seconds=hold_s + HOLD_SLACK_S))
    else:
        moves.append(tap(Qt.Key.Key_Space))
    return tuple(moves)


def variants(right: tuple[Move, ...]) -> Iterator[Variant]:
    """Every slip at every place of a procedure where it can happen; the hand goes on as if nothing had happened."""
    for at, one in enumerate(right):
        before, after = right[:at], right[at + 1 :]
        if one.how is How.TAP:
            yield Variant(Slip.DOUBLE_PRESS, f"{_name(one)} twice", (*before, one, one.as_slip(hasty=True), *after))
            for key in _around(one.key):
                wrong = tap(key).as_slip()
                yield Variant(Slip.WRONG_KEY, f"{key.name} for {_name(one)}", (*before, wrong, *after))
            if one.key is Qt.Key.Key_Return:
                held = Move(How.REPEAT, one.key, slip=True)
                yield Variant(Slip.HELD_ENTER, f"{_name(one)} held", (*before, one, held, *after))
        if one.how is not How.WRITE and one.key is not Qt.Key.Key_Return:
            for text in (WHY, _WITH_PIECE):
                typed = write(text).as_slip()
                yield Variant(Slip.MODE, f"text typed before {_name(one)}", (*before, typed, *right[at:]))
        if one.how is How.WRITE and one.text == HANDLE:
            pasted = tap(Qt.Key.Key_V, CTRL).as_slip()
            yield Variant(Slip.PASTE, "the handle pasted", (*before, pasted, *after))
            wrong_letter = write(HANDLE[:4] + "x" + HANDLE[5:]).as_slip()
            yield Variant(Slip.WRONG_KEY, "a wrong letter in the handle", (*before, wrong_letter, *after))
    searched = (write(WHY).as_slip(), tap(Qt.Key.Key_Return).as_slip())
    yield Variant(Slip.MODE, "a word meant for a search opened it", searched)
    entered = Move(How.REPEAT, Qt.Key.Key_Return, slip=True)
    yield Variant(Slip.HELD_ENTER, "Enter held in the place of the commit", (*right[:-1], entered))
    gone = (tap(Qt.Key.Key_G).as_slip(), tap(Qt.Key.Key_D).as_slip())
    yield Variant(Slip.POST_COMPLETION, "the commit forgotten, the next case begun", (*right[:-1], *gone))


def neighbours(action: Action) -> dict[Action, float]:
    """Which other action's key is hit, and in what share of the wrong keys around this one."""
    around = NEIGHBOURS[ACTION_KEYS[action]]
    by_key = {key: other for other, key in ACTION_KEYS.items()}
    return {by_key[key]: 1 / len(around) for key in around if key in by_key}


def _around(key: Qt.Key) -> tuple[Qt.Key, ...]:
    if key in _AROUND:
        return _AROUND[key]
    return tuple(Qt.Key(number) for number in (key - 1, key + 1) if Qt.Key.Key_1 <= number <= Qt.Key.Key_4)


def _name(one: Move) -> str:
    name = one.key.name.removeprefix("Key_")
    return f"Ctrl {name}" if one.modifiers == CTRL else name
