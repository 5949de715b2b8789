"""All tables of the store in one place, and where each lies.

Ledger (``tables/ledger.py``): meta, entries, tree_nodes, checkpoints, entry_subjects, texts, inbox, rejections.
Cases (``tables/cases.py``): platforms, accounts, account_search, cases, case_reasons, case_languages, contents,
case_contents, reports, leases, case_passes, counters, way_backs.
Work (``tables/work.py``): proposals, assignments, findings, effects, receipts, people, duties, notes, shared_views,
services.  A workstation's own file has ``tables/own.py``.
"""

from __future__ import annotations

from console.store.tables import own
from console.store.tables.base import metadata, own_metadata
from console.store.tables.cases import (
    account_search,
    accounts,
    case_contents,
    case_languages,
    case_passes,
    case_reasons,
    cases,
    contents,
    counters,
    leases,
    platforms,
    reports,
    way_backs,
)
from console.store.tables.ledger import (
    InboxState,
    checkpoints,
    entries,
    entry_subjects,
    inbox,
    meta,
    rejections,
    texts,
    tree_nodes,
)
from console.store.tables.work import (
    assignments,
    duties,
    effects,
    findings,
    notes,
    people,
    proposals,
    receipts,
    services,
    shared_views,
)

__all__ = [
    "InboxState",
    "account_search",
    "accounts",
    "assignments",
    "case_contents",
    "case_languages",
    "case_passes",
    "case_reasons",
    "cases",
    "checkpoints",
    "contents",
    "counters",
    "duties",
    "effects",
    "entries",
    "entry_subjects",
    "findings",
    "inbox",
    "leases",
    "meta",
    "metadata",
    "notes",
    "own",
    "own_metadata",
    "people",
    "platforms",
    "proposals",
    "receipts",
    "rejections",
    "reports",
    "services",
    "shared_views",
    "texts",
    "tree_nodes",
    "way_backs",
]
