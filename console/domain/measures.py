"""Against rubber stamps: what readings show of a person, of pairs, and of the waits (DESIGN.md section 6).

All times are the registrar's.  What a person caught and missed is shown to that person first, and nobody is ranked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from math import ceil, comb, sqrt

import msgspec

from console.domain.actions import Action, Tier
from console.domain.documents import Ending, Verdict
from console.domain.findings import agrees_with
from console.domain.state import AssignmentFacts, ProposalFacts, State


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """``hits`` of ``all``, with the Wilson 95 % interval of the rate (0 to 1)."""

    hits: int
    all: int
    low: float
    high: float


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One person's second readings.  Times on evidence in seconds, from the draw to the finding; ``None`` without any.

    ``agreed`` counts findings that agreed with the proposal behind them, ``canaries`` those that met the known answer
    (of the readings that were revealed).
    """

    person: str
    readings: int
    unanswered: int
    recused: int
    refused: int
    seconds_median: int | None
    seconds_p90: int | None
    quickest_s: int | None
    agreed: Share
    canaries: Share


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """An author and a reader who met: how often the reader read them, agreed, and signed.

    ``chance`` is the probability that the lot alone brings the two together at least so often.
    """

    author: str
    reader: str
    met: int
    agreed: int
    always: bool
    chance: float


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """How long proposals of a tier waited for their signatures, in seconds; percentiles by nearest rank."""

    tier: Tier
    count: int
    p50_s: int | None
    p95_s: int | None
    waiting: int
    oldest_s: int
    ran_out: int


Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""

ALWAYS_AT_LEAST = 5
"""A pair that agreed less often than this is too few to say *always*."""


def share(hits: int, whole: int) -> Share:
    """The rate with its interval after Wilson (1927), which holds for small numbers and for 0 and 1 as well."""
    if whole <= 0:
        return Share(hits=0, all=0, low=0.0, high=1.0)
    rate, n = hits / whole, float(whole)
    middle = rate + Z95 * Z95 / (2 * n)
    half = Z95 * sqrt(rate * (1 - rate) / n + Z95 * Z95 / (4 * n * n))
    below = 1 + Z95 * Z95 / n
    low, high = (middle - half) / below, (middle + half) / below
    return Share(
        hits=hits,
        all=whole,
        low=0.0 if hits == 0 else max(0.0, low),
        high=1.0 if hits == whole else min(1.0, high),
    )


def percentile(values: list[int], per_cent: int) -> int | None:
    """The nearest-rank percentile of ``values``; ``None`` of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, ceil(per_cent / 100 * len(ordered)) - 1)]


def record(state: State, person: str) -> Record:
    """One person's second readings, all kinds of them; what was not revealed yet is no canary here (I14)."""
    own = [a for a in state.assignments.values() if a.person == person and a.kept is None]
    read = [a for a in own if a.finding is not None and a.found_at is not None]
    seconds = [int((a.found_at - a.at).total_seconds()) for a in read if a.found_at is not None]
    behind = [(a, state.proposals[a.drawn_for]) for a in read if a.drawn_for in state.proposals]
    proposals = [(a, p) for a, p in behind if p.body.action is not Action.DISMISS]
    revealed = [a for a in read if a.revealed]
    return Record(
        person=person,
        readings=len(read),
        unanswered=sum(1 for a in own if a.over == "passed_over" and a.finding is None),
        recused=sum(1 for a in own if a.over == "recused"),
        refused=sum(1 for a in own if a.over == "refused"),
        seconds_median=percentile(seconds, 50),
        seconds_p90=percentile(seconds, 90),
        quickest_s=min(seconds, default=None),
        agreed=share(sum(1 for a, p in proposals if agrees_with(state, p, a)), len(proposals)),
        canaries=share(sum(1 for a in revealed if caught(state, a)), len(revealed)),
    )


def caught(state: State, reading: AssignmentFacts) -> bool:
    """Whether a revealed reading of a canary met its answer: both no violation, or the same kind and severity."""
    canary = state.canaries.get(reading.drawn_for)
    if canary is None or not canary.known:
        return False
    return same_verdict(state, canary.answer, reading.verdict)


