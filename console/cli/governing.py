"""Governance by command line: the administrators who sign, one after the other, and what the registrar answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import msgspec
import typer

from console.cli.asking import Passphrases
from console.cli.opened import read_safe
from console.cli.words import plain, show
from console.domain.people import Role
from console.domain.views import PersonBrief, RequestState
from console.domain.views_office import Change
from console.errors import BadInput, Refused, Unavailable
from console.workstation.console import Console
from console.workstation.session import Session

ANSWER_WITHIN_S: Final = 20.0
CO_SIGN_HINT: Final = "Another administrator signs it with: countersign people co-sign."

By: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="PERSON", help="Which administrator signs (id, login or name).", show_default=False),
]
SafeFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--safe-file", metavar="FILE", help="The key of an administrator that was put into a safe."),
]


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A next roster that was proposed: who signed it, and its entry once it is in force."""

    draft: str
    signed_by: tuple[str, ...]
    entry: int | None
    roster: int


def find_person(console: Console, wanted: str) -> PersonBrief:
    """Whoever is meant by an id, a login or a name.  Raises :class:`BadInput` for nobody, or several."""
    state = console.ledger.catch_up()
    key = wanted.casefold()
    found = [
        one
        for one in console.everybody()
        if (person := state.person(one.id)) is not None
        and key in (one.id.casefold(), one.name.casefold(), *person.logins)
    ]
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"{'Nobody' if not found else 'More than one person'} here is called {wanted!r}",
        what_to_do="See who there is with: countersign people list. An id or a login is never ambiguous.",
        message_id="cli.person",
    )


def signers(
    console: Console,
    wanted: Sequence[str],
    most: int,
    roles: tuple[Role, ...] = (Role.ADMINISTRATOR,),
    but: Sequence[str] = (),
) -> tuple[PersonBrief, ...]:
    """Who signs: those named, or the first administrators whose key is here, ``most`` of them, none of ``but`` (ids).

    Raises :class:`Refused` for somebody of another role, or when nobody can sign here.
    """
    chosen = [find_person(console, one) for one in wanted]
    if not chosen:
        chosen = [one for one in console.people() if one.role is Role.ADMINISTRATOR and one.id not in but][:most]
    for one in chosen:
        if one.role not in roles:
            raise Refused(
                f"{plain(one.name)} is no {' or '.join(role.value for role in roles)}",
                what_to_do="Name somebody who is with --by.",
                message_id="cli.wrong_role",
            )
    if len({one.id for one in chosen}) != len(chosen):
        raise Refused("The same person can't sign twice", what_to_do="Name different people with --by.")
    if not chosen:
        raise Refused(
            "No administrator's key is on this machine" if not but else "No other administrator's key is here",
            what_to_do="Do it on the machine where one is, or name who signs with --by and give --safe-file.",
            message_id="cli.too_few_administrators",
        )
    return tuple(chosen)


def lend_safe(console: Console, chosen: Sequence[PersonBrief], safe_file: Path | None) -> None:
    """Use the key from a safe for the one signer whose key is not here; raises :class:`Refused` for a missing key."""
    here = {one.id for one in console.people()}
    missing = [one for one in chosen if one.id not in here]
    if safe_file is not None and len(missing) == 1:
        console.lend_key(missing[0].id, read_safe(safe_file))
    elif missing:
        raise Refused(
            f"The key of {plain(missing[0].name)} is not on this machine",
            what_to_do="Do it on the machine where it is, or give the file from the safe with --safe-file.",
            message_id="cli.no_key",
        )


class Signing(msgspec.Struct, frozen=True):
    """Somebody who has typed their passphrase, and signs with it."""

    who: PersonBrief
    session: Session
    passphrase: str


@contextmanager
def signing(
    console: Console, chosen: Sequence[PersonBrief], passphrases: Passphrases, safe_file: Path | None = None
) -> Iterator[tuple[Signing, ...]]:
    """All who sign, each by their passphrase, before anything is asked; their shifts are afterwards as before.

    Raises :class:`BadInput` that names whose passphrase is wrong, :class:`Refused` for a key that is not here.
    """
    lend_safe(console, chosen, safe_file)
    with ExitStack() as stack:
        yield tuple(stack.enter_context(_one(console, who, passphrases)) for who in chosen)


@contextmanager
def _one(console: Console, who: PersonBrief, passphrases: Passphrases) -> Iterator[Signing]:
    on_duty = console.ledger.catch_up().doings(who.id).on_duty_since is not None
    passphrase = passphrases.ask(plain(who.name))
    try:
        session = console.sign_in(who.id, passphrase)
    except BadInput as error:
        raise BadInput(
            f"The passphrase of {plain(who.name)} is not right",
            what_to_do="Nothing was changed; begin again.",
            message_id=error.message_id,
        ) from error
    try:
        yield Signing(who, session, passphrase)
    finally:
        if not on_duty:
            session.sign_out()


