"""All that anybody may try from one place of the search, honest or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from console.domain import consistency, duties, effects
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import Lowering, OrderKind, Outcome, Verdict
from console.domain.proposals import orders as sends_anything
from console.domain.state import AssignmentFacts, ProposalFacts, State
from tests.support import search_cast as cast
from tests.support.effects import CLAUSE, change
from tests.support.search_gates import Sides, Step, ask, enter, entry_of, orders, overdue, says
from tests.support.search_key import Node, one_of_each

MILDER = {Action.DEACTIVATE: Action.SUSPEND, Action.SUSPEND: Action.WARN}
READERS = ("mara", *cast.STAFF, cast.TEAMMATE)


class Scope(NamedTuple):
    """What may happen in one search: whose rules are asked, how much of what, and who tries what is not theirs."""

    sides: Sides = Sides()
    proposals: int = 1
    """So many proposals are written in all, however they end."""
    authors: tuple[str, ...] = cast.AUTHORS
    ends: int = 1
    """Contracts that an administrator ends."""
    cases: int = 1
    actions: tuple[Action, ...] = (Action.DEACTIVATE,)
    tiers: bool = True
    lowers: bool = False
    """Lowerings by two."""
    policies: bool = True
    early: bool = False
    """Policies change before there is a proposal, too; otherwise only while one is there."""
    late: bool = False
    """Restores of two people."""
    extends: bool = False
    """A roster that gives the contractor more time."""
    drifts: tuple[str, ...] = ("state", "tier")
    outcomes: tuple[Outcome, ...] = (Outcome.DONE,)
    forged: bool = True
    """Signatures and orders of people and services whose they are not."""
    terse: bool = False
    """Readers only agree, or don't answer: nobody finds something else, refuses or steps aside."""
    mad: bool = False
    """The dispatcher stores ways back when they are not owed, or stored already."""
    stolen: bool = False
    """The registrar's key writes whatever its readers take (only without the registrar's rules)."""


def steps(node: Node, scope: Scope) -> Iterator[Step]:
    """Every step from here that somebody's rules let pass."""
    yield Step("a tick", node._replace(now=node.now + cast.TICK))
    if scope.sides.registrar:
        yield from overdue(node)
    yield from _proposals(node, scope)
    for name in node.state.assignments:
        yield from _reading(node, scope, node.state.assignments[name])
    for facts in node.state.proposals.values():
        yield from _on(node, scope, facts)
    for effect in node.state.effects.values():
        if effect.kind is not OrderKind.APPLY:
            yield from orders(node, scope.sides, effect.id, effect.kind)
            done = cast.receipt(effect.id, effect.kind, Outcome.DONE)
            yield from says(node, scope.sides, "the way back is receipted", done)
    if scope.ends:
        yield from _ends(node, scope)
    if scope.tiers:
        yield from _tiers(node, scope)
    if scope.policies or scope.extends:
        yield from _rules(node, scope)
    if scope.stolen:
        yield from _stolen(node, scope)


# --- proposals and readings -------------------------------------------------------------------------------------


def _proposals(node: Node, scope: Scope) -> Iterator[Step]:
    state = node.state
    if len(state.proposals) >= scope.proposals:
        return
    digest = f"{0xA000 + len(state.proposals):064x}"
    for at in range(scope.cases):
        for author in scope.authors:
            for action in scope.actions:
                duration_s = cast.TICK_S if action is Action.SUSPEND else None
                wish = cast.proposal(state, author, at, action, node.now, duration_s=duration_s)
                words = f"{author} proposes to {action.value} {cast.CASES[at]}"
                yield from ask(node, scope.sides, words, wish, digest)
                if scope.forged and wish.seen.tier.protected:
                    lie = change(wish, seen=change(wish.seen, tier=Tier.STANDARD))
                    yield from ask(node, scope.sides, f"{words}, as if it were not protected", lie, digest)


