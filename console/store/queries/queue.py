"""The queue: open cases in order of rank, a page after a key, never an offset and never a count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select, tuple_

from console.domain.views import AccountBrief, QueueFilter, QueuePage, QueueRow
from console.store import counting
from console.store.cards import read_card
from console.store.filters import conditions
from console.store.tables.base import from_microseconds
from console.store.tables.cases import cases, leases
from console.store.tables.ledger import texts
from console.store.unit_of_work import Reading


def page(
    reading: Reading, wanted: QueueFilter, cursor: tuple[int, str] | None, limit: int, person: str, now: datetime
) -> QueuePage:
    """At most ``limit`` open cases after ``cursor`` (rank, id), most urgent first."""
    found = reading.connection.execute(page_query(wanted, cursor, limit + 1, person, now)).all()
    rows = tuple(queue_row(row) for row in found[:limit])
    more = len(found) > limit and bool(rows)
    return QueuePage(
        rows=rows,
        cursor=(rows[-1].rank, rows[-1].case) if more else None,
        open_count=counting.value(reading, counting.OPEN_CASES),
    )


def page_query(
    wanted: QueueFilter, cursor: tuple[int, str] | None, limit: int, person: str, now: datetime
) -> Select[*tuple[Any, ...]]:
    """The statement of :func:`page`; tests ask for its plan."""
    query = select_rows(now).where(*conditions(wanted, person, now))
    if cursor is not None:
        query = query.where(tuple_(cases.c.rank, cases.c.id) > tuple_(*cursor))
    return query.order_by(cases.c.rank, cases.c.id).limit(limit)


def select_rows(now: datetime) -> Select[*tuple[Any, ...]]:
    """Cases with card and live lease, as :func:`queue_row` reads them; outer joins keep the order of cases."""
    c = cases.c
    joined = cases.outerjoin(texts, texts.c.digest == c.card_ref).outerjoin(
        leases, and_(leases.c.case == c.id, leases.c.until > now)
    )
    return select(
        c.id,
        c.rank,
        c.reasons,
        c.report_count,
        c.languages,
        c.oldest_report,
        leases.c.person,
        leases.c.until,
        c.account,
        c.platform,
        c.tier,
        c.reach,
        c.reach_noun,
        c.card_ref,
        texts.c.salt,
        texts.c.text,
    ).select_from(joined)


def queue_row(row: Row[*tuple[Any, ...]]) -> QueueRow:
    """One row of :func:`select_rows`; raises ``Tampered`` when the card is not the one of its digest."""
    case, rank, reasons, count, languages, oldest, person, until, account, *rest = row
    platform, tier, reach, noun, card_ref, salt, said = rest
    card = read_card(card_ref, salt, said)
    return QueueRow(
        case=case,
        rank=rank,
        account=AccountBrief(
            id=account,
            platform=platform,
            platform_id=card.platform_id,
            handle=card.handle,
            name=card.name,
            tier=tier,
            reach=reach,
            reach_noun=noun,
        ),
        reasons=reasons,
        report_count=count,
        languages=languages,
        oldest_report=oldest,
        due_at=from_microseconds(rank),
        claimed_by=person,
        claimed_until=until,
    )
