"""Folding what people, rosters, policies and the protection register change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from immutables import Map

from console.domain import documents as doc
from console.domain.actions import highest
from console.domain.documents import DutyKind, Entry
from console.domain.folding import (
    change,
    with_account,
    with_person,
    with_proposal,
)
from console.domain.policy import parse_policy, policy_digest
from console.domain.state import (
    AccountFacts,
    PersonFacts,
    State,
    rested,
    shift_seconds,
)
from console.errors import BadInput


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
    return with_person(state, body.person, change(facts, ended=entry.time))


def _duty(state: State, entry: Entry, body: doc.Duty) -> State:
    facts, now = state.doings(body.author), entry.time
    if body.kind in (DutyKind.BEGIN, DutyKind.RENEW):
        return with_person(state, body.author, here(facts, now))
    worked = shift_seconds(facts, now)
    return with_person(
        state, body.author, change(facts, on_duty_since=None, worked_s=worked, off_since=now, renewed=None)
    )


def here(facts: PersonFacts, now: datetime) -> PersonFacts:
    """A sign of life: whatever a person signs is work, whether their console says that they are here or not."""
    if rested(facts, now):
        return change(facts, on_duty_since=now, worked_s=0, off_since=None, renewed=now)
    if facts.on_duty_since is None:
        return change(facts, on_duty_since=now, off_since=None, renewed=now)
    return change(facts, renewed=now)


def _skip(state: State, entry: Entry, body: doc.Skip) -> State:
    doings = state.doings(body.author)
    lately = tuple(at for at in doings.skips if entry.time - at < timedelta(days=1))
    return with_person(state, body.author, change(doings, skips=(*lately, entry.time)))


def _tier(state: State, entry: Entry, body: doc.TierChange) -> State:
    facts = state.account(body.account)
    return _raised(with_account(state, change(facts, register=body.tier)), body.account)


def _intake(state: State, entry: Entry, body: doc.Intake) -> State:
    for case in body.cases:
        if case.tier.protected or case.account in state.accounts:
            state = _raised(with_account(state, _flagged(state, case, entry.time)), case.account)
    return state


def _flagged(state: State, case: doc.IntakeCase, now: datetime) -> AccountFacts:
    """A flag that the platform took down counts for a while longer: who can un-verify can't act at once (A35)."""
    facts = state.account(case.account)
    after = change(facts, flag=case.tier)
    if facts.flag is None or case.tier.rank >= facts.flag.rank:
        return after
    look_back_s = state.policy.limits.flag_look_back_s if state.policy else LOOK_BACK_S
    was = highest(facts.flag, facts.flag_was[0] if facts.flag_was and now < facts.flag_was[1] else facts.flag)
    return change(after, flag_was=(was, now + timedelta(seconds=look_back_s)))


LOOK_BACK_S = 7 * 86400
"""The look-back for flags (seconds) where no policy is known."""


def _raised(state: State, account: str) -> State:
    """A proposal keeps the highest tier that its account had at any time since it was written (I4)."""
    facts = state.account(account)
    known = facts.known(state.time)
    for digest in facts.proposals:
        proposal = state.proposals[digest]
        if digest in state.live and known:
            state = with_proposal(state, change(proposal, tier=highest(proposal.tier, *known)))
    return state


HANDLERS: dict[type, Callable[[State, Entry, Any], State]] = {
    doc.RosterVersion: _roster,
    doc.PolicyText: _policy,
    doc.Founding: _founding,
    doc.End: _end,
    doc.Duty: _duty,
    doc.Skip: _skip,
    doc.TierChange: _tier,
    doc.Intake: _intake,
}
