"""Where the clocks of second readings stand, in words for readers, authors and whoever watches the floor.

Paged at five minutes, drawn again at fifteen, widened at sixty (policy: ``page_after_s``, ``draw_again_after_s``,
``widen_after_s``), never let through.  For a reader every kind of second reading sounds alike (I14).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from console.domain.findings import counted, needed
from console.domain.policy import Policy
from console.domain.proposals import sign_by
from console.domain.readings import eligible, live_readings
from console.domain.sentences import span
from console.domain.state import AssignmentFacts, ProposalFacts, State


class ReadingClock(msgspec.Struct, frozen=True, kw_only=True):
    """The clocks of one live reading; the same for whatever it was drawn for."""

    assignment: str
    person: str
    since: datetime
    page_at: datetime
    paged_at: datetime | None
    drawn_again_at: datetime
    words: str


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a proposal that waits for signatures stands, for its author, administrators and auditors."""

    proposal: str
    since: datetime
    missing: int
    """Signatures still to come."""
    reading: int
    """Readers who are at it now."""
    widened: bool
    nobody: bool
    """Whether nobody is left who could be drawn: it expires, and never passes."""
    expires: datetime
    words: str


def reading_clock(assignment: AssignmentFacts, policy: Policy, now: datetime) -> ReadingClock:
    """The clocks of a reading; ``now`` only chooses the words."""
    since = assignment.opened_at or assignment.at
    page_at = since + timedelta(seconds=policy.limits.page_after_s)
    again_at = since + timedelta(seconds=policy.limits.draw_again_after_s)
    if assignment.paged_at is not None:
        words = f"Paged at {_clock(assignment.paged_at)}; somebody else is drawn at {_clock(again_at)}."
    elif now < page_at:
        words = (
            f"Assigned at {_clock(since)}; paged at {_clock(page_at)}, somebody else is drawn at {_clock(again_at)}."
        )
    else:
        words = f"Assigned at {_clock(since)}; somebody else is drawn at {_clock(again_at)}."
    return ReadingClock(
        assignment=assignment.id,
        person=assignment.person,
        since=since,
        page_at=page_at,
        paged_at=assignment.paged_at,
        drawn_again_at=again_at,
        words=words,
    )


def waiting(state: State, proposal: ProposalFacts, now: datetime) -> Waiting | None:
    """Where a proposal's second readings stand; ``None`` when it waits for nobody's signature."""
    policy = state.policies.get(proposal.body.policy)
    missing = needed(proposal) - len(counted(state, proposal, now))
    if policy is None or missing <= 0 or proposal.closed is not None:
        return None
    live = live_readings(state, proposal)
    nobody = not live and not eligible(state, proposal, now)
    widen_at = proposal.at + timedelta(seconds=policy.limits.widen_after_s)
    expires = sign_by(proposal)
    return Waiting(
        proposal=proposal.digest,
        since=proposal.at,
        missing=missing,
        reading=len(live),
        widened=now >= widen_at,
        nobody=nobody,
        expires=expires,
        words=_words(missing, live, nobody, _since(state, proposal), widen_at, expires, policy, now),
    )


def author_words(state: State, proposal: ProposalFacts, now: datetime) -> str:
    """Whom a proposal waits for, in words for its author: how many people, since when, what comes next, and no names.

    That one reading did not agree is told, because one signature more is then needed; what it found is not.
    """
    where, policy = waiting(state, proposal, now), state.policies.get(proposal.body.policy)
    if where is None or policy is None:
        return "About to be closed."
    if where.nobody:
        return where.words
    people = "one second reader" if where.missing == 1 else f"{where.missing} second readers"
    more = " more" if counted(state, proposal, now) else ""
    third = " One reading did not agree, so one person more has to sign." if proposal.against else ""
    live = live_readings(state, proposal)
    if not live:
        return f"Waits for {people}{more}; nobody is drawn, since {_ago(_since(state, proposal), now)}.{third}"
    clocks = [reading_clock(reading, policy, now) for reading in live]
    drawn, again = max(clock.since for clock in clocks), min(clock.drawn_again_at for clock in clocks)
    called = max((clock.paged_at for clock in clocks if clock.paged_at is not None), default=None)
    paged = "" if called is None else f" and paged {_ago(called, now)} ago"
    next_ = f"Without an answer somebody else is drawn at {_clock(again)}."
    return f"Waits for {people}{more}, drawn by lot {_ago(drawn, now)} ago{paged}. {next_}{third}"


def _ago(at: datetime, now: datetime) -> str:
    return span(max(1, int((now - at).total_seconds())))


def _since(state: State, proposal: ProposalFacts) -> datetime:
    """Since when nobody reads it: the end of its last reading, or its own beginning."""
    ends = [state.assignments[a].over_at for a in proposal.assignments]
    return max((at for at in ends if at is not None), default=proposal.at)


def _words(
    missing: int,
    live: tuple[AssignmentFacts, ...],
    nobody: bool,
    since: datetime,
    widen_at: datetime,
    expires: datetime,
    policy: Policy,
    now: datetime,
) -> str:
    who = "One signature is" if missing == 1 else f"{missing} signatures are"
    if nobody:
        return (
            f"Nobody can sign since {_clock(since)}: everyone eligible was asked, stepped aside or is not independent. "
            f"It expires at {_clock(expires)}, and it never passes."
        )
    if not live:
        return f"{who} missing, and nobody is drawn since {_clock(since)}. It expires at {_clock(expires)}."
    clocks = [reading_clock(reading, policy, now) for reading in live]
    again = min(clock.drawn_again_at for clock in clocks)
    paged = [clock.paged_at for clock in clocks if clock.paged_at is not None]
    told = f"Paged at {_clock(max(paged))}, drawn again" if paged else "Drawn again"
    wide = "everyone is asked again" if now >= widen_at else f"widened at {_clock(widen_at)}"
    return f"{who} missing. {told} at {_clock(again)}, {wide}. It expires at {_clock(expires)}."


def _clock(at: datetime) -> str:
    return f"{at:%H:%M} UTC"
