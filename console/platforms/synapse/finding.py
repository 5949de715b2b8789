"""Finding accounts by what a person typed: an id, the part before the colon, or a name."""

from __future__ import annotations

from console.platforms.reading import AccountSnapshot
from console.platforms.synapse import rows
from console.platforms.synapse.server import ADMIN, Server

LOOK_THROUGH = 200
"""How many matches of the server's own search are ranked."""


def find(server: Server, text: str, limit: int) -> tuple[AccountSnapshot, ...]:
    """At most ``limit`` accounts, best first; closed ones too, which Synapse's list leaves out unless asked."""
    wanted = text.strip()
    if not wanted or limit < 1:
        return ()
    typed = wanted if ":" in wanted else f"@{wanted.lstrip('@')}:{server.settings.server_name}"
    names = [typed if typed.startswith("@") else f"@{typed}"]
    # Synapse's search knows no whole id, only its part before the colon or the name
    searched = wanted.lstrip("@").partition(":")[0] if wanted.startswith("@") else wanted
    if searched:
        parameters: dict[str, str | int] = {"from": 0, "limit": LOOK_THROUGH, "name": searched}
        parameters |= {"deactivated": "true", "locked": "true"}
        listed = server.read(f"{ADMIN}/v2/users", rows.UserList, parameters).users
        ranked = sorted(listed, key=lambda row: (_rank(searched.casefold(), row), row.name))
        names += [row.name for row in ranked if _rank(searched.casefold(), row) < _NO_MATCH]
    found: list[AccountSnapshot] = []
    for name in dict.fromkeys(names):
        if len(found) == limit:
            break
        user = server.user(name)
        if user is not None:
            found.append(server.snapshot(user))
    return tuple(found)


_NO_MATCH = 4


def _rank(wanted: str, row: rows.ListedUser) -> int:
    local = row.name[1:].partition(":")[0].casefold()
    name = (row.displayname or "").casefold()
    ranks = (
        wanted == local,
        wanted == name,
        local.startswith(wanted) or name.startswith(wanted),
        wanted in local or wanted in name,
    )
    return next((rank for rank, hit in enumerate(ranks) if hit), _NO_MATCH)
