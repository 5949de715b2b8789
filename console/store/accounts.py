"""Accounts as platforms show them: found again by (platform, platform id), never by handle; texts apart."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select

from console.domain.actions import Tier, highest
from console.domain.cases import digest_of
from console.store.cards import make_card
from console.store.folding import folded
from console.store.reading import pairs, pieces
from console.store.rows import AccountRead, PlatformRow, TextRow
from console.store.tables.cases import account_search, accounts, cases, platforms
from console.store.texts import erase_texts, find_texts, get_text, get_texts, make_text, put_texts
from console.store.unit_of_work import Reading, UnitOfWork


def account_lookup(platform: str, platform_id: str) -> str:
    """The digest under which an account's row is found again."""
    return digest_of("account", platform, platform_id)


def find_by_platform_id(reading: Reading, platform: str, platform_ids: Sequence[str]) -> dict[str, str]:
    """Platform id to our account id, for those that we know."""
    by_lookup = {account_lookup(platform, i): i for i in platform_ids}
    found: dict[str, str] = {}
    for piece in pieces(tuple(by_lookup)):
        query = select(accounts.c.lookup, accounts.c.id).where(
            accounts.c.platform == platform, accounts.c.lookup.in_(piece)
        )
        found.update((by_lookup[lookup], account) for lookup, account in pairs(reading, query))
    return found


def write_accounts(uow: UnitOfWork, reads: Sequence[AccountRead], now: datetime) -> Mapping[str, str]:
    """Take accounts as just read: new ones get a random id, known ones their new handle, name, reach, state and flag.

    All of one platform.  Returns platform id to our account id.  The register's tier stays; the tier of their cases
    follows.  A handle or name that did not change keeps its digest.
    """
    if not reads:
        return {}
    known = find_by_platform_id(uow, reads[0].platform, [read.platform_id for read in reads])
    for read in reads:
        if read.platform_id in known:
            _update(uow, known[read.platform_id], read, now)
        else:
            known[read.platform_id] = _insert(uow, read, now)
    return known


def tier_flags(reading: Reading, ids: Sequence[str]) -> dict[str, Tier | None]:
    """Account id to the platform's own flag as it was read last; ``None`` where it is not known."""
    found: dict[str, Tier | None] = {}
    for piece in pieces(tuple(dict.fromkeys(ids))):
        query = select(accounts.c.id, accounts.c.tier_flag).where(accounts.c.id.in_(piece))
        found.update(pairs(reading, query))
    return found


def note_account(uow: UnitOfWork, account: str, platform: str, platform_id: str, now: datetime) -> None:
    """A row for an account that is protected before anything was reported of it, under the id that the register gave.

    Of it only the platform's id is known: handle and name are that too until a connector has read it, and its tier is
    the highest (I4).  Intake finds the same row by the platform's id.
    """
    read = AccountRead(
        platform=platform,
        platform_id=platform_id,
        handle=platform_id,
        name="",
        state=_not_read(platform, platform_id),
        state_words=(),
        reach=None,
        reach_noun="",
        tier_flag=None,
    )
    _insert(uow, read, now, account)


def known_ids(reading: Reading, ids: Sequence[str]) -> frozenset[str]:
    """Those of these account ids that have a row."""
    found: set[str] = set()
    for piece in pieces(tuple(dict.fromkeys(ids))):
        found.update(reading.connection.scalars(select(accounts.c.id).where(accounts.c.id.in_(piece))))
    return frozenset(found)


def erase_account(uow: UnitOfWork, account: str, now: datetime) -> None:
    """Take an account's id, handle and name away for good, wherever lists and search have them (I11).

    Who may, and that no case of it is open, the caller has seen to (PROTOCOL.md section 1).
    """
    c = accounts.c
    query = select(c.platform_id_ref, c.handle_ref, c.name_ref, c.card_ref).where(c.id == account)
    for refs in pairs(uow, query):
        erase_texts(uow, refs, now)
    uow.connection.execute(account_search.update().where(account_search.c.account == account).values(folded=""))
    # The lookup would still say whether a known platform id is the one.
    uow.connection.execute(accounts.update().where(c.id == account).values(lookup=secrets.token_hex(32)))


def set_confusable(uow: UnitOfWork, account: str, confusable_with: str | None) -> None:
    """Note the protected account with which this one's handle can be confused."""
    uow.connection.execute(accounts.update().where(accounts.c.id == account).values(confusable_with=confusable_with))


def _not_read(platform: str, platform_id: str) -> str:
    """What stands in the place of the state of an account that no connector has read."""
    return digest_of("not read", platform, platform_id)


class WatchedAccount(msgspec.Struct, frozen=True):
    """An account to look up on its platform; ``platform_id_ref`` is the digest of its id there.

    ``was_read``: a connector has found it there before.
    """

    id: str
    platform: str
    platform_id: str
    platform_id_ref: str
    was_read: bool


