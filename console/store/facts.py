"""What the store knows of cases at the moment of admission, for ``domain.admission``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from immutables import Map
from sqlalchemy import and_, select

from console.domain.actions import Action, DeclaredEffect
from console.domain.admission import CaseFacts
from console.domain.cases import CaseState
from console.store.reading import pairs, pieces
from console.store.tables.cases import accounts, case_contents, cases, contents, leases, platforms, reports
from console.store.unit_of_work import Reading


def case_facts(reading: Reading, cited: Mapping[str, Iterable[str]], now: datetime) -> dict[str, CaseFacts]:
    """The facts of these cases, each with those of the cited digests (case id to digests) that are its evidence.

    An unknown case is left out.  A handful of queries for every 500 cases; what the platform's connector declares is
    as ``write_platform`` wrote it down.
    """
    found: dict[str, CaseFacts] = {}
    for piece in pieces(tuple(cited)):
        evidence = _evidence(reading, {case: frozenset(cited[case]) for case in piece})
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


def _evidence(reading: Reading, cited: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    digests = sorted(set().union(*cited.values()))
    for piece in pieces(digests):
        items = (
            select(case_contents.c.case, contents.c.digest)
            .join(contents, contents.c.id == case_contents.c.content)
            .where(contents.c.digest.in_(piece))
        )
        for query in (items, select(reports.c.case, reports.c.digest).where(reports.c.digest.in_(piece))):
            for case, digest in pairs(reading, query):
                if digest in cited.get(case, ()):
                    found.setdefault(case, set()).add(digest)
    return found


def _declared(reading: Reading, platform: str) -> Map[Action, DeclaredEffect]:
    effects = reading.connection.scalar(select(platforms.c.effects).where(platforms.c.id == platform))
    return Map({effect.action: effect for effect in effects or ()})
