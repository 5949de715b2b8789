"""What store and connectors know of a case at the moment of admission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from immutables import Map

from console.domain.actions import Action, DeclaredEffect
from console.domain.admission import CaseFacts
from console.store.queries.facts import case_facts_rows
from console.store.unit_of_work import Reading

Effects = Callable[[str], Mapping[Action, DeclaredEffect]]
"""Platform key to what its connector declares; empty for a platform that nobody connects."""


def facts_of(
    reading: Reading,
    cited: Mapping[str, tuple[str, ...]],
    effects: Effects,
    now: datetime,
    removing: frozenset[str] = frozenset(),
) -> dict[str, CaseFacts]:
    """The facts of the cases in ``cited`` (case id to digests of the evidence), those left out that don't exist.

    ``removing`` are the cases whose content somebody wants to act on.
    """
    declared: dict[str, Map[Action, DeclaredEffect]] = {}
    found: dict[str, CaseFacts] = {}
    for name, row in case_facts_rows(reading, cited, now, removing).items():
        if row.platform not in declared:
            declared[row.platform] = Map(effects(row.platform))
        found[name] = CaseFacts(
            case=row.case,
            account=row.account,
            platform=row.platform,
            platform_id=row.platform_id_ref,
            tier=row.tier_flag,
            state=row.state,
            open=row.open,
            holder=row.holder,
            held_since=row.held_since,
            evidence=row.evidence,
            contents=row.contents,
            confusable_with=row.confusable_with,
            effects=declared[row.platform],
        )
    return found
