"""`countersign undo-since`: everything that one person did since a moment, as one list, and its restores."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from console.cli.answers import entry_of
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, signed_in
from console.cli.times import time_of
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.views import PersonBrief
from console.domain.views_ways import Undo, Undoing, UndoLine, UndoList
from console.errors import BadInput, CountersignError
from console.workstation.session import Session


def undo_since(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="PERSON", help="Id or name of the one whose work is undone.")],
    since: Annotated[str, typer.Argument(metavar="TIME", help="A day (2017-11-02) or an instant with its zone.")],
    yes: Annotated[bool, typer.Option("--yes", help="Restore what you may restore alone; without it: only list.")] = (
        False
    ),
    late: Annotated[
        str,
        typer.Option(
            "--late",
            metavar="REASON",
            help="With --yes: also ask for what takes two people, and stop what is cooling off, with this reason.",
            show_default=False,
        ),
    ] = "",
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Undo what one person did since a moment: a stolen key, a bad shift.

    Lists what is in effect or still waits, newest first, with what you can do about each. With --yes every line that
    you may restore alone is asked for, one restore each; the limits hold: five an hour unless somebody else has ended
    the person or revoked their key, each account once a week. For supervisors and administrators; auditors read only.

    Example: countersign undo-since "Ira Kessler" 2017-11-02T18:00:00Z --as lena
    """
    moment_ = time_of(since, "TIME", end=False)
    if moment_ is None:
        raise BadInput("Since when?", "TIME", "Write a day or an instant.", message_id="cli.time")
    passphrases = Passphrases(passphrase_file, secrets_file)
    typed: list[str] = []
    with (
        open_console(place_of(context, home), passphrases, lead=yes) as console,
        signed_in(console, person, passphrases, typed.append) as session,
    ):
        found = session.ways.undo_since(_person(session, who), moment_)
        done = session.ways.restore_many(found.lines, late, typed[-1]) if yes else ()
        answers = {one.line.proposal: _answer(session, one) for one in done}
    _tell(found, moment_, answers, as_json)


def _person(session: Session, who: str) -> str:
    """Somebody by id or name; raises :class:`BadInput` for nobody, and for several."""
    key = who.casefold()
    known: tuple[PersonBrief, ...] = session.ways.people()
    found = [one for one in known if key in (one.id.casefold(), one.name.casefold())]
    if len(found) == 1:
        return found[0].id
    raise BadInput(
        "Nobody is called so" if not found else "More than one person is called so",
        plain(who, 80),
        "Give the id from: countersign people list.",
        message_id="cli.who",
    )


def _answer(session: Session, one: Undoing) -> str:
    """What became of a line, in words."""
    if one.request is None:
        return " ".join(reason.sentence for reason in one.why_not)
    try:
        return f"asked, entry {entry_of(session, one.request)}"
    except CountersignError as error:
        return error.sentence


_CAN = {
    Undo.RESTORE: "you can restore it",
    Undo.SECOND: "takes a second person",
    Undo.STOP: "can be stopped",
    Undo.NOTHING: "",
}


def _tell(found: UndoList, since: datetime, answers: dict[str, str], as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "person": found.person.id,
                "since": instant(since),
                "left": found.left,
                "lines": [_as_json(line, answers.get(line.proposal)) for line in found.lines],
            }
        )
        return
    if not found.lines:
        show(f"Nothing of {plain(found.person.name)} since {moment(since)} is in effect.")
        return
    show_table(
        ("when", "account", "action", "part", "status", "what now"),
        [
            (
                moment(line.at),
                line.account.handle,
                line.action.value,
                line.part.value,
                line.status.value,
                answers.get(line.proposal) or _now(line),
            )
            for line in found.lines
        ],
    )
    if not answers:
        left = "" if found.left is None else f" You may still restore {found.left} within this hour."
        show(f"Nothing was changed. Restore what you may with --yes.{left}")


def _now(line: UndoLine) -> str:
    said = " ".join(reason.sentence for reason in line.why_not)
    return ": ".join(part for part in (_CAN[line.undo], said) if part)


def _as_json(line: UndoLine, answer: str | None) -> dict[str, object]:
    return {
        "proposal": line.proposal,
        "at": instant(line.at),
        "account": line.account.id,
        "handle": line.account.handle,
        "action": line.action.value,
        "part": line.part.value,
        "status": line.status.value,
        "undo": line.undo.value,
        "why_not": [reason.id.value for reason in line.why_not],
        "answer": answer,
    }