def _reading(node: Node, scope: Scope, reading: AssignmentFacts) -> Iterator[Step]:
    who, sides = reading.person, scope.sides
    behind = node.state.proposals[reading.drawn_for].body
    same = Verdict(clause=CLAUSE, action=behind.action, duration_s=behind.duration_s)
    if reading.over is None:
        if scope.terse and reading.finding is None:
            yield from ask(node, sides, f"{who} finds the same", cast.finding(reading, who, same))
        elif reading.finding is None:
            milder = Verdict(clause=CLAUSE, action=MILDER[behind.action])
            for words, verdict in (("the same", same), ("something milder", milder)):
                yield from ask(node, sides, f"{who} finds {words}", cast.finding(reading, who, verdict))
        if not scope.terse:
            yield from ask(node, sides, f"{who} refuses", cast.refusal(reading))
            yield from ask(node, sides, f"{who} steps aside", cast.recusal(reading))
    if not scope.forged:
        if reading.opened_index is not None and reading.over is None:
            yield from ask(node, sides, f"{who} signs", cast.countersignature(reading, who, reading.drawn_for))
        return
    yield from ask(node, sides, f"{who} signs", cast.countersignature(reading, who, reading.drawn_for))
    for other in (behind.author, "lena"):
        if other != who:
            yield from ask(node, sides, f"{other} finds for {who}", cast.finding(reading, other, same))
            forged = cast.countersignature(reading, other, reading.drawn_for)
            yield from ask(node, sides, f"{other} signs for {who}", forged)
    for digest in node.state.live:
        if digest != reading.drawn_for:
            yield from ask(node, sides, f"{who} signs the other", cast.countersignature(reading, who, digest))


def _on(node: Node, scope: Scope, facts: ProposalFacts) -> Iterator[Step]:
    """What is done with one proposal."""
    state, sides, digest, author = node.state, scope.sides, facts.digest, facts.body.author
    yield from ask(node, sides, f"{author} withdraws", cast.withdrawal(author, digest))
    if scope.forged:
        yield from ask(node, sides, "lena withdraws it", cast.withdrawal("lena", digest))
    if facts.cooling_from is not None:
        yield from ask(node, sides, "ada stops it", cast.stop("ada", digest))
    effect = state.effects.get(digest)
    waits = digest in state.live
    if facts.cooling_from is not None or not waits or (facts.readers == 0 and sends_anything(facts.body)):
        yield from _restores(node, scope, facts)
    saved = effect is not None and effect.way_back is not None
    if (waits and not saved and _is_owed(node, digest)) or (scope.mad and (saved or facts.cooling_from is not None)):
        yield from says(node, sides, "its way back is stored", cast.way_back(digest))
    if effect is not None or scope.forged:
        yield from orders(node, sides, digest, OrderKind.APPLY)
    if effect is not None:
        for outcome in scope.outcomes:
            receipt = cast.receipt(digest, OrderKind.APPLY, outcome)
            yield from says(node, sides, f"it is receipted: {outcome.value}", receipt)
        if waits and not node.drifted:
            yield from (Step(f"the platform's {drift} changes", node._replace(drifted=drift)) for drift in scope.drifts)
        elif waits and not effect.intents:
            told = cast.drift(digest, ("state_changed",), state.size)
            yield from says(node, sides, "the dispatcher tells of the drift", told)


def _is_owed(node: Node, effect: str) -> bool:
    return any(item.id == effect for item in effects.owed(node.state, node.now))


def _restores(node: Node, scope: Scope, facts: ProposalFacts) -> Iterator[Step]:
    account, digest = facts.body.account, facts.digest
    more = scope.proposals > 1 or scope.late  # otherwise nothing will ever ask who it was
    may = [p for p in ("ana", *READERS, "ada") if p in node.state.people] if more else [facts.body.author, "lena"]
    for person in one_of_each(node, may):
        yield from ask(node, scope.sides, f"{person} restores", cast.restore(person, account, digest))
        if scope.late:
            wish = cast.late_restore(person, account, digest)
            yield from ask(node, scope.sides, f"{person} wants a late restore", wish)
            for name in node.state.live_wishes:
                yield from ask(node, scope.sides, f"{person} consents", cast.consent(person, name))


# --- who may do what --------------------------------------------------------------------------------------------


def _ends(node: Node, scope: Scope) -> Iterator[Step]:
    ended = sum(1 for doings in node.state.activity.values() if doings.ended is not None)
    if ended >= scope.ends:
        return
    for person in one_of_each(node, (*cast.AUTHORS, *cast.STAFF, cast.TEAMMATE)):
        yield from ask(node, scope.sides, f"ada ends {person}", cast.end("ada", person))
    if scope.forged and not node.state.proposals:
        yield from ask(node, scope.sides, "mara ends ana", cast.end("mara", "ana"))
        yield from ask(node, scope.sides, "ada ends ben", cast.end("ada", "ben"))


