"""The entries of a story, in order; ``ledger`` verifies and reads them, the workstation puts them into words."""

from __future__ import annotations

from sqlalchemy import exists, select

from console.domain.cases import CaseState
from console.store.reading import structs
from console.store.rows import EntryRow
from console.store.tables.cases import cases
from console.store.tables.ledger import entries, entry_subjects
from console.store.unit_of_work import Reading


def of_account(reading: Reading, account: str, *, whole: bool) -> tuple[EntryRow, ...]:
    """All entries about an account; unless ``whole`` (auditors) without those of cases that are not closed (I14)."""
    return _of(reading, account, account, whole)


def of_case(reading: Reading, case: str, *, whole: bool) -> tuple[EntryRow, ...]:
    """All entries about a case; empty while it is not closed unless ``whole``."""
    account = reading.connection.scalar(select(cases.c.account).where(cases.c.id == case))
    return () if account is None else _of(reading, case, account, whole)


def _of(reading: Reading, subject: str, account: str, whole: bool) -> tuple[EntryRow, ...]:
    query = (
        select(entries)
        .join(entry_subjects, entry_subjects.c.entry_index == entries.c.entry_index)
        .where(entry_subjects.c.subject == subject)
        .order_by(entry_subjects.c.entry_index)
    )
    if not whole:
        other = entry_subjects.alias("of_open_case")
        not_closed = (
            exists()
            .where(cases.c.account == account, cases.c.state != CaseState.CLOSED)
            .where(other.c.subject == cases.c.id, other.c.entry_index == entry_subjects.c.entry_index)
        ).correlate(entry_subjects)
        query = query.where(~not_closed)
    return structs(reading, query, EntryRow)
