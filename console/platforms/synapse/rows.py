"""The shapes of Synapse's answers, as far as they are used; what is missing or of another kind is no answer.

A switch that is absent is never taken for "off": an old server that does not tell it fails the shape.
"""

from __future__ import annotations

from typing import Any

import msgspec


class User(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v2/users/U``; ``creation_ts`` is seconds here (and milliseconds in the list)."""

    name: str
    admin: bool
    deactivated: bool
    locked: bool
    shadow_banned: bool
    suspended: bool
    erased: bool
    creation_ts: int
    displayname: str | None = None
    avatar_url: str | None = None
    threepids: tuple[dict[str, Any], ...] = ()


class ListedUser(msgspec.Struct, frozen=True):
    """A row of ``GET /_synapse/admin/v2/users``, which has no ``suspended``."""

    name: str
    displayname: str | None = None


class UserList(msgspec.Struct, frozen=True):
    """A page of accounts."""

    users: tuple[ListedUser, ...]


class JoinedRooms(msgspec.Struct, frozen=True):
    """The rooms that an account is in."""

    joined_rooms: tuple[str, ...]


class Memberships(msgspec.Struct, frozen=True):
    """Every room that an account has to do with: join, invite, leave, knock, ban."""

    memberships: dict[str, str]


class Room(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/rooms/R``."""

    room_id: str
    name: str | None = None
    canonical_alias: str | None = None
    joined_local_members: int = 0
    join_rules: str | None = None


class RateOverride(msgspec.Struct, frozen=True):
    """An account's own limit; both absent where it has none, and 0 is *no limit at all*."""

    messages_per_second: int | None = None
    burst_count: int | None = None


class Event(msgspec.Struct, frozen=True):
    """A Matrix event."""

    sender: str
    room_id: str
    type: str
    origin_server_ts: int
    content: dict[str, Any]
    event_id: str = ""
    redacted_because: dict[str, Any] | None = None
    unsigned: dict[str, Any] = {}

    @property
    def redacted(self) -> bool:
        """Whether readers see it empty."""
        return self.redacted_because is not None or "redacted_because" in self.unsigned


class FetchedEvent(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/fetch_event/E``: the original text, also after a redaction."""

    event: Event


class EventContext(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/rooms/R/context/E``: the event as members of the room read it."""

    event: Event


class Messages(msgspec.Struct, frozen=True):
    """Events of a room, newest first."""

    chunk: tuple[Event, ...]


class EventReport(msgspec.Struct, frozen=True):
    """A row of ``GET /_synapse/admin/v1/event_reports``."""

    id: int
    received_ts: int
    room_id: str
    event_id: str
    user_id: str
    sender: str | None = None
    reason: str | None = None
    name: str | None = None
    canonical_alias: str | None = None


class EventReports(msgspec.Struct, frozen=True):
    """A page of reports on messages."""

    event_reports: tuple[EventReport, ...]
    total: int
    next_token: int | None = None


class EventReportDetail(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/event_reports/ID``."""

    id: int
    received_ts: int
    event_json: dict[str, Any]


class UserReport(msgspec.Struct, frozen=True):
    """A row of ``GET /_synapse/admin/v1/user_reports``."""

    id: int
    received_ts: int
    target_user_id: str
    user_id: str
    reason: str | None = None


class UserReports(msgspec.Struct, frozen=True):
    """A page of reports on accounts."""

    user_reports: tuple[UserReport, ...]
    total: int
    next_token: int | None = None