def _tiers(node: Node, scope: Scope) -> Iterator[Step]:
    state, sides = node.state, scope.sides
    for at in range(scope.cases):
        account = cast.ACCOUNTS[at]
        yield from ask(node, sides, "ada raises the tier", cast.tier_change("ada", account, Tier.HEAD_OF_STATE))
        if scope.forged and not state.proposals:
            yield from ask(node, sides, "ada lowers the tier", cast.tier_change("ada", account, Tier.STANDARD))
            lower = cast.register_change("ada", account, Tier.VERIFIED)
            yield from ask(node, sides, "ada lowers the register", lower)
    if not scope.lowers:
        return
    waits = [n for n in state.live_wishes if isinstance(state.wishes[n].body, Lowering)]
    if not waits:
        wish = cast.lowering("ada", cast.ACCOUNTS[0], Tier.STANDARD)
        yield from ask(node, sides, "ada wants to lower", wish)
    for name in waits:
        for person in ("ada", "ben", "mara"):
            yield from ask(node, sides, f"{person} consents to lower", cast.consent(person, name))


def _rules(node: Node, scope: Scope) -> Iterator[Step]:
    state, sides = node.state, scope.sides
    two, one = (cast.KEY_OF["ada"], cast.KEY_OF["ben"]), (cast.KEY_OF["ada"],)
    if scope.policies:
        first = not state.proposals
        roster = cast.roster(state, policy=cast.DIGEST_OF["lighter"])
        if first and scope.forged:
            yield from ask(node, sides, "ada alone lightens the policy", cast.tightening("ada", "lighter"))
            yield from ask(node, sides, "one adopts the lighter policy", roster, signers=one)
        if (not first or scope.early) and state.policy_in_force != cast.DIGEST_OF["stricter"]:
            yield from ask(node, sides, "ada tightens the policy", cast.tightening("ada", "stricter"))
        if (not first or scope.early) and state.policy_in_force != cast.DIGEST_OF["lighter"]:
            yield from ask(node, sides, "two adopt the lighter policy", roster, signers=two)
    ana = state.people["ana"]
    if scope.extends and ana.contract_until is not None:
        people = tuple(change(p, contract_until=None) if p.id == "ana" else p for p in state.people.values())
        yield from ask(node, sides, "two give ana more time", cast.roster(state, people=people), signers=two)


# --- a stolen registrar's key -----------------------------------------------------------------------------------


def _stolen(node: Node, scope: Scope) -> Iterator[Step]:
    """Whatever readers take from the registrar's hand: what it owes, and what it never did."""
    state = node.state
    for digest in state.live:
        owed = duties.owed_for(state, state.proposals[digest], node.now, lambda number: "00" * 32)
        if isinstance(owed, doc.Draw):
            for person in one_of_each(node, owed.pool):
                yield from _forged(node, f"the lot gives {person}", *cast.drawn(state, owed, person))
            if len(owed.pool) > 1:
                wrong = change(owed, person=owed.pool[0])
                yield from _forged(node, f"the lot is said to give {wrong.person}", *cast.lot_as_said(state, wrong))
        elif owed is not None:
            yield from _forged(node, f"what is owed is written ({type(owed).__name__})", state, owed)
        for friend in one_of_each(node, READERS):
            yield from _forged(node, f"{friend} is drawn alone", *cast.forged_draw(state, digest, friend, (friend,)))
        yield from _forged(node, "cooling off is said to begin", state, cast.cooling(state, digest))
        yield from _forged(node, "a way back is said to be stored", state, cast.way_back(digest))
    for name in state.live_assignments:
        reading = state.assignments[name]
        yield from _forged(node, f"it is shown to {reading.person}", state, cast.opened(reading))
        yield from _forged(node, f"{reading.person} is passed over", state, cast.passed_over(reading))
    for name in state.live_wishes:
        yield from _forged(node, "it is said to be lowered", state, cast.lowered(name))
    for name, effect in state.effects.items():
        if effect.duration_s is not None:
            yield from _forged(node, "its duration is said to be over", state, cast.duration_over(name))
        if effect.intents and effect.kind is OrderKind.APPLY:
            yield from _forged(node, "a way back is stored afterwards", state, cast.way_back(name))


def _forged(node: Node, did: str, state: State, document: doc.AnyDocument) -> Iterator[Step]:
    """A step, if whoever reads the ledger takes the entry."""
    before = node._replace(state=state)
    keys = cast.signers_of(document)
    if consistency.fault(state, entry_of(state, before, document), keys) is None:
        after, wrong = enter(before, document)
        yield Step(did, after, wrong)
