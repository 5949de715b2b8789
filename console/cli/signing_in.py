"""Signing a person in for one command, and finding the account that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeAlias

import typer

from console.cli.asking import Passphrases
from console.cli.opened import open_console
from console.cli.place import Place
from console.cli.words import plain
from console.domain.views import FoundAccount, PersonBrief
from console.errors import BadInput
from console.workstation.console import Console
from console.workstation.session import Session

As: TypeAlias = Annotated[
    str,
    typer.Option("--as", metavar="PERSON", help="Who you are: id, login or name.", show_default=False),
]


@contextmanager
def signed_in(
    console: Console, wanted: str, passphrases: Passphrases, told: Callable[[str], None] = lambda passphrase: None
) -> Iterator[Session]:
    """A session of the person, by their passphrase; their shift is afterwards as it was before.

    ``told`` hears the passphrase, for what asks it again (another one is chosen).
    """
    state = console.ledger.catch_up()
    person = _who(console, wanted)
    on_duty = state.doings(person.id).on_duty_since is not None
    passphrase = passphrases.ask(plain(person.name))
    session = console.sign_in(person.id, passphrase)
    told(passphrase)
    try:
        yield session
    finally:
        if not on_duty:
            session.sign_out()


@contextmanager
def session_of(
    place: Place, wanted: str, passphrase_file: str | None, secrets_file: str | None, *, lead: bool = False
) -> Iterator[Session]:
    """A session of the person on the store at ``place``, opened for it; with ``lead`` it decides where nobody does."""
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place, passphrases, lead=lead) as console, signed_in(console, wanted, passphrases) as session:
        yield session


def _who(console: Console, wanted: str) -> PersonBrief:
    here = console.people()
    if not wanted:
        if len(here) == 1:
            return here[0]
        raise BadInput(
            "More than one person can sign in here" if here else "Nobody can sign in here",
            what_to_do="Say who you are with --as." if here else "Enrol somebody with: countersign people enrol.",
            message_id="cli.who",
        )
    key, state = wanted.casefold(), console.ledger.state
    found = [
        one
        for one in here
        if key in (one.id.casefold(), one.name.casefold())
        or ((person := state.person(one.id)) is not None and key in person.logins)
    ]
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"{'Nobody' if not found else 'More than one person'} who can sign in here is called so",
        plain(wanted, 80),
        "See who there is with: countersign people list.",
        message_id="cli.who",
    )


def exactly_one(session: Session, wanted: str) -> FoundAccount:
    """The account whose handle, name or id is exactly ``wanted``, or that is the only one found.

    Raises :class:`BadInput` for none, and for several, whose handles it names.
    """
    found = session.find_account(wanted)
    key = wanted.strip().removeprefix("@").casefold()
    for field in (_ids, _handle, _name):
        same = [one for one in found if key in field(one)]
        if len(same) == 1:
            return same[0]
        if same:
            found = tuple(same)
            break
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            "There is no such account here",
            plain(wanted, 80),
            "Give its handle, name or id; it is known here once a report on it has come in.",
            message_id="cli.account",
        )
    handles = ", ".join(plain(one.account.handle, 40) for one in found[:5])
    raise BadInput(
        f"{len(found)} accounts fit, among them {handles}",
        plain(wanted, 80),
        "Give the whole handle, or the platform's id.",
        message_id="cli.account",
    )


def _ids(one: FoundAccount) -> tuple[str, ...]:
    return (one.account.id.casefold(), one.account.platform_id.removeprefix("@").casefold())


def _handle(one: FoundAccount) -> tuple[str, ...]:
    return (one.account.handle.removeprefix("@").casefold(),)


def _name(one: FoundAccount) -> tuple[str, ...]:
    return (one.account.name.casefold(),)
