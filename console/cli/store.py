"""`countersign store`: found a store, and look one over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from console.cancel import NEVER
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.founding import Done, Founding, found
from console.cli.place import AsJson, Home, place_of
from console.cli.words import plain, show, show_json
from console.errors import Tampered
from console.settings.site import local_store_path
from console.store.entries import latest_checkpoint, size
from console.store.opening import check_store, facts, open_store
from console.store.unit_of_work import Reading

app = typer.Typer(name="store", help="Found a store, and look one over.", no_args_is_help=True)


Organisation: TypeAlias = Annotated[str, typer.Option("--organisation", help="Whose store it is.")]
Administrators: TypeAlias = Annotated[
    list[str],
    typer.Option("--administrator", metavar="NAME", help="An administrator; give it three times or more."),
]
Environment: TypeAlias = Annotated[
    str, typer.Option("--environment", help="production, training, ...: stands in every signed document.")
]
PolicyFile: TypeAlias = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="The rules (TOML); the default policy if left out.")
]
Safe: TypeAlias = Annotated[
    str, typer.Option("--safe", metavar="NAME", help="Whose key does not stay here: it goes into --safe-file.")
]
SafeFile: TypeAlias = Annotated[
    Path | None, typer.Option("--safe-file", metavar="FILE", help="The encrypted file to put into a safe.")
]
PlatformKind: TypeAlias = Annotated[str, typer.Option("--platform", help="sandbox (a platform of its own) or synapse.")]
Address: TypeAlias = Annotated[
    str, typer.Option("--address", metavar="URL", help="Where the platform's API answers; not for the sandbox.")
]
Options: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="One of the connector's own choices.", show_default=False),
]
Protected: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--protected", metavar="ID", help="A platform account id that is always protected."),
]
TokenFile: TypeAlias = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="The platform's token, kept among the secrets.")
]


@app.command(epilog=ENDINGS)
def init(
    context: typer.Context,
    organisation: Organisation,
    administrators: Administrators,
    environment: Environment = "production",
    policy: PolicyFile = None,
    safe: Safe = "",
    safe_file: SafeFile = None,
    platform: PlatformKind = "sandbox",
    address: Address = "",
    options: Options = None,
    protected: Protected = None,
    token_file: TokenFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Found a store: its first roster, its rules, and the keys of registrar, dispatcher and administrators.

    Each administrator's passphrase is asked in the order given (with --passphrase-file: a line each). Weakening
    anything takes two of them, so found it with three, and put one key into a safe: --safe NAME --safe-file FILE
    writes it there, under its passphrase, and keeps it nowhere else. What is printed as the roster root is what
    every other machine's site file has to pin. Everybody else is enrolled afterwards.

    Example: countersign store init --organisation "Example Social" --administrator "Ada Byron" --administrator
    "Ben Okri" --administrator "Cyd Hale" --safe "Cyd Hale" --safe-file cyd.key
    """
    wanted = Founding(
        organisation=organisation,
        environment=environment,
        administrators=tuple(administrators),
        policy=policy,
        safe=safe,
        safe_file=safe_file,
        platform=platform,
        address=address,
        options=tuple(options or ()),
        protected=tuple(protected or ()),
        token_file=token_file,
    )
    done = found(place_of(context, home), wanted, Passphrases(passphrase_file, secrets_file))
    if as_json:
        show_json(_as_json(done, safe_file))
    else:
        _tell(done, wanted)


def _as_json(done: Done, safe_file: Path | None) -> dict[str, object]:
    return {
        "store": str(done.store_path),
        "site_file": str(done.site_path),
        "store_id": done.site.store_id,
        "environment": done.site.environment,
        "roster_root": done.site.roster_root,
        "secrets": done.secrets_words,
        "administrators": [{"person": p, "name": n, "fingerprint": f} for p, n, f in done.administrators],
        "safe_file": None if safe_file is None else str(safe_file),
    }


def _tell(done: Done, wanted: Founding) -> None:
    show(f"The store of {plain(wanted.organisation)} is founded: {done.store_path}")
    show(f"Roster root, to pin on every machine: {done.site.roster_root}")
    for _, name, fingerprint in done.administrators:
        show(f"Administrator {plain(name)}, fingerprint {fingerprint}")
    if wanted.safe_file is not None:
        show(f"The key of {plain(wanted.safe)} is in {wanted.safe_file} and nowhere else: put it into a safe.")
    show(f"Keys: {done.secrets_words}. Site file: {done.site_path}")
    show("Next: countersign people enrol, then countersign, or countersign serve.")


@app.command(epilog=ENDINGS)
def check(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Look the whole file of the store over: damage, rows without their counterpart, guards against changes.

    Says how large the ledger is and which checkpoint is the newest. What the ledger says is proven by:
    countersign audit verify. Ends with 5 where something is wrong, each in a sentence.

    Example: countersign store check
    """
    site, path = place_of(context, home).site()
    store = open_store(local_store_path(site, path).resolve(), read_only=True)
    try:
        wrong = check_store(store, NEVER)

        def look(reading: Reading) -> tuple[dict[str, str], int, int]:
            point = latest_checkpoint(reading)
            return dict(facts(reading)), size(reading), 0 if point is None else point.size

        known, entries, covered = store.read(look)
    finally:
        store.close()
    if (known.get("store"), known.get("env")) != (site.store_id, site.environment):
        wrong = (*wrong, "The file is not the store that the site file names")
    if as_json:
        show_json(
            {"path": str(store.path), "facts": known, "entries": entries, "covered": covered, "wrong": list(wrong)}
        )
    else:
        show(f"{store.path}: {plain(known.get('organisation', ''))}, {plain(known.get('env', ''))}")
        show(f"{entries} entries, the newest checkpoint covers {covered}.")
        for sentence in wrong:
            show(sentence)
    if wrong:
        raise Tampered(
            f"The store is not as it should be: {wrong[0].rstrip('.')}",
            str(store.path),
            "Do not work on it. Run audit verify --all, and put a copy in its place.",
            message_id="store.check",
        )
    if not as_json:
        show("The file is whole.")
