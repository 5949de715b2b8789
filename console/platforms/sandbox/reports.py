"""Reports and posts as the sandbox hands them to a connector, and what visitors find of an order."""

from __future__ import annotations

import sqlite3

import msgspec

from console.cancel import CancelToken
from console.domain.actions import Action
from console.platforms.contract import Order
from console.platforms.reading import (
    REASON_CLASSES,
    Content,
    MediaRef,
    ReportedItem,
    ReportKey,
    ReportKind,
    ReportPage,
)
from console.platforms.sandbox import orders, visitor
from console.platforms.sandbox.site import Site, instant

OVERLAP = 5
"""How many reports before the cursor come again."""


def page(site: Site, cursor: str | None, limit: int, cancel: CancelToken) -> ReportPage:
    """Reports after ``cursor`` ("site:number"), oldest first, and a few before it.

    A cursor of another file (the demo was made anew) begins at the beginning.
    """
    after = _after(site, cursor)
    overlap = min(OVERLAP, limit - 1)
    with site.reading(cancel) as db:
        rows = db.execute(
            "SELECT * FROM reports WHERE seq > ? ORDER BY seq LIMIT ?", (max(0, after - overlap), limit + 1)
        ).fetchall()
        more = len(rows) > limit
        rows = rows[:limit]
        items = tuple(_item(db, row, site) for row in rows)
        accounts = []
        for account_id in dict.fromkeys(item.account_id for item in items):
            row = orders.find_row(db, account_id)
            if row is not None:
                accounts.append(orders.snapshot(db, row, site))
    last = max([after, *(row["seq"] for row in rows)])
    return ReportPage(items=items, cursor=f"{site.site_id}:{last}", more=more, accounts=tuple(accounts))


def _after(site: Site, cursor: str | None) -> int:
    owner, _, number = (cursor or "").partition(":")
    return int(number) if owner == site.site_id and number.isdecimal() else 0


def _item(db: sqlite3.Connection, row: sqlite3.Row, site: Site) -> ReportedItem:
    kind = ReportKind(row["kind"])
    return ReportedItem(
        key=ReportKey(
            platform=orders.PLATFORM,
            kind=kind,
            report_id=row["id"],
            time=instant(row["created"]),
            target_id=row["target_id"],
        ),
        account_id=row["account_id"],
        reporter_id=row["reporter_id"],
        reason=row["reason"],
        reason_class=row["reason"] if row["reason"] in REASON_CLASSES else "other",
        statement=row["statement"],
        statement_language=row["language"],
        content=content(db, row["target_id"], site) if kind is ReportKind.CONTENT else None,
    )


def content(db: sqlite3.Connection, content_id: str, site: Site) -> Content | None:
    """One post with its text as its author wrote it, also when visitors don't see it any more."""
    row = db.execute("SELECT * FROM posts WHERE id = ?", (content_id,)).fetchone()
    if row is None:
        return None
    measures = visitor.in_force(db, row["account_id"], site.now())
    hidden = {("deactivate", ""), ("remove_content", content_id)}
    return Content(
        content_id=row["id"],
        author_id=row["account_id"],
        text=row["text"],
        time=instant(row["created"]),
        language=row["language"],
        media=msgspec.json.decode(row["media"], type=tuple[MediaRef, ...]),
        visible=not any((m["kind"], m["target"]) in hidden for m in measures),
    )


def seen_by_visitor(site: Site, order: Order, targets: tuple[str, ...]) -> list[bool | None]:
    """For each target, whether a visitor finds the order's measure on it; ``None`` where nobody can tell."""
    if order.action is Action.WARN:
        found = {notice.notice_id for notice in visitor.inbox(site, order.account_id)}
        return [target in found for target in targets]
    if order.action is Action.DISMISS:
        closed = visitor.closed_reports(site, order.account_id)
        return [target in closed for target in targets]
    shown = visitor.status(site, order.account_id)
    if order.action is Action.DEACTIVATE:
        return [shown.kind is visitor.PageKind.GONE for _ in targets]
    if shown.kind is not visitor.PageKind.PROFILE:
        return [None for _ in targets]
    match order.action:
        case Action.REMOVE_CONTENT:
            posts = [visitor.post(site, target) for target in targets]
            return [None if post is None else post.removed for post in posts]
        case Action.LABEL:
            return [target in shown.labels for target in targets]
        case Action.LIMIT:
            return [not shown.in_timelines for _ in targets]
        case _:
            return [not shown.can_post for _ in targets]
