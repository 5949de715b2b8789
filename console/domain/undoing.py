"""Undo since: what one person did from a moment on that is in effect or still waits, and what can be done about it.

For a stolen key or a bad shift (PROTOCOL.md section 10).  Only lists: each line is then restored, or stopped, by a
document of its own under the same rules as ever.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.people import Person, Role
from console.domain.proposals import IN_EFFECT, WAITING, status
from console.domain.reasons import Lane, Reason, lane
from console.domain.restoring import distrusted, why_not_restore
from console.domain.state import ProposalFacts, State
from console.domain.views import Status
from console.domain.views_ways import Part, Undo

READERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})
"""Who may see what somebody did; an auditor only reads."""
RESTORERS = READERS - {Role.AUDITOR}
"""Who may take it back."""
_BLIND = frozenset({Status.HANDED_OFF, Status.COUNTERSIGNED})
"""What somebody may yet be drawn for, and has not been announced."""


class Done(msgspec.Struct, frozen=True):
    """A proposal that somebody had a part in, when that was, and where it stands."""

    proposal: ProposalFacts
    part: Part
    at: datetime
    status: Status


def done_since(state: State, person: str, since: datetime, now: datetime, viewer: Person) -> tuple[Done, ...]:
    """What ``person`` proposed, countersigned or restored from ``since`` on, newest first.

    Of proposals only those that are in effect or may yet be.  Whoever reads second is told of nothing that is still
    to be read, by them or anybody else (I14); administrators and auditors read no cases, and see all.
    """
    found: list[Done] = []
    for proposal in state.proposals.values():
        where: Status | None = None
        for part, at in _parts(proposal, person):
            if at < since:
                continue
            where = where or status(state, proposal, now)
            if where in IN_EFFECT | WAITING and not proposal.reopened:
                found.append(Done(proposal, part, at, where))
    for restore in state.restores.values():
        undone = state.proposals.get(restore.body.effect)
        if restore.body.author == person and restore.at >= since and undone is not None:
            found.append(Done(undone, Part.RESTORED, restore.at, status(state, undone, now)))
    shown = [done for done in found if told(state, done, viewer)]
    return tuple(sorted(shown, key=lambda done: (done.at, done.proposal.index), reverse=True))


def _parts(proposal: ProposalFacts, person: str) -> tuple[tuple[Part, datetime], ...]:
    if proposal.body.author == person:
        return ((Part.PROPOSED, proposal.at),)
    return tuple((Part.SIGNED, signed.at) for signed in proposal.signed if signed.person == person)


def told(state: State, done: Done, viewer: Person) -> bool:
    """Whether a line may be shown to this viewer."""
    if viewer.role is not Role.SUPERVISOR:
        return True
    if done.status in _BLIND or done.proposal.body.case in unread(state, viewer.id):
        return False
    return all(state.assignments[name].over is not None for name in done.proposal.assignments)


def unread(state: State, person: str) -> frozenset[str]:
    """The cases that somebody was drawn to read and has not found on: nothing of them is told to them (I14)."""
    live = (state.assignments[name] for name in state.live_assignments)
    return frozenset(a.case for a in live if a.person == person and a.finding is None)


def undo(state: State, done: Done, now: datetime, viewer: Person) -> tuple[Undo, tuple[Reason, ...]]:
    """What the viewer can do about a line, and why not more."""
    if done.part is Part.RESTORED:
        return Undo.NOTHING, ()
    if done.status is Status.COOLING_OFF and viewer.role is not Role.AUDITOR:
        return Undo.STOP, ()
    body = doc.Restore(
        store=state.store,
        env=state.env,
        author=viewer.id,
        role=viewer.role,
        nonce="",
        account=done.proposal.body.account,
        effect=done.proposal.digest,
    )
    why_not = why_not_restore(state, body, "", None, now, viewer)
    return {Lane.ALONE: Undo.RESTORE, Lane.SECOND: Undo.SECOND, Lane.NEVER: Undo.NOTHING}[lane(why_not)], why_not


def restores_left(state: State, author: str, now: datetime, viewer: Person) -> int | None:
    """How many of a person's doings the viewer may restore alone within this hour; ``None``: it is not counted."""
    if distrusted(state, author, viewer):
        return None
    most = 0 if state.policy is None else state.policy.limits.restores_per_hour
    lately = [at for _, at in state.doings(viewer.id).restores if (now - at).total_seconds() < 3600]
    return max(0, most - len(lately))


def counts(done: ProposalFacts) -> bool:
    """Whether restoring it counts: reopening what was dismissed does not (PROTOCOL.md section 10)."""
    return done.body.action is not Action.DISMISS
