"""What has happened since somebody last looked: cheap enough to be asked several times a second."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from console.store.entries import size
from console.store.reading import pairs
from console.store.tables.ledger import entries, entry_subjects
from console.store.unit_of_work import Reading

MOST = 500
"""Entries that one answer covers; beyond that everything counts as changed."""


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """``token`` for the next time, the kinds of the new entries, and the accounts, cases, proposals that they name.

    ``many`` when there were more than :data:`MOST`: then ``kinds`` and ``subjects`` are empty, and all may differ.
    """

    token: int
    kinds: frozenset[str]
    subjects: frozenset[str]
    many: bool = False


def since(reading: Reading, token: int) -> Since:
    """What was admitted since ``token`` (0 in the beginning); leases and the inbox have no part in it."""
    now = size(reading)
    if now == token:
        return Since(token=now, kinds=frozenset(), subjects=frozenset())
    if now - token > MOST or now < token:
        return Since(token=now, kinds=frozenset(), subjects=frozenset(), many=True)
    kinds = pairs(reading, select(entries.c.kind).where(entries.c.entry_index >= token).distinct())
    wanted = select(entry_subjects.c.subject).where(entry_subjects.c.entry_index >= token).distinct()
    return Since(
        token=now,
        kinds=frozenset(kind for (kind,) in kinds),
        subjects=frozenset(subject for (subject,) in pairs(reading, wanted)),
    )
