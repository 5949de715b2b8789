"""The person at the console and the persons after them, in numbers: how often they slip, what they notice, what wears.

Rates are per 1,000 in the literature and shares here.  Where they come from:

* Wrong targets, 1.5 of 1,000, caught by one click 16 %, by entering the identity again 41 %: orders for the wrong
  patient in a randomised trial (Adelman and others, J Am Med Inform Assoc 20 (2013) 305-310, table 3).
* A dialog that has to be looked at for 2.5 s: 30 % at once, 24.8 % after two years (Green and others, Ann Emerg Med 65
  (2015) 679-686), here their middle.  The target's picture: odds ratios 0.72, adjusted 0.57 (Salmasian and others,
  JAMA Netw Open 3 (2020) e2019652), here the middle of 28 and 43 %.
* Dependence between checks: THERP (Swain and Guttmann, NUREG/CR-1278, 1983, table 10-2).  That texts which vary wear
  less in three weeks than fixed ones: Vance and others, MIS Quarterly 42 (2018) 355-380.  That rare targets are missed
  more: Wolfe, Horowitz and Kenner, Nature 435 (2005) 439-440.

Assumed, and swept for that reason: the high rate of wrong targets (6.5), the header's 6 %, 6 wrong keys in 1,000, how
much wears, a miss of 0.45.  What has no published rate at all is swept over 1 to 50 per 1,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Look(StrEnum):
    """Something that a person meets on the way, and in which they may notice that it is the wrong one."""

    HEADER = "header"
    PICTURE = "picture"
    CLICK = "click"
    SENTENCE = "sentence"
    HANDLE = "handle"


class Slip(StrEnum):
    """What goes wrong in a hand or a head; each is played or simulated for itself and weighed by its rate."""

    WRONG_TARGET = "wrong target"
    WRONG_KEY = "wrong key"
    DOUBLE_PRESS = "double press"
    HELD_ENTER = "held Enter"
    MODE = "mode"
    PASTE = "paste"
    POST_COMPLETION = "post-completion"


class Error(StrEnum):
    """In what an effect that reaches a platform is wrong."""

    TARGET = "target"
    ACTION = "action"


_PER_1000 = 1e-3
_NO_RATE_LOW, _NO_RATE_HIGH = 1 * _PER_1000, 50 * _PER_1000
_NO_RATE = (_NO_RATE_LOW * _NO_RATE_HIGH) ** 0.5


@dataclass(frozen=True)
class Operator:
    """All inputs.  Rates are shares of actions (``wrong_key``: of keys); the rest are probabilities or factors."""

    wrong_target: float = (1.5 * 6.5) ** 0.5 * _PER_1000
    wrong_key: float = 6 * _PER_1000
    double_press: float = _NO_RATE
    held_enter: float = _NO_RATE
    mode: float = _NO_RATE
    paste: float = _NO_RATE
    post_completion: float = _NO_RATE
    header: float = 0.06
    picture: float = 0.36
    click: float = 0.16
    sentence: float = 0.27
    handle: float = 0.41
    fixed_worn: float = 0.55
    varying_worn: float = 0.76
    handled_worn: float = 1.0
    reader_miss: float = 0.1
    """THERP's basic probability N that a checker misses; 0.45 where targets are rare (no dismissals, no canaries)."""
    undo: float = 0.0
    """How many notice within the hold-back and press the key.  Nobody has measured it, so it counts for nothing."""
    stop: float = 0.0
    """How many cooling-offs somebody on duty stops.  Nobody has measured it either."""

    def rate(self, slip: Slip) -> float:
        """The share of actions (of keys, for a wrong key) in which this slip happens."""
        number: float = getattr(self, slip.name.lower())
        return number

    def notices(self, look: Look, error: Error) -> float:
        """The probability that one look, taken alone, shows the error.

        The rates were measured on wrong targets.  A wrong action can only show where the action is said in words.
        """
        if error is Error.ACTION and look not in (Look.CLICK, Look.SENTENCE):
            return 0.0
        worn = {
            Look.HEADER: self.varying_worn,
            Look.PICTURE: self.varying_worn,
            Look.CLICK: self.fixed_worn,
            Look.SENTENCE: self.handled_worn,
            Look.HANDLE: self.handled_worn,
        }[look]
        number: float = getattr(self, look.value)
        return number * worn


