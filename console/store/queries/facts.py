"""What the registrar asks of a case before it admits a proposal on it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from console.domain.actions import Tier
from console.domain.cases import CaseState
from console.store import leases
from console.store.reading import pairs, pieces
from console.store.tables.cases import accounts, case_contents, cases, contents, reports
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
    evidence: frozenset[str]


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


def case_facts_row(reading: Reading, case: str, cited: tuple[str, ...], now: datetime) -> CaseFactsRow | None:
    """The facts of one case, ``None`` when there is none; who holds it is as of ``now``."""
    found = reading.connection.execute(_CASE.where(cases.c.id == case)).one_or_none()
    if found is None:
        return None
    held = leases.holder(reading, case, now)
    items = select(contents.c.digest).join(case_contents, case_contents.c.content == contents.c.id)
    digests: set[str] = set()
    for piece in pieces(cited):
        own = reports.c.case == case
        digests.update(
            reading.connection.scalars(items.where(case_contents.c.case == case, contents.c.digest.in_(piece)))
        )
        digests.update(reading.connection.scalars(select(reports.c.digest).where(own, reports.c.digest.in_(piece))))
    return CaseFactsRow(
        case=found.id,
        account=found.account,
        platform=found.platform,
        platform_id_ref=found.platform_id_ref,
        tier_flag=found.tier_flag,
        state=found.state,
        open=found.case_state is CaseState.OPEN,
        confusable_with=found.confusable_with,
        holder=None if held is None else held[0],
        evidence=frozenset(digests),
    )


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
