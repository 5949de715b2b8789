"""``fold(state, entry)``: what one more entry changes.  Total and pure: it trusts no outcome, it only records facts.

Whether an entry may stand where it stands is asked by ``admission`` (before the registrar writes it) and by
``consistency`` (by everyone who reads it afterwards).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from immutables import Map

from console.domain import documents as doc
from console.domain.actions import Action, Tier, highest
from console.domain.circumstances import circumstances
from console.domain.documents import DutyKind, Ending, Entry, OrderKind, Outcome
from console.domain.findings import agrees_with
from console.domain.friction import ACCOUNT_ACTIONS, plan
from console.domain.policy import parse_policy, policy_digest
from console.domain.proposals import orders
from console.domain.state import (
    AccountFacts,
    AssignmentFacts,
    ClosedAs,
    EffectFacts,
    PersonFacts,
    ProposalFacts,
    RestoreFacts,
    Signed,
    State,
    rested,
    shift_seconds,
)
from console.errors import BadInput

change = msgspec.structs.replace

KEPT_DISMISSALS = 64
"""How many recent dismissals are at hand to be mixed among the second readings."""

KEPT_PER_ACCOUNT = 32
"""How many of an account's proposals the state remembers, besides all of the last 7 days."""


def fold(state: State, entry: Entry) -> State:
    """``state`` after ``entry``."""
    handler = _HANDLERS.get(type(entry.document))
    after = handler(state, entry, entry.document) if handler is not None else state
    if isinstance(entry.document, doc.PersonDocument) and not isinstance(entry.document, doc.Duty):
        after = _person(after, entry.document.author, _here(after.doings(entry.document.author), entry.time))
    return change(after, size=entry.index + 1, time=entry.time)


# --- small changes ----------------------------------------------------------------------------------------------


def _account(state: State, facts: AccountFacts) -> State:
    return change(state, accounts=state.accounts.set(facts.id, facts))


def _person(state: State, person: str, facts: PersonFacts) -> State:
    return change(state, activity=state.activity.set(person, facts))


def _proposal(state: State, facts: ProposalFacts) -> State:
    return change(state, proposals=state.proposals.set(facts.digest, facts))


def _assignment(state: State, facts: AssignmentFacts) -> State:
    live = state.live_assignments
    if facts.over is None:
        live = live.set(facts.id, None)
    elif facts.id in live:
        live = live.delete(facts.id)
    return change(state, assignments=state.assignments.set(facts.id, facts), live_assignments=live)


def _effect(state: State, facts: EffectFacts, live: bool) -> State:
    lives = state.live_effects
    if live:
        lives = lives.set(facts.id, None)
    elif facts.id in lives:
        lives = lives.delete(facts.id)
    return change(state, effects=state.effects.set(facts.id, facts), live_effects=lives)


def _not_live(state: State, proposal: str) -> State:
    return change(state, live=state.live.delete(proposal)) if proposal in state.live else state


def _close(state: State, facts: ProposalFacts, how: Ending, at: datetime, by: str, reasons: tuple[str, ...]) -> State:
    if facts.closed is not None:
        return state
    closed = change(facts, closed=ClosedAs(how=how, at=at, by=by, reasons=reasons))
    effect = state.effects.get(facts.digest)
    if effect is not None and not effect.intents:
        state = _effect(state, effect, live=False)  # its way back was stored; it will not be ordered
    return _no_rereading(_not_live(_proposal(state, closed), facts.digest), facts.digest)


def _no_rereading(state: State, dismissal: str) -> State:
    if dismissal not in state.dismissals:
        return state
    return change(state, dismissals=tuple(d for d in state.dismissals if d != dismissal))


def _recent(items: tuple[tuple[str, datetime], ...], now: datetime, seconds: int) -> tuple[tuple[str, datetime], ...]:
    return tuple(item for item in items if now - item[1] < timedelta(seconds=seconds))


# --- roster, policy, people -------------------------------------------------------------------------------------


def _roster(state: State, entry: Entry, body: doc.RosterVersion) -> State:
    return change(state, roster=body, roster_digest=entry.digest, people=Map({p.id: p for p in body.people}))


def _policy(state: State, entry: Entry, body: doc.PolicyText) -> State:
    try:
        policy = parse_policy(body.toml)
    except BadInput:
        return state  # a policy that can't be one is never in force: what is not known means no (I4)
    return change(state, policies=state.policies.set(policy_digest(body.toml), policy))


def _founding(state: State, entry: Entry, body: doc.Founding) -> State:
    return change(state, commitment=body.commitment)


