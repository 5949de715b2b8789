"""A person's second readings: the same rows whatever stands behind them (I14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from console.domain.views import Reading as ReadingView
from console.store.queries.queue import queue_row, select_rows
from console.store.reading import first, structs
from console.store.rows import AssignmentRow, FindingRow
from console.store.tables.cases import cases
from console.store.tables.work import assignments, findings
from console.store.unit_of_work import Reading


def of(reading: Reading, person: str, now: datetime) -> tuple[ReadingView, ...]:
    """What is assigned to a person and not over, oldest first."""
    mine = live_assignments(reading, person)
    wanted = [row.case for row in mine]
    query = select_rows(now).where(cases.c.id.in_(wanted))
    rows = {row.case: row for row in map(queue_row, reading.connection.execute(query))} if wanted else {}
    return tuple(
        ReadingView(
            assignment=row.id,
            row=rows[row.case],
            until=row.until,
            recorded=row.finding is not None,
            opened=row.opened,
        )
        for row in mine
        if row.case in rows
    )


def live_assignments(reading: Reading, person: str) -> tuple[AssignmentRow, ...]:
    """The rows of a person's assignments that are not over, oldest first."""
    a = assignments.c
    query = select(assignments).where(a.person == person, a.over.is_(None)).order_by(a.at, a.id)
    return structs(reading, query, AssignmentRow)


def assignment(reading: Reading, name: str) -> AssignmentRow | None:
    """One assignment; the caller sees to it that it is the asker's own."""
    return first(reading, select(assignments).where(assignments.c.id == name), AssignmentRow)


def assigned_case(reading: Reading, person: str, case: str) -> AssignmentRow | None:
    """The person's own live assignment of a case, which lets them read it without a lease."""
    return next((row for row in live_assignments(reading, person) if row.case == case), None)


def finding_of(reading: Reading, digest: str) -> FindingRow | None:
    """One admitted finding."""
    return first(reading, select(findings).where(findings.c.digest == digest), FindingRow)
