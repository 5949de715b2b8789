"""Which role may do what to which table: the grants of a PostgreSQL store, and the plan of one-file stores.

A workstation asks by the inbox, writes leases by ``api.claim`` alone, and adds the texts of its own requests; nobody
may delete or truncate anything but leases (A41), and only the registrar adds to the ledger.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class StoreRole(StrEnum):
    """Who connects to the store."""

    WORKSTATION = "workstation"
    AUDITOR = "auditor"
    REGISTRAR = "registrar"
    DISPATCHER = "dispatcher"


class Right(StrEnum):
    """What can be granted on a table."""

    READ = "select"
    ADD = "insert"
    CHANGE = "update"
    REMOVE = "delete"


R, A, C, D = Right.READ, Right.ADD, Right.CHANGE, Right.REMOVE
_ALL_READ: Final = frozenset({R})

LEDGER: Final = ("entries", "tree_nodes", "checkpoints", "entry_subjects")
"""What only grows, and only by the registrar."""
PROJECTIONS: Final = (
    "proposals",
    "assignments",
    "findings",
    "effects",
    "receipts",
    "people",
    "duties",
    "notes",
    "shared_views",
    "services",
    "rejections",
)
"""What the registrar writes for screens."""
EVIDENCE: Final = (
    "platforms",
    "accounts",
    "account_search",
    "cases",
    "case_reasons",
    "case_languages",
    "contents",
    "case_contents",
    "reports",
    "counters",
    "case_passes",
)
"""What intake brings, written in the registrar's transactions."""
HIDDEN_FROM_WORKSTATIONS: Final = (
    "proposals",
    "assignments",
    "findings",
    "effects",
    "receipts",
    "notes",
    "shared_views",
    "services",
    "rejections",
    "counters",
    "case_passes",
    "entries",
    "entry_subjects",
    "tree_nodes",
    "checkpoints",
)
"""Seen by workstations only through functions that keep I14; never as tables.

A proposal is in none of the others: effects and receipts say that a dismissal was carried out on a case that is still
read, passes and notes who works on one, rejections, counters and checkpoints how the ledger grows.
"""
BY_DIGEST: Final = ("texts",)
"""Read one by one, by a digest that one was shown: listed, the words of what waits would tell that it does (I14)."""
THROUGH_VIEWS: Final = {"cases": ("state", "closed_at")}
"""Table to the columns that its view makes alike: to whoever is drawn for it a canary's case is *assigned*, as a
proposal's and a dismissal's are, and not closed (`workstation.reading` does so for the window)."""
OWN_ROWS: Final = {"inbox": "person"}
"""Table to the column that names whose row it is: a workstation reads its own person's requests and nobody else's."""


def rights(role: StoreRole, table: str) -> frozenset[Right]:
    """What ``role`` may do to ``table``; nothing where nothing is written (what is not known means no)."""
    return _RIGHTS[role].get(table, frozenset())


def _every(tables: tuple[str, ...], *given: Right) -> dict[str, frozenset[Right]]:
    return {table: frozenset(given) for table in tables}


_OTHERS: Final = ("meta", "texts", "inbox", "way_backs", "leases")
_RIGHTS: Final[dict[StoreRole, dict[str, frozenset[Right]]]] = {
    StoreRole.WORKSTATION: {
        **{t: _ALL_READ for t in (*EVIDENCE, *PROJECTIONS, *LEDGER, "meta") if t not in HIDDEN_FROM_WORKSTATIONS},
        "texts": frozenset({R, A}),  # BY_DIGEST
        "inbox": frozenset({R, A}),  # OWN_ROWS
        "leases": _ALL_READ,
    },
    StoreRole.AUDITOR: {**_every((*EVIDENCE, *PROJECTIONS, *LEDGER, *_OTHERS), R), "inbox": frozenset({R, A})},
    StoreRole.REGISTRAR: {
        **_every(LEDGER, R, A),
        **_every((*PROJECTIONS, *EVIDENCE), R, A, C),
        "meta": _ALL_READ,
        "texts": frozenset({R, A, C}),
        "inbox": frozenset({R, C}),
        "way_backs": _ALL_READ,
        "leases": frozenset({R, D}),
    },
    StoreRole.DISPATCHER: {
        **_every((*LEDGER, *EVIDENCE, "meta", "texts"), R),
        "inbox": frozenset({R, A}),
        "way_backs": frozenset({R, A}),
        "platforms": frozenset({R, C}),
    },
}
