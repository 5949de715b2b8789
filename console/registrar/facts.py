"""What store and connectors know of a case at the moment of admission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from immutables import Map

from console.domain.actions import Action, DeclaredEffect
from console.domain.admission import CaseFacts
from console.store.queries.facts import case_facts_row
from console.store.unit_of_work import Reading

Effects = Callable[[str], Mapping[Action, DeclaredEffect]]
"""Platform key to what its connector declares; empty for a platform that nobody connects."""


def facts_of(reading: Reading, case: str, cited: tuple[str, ...], effects: Effects, now: datetime) -> CaseFacts | None:
    """The facts of a case, or ``None`` when there is no such case; ``cited`` are the digests of the evidence."""
    row = case_facts_row(reading, case, cited, now)
    if row is None:
        return None
    return CaseFacts(
        case=row.case,
        account=row.account,
        platform=row.platform,
        platform_id=row.platform_id_ref,
        tier=row.tier_flag,
        state=row.state,
        open=row.open,
        holder=row.holder,
        evidence=row.evidence,
        confusable_with=row.confusable_with,
        effects=Map(effects(row.platform)),
    )
