"""What a filter of the queue asks for, as SQL: for the pages of the queue and for *claim next* alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, literal_column, select

from console.domain.cases import CaseState, ReportReason
from console.domain.views import QueueFilter
from console.store.folding import pattern
from console.store.tables.cases import account_search, case_languages, case_reasons, cases, leases

OPEN: ColumnElement[CaseState] = literal_column("'open'")
"""As a literal, so that the planner knows which part of the index it reads."""


def conditions(wanted: QueueFilter, person: str, now: datetime) -> list[ColumnElement[bool]]:
    """What of the open cases a filter asks for."""
    c = cases.c
    found: list[ColumnElement[bool]] = [c.state == OPEN]
    if len(wanted.tiers) == 1:
        found.append(c.tier == wanted.tiers[0])
    elif wanted.tiers:
        found.append(c.tier.in_(wanted.tiers))
    if wanted.older_than_s is not None:
        found.append(c.oldest_report <= now - timedelta(seconds=wanted.older_than_s))
    if wanted.reasons:
        known = [ReportReason(r) for r in wanted.reasons if r in set(ReportReason)]
        found.append(exists().where(and_(case_reasons.c.case == c.id, case_reasons.c.reason.in_(known))))
    if wanted.languages:
        found.append(
            exists().where(and_(case_languages.c.case == c.id, case_languages.c.language.in_(wanted.languages)))
        )
    if wanted.text.strip():
        named = cases.alias("named")
        hits = (
            select(named.c.id)
            .join(account_search, account_search.c.account == named.c.account)
            .where(account_search.c.folded.like(pattern(wanted.text, anywhere=True), escape="\\"))
        )
        # By id, not by account: the index of the queue holds the id, so what does not match is never fetched.
        found.append(c.id.in_(hits))
    if wanted.mine:
        found.append(c.id.in_(select(leases.c.case).where(leases.c.person == person, leases.c.until > now)))
    if wanted.unclaimed:
        found.append(~exists().where(and_(leases.c.case == c.id, leases.c.until > now)).correlate(cases))
    return found
