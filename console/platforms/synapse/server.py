"""One server met through one line: the site's settings and tokens, and what can be asked of accounts and rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from console.platforms import contract, failures
from console.platforms.contract import Description, PlatformRefused, Sent, TierFlag
from console.platforms.reading import AccountSnapshot, AccountState
from console.platforms.synapse import rows
from console.platforms.synapse.declared import effects
from console.platforms.synapse.line import Line, Reply, part
from console.platforms.synapse.settings import LimitWay, SynapseSettings

ADMIN = "/_synapse/admin"
CLIENT = "/_matrix/client/v3"
T = TypeVar("T")


def describe(settings: SynapseSettings) -> Description:
    """What the connector declares under these settings."""
    return Description(
        platform=settings.platform,
        title=f"Matrix server {settings.server_name}",
        reach_noun="rooms",
        tier_flag=TierFlag.NONE,
        effects=effects(settings),
    )


class WhoAmI(msgspec.Struct, frozen=True):
    """Whose token it is."""

    user_id: str


class Server:
    """The server during one call.  ``token`` is the administrator's, ``visitor_token`` that of somebody who looks."""

    def __init__(self, line: Line, settings: SynapseSettings, token: str, visitor_token: str) -> None:
        self.line = line
        self.settings = settings
        self._token = token
        self._visitor_token = visitor_token

    # --- asking, as the administrator

    def read(self, path: str, shape: type[T], params: Mapping[str, str | int] | None = None) -> T:
        """GET as ``shape``."""
        return self.line.read(path, shape, token=self._token, params=params)

    def find(self, path: str, shape: type[T]) -> T | None:
        """GET as ``shape``, or ``None`` where Synapse says that there is none."""
        return self.line.find(path, shape, token=self._token)

    def order(
        self, method: str, path: str, body: Mapping[str, object] | None = None, accept: tuple[int, ...] = (200,)
    ) -> Reply:
        """One request that changes something."""
        return self.line.ask(method, path, body, token=self._token, changes=True, accept=accept)

    # --- accounts

    def is_local(self, account_id: str) -> bool:
        """Whether this is a user id of this very server: only those can be looked up and acted upon."""
        local, _, server = account_id.partition(":")
        return len(local) > 1 and local.startswith("@") and server == self.settings.server_name

    def user(self, account_id: str) -> rows.User | None:
        """The account as the administrator reads it, or ``None``; asking never makes one."""
        if not self.is_local(account_id):
            return None
        user = self.find(f"{ADMIN}/v2/users/{part(account_id)}", rows.User)
        if user is not None and user.name != account_id:
            raise failures.rubbish(self.line.title, self.line.sent)
        return user

    def known_user(self, account_id: str) -> rows.User:
        """The account; raises ``platform.unknown_account``.  Asked before every change: PUT would make one."""
        user = self.user(account_id)
        if user is None:
            raise contract.unknown_account(describe(self.settings))
        return user

    def change_user(self, account_id: str, changes: Mapping[str, object]) -> rows.User:
        """``PUT v2/users/U``; 201 is an error, because then an account was made that nobody wanted."""
        reply = self.order("PUT", f"{ADMIN}/v2/users/{part(account_id)}", changes, accept=(200, 201))
        if reply.status == 201:
            raise PlatformRefused(
                "The account had vanished, and the platform made a new, empty one under its id",
                self.line.title,
                "Look at the account on the platform; nothing else was changed.",
                message_id="platform.made_account",
                sent=Sent.MAYBE,
            )
        return self.line.shaped(reply.body, rows.User)

    def joined_rooms(self, account_id: str) -> tuple[str, ...]:
        """The rooms that the account is in."""
        return self.read(f"{ADMIN}/v1/users/{part(account_id)}/joined_rooms", rows.JoinedRooms).joined_rooms

    def memberships(self, account_id: str) -> dict[str, str]:
        """Every room that the account has to do with, and how."""
        return self.read(f"{ADMIN}/v1/users/{part(account_id)}/memberships", rows.Memberships).memberships

    def room(self, room_id: str) -> rows.Room | None:
        """A room's details."""
        return self.find(f"{ADMIN}/v1/rooms/{part(room_id)}", rows.Room)

    def rate(self, account_id: str) -> rows.RateOverride:
        """The account's own limit, if it has one."""
        return self.read(f"{ADMIN}/v1/users/{part(account_id)}/override_ratelimit", rows.RateOverride)

    def snapshot(self, user: rows.User) -> AccountSnapshot:
        """The account as the contract wants it; reach is the number of rooms that it is in."""
        limited = user.shadow_banned
        if self.settings.limit is LimitWay.RATE and not limited:
            # 0 is "no limit at all", for bots, and no moderation
            limited = bool(self.rate(user.name).messages_per_second)
        return AccountSnapshot(
            platform=self.settings.platform,
            account_id=user.name,
            handle=user.name,
            name=user.displayname or "",
            state=AccountState(
                suspended=user.suspended,
                limited=limited,
                locked=user.locked,
                deactivated=user.deactivated,
                erased=user.erased,
            ),
            reach=len(self.joined_rooms(user.name)),
            created=datetime.fromtimestamp(user.creation_ts, UTC),
            avatar=user.avatar_url or "",
        )

    def own_id(self) -> str:
        """Whose token the service has."""
        return self.read(f"{CLIENT}/account/whoami", WhoAmI).user_id

    # --- looking, as somebody else

    @property
    def has_visitor(self) -> bool:
        """Whether the site gave a token of somebody who only looks."""
        return bool(self._visitor_token)

    def visitor_id(self) -> str:
        """Who looks."""
        return self.line.read(f"{CLIENT}/account/whoami", WhoAmI, token=self._visitor_token).user_id

    def in_directory(self, account_id: str) -> bool | None:
        """Whether a visitor who searches for the account finds it; ``None`` where there is no visitor."""
        if not self.has_visitor:
            return None
        found = self.line.shaped(
            self.line.ask(
                "POST",
                f"{CLIENT}/user_directory/search",
                {"search_term": account_id, "limit": 50},
                token=self._visitor_token,
            ).body,
            Found,
        )
        return any(row.user_id == account_id for row in found.results)

    def event_as_visitor(self, room_id: str, event_id: str) -> rows.Event | None:
        """The event as the visitor reads it; ``None`` where the visitor does not get it."""
        if not self.has_visitor:
            return None
        path = f"{CLIENT}/rooms/{part(room_id)}/event/{part(event_id)}"
        reply = self.line.ask("GET", path, token=self._visitor_token, accept=(200, 403, 404))
        return self.line.shaped(reply.body, rows.Event) if reply.status == 200 else None

    def event_in_room(self, room_id: str, event_id: str) -> rows.Event | None:
        """The event as members of the room read it: empty after a redaction."""
        path = f"{ADMIN}/v1/rooms/{part(room_id)}/context/{part(event_id)}?limit=0"
        found = self.find(path, rows.EventContext)
        return None if found is None else found.event


class FoundUser(msgspec.Struct, frozen=True):
    """A row of a directory search."""

    user_id: str


class Found(msgspec.Struct, frozen=True):
    """What a directory search found."""

    results: tuple[FoundUser, ...]
