"""A floor on which one second reading of each kind waits: of a proposal, of a dismissal, and of a canary."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.actions import Action, Tier
from console.domain.views import Reading
from tests.support.floor import QUICK, Floor, phrase, until
from tests.support.office import SUPERVISORS, policy_with

KINDS = {"alder": "a proposal", "birch": "a dismissal", "cedar": "a canary"}
"""Account to what stands behind its case."""
ACCOUNTS: Mapping[str, Tier] = dict.fromkeys(KINDS, Tier.VERIFIED)
POLICY = policy_with(
    ("limits", "skips_per_day", "12\ncanary_per_mille = 1000"),
    ("rereading_per_mille", "verified", "1000"),
    toml=QUICK,
)
"""Every dismissal is read again, and it is always the canaries' turn."""


def lay_kinds(floor: Floor) -> dict[str, tuple[str, Reading]]:
    """Make all three; account to who was drawn for its case, and the reading.  Needs ``POLICY`` and ``ACCOUNTS``."""
    for name in SUPERVISORS:
        floor.session(name)
    dismissal = floor.propose("bruno", "cedar", Action.DISMISS)
    floor.find(*_drawn(floor, "cedar"), None)
    floor.clock.forward(minutes=5)
    until(lambda: dismissal not in floor.session("zoe")._ledger.catch_up().live)
    session = floor.session("rosa")
    (case,) = until(lambda: session.floor.closed_cases("cedar") or None)
    floor.must("rosa", session.floor.make_canary(case, None, phrase("rosa")))
    floor.propose("bruno", "birch", Action.DISMISS)
    floor.propose("bruno", "alder", Action.SUSPEND)
    return {account: _drawn(floor, account) for account in KINDS}


def _drawn(floor: Floor, account: str) -> tuple[str, Reading]:
    """Who was drawn for the case on an account, and the reading."""

    def look() -> tuple[str, Reading] | None:
        for name in SUPERVISORS:
            for reading in floor.session(name).readings():
                if reading.row.account.handle == account:
                    return name, reading
        return None

    return until(look)
