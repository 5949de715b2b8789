"""`countersign restores`: what takes a second person, what ends by itself, and the reports afterwards."""

from __future__ import annotations

from typing import Annotated

import typer

from console.cli.answers import entry_of
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, exactly_one, session_of, signed_in
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.views_ways import LateLine, LateState
from console.errors import BadInput
from console.workstation.session import Session

app = typer.Typer(
    name="restores", help="Restores that take two people, what ends by itself, and reports.", no_args_is_help=True
)

Account = Annotated[str, typer.Argument(help="Handle, name, platform id or id of the account.")]


@app.command("list", epilog=ENDINGS)
def list_waiting(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """The restores that wait for a second person, and those of the last week.

    Example: countersign restores list --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file) as session:
        lines = session.ways.wishes()
    if as_json:
        show_json([_as_json(line) for line in lines])
        return
    rows = [
        (line.account.handle, line.action.value, line.state.value, line.author.name, moment(line.until), line.reason)
        for line in lines
    ]
    if not rows:
        show("No restore waits for a second person.")
        return
    show_table(("account", "action", "state", "asked by", "until", "reason"), rows)


@app.command(epilog=ENDINGS)
def consent(
    context: typer.Context,
    account: Account,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Be the second person of a restore: from now on it is carried out like any other.

    You have to be independent of who asked for it. Read first what happened: countersign audit story.

    Example: countersign restores consent @republic_president --as osei
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    typed: list[str] = []
    with (
        open_console(place_of(context, home), passphrases, lead=True) as console,
        signed_in(console, person, passphrases, typed.append) as session,
    ):
        line = _waiting(session, account)
        entry = entry_of(session, session.ways.consent(line.digest, typed[-1]))
    if as_json:
        show_json({"wish": line.digest, "account": line.account.id, "entry": entry})
        return
    show(f"{plain(line.account.handle)}: {line.action.value.replace('_', ' ')} is being undone (entry {entry}).")


@app.command("object", epilog=ENDINGS)
def object_to(
    context: typer.Context,
    account: Account,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why it should not come back.")],
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """End a restore that waits for a second person; who asked for it takes it back the same way.

    Example: countersign restores object @republic_president --reason "It was rightly taken down" --as osei
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file, lead=True) as session:
        line = _waiting(session, account)
        entry = entry_of(session, session.ways.object(line.digest, reason))
    if as_json:
        show_json({"wish": line.digest, "account": line.account.id, "entry": entry})
        return
    show(f"{plain(line.account.handle)}: it stays as it is (entry {entry}).")


@app.command(epilog=ENDINGS)
def report(
    context: typer.Context,
    account: Account,
    text: Annotated[str, typer.Option("--text", metavar="WORDS", help="What happened, in a few words.")],
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Write down how it came to your own restore of an account.

    Example: countersign restores report @republic_president --text "Wrong account: the report named another" --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file, lead=True) as session:
        wanted = exactly_one(session, account).account
        own = next((line for line in session.ways.unreported() if line.account.id == wanted.id), None)
        if own is None:
            raise BadInput(
                "No restore of yours on this account lacks a report",
                plain(wanted.handle),
                "See which do with: countersign restores unreported.",
                message_id="restores.reported",
            )
        entry = entry_of(session, session.ways.report(own.restore, text))
    if as_json:
        show_json({"restore": own.restore, "entry": entry})
        return
    show(f"Reported (entry {entry}).")


@app.command(epilog=ENDINGS)
def unreported(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Your own restores of the last week that have no report yet.

    Example: countersign restores unreported --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file) as session:
        lines = session.ways.unreported()
    if as_json:
        show_json([{"restore": m.restore, "account": m.account.id, "at": instant(m.at)} for m in lines])
        return
    if not lines:
        show("All your restores are reported.")
        return
    show_table(("account", "undone", "restored"), [(m.account.handle, m.action.value, moment(m.at)) for m in lines])


@app.command(epilog=ENDINGS)
def ending(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """The temporary actions in effect, with when each ends by itself; first those whose end failed.

    Example: countersign restores ending --as lena
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file) as session:
        lines = session.ways.ending()
    if as_json:
        show_json(
            [
                {
                    "account": line.account.id,
                    "handle": line.account.handle,
                    "action": line.action.value,
                    "effect": line.effect,
                    "since": instant(line.since),
                    "ends_at": instant(line.ends_at),
                    "state": line.state.value,
                }
                for line in lines
            ]
        )
        return
    if not lines:
        show("No temporary action is in effect.")
        return
    rows = [(line.account.handle, line.action.value, moment(line.ends_at), line.state.value) for line in lines]
    show_table(("account", "action", "ends", "state"), rows)


def _waiting(session: Session, account: str) -> LateLine:
    """The restore of an account that waits for a second person; raises :class:`BadInput` when none does."""
    wanted = exactly_one(session, account).account
    waiting = (line for line in session.ways.wishes() if line.state is LateState.WAITS)
    found = next((line for line in waiting if line.account.id == wanted.id), None)
    if found is None:
        raise BadInput(
            "No restore of this account waits for a second person",
            plain(wanted.handle),
            "See what waits with: countersign restores list.",
            message_id="restores.none",
        )
    return found


def _as_json(line: LateLine) -> dict[str, object]:
    return {
        "wish": line.digest,
        "account": line.account.id,
        "handle": line.account.handle,
        "action": line.action.value,
        "state": line.state.value,
        "asked_by": line.author.name,
        "at": instant(line.at),
        "until": instant(line.until),
        "reason": line.reason,
        "you_may_not": line.why_not_consent,
    }
