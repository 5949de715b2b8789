"""The next roster version: who joins, who has left (PROTOCOL.md section 6).  Pure; signing is the command's."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

import msgspec

from console.domain.documents import RosterVersion
from console.domain.people import Person, Role
from console.domain.roster import problems
from console.domain.state import State
from console.errors import BadInput, Refused

_NOT_LOGIN = re.compile(r"[^a-z0-9._-]+")


def with_person(state: State, author: str, joining: Person, nonce: str) -> RosterVersion:
    """The roster in force with ``joining`` in it, and without whoever was ended since; not signed yet.

    Raises :class:`Refused` where the store is not founded, :class:`BadInput` where the person can't join as given.
    """
    before = state.roster
    if before is None:
        raise Refused("This store is not founded yet", what_to_do="Run: countersign store init.")
    staying = tuple(person for person in before.people if state.doings(person.id).ended is None)
    after = msgspec.structs.replace(
        before,
        author=author,
        role=Role.ADMINISTRATOR,
        nonce=nonce,
        number=before.number + 1,
        previous=state.roster_digest,
        people=(*staying, joining),
    )
    wrong = problems(after)
    if wrong:
        raise BadInput(
            f"The person can't be enrolled so: {wrong[0]}",
            what_to_do="Choose another login, or mend what is named.",
            message_id="people.cannot_join",
        )
    return after


def login_of(name: str) -> str:
    """A login proposed for a name: lower-case ASCII, "Ana Pires" becomes "ana.pires".

    A name of which nothing is left in ASCII gets one made from its digest.
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    login = _NOT_LOGIN.sub(".", bare).strip("._-")[:63]
    return login if login[:1].isalpha() else f"p{hashlib.sha256(name.strip().encode()).hexdigest()[:12]}"


def check_contract(since: datetime | None, until: datetime | None) -> None:
    """Raise :class:`BadInput` for a contract that ends before it begins."""
    if since is not None and until is not None and until <= since:
        raise BadInput("The contract ends before it begins", what_to_do="Check --from and --until.")
