"""`countersign audit`: prove the ledger from its bytes, and tell an account's whole story."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console as Terminal
from rich.progress import Progress

from console.cancel import NEVER
from console.cli import floor_audit, verifying
from console.cli.asking import PassphraseFile, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, exactly_one, session_of
from console.cli.words import instant, moment, plain, show, show_json
from console.errors import Tampered
from console.settings.site import local_store_path
from console.store.check import Fault

app = typer.Typer(name="audit", help="Verify the ledger, and tell who did what.", no_args_is_help=True)


@app.command(epilog=ENDINGS)
def verify(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also every projection and text beside the ledger, naming each wrong row.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Verify the whole ledger: every entry's bytes and signatures, every rule, the tree, and every checkpoint.

    Nothing is taken from the store on trust, and no passphrase is needed. It begins at the roster root that the
    site file pins, and says up to which entry the ledger holds. Keep the checkpoint that it prints in another
    place: whoever has an older one finds what was changed, dropped or reordered since.

    Example: countersign audit verify --all && echo "it holds"
    """
    site, path = place_of(context, home).site()
    store = verifying.open_to_verify(local_store_path(site, path), NEVER)
    try:
        terminal = Terminal(stderr=True)
        with Progress(console=terminal, transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("Entries", total=None)
            done = verifying.verify(store, site, NEVER, lambda count: progress.update(task, completed=count))
            found = verifying.faults(store, site, NEVER) if everything else ()
    finally:
        store.close()
    report = done.report
    if as_json:
        show_json(
            {
                "holds": not found,
                "entries": report.size,
                "root": report.root,
                "covered": report.covered,
                "checkpoint": done.note,
                "everything": everything,
                "faults": [{"table": f.table, "row": f.key, "what": f.words} for f in found],
            }
        )
    else:
        _tell(verifying.Verified(report, done.note), everything, found)
    if found:
        first = found[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        raise Tampered(
            f"The ledger holds, but the store beside it does not: {first.table} {first.key}, {first.words}{more}",
            what_to_do="Do not work on this store. Put a copy in its place, and tell an auditor.",
            message_id="store.projection",
        )


def _tell(done: verifying.Verified, everything: bool, found: tuple[Fault, ...]) -> None:
    report = done.report
    show(f"The ledger holds up to entry {report.size - 1}: {report.size} entries, every one signed and in its place.")
    show(f"Root: {report.root}")
    show(f"The newest checkpoint covers {report.covered} entries:")
    for line in done.note.rstrip("\n").split("\n"):
        show(f"    {plain(line)}".rstrip())
    if everything and not found:
        show("Every projection and every text beside the ledger is what the ledger says.")
    for fault in found:
        show(f"{fault.table} {plain(fault.key)}: {fault.words}")


@app.command(epilog=ENDINGS)
def story(
    context: typer.Context,
    account: Annotated[str, typer.Argument(help="Handle, name, platform id or id of the account.")],
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Who did what to an account, when, in order: from the ledger, every line with its entry.

    An auditor is told everything. Everybody else is told closed matters only: what still waits for a second
    reader's own judgement is nobody's to look up.

    Example: countersign audit story @republic_president --as zoe
    """
    with session_of(place_of(context, home), person, passphrase_file, secrets_file) as session:
        found = exactly_one(session, account)
        lines = session.story(found.account.id)
    if as_json:
        show_json(
            [
                {
                    "entry": line.index,
                    "at": instant(line.at),
                    "kind": line.kind,
                    "person": line.person,
                    "words": line.words,
                    "detail": line.detail,
                    "digest": line.digest,
                }
                for line in lines
            ]
        )
        return
    show(f"{plain(found.account.handle)} ({plain(found.account.name)}), {found.account.platform}")
    for line in lines:
        detail = f": {plain(line.detail)}" if line.detail else ""
        show(f"{moment(line.at)}  entry {line.index:>6}  {plain(line.words)}{detail}")
    if not lines:
        show("The ledger tells nothing about this account that you may read.")


floor_audit.register(app)
