"""The protection register as screens show it: the accounts above standard, the highest tier first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from console.domain.actions import Tier
from console.store.queries.find import matching
from console.store.reading import pieces
from console.store.tables.cases import accounts
from console.store.unit_of_work import Reading

MOST_MATCHING = 200
"""Accounts that a text may find, among which those of the wanted tiers are shown."""


def protected(reading: Reading, text: str, tiers: Sequence[Tier], limit: int) -> tuple[str, ...]:
    """At most ``limit`` account ids of these tiers (without any: of all above standard), by tier and id.

    With ``text`` those whose handle, name or id holds it, the best match first.
    """
    wanted = tuple(tiers) or tuple(tier for tier in Tier if tier.protected)
    if text.strip():
        found = matching(reading, text, MOST_MATCHING)
        fits: set[str] = set()
        for piece in pieces(found):
            query = select(accounts.c.id).where(accounts.c.id.in_(piece), accounts.c.tier.in_(wanted))
            fits.update(reading.connection.scalars(query))
        return tuple(account for account in found if account in fits)[:limit]
    ids: list[str] = []
    for tier in sorted(wanted, key=lambda tier: -tier.rank):
        query = select(accounts.c.id).where(accounts.c.tier == tier).order_by(accounts.c.id).limit(limit - len(ids))
        ids += reading.connection.scalars(query).all()
    return tuple(ids)
