"""What intake brings: rows of accounts, reports and cases, and the entry that holds their digests, at once."""

from __future__ import annotations

from collections.abc import Sequence

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.actions import highest
from console.domain.cases import CaseState
from console.domain.documents import REGISTRAR, IntakeCase
from console.domain.skeletons import confusable
from console.domain.state import State
from console.registrar.loop import Clock, Registrar
from console.store.accounts import (
    find_by_platform_id,
    protected_handles,
    set_confusable,
    set_cursor,
    tier_flags,
    write_accounts,
)
from console.store.reports import refresh_cases_of, take_in
from console.store.rows import AccountRead, CaseRow, ReportRead
from console.store.unit_of_work import UnitOfWork

MOST_CASES = 500
"""Cases in one entry at most; a page of reports touches fewer."""


class Intake:
    """Takes reports and account states in beside the registrar, which alone writes the ledger."""

    def __init__(self, registrar: Registrar, clock: Clock) -> None:
        self._registrar = registrar
        self._clock = clock

    def take(
        self,
        platform: str,
        reports: Sequence[ReportRead],
        accounts: Sequence[AccountRead],
        cursor: str | None = None,
        cancel: CancelToken = NEVER,
    ) -> int:
        """One page; returns how many reports were new.  The cursor moves in the same transaction."""
        new: list[int] = []

        def make(uow: UnitOfWork, state: State) -> doc.Intake | None:
            new.clear()
            now = self._clock()
            taken = take_in(uow, platform, reports, accounts, now)
            if cursor is not None:
                set_cursor(uow, platform, cursor, now)
            new.append(len(taken.reports))
            ids = now_ids(uow, platform, accounts)
            _note_look_alikes(uow, platform, accounts, ids)
            # Pages overlap on purpose: one that brings nothing new leaves no entry, or the ledger would grow by itself.
            known = {ids[read.platform_id]: read for read in accounts if read.platform_id in ids}
            if not taken.reports and not any(_tier_differs(state, name, read) for name, read in known.items()):
                return None
            return _entry(uow, state, platform, taken.cases, taken.reports)

        self._registrar.write(make, cancel)
        return new[0]

    def account(self, read: AccountRead, cancel: CancelToken = NEVER) -> None:
        """An account as it was just read: its row, and the digests of its cases when its state has changed."""

        def make(uow: UnitOfWork, state: State) -> doc.Intake | None:
            ids = write_accounts(uow, (read,), self._clock())
            changed = [row for name in ids.values() for row in refresh_cases_of(uow, name)]
            known = [name for name in ids.values() if _tier_differs(state, name, read)]
            if not known:
                return None
            return _entry(uow, state, read.platform, tuple(c for c in changed if c.account in known), ())

        self._registrar.write(make, cancel)


def now_ids(uow: UnitOfWork, platform: str, accounts: Sequence[AccountRead]) -> dict[str, str]:
    """Platform id to our id for accounts just written."""
    return find_by_platform_id(uow, platform, [read.platform_id for read in accounts])


def _tier_differs(state: State, account: str, read: AccountRead) -> bool:
    """Whether the ledger does not have the platform's flag yet as it was read; not known says nothing new."""
    if read.tier_flag is None:
        return False
    facts = state.account(account)
    return read.tier_flag is not facts.flag and (facts.flag is not None or read.tier_flag.protected)


def _note_look_alikes(uow: UnitOfWork, platform: str, accounts: Sequence[AccountRead], ids: dict[str, str]) -> None:
    """Mark accounts whose handle can be confused with a protected one's; the protected one is never marked itself."""
    protected = protected_handles(uow)
    guarded = {account for account, _ in protected}
    for read in accounts:
        own = ids.get(read.platform_id)
        if own is None or own in guarded:
            continue
        found = next((account for account, handle in protected if confusable(handle, read.handle)), None)
        if found is not None:
            set_confusable(uow, own, found)


def _entry(
    uow: UnitOfWork, state: State, platform: str, cases: Sequence[CaseRow], reports: Sequence[str]
) -> doc.Intake | None:
    """The flags as they were read, and nothing of the register: what that says stands in entries of its own."""
    if not cases and not reports:
        return None
    flags = tier_flags(uow, [c.account for c in cases])
    items = tuple(
        IntakeCase(case=c.id, account=c.account, tier=highest(flags[c.account]), digest=c.digest)
        for c in cases[:MOST_CASES]
        if c.state is not CaseState.CLOSED
    )
    return doc.Intake(
        store=state.store,
        env=state.env,
        author=REGISTRAR,
        platform=platform,
        cases=items,
        reports=tuple(reports),
        after=state.size,
    )
