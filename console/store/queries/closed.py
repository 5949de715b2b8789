"""Closed cases, newest first: what canaries are made of."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from console.domain.cases import CaseState
from console.store.queries.find import matching
from console.store.reading import pairs
from console.store.tables.cases import case_reasons, cases
from console.store.unit_of_work import Reading


class ClosedRow(msgspec.Struct, frozen=True):
    """One closed case."""

    case: str
    account: str
    closed_at: datetime
    report_count: int
    reasons: tuple[str, ...]


def closed_cases(reading: Reading, text: str, limit: int) -> tuple[ClosedRow, ...]:
    """At most ``limit`` closed cases, newest first; with ``text`` those on accounts that it finds."""
    c = cases.c
    query = select(c.id, c.account, c.closed_at, c.report_count).where(
        c.state == CaseState.CLOSED, c.closed_at.is_not(None)
    )
    if text.strip():
        query = query.where(c.account.in_(matching(reading, text, 100)))
    rows = pairs(reading, query.order_by(c.closed_at.desc(), c.id).limit(limit))
    reasons: dict[str, list[str]] = {}
    wanted = [case for case, *_ in rows]
    named = select(case_reasons.c.case, case_reasons.c.reason).where(case_reasons.c.case.in_(wanted))
    for case, reason in pairs(reading, named.order_by(case_reasons.c.count.desc())):
        reasons.setdefault(case, []).append(str(reason))
    return tuple(
        ClosedRow(case, account, at, count, tuple(reasons.get(case, ())))
        for case, account, at, count in rows
        if at is not None
    )
