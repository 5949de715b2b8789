"""Small changes of a state that all the folding files share."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from immutables import Map

from console.domain.actions import Action
from console.domain.documents import Ending
from console.domain.state import (
    AccountFacts,
    AssignmentFacts,
    ClosedAs,
    EffectFacts,
    PersonFacts,
    ProposalFacts,
    State,
    WishFacts,
)

change = msgspec.structs.replace


def with_account(state: State, facts: AccountFacts) -> State:
    """``state`` with these facts of an account."""
    return change(state, accounts=state.accounts.set(facts.id, facts))


def with_person(state: State, person: str, facts: PersonFacts) -> State:
    """``state`` with these doings of a person."""
    return change(state, activity=state.activity.set(person, facts))


def with_proposal(state: State, facts: ProposalFacts) -> State:
    """``state`` with these facts of a proposal."""
    return change(state, proposals=state.proposals.set(facts.digest, facts))


def with_assignment(state: State, facts: AssignmentFacts) -> State:
    """``state`` with these facts of a reading, which is live until it is over."""
    live = state.live_assignments
    if facts.over is None:
        live = live.set(facts.id, None)
    elif facts.id in live:
        live = live.delete(facts.id)
    return change(state, assignments=state.assignments.set(facts.id, facts), live_assignments=live)


def with_effect(state: State, facts: EffectFacts, live: bool) -> State:
    """``state`` with these facts of an order; ``live`` while the dispatcher has something to do with it."""
    lives = state.live_effects
    if live:
        lives = lives.set(facts.id, None)
    elif facts.id in lives:
        lives = lives.delete(facts.id)
    return change(state, effects=state.effects.set(facts.id, facts), live_effects=lives)


def with_wish(state: State, facts: WishFacts) -> State:
    """``state`` with these facts of a wish that needs two, which is live until it is over."""
    live = state.live_wishes
    if facts.over is None:
        live = live.set(facts.digest, None)
    elif facts.digest in live:
        live = live.delete(facts.digest)
    return change(state, wishes=state.wishes.set(facts.digest, facts), live_wishes=live)


def wish_over(state: State, wish: WishFacts, how: str, at: datetime, by: str) -> State:
    """``state`` with a wish ended: "done", "objected" or "expired", and by whom ("" for the registrar)."""
    return with_wish(state, change(wish, over=how, over_at=at, over_by=by))


def not_live(state: State, proposal: str) -> State:
    """``state`` without this proposal among those that timers look at."""
    return change(state, live=state.live.delete(proposal)) if proposal in state.live else state


def close(state: State, facts: ProposalFacts, how: Ending, at: datetime, by: str, reasons: tuple[str, ...]) -> State:
    """End a proposal; what has ended stays so."""
    if facts.closed is not None:
        return state
    closed = change(facts, closed=ClosedAs(how=how, at=at, by=by, reasons=reasons))
    effect = state.effects.get(facts.digest)
    if effect is not None and not effect.intents:
        state = with_effect(state, effect, live=False)  # its way back was stored; it will not be ordered
    return no_rereading(not_live(with_proposal(state, closed), facts.digest), facts.digest)


def no_rereading(state: State, dismissal: str) -> State:
    """A dismissal that nobody needs to be drawn for any more."""
    if dismissal not in state.dismissals:
        return state
    return change(state, dismissals=tuple(d for d in state.dismissals if d != dismissal))


def unanswered(state: State, reading: AssignmentFacts, now: datetime) -> State:
    """``state`` after a reading ended without a finding: of a dismissal or a canary somebody else is asked (I14)."""
    digest = reading.drawn_for
    proposal = state.proposals.get(digest)
    beside = digest in state.canaries or (proposal is not None and proposal.body.action is Action.DISMISS)
    if not beside or reading.finding is not None or digest in state.unanswered:
        return state
    kept = {d: since for d, since in state.unanswered.items() if now - since < UNANSWERED_KEPT}
    return change(state, unanswered=Map(kept | {digest: reading.at}))


UNANSWERED_KEPT = timedelta(days=7)
"""Longer than anybody is asked for; what is older is forgotten."""


def answered(state: State, reading: AssignmentFacts) -> State:
    """``state`` after a finding: nobody else is asked on account of this reading."""
    known = reading.drawn_for in state.unanswered
    return change(state, unanswered=state.unanswered.delete(reading.drawn_for)) if known else state


def recent(items: tuple[tuple[str, datetime], ...], now: datetime, seconds: int) -> tuple[tuple[str, datetime], ...]:
    """The items of the last ``seconds`` before ``now``."""
    return tuple(item for item in items if now - item[1] < timedelta(seconds=seconds))
