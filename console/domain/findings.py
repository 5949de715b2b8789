"""When a finding agrees with a proposal, and who counts as a countersigner (PROTOCOL.md section 4)."""

from __future__ import annotations

from datetime import datetime

from console.domain.actions import Action, Level, weight
from console.domain.documents import Proposal, Verdict
from console.domain.people import active
from console.domain.policy import Policy
from console.domain.readings import independent
from console.domain.state import AssignmentFacts, ProposalFacts, Signed, State


def agrees(policy: Policy, verdict: Verdict | None, proposal: Proposal) -> bool:
    """Same kind of clause, and a severity equal to the proposal's or one above (PROTOCOL.md section 4.3).

    "One above" and no more: otherwise whoever always answers *deactivate* would see and pass everything (A62).
    """
    if verdict is None:
        return False
    mine, theirs = policy.clause(verdict.clause), policy.clause(proposal.clause)
    if mine is None or theirs is None or mine.group != theirs.group:
        return False
    proposed = _severity(policy, proposal, proposal.action, proposal.duration_s)
    return _severity(policy, proposal, verdict.action, verdict.duration_s) - proposed in (0, 1)


def _severity(policy: Policy, proposal: Proposal, action: Action, duration_s: int | None) -> int:
    """What counts is what the platform will do, not what it is called (PROTOCOL.md section 3; A65).

    What the platform does is known for the proposed action alone; another one counts by its name.
    """
    named = policy.severity.of(action)
    if action is not proposal.action:
        return named
    return max(named, policy.severity.of(_NAMED[weight(action, proposal.effect, duration_s).level]))


_NAMED = {
    Level.DISMISS: Action.DISMISS,
    Level.MARK: Action.WARN,
    Level.CURB: Action.REMOVE_CONTENT,
    Level.SUSPEND: Action.SUSPEND,
    Level.DEACTIVATE: Action.DEACTIVATE,
}
"""The lightest action of each column, for its severity."""


def agrees_with(state: State, proposal: ProposalFacts, assignment: AssignmentFacts) -> bool:
    """Whether the finding of ``assignment`` is on this proposal's case and account, and agrees with it (A61).

    It has to agree under the proposal's policy and under the one in force (A34).
    """
    then, now = state.policies.get(proposal.body.policy), state.policy
    if then is None or now is None or assignment.finding is None:
        return False
    if (assignment.case, assignment.account) != (proposal.body.case, proposal.body.account):
        return False
    return all(agrees(policy, assignment.verdict, proposal.body) for policy in (then, now))


def counts(state: State, proposal: ProposalFacts, signed: Signed, now: datetime) -> bool:
    """Whether one countersignature counts now (PROTOCOL.md section 4.4; I1, I2, I7).

    A draw names the person for this proposal, their finding stands before the entry that opened it to them,
    ``agrees`` holds when computed again, the countersignature names that finding and follows; the person is
    still active, is not the author and not of the author's vendor team.
    """
    assignment = state.assignments.get(signed.assignment)
    if assignment is None or assignment.drawn_for != proposal.digest or assignment.person != signed.person:
        return False
    if assignment.finding is None or assignment.finding != signed.finding:
        return False
    found, opened = assignment.finding_index, assignment.opened_index
    if found is None or opened is None or not found < opened < signed.index:
        return False
    from_kept = assignment.kept is not None
    if not from_kept and not assignment.index < found:
        return False
    return agrees_with(state, proposal, assignment) and may_count(state, proposal, signed.person, now)


def may_count(state: State, proposal: ProposalFacts, person_id: str, now: datetime) -> bool:
    """Whether this person may sign for this proposal at all: active, a human supervisor, independent (I2)."""
    person = state.person(person_id)
    return (
        person is not None
        and active(person, state.doings(person_id).ended, now)
        and independent(state, proposal.body.author, person)
        and proposal.body.account not in state.doings(person_id).recused
    )


def counted(state: State, proposal: ProposalFacts, now: datetime, before: int | None = None) -> tuple[str, ...]:
    """The different persons whose countersignature counts now: persons, not signatures or keys (I1, I2, A5, A9).

    ``before`` counts only signatures that stand before that entry.  Persons who share a key count as one: the
    roster refuses that, and this is the second line.
    """
    people: dict[str, frozenset[str]] = {}
    for signed in proposal.signed:
        person = state.person(signed.person)
        if before is not None and signed.index >= before:
            continue
        if person is not None and signed.person not in people and counts(state, proposal, signed, now):
            keys = frozenset(person.keys)
            if any(keys & others for others in people.values()):
                continue
            people[signed.person] = keys
    return tuple(people)


def enough(state: State, proposal: ProposalFacts, now: datetime, before: int | None = None) -> bool:
    """Whether as many people signed as are needed (I1); after a restore, one of them had no part in it (I8)."""
    people = counted(state, proposal, now, before)
    if len(people) < needed(proposal):
        return False
    locked = state.locked(proposal.body.account, now)
    return not locked or proposal.body.action is Action.DISMISS or not set(people) <= locked


def needed(proposal: ProposalFacts) -> int:
    """Countersigners that this proposal needs: the plan's, and one more after one that doesn't agree (I1 floor: 1)."""
    floor = 1 if proposal.tier.protected and proposal.body.action is not Action.DISMISS else 0
    base = max(proposal.readers, floor)
    return base + 1 if proposal.against and base else base
