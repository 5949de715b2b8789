"""The site's choices for one Matrix server; what is no choice here does not exist (rule 2: no silent substitutes)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from console.errors import BadInput


class DeactivateWay(StrEnum):
    """What *deactivate* becomes."""

    LOCK = "lock"
    """Nobody can log in, gone from directory search; comes back whole."""
    DEACTIVATE = "deactivate"
    """The real one: leaves every room; comes back only partly."""


class LimitWay(StrEnum):
    """What *limit* becomes."""

    SHADOW_BAN = "shadow_ban"
    """New messages reach nobody; what was written meanwhile is lost."""
    RATE = "rate"
    """At most one message a second; comes back whole."""


class RedactWay(StrEnum):
    """In whose name a message is removed where the service's own account has no power in the room."""

    AUTHOR = "author"
    """In the author's name: a token for the author's account is made, used once, and ended."""
    SERVICE = "service"
    """In nobody else's: there the order is refused."""


class SynapseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one Matrix server is reached and what its actions become.  Tokens are secrets and never in here.

    ``base_url`` is where the admin API answers ("https://matrix.example.org"), ``server_name`` the part of a user id
    after the colon.  ``notices`` is the local part of the account that sends server notices (``system_mxid_localpart``
    of the server's own settings).  ``timeout_s`` is seconds for one request.
    """

    base_url: str
    server_name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.\-:\[\]]{1,255}\Z")]
    deactivate: DeactivateWay = DeactivateWay.LOCK
    limit: LimitWay = LimitWay.SHADOW_BAN
    redact: RedactWay = RedactWay.AUTHOR
    notices: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9._=\-/+]{1,200}\Z")] = "notices"
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=120)] = 10.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for an address that is none, or that carries a secret."""
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address has to begin with https:// (or http://) and a host")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("the address holds only host, port and path")

    @property
    def platform(self) -> str:
        """The key of every account's identity: never the same for two servers."""
        return f"matrix:{self.server_name}"


def from_options(address: str, options: Mapping[str, str | int | bool]) -> SynapseSettings:
    """The settings from a site file: its ``address``, and ``options`` named as the fields above.

    Raises :class:`BadInput` with the option that is wrong.
    """
    try:
        return msgspec.convert({**options, "base_url": address.rstrip("/")}, SynapseSettings, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadInput(
            f"The settings of the Matrix server can't be used: {error}",
            what_to_do="Correct the platform's address and options in the site file.",
            message_id="platform.bad_settings",
        ) from error
