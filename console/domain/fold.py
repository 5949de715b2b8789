"""``fold(state, entry)``: what one more entry changes.  Total and pure: it trusts no outcome, it only records facts.

Whether an entry may stand where it stands is asked by ``admission`` (before the registrar writes it) and by
``consistency`` (by everyone who reads it afterwards).  Handlers lie here (proposals and second readings), in
``fold_people`` and in ``fold_effects``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from console.domain import canaries, fold_effects, fold_people
from console.domain import documents as doc
from console.domain.actions import Action, Tier, highest
from console.domain.circumstances import circumstances
from console.domain.documents import Ending, Entry
from console.domain.findings import agrees_with
from console.domain.fold_people import here
from console.domain.folding import (
    answered,
    change,
    close,
    no_rereading,
    recent,
    unanswered,
    with_account,
    with_assignment,
    with_person,
    with_proposal,
)
from console.domain.friction import ACCOUNT_ACTIONS, plan
from console.domain.proposals import orders, stands
from console.domain.state import (
    AssignmentFacts,
    ProposalFacts,
    Signed,
    State,
)

KEPT_DISMISSALS = 64
"""How many recent dismissals are at hand to be mixed among the second readings."""

KEPT_PER_ACCOUNT = 32
"""How many of an account's proposals the state remembers, besides all of the last 7 days."""


def fold(state: State, entry: Entry) -> State:
    """``state`` after ``entry``."""
    handler = _HANDLERS.get(type(entry.document))
    after = handler(state, entry, entry.document) if handler is not None else state
    if isinstance(entry.document, doc.PersonDocument) and not isinstance(entry.document, doc.Duty):
        after = with_person(after, entry.document.author, here(after.doings(entry.document.author), entry.time))
    return change(after, size=entry.index + 1, time=entry.time)


def _propose(state: State, entry: Entry, body: doc.Proposal) -> State:
    facts = state.account(body.account)
    tier = highest(body.seen.tier, *facts.known(entry.time))
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
    state = with_account(state, change(facts, proposals=(*lately, entry.digest)))
    state = with_proposal(state, proposal)
    if body.action is Action.DISMISS:
        state = change(state, dismissals=(*state.dismissals, entry.digest)[-KEPT_DISMISSALS:])
    if not orders(body):
        return state
    state = change(state, live=state.live.set(entry.digest, None))
    if body.action in ACCOUNT_ACTIONS:
        doings = state.doings(body.author)
        times = tuple(t for t in doings.account_actions if entry.time - t < timedelta(hours=1))
        state = with_person(state, body.author, change(doings, account_actions=(*times, entry.time)))
    return state


