"""Which connectors there are, and how one is opened from a store's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from console.errors import BadInput
from console.platforms.contract import Connector
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.site import Site
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.settings import from_options

Clock = Callable[[], datetime]


class ConnectorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where a platform is and how to speak to it.

    ``kind`` is a key of :data:`KINDS`; ``location`` a file (sandbox) or an address (all others); ``token`` comes
    from the keyring and never from a file in clear; ``options`` are the connector's own words, and hold every
    substitute that the site has chosen by name (rule 2).
    """

    kind: str
    location: str
    token: str = ""
    options: Mapping[str, str] = {}

    def __repr__(self) -> str:
        """Without the token."""
        return f"ConnectorSettings(kind={self.kind!r}, location={self.location!r})"


def open_connector(settings: ConnectorSettings, *, now: Clock) -> Connector:
    """The connector of ``settings.kind``; asks the platform nothing.  Raises :class:`BadInput` for an unknown kind."""
    opener = KINDS.get(settings.kind)
    if opener is None:
        raise BadInput(
            f"There is no connector named {settings.kind!r}",
            what_to_do=f"Choose one of: {', '.join(sorted(KINDS))}.",
            message_id="platform.unknown_kind",
            kind=settings.kind,
        )
    return opener(settings, now)


def _sandbox(settings: ConnectorSettings, now: Clock) -> Connector:
    return SandboxConnector(Site(Path(settings.location), now=now))


def _synapse(settings: ConnectorSettings, now: Clock) -> Connector:
    """The secret holds the administrator's token and, on a second line, that of a member who only looks."""
    token, _, visitor_token = settings.token.strip().partition("\n")
    chosen = from_options(settings.location, settings.options)
    return SynapseConnector(chosen, token.strip(), visitor_token=visitor_token.strip())


KINDS: Mapping[str, Callable[[ConnectorSettings, Clock], Connector]] = {
    "sandbox": _sandbox,
    "synapse": _synapse,
}