def as_signer(
    console: Console,
    signer: PersonBrief,
    passphrases: Passphrases,
    act: Callable[[Session, str], Sequence[str]],
    safe_file: Path | None = None,
) -> tuple[int, ...]:
    """Let one person sign what ``act`` asks with their passphrase; the entries of what was admitted."""
    with signing(console, (signer,), passphrases, safe_file) as (one,):
        return tuple(admitted(one.session, digest) for digest in act(one.session, one.passphrase))


def admitted(session: Session, digest: str) -> int:
    """The entry of a request once it is admitted; raises :class:`Refused` with the registrar's reason."""
    answer = session.wait_for(digest, ANSWER_WITHIN_S)
    if answer.state is RequestState.REJECTED:
        raise Refused(
            " ".join(reason.sentence for reason in answer.reasons).rstrip(".") or "The registrar said no",
            message_id=answer.reasons[0].id if answer.reasons else "cli.refused",
        )
    if answer.entry is None:
        raise Unavailable(
            "The registrar does not answer",
            f"after {ANSWER_WITHIN_S:.0f} s",
            "What was asked stays in the inbox and is decided when it runs again.",
            message_id="cli.no_answer",
        )
    return answer.entry


def propose(
    console: Console,
    changes: Sequence[Change],
    by: Sequence[str],
    passphrases: Passphrases,
    safe_file: Path | None = None,
    but: Sequence[str] = (),
    first: Callable[[Signing], None] = lambda signing: None,
) -> Proposed:
    """The next roster with ``changes``: the first signer proposes it, every other one here co-signs at once.

    Of ``but`` (ids) nobody signs unless named; ``first`` is what the first signer does before.
    """
    state = console.ledger.catch_up()
    quorum = state.roster.quorum if state.roster is not None else 2
    chosen = signers(console, by, quorum, but=but)
    with signing(console, chosen, passphrases, safe_file) as (author, *others):
        first(author)
        draft = author.session.office.draft_roster(changes, author.passphrase)
        admitted(author.session, draft)
        return _co_signed(console, draft, others, (author.who,))


def co_sign(
    console: Console,
    draft: str,
    chosen: Sequence[PersonBrief],
    passphrases: Passphrases,
    safe_file: Path | None = None,
    before: Sequence[PersonBrief] = (),
) -> Proposed:
    """Let each of ``chosen`` sign a draft that those of ``before`` signed; in force once they are a quorum."""
    with signing(console, chosen, passphrases, safe_file) as signed:
        return _co_signed(console, draft, signed, before)


def _co_signed(console: Console, draft: str, signed: Sequence[Signing], before: Sequence[PersonBrief]) -> Proposed:
    names = [one.name for one in before]
    entry: int | None = None
    for one in signed:
        if draft not in console.ledger.catch_up().drafts:
            break  # in force already: a quorum has signed
        entry = admitted(one.session, one.session.office.co_sign(draft, one.passphrase))
        names.append(one.who.name)
    state = console.ledger.catch_up()
    waits = draft in state.drafts
    return Proposed(
        draft=draft,
        signed_by=tuple(names),
        entry=None if waits else entry,
        roster=(state.roster.number if state.roster is not None else 0) + (1 if waits else 0),
    )


def show_proposed(done: Proposed, what: str) -> None:
    """What became of it, for a person."""
    who = " and ".join(plain(name) for name in done.signed_by)
    if done.entry is not None:
        show(f"{what}: in force with roster version {done.roster} (entry {done.entry}), signed by {who}.")
    else:
        show(f"{what}: proposed as {done.draft[:12]}, signed by {who}. Nothing has changed yet.")
        show(CO_SIGN_HINT)


def json_of(done: Proposed) -> dict[str, object]:
    """What became of it, for a script."""
    return {
        "draft": done.draft,
        "in_force": done.entry is not None,
        "entry": done.entry,
        "roster": done.roster,
        "signed_by": list(done.signed_by),
    }


def the_one(wanted: str, known: Sequence[str], what: str, where: str) -> str:
    """The digest that begins with ``wanted``; of a single one, that one for "".  Raises :class:`BadInput` otherwise."""
    found = [digest for digest in known if digest.startswith(wanted)] if wanted else list(known)
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"{'No' if not found else 'More than one'} {what} {'is' if not found else 'are' if not wanted else 'is'} "
        f"{'there' if not wanted else f'called {plain(wanted, 20)!r}'}",
        what_to_do=f"See them with: {where}.",
        message_id="cli.which",
    )