def _end(state: State, entry: Entry, body: doc.End) -> State:
    facts = state.doings(body.person)
    if facts.ended is not None:
        return state
    return _person(state, body.person, change(facts, ended=entry.time))


def _duty(state: State, entry: Entry, body: doc.Duty) -> State:
    facts, now = state.doings(body.author), entry.time
    if body.kind in (DutyKind.BEGIN, DutyKind.RENEW):
        return _person(state, body.author, _here(facts, now))
    worked = shift_seconds(facts, now)
    return _person(state, body.author, change(facts, on_duty_since=None, worked_s=worked, off_since=now, renewed=None))


def _here(facts: PersonFacts, now: datetime) -> PersonFacts:
    """A sign of life: whatever a person signs is work, whether their console says that they are here or not."""
    if rested(facts, now):
        return change(facts, on_duty_since=now, worked_s=0, off_since=None, renewed=now)
    if facts.on_duty_since is None:
        return change(facts, on_duty_since=now, off_since=None, renewed=now)
    return change(facts, renewed=now)


def _skip(state: State, entry: Entry, body: doc.Skip) -> State:
    doings = state.doings(body.author)
    lately = tuple(at for at in doings.skips if entry.time - at < timedelta(days=1))
    return _person(state, body.author, change(doings, skips=(*lately, entry.time)))


def _tier(state: State, entry: Entry, body: doc.TierChange) -> State:
    facts = state.account(body.account)
    return _raised(_account(state, change(facts, register=body.tier)), body.account)


def _intake(state: State, entry: Entry, body: doc.Intake) -> State:
    for case in body.cases:
        if case.tier.protected or case.account in state.accounts:
            facts = change(state.account(case.account), flag=case.tier)
            state = _raised(_account(state, facts), case.account)
    return state


def _raised(state: State, account: str) -> State:
    """A proposal keeps the highest tier that its account had at any time since it was written (I4)."""
    facts = state.account(account)
    known = [t for t in (facts.register, facts.flag) if t is not None]
    for digest in facts.proposals:
        proposal = state.proposals[digest]
        if digest in state.live and known:
            state = _proposal(state, change(proposal, tier=highest(proposal.tier, *known)))
    return state


# --- proposals and second readings ------------------------------------------------------------------------------


def _propose(state: State, entry: Entry, body: doc.Proposal) -> State:
    facts = state.account(body.account)
    tier = highest(body.seen.tier, *(t for t in (facts.register, facts.flag) if t is not None))
    policy = state.policies.get(body.policy)
    needs, held_back, cooling = _NEVER, 0, 0
    if policy is not None:
        now = circumstances(state, policy, body.author, body.account, body.seen.confusable, entry.time)
        plan_ = plan(policy, tier, body.action, body.effect, body.duration_s, now)
        needs, held_back, cooling = plan_.readers, plan_.held_back_s, plan_.cooling_off_s
    proposal = ProposalFacts(
        digest=entry.digest,
        index=entry.index,
        at=entry.time,
        body=body,
        tier=tier,
        readers=needs,
        held_back_s=held_back,
        cooling_off_s=cooling,
    )
    lately = _lately(state, facts.proposals, entry.time)
    state = _account(state, change(facts, proposals=(*lately, entry.digest)))
    state = _proposal(state, proposal)
    if body.action is Action.DISMISS:
        state = change(state, dismissals=(*state.dismissals, entry.digest)[-KEPT_DISMISSALS:])
    if not orders(body):
        return state
    state = change(state, live=state.live.set(entry.digest, None))
    if body.action in ACCOUNT_ACTIONS:
        doings = state.doings(body.author)
        times = tuple(t for t in doings.account_actions if entry.time - t < timedelta(hours=1))
        state = _person(state, body.author, change(doings, account_actions=(*times, entry.time)))
    return state


