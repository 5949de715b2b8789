"""What a visitor of the sandbox sees: its ``/status``, its posts, its search, and a person's own inbox.

This looks only at what the platform shows, with no moderator's token and past every fault, as a browser would.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from enum import StrEnum

import msgspec

from console.platforms.sandbox.site import KEPT_DAYS, Site, instant, seconds


class PageKind(StrEnum):
    """What comes when somebody opens an account's page."""

    PROFILE = "profile"
    GONE = "gone"
    UNKNOWN = "unknown"


class PostSeen(msgspec.Struct, frozen=True):
    """A post on a page; ``text`` is "" where it was removed."""

    content_id: str
    text: str
    time: datetime
    removed: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An account's page.  ``line`` is what stands on it in one sentence; a page that is gone shows nothing else.

    ``found_in_search`` and ``in_timelines`` say whether its posts reach anybody who does not open the page.
    """

    account_id: str
    kind: PageKind
    line: str
    handle: str = ""
    name: str = ""
    followers: int = 0
    labels: tuple[str, ...] = ()
    can_post: bool = False
    found_in_search: bool = False
    in_timelines: bool = False
    posts: tuple[PostSeen, ...] = ()


class Notice(msgspec.Struct, frozen=True):
    """A moderators' notice in a person's inbox."""

    notice_id: str
    text: str
    time: datetime


def in_force(db: sqlite3.Connection, account_id: str, now: datetime) -> list[sqlite3.Row]:
    """The measures on an account that have not ended."""
    return db.execute(
        "SELECT effect_id, kind, target, until, message, began FROM measures"
        " WHERE account_id = ? AND ended IS NULL AND began <= ? ORDER BY id",
        (account_id, seconds(now)),
    ).fetchall()


def status(site: Site, account: str) -> Page:
    """The page of the account with this id (or handle, with or without ``@``), as anybody sees it now."""
    now = site.now()
    with site.reading() as db:
        row = db.execute("SELECT * FROM accounts WHERE id = :a OR handle = ltrim(:a, '@')", {"a": account}).fetchone()
        if row is None:
            return Page(account_id=account, kind=PageKind.UNKNOWN, line="This page doesn't exist. It never did.")
        measures = in_force(db, row["id"], now)
        kinds = {m["kind"] for m in measures}
        if "deactivate" in kinds:
            return Page(account_id=row["id"], kind=PageKind.GONE, line="This page doesn't exist.")
        removed = {m["target"] for m in measures if m["kind"] == "remove_content"}
        posts = db.execute(
            "SELECT id, text, created FROM posts WHERE account_id = ? ORDER BY created DESC LIMIT 200", (row["id"],)
        ).fetchall()
    limited, suspended = "limit" in kinds, "suspend" in kinds
    return Page(
        account_id=row["id"],
        kind=PageKind.PROFILE,
        line="This account can't post at the moment." if suspended else "",
        handle=row["handle"],
        name=row["name"],
        followers=row["followers"],
        labels=tuple(sorted({m["target"] for m in measures if m["kind"] == "label"})),
        can_post=not suspended,
        found_in_search=not limited,
        in_timelines=not limited,
        posts=tuple(
            PostSeen(p["id"], "" if p["id"] in removed else p["text"], instant(p["created"]), p["id"] in removed)
            for p in posts
        ),
    )


def inbox(site: Site, account_id: str) -> tuple[Notice, ...]:
    """The notices of moderators that this person finds in their inbox, oldest first."""
    with site.reading() as db:
        measures = in_force(db, account_id, site.now())
    return tuple(Notice(m["target"], m["message"], instant(m["began"])) for m in measures if m["kind"] == "warn")


def post(site: Site, content_id: str) -> PostSeen | None:
    """One post by its address; ``None`` when there is nothing there, also when its author's page is gone."""
    now = site.now()
    with site.reading() as db:
        row = db.execute("SELECT id, account_id, text, created FROM posts WHERE id = ?", (content_id,)).fetchone()
        if row is None:
            return None
        standing = {(m["kind"], m["target"]) for m in in_force(db, row["account_id"], now)}
    if ("deactivate", "") in standing:
        return None
    removed = ("remove_content", content_id) in standing
    return PostSeen(row["id"], "" if removed else row["text"], instant(row["created"]), removed)


def closed_reports(site: Site, account_id: str) -> frozenset[str]:
    """The reports on an account that their reporters see as closed, each as ``kind:id``."""
    with site.reading() as db:
        return frozenset(m["target"] for m in in_force(db, account_id, site.now()) if m["kind"] == "dismiss")


def kept_until(began: int) -> int:
    """Until when (seconds) the data of an account that was deactivated at ``began`` is kept."""
    return began + KEPT_DAYS * 24 * 3600
