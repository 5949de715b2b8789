"""An account where it stands in a list: its row, and its card (platform id, handle and name in one text)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from console.domain.views import AccountBrief
from console.store.cards import read_card
from console.store.reading import pieces
from console.store.tables.cases import accounts
from console.store.tables.ledger import texts
from console.store.unit_of_work import Reading


def briefs(reading: Reading, ids: Sequence[str]) -> dict[str, AccountBrief]:
    """Accounts by id; raises ``Tampered`` when a card is not the one of its digest."""
    a = accounts.c
    columns = (a.id, a.platform, a.tier, a.reach, a.reach_noun, a.card_ref, texts.c.salt, texts.c.text)
    found: dict[str, AccountBrief] = {}
    for piece in pieces(tuple(dict.fromkeys(ids))):
        query = select(*columns).outerjoin_from(accounts, texts, texts.c.digest == a.card_ref).where(a.id.in_(piece))
        for account, platform, tier, reach, noun, ref, salt, said in reading.connection.execute(query):
            card = read_card(ref, salt, said)
            found[account] = AccountBrief(
                id=account,
                platform=platform,
                platform_id=card.platform_id,
                handle=card.handle,
                name=card.name,
                tier=tier,
                reach=reach,
                reach_noun=noun,
            )
    return found
