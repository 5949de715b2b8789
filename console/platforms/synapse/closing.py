"""The real deactivation, where the site asks for it: what is saved before, and how much of it comes back.

Seen with Synapse 1.163: reactivation needs a password in the same order; it does not stop the leaving of rooms, which
runs on in the background at about 20 rooms a second; and on a new database it answers 500 with half of it done.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from console.platforms import failures
from console.platforms.contract import AnswerStatus, Order, Seen
from console.platforms.synapse import rows
from console.platforms.synapse.line import part
from console.platforms.synapse.server import ADMIN, Server
from console.platforms.synapse.ways import NOTHING_LEFT, Done, verdict

NEVER = (
    "the password: an administrator has to set a new one for the person",
    "all sessions and devices",
    "keys of encrypted messages and settings of the account",
)
PATIENCE_S = 2.0
"""How long the number of rooms may stay the same before the leaving counts as over."""
POLL_S = 0.1


class Saved(msgspec.Struct, frozen=True):
    """What deactivation takes away and restore puts back as far as it can."""

    before: bool = False
    memberships: dict[str, str] = {}
    displayname: str | None = None
    avatar_url: str | None = None
    threepids: tuple[dict[str, Any], ...] = ()

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that the account was in."""
        return tuple(sorted(room for room, how in self.memberships.items() if how == "join"))


class Deactivate:
    """Closed, out of every room, and back only partly."""

    name = "deactivate"

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """Rooms, name, picture and addresses, which deactivation takes."""
        saved = Saved(
            before=user.deactivated,
            memberships=server.memberships(user.name),
            displayname=user.displayname,
            avatar_url=user.avatar_url,
            threepids=tuple({key: one[key] for key in ("medium", "address") if key in one} for one in user.threepids),
        )
        data: dict[str, Any] = msgspec.to_builtins(saved)
        return data

    def admit(self, server: Server, order: Order, user: rows.User) -> None:
        """Every account can be closed."""

    def stands(self, server: Server, order: Order, user: rows.User) -> bool:
        """Whether it is closed."""
        return user.deactivated

    def put(self, server: Server, order: Order, user: rows.User) -> Done:
        """Close it; nothing is erased, because that comes back even less."""
        reply = server.order("POST", f"{ADMIN}/v1/deactivate/{part(user.name)}", {"erase": False})
        if "id_server_unbind_result" not in reply.body or not server.known_user(user.name).deactivated:
            raise failures.rubbish(server.line.title, server.line.sent)
        return Done(AnswerStatus.DONE, "The account is deactivated, and leaves its rooms.")

    def undo(self, server: Server, order: Order, user: rows.User, data: dict[str, Any]) -> Done:
        """Open it again, give back name, picture and addresses, and let it back into the rooms that are open to it."""
        saved = server.line.shaped(data, Saved)
        if saved.before:
            return NOTHING_LEFT
        changed = user.deactivated
        if user.deactivated:
            self._wait_until_left(server, user.name)
            user = self._reactivate(server, user.name)
        changed = self._give_back(server, user, saved) or changed
        missing = _missing(server, user.name, saved.rooms)
        if missing:
            changed = self._rejoin(server, user.name, missing) or changed
            missing = _missing(server, user.name, saved.rooms)
        if not changed:
            return NOTHING_LEFT
        invitations = sum(how in ("invite", "knock") for how in saved.memberships.values())
        lost = (
            *NEVER,
            *([f"{len(missing)} of {len(saved.rooms)} rooms: somebody inside has to invite it"] if missing else []),
            *([f"{invitations} open invitations"] if invitations else []),
        )
        return Done(AnswerStatus.PARTLY, "The account is open again, but not all of it came back.", not_returned=lost)

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """Open again what somebody else closed, by a lock or for real; of its rooms nothing was saved."""
        if not user.deactivated:
            return NOTHING_LEFT
        self._wait_until_left(server, user.name)
        self._reactivate(server, user.name)
        return Done(
            AnswerStatus.PARTLY,
            "The account is open again, but not all of it came back.",
            not_returned=(*NEVER, "its rooms and addresses: nothing was saved before"),
        )

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """The account as administrators read it, directory search as a visitor sees it, and the rooms."""
        saved = server.line.shaped(data, Saved)
        state = server.snapshot(user).state
        missing = _missing(server, user.name, saved.rooms)
        words = f"state: {state.words()}; in {len(saved.rooms) - len(missing)} of {len(saved.rooms)} rooms"
        found = server.in_directory(user.name)
        if found is not None:
            words += "; found by search" if found else "; not found by search"
        if wanted:
            good = user.deactivated and not found
        else:
            good = saved.before or (not user.deactivated and not _open(server, missing))
        where = "the account as administrators read it, its rooms, and directory search as another member sees it"
        return Seen(verdict=verdict(good), where=where, what=words, state=state.digest())

    def _wait_until_left(self, server: Server, account_id: str) -> None:
        """Reactivating does not stop the leaving: let it come to its end, or rooms joined again are left again."""
        waited, last = 0.0, -1
        while (now_in := len(server.joined_rooms(account_id))) and waited < PATIENCE_S:
            waited = waited + POLL_S if now_in == last else 0.0
            last = now_in
            server.line.pause(POLL_S)

    def _reactivate(self, server: Server, account_id: str) -> rows.User:
        """With a password in the same order, or nobody could log in; nobody learns it."""
        password = secrets.token_urlsafe(32)
        user = server.change_user(account_id, {"deactivated": False, "password": password})
        if user.deactivated:
            raise failures.rubbish(server.line.title, server.line.sent)
        return user

    def _give_back(self, server: Server, user: rows.User, saved: Saved) -> bool:
        """Name, picture and addresses where they differ; whether anything was changed."""
        changes: dict[str, object] = {}
        if saved.displayname is not None and user.displayname != saved.displayname:
            changes["displayname"] = saved.displayname
        if saved.avatar_url is not None and user.avatar_url != saved.avatar_url:
            changes["avatar_url"] = saved.avatar_url
        if saved.threepids and not user.threepids:
            changes["threepids"] = list(saved.threepids)
        if changes:
            server.change_user(user.name, changes)
        return bool(changes)

    def _rejoin(self, server: Server, account_id: str, rooms: Sequence[str]) -> bool:
        """Join what lets the account in; whether any did.  Power in rooms is never taken for it."""
        joined = False
        for room in rooms:
            path = f"{ADMIN}/v1/join/{part(room)}"
            reply = server.order("POST", path, {"user_id": account_id}, accept=(200, 400, 403, 404))
            joined = joined or reply.status == 200
        return joined


def _missing(server: Server, account_id: str, rooms: Sequence[str]) -> list[str]:
    now_in = set(server.joined_rooms(account_id))
    return [room for room in rooms if room not in now_in]


def _open(server: Server, rooms: Sequence[str]) -> bool:
    """Whether any of these rooms would let the account in: then the way back was not gone to its end."""
    found = (server.room(room) for room in rooms)
    return any(room is not None and room.join_rules == "public" and room.joined_local_members for room in found)
