"""Matrix events as evidence: text as it came, media as references, and whether readers still see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from console.platforms.reading import Content, MediaKind, MediaRef
from console.platforms.synapse import rows
from console.platforms.synapse.line import part
from console.platforms.synapse.server import ADMIN, Server

_KINDS = {
    "m.image": MediaKind.PHOTO,
    "m.sticker": MediaKind.PHOTO,
    "m.video": MediaKind.VIDEO,
    "m.audio": MediaKind.AUDIO,
    "m.file": MediaKind.FILE,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(milliseconds: int) -> datetime:
    """Matrix's milliseconds as an aware instant, exactly."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def content_id(room_id: str, event_id: str) -> str:
    """Room and event as one opaque id; an order on content needs both."""
    return f"{room_id}/{event_id}"


def split_id(identity: str) -> tuple[str, str] | None:
    """Room and event of a content id, or ``None`` when it is none."""
    room, mark, event = identity.partition("/$")
    return (room, f"${event}") if mark and event and room.startswith("!") else None


def original(server: Server, event_id: str) -> rows.Event | None:
    """The event as it was sent, also after a redaction: evidence, never "what is visible"."""
    found = server.find(f"{ADMIN}/v1/fetch_event/{part(event_id)}", rows.FetchedEvent)
    return None if found is None else found.event


def visible(server: Server, room_id: str, event_id: str) -> bool | None:
    """Whether members of the room still read it; ``None`` where the room is gone."""
    event = server.event_in_room(room_id, event_id)
    return None if event is None else not event.redacted


def read(server: Server, identity: str) -> Content | None:
    """One message by its content id."""
    ids = split_id(identity)
    event = original(server, ids[1]) if ids is not None else None
    if ids is None or event is None or event.room_id != ids[0]:
        return None
    room = server.room(ids[0])
    place = (room.name or room.canonical_alias or "") if room is not None else ""
    return as_content(event, identity, visible(server, *ids), place)


def as_content(event: rows.Event, identity: str, seen: bool | None, place: str) -> Content:
    """An event in the contract's words."""
    return Content(
        content_id=identity,
        author_id=event.sender,
        text=_text(event),
        time=instant(event.origin_server_ts),
        media=_media(event),
        visible=seen,
        place=place,
    )


def _text(event: rows.Event) -> str:
    """The message's plain text; of other kinds of event all that they hold, as JSON.

    Of an encrypted one nothing: the server can't read it either.
    """
    if event.type == "m.room.encrypted":
        return ""
    body = event.content.get("body")
    if isinstance(body, str):
        return body
    return msgspec.json.encode(event.content, order="deterministic").decode() if event.content else ""


def _media(event: rows.Event) -> tuple[MediaRef, ...]:
    kind = _KINDS.get(str(event.content.get("msgtype") or event.type))
    ref = media_address(event)
    if kind is None or not ref:
        return ()
    info = event.content.get("info")
    info = info if isinstance(info, dict) else {}
    body = event.content.get("body")
    return (
        MediaRef(
            ref=ref,
            kind=kind,
            description=body if isinstance(body, str) else "",
            width=_size(info.get("w")),
            height=_size(info.get("h")),
        ),
    )


def media_address(event: rows.Event) -> str:
    """The ``mxc://`` address of a message's file (also of an encrypted one), or ""."""
    held: Any = event.content.get("file")
    ref = event.content.get("url") or (held.get("url") if isinstance(held, dict) else "")
    return ref if isinstance(ref, str) and ref.startswith("mxc://") else ""


def _size(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000 else 0
