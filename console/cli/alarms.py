"""`countersign alarms`: what stands on protected accounts and no entry of the ledger explains (I13)."""

from __future__ import annotations

from typing import Annotated

import typer

from console.cli.answers import entry_of
from console.cli.asking import PassphraseFile, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, exactly_one, session_of
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.views_ways import AlarmLine
from console.errors import BadInput
from console.workstation.session import Session

app = typer.Typer(name="alarms", help="Changes on protected accounts that nobody here has made.", no_args_is_help=True)

Account = Annotated[str, typer.Argument(help="Handle, name, platform id or id of the account.")]


@app.command("list", epilog=ENDINGS)
def list_alarms(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """What the platform shows on protected accounts and no entry of the ledger explains.

    Example: countersign alarms list --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file) as session:
        lines = session.ways.alarms()
    if as_json:
        show_json([_as_json(line) for line in lines])
        return
    if not lines:
        show("No alarm: whatever stands on protected accounts is explained by the ledger.")
        return
    show_table(
        ("since", "account", "looks like", "seen", "state"),
        [(moment(a.at), a.account.handle, a.action.value, a.words, _state(a)) for a in lines],
    )


@app.command(epilog=ENDINGS)
def lift(
    context: typer.Context,
    account: Account,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Undo on the platform what an alarm is about: the restore gesture, one person.

    Example: countersign alarms lift @republic_president --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file, lead=True) as session:
        alarm = _alarm(session, account)
        entry = entry_of(session, session.ways.lift(alarm.alarm))
    if as_json:
        show_json({"alarm": alarm.alarm, "account": alarm.account.id, "entry": entry})
        return
    show(f"{plain(alarm.account.handle)}: {plain(alarm.words)} is being lifted (entry {entry}).")
    show("See whether it is with: countersign alarms list.")


@app.command(epilog=ENDINGS)
def explain(
    context: typer.Context,
    account: Account,
    text: Annotated[str, typer.Option("--text", metavar="WORDS", help="Who did it, and why it is in order.")],
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Say why what an alarm is about is in order; that ends the alarm.

    Example: countersign alarms explain @republic_president --text "Their staff asked for it" --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file, lead=True) as session:
        alarm = _alarm(session, account)
        entry = entry_of(session, session.ways.explain(alarm.alarm, text))
    if as_json:
        show_json({"alarm": alarm.alarm, "account": alarm.account.id, "entry": entry})
        return
    show(f"{plain(alarm.account.handle)}: the alarm is over (entry {entry}).")


def _alarm(session: Session, account: str) -> AlarmLine:
    """The newest alarm on an account; raises :class:`BadInput` when there is none."""
    wanted = exactly_one(session, account).account
    found = [line for line in session.ways.alarms() if line.account.id == wanted.id]
    if not found:
        raise BadInput(
            "There is no alarm about this account",
            plain(wanted.handle),
            "See all with: countersign alarms list.",
            message_id="alarms.none",
        )
    return found[0]


def _state(alarm: AlarmLine) -> str:
    if alarm.lifting:
        return "being lifted"
    return f"not lifted: {alarm.failed}" if alarm.failed else "stands"


def _as_json(line: AlarmLine) -> dict[str, object]:
    return {
        "alarm": line.alarm,
        "at": instant(line.at),
        "account": line.account.id,
        "handle": line.account.handle,
        "looks_like": line.action.value,
        "seen": line.words,
        "lifting": line.lifting,
        "failed": line.failed,
        "you_may_not_lift": [reason.id.value for reason in line.why_not_lift],
    }
