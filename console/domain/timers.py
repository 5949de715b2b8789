"""What time alone makes due, besides proposals: terms of office, agreed lowerings, ends of temporary actions.

Idempotent as ``duties``: asked again it answers the same, and nothing once it is written; whoever reads the ledger
asks the same (``CHECKS``), so that none of it can be written before it is owed (A72).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from console.domain import documents as doc
from console.domain.documents import REGISTRAR, Entry
from console.domain.governance import administers
from console.domain.proposals import ends_at, given_back
from console.domain.state import State, WishFacts

TimerDuty = doc.Lowered | doc.TermOver | doc.DurationOver


def next_timer_duty(state: State, now: datetime) -> TimerDuty | None:
    """What of these is owed at ``now``, one after another; ``None`` when nothing is."""
    parts: tuple[Iterator[TimerDuty], ...] = (
        _durations_over(state, now),
        _terms_over(state, now),
        _lowered(state, now),
    )
    return next(chain.from_iterable(parts), None)


# --- temporary actions ------------------------------------------------------------------------------------------


def _durations_over(state: State, now: datetime) -> Iterator[doc.DurationOver]:
    return (over for over in (duration_over(state, digest, now) for digest in sorted(state.timed)) if over is not None)


def duration_over(state: State, digest: str, now: datetime) -> doc.DurationOver | None:
    """The end of a temporary action, once the duration in its carried-out bytes is over.

    It never freezes: its author's contract, the policy and the roster may have changed meanwhile (PROTOCOL 2).
    """
    effect = state.effects.get(digest)
    until = None if effect is None else ends_at(effect)
    if effect is None or until is None or now < until or effect.ended_by is not None or given_back(state, effect):
        return None
    return doc.DurationOver(store=state.store, env=state.env, author=REGISTRAR, effect=digest)


# --- the protection register ------------------------------------------------------------------------------------


def _terms_over(state: State, now: datetime) -> Iterator[doc.TermOver]:
    return (over for over in (term_over(state, account, now) for account in sorted(state.terms)) if over is not None)


def term_over(state: State, account: str, now: datetime) -> doc.TermOver | None:
    """The end of an account's term of office, once it is over and nothing that was proposed meanwhile waits."""
    term = state.account(account).term
    if term is None or now < term[1] or _waits(state, account):
        return None
    return doc.TermOver(store=state.store, env=state.env, author=REGISTRAR, account=account, until=term[1])


def _lowered(state: State, now: datetime) -> Iterator[doc.Lowered]:
    wishes = sorted((state.wishes[digest] for digest in state.live_wishes), key=lambda wish: wish.index)
    return (done for done in (lowered(state, wish, now) for wish in wishes) if done is not None)


def lowered(state: State, wish: WishFacts, now: datetime) -> doc.Lowered | None:
    """What two administrators agreed on, after the policy's delay: both are still there, and nothing waits (A35)."""
    at = lowers_at(state, wish, now)
    if at is None or now < at or wish.over is not None or not isinstance(wish.body, doc.Lowering):
        return None
    if any(_waits(state, row.account) for row in wish.body.rows):
        return None
    return doc.Lowered(store=state.store, env=state.env, author=REGISTRAR, wish=wish.digest)


def lowers_at(state: State, wish: WishFacts, now: datetime) -> datetime | None:
    """When an agreed lowering may take effect; ``None`` while it is not agreed on by two who are there now (I7)."""
    if wish.consented_at is None or wish.consented_by is None or not isinstance(wish.body, doc.Lowering):
        return None
    if not administers(state, wish.body.author, now) or not administers(state, wish.consented_by, now):
        return None
    if state.policy is None:
        return None
    return wish.consented_at + timedelta(seconds=state.policy.limits.lower_tier_after_s)


def _waits(state: State, account: str) -> bool:
    """Whether something that was proposed on an account may still become an effect: then its tier stays."""
    return any(digest in state.live for digest in state.account(account).proposals)


# --- whoever reads ----------------------------------------------------------------------------------------------


def _term_fault(state: State, entry: Entry, body: doc.TermOver) -> str | None:
    return None if body == term_over(state, body.account, entry.time) else "no such term was over"


def _lowered_fault(state: State, entry: Entry, body: doc.Lowered) -> str | None:
    wish = state.wishes.get(body.wish)
    owed = None if wish is None else lowered(state, wish, entry.time)
    return None if body == owed else "two administrators had not agreed on this lowering, or its delay was not over"


def _duration_fault(state: State, entry: Entry, body: doc.DurationOver) -> str | None:
    return None if body == duration_over(state, body.effect, entry.time) else "no such duration was over"


CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {
    doc.DurationOver: _duration_fault,
    doc.TermOver: _term_fault,
    doc.Lowered: _lowered_fault,
}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
