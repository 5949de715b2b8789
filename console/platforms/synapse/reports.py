"""Reports on messages and on accounts as one stream, oldest first.

Both lists are paged by offset, and offsets slide when rows go (a moderator deletes a report) or come in between (the
server's clock went back).  So pages overlap, and a cursor keeps the id and time of the last report that was seen: where
that one is not at its place any more, the page begins earlier.  Doubles are dropped by (id, time, target), because
Synapse uses ids again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Annotated, TypeAlias

import msgspec

from console.platforms.reading import (
    AccountSnapshot,
    Content,
    ReportedItem,
    ReportKey,
    ReportKind,
    ReportPage,
)
from console.platforms.synapse import content, rows
from console.platforms.synapse.line import part
from console.platforms.synapse.reasons import classify
from console.platforms.synapse.server import ADMIN, Server

log = logging.getLogger(__name__)

OVERLAP = 5
"""How many reports before the cursor come again."""
Row: TypeAlias = rows.EventReport | rows.UserReport


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far one list was read: ``offset`` rows, the last of them with this id and time (milliseconds)."""

    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    id: int = 0
    ts: int = 0


class Cursor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where both lists stand; JSON text outside."""

    events: Place = Place()
    users: Place = Place()


class Slice(msgspec.Struct, frozen=True):
    """Rows of one list from ``start`` on; ``more`` says that the list goes on after them."""

    start: int
    rows: tuple[Row, ...]
    more: bool


Fetch: TypeAlias = Callable[[Server, int, int], Slice]


def page(server: Server, cursor: str | None, limit: int) -> ReportPage:
    """At most ``limit`` reports after ``cursor`` (and a few before it), oldest first."""
    at = _parsed(cursor)
    overlap = min(OVERLAP, (limit - 1) // 2)
    events = _slice(server, _event_rows, at.events, limit, overlap)
    users = _slice(server, _user_rows, at.users, limit, overlap)
    merged = sorted((*events.rows, *users.rows), key=lambda row: row.received_ts)
    taken = merged[:limit]
    following = Cursor(
        events=_advanced(at.events, events, [row for row in taken if isinstance(row, rows.EventReport)]),
        users=_advanced(at.users, users, [row for row in taken if isinstance(row, rows.UserReport)]),
    )
    items = _items(server, taken)
    return ReportPage(
        items=items,
        cursor=msgspec.json.encode(following).decode(),
        more=len(merged) > limit or events.more or users.more,
        accounts=_accounts(server, items),
    )


def _parsed(cursor: str | None) -> Cursor:
    """The cursor, or the beginning where it is none of ours."""
    try:
        return msgspec.json.decode(cursor or "{}", type=Cursor)
    except msgspec.DecodeError:
        log.info("synapse_cursor unknown=true")
        return Cursor()


def _event_rows(server: Server, start: int, limit: int) -> Slice:
    got = server.read(f"{ADMIN}/v1/event_reports", rows.EventReports, {"from": start, "limit": limit, "dir": "f"})
    return Slice(start, got.event_reports, got.next_token is not None)


def _user_rows(server: Server, start: int, limit: int) -> Slice:
    got = server.read(f"{ADMIN}/v1/user_reports", rows.UserReports, {"from": start, "limit": limit, "dir": "f"})
    return Slice(start, got.user_reports, got.next_token is not None)


def _slice(server: Server, fetch: Fetch, place: Place, limit: int, overlap: int) -> Slice:
    """The rows that come after ``place``, with ``overlap`` rows before it, or more where offsets slid."""
    if place.offset == 0:
        return fetch(server, 0, limit)
    here = fetch(server, place.offset - 1, 1).rows
    if here and (here[0].id, here[0].received_ts) == (place.id, place.ts):
        return fetch(server, max(0, place.offset - overlap), limit)
    log.info("synapse_reports slid=true")
    if here and here[0].received_ts < place.ts:
        return fetch(server, 0, limit)  # rows came in before those that were seen
    start, step = place.offset - 1, 16
    while start > 0:
        start, step = max(0, start - step), step * 4
        row = fetch(server, start, 1).rows
        if row and row[0].received_ts < place.ts:
            break
    return fetch(server, start, limit)


def _advanced(place: Place, got: Slice, taken: Sequence[Row]) -> Place:
    """How far the list is read after ``taken``, the first rows of ``got``."""
    if not taken:
        return place if got.start > 0 else Place()
    return Place(got.start + len(taken), taken[-1].id, taken[-1].received_ts)


def _items(server: Server, taken: Sequence[Row]) -> tuple[ReportedItem, ...]:
    evidence: dict[str, Content | None] = {}
    items: dict[str, ReportedItem] = {}
    for row in taken:
        item = _item(server, row, evidence)
        if item is not None:
            items.setdefault(item.key.identity(), item)
    return tuple(items.values())


def _item(server: Server, row: Row, evidence: dict[str, Content | None]) -> ReportedItem | None:
    if isinstance(row, rows.UserReport):
        return _as_item(server, row, ReportKind.ACCOUNT, row.target_user_id, row.target_user_id, None)
    identity = content.content_id(row.room_id, row.event_id)
    if identity not in evidence:
        evidence[identity] = _evidence(server, row, identity)
    seen = evidence[identity]
    author = row.sender or (seen.author_id if seen is not None else "")
    if not author:
        log.warning("synapse_report without_author=true")
        return None
    return _as_item(server, row, ReportKind.CONTENT, identity, author, seen)


def _as_item(
    server: Server, row: Row, kind: ReportKind, target: str, account_id: str, seen: Content | None
) -> ReportedItem:
    words = row.reason or ""
    key = ReportKey(
        platform=server.settings.platform,
        kind=kind,
        report_id=str(row.id),
        time=content.instant(row.received_ts),
        target_id=target,
    )
    # Matrix has no list of reasons: what the person wrote is reason and statement at once.
    return ReportedItem(
        key=key,
        account_id=account_id,
        reporter_id=row.user_id,
        reason="",
        reason_class=str(classify(words)),
        statement=words,
        content=seen,
    )


def _evidence(server: Server, row: rows.EventReport, identity: str) -> Content | None:
    """The message as it was, copied now: what a moderator reads later may be gone for everybody."""
    detail = server.find(f"{ADMIN}/v1/event_reports/{part(str(row.id))}", rows.EventReportDetail)
    if detail is not None and detail.received_ts == row.received_ts:
        event = server.line.shaped(detail.event_json, rows.Event)
    else:
        found = content.original(server, row.event_id)
        if found is None:
            return None
        event = found
    place = row.name or row.canonical_alias or ""
    return content.as_content(event, identity, content.visible(server, row.room_id, row.event_id), place)


def _accounts(server: Server, items: Sequence[ReportedItem]) -> tuple[AccountSnapshot, ...]:
    users = (server.user(account_id) for account_id in dict.fromkeys(item.account_id for item in items))
    return tuple(server.snapshot(user) for user in users if user is not None)
