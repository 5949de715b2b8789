"""A store with one reported account, and the pieces to add more: for tests of the store itself."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible, Tier
from console.domain.cases import ReportReason
from console.store import accounts, reports
from console.store.engine import Store
from console.store.entries import append_batch
from console.store.opening import create_store
from console.store.rows import (
    AccountRead,
    CheckpointRow,
    ContentRead,
    EntryRow,
    NodeRow,
    PlatformRow,
    ReportRead,
    SubjectRow,
    TakenIn,
)
from console.store.unit_of_work import UnitOfWork

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FACTS = {"store": "0123456789abcdef0123456789abcdef", "env": "test", "organisation": "Test"}
SUSPEND = DeclaredEffect(
    action=Action.SUSPEND,
    way="suspend",
    impact=Impact.HIDDEN,
    sentence="Visitors no longer see the account.",
    reversible=Reversible.WHOLE,
)


def digest(text: str) -> str:
    """A digest to name something by."""
    return hashlib.sha256(text.encode()).hexdigest()


def account_read(
    platform_id: str = "p1", handle: str = "president", name: str = "The President", tier: Tier | None = Tier.STANDARD
) -> AccountRead:
    """An account as a connector would read it."""
    return AccountRead(
        platform="sandbox",
        platform_id=platform_id,
        handle=handle,
        name=name,
        state=digest("nothing in force"),
        state_words=("nothing in force",),
        reach=41_700_000,
        reach_noun="followers",
        tier_flag=tier,
    )


def report_read(
    name: str = "r1",
    account: str = "p1",
    *,
    reason: ReportReason = ReportReason.HATE,
    statement: str = "This is hate.",
    content: ContentRead | None = None,
    at: datetime = NOON,
    reporter: str = "bob",
) -> ReportRead:
    """A report as a connector would read it."""
    return ReportRead(
        id=digest(name),
        kind="account" if content is None else "content",
        platform_report_id=name,
        target=account if content is None else content.platform_id,
        account=account,
        reporter=reporter,
        reason=reason,
        reason_as_given=reason.value,
        statement=statement,
        language="en",
        at=at,
        content=content,
    )


def post(name: str = "c1", text: str = "Words that somebody reported.") -> ContentRead:
    """A reported post."""
    return ContentRead(platform_id=name, text=text, kind="post", language="de", at=NOON)


def small_store(folder: Path) -> tuple[Store, str]:
    """A store with one open case on one account with one report on a post; returns the case's id as well."""
    store = create_store(folder / "store.db", FACTS)
    store.run(lambda uow: accounts.write_platform(uow, platform_row()))
    return store, take_in(store, [report_read(content=post())], [account_read()]).cases[0].id


def take_in(store: Store, reads: list[ReportRead], seen: list[AccountRead], at: datetime = NOON) -> TakenIn:
    """One batch of intake."""
    return store.run(lambda uow: reports.take_in(uow, "sandbox", reads, seen, at))


def platform_row() -> PlatformRow:
    """A platform that can only suspend."""
    return PlatformRow(
        id="sandbox", title="Sandbox", reach_noun="followers", effects=(SUSPEND,), labels=(), at=NOON, cursor=None
    )


def append_entries(uow: UnitOfWork, start: int, count: int, subject: str = "") -> None:
    """Entries with made-up bytes from index ``start`` on, a leaf node each, and a checkpoint after them."""
    rows = [
        EntryRow(
            entry_index=i, at=NOON, kind="note/1", author="ada", digest=digest(f"entry {i}"), body=f"entry {i}".encode()
        )
        for i in range(start, start + count)
    ]
    nodes = [NodeRow(level=0, position=i, hash=bytes.fromhex(digest(f"leaf {i}"))) for i in range(start, start + count)]
    subjects = [SubjectRow(subject=subject, entry_index=row.entry_index) for row in rows] if subject else []
    note = CheckpointRow(size=start + count, at=NOON, note=f"test\n{start + count}\n")
    append_batch(uow, rows, nodes, subjects, note)
