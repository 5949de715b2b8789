"""The next roster version for `people enrol`: who joins, who has left (PROTOCOL.md section 6).  Pure."""

from __future__ import annotations

from datetime import datetime

from console.domain.documents import RosterVersion
from console.domain.people import Person
from console.domain.roster_changes import joined, next_version, staying
from console.domain.state import State
from console.errors import BadInput
from console.workstation.cards import login_of

__all__ = ("check_contract", "login_of", "with_person")


def with_person(state: State, author: str, joining: Person, nonce: str) -> RosterVersion:
    """The roster in force with ``joining`` in it, and without who was ended and what was revoked since; not signed.

    Raises :class:`Refused` where the store is not founded, :class:`BadInput` where the person can't join as given.
    """
    return next_version(state, author, nonce, people=joined(staying(state), joining))


def check_contract(since: datetime | None, until: datetime | None) -> None:
    """Raise :class:`BadInput` for a contract that ends before it begins."""
    if since is not None and until is not None and until <= since:
        raise BadInput("The contract ends before it begins", what_to_do="Check --from and --until.")
