"""What makes it heavier for this person on this account now, from the ledger alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain.friction import Circumstances
from console.domain.people import last_day
from console.domain.policy import Policy
from console.domain.state import State, shift_seconds


def circumstances(
    state: State, policy: Policy, person: str, account: str, confusable_with: str | None, now: datetime
) -> Circumstances:
    """The circumstances of ``person`` and ``account`` (ids) at ``now``; the look-alike is given by who compared."""
    somebody = state.person(person)
    doings, facts = state.doings(person), state.account(account)
    hour_ago = now - timedelta(hours=1)
    return Circumstances(
        last_day=somebody is not None and last_day(somebody, now, policy.limits.last_day_s),
        shift_s=shift_seconds(doings, now),
        account_actions_last_hour=sum(1 for t in doings.account_actions if t > hour_ago),
        confusable_with=confusable_with,
        way_back_failed=facts.way_back_failed,
        locked_people=facts.locked_until is not None and now < facts.locked_until,
    )
