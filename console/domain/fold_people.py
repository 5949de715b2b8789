"""Folding what people, rosters, policies and the protection register change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from immutables import Map

from console.domain import documents as doc
from console.domain.actions import highest
from console.domain.documents import DutyKind, Entry
from console.domain.fold_effects import CONSENTED
from console.domain.folding import (
    change,
    wish_over,
    with_account,
    with_person,
    with_proposal,
    with_wish,
)
from console.domain.policy import parse_policy, policy_digest
from console.domain.state import (
    AccountFacts,
    PersonFacts,
    RosterDraftFacts,
    State,
    WishFacts,
    rested,
    shift_seconds,
)
from console.errors import BadInput


def _roster(state: State, entry: Entry, body: doc.RosterVersion) -> State:
    return change(
        state,
        roster=body,
        roster_digest=entry.digest,
        people=Map({p.id: p for p in body.people}),
        tightened=None,  # it joined this version, or another policy was adopted (`roster.why_not_follow`)
        drafts=Map(),  # each would follow the roster before
    )


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
    by = facts.distrusted_by | {body.author}
    return with_person(state, body.person, change(facts, ended=entry.time, distrusted_by=by))


def _duty(state: State, entry: Entry, body: doc.Duty) -> State:
    facts, now = state.doings(body.author), entry.time
    if body.kind in (DutyKind.BEGIN, DutyKind.RENEW):
        return with_person(state, body.author, here(facts, now))
    gone = change(
        facts,
        on_duty_since=None,
        worked_s=shift_seconds(facts, now),
        off_since=now,
        break_since=now if body.kind is DutyKind.BREAK else None,
        renewed=None,
    )
    return with_person(state, body.author, gone)


def here(facts: PersonFacts, now: datetime) -> PersonFacts:
    """A sign of life: whatever a person signs is work, whether their console says that they are here or not."""
    if rested(facts, now):
        return change(facts, on_duty_since=now, worked_s=0, off_since=None, break_since=None, renewed=now)
    if facts.on_duty_since is None:
        return change(facts, on_duty_since=now, off_since=None, break_since=None, renewed=now)
    return change(facts, renewed=now)


def _skip(state: State, entry: Entry, body: doc.Skip) -> State:
    doings = state.doings(body.author)
    lately = tuple(at for at in doings.skips if entry.time - at < timedelta(days=1))
    return with_person(state, body.author, change(doings, skips=(*lately, entry.time)))


def _tier(state: State, entry: Entry, body: doc.TierChange) -> State:
    facts = state.account(body.account)
    state = _raised(with_account(state, change(facts, register=body.tier)), body.account)
    return _raise_ends_lowerings(state, entry, body.author, frozenset({body.account}))


def _register(state: State, entry: Entry, body: doc.RegisterChange) -> State:
    for row in body.rows:
        facts = state.account(row.account)
        if row.term_s is None:
            facts = change(facts, register=row.tier)
        else:
            until = entry.time + timedelta(seconds=min(row.term_s, LONGEST_TERM_S))
            facts = change(facts, term=(row.tier, until, entry.digest))
            state = change(state, terms=state.terms.set(row.account, None))
        state = _raised(with_account(state, facts), row.account)
    return _raise_ends_lowerings(state, entry, body.author, frozenset(row.account for row in body.rows))


LONGEST_TERM_S = 100 * 366 * 86400
"""No instant lies further away than this (seconds), so that folding never overflows."""


def _raise_ends_lowerings(state: State, entry: Entry, author: str, accounts: frozenset[str]) -> State:
    """Whoever protects an account more says no to every lowering of it that waits (I4)."""
    for digest in state.live_wishes:
        wish = state.wishes[digest]
        if isinstance(wish.body, doc.Lowering) and accounts & {row.account for row in wish.body.rows}:
            state = wish_over(state, wish, "objected", entry.time, author)
    return state


def _lowering(state: State, entry: Entry, body: doc.Lowering) -> State:
    wish = WishFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body)
    return with_wish(state, wish)


def _consent(state: State, entry: Entry, body: doc.Consent) -> State:
    wish = state.wishes.get(body.wish)
    if wish is None or wish.over is not None:
        return state
    wish = change(wish, consented_by=body.author, consented_at=entry.time)
    state = with_wish(state, wish)
    follows = CONSENTED.get(type(wish.body))
    return state if follows is None else follows(state, entry, wish)


def _object(state: State, entry: Entry, body: doc.Objection) -> State:
    draft = state.drafts.get(body.wish)
    if draft is not None:  # whoever signed the same bytes besides its author
        same = [digest for digest, other in state.drafts.items() if other.body.version == draft.body.version]
        drafts = state.drafts
        for digest in same:
            drafts = drafts.delete(digest)
        return change(state, drafts=drafts)
    wish = state.wishes.get(body.wish)
    if wish is None or wish.over is not None:
        return state
    return wish_over(state, wish, "objected", entry.time, body.author)


def _lowered(state: State, entry: Entry, body: doc.Lowered) -> State:
    """Register and term go down to what was agreed, where they are not lower meanwhile."""
    wish = state.wishes.get(body.wish)
    if wish is None or wish.over is not None or not isinstance(wish.body, doc.Lowering):
        return state
    for row in wish.body.rows:
        facts = state.account(row.account)
        if facts.register is not None and facts.register.rank > row.tier.rank:
            facts = change(facts, register=row.tier if row.tier.protected else None)
        if facts.term is not None and facts.term[0].rank > row.tier.rank:
            facts, state = change(facts, term=None), _no_term(state, row.account)
        state = with_account(state, facts)
    return wish_over(state, wish, "done", entry.time, "")


def _term_over(state: State, entry: Entry, body: doc.TermOver) -> State:
    facts = state.account(body.account)
    if facts.term is None or facts.term[1] != body.until:
        return state
    return _no_term(with_account(state, change(facts, term=None)), body.account)


def _no_term(state: State, account: str) -> State:
    return change(state, terms=state.terms.delete(account)) if account in state.terms else state


def _revoke(state: State, entry: Entry, body: doc.Revocation) -> State:
    return change(state, revoked=state.revoked | {body.key})


def _tighten(state: State, entry: Entry, body: doc.Tightening) -> State:
    return change(state, tightened=body.policy) if body.policy in state.policies else state


def _draft(state: State, entry: Entry, body: doc.RosterDraft) -> State:
    facts = RosterDraftFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body)
    return change(state, drafts=state.drafts.set(entry.digest, facts))


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
    doc.RegisterChange: _register,
    doc.Lowering: _lowering,
    doc.Consent: _consent,
    doc.Objection: _object,
    doc.Lowered: _lowered,
    doc.TermOver: _term_over,
    doc.Revocation: _revoke,
    doc.Tightening: _tighten,
    doc.RosterDraft: _draft,
    doc.Intake: _intake,
}