def _lately(state: State, proposals: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """An account's last proposals, all of the last days, and whatever still stands.

    So nobody can push out whose people have to be kept (A63), nor what explains how the account looks (I13).
    """
    policy = state.policy
    since = now - timedelta(seconds=max(policy.limits.same_readers_s if policy else 0, 7 * 86400))
    old = len(proposals) - KEPT_PER_ACCOUNT
    return tuple(d for at, d in enumerate(proposals) if at >= old or _kept(state, d, since))


def _kept(state: State, proposal: str, since: datetime) -> bool:
    effect = state.effects.get(proposal)
    return state.proposals[proposal].at >= since or (effect is not None and stands(state, effect))


_NEVER = 1 << 20
"""Countersigners for a proposal under a policy that nobody knows: more than there are people (I4)."""


def _withdraw(state: State, entry: Entry, body: doc.Withdrawal) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None or proposal.body.author != body.author:
        return state
    return close(state, proposal, Ending.WITHDRAWN, entry.time, body.author, ())


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
    state = no_rereading(state, body.drawn_for)
    proposal = state.proposals.get(body.drawn_for)
    if proposal is not None:
        proposal = change(proposal, assignments=(*proposal.assignments, assignment.id))
        state = with_proposal(state, proposal)
    state = canaries.with_reading(with_assignment(state, assignment), assignment)
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
    state = answered(with_assignment(state, assignment), assignment)
    return _count_finding(state, assignment, entry.time)


def _count_finding(state: State, assignment: AssignmentFacts, now: datetime) -> State:
    """A finding that does not agree with the proposal behind it counts against it; otherwise it changes nothing."""
    proposal = state.proposals.get(assignment.drawn_for)
    if proposal is None or proposal.body.action is Action.DISMISS:
        return with_assignment(state, change(assignment, over="found", over_at=now))
    if agrees_with(state, proposal, assignment):
        return state
    if assignment.person not in proposal.against:
        state = with_proposal(state, change(proposal, against=(*proposal.against, assignment.person)))
    return with_assignment(state, change(assignment, over="found", over_at=now))


def _passed_over(state: State, entry: Entry, body: doc.PassedOver) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None:
        return state
    over = change(assignment, over="passed_over", over_at=entry.time)
    return unanswered(with_assignment(state, over), over, entry.time)


def _paged(state: State, entry: Entry, body: doc.Paged) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None:
        return state
    return with_assignment(state, change(assignment, paged_at=entry.time, paged_index=entry.index))


def _recuse(state: State, entry: Entry, body: doc.Recusal) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.author:
        return state
    doings = state.doings(body.author)
    state = with_person(state, body.author, change(doings, recused=doings.recused | {assignment.account}))
    for name in state.live_assignments:  # a reading of an earlier proposal may be kept for this one: both are over
        other = state.assignments[name]
        if (other.person, other.account) == (body.author, assignment.account):
            over = change(other, over="recused", over_at=entry.time)
            state = unanswered(with_assignment(state, over), over, entry.time)
    return with_assignment(state, change(assignment, over="recused", over_at=entry.time))


def _open(state: State, entry: Entry, body: doc.Opened) -> State:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.person or assignment.drawn_for != body.proposal:
        return state
    return with_assignment(state, change(assignment, opened_index=entry.index, opened_at=entry.time))


def _countersign(state: State, entry: Entry, body: doc.Countersignature) -> State:
    assignment = state.assignments.get(body.assignment)
    proposal = state.proposals.get(body.proposal)
    if assignment is None or proposal is None or assignment.person != body.author:
        return state
    signed = Signed(
        person=body.author, assignment=body.assignment, finding=body.finding, index=entry.index, at=entry.time
    )
    state = with_assignment(state, change(assignment, over="signed", over_at=entry.time))
    return with_proposal(state, change(proposal, signed=(*proposal.signed, signed)))


def _refuse(state: State, entry: Entry, body: doc.Refusal) -> State:
    assignment = state.assignments.get(body.assignment)
    proposal = state.proposals.get(body.proposal)
    if assignment is None or proposal is None or assignment.person != body.author:
        return state
    state = with_assignment(state, change(assignment, over="refused", over_at=entry.time))
    if body.author in proposal.against:
        return state
    return with_proposal(state, change(proposal, against=(*proposal.against, body.author)))


def _cool(state: State, entry: Entry, body: doc.Cooling) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None:
        return state
    state = with_proposal(
        state,
        change(proposal, cooling_from=entry.time, cooling_index=entry.index, announced_to=body.announced_to),
    )
    facts = state.account(proposal.body.account)
    announced = (*recent(facts.announced, entry.time, 7 * 86400), *((p, entry.time) for p in body.announced_to))
    return with_account(state, change(facts, announced=announced))


def _stop(state: State, entry: Entry, body: doc.Stop) -> State:
    proposal = state.proposals.get(body.proposal)
    if proposal is None:
        return state
    doings = state.doings(body.author)
    stops = (*recent(doings.stops, entry.time, 30 * 86400), (proposal.body.account, entry.time))
    state = with_person(state, body.author, change(doings, stops=stops))
    return close(state, proposal, Ending.STOPPED, entry.time, body.author, ())


def _closed(state: State, entry: Entry, body: doc.Closed) -> State:
    proposal = state.proposals.get(body.proposal)
    return state if proposal is None else close(state, proposal, body.how, entry.time, "", body.reasons)


def known_tier(state: State, account: str, seen: Tier | None) -> Tier:
    """The highest of register, term, flag (a former one for a while) and ``seen``; not known is the highest (I4)."""
    return highest(seen, *state.account(account).known(state.time))


_HANDLERS: dict[type, Callable[[State, Entry, Any], State]] = {
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
    doc.Paged: _paged,
    **canaries.HANDLERS,
    **fold_people.HANDLERS,
    **fold_effects.HANDLERS,
}
