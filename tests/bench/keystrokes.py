"""The keystroke-level model: what a person's hands and head need for a procedure that goes without errors.

S. K. Card, T. P. Moran and A. Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23 (1980) 396-410: the times of the operators in table I, where to put the mental ones in
figure 1.  Reading is not in that model: M. Brysbaert, "How many words do we read per minute?", Journal of Memory and
Language 109 (2019) 104047, for silent reading.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

K_S = 0.28
"""One key or button, average skilled typist of 40 words a minute (seconds); Ctrl is a key of its own."""
P_S = 1.10
"""Pointing at a target with a mouse (seconds)."""
H_S = 0.40
"""Homing: moving the hand between keyboard and mouse (seconds)."""
M_S = 1.35
"""Preparing mentally for what comes next (seconds)."""
TEXT_S = 0.23
"""One character of text that one writes (seconds)."""
HANDLE_S = (0.50, 0.75)
"""One character that is copied: random letters, and complex codes (seconds)."""
WORDS_PER_S = 238 / 60
"""Words that adults read silently in a second, non-fiction."""


class Does(StrEnum):
    """What a key is pressed for."""

    ACTION = "action"
    CLAUSE = "clause"
    CONTINUE = "continue"
    PIECE = "piece"
    ENTER = "enter"
    COMMIT = "commit"
    HOLD = "hold"
    RESTORE = "restore"


_THOUGHT_OF = frozenset({Does.ACTION, Does.CLAUSE, Does.PIECE, Does.COMMIT, Does.HOLD, Does.RESTORE})
"""Before these one prepares mentally; what only ends a string of text is part of it (rule 3 of figure 1)."""


@dataclass
class Tally:
    """What was done, in one procedure.  Times are counted in milliseconds, texts in characters."""

    keys: list[Does] = field(default_factory=list)
    held: int = 0
    """Modifiers that were held with them."""
    targets: list[str] = field(default_factory=list)
    """Controls that one would click, were the same done with a mouse."""
    text: int = 0
    handle: int = 0
    secret: int = 0
    """Characters of the passphrase."""
    read: int = 0
    """Words of the handled sentence and of its choices."""
    dead: list[float] = field(default_factory=list)
    """How long the window takes no key, before each that has to wait for it."""
    hold_ms: float = 0.0
    """How long the last key has to be held down."""

    @property
    def pressed(self) -> int:
        """Keys that were pressed, text aside; Ctrl with Enter is one."""
        return len(self.keys)

    @property
    def enforced_ms(self) -> float:
        """All that the window made one wait."""
        return sum(self.dead) + self.hold_ms

    @property
    def minds(self) -> int:
        """How often one prepares mentally: before keys that decide, and before each text."""
        texts = sum(1 for many in (self.text, self.handle, self.secret) if many)
        return sum(1 for key in self.keys if key in _THOUGHT_OF) + texts

    def outlasting_s(self) -> float:
        """How much longer the window is dead than one needs to prepare for the key (seconds)."""
        return sum(max(0.0, one / 1000 - M_S) for one in self.dead)

    def keyboard_s(self) -> tuple[float, float]:
        """Seconds with the keyboard alone; the two ends are the two paces at which a handle is copied."""
        rest = (self.pressed + self.held) * K_S + self.minds * M_S + (self.text + self.secret) * TEXT_S
        rest += self.hold_ms / 1000 + self.outlasting_s() + self.read / WORDS_PER_S
        return rest + self.handle * HANDLE_S[0], rest + self.handle * HANDLE_S[1]

    def pointer_s(self) -> tuple[float, float]:
        """The same with a mouse for everything that can be clicked: pointing, clicking, homing to each text and back.

        A field that is open for typing takes the focus by itself and is not pointed at.
        """
        texts = sum(1 for many in (self.text, self.handle, self.secret) if many)
        entered = Counter(self.keys)[Does.ENTER]
        clicks = len(self.targets) * (P_S + K_S) + entered * K_S + 2 * texts * H_S
        keys = (self.pressed + self.held) * K_S
        low, high = self.keyboard_s()
        return low - keys + clicks, high - keys + clicks

    def counted_s(self) -> tuple[float, float]:
        """What only friction asks for: the handled sentence, the handle, the hold, waits that outlast reading."""
        pieces = Counter(self.keys)[Does.PIECE]
        rest = pieces * (M_S + K_S) + self.read / WORDS_PER_S + self.hold_ms / 1000 + self.outlasting_s()
        minds = M_S if self.handle else 0.0
        return rest + minds + self.handle * HANDLE_S[0], rest + minds + self.handle * HANDLE_S[1]


SHIFT = 600
"""Decisions of one shift of eight hours."""
SHIFT_S = 8 * 3600
MIX: tuple[tuple[tuple[str, ...], float], ...] = (
    (("dismiss",), 0.78),
    (("warn", "label"), 0.15),
    (("remove_content", "limit"), 0.05),
    (("suspend",), 0.018),
    (("deactivate",), 0.002),
)
"""What share of them is what; actions that share a column share it evenly."""


def mix() -> dict[str, float]:
    """Action to its share of all decisions."""
    return {action: share / len(actions) for actions, share in MIX for action in actions}