FRESH = Operator(fixed_worn=1.0, varying_worn=1.0)
"""Nothing has worn out yet: the operator of the numbers by hand."""
LOW = replace(
    Operator(),
    wrong_target=1.5 * _PER_1000,
    **dict.fromkeys(("double_press", "held_enter", "mode", "paste", "post_completion"), _NO_RATE_LOW),
)
HIGH = replace(
    Operator(),
    wrong_target=6.5 * _PER_1000,
    **dict.fromkeys(("double_press", "held_enter", "mode", "paste", "post_completion"), _NO_RATE_HIGH),
)

SWEEPS: dict[str, tuple[float, float]] = {
    "wrong_target": (LOW.wrong_target, HIGH.wrong_target),
    "wrong_key": (0.003, 0.012),
    "double_press": (_NO_RATE_LOW, _NO_RATE_HIGH),
    "held_enter": (_NO_RATE_LOW, _NO_RATE_HIGH),
    "mode": (_NO_RATE_LOW, _NO_RATE_HIGH),
    "paste": (_NO_RATE_LOW, _NO_RATE_HIGH),
    "post_completion": (_NO_RATE_LOW, _NO_RATE_HIGH),
    "picture": (0.28, 0.43),
    "header": (0.03, 0.12),
    "click": (0.08, 0.32),
    "sentence": (0.135, 0.54),
    "handle": (0.205, 0.60),
    "fixed_worn": (0.4, 1.0),
    "varying_worn": (0.55, 1.0),
    "handled_worn": (0.76, 1.0),
    "reader_miss": (0.05, 0.45),
    "undo": (0.0, 0.5),
    "stop": (0.0, 0.5),
}
"""From where to where each input is swept, one at a time: as published where there is a range, else half to double."""


def high_dependence(miss: float) -> float:
    """THERP: the probability of missing it too, for the same person, or one who saw what the first one said."""
    return (1 + miss) / 2


def low_dependence(miss: float) -> float:
    """THERP: the probability of missing it too, for somebody else who judges for themselves."""
    return (1 + 19 * miss) / 20


def caught(looks: Sequence[Look], error: Error, operator: Operator) -> tuple[list[tuple[Look, float]], float]:
    """What share each look catches, in order, and the share that goes on.

    The first look that can show the error counts at face value, the later ones of the same person with high
    dependence.
    """
    left, out, first = 1.0, [], True
    for look in looks:
        notices = operator.notices(look, error)
        if not notices:
            continue
        miss = 1 - notices if first else high_dependence(1 - notices)
        out.append((look, left * (1 - miss)))
        left *= miss
        first = False
    return out, left


def blind_misses(operator: Operator, many: int) -> list[float]:
    """The probability that each of ``many`` blind readers misses it, given that those before them did."""
    out: list[float] = []
    miss = operator.reader_miss
    for _ in range(many):
        miss = low_dependence(miss)
        out.append(miss)
    return out


def let_through(readers: int, operator: Operator, *, third_person: bool = True) -> float:
    """The share of wrong proposals that blind readers let through.

    With ``third_person`` as PROTOCOL.md section 4.3 says: whoever does not agree is followed by another, and one
    signature more is needed; two that don't agree refuse.  Without, everybody has to miss it.
    """
    misses = blind_misses(operator, readers + 1)

    def go(signed: int, against: int) -> float:
        if against > 1 or (against and not third_person):
            return 0.0
        if signed >= readers + against:
            return 1.0
        miss = misses[signed]
        return miss * go(signed + 1, against) + (1 - miss) * go(signed, against + 1)

    return go(0, 0)


BY_HAND: dict[str, tuple[float, float]] = {
    "one dialog": (126.0, 546.0),
    "all solo steps": (66.0, 286.0),
    "and a checker who sees the verdict": (36.0, 157.0),
    "and a blind one": (9.6, 41.0),
    "and two blind": (1.8, 7.8),
}
"""Wrong effects per 100,000 from wrong targets alone, without undo, low and high, as worked out by hand."""
TOLERANCE = 0.05
