"""Actions, what a platform says that each does, and how heavy that makes it (PROTOCOL.md section 3)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Tier(StrEnum):
    """Protection of an account; unknown counts as the highest (I4)."""

    STANDARD = "standard"
    VERIFIED = "verified"
    HEAD_OF_STATE = "head_of_state"

    @property
    def rank(self) -> int:
        """0 for standard, 2 for head of state."""
        return _TIERS.index(self)

    @property
    def protected(self) -> bool:
        """Whether a second person has to sign."""
        return self is not Tier.STANDARD


_TIERS = tuple(Tier)


def highest(*tiers: Tier | None) -> Tier:
    """The highest of what is known; ``None`` (not known), or nothing at all, counts as the highest (I4)."""
    if not tiers or None in tiers:
        return Tier.HEAD_OF_STATE
    return max((t for t in tiers if t is not None), key=lambda t: t.rank)


class Action(StrEnum):
    """What can be proposed on an account; restore is the way back of each and no action of its own."""

    DISMISS = "dismiss"
    WARN = "warn"
    LABEL = "label"
    REMOVE_CONTENT = "remove_content"
    LIMIT = "limit"
    SUSPEND = "suspend"
    DEACTIVATE = "deactivate"


class Impact(StrEnum):
    """What the platform really does to the account (PROTOCOL.md section 3), from least to most."""

    NOTHING = "nothing"
    MARKED = "marked"
    MUTED = "muted"
    HIDDEN = "hidden"
    GONE = "gone"


class Reversible(StrEnum):
    """Whether the platform can take the action back; a platform that has not said so counts as NO."""

    WHOLE = "whole"
    PARTLY = "partly"
    NO = "no"


class DeclaredEffect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one action becomes on one platform, as its connector declares it; bound into the proposal's bytes.

    ``sentence`` is the exact effect in one English sentence: what visitors see and what the person can still do.
    ``lost`` names what does not come back ("" when nothing is lost).  ``way`` is the platform's own word for the
    order ("suspend", "lock"), so that a substitute is a named choice and never silent.
    """

    action: Action
    way: str
    impact: Impact
    sentence: str
    reversible: Reversible = Reversible.NO
    lost: str = ""
    timed: bool = False
    """Whether the action can end by itself after a duration."""


class Level(StrEnum):
    """A column of the friction table (DESIGN.md section 6)."""

    DISMISS = "dismiss"
    MARK = "mark"
    """warn, label"""
    CURB = "curb"
    """remove content, limit"""
    SUSPEND = "suspend"
    DEACTIVATE = "deactivate"

    @property
    def rank(self) -> int:
        """0 for dismiss, 4 for deactivate."""
        return _LEVELS.index(self)


_LEVELS = tuple(Level)

_BY_NAME = {
    Action.DISMISS: Level.DISMISS,
    Action.WARN: Level.MARK,
    Action.LABEL: Level.MARK,
    Action.REMOVE_CONTENT: Level.CURB,
    Action.LIMIT: Level.CURB,
    Action.SUSPEND: Level.SUSPEND,
    Action.DEACTIVATE: Level.DEACTIVATE,
}
_BY_IMPACT = {
    Impact.NOTHING: Level.DISMISS,
    Impact.MARKED: Level.MARK,
    Impact.MUTED: Level.CURB,
    Impact.HIDDEN: Level.SUSPEND,
    Impact.GONE: Level.DEACTIVATE,
}
LONG_S = 30 * 24 * 3600
"""Hidden for longer than this (seconds), or without end, counts as deactivate (PROTOCOL.md section 3)."""
MOST_DURATION_S = 200 * 366 * 24 * 3600
"""The longest time (seconds) that is counted anywhere: instants computed from it stay dates.  Longer is without end."""


class Weight(msgspec.Struct, frozen=True):
    """How heavy an action is: a column, and one more when even the last column is not heavy enough."""

    level: Level
    beyond: bool = False
    """One heavier than the last column: one more reader and double the cooling-off."""


def weight(action: Action, effect: DeclaredEffect, duration_s: int | None) -> Weight:
    """The heavier of the action's name and of what the connector says that it does (PROTOCOL.md section 3).

    ``duration_s`` is in seconds, ``None`` without end; a duration that the platform can't keep is none.  What comes
    back only partly or not at all counts one heavier; a dismissal has nothing to come back from.
    """
    rank = max(_BY_NAME[action].rank, _BY_IMPACT[effect.impact].rank)
    endless = duration_s is None or not effect.timed
    if effect.impact is Impact.HIDDEN and (endless or (duration_s or 0) > LONG_S):
        rank = max(rank, Level.DEACTIVATE.rank)
    if action is not Action.DISMISS and effect.reversible is not Reversible.WHOLE:
        rank += 1
    return Weight(_LEVELS[min(rank, Level.DEACTIVATE.rank)], rank > Level.DEACTIVATE.rank)
