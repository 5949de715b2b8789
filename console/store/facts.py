"""What the store knows of cases at the moment of admission, for ``domain.admission``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from immutables import Map
from sqlalchemy import and_, select

from console.domain.actions import Action, DeclaredEffect
from console.domain.admission import CaseFacts
from console.domain.cases import CaseState
from console.store.reading import pairs, pieces
from console.store.tables.cases import accounts, case_contents, cases, contents, leases, platforms, reports
from console.store.unit_of_work import Reading


def case_facts(reading: Reading, ids: Sequence[str], now: datetime) -> dict[str, CaseFacts]:
    """The facts of these cases; an unknown one is left out.  A handful of queries, however many cases."""
    found: dict[str, CaseFacts] = {}
    for piece in pieces(tuple(dict.fromkeys(ids))):
        evidence = _evidence(reading, piece)
        joined = cases.join(accounts, accounts.c.id == cases.c.account).outerjoin(
            leases, and_(leases.c.case == cases.c.id, leases.c.until > now)
        )
        query = (
            select(
                cases.c.id,
                cases.c.account,
                cases.c.state,
                accounts.c.platform,
                accounts.c.platform_id_ref,
                accounts.c.tier_flag,
                accounts.c.state,
                accounts.c.confusable_with,
                leases.c.person,
            )
            .select_from(joined)
            .where(cases.c.id.in_(piece))
        )
        declared: dict[str, Map[Action, DeclaredEffect]] = {}
        for case, account, case_state, platform, ref, tier, state, confusable, holder in pairs(reading, query):
            if platform not in declared:
                declared[platform] = _declared(reading, platform)
            found[case] = CaseFacts(
                case=case,
                account=account,
                platform=platform,
                platform_id=ref,
                tier=tier,
                state=state,
                open=case_state is CaseState.OPEN,
                holder=holder,
                evidence=frozenset(evidence.get(case, ())),
                confusable_with=confusable,
                effects=declared[platform],
            )
    return found


def _evidence(reading: Reading, ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    items = (
        select(case_contents.c.case, contents.c.digest)
        .join(contents, contents.c.id == case_contents.c.content)
        .where(case_contents.c.case.in_(ids))
    )
    for query in (items, select(reports.c.case, reports.c.digest).where(reports.c.case.in_(ids))):
        for case, digest in pairs(reading, query):
            found.setdefault(case, set()).add(digest)
    return found


def _declared(reading: Reading, platform: str) -> Map[Action, DeclaredEffect]:
    effects = reading.connection.scalar(select(platforms.c.effects).where(platforms.c.id == platform))
    return Map({effect.action: effect for effect in effects or ()})
