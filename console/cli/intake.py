"""`countersign intake`: fetch reports from the platforms now."""

from __future__ import annotations

import typer

from console.cancel import NEVER
from console.cli.asking import Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.opened import open_leading
from console.cli.place import AsJson, Home, place_of
from console.cli.words import show, show_json

app = typer.Typer(name="intake", help="Fetch reports from the platforms.", no_args_is_help=True)


@app.callback()
def intake() -> None:
    """Fetch reports from the platforms."""


@app.command(epilog=ENDINGS)
def pull(
    context: typer.Context,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Fetch every report that came since the last time, from every platform of this store, then end.

    A console that leads the store, and countersign serve, do this by themselves every few seconds; then this
    ends with 4 and says so. Reports that are here already are passed over. Exit code 4 also when a platform
    does not answer; what was fetched before stays.

    Example: countersign intake pull --json
    """
    with open_leading(place_of(context, home), Passphrases(None, secrets_file)) as (services, _):
        new = services.pull(NEVER)
    if as_json:
        show_json({"new": new})
    else:
        show(f"{new} new report{'' if new == 1 else 's'}.")
