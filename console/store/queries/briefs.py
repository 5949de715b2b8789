"""An account where it stands in a list: its row, and its three texts, each checked against its digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, Join, Table, select

from console.domain.views import AccountBrief
from console.store.reading import pieces
from console.store.tables.cases import accounts
from console.store.tables.ledger import texts
from console.store.texts import checked
from console.store.unit_of_work import Reading

_ID = texts.alias("text_id")
_HANDLE = texts.alias("text_handle")
_NAME = texts.alias("text_name")

_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    accounts.c.id,
    accounts.c.platform,
    accounts.c.tier,
    accounts.c.reach,
    accounts.c.reach_noun,
    _ID.c.digest,
    _ID.c.salt,
    _ID.c.text,
    _HANDLE.c.digest,
    _HANDLE.c.salt,
    _HANDLE.c.text,
    _NAME.c.digest,
    _NAME.c.salt,
    _NAME.c.text,
)
BRIEF_COLUMNS: Final = len(_COLUMNS)


def join_briefs(table: Table[Any] | FromClause, account: Column[str]) -> tuple[Join, tuple[ColumnElement[Any], ...]]:
    """``table`` joined with the accounts that its column names, and the columns that :func:`brief` reads."""
    return _with_texts(table.outerjoin(accounts, accounts.c.id == account)), _COLUMNS


def _with_texts(accounts_: FromClause) -> Join:
    return (
        accounts_.outerjoin(_ID, _ID.c.digest == accounts.c.platform_id_ref)
        .outerjoin(_HANDLE, _HANDLE.c.digest == accounts.c.handle_ref)
        .outerjoin(_NAME, _NAME.c.digest == accounts.c.name_ref)
    )


def brief(values: Sequence[Any]) -> AccountBrief:
    """The account of one row; raises ``Tampered`` when a text is not the one of its digest."""
    account, platform, tier, reach, noun, i, i_salt, i_text, h, h_salt, h_text, n, n_salt, n_text = values
    return AccountBrief(
        id=account,
        platform=platform,
        platform_id=checked(i, i_salt, i_text),
        handle=checked(h, h_salt, h_text),
        name=checked(n, n_salt, n_text),
        tier=tier,
        reach=reach,
        reach_noun=noun,
    )


def briefs(reading: Reading, ids: Sequence[str]) -> dict[str, AccountBrief]:
    """Accounts by id."""
    found: dict[str, AccountBrief] = {}
    for piece in pieces(tuple(dict.fromkeys(ids))):
        query = select(*_COLUMNS).select_from(_with_texts(accounts)).where(accounts.c.id.in_(piece))
        for row in reading.connection.execute(query):
            account = brief(tuple(row))
            found[account.id] = account
    return found
