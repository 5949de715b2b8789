"""`countersign protect import`: a register file, shown first, then put in force: raises at once, lowers as a wish."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import SafeFile, as_signer, signers
from console.cli.lowering import WISHES
from console.cli.opened import open_console, open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.words import instant, plain, show, show_json, show_table
from console.domain.people import Role
from console.domain.register_file import LARGEST_FILE
from console.domain.views_office import PreviewKind, PreviewRow, RegisterPreview
from console.errors import BadInput, Unavailable
from console.registrar.loop import utc_now
from console.workstation.office_register import register_preview

MOST_SHOWN: Final = 200
"""Lines of a preview for a person; --json has all of them."""
_KINDS: Final = {
    PreviewKind.ADD: "added",
    PreviewKind.RAISE: "raised",
    PreviewKind.TERM: "with another term",
    PreviewKind.LOWER: "to be lowered by two",
    PreviewKind.SAME: "as they are",
    PreviewKind.BAD: "broken",
}


def import_register(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The register file, CSV in UTF-8 (- for stdin).")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown what would change.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it; so it is without --yes as well.")] = False,
    reason: Annotated[
        str, typer.Option("--reason", help="Why, where something is lowered: for the administrator who consents.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="Who asks: an administrator, or a supervisor for raises only.")
    ] = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Read a register file and show what it would change; with --yes do it.

    Its first line names the columns: platform, platform_id, tier (standard, verified, head_of_state), and at will
    term_until or term_days, and note. Accounts are matched by the platform's id, never by their handle. Raises hold at
    once; what is lowered becomes a wish that another administrator consents to. Accounts that the file does not name
    stay as they are. A broken line stops all of it: it is named, and nothing is asked for.

    Example: countersign protect import heads-of-state.csv --yes --by ada
    """
    place, passphrases = place_of(context, home), Passphrases(passphrase_file, secrets_file)
    data = _read(file)
    with open_to_read(place) as office:
        state = office.state()
        preview = office.store.read(lambda r: register_preview(state, r, data, utc_now()))
    bad = preview.of(PreviewKind.BAD)
    entries: dict[str, list[int]] = {}
    if yes and not dry_run and not bad and (preview.raises or preview.lowers):
        if preview.lowers and not reason.strip():
            raise BadInput("A lowering needs its reason", f"line {preview.lowers[0].line}", "Give it with --reason.")
        with open_console(place, passphrases, lead=True) as console:
            roles = (Role.ADMINISTRATOR,) if preview.lowers else (Role.ADMINISTRATOR, Role.SUPERVISOR)
            (signer,) = signers(console, (by,) if by else (), 1, roles)
            found = as_signer(
                console, signer, passphrases, lambda s, p: s.office.apply_csv(preview, reason, p), safe_file
            )
            state = console.ledger.catch_up()
            wished = {state.wishes[digest].index for digest in state.live_wishes}
            entries = {
                "raised": [entry for entry in found if entry not in wished],
                "wishes": [entry for entry in found if entry in wished],
            }
    if as_json:
        show_json({"rows": [_json(row) for row in preview.rows], "entries": entries, "done": bool(entries)})
    else:
        _tell(preview, entries)
    if bad:
        raise BadInput(
            f"{len(bad)} of {len(preview.rows)} lines are broken: {bad[0].words.rstrip('.')}",
            f"line {bad[0].line}",
            "Nothing was asked for. Mend the file and try again.",
            message_id="register.bad_lines",
        )


def _read(file: Path) -> bytes:
    try:
        if str(file) == "-":
            return typer.get_binary_stream("stdin").read(LARGEST_FILE + 1)
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unavailable(
            f"The register file can't be read: {error.strerror or 'unknown reason'}", str(file), "Check the name."
        ) from error


def _tell(preview: RegisterPreview, entries: dict[str, list[int]]) -> None:
    changing = [row for row in preview.rows if row.kind is not PreviewKind.SAME]
    if changing:
        show_table(
            ("line", "account", "platform id", "what"),
            [
                (str(row.line), _who(row), f"{row.platform} {row.platform_id}", row.words)
                for row in changing[:MOST_SHOWN]
            ],
        )
    if len(changing) > MOST_SHOWN:
        show(f"... and {len(changing) - MOST_SHOWN} lines more: --json has all of them.")
    counts = Counter(row.kind for row in preview.rows)
    show("; ".join(f"{counts[kind]} {words}" for kind, words in _KINDS.items() if counts[kind]) + ".")
    if not entries:
        show("Nothing has changed." + (" Do it with --yes." if preview.raises or preview.lowers else ""))
        return
    if entries["raised"]:
        show(f"What is added and raised holds now (entry {', '.join(map(str, entries['raised']))}).")
    if entries["wishes"]:
        show(f"What is lowered waits for another administrator. See it with: {WISHES}.")


def _who(row: PreviewRow) -> str:
    return row.account.handle if row.account is not None else "not known here yet" if row.unknown else "-"


def _json(row: PreviewRow) -> dict[str, object]:
    return {
        "line": row.line,
        "kind": row.kind.value,
        "platform": row.platform,
        "platform_id": row.platform_id,
        "account": None if row.account is None else row.account.id,
        "handle": None if row.account is None else row.account.handle,
        "before": None if row.before is None else row.before.value,
        "tier": None if row.tier is None else row.tier.value,
        "term_until": instant(row.term_until),
        "note": plain(row.note),
        "what": row.words,
    }


def register(app: typer.Typer) -> None:
    """Put this command into the group."""
    app.command("import", epilog=ENDINGS)(import_register)
