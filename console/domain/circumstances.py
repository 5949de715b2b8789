"""What makes it heavier for this person on this account now, and since when, from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from console.domain.friction import Circumstances
from console.domain.people import last_day, last_day_begins
from console.domain.policy import Limits, Policy
from console.domain.reasons import ReasonId
from console.domain.state import AccountFacts, PersonFacts, State, shift_reached, shift_seconds

AHEAD_S = 900
"""A long shift is announced so many seconds ahead (DESIGN.md section 6)."""


def circumstances(
    state: State,
    policy: Policy,
    person: str,
    account: str,
    confusable_with: str | None,
    now: datetime,
    begun: datetime | None = None,
) -> Circumstances:
    """The circumstances of ``person`` and ``account`` (ids) at ``now``; the look-alike is given by who compared.

    A long shift is in force from the next case on, so it counts as it was when the person began on this one.
    ``begun`` is known at the workstation only, and a case can be held for long: it counts for one lease at most,
    and where it is not known (registrar, dispatcher, auditors) the person is believed that much.
    """
    somebody = state.person(person)
    doings, facts = state.doings(person), state.account(account)
    hour_ago = now - timedelta(hours=1)
    earliest = now - timedelta(seconds=policy.limits.claim_lease_s)
    then = earliest if begun is None else min(now, max(earliest, begun))
    paced = tuple(t for t in doings.account_actions if t > hour_ago)
    day = last_day_begins(somebody, policy.limits.last_day_s) if somebody is not None else None
    return Circumstances(
        last_day=somebody is not None and last_day(somebody, now, policy.limits.last_day_s),
        shift_s=shift_seconds(doings, then),
        account_actions_last_hour=len(paced),
        confusable_with=confusable_with,
        way_back_failed=facts.way_back_failed,
        locked_people=facts.locked_until is not None and now < facts.locked_until,
        since=tuple(_since(policy.limits, doings, facts, day, paced)),
    )


def _since(
    limits: Limits, doings: PersonFacts, facts: AccountFacts, day: datetime | None, paced: tuple[datetime, ...]
) -> Iterator[tuple[ReasonId, datetime]]:
    """When each thing began that may make it heavier; whether it does is not asked here."""
    found = (
        (ReasonId.LAST_DAY, day),
        (ReasonId.LAST_DAY_PROTECTED, day),
        (ReasonId.LONG_SHIFT, shift_reached(doings, limits.long_shift_s)),
        (ReasonId.LONGEST_SHIFT, shift_reached(doings, limits.longest_shift_s)),
        (ReasonId.FAST_PACE, paced[0] if paced else None),
        (ReasonId.NO_WAY_BACK, facts.way_back_failed_at),
        (ReasonId.RESTORED_LATELY, facts.locked_since),
    )
    return ((reason, at) for reason, at in found if at is not None)


def ahead(shift_s: int, limits: Limits) -> tuple[ReasonId, int] | None:
    """What a shift of ``shift_s`` seconds will soon make heavier, and in how many seconds; ``None`` when nothing."""
    for reason, at in ((ReasonId.LONG_SHIFT, limits.long_shift_s), (ReasonId.LONGEST_SHIFT, limits.longest_shift_s)):
        if 0 < at - shift_s <= AHEAD_S:
            return reason, at - shift_s
    return None