def _lately(state: State, proposals: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """An account's last proposals, and all of the last days: nobody can push out whose people have to be kept (A63)."""
    policy = state.policy
    since = now - timedelta(seconds=max(policy.limits.same_readers_s if policy else 0, 7 * 86400))
    old = len(proposals) - KEPT_PER_ACCOUNT
    return tuple(d for at, d in enumerate(proposals) if at >= old or state.proposals[d].at >= since)


_NEVER = 1 << 20
"""Countersigners for a proposal under a policy that nobody knows: more than there are people (I4)."""


def _withdraw(state: State, entry: Entry, body: doc.Withdrawal) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None or proposal.body.author != body.author:
        return state
    return _close(state, proposal, Ending.WITHDRAWN, entry.time, body.author, ())


def _draw(state: State, entry: Entry, body: doc.Draw) -> State:
    assignment = AssignmentFacts(
        id=body.assignment,
        index=entry.index,
        at=entry.time,
        number=body.number,
        case=body.case,
        account=body.account,
        drawn_for=body.drawn_for,
        pool=body.pool,
        person=body.person,
        kept=body.kept,
    )
    kept = state.assignments.get(body.kept) if body.kept is not None else None
    if kept is not None and (kept.person, kept.case) == (body.person, body.case):
        assignment = change(
            assignment,
            finding=kept.finding,
            finding_index=kept.finding_index,
            found_at=kept.found_at,
            verdict=kept.verdict,
            case_digest=kept.case_digest,
        )
    state = change(state, draws=body.number, commitment=body.commitment)
    state = _no_rereading(state, body.drawn_for)
    proposal = state.proposals.get(body.drawn_for)
    if proposal is not None:
        proposal = change(proposal, assignments=(*proposal.assignments, assignment.id))
        state = _proposal(state, proposal)
    state = _assignment(state, assignment)
    return _count_finding(state, assignment, entry.time) if assignment.finding is not None else state


def _finding(state: State, entry: Entry, body: doc.Finding) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.author or assignment.finding is not None:
        return state
    assignment = change(
        assignment,
        finding=entry.digest,
        finding_index=entry.index,
        found_at=entry.time,
        verdict=body.verdict,
        case_digest=body.case,
    )
    return _count_finding(_assignment(state, assignment), assignment, entry.time)


def _count_finding(state: State, assignment: AssignmentFacts, now: datetime) -> State:
    """A finding that does not agree with the proposal behind it counts against it; otherwise it changes nothing."""
    proposal = state.proposals.get(assignment.drawn_for)
    if proposal is None or proposal.body.action is Action.DISMISS:
        return _assignment(state, change(assignment, over="found", over_at=now))
    if agrees_with(state, proposal, assignment):
        return state
    if assignment.person not in proposal.against:
        state = _proposal(state, change(proposal, against=(*proposal.against, assignment.person)))
    return _assignment(state, change(assignment, over="found", over_at=now))


def _passed_over(state: State, entry: Entry, body: doc.PassedOver) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None:
        return state
    return _assignment(state, change(assignment, over="passed_over", over_at=entry.time))


def _recuse(state: State, entry: Entry, body: doc.Recusal) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.author:
        return state
    doings = state.doings(body.author)
    state = _person(state, body.author, change(doings, recused=doings.recused | {assignment.account}))
    return _assignment(state, change(assignment, over="recused", over_at=entry.time))


def _open(state: State, entry: Entry, body: doc.Opened) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.person or assignment.drawn_for != body.proposal:
        return state
    return _assignment(state, change(assignment, opened_index=entry.index, opened_at=entry.time))


def _countersign(state: State, entry: Entry, body: doc.Countersignature) -> State:
    assignment = state.assignments.get(body.assignment)
    proposal = state.proposals.get(body.proposal)
    if assignment is None or proposal is None or assignment.person != body.author:
        return state
    signed = Signed(
        person=body.author, assignment=body.assignment, finding=body.finding, index=entry.index, at=entry.time
    )
    state = _assignment(state, change(assignment, over="signed", over_at=entry.time))
    return _proposal(state, change(proposal, signed=(*proposal.signed, signed)))


def _refuse(state: State, entry: Entry, body: doc.Refusal) -> State:
    assignment = state.assignments.get(body.assignment)
    proposal = state.proposals.get(body.proposal)
    if assignment is None or proposal is None or assignment.person != body.author:
        return state
    state = _assignment(state, change(assignment, over="refused", over_at=entry.time))
    if body.author in proposal.against:
        return state
    return _proposal(state, change(proposal, against=(*proposal.against, body.author)))


def _cool(state: State, entry: Entry, body: doc.Cooling) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None:
        return state
    state = _proposal(
        state,
        change(proposal, cooling_from=entry.time, cooling_index=entry.index, announced_to=body.announced_to),
    )
    facts = state.account(proposal.body.account)
    announced = (*_recent(facts.announced, entry.time, 7 * 86400), *((p, entry.time) for p in body.announced_to))
    return _account(state, change(facts, announced=announced))


def _stop(state: State, entry: Entry, body: doc.Stop) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None:
        return state
    doings = state.doings(body.author)
    stops = (*_recent(doings.stops, entry.time, 30 * 86400), (proposal.body.account, entry.time))
    state = _person(state, body.author, change(doings, stops=stops))
    return _close(state, proposal, Ending.STOPPED, entry.time, body.author, ())


def _closed(state: State, entry: Entry, body: doc.Closed) -> State:
    proposal = state.proposals.get(body.proposal)
    return state if proposal is None else _close(state, proposal, body.how, entry.time, "", body.reasons)


# --- effects ----------------------------------------------------------------------------------------------------


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
    return _effect(state, change(effect, way_back=body.saved, no_way_back=body.saved is None), live=True)


def _intent(state: State, entry: Entry, body: doc.Intent) -> State:
    effect = _order(state, body.effect, entry.index)
    if effect is None or effect.kind is not body.kind:
        return state
    return _effect(state, change(effect, intents=body.attempt, intended_at=entry.time), live=True)


def _receipt(state: State, entry: Entry, body: doc.Receipt) -> State:
    effect = _order(state, body.effect, entry.index)
    if effect is None or effect.kind is not body.kind:
        return state
    effect = change(effect, outcome=body.outcome, at=entry.time, state=body.state, note=body.note)
    state = _not_live(_effect(state, effect, live=False), body.effect)
    if effect.kind is OrderKind.RESTORE and body.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        state = _account(state, change(state.account(effect.account), way_back_failed=True))
    return state


def _drift(state: State, entry: Entry, body: doc.Drift) -> State:
    effect = _order(state, body.effect, entry.index)
    return state if effect is None else _effect(state, change(effect, drift=body.reasons), live=False)


def _restore(state: State, entry: Entry, body: doc.Restore) -> State:
    proposal = state.proposals.get(body.effect)
    if proposal is None:
        return state
    effect = state.effects.get(body.effect)
    sent = effect is not None and effect.intents > 0
    facts = RestoreFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body, instead=not sent)
    state = change(state, restores=state.restores.set(entry.digest, facts))
    if not sent:
        state = _close(state, proposal, Ending.WITHDRAWN, entry.time, body.author, ())
    if effect is not None and sent:
        state = _effect(state, change(effect, restored_by=entry.digest), live=effect.outcome is None)
        back = EffectFacts(
            id=entry.digest, kind=OrderKind.RESTORE, account=body.account, case=effect.case, index=entry.index
        )
        state = _effect(_not_live(state, body.effect), back, live=True)
    if proposal.body.action is Action.DISMISS:
        return state  # reopening: it locks nothing, and is not counted (PROTOCOL.md section 10)
    doings = state.doings(body.author)
    restores = (*_recent(doings.restores, entry.time, 30 * 86400), (body.account, entry.time))
    state = _person(state, body.author, change(doings, restores=restores))
    policy = state.policy
    account = state.account(body.account)
    people = frozenset({proposal.body.author, body.author, *(s.person for s in proposal.signed)})
    until = entry.time + timedelta(seconds=policy.limits.lock_after_restore_s if policy else 86400)
    return _account(state, change(account, locked_until=until, locked_people=people))


