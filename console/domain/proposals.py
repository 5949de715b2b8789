"""Where a proposal stands: derived from facts and time, in one place for every screen, timer and door."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain.actions import Action
from console.domain.documents import OrderKind, Outcome, Proposal
from console.domain.findings import counted, enough, needed
from console.domain.people import active
from console.domain.state import EffectFacts, ProposalFacts, State
from console.domain.views import ENDINGS, Status

NO_ORDER = "nothing"
"""The ``way`` of a declared effect for which the platform is asked nothing (a dismissal, where it marks nothing)."""


def orders(body: Proposal) -> bool:
    """Whether carrying it out sends anything to the platform."""
    return body.action is not Action.DISMISS or body.effect.way != NO_ORDER


def sign_by(proposal: ProposalFacts) -> datetime:
    """Until when all countersignatures have to be there (the first clock of I6)."""
    return proposal.at + timedelta(seconds=proposal.body.sign_within_s)


def due_at(proposal: ProposalFacts) -> datetime | None:
    """From when it may be carried out, or ``None`` while no cooling-off has begun that it needs; see also ``due``.

    Without readers: the end of the held-back time.  With readers: the end of cooling-off, counted from its
    announcement, which follows the last countersignature.
    """
    if needed(proposal):
        if proposal.cooling_from is None:
            return None
        return proposal.cooling_from + timedelta(seconds=proposal.cooling_off_s)
    return proposal.at + timedelta(seconds=max(proposal.held_back_s, proposal.cooling_off_s))


def cooled(state: State, proposal: ProposalFacts, now: datetime) -> bool:
    """Whether a cooling-off runs, or ran, that still stands on enough signatures.

    When a countersigner's contract ends before the effect, another signs, and it begins anew (I7).
    """
    return proposal.cooling_index is not None and enough(state, proposal, now, before=proposal.cooling_index)


def due(state: State, proposal: ProposalFacts, now: datetime) -> datetime | None:
    """From when it may be carried out, as far as its signatures count now; ``None`` while too few do."""
    return due_at(proposal) if not needed(proposal) or cooled(state, proposal, now) else None


def carry_out_by(proposal: ProposalFacts) -> datetime | None:
    """Until when it may be carried out (the second clock of I6), counted from when it was due."""
    due = due_at(proposal)
    return None if due is None else due + timedelta(seconds=proposal.body.carry_out_within_s)


def author_gone(state: State, proposal: ProposalFacts, now: datetime) -> bool:
    """Whether the author's contract is over, so that the proposal is frozen for good (I7)."""
    author = state.person(proposal.body.author)
    return author is None or not active(author, state.doings(proposal.body.author).ended, now)


def status(state: State, proposal: ProposalFacts, now: datetime) -> Status:
    """One word for where it stands at ``now``."""
    effect = state.effects.get(proposal.digest)
    if effect is not None and effect.intents:
        return _sent(state, effect)
    if proposal.closed is not None:
        return ENDINGS[proposal.closed.how]
    if author_gone(state, proposal, now):
        return Status.FROZEN
    from_when = due(state, proposal, now)
    if not orders(proposal.body):
        return Status.HELD_BACK if from_when is not None and now < from_when else Status.CARRIED_OUT
    if from_when is not None:
        waits = Status.COOLING_OFF if needed(proposal) else Status.HELD_BACK
        return waits if now < from_when else _after(proposal, now)
    if now >= sign_by(proposal):
        return Status.EXPIRED
    return Status.COUNTERSIGNED if counted(state, proposal, now) else Status.HANDED_OFF


def _after(proposal: ProposalFacts, now: datetime) -> Status:
    until = carry_out_by(proposal)
    return Status.DUE if until is not None and now < until else Status.EXPIRED


def _sent(state: State, effect: EffectFacts) -> Status:
    if effect.restored_by is not None:
        back = state.effects.get(effect.restored_by)
        if back is not None and back.outcome in (Outcome.DONE, Outcome.PARTLY):
            return Status.RESTORED
    if effect.ended_by is not None:
        end = state.effects.get(effect.ended_by)
        if end is not None and end.outcome in (Outcome.DONE, Outcome.PARTLY):
            return Status.ENDED
    if effect.outcome is None:
        return Status.ORDERED
    return {
        Outcome.DONE: Status.CARRIED_OUT,
        Outcome.PARTLY: Status.CARRIED_OUT,
        Outcome.FAILED: Status.FAILED,
        Outcome.UNKNOWN: Status.UNKNOWN,
    }[effect.outcome]


WAITING = frozenset(
    {Status.HELD_BACK, Status.HANDED_OFF, Status.COUNTERSIGNED, Status.COOLING_OFF, Status.DUE, Status.ORDERED}
)
"""A proposal in one of these still may become an effect."""

IN_EFFECT = frozenset({Status.CARRIED_OUT, Status.UNKNOWN, Status.ORDERED})
"""The platform may show it: there is something to restore."""


def may_undo(state: State, proposal: ProposalFacts, now: datetime) -> bool:
    """Whether its author may still take it back: nothing was ordered, and it has not ended."""
    effect = state.effects.get(proposal.digest)
    if effect is not None and effect.intents:
        return False
    return status(state, proposal, now) in WAITING


def restore_under_way(state: State, proposal: ProposalFacts) -> bool:
    """Whether a restore of it is admitted and neither failed nor done."""
    effect = state.effects.get(proposal.digest)
    if effect is None or effect.restored_by is None:
        return False
    back = state.effects.get(effect.restored_by)
    return back is not None and back.kind is OrderKind.RESTORE and back.outcome is None


def given_back(state: State, effect: EffectFacts) -> bool:
    """Whether a restore of it is done or under way; one that failed, or of which nobody knows, leaves it standing."""
    back = state.effects.get(effect.restored_by or "")
    return back is not None and back.outcome not in (Outcome.FAILED, Outcome.UNKNOWN)


def stands(state: State, effect: EffectFacts) -> bool:
    """Whether the platform may still show it: it was ordered and did not fail, and no way back has taken it away.

    So does what is under way, and what nobody knows of; a way back counts from its own receipt on.
    """
    if effect.kind is not OrderKind.APPLY or not effect.intents or effect.outcome is Outcome.FAILED:
        return False
    backs = (state.effects.get(name) for name in (effect.restored_by, effect.ended_by) if name is not None)
    return not any(back is not None and back.outcome in (Outcome.DONE, Outcome.PARTLY) for back in backs)


_ONE_SWITCH = frozenset({Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE})
"""Of these an account has one each on its platform, however many actions want it so."""


def held_down(state: State, effect: EffectFacts) -> bool:
    """Whether a later action of the same kind stands on the account: taking this one back would take that one back.

    The later one goes first, and leaves the account as this one made it.
    """
    action = state.proposals[effect.id].body.action
    if action not in _ONE_SWITCH:
        return False
    others = (state.effects.get(digest) for digest in state.account(effect.account).proposals)
    later = (o for o in others if o is not None and o.index > effect.index and stands(state, o))
    return any(state.proposals[other.id].body.action is action for other in later)


def ends_at(effect: EffectFacts) -> datetime | None:
    """When a temporary action ends: its duration counted from the receipt that says that it stands; else ``None``."""
    if effect.duration_s is None or effect.at is None:
        return None
    return effect.at + timedelta(seconds=effect.duration_s)
