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
    wish_over,
    with_account,
    with_effect,
    with_person,
    with_proposal,
    with_wish,
)
from console.domain.proposals import given_back
from console.domain.state import (
    AlarmFacts,
    EffectFacts,
    RestoreFacts,
    State,
    WishFacts,
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
    if effect.kind is OrderKind.APPLY:
        return _begin_to_run(state, effect)
    if effect.kind is OrderKind.LIFT:
        return _lifted(state, effect, entry)
    if body.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        facts = state.account(effect.account)
        first = facts.way_back_failed_at or entry.time
        state = with_account(state, change(facts, way_back_failed=True, way_back_failed_at=first))
        if effect.kind is OrderKind.RESTORE:
            state = _runs_on(state, effect)
    return state


def _begin_to_run(state: State, effect: EffectFacts) -> State:
    """A temporary action runs from its receipt on, also when nobody knows whether it took effect."""
    proposal = state.proposals[effect.id]
    if proposal.body.duration_s is None or effect.outcome is Outcome.FAILED:
        return state
    state = with_effect(state, change(effect, duration_s=proposal.body.duration_s), live=False)
    return state if given_back(state, effect) else change(state, timed=state.timed.set(effect.id, None))


def _no_longer_runs(state: State, effect: str) -> State:
    return change(state, timed=state.timed.delete(effect)) if effect in state.timed else state


def _without_end(state: State, effect: EffectFacts) -> State:
    """A restore makes the end unnecessary, unless that has been ordered already."""
    end = state.effects.get(effect.ended_by or "")
    return state if end is None or end.intents else with_effect(state, end, live=False)


def _runs_on(state: State, restore: EffectFacts) -> State:
    """A restore that failed replaces no end: what stands still ends at its time."""
    effect = state.effects.get(restore.of or "")
    if effect is None or effect.duration_s is None or effect.restored_by != restore.id:
        return state
    end = state.effects.get(effect.ended_by or "")
    if end is None:
        return change(state, timed=state.timed.set(effect.id, None))
    return state if end.outcome is not None else with_effect(state, end, live=True)


def _duration_over(state: State, entry: Entry, body: doc.DurationOver) -> State:
    """The end is an effect of its own: the same proof, the same door (A72)."""
    effect = state.effects.get(body.effect)
    if effect is None or effect.ended_by is not None:
        return state
    end = EffectFacts(
        id=entry.digest,
        kind=OrderKind.END,
        account=effect.account,
        case=effect.case,
        index=entry.index,
        of=body.effect,
    )
    state = with_effect(_no_longer_runs(state, body.effect), change(effect, ended_by=entry.digest), live=False)
    return with_effect(state, end, live=True)


def _drift(state: State, entry: Entry, body: doc.Drift) -> State:
    effect = _order(state, body.effect, entry.index)
    return state if effect is None else with_effect(state, change(effect, drift=body.reasons), live=False)


def _restore(state: State, entry: Entry, body: doc.Restore) -> State:
    alarm = state.alarms.get(body.effect)
    if alarm is not None:
        return _lift(state, entry, body, alarm)
    return _undo(state, entry.digest, entry, body)


def _consented(state: State, entry: Entry, wish: WishFacts) -> State:
    """From the second person's word on a late restore is a restore like any other, by the wish's own digest."""
    if not isinstance(wish.body, doc.LateRestore):
        return state
    return _undo(wish_over(state, wish, "done", entry.time, entry.document.author), wish.digest, entry, wish.body)


def _undo(state: State, digest: str, entry: Entry, body: doc.Restore | doc.LateRestore) -> State:
    proposal = state.proposals.get(body.effect)
    if proposal is None:
        return state
    effect = state.effects.get(body.effect)
    sent = effect is not None and effect.intents > 0
    facts = RestoreFacts(digest=digest, index=entry.index, at=entry.time, body=body, instead=not sent)
    state = change(state, restores=state.restores.set(digest, facts))
    if not sent:
        state = close(state, proposal, Ending.WITHDRAWN, entry.time, body.author, ())
    if effect is not None and sent:
        state = _without_end(_no_longer_runs(state, body.effect), effect)
        state = with_effect(state, change(effect, restored_by=digest), live=effect.outcome is None)
        back = EffectFacts(
            id=digest,
            kind=OrderKind.RESTORE,
            account=body.account,
            case=effect.case,
            index=entry.index,
            of=body.effect,
        )
        state = with_effect(not_live(state, body.effect), back, live=True)
    if proposal.body.action is Action.DISMISS:
        return state  # reopening: it locks nothing, and is not counted (PROTOCOL.md section 10)
    people = frozenset({proposal.body.author, entry.document.author, body.author, *(s.person for s in proposal.signed)})
    return _locked(_counted(state, body, entry), body.account, people, entry)


def _counted(state: State, body: doc.Restore | doc.LateRestore, entry: Entry) -> State:
    """What one person restored alone is counted per person and account; what two restored is not (A66)."""
    if isinstance(body, doc.LateRestore):
        return state
    doings = state.doings(body.author)
    restores = (*recent(doings.restores, entry.time, 30 * 86400), (body.account, entry.time))
    return with_person(state, body.author, change(doings, restores=restores))


def _locked(state: State, account: str, people: frozenset[str], entry: Entry) -> State:
    policy = state.policy
    until = entry.time + timedelta(seconds=policy.limits.lock_after_restore_s if policy else 86400)
    return with_account(
        state, change(state.account(account), locked_until=until, locked_since=entry.time, locked_people=people)
    )


def _report(state: State, entry: Entry, body: doc.AfterReport) -> State:
    restore = state.restores.get(body.restore)
    if restore is None:
        return state
    return change(state, restores=state.restores.set(restore.digest, change(restore, report=body.text)))


def _late_restore(state: State, entry: Entry, body: doc.LateRestore) -> State:
    return with_wish(state, WishFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body))


