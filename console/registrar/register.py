"""The protection register's accounts: that a row names the account that it says, known here yet or not (I4).

A row binds our id to the platform's; protecting another account than the one meant would be no protection at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from console.domain import documents as doc
from console.domain.reasons import Reason, ReasonId
from console.registrar.batch import Batch, NewAccount
from console.store import accounts
from console.store.texts import find_texts
from console.store.unit_of_work import Reading


class RowFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the store knows of one row: the platform's id in clear, and which account has it already."""

    platform_id: str
    account: str | None
    taken: bool
    """Whether the id that the row gives is that of some account here."""


Known = Mapping[tuple[str, str, str], RowFacts]
"""Account, platform and digest of the platform's id to what is known of them; left out where the text is missing."""


def register_facts(reading: Reading, documents: Iterable[object]) -> Known:
    """The facts of all rows of changes of the register among ``documents``."""
    rows = [r for d in documents if isinstance(d, doc.RegisterChange | doc.Lowering) for r in d.rows]
    if not rows:
        return {}
    said = find_texts(reading, [row.platform_id for row in rows])
    there = accounts.known_ids(reading, [row.account for row in rows])
    found: dict[tuple[str, str, str], RowFacts] = {}
    for platform in dict.fromkeys(row.platform for row in rows):
        if accounts.platform(reading, platform) is None:
            continue
        own = [row for row in rows if row.platform == platform and row.platform_id in said]
        ids = accounts.find_by_platform_id(reading, platform, [said[row.platform_id] for row in own])
        for row in own:
            text = said[row.platform_id]
            found[row.account, platform, row.platform_id] = RowFacts(
                platform_id=text, account=ids.get(text), taken=row.account in there
            )
    return found


def why_not_rows(batch: Batch, rows: Sequence[doc.RegisterRow], known: Known, *, new: bool) -> tuple[Reason, ...]:
    """Why these rows can't stand in the register: platform or text not known, or the account is another one.

    With ``new`` an account that nobody reported yet may be among them.
    """
    for row in rows:
        facts = known.get((row.account, row.platform, row.platform_id))
        if facts is None or not facts.platform_id.strip():
            return (Reason.of(ReasonId.UNKNOWN_ACCOUNT),)
        made = batch.new_accounts.get((row.platform, facts.platform_id))
        account = facts.account if made is None else made.account
        if account is None and (not new or facts.taken or _made(batch, row.account)):
            return (Reason.of(ReasonId.UNKNOWN_ACCOUNT),)
        if account is not None and account != row.account:
            return (Reason.of(ReasonId.ACCOUNT_DIFFERS),)
    return ()


def _made(batch: Batch, account: str) -> bool:
    return any(made.account == account for made in batch.new_accounts.values())


def note_new(batch: Batch, rows: Sequence[doc.RegisterRow], known: Known) -> None:
    """Remember the accounts of admitted rows that have no row of their own yet; written with the batch."""
    for row in rows:
        facts = known[row.account, row.platform, row.platform_id]
        if facts.account is None:
            made = NewAccount(account=row.account, platform=row.platform, platform_id=facts.platform_id)
            batch.new_accounts[row.platform, facts.platform_id] = made
