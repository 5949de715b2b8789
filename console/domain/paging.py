"""Who is called to a second reading, and when it rings: alike for every kind of reading (I14).

A call is an entry of the registrar (``doc.Paged``), once for each reading.  What rings, the operator's command and the
window's notification, follows that entry; neither knows what stands behind the reading, nor may it say which case.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from console.domain.policy import Policy
from console.domain.state import AssignmentFacts, State

ON_DUTY = timedelta(minutes=10)
"""Who has not said so for longer is not on duty (PROTOCOL.md section 5)."""
LONGEST_BREAK = timedelta(hours=1)
"""Who said that they take a break and has not come back for longer has gone home, and is called like anybody else."""
CALL = "You are called: a second reading waits for you in Countersign."
"""What a call says, to the letter, whatever it is for; the only words that leave the console (I14)."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A call that still waits for its person's finding."""

    assignment: str
    person: str
    since: datetime
    index: int
    """The entry that is the call: what rings, rings once for it."""
    words: str
    """"You are paged since 14:05 UTC", for the screen of that person."""


def on_duty(state: State, person: str, now: datetime) -> bool:
    """Whether somebody's console said lately that they are there."""
    doings = state.doings(person)
    return doings.on_duty_since is not None and doings.renewed is not None and now - doings.renewed < ON_DUTY


def on_break(state: State, person: str, now: datetime) -> bool:
    """Whether somebody rests: nobody is called out of a break."""
    since = state.doings(person).break_since
    return since is not None and now - since < LONGEST_BREAK


def must_page(state: State, assignment: AssignmentFacts, policy: Policy, now: datetime) -> bool:
    """Whether the person of a live reading has to be called now: five minutes are over, or they are not on duty.

    Each reading pages once.  Who is on a break is called when it is over; out of it only for a case that they were
    drawn for before, because then it was widened and nobody else is left.  The rule does not look at what stands
    behind the reading (I14).
    """
    if assignment.over is not None or assignment.paged_at is not None or assignment.finding is not None:
        return False
    person = assignment.person
    if on_break(state, person, now) and not _asked_again(state, assignment):
        return False
    return not on_duty(state, person, now) or now >= assignment.at + timedelta(seconds=policy.limits.page_after_s)


def _asked_again(state: State, assignment: AssignmentFacts) -> bool:
    return any(
        other.case == assignment.case and other.person == assignment.person and other.index < assignment.index
        for other in state.assignments.values()
    )


def pages(state: State, person: str | None = None, since: int = 0) -> tuple[Page, ...]:
    """The calls that still wait for a finding, oldest first: everybody's or one person's, from entry ``since`` on."""
    found = [
        Page(
            assignment=reading.id,
            person=reading.person,
            since=reading.paged_at,
            index=reading.paged_index,
            words=f"You are paged since {reading.paged_at:%H:%M} UTC.",
        )
        for reading in (state.assignments[name] for name in state.live_assignments)
        if reading.paged_at is not None
        and reading.paged_index is not None
        and reading.paged_index >= since
        and reading.finding is None
        and person in (None, reading.person)
    ]
    return tuple(sorted(found, key=lambda page: page.index))
