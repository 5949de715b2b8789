"""Folding what was ordered from the platform, what became of it, and what was restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.documents import Ending, Entry, OrderKind, Outcome
from console.domain.folding import (
    change,
    close,
    no_rereading,
    not_live,
    recent,
    with_account,
    with_effect,
    with_person,
    with_proposal,
)
from console.domain.state import (
    EffectFacts,
    RestoreFacts,
    State,
)


def _order(state: State, effect: str, index: int) -> EffectFacts | None:
    """The facts of an effect, begun when the dispatcher first speaks of it."""
    known = state.effects.get(effect)
    if known is not None:
        return known
    proposal = state.proposals.get(effect)
    if proposal is None:
        return None
    return EffectFacts(
        id=effect, kind=OrderKind.APPLY, account=proposal.body.account, case=proposal.body.case, index=index
    )


def _way_back(state: State, entry: Entry, body: doc.WayBack) -> State:
    effect = _order(state, body.effect, entry.index)
    if effect is None:
        return state
    return with_effect(state, change(effect, way_back=body.saved, no_way_back=body.saved is None), live=True)


def _intent(state: State, entry: Entry, body: doc.Intent) -> State:
    effect = _order(state, body.effect, entry.index)
    if effect is None or effect.kind is not body.kind:
        return state
    return with_effect(state, change(effect, intents=body.attempt, intended_at=entry.time), live=True)


def _receipt(state: State, entry: Entry, body: doc.Receipt) -> State:
    effect = _order(state, body.effect, entry.index)
    if effect is None or effect.kind is not body.kind:
        return state
    effect = change(effect, outcome=body.outcome, at=entry.time, state=body.state, note=body.note)
    state = not_live(with_effect(state, effect, live=False), body.effect)
    if effect.kind is OrderKind.RESTORE and body.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        state = with_account(state, change(state.account(effect.account), way_back_failed=True))
    return state


def _drift(state: State, entry: Entry, body: doc.Drift) -> State:
    effect = _order(state, body.effect, entry.index)
    return state if effect is None else with_effect(state, change(effect, drift=body.reasons), live=False)


def _restore(state: State, entry: Entry, body: doc.Restore) -> State:
    proposal = state.proposals.get(body.effect)
    if proposal is None:
        return state
    effect = state.effects.get(body.effect)
    sent = effect is not None and effect.intents > 0
    facts = RestoreFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body, instead=not sent)
    state = change(state, restores=state.restores.set(entry.digest, facts))
    if not sent:
        state = close(state, proposal, Ending.WITHDRAWN, entry.time, body.author, ())
    if effect is not None and sent:
        state = with_effect(state, change(effect, restored_by=entry.digest), live=effect.outcome is None)
        back = EffectFacts(
            id=entry.digest, kind=OrderKind.RESTORE, account=body.account, case=effect.case, index=entry.index
        )
        state = with_effect(not_live(state, body.effect), back, live=True)
    if proposal.body.action is Action.DISMISS:
        return state  # reopening: it locks nothing, and is not counted (PROTOCOL.md section 10)
    doings = state.doings(body.author)
    restores = (*recent(doings.restores, entry.time, 30 * 86400), (body.account, entry.time))
    state = with_person(state, body.author, change(doings, restores=restores))
    policy = state.policy
    account = state.account(body.account)
    people = frozenset({proposal.body.author, body.author, *(s.person for s in proposal.signed)})
    until = entry.time + timedelta(seconds=policy.limits.lock_after_restore_s if policy else 86400)
    return with_account(state, change(account, locked_until=until, locked_people=people))


def _reopened(state: State, entry: Entry, body: doc.Reopened) -> State:
    dismissal = state.proposals.get(body.because)
    if dismissal is None:
        return state
    return no_rereading(with_proposal(state, change(dismissal, reopened=True)), body.because)


HANDLERS: dict[type, Callable[[State, Entry, Any], State]] = {
    doc.Reopened: _reopened,
    doc.WayBack: _way_back,
    doc.Intent: _intent,
    doc.Receipt: _receipt,
    doc.Drift: _drift,
    doc.Restore: _restore,
}

CONSENTED: dict[type, Callable[[State, Entry, Any], State]] = {}
"""Wish type to what follows from a second person's consent at once: state (with the consent in it), entry, wish."""
