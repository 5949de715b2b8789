"""What the registrar asks of a case before it admits a proposal on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from console.domain.actions import Tier
from console.domain.cases import CaseState
from console.store.reading import pairs, pieces
from console.store.tables.cases import accounts, case_contents, cases, contents, leases, reports
from console.store.texts import get_texts
from console.store.unit_of_work import Reading


class CaseFactsRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its account's row; ``evidence`` are those of the cited digests that its items and reports have."""

    case: str
    account: str
    platform: str
    platform_id_ref: str
    tier_flag: Tier | None
    state: str
    open: bool
    confusable_with: str | None
    holder: str | None
    held_since: datetime | None
    evidence: frozenset[str]
    contents: frozenset[str]


_CASE = select(
    cases.c.id,
    cases.c.account,
    accounts.c.platform,
    accounts.c.platform_id_ref,
    accounts.c.tier_flag,
    accounts.c.state,
    cases.c.state.label("case_state"),
    accounts.c.confusable_with,
).join(accounts, accounts.c.id == cases.c.account)


def case_facts_rows(
    reading: Reading, cited: Mapping[str, tuple[str, ...]], now: datetime, removing: frozenset[str] = frozenset()
) -> dict[str, CaseFactsRow]:
    """The facts of several cases, those left out that don't exist; ``cited`` are case id to digests of evidence.

    A handful of queries for a whole batch of proposals; who holds a case is as of ``now``.  ``contents``, the
    digests of the platform's ids of reported items, are looked up for the cases in ``removing`` only.
    """
    named: dict[str, set[str]] = {case: set() for case in cited}
    for piece in pieces(tuple(sorted(removing & set(cited)))):
        ids = select(case_contents.c.case, contents.c.platform_id_ref).join(
            contents, case_contents.c.content == contents.c.id
        )
        for case, ref in pairs(reading, ids.where(case_contents.c.case.in_(piece))):
            named[case].add(ref)
    holders: dict[str, tuple[str, datetime]] = {}
    evidence: dict[str, set[str]] = {case: set() for case in cited}
    rows: list[Any] = []
    for piece in pieces(tuple(cited)):
        rows += reading.connection.execute(_CASE.where(cases.c.id.in_(piece))).all()
        c = leases.c
        held = select(c.case, c.person, c.since).where(c.case.in_(piece), c.until > now)
        holders.update((case, (person, since)) for case, person, since in pairs(reading, held))
    for piece in pieces(tuple(sorted({d for digests in cited.values() for d in digests}))):
        items = select(case_contents.c.case, contents.c.digest).join(contents, case_contents.c.content == contents.c.id)
        for query in (
            items.where(contents.c.digest.in_(piece)),
            select(reports.c.case, reports.c.digest).where(reports.c.digest.in_(piece)),
        ):
            for case, digest in pairs(reading, query):
                if case in evidence:
                    evidence[case].add(digest)
    return {
        row.id: CaseFactsRow(
            case=row.id,
            account=row.account,
            platform=row.platform,
            platform_id_ref=row.platform_id_ref,
            tier_flag=row.tier_flag,
            state=row.state,
            open=row.case_state is CaseState.OPEN,
            confusable_with=row.confusable_with,
            holder=holders[row.id][0] if row.id in holders else None,
            held_since=holders[row.id][1] if row.id in holders else None,
            evidence=frozenset(evidence[row.id]),
            contents=frozenset(named[row.id]),
        )
        for row in rows
    }


class ReportKeyRow(msgspec.Struct, frozen=True):
    """What a platform calls one report of a case: kind, its id, time, and the platform's id of the target."""

    kind: str
    id: str
    at: datetime
    target: str


def report_keys(reading: Reading, case: str) -> tuple[ReportKeyRow, ...]:
    """All reports of a case, oldest first, for an order that resolves them."""
    c = reports.c
    query = select(c.kind, c.platform_report_id, c.at, c.target_ref).where(c.case == case).order_by(c.at, c.id)
    rows = pairs(reading, query)
    texts = get_texts(reading, [row[3] for row in rows])
    return tuple(ReportKeyRow(kind, name, at, texts[ref]) for kind, name, at, ref in rows)