# --- alarms -----------------------------------------------------------------------------------------------------


def _with_alarm(state: State, alarm: AlarmFacts) -> State:
    live = state.live_alarms
    if alarm.over is None:
        live = live.set(alarm.digest, None)
    elif alarm.digest in live:
        live = live.delete(alarm.digest)
    return change(state, alarms=state.alarms.set(alarm.digest, alarm), live_alarms=live)


def _unexplained(state: State, entry: Entry, body: doc.Unexplained) -> State:
    return _with_alarm(state, AlarmFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body))


def _alarm_over(state: State, name: str, how: str, entry: Entry, by: str) -> State:
    alarm = state.alarms.get(name)
    if alarm is None or alarm.over is not None:
        return state
    return _with_alarm(state, change(alarm, over=how, over_at=entry.time, over_by=by))


def _settled(state: State, entry: Entry, body: doc.Settled) -> State:
    """It is not seen any more; an explanation ends with what it explained."""
    alarm = state.alarms.get(body.alarm)
    if alarm is not None and alarm.over == "explained":
        return _with_alarm(state, change(alarm, over="settled"))
    return _alarm_over(state, body.alarm, "settled", entry, "")


def _explained(state: State, entry: Entry, body: doc.Explanation) -> State:
    return _alarm_over(state, body.alarm, "explained", entry, body.author)


def _lift(state: State, entry: Entry, body: doc.Restore, alarm: AlarmFacts) -> State:
    lift = EffectFacts(
        id=entry.digest, kind=OrderKind.LIFT, account=body.account, case="", index=entry.index, of=alarm.digest
    )
    facts = RestoreFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body, instead=False)
    state = change(state, restores=state.restores.set(entry.digest, facts))
    state = _with_alarm(state, change(alarm, lifted_by=entry.digest))
    state = with_effect(state, lift, live=True)
    return _locked(_counted(state, body, entry), body.account, frozenset({body.author}), entry)


def _lifted(state: State, effect: EffectFacts, entry: Entry) -> State:
    """Lifted: the alarm is over.  Not lifted: somebody may try again."""
    if effect.outcome in (Outcome.DONE, Outcome.PARTLY):
        return _alarm_over(state, effect.of or "", "restored", entry, state.restores[effect.id].body.author)
    alarm = state.alarms.get(effect.of or "")
    return state if alarm is None else _with_alarm(state, change(alarm, lifted_by=None))


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
    doc.LateRestore: _late_restore,
    doc.AfterReport: _report,
    doc.DurationOver: _duration_over,
    doc.Unexplained: _unexplained,
    doc.Settled: _settled,
    doc.Explanation: _explained,
}

CONSENTED: dict[type, Callable[[State, Entry, Any], State]] = {doc.LateRestore: _consented}
"""Wish type to what follows from a second person's consent at once: state (with the consent in it), entry, wish."""
