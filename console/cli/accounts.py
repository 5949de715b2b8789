"""Accounts as people name them on a command line: exactly, never by a guess."""

from __future__ import annotations

from console.cli.opened import open_to_read
from console.cli.place import Place
from console.cli.words import plain
from console.domain.actions import Tier
from console.domain.views import AccountBrief
from console.errors import BadInput
from console.store.queries.briefs import briefs
from console.store.queries.find import account_id
from console.store.unit_of_work import Reading


def find_account(place: Place, wanted: str) -> AccountBrief:
    """The account whose handle, platform id or id is ``wanted``; raises :class:`BadInput` for none, and for several."""

    def look(reading: Reading) -> AccountBrief | None:
        found = account_id(reading, wanted)
        return None if found is None else briefs(reading, (found,))[found]

    with open_to_read(place) as office:
        account = office.store.read(look)
    if account is None:
        raise BadInput(
            "No account here is exactly that, or more than one is",
            plain(wanted, 80),
            "Give its handle or the platform's id; it is known here once a report on it has come in.",
            message_id="cli.account",
        )
    return account


def tier_word(tier: Tier | None) -> str:
    """A tier for a person; a dash for none."""
    return "-" if tier is None else tier.value.replace("_", " ")
