"""The entries of a story, in order; ``ledger`` verifies and reads them, the workstation puts them into words."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, or_, select

from console.domain.cases import CaseState
from console.store.reading import structs
from console.store.rows import EntryRow
from console.store.tables.cases import cases
from console.store.tables.ledger import entries, entry_subjects
from console.store.unit_of_work import Reading


def of_account(reading: Reading, account: str, *, whole: bool) -> tuple[EntryRow, ...]:
    """All entries about an account or one of its cases (who looked at it, passed it on, wrote a note), in order.

    Unless ``whole`` (auditors) without those of cases that are not closed (I14).
    """
    named = entry_subjects.c.subject
    of_cases = select(cases.c.id).where(cases.c.account == account)
    return _of(reading, or_(named == account, named.in_(of_cases)), account, whole)


def of_case(reading: Reading, case: str, *, whole: bool) -> tuple[EntryRow, ...]:
    """All entries about a case; empty while it is not closed unless ``whole``."""
    account = reading.connection.scalar(select(cases.c.account).where(cases.c.id == case))
    return () if account is None else _of(reading, entry_subjects.c.subject == case, account, whole)


def first_entry(reading: Reading, case: str) -> int | None:
    """The index of the first entry about a case."""
    return reading.connection.scalar(
        select(func.min(entry_subjects.c.entry_index)).where(entry_subjects.c.subject == case)
    )


def _of(reading: Reading, about: ColumnElement[bool], account: str, whole: bool) -> tuple[EntryRow, ...]:
    wanted = select(entry_subjects.c.entry_index).where(about)
    query = select(entries).where(entries.c.entry_index.in_(wanted)).order_by(entries.c.entry_index)
    if not whole:
        other = entry_subjects.alias("of_open_case")
        not_closed = (
            exists()
            .where(cases.c.account == account, cases.c.state != CaseState.CLOSED)
            .where(other.c.subject == cases.c.id, other.c.entry_index == entries.c.entry_index)
        ).correlate(entries)
        query = query.where(~not_closed)
    return structs(reading, query, EntryRow)
