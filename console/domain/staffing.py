"""Whether a team is large enough for a policy, told when the policy is adopted (DESIGN.md section 6, *The lot*).

The pool of a draw has at least one person more than needed (PROTOCOL.md section 5), none of the author's vendor team,
and not the author; somebody has to be there in every shift.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain.actions import Level, Tier
from console.domain.people import Person, active, may_propose, may_read_second, same_team
from console.domain.policy import Policy
from console.domain.state import State

SHIFTS = 3
"""Shifts of a day that somebody has to read in, unless said otherwise."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of the table that the team can't meet; ``missing`` people per shift, ``words`` for the adoption."""

    tier: Tier
    level: Level
    readers: int
    needed_per_shift: int
    there: int
    """Who may read for the author with the fewest independent colleagues."""
    missing: int
    words: str


def staffing(policy: Policy, state: State, now: datetime, shifts: int = SHIFTS) -> tuple[Missing, ...]:
    """The cells that the people of the roster can't meet in ``shifts`` shifts a day; empty when they can meet all.

    The worst author counts: the one with the most colleagues of their own vendor among the readers.
    """
    people = [p for p in state.people.values() if active(p, state.doings(p.id).ended, now)]
    readers = [p for p in people if may_read_second(p)]
    authors = [p for p in people if may_propose(p)]
    there = min((_independent(author, readers) for author in authors), default=len(readers))
    found: list[Missing] = []
    for tier in Tier:
        for level in Level:
            needs = policy.friction.row(tier).cell(level).readers
            if not needs:
                continue
            per_shift = needs + 1
            missing = per_shift - there // shifts
            if missing > 0:
                found.append(
                    Missing(
                        tier=tier,
                        level=level,
                        readers=needs,
                        needed_per_shift=per_shift,
                        there=there,
                        missing=missing,
                        words=_words(tier, level, needs, per_shift, there, shifts, missing),
                    )
                )
    return tuple(found)


def worst(found: tuple[Missing, ...]) -> int:
    """People missing per shift for the cell that needs most; 0 when the team is large enough."""
    return max((one.missing for one in found), default=0)


def _independent(author: Person, readers: list[Person]) -> int:
    return sum(
        1 for p in readers if p.id != author.id and not same_team(author, p) and not set(p.keys) & set(author.keys)
    )


def _words(tier: Tier, level: Level, needs: int, per_shift: int, there: int, shifts: int, missing: int) -> str:
    called = {
        Tier.STANDARD: "an ordinary account",
        Tier.VERIFIED: "a verified account",
        Tier.HEAD_OF_STATE: "a head of state",
    }
    what = {
        Level.DISMISS: "A dismissal",
        Level.MARK: "A warning or label",
        Level.CURB: "Removing content or limiting",
        Level.SUSPEND: "Suspending",
        Level.DEACTIVATE: "Deactivating",
    }
    who = "one blind countersigner" if needs == 1 else f"{needs} blind countersigners"
    have = "nobody" if not there else "one person" if there == 1 else f"{there} people"
    return (
        f"{what[level]} on {called[tier]} takes {who}, so {per_shift} supervisors in each of {shifts} shifts; "
        f"{have} may read for the author with the fewest colleagues: {missing} missing per shift."
    )