def _reopened(state: State, entry: Entry, body: doc.Reopened) -> State:
    dismissal = state.proposals.get(body.because)
    if dismissal is None:
        return state
    return _no_rereading(_proposal(state, change(dismissal, reopened=True)), body.because)


def known_tier(state: State, account: str, seen: Tier | None) -> Tier:
    """The highest of register, last flag and ``seen``; what is not known is the highest (I4)."""
    facts = state.account(account)
    return highest(seen, *(t for t in (facts.register, facts.flag) if t is not None))


_HANDLERS: dict[type, Callable[[State, Entry, Any], State]] = {
    doc.RosterVersion: _roster,
    doc.PolicyText: _policy,
    doc.Founding: _founding,
    doc.End: _end,
    doc.Duty: _duty,
    doc.Skip: _skip,
    doc.TierChange: _tier,
    doc.Intake: _intake,
    doc.Proposal: _propose,
    doc.Withdrawal: _withdraw,
    doc.Draw: _draw,
    doc.Finding: _finding,
    doc.PassedOver: _passed_over,
    doc.Recusal: _recuse,
    doc.Opened: _open,
    doc.Countersignature: _countersign,
    doc.Refusal: _refuse,
    doc.Cooling: _cool,
    doc.Stop: _stop,
    doc.Closed: _closed,
    doc.Reopened: _reopened,
    doc.WayBack: _way_back,
    doc.Intent: _intent,
    doc.Receipt: _receipt,
    doc.Drift: _drift,
    doc.Restore: _restore,
}
