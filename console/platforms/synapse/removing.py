"""Removing messages: redaction of exactly the named events, and quarantine of the files on them.

Synapse's own "redact all of a user" is never used: it takes more than was named, and it reports success without effect
for somebody who has left the rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import msgspec

from console.domain.cases import digest_of
from console.platforms import failures
from console.platforms.contract import AnswerStatus, Order, PlatformRefused, Seen, Verdict
from console.platforms.synapse import content, rows
from console.platforms.synapse.line import part
from console.platforms.synapse.server import ADMIN, CLIENT, Server
from console.platforms.synapse.settings import RedactWay
from console.platforms.synapse.ways import Done

TOKEN_LIVES = timedelta(seconds=60)


class Media(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/media/SERVER/ID``."""

    media_info: dict[str, Any]


class Login(msgspec.Struct, frozen=True):
    """A token that the administrator got in somebody's name."""

    access_token: str


class Redact:
    """Each named event, one by one."""

    name = "redact"

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """Nothing can be put back; the evidence was copied at intake."""
        return {}

    def admit(self, server: Server, order: Order, user: rows.User) -> None:
        """Every piece of content has to exist and to be this account's."""
        for identity in order.content_ids:
            event = _original(server, identity)
            if event is None or event.sender != user.name or event.room_id != _ids(identity)[0]:
                raise PlatformRefused(
                    "The content is not of this account, or is gone",
                    server.line.title,
                    "Nothing was sent. Look at the case again.",
                    message_id="platform.foreign_content",
                )

    def stands(self, server: Server, order: Order, user: rows.User) -> bool:
        """Whether all of it is removed already."""
        return all(self._removed(server, identity) is True for identity in order.content_ids)

    def put(self, server: Server, order: Order, user: rows.User) -> Done:
        """Remove what is not removed yet; a second redaction of the same event would stand in the room for ever."""
        reference = ""
        left = [identity for identity in dict.fromkeys(order.content_ids) if not self._redacted(server, identity)]
        refused = []
        for identity in left:
            event = self._redact(server, order, identity)
            reference = event or reference
            refused += [identity] if event is None else []
        if refused:
            with self._as_author(server, user) as author_token:
                for identity in refused:
                    reference = self._redact(server, order, identity, author_token) or reference
        for identity in order.content_ids:
            self._quarantine(server, identity)
        return Done(AnswerStatus.DONE, "The content is removed.", reference=reference)

    def undo(self, server: Server, order: Order, user: rows.User, data: dict[str, Any]) -> Done:
        """There is no way back."""
        raise failures.no_way_back(server.line.title)

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """There is no way back."""
        raise failures.no_way_back(server.line.title)

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """Read every event as members of its room do, and ask for each file."""
        found = [self._removed(server, identity) for identity in order.content_ids]
        verdict = Verdict.WANTED if all(one is wanted for one in found) else Verdict.NOT_WANTED
        if None in found:
            verdict = Verdict.CANNOT_TELL
        gone, unknown = found.count(True), found.count(None)
        return Seen(
            verdict=verdict,
            where="the room as its members read it",
            what=f"{gone} of {len(found)} removed" + (f", {unknown} can't be read" if unknown else ""),
            state=server.snapshot(user).state.digest(),
        )

    def _removed(self, server: Server, identity: str) -> bool | None:
        """Whether the message is empty and its file can't be fetched; ``None`` when the room is gone."""
        redacted = self._redacted(server, identity)
        return redacted and all(quarantined(server, mxc) is not False for mxc in _files(server, identity))

    def _redacted(self, server: Server, identity: str) -> bool | None:
        room, event_id = _ids(identity)
        event = server.event_as_visitor(room, event_id) or server.event_in_room(room, event_id)
        return None if event is None else event.redacted and not event.content

    def _redact(self, server: Server, order: Order, identity: str, author_token: str = "") -> str | None:
        """Redact one event; the redaction's id, or ``None`` where the service's account may not."""
        room, event_id = _ids(identity)
        txn = digest_of("synapse-redact", order.effect_id, identity)[:32]
        path = f"{CLIENT}/rooms/{part(room)}/redact/{part(event_id)}/{txn}"
        body = {"reason": f"Removed by the moderators of {server.settings.server_name}"}
        if author_token:
            reply = server.line.ask("PUT", path, body, token=author_token, changes=True, accept=(200, 403))
            if reply.status == 403:
                raise _no_power(
                    server, "The author is no longer in the room, and the service's account has no power there"
                )
        else:
            reply = server.order("PUT", path, body, accept=(200, 403))
            if reply.status == 403:
                return None
        redaction = reply.body.get("event_id")
        if not isinstance(redaction, str):
            raise failures.rubbish(server.line.title, server.line.sent)
        return redaction

    @contextmanager
    def _as_author(self, server: Server, user: rows.User) -> Iterator[str]:
        """A token in the author's name, for these redactions alone: it ends after them, and by itself in a minute."""
        if server.settings.redact is RedactWay.SERVICE:
            raise _no_power(server, "The service's account has no power in the room")
        if user.locked or user.deactivated:
            raise _no_power(
                server, "The author's account is closed, and the service's account has no power in the room"
            )
        now = server.line.server_time
        body = {} if now is None else {"valid_until_ms": int((now + TOKEN_LIVES).timestamp() * 1000)}
        reply = server.order("POST", f"{ADMIN}/v1/users/{part(user.name)}/login", body)
        token = server.line.shaped(reply.body, Login).access_token
        try:
            yield token
        finally:
            server.line.ask("POST", f"{CLIENT}/logout", {}, token=token)

    def _quarantine(self, server: Server, identity: str) -> None:
        """Files outlive the message that showed them; their address was in it."""
        for mxc in _files(server, identity):
            if quarantined(server, mxc) is False:
                server.order("POST", f"{ADMIN}/v1/media/quarantine/{_media_path(mxc)}", {})


def quarantined(server: Server, mxc: str) -> bool | None:
    """Whether the file can't be fetched from this server; ``None`` when it has no such file.

    The order itself answers 200 for files that do not exist, so this is asked before and after.
    """
    found = server.find(f"{ADMIN}/v1/media/{_media_path(mxc)}", Media)
    return None if found is None else bool(found.media_info.get("quarantined_by"))


def _media_path(mxc: str) -> str:
    origin, _, media_id = mxc.removeprefix("mxc://").partition("/")
    return f"{part(origin)}/{part(media_id)}"


def _original(server: Server, identity: str) -> rows.Event | None:
    ids = content.split_id(identity)
    return None if ids is None else content.original(server, ids[1])


def _files(server: Server, identity: str) -> tuple[str, ...]:
    event = _original(server, identity)
    mxc = "" if event is None else content.media_address(event)
    return (mxc,) if mxc.count("/") == 3 else ()


def _ids(identity: str) -> tuple[str, str]:
    return content.split_id(identity) or ("", "")


def _no_power(server: Server, what: str) -> PlatformRefused:
    return PlatformRefused(
        what,
        server.line.title,
        "Give the service's account the power to redact in that room, or let somebody of the room do it.",
        message_id="platform.no_power",
        sent=server.line.sent,
    )