def same_verdict(state: State, right: Verdict | None, found: Verdict | None) -> bool:
    """Whether a finding meets a known answer: none for none, else the same group, and as severe or one above."""
    policy = state.policy
    if right is None or found is None or policy is None:
        return right is found
    mine, theirs = policy.clause(found.clause), policy.clause(right.clause)
    if mine is None or theirs is None or mine.group != theirs.group:
        return False
    return policy.severity.of(found.action) - policy.severity.of(right.action) in (0, 1)


def pairs(state: State) -> tuple[Pair, ...]:
    """Everybody who read somebody's proposals; those who always agree first, then the most frequent (A12)."""
    met: dict[tuple[str, str], list[bool]] = defaultdict(list)
    odds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for reading in state.assignments.values():
        proposal = state.proposals.get(reading.drawn_for)
        if proposal is None or proposal.body.action is Action.DISMISS or reading.kept is not None:
            continue
        author = proposal.body.author
        for person in reading.pool:
            odds[(author, person)].append(1 / len(reading.pool))
        if reading.finding is not None:
            met[(author, reading.person)].append(agrees_with(state, proposal, reading))
    found = [
        Pair(
            author=author,
            reader=reader,
            met=len(said),
            agreed=sum(said),
            always=all(said) and len(said) >= ALWAYS_AT_LEAST,
            chance=at_least(odds[(author, reader)], len(said)),
        )
        for (author, reader), said in met.items()
    ]
    return tuple(sorted(found, key=lambda p: (not p.always, -p.met, p.author, p.reader)))


def at_least(odds: list[float], times: int) -> float:
    """The probability of at least ``times`` successes among draws with these ``odds``, taken as equally likely.

    The mean of the odds stands for each of them: for pools of nearly the same size the binomial is close, and it
    is only used to mark what is worth a look.
    """
    n = len(odds)
    if times <= 0 or n == 0:
        return 1.0
    p = sum(odds) / n
    below = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(min(times, n + 1)))
    return max(0.0, min(1.0, 1.0 - below))


def waits(state: State, since: datetime, now: datetime, *, settled: bool = False) -> tuple[Wait, ...]:
    """How long signatures were waited for, per tier, of the proposals since ``since`` that need any.

    With ``settled`` of those alone that are signed or closed and that nobody reads any more: whoever may be drawn
    would learn from the others that a proposal stands behind a case of that tier (I14).
    """
    by_tier: dict[Tier, list[ProposalFacts]] = defaultdict(list)
    for proposal in state.proposals.values():
        told = not settled or _settled(state, proposal)
        if told and proposal.at >= since and proposal.readers and proposal.body.action is not Action.DISMISS:
            by_tier[proposal.tier].append(proposal)
    found: list[Wait] = []
    for tier in Tier:
        own = by_tier[tier]
        if not own:
            continue
        done = [int((at - p.at).total_seconds()) for p in own if (at := _signed_at(p)) is not None]
        still = [p for p in own if _signed_at(p) is None and p.closed is None]
        found.append(
            Wait(
                tier=tier,
                count=len(own),
                p50_s=percentile(done, 50),
                p95_s=percentile(done, 95),
                waiting=len(still),
                oldest_s=max((int((now - p.at).total_seconds()) for p in still), default=0),
                ran_out=sum(1 for p in own if _ran_out(p)),
            )
        )
    return tuple(found)


def _signed_at(proposal: ProposalFacts) -> datetime | None:
    """When all had signed: its cooling-off begins then, also one of no seconds."""
    return proposal.cooling_from


def _settled(state: State, proposal: ProposalFacts) -> bool:
    readings = [state.assignments[name] for name in proposal.assignments]
    read = all(a.over is not None or a.finding is not None for a in readings)
    return read and (proposal.closed is not None or _signed_at(proposal) is not None)


def _ran_out(proposal: ProposalFacts) -> bool:
    return proposal.closed is not None and proposal.closed.how is Ending.EXPIRED and _signed_at(proposal) is None