def watched(reading: Reading, ids: Sequence[str]) -> tuple[WatchedAccount, ...]:
    """Where to look these accounts up, in this order; those without a row, or whose id was erased, are left out."""
    c = accounts.c
    rows: dict[str, tuple[str, str, str]] = {}
    for piece in pieces(tuple(ids)):
        for account, *row in pairs(
            reading, select(c.id, c.platform, c.platform_id_ref, c.state).where(c.id.in_(piece))
        ):
            rows[account] = (row[0], row[1], row[2])
    said = find_texts(reading, [ref for _, ref, _ in rows.values()])
    found = ((account, *rows[account]) for account in ids if account in rows)
    return tuple(
        WatchedAccount(account, platform, said[ref], ref, state != _not_read(platform, said[ref]))
        for account, platform, ref, state in found
        if ref in said
    )


def protected_handles(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Id and handle of every account above standard, for finding look-alikes."""
    c = accounts.c
    rows = pairs(reading, select(c.id, c.handle_ref).where(c.tier != Tier.STANDARD).order_by(c.id))
    said = get_texts(reading, [ref for _, ref in rows])
    return tuple((account, said[ref]) for account, ref in rows)


def write_platform(uow: UnitOfWork, row: PlatformRow) -> None:
    """What a connector declares now, and whether it answers; whole."""
    uow.upsert(platforms, (row,))


def set_platform_problem(uow: UnitOfWork, platform: str, problem: str, now: datetime) -> None:
    """One sentence when the platform does not answer, "" when it does."""
    uow.connection.execute(platforms.update().where(platforms.c.id == platform).values(problem=problem, at=now))


def platform_problem(reading: Reading) -> str:
    """One sentence of the first platform that does not answer; "" when all do."""
    query = select(platforms.c.problem).where(platforms.c.problem != "").order_by(platforms.c.id).limit(1)
    return reading.connection.scalar(query) or ""


def set_cursor(uow: UnitOfWork, platform: str, cursor: str | None, now: datetime) -> None:
    """Where the next intake goes on; in the same transaction as what was taken."""
    uow.connection.execute(platforms.update().where(platforms.c.id == platform).values(cursor=cursor, at=now))


def platform(reading: Reading, name: str) -> PlatformRow | None:
    """What a connector declared."""
    found = pairs(reading, select(platforms).where(platforms.c.id == name))
    return PlatformRow(**dict(zip((c.name for c in platforms.c), found[0], strict=True))) if found else None


def _insert(uow: UnitOfWork, read: AccountRead, now: datetime, account: str = "") -> str:
    account = account or secrets.token_hex(16)
    texts = [make_text(read.platform_id), make_text(read.handle), make_text(read.name)]
    texts.append(make_card(read.platform_id, read.handle, read.name))
    put_texts(uow, texts)
    uow.connection.execute(
        accounts.insert(),
        {
            "id": account,
            "platform": read.platform,
            "lookup": account_lookup(read.platform, read.platform_id),
            "platform_id_ref": texts[0].digest,
            "handle_ref": texts[1].digest,
            "name_ref": texts[2].digest,
            "card_ref": texts[3].digest,
            "tier": highest(read.tier_flag),
            "tier_register": None,
            "created": read.created,
            **_as_read(read, now),
        },
    )
    uow.connection.execute(
        account_search.insert(),
        [
            {"account": account, "field": field, "folded": folded(text)}
            for field, text in (("handle", read.handle), ("name", read.name), ("id", read.platform_id))
        ],
    )
    return account


def _as_read(read: AccountRead, now: datetime) -> dict[str, object]:
    return {
        "tier_flag": read.tier_flag,
        "reach": read.reach,
        "reach_noun": read.reach_noun,
        "state": read.state,
        "state_words": read.state_words,
        "avatar": read.avatar,
        "read_at": now,
    }


def _update(uow: UnitOfWork, account: str, read: AccountRead, now: datetime) -> None:
    c = accounts.c
    query = select(c.handle_ref, c.name_ref, c.card_ref, c.tier_register).where(c.id == account)
    handle_ref, name_ref, card_ref, register = pairs(uow, query)[0]
    values = _as_read(read, now)
    for field, ref, text in (("handle", handle_ref, read.handle), ("name", name_ref, read.name)):
        if get_text(uow, ref) != text:
            new: TextRow = make_text(text)
            put_texts(uow, (new,))
            values[f"{field}_ref"] = new.digest
            uow.connection.execute(
                account_search.update()
                .where(account_search.c.account == account, account_search.c.field == field)
                .values(folded=folded(text))
            )
    if "handle_ref" in values or "name_ref" in values:
        card = make_card(read.platform_id, read.handle, read.name)
        put_texts(uow, (card,))
        card_ref = card.digest
    tier = highest(read.tier_flag) if register is None else highest(read.tier_flag, register)
    uow.connection.execute(accounts.update().where(c.id == account).values(tier=tier, card_ref=card_ref, **values))
    uow.connection.execute(
        cases.update()
        .where(cases.c.account == account)
        .values(tier=tier, card_ref=card_ref, reach=read.reach, reach_noun=read.reach_noun)
    )
