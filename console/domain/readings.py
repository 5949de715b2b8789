"""Second readings: who may be drawn, which readings live, and when one is passed over (PROTOCOL.md sections 4, 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

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

    After a restore nobody who had a part in what was undone (I8).  Who saw an announcement on this account
    within 7 days is left out while others can be drawn.
    """
    account = state.account(proposal.body.account)
    had = {state.assignments[a].person for a in proposal.assignments if a in state.assignments}
    locked = account.locked_people if account.locked_until is not None and now < account.locked_until else frozenset()
    pool = [
        person.id
        for person in state.people.values()
        if person.id not in had
        and person.id not in locked
        and proposal.body.account not in state.doings(person.id).recused
        and active(person, state.doings(person.id).ended, now)
        and independent(state, proposal.body.author, person)
    ]
    heard = {p for p, at in account.announced if now - at < timedelta(days=7)}
    fresh = [person for person in pool if person not in heard]
    return tuple(sorted(fresh or pool))


def live_readings(state: State, proposal: ProposalFacts) -> tuple[AssignmentFacts, ...]:
    """The readings of ``proposal`` that may still end in a countersignature."""
    known = (state.assignments.get(a) for a in proposal.assignments)
    return tuple(a for a in known if a is not None and a.over is None)


def run_out(state: State, assignment: AssignmentFacts, policy: Policy, now: datetime) -> bool:
    """Whether a live reading has to be passed over: its clock ran out, or its person may no longer sign (I7)."""
    person = state.person(assignment.person)
    if person is None or not active(person, state.doings(assignment.person).ended, now):
        return True
    since = assignment.opened_at or assignment.at
    return now >= since + timedelta(seconds=policy.limits.draw_again_after_s)


def kept_readings(state: State, proposal: ProposalFacts, policy: Policy, now: datetime) -> tuple[AssignmentFacts, ...]:
    """Readings of earlier proposals on this account, of the last 7 days, whose people this one has to keep (A63).

    Only readings with a finding on the same case are kept, oldest first, one for each person.
    """
    since = now - timedelta(seconds=policy.limits.same_readers_s)
    kept: dict[str, AssignmentFacts] = {}
    for digest in state.account(proposal.body.account).proposals:
        earlier = state.proposals[digest]
        if digest == proposal.digest or earlier.at < since or earlier.index > proposal.index:
            continue
        for name in earlier.assignments:
            reading = state.assignments[name]
            if reading.finding is not None and reading.case == proposal.body.case:
                kept[reading.person] = reading
    may = set(eligible(state, proposal, now))
    return tuple(reading for person, reading in kept.items() if person in may)
