"""Second readings: who may be drawn, which readings live, and when one is passed over (PROTOCOL.md sections 4, 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain.actions import Action
from console.domain.people import Person, active, may_read_second, same_team
from console.domain.policy import Policy
from console.domain.state import AssignmentFacts, ProposalFacts, State


def independent(state: State, author_id: str, person: Person) -> bool:
    """Whether ``person`` may judge what ``author_id`` did: a human, no shared key, not of the author's team (I2)."""
    author = state.person(author_id)
    if author is None or person.id == author_id or not may_read_second(person):
        return False
    return not same_team(author, person) and not set(author.keys) & set(person.keys)


def eligible(state: State, proposal: ProposalFacts, now: datetime) -> tuple[str, ...]:
    """Persons who may be drawn for ``proposal``, sorted by id; those who had it already are left out.

    Who saw an announcement on this account within 7 days is left out while others can be drawn.  After a restore
    only people who had no part in what was undone, until one of them reads it (I8).
    """
    account = state.account(proposal.body.account)
    had = _had(state, proposal, now)
    pool = [
        person.id
        for person in state.people.values()
        if person.id not in had
        and proposal.body.account not in state.doings(person.id).recused
        and active(person, state.doings(person.id).ended, now)
        and independent(state, proposal.body.author, person)
    ]
    locked = state.locked(proposal.body.account, now)
    if locked:
        new = [person for person in pool if person not in locked]
        reads = any(a.person not in locked and a.over in (None, "signed") for a in _readings(state, proposal))
        pool = new if new or not reads else pool
    heard = {p for p, at in account.announced if now - at < timedelta(days=7)}
    fresh = [person for person in pool if person not in heard]
    return tuple(sorted(fresh or pool))


def _had(state: State, proposal: ProposalFacts, now: datetime) -> frozenset[str]:
    """Who was drawn for it before; after ``widen_after_s`` those who did not answer may be asked once more."""
    policy = state.policies.get(proposal.body.policy)
    first = state.unanswered.get(proposal.digest) if proposal.body.action is Action.DISMISS else proposal.at
    widened = policy is not None and first is not None and is_widened(first, policy, now)
    return frozenset(
        a.person for a in _readings(state, proposal) if not (widened and a.over == "passed_over" and a.finding is None)
    )


def is_widened(since: datetime, policy: Policy, now: datetime) -> bool:
    """Whether somebody has been asked for so long that those who did not answer may be asked once more."""
    return now >= since + timedelta(seconds=policy.limits.widen_after_s)


def asked_again(state: State, digest: str, now: datetime) -> bool:
    """Whether somebody else may still be asked to read this dismissal or canary: as long as a proposal may wait."""
    since, policy = state.unanswered.get(digest), state.policy
    return since is not None and policy is not None and now < since + timedelta(seconds=policy.limits.sign_within_s)


def _readings(state: State, proposal: ProposalFacts) -> tuple[AssignmentFacts, ...]:
    return tuple(state.assignments[a] for a in proposal.assignments)


def live_readings(state: State, proposal: ProposalFacts) -> tuple[AssignmentFacts, ...]:
    """The readings of ``proposal`` that may still end in a countersignature."""
    return tuple(a for a in _readings(state, proposal) if a.over is None)


def run_out(state: State, assignment: AssignmentFacts, policy: Policy, now: datetime) -> bool:
    """Whether a live reading has to be passed over: its clock ran out, or its person may no longer sign (I2, I7)."""
    person, behind = state.person(assignment.person), state.proposals.get(assignment.drawn_for)
    if person is None or not active(person, state.doings(assignment.person).ended, now):
        return True
    if behind is not None and not independent(state, behind.body.author, person):
        return True
    since = assignment.opened_at or assignment.at
    return now >= since + timedelta(seconds=policy.limits.draw_again_after_s)


def kept_readings(state: State, proposal: ProposalFacts, policy: Policy, now: datetime) -> tuple[AssignmentFacts, ...]:
    """Readings of earlier proposals on this account, of the last 7 days, whose people this one has to keep (A63).

    One for each person who may be drawn, in the order of their draws: the one whose finding is on the same case and
    so counts again, otherwise the last one.  Who did not answer or stepped aside is not kept.  A reading that is
    still under way has no finding yet: its person is waited for.
    """
    since = now - timedelta(seconds=policy.limits.same_readers_s)
    kept: dict[str, AssignmentFacts] = {}
    for digest in state.account(proposal.body.account).proposals:
        earlier = state.proposals[digest]
        before = earlier.index < proposal.index and earlier.at >= since
        if not before or earlier.body.action is Action.DISMISS:
            continue
        for reading in _readings(state, earlier):
            known = kept.get(reading.person)
            if reading.finding is None and reading.over is not None:
                continue
            if known is None or not _counts_again(known, proposal):
                kept[reading.person] = reading
    may = set(eligible(state, proposal, now))
    return tuple(reading for person, reading in kept.items() if person in may)


def _counts_again(reading: AssignmentFacts, proposal: ProposalFacts) -> bool:
    return reading.finding is not None and reading.case == proposal.body.case
