"""Two places of the search are one when no rule can tell them apart: the key that says so.

What goes into a key is everything of the state that some rule still may look at: ages instead of instants, cut off
where nothing asks any more; orders of entries only where a rule compares them; like people under the names that the
order of their readings gives them; and what the judge remembers, so that no two histories are taken for one that it
would judge differently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from console.domain.documents import Lowering
from console.domain.state import AssignmentFacts, EffectFacts, ProposalFacts, State
from tests.support.search_cast import ACCOUNTS, ADMINISTRATORS, AUTHORS, NAME_OF, PERSON, STAFF, TEAMMATE, TICK
from tests.support.search_notes import Judge, Noted, Read


class Node(NamedTuple):
    """A place of the search: all that the ledger says, what the judge remembers, the time, what the platform shows."""

    state: State
    judge: Judge
    now: datetime
    drifted: str = ""


KIND = {name: name for name in PERSON} | dict.fromkeys(STAFF, "staff") | dict.fromkeys(ADMINISTRATORS, "administrator")
"""People of one kind are interchangeable."""


def _kinds(authors: set[str], more: bool) -> Mapping[str, str]:
    """Who is like whom, where nothing but proposals of ``authors`` waits, and perhaps more will be proposed.

    A supervisor who also works cases is like the staff where nothing of hers waits, and so is the fifth one where
    nothing of her vendor's contractor does.
    """
    alike = {} if more else {p: "staff" for p, author in (("mara", "mara"), (TEAMMATE, "ana")) if author not in authors}
    return {**KIND, **alike}


_encoder = msgspec.msgpack.Encoder()


def key(node: Node, more: bool = True) -> bytes:
    """16 bytes, the same for places that no rule can tell apart.

    Where nothing ``more`` will be proposed, what would only bear on a later proposal is left out: the order of the
    readings, how those ended that can't be signed any more, and who had a part in what has ended or was sent.
    """
    state, judge, now, _ = node
    marks = marked(node)
    proposals = []
    readings: dict[str, list[tuple[Any, ...]]] = {}
    waiting: set[str] = set()
    busy = {facts.body.account for facts in state.proposals.values() if _still_read(state, facts)}
    for account, known in state.accounts.items():
        for digest in known.proposals:
            facts, noted = state.proposals[digest], judge.proposals[digest]
            proposals.append((account, *_proposal(node, digest, facts, noted)))
            waits = _still_read(state, facts)
            if waits:
                waiting.add(noted.author)
            if not more and account not in busy:
                continue
            brief = waits and not more
            for order, name in enumerate(facts.assignments):
                reading = _reading(facts, noted, state.assignments[name], judge.reads[name], now, brief)
                where = (account,) if brief else (account, len(proposals), order)
                readings.setdefault(state.assignments[name].person, []).append((*where, *reading))
    if not more and not busy:
        marks = {person: bits & _ENDED for person, bits in marks.items() if person in AUTHORS}
    kinds = _kinds(waiting, more)
    people = sorted(
        _encoder.encode((kinds[person], marks.get(person, 0), sorted(map(_encoder.encode, readings.get(person, ())))))
        for person in {*marks, *readings}
    )
    proposals.sort(key=lambda p: p[0])
    parts = (proposals, people, _accounts(state, judge, now), _rules(state, judge, now), node.drifted)
    return hashlib.blake2b(_encoder.encode(parts), digest_size=16).digest()


def _still_read(state: State, facts: ProposalFacts) -> bool:
    """Whether its readings still can bear on anything: it has neither ended nor been ordered."""
    effect = state.effects.get(facts.digest)
    return facts.closed is None and not (effect is not None and effect.intents)


_ENDED = 1 | 1 << 16
"""The marks of an ended contract, as the state and as the judge know it."""


# --- people -----------------------------------------------------------------------------------------------------


def marked(node: Node) -> dict[str, int]:
    """What a rule (or the judge) can see of each person besides their readings, as bits; nothing for most."""
    state, judge, now, _ = node
    pairs: list[tuple[str, int]] = []
    for person, doings in state.activity.items():
        if doings.ended is not None:
            pairs.append((person, 0))
        if doings.recused:
            pairs += [(person, 1 + ACCOUNTS.index(account)) for account in doings.recused]
        if doings.restores:
            pairs += [(person, 3 + ACCOUNTS.index(account)) for account, _ in doings.restores]
        if doings.stops:
            pairs += [(person, 5 + ACCOUNTS.index(account)) for account, _ in doings.stops]
    for n, account in enumerate(ACCOUNTS):
        facts = state.accounts.get(account)
        if facts is None:
            continue
        pairs += [(person, 7 + n) for person, _ in facts.announced]
        if facts.locked_until is not None and now < facts.locked_until:
            pairs += [(person, 9 + n) for person in facts.locked_people]
    for account, (until, people) in judge.locks.items():
        if now < until:
            pairs += [(person, 11 + ACCOUNTS.index(account)) for person in people]
    for name in state.live_wishes:
        wish = state.wishes[name]
        pairs.append((wish.body.author, 13 if isinstance(wish.body, Lowering) else 14))
        if wish.consented_by is not None:
            pairs.append((wish.consented_by, 15))
    pairs += [(person, 16) for person in judge.ended]
    pairs += [(person, 17 + ACCOUNTS.index(account)) for person, account in judge.recused]
    pairs += [(person, 19 + ACCOUNTS.index(account)) for person, account in judge.restored]
    pairs += [(person, 21 + ACCOUNTS.index(account)) for person, account in judge.heard]
    marks: dict[str, int] = {}
    for person, bit in pairs:
        marks[person] = marks.get(person, 0) | 1 << bit
    return marks


def one_of_each(node: Node, people: Iterable[str], kinds: Mapping[str, str] = KIND) -> list[str]:
    """``people`` without those who are like one before: who were drawn for anything are like nobody else."""
    marks = marked(node)
    drawn = {reading.person for reading in node.state.assignments.values()}
    found: dict[object, str] = {}
    for person in people:
        found.setdefault(person if person in drawn else (kinds[person], marks.get(person, 0)), person)
    return list(found.values())


# --- proposals --------------------------------------------------------------------------------------------------


def age(at: datetime | None, now: datetime, most: int) -> int:
    """Whole ticks since, at most ``most``; -1 for never."""
    return -1 if at is None else min((now - at) // TICK, most)


def _proposal(node: Node, digest: str, facts: ProposalFacts, noted: Noted) -> tuple[Any, ...]:
    state, judge, now, _ = node
    effect = state.effects.get(digest)
    waits = facts.closed is None and not (effect is not None and effect.intents)
    body = facts.body
    return (
        body.author,
        body.account == ACCOUNTS[0],
        body.action,
        body.seen.tier,
        facts.tier,
        NAME_OF[body.policy],
        (facts.readers, facts.held_back_s, facts.cooling_off_s) if waits else (),
        age(facts.at, now, 4) if waits else -1,
        age(facts.cooling_from, now, 4) if waits else facts.cooling_from is not None,
        None if facts.closed is None else facts.closed.how,
        digest in state.live,
        None if effect is None else _effect(state, effect, judge, now),
        (noted.highest, noted.stricter, noted.frozen, noted.closed, noted.saved),
        noted.ordered is not None,
        noted.done_at is not None,
        len(noted.against),
        len(facts.against),
    )


def _reading(
    facts: ProposalFacts, noted: Noted, reading: AssignmentFacts, read: Read, now: datetime, last: bool
) -> tuple[Any, ...]:
    against = (reading.person in facts.against, reading.person in noted.against)
    if last and reading.over not in (None, "signed"):
        return ("over", reading.over == "passed_over" and reading.finding is None, *against)
    found, opened = reading.finding_index, reading.opened_index
    signed = next((s for s in facts.signed if s.assignment == reading.id), None)
    verdict = "" if reading.verdict is None else f"{reading.verdict.action} {reading.verdict.duration_s}"
    return (
        reading.over or "",
        age(reading.opened_at or reading.at, now, 1) if reading.over is None else 0,
        reading.finding is not None,
        verdict,
        reading.kept is not None,
        found is not None and (reading.index < found),
        opened is not None and found is not None and found < opened,
        signed is not None and opened is not None and opened < signed.index,
        signed is not None and facts.cooling_index is not None and signed.index < facts.cooling_index,
        (read.agrees, read.opened is not None, read.signed, read.passed, read.over),
        reading.person in noted.stands_on,
        *against,
    )


def _effect(state: State, effect: EffectFacts, judge: Judge, now: datetime) -> tuple[Any, ...]:
    backs = tuple(
        (back.kind, back.intents, back.outcome, name in state.live_effects, order.ordered, order.done, order.failed)
        for name, back, order in _ways_back(effect, state.effects, judge)
    )
    return (
        effect.way_back is not None or effect.no_way_back,
        effect.intents,
        age(effect.intended_at, now, 3),
        effect.outcome,
        age(effect.at, now, 3) if effect.duration_s is not None else -1,
        effect.id in state.live_effects,
        effect.id in state.timed,
        effect.drift,
        backs,
        judge.under_way.get(effect.account) == effect.id,
    )


def _ways_back(effect: EffectFacts, effects: Mapping[str, EffectFacts], judge: Judge) -> list[Any]:
    names = (effect.restored_by, effect.ended_by)
    return [(name, effects[name], judge.backs[name]) for name in names if name is not None and name in effects]


# --- accounts and rules -----------------------------------------------------------------------------------------


def _accounts(state: State, judge: Judge, now: datetime) -> list[Any]:
    found = []
    for account in ACCOUNTS:
        facts = state.accounts.get(account)
        if facts is None:
            continue
        left = 0 if facts.locked_until is None else max(0, -((now - facts.locked_until) // TICK))
        until = judge.locks.get(account, (now, frozenset()))[0]
        judged = max(0, -((now - until) // TICK))
        found.append((facts.register, facts.flag, facts.way_back_failed, left, judged, judge.tiers.get(account, 0)))
    return found


def _rules(state: State, judge: Judge, now: datetime) -> tuple[Any, ...]:
    """The policy in force, the contracts that will end, and the wishes that wait."""
    wishes = sorted(
        (
            wish.consented_by is not None,
            age(wish.consented_at, now, 1),
            age(wish.at, now, 2),
            wish.body.rows[0].tier if isinstance(wish.body, Lowering) else wish.body.effect,
            wish.body.rows[0].account if isinstance(wish.body, Lowering) else "",
        )
        for wish in (state.wishes[name] for name in state.live_wishes)
    )
    contracts = [
        max(0, -((now - person.contract_until) // TICK))
        for person in state.people.values()
        if person.contract_until is not None
    ]
    return (
        NAME_OF[state.policy_in_force],
        state.tightened is not None,
        judge.policy,
        contracts,
        wishes,
        len(state.people),
    )
