"""The log of looks: entries that say who opened what, newest first."""

from __future__ import annotations

from sqlalchemy import select

from console.store.reading import pairs, structs
from console.store.rows import EntryRow
from console.store.tables.cases import cases
from console.store.tables.ledger import entries
from console.store.unit_of_work import Reading

KINDS = ("look/1", "search/1")


def looks(reading: Reading, before: int | None, limit: int, person: str = "") -> tuple[EntryRow, ...]:
    """At most ``limit`` entries before the one with index ``before``; with ``person`` only that person's."""
    e = entries.c
    query = select(entries).where(e.kind.in_(KINDS)).order_by(e.entry_index.desc()).limit(limit)
    if before is not None:
        query = query.where(e.entry_index < before)
    if person:
        query = query.where(e.author == person)
    return structs(reading, query, EntryRow)


def accounts_of(reading: Reading, names: tuple[str, ...]) -> dict[str, str]:
    """Case id to account id."""
    return dict(pairs(reading, select(cases.c.id, cases.c.account).where(cases.c.id.in_(names))))
