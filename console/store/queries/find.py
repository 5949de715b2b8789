"""Finding an account by handle, name or id: the same, then what begins so, then what holds it anywhere."""

from __future__ import annotations

from sqlalchemy import select

from console.domain.cases import CaseState
from console.domain.views import FoundAccount
from console.store.folding import folded, pattern
from console.store.queries.briefs import briefs
from console.store.reading import pairs
from console.store.tables.cases import account_search, accounts, cases
from console.store.unit_of_work import Reading

SHORTEST = 1
"""Characters below which nothing is looked for."""


def accounts_by_text(reading: Reading, text: str, limit: int = 20) -> tuple[FoundAccount, ...]:
    """At most ``limit`` accounts whose handle, name or id holds ``text``, the best match first; also by our own id.

    ``recent`` is left empty: which effect stands, the ledger says (:func:`recent.of_account`).
    """
    ids = _ids(reading, text, limit)
    shown = briefs(reading, ids)
    open_cases = dict(
        pairs(
            reading,
            select(cases.c.account, cases.c.id).where(cases.c.account.in_(ids), cases.c.state == CaseState.OPEN),
        )
    )
    return tuple(FoundAccount(account=shown[i], case=open_cases.get(i), recent=None) for i in ids)


def account_id(reading: Reading, text: str) -> str | None:
    """The one account whose handle, platform id or own id is exactly ``text``; ``None`` for none or several."""
    s = account_search.c
    own = reading.connection.scalar(select(accounts.c.id).where(accounts.c.id == text))
    if own is not None:
        return own
    exact = (folded(text), folded(text.removeprefix("@")))
    query = select(s.account).where(s.folded.in_(exact), s.field.in_(("handle", "id"))).distinct()
    found = pairs(reading, query.limit(2))
    return found[0][0] if len(found) == 1 else None


def matching(reading: Reading, text: str, limit: int) -> tuple[str, ...]:
    """At most ``limit`` account ids whose handle, name or id holds ``text``, the best match first."""
    return tuple(_ids(reading, text, limit))


def _ids(reading: Reading, text: str, limit: int) -> list[str]:
    wanted = folded(text)
    if len(wanted) < SHORTEST:
        return []
    s = account_search.c
    bare = wanted.removeprefix("@") or wanted
    steps = (
        select(accounts.c.id).where(accounts.c.id == text.strip()),
        select(s.account).where(s.folded.in_((wanted, bare))),
        # A range of the index: what begins so.
        select(s.account).where(s.folded >= bare, s.folded < bare + "\U0010ffff"),
        select(s.account).where(s.folded.like(pattern(bare, anywhere=True), escape="\\")),
    )
    found: dict[str, None] = {}
    for step in steps:
        for (account,) in pairs(reading, step.limit(limit * 3)):
            found.setdefault(account)
        if len(found) >= limit:
            break
    return list(found)[:limit]
