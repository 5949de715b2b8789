"""`countersign import FILE.jsonl`: reports that somebody else collected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from console.cancel import NEVER
from console.cli.asking import Passphrases, SecretsPassphraseFile
from console.cli.importing import Imported, Importer
from console.cli.jsonl import BadLine
from console.cli.opened import open_leading
from console.cli.place import AsJson, Home, place_of
from console.cli.words import show, show_json
from console.errors import BadInput


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One report a line, as JSON.")],
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    r"""Take reports in from a file with one JSON object a line.

    A line needs "report" (its id), "account" (the platform's stable id, not the handle), "reporter", "reason"
    (violence, hate, harassment, self_harm, illegal, child_safety, nudity, impersonation, scam, spam, other) and
    "time" (RFC 3339); it may have "statement", "language", "reason_as_given", "platform" and "content" (id,
    text, time, language, media). Texts may have a million characters. resources/docs/import.md has every field.

    Each bad line is named by its number on stderr and left out, the rest is kept, and the exit code is 2.
    Running it twice adds nothing. Accounts are asked from the platform, never taken from the file.

    Example: countersign import reports.jsonl
    """
    told: list[BadLine] = []
    with open_leading(place_of(context, home), Passphrases(None, secrets_file)) as (services, _):
        with _progress() as progress:
            task = progress.add_task(file.name, total=file.stat().st_size if file.is_file() else None)

            def leave_out(line: BadLine) -> None:
                told.append(line)
                progress.console.print(f"Line {line.number} is left out: {line.why}.", markup=False, highlight=False)

            done = Importer(
                services.connectors,
                lambda platform, reports, accounts: services.intake.take(platform, reports, accounts),
                leave_out,
                lambda position: progress.update(task, completed=position),
                NEVER,
            ).run(file)
    _tell(done, told, as_json)
    if told:
        raise BadInput(
            "1 line of the file was left out" if len(told) == 1 else f"{len(told)} lines of the file were left out",
            str(file),
            "The rest is here; mend them and run it again.",
            message_id="import.bad_lines",
        )


def _progress() -> Progress:
    """A bar on stderr; without a terminal there, only what is said."""
    terminal = Terminal(stderr=True, soft_wrap=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=terminal, transient=True, disable=not sys.stderr.isatty())


def _tell(done: Imported, told: list[BadLine], as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "new": done.new,
                "known": done.known,
                "left_out": [{"line": line.number, "why": line.why} for line in told],
            }
        )
        return
    show(f"{done.new} new report{'' if done.new == 1 else 's'}, {done.known} known before, {done.bad} left out.")
