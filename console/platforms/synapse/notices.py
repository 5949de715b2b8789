"""A warning as a server notice: sent once, read back in the person's own notice room, never withdrawn."""

from __future__ import annotations

from typing import Any

from console.domain.cases import digest_of
from console.platforms import failures
from console.platforms.contract import AnswerStatus, Order, PlatformRefused, Seen, Verdict
from console.platforms.synapse import rows
from console.platforms.synapse.line import part
from console.platforms.synapse.server import ADMIN, Server
from console.platforms.synapse.ways import Done

MARK = "org.countersign.notice"
"""Key inside the notice by which it is found again: a digest, so that nobody learns an internal id."""
LOOK_AT = 200
"""How many of the newest messages of the notice room are looked through."""


def mark_of(order: Order) -> str:
    """The same for the same effect, and no way back to its id."""
    return digest_of("synapse-notice", order.effect_id)[:32]


class Notice:
    """One notice to one person."""

    name = "server notice"

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """Nothing can be put back."""
        return {}

    def admit(self, server: Server, order: Order, user: rows.User) -> None:
        """A notice to somebody who can't read it would answer 200 all the same."""
        if user.locked or user.deactivated:
            raise PlatformRefused(
                "The person can't read a notice, because the account is closed",
                server.line.title,
                "Nothing was sent.",
                message_id="platform.cannot_read",
            )

    def stands(self, server: Server, order: Order, user: rows.User) -> bool:
        """Whether the notice is there: Synapse forgets transaction ids, the room does not forget the notice."""
        return self._found(server, order, user) is True

    def put(self, server: Server, order: Order, user: rows.User) -> Done:
        """Send it; the same transaction id again answers with the same event."""
        content = {"msgtype": "m.text", "body": order.message, MARK: mark_of(order)}
        path = f"{ADMIN}/v1/send_server_notice/{mark_of(order)}"
        reply = server.order("PUT", path, {"user_id": user.name, "content": content})
        event = reply.body.get("event_id")
        if not isinstance(event, str):
            raise failures.rubbish(server.line.title, server.line.sent)
        return Done(AnswerStatus.DONE, "The notice was sent.", reference=event)

    def undo(self, server: Server, order: Order, user: rows.User, data: dict[str, Any]) -> Done:
        """There is no way back."""
        raise failures.no_way_back(server.line.title)

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """There is no way back."""
        raise failures.no_way_back(server.line.title)

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """Whether the person finds the notice in their room."""
        found = self._found(server, order, user)
        verdict = Verdict.CANNOT_TELL
        if found is not None:
            verdict = Verdict.WANTED if found is wanted else Verdict.NOT_WANTED
        words = {True: "the notice is there", False: "no such notice", None: "the person has no room of notices"}[found]
        state = server.snapshot(user).state.digest()
        return Seen(verdict=verdict, where="the person's room of server notices", what=words, state=state)

    def _found(self, server: Server, order: Order, user: rows.User) -> bool | None:
        """Whether the notice is in the person's room of notices; ``None`` when there is no such room."""
        sender = f"@{server.settings.notices}:{server.settings.server_name}"
        if user.name == sender:
            return None
        has_to_do_with = server.memberships(user.name)
        shared = [room for room in server.joined_rooms(sender) if has_to_do_with.get(room) in ("join", "invite")]
        for room in shared:
            path = f"{ADMIN}/v1/rooms/{part(room)}/messages"
            page = server.read(path, rows.Messages, {"dir": "b", "limit": LOOK_AT})
            if any(event.sender == sender and event.content.get(MARK) == mark_of(order) for event in page.chunk):
                return True
        return False if shared else None
