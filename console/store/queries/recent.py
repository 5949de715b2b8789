"""What was carried out lately, newest first, with what a restore needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from console.domain.actions import Action
from console.domain.documents import OrderKind, Outcome
from console.domain.views import RecentEffect
from console.store.queries.briefs import briefs
from console.store.reading import first, structs
from console.store.rows import EffectRow
from console.store.tables.work import effects
from console.store.unit_of_work import Reading

_IN_EFFECT = (Outcome.DONE, Outcome.PARTLY, Outcome.UNKNOWN)


def carried_out(
    reading: Reading, limit: int, before: tuple[datetime, str] | None = None, since: datetime | None = None
) -> tuple[RecentEffect, ...]:
    """At most ``limit`` effects that reached a platform, newest first, dismissals left out.

    ``before`` is (at, effect) of the last row of the page before; ``since`` leaves out what is older.
    ``why_not`` is left empty: the rules say who may.
    """
    e = effects.c
    query = _applied().order_by(e.at.desc(), e.id.desc()).limit(limit)
    if before is not None:
        query = query.where((e.at < before[0]) | ((e.at == before[0]) & (e.id < before[1])))
    if since is not None:
        query = query.where(e.at >= since)
    return _shown(reading, query)


def of_account(reading: Reading, account: str, limit: int = 20) -> tuple[RecentEffect, ...]:
    """The newest effects on an account that are not restored, newest first; also what has ended by itself."""
    e = effects.c
    query = _applied().where(e.account == account, e.restored_at.is_(None)).order_by(e.at.desc(), e.id.desc())
    return _shown(reading, query.limit(limit))


def effect_row(reading: Reading, effect: str) -> EffectRow | None:
    """One effect's row."""
    return first(reading, select(effects).where(effects.c.id == effect), EffectRow)


def _applied() -> Select[*tuple[object, ...]]:
    e = effects.c
    return select(effects).where(
        e.kind == OrderKind.APPLY, e.at.is_not(None), e.outcome.in_(_IN_EFFECT), e.action != Action.DISMISS
    )


def _shown(reading: Reading, query: Select[*tuple[object, ...]]) -> tuple[RecentEffect, ...]:
    rows = structs(reading, query, EffectRow)
    accounts = briefs(reading, [row.account for row in rows])
    return tuple(
        RecentEffect(
            effect=row.id,
            case=row.case,
            account=accounts[row.account],
            action=row.action,
            at=row.at,
            words=row.effect.sentence,
            why_not=(),
            restored_at=row.restored_at,
        )
        for row in rows
        if row.at is not None
    )
