"""`countersign policy publish`, `adopt` and `tighten`: lighter takes two administrators, heavier one (I5)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import (
    By,
    SafeFile,
    Signing,
    admitted,
    as_signer,
    json_of,
    propose,
    show_proposed,
    signers,
    signing,
)
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.policy_words import digest_of, parsed, read_policy, show_differences, show_staffing
from console.cli.words import plain, show, show_json
from console.domain.comparing import compare
from console.domain.policy import policy_digest
from console.domain.staffing import staffing, worst
from console.domain.views_office import AdoptPolicy
from console.registrar.loop import utc_now
from console.workstation.console import Console
from console.workstation.office_policy import shown_difference

Chosen: TypeAlias = Annotated[
    str, typer.Argument(metavar="POLICY", help="A file, or the beginning of a digest in the ledger.")
]
One: TypeAlias = Annotated[str, typer.Option("--by", metavar="PERSON", help="Which administrator (id, login or name).")]


def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A policy as TOML.")],
    by: One = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Put a policy's text into the ledger, so that others can look at it; it is not in force by that.

    Example: countersign policy publish policy.toml --by ada
    """
    passphrases, toml = Passphrases(passphrase_file, secrets_file), read_policy(file)
    parsed(toml, str(file))
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        (signer,) = signers(console, (by,) if by else (), 1)
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: (s.office.publish(toml, p),), safe_file)
    digest = policy_digest(toml)
    if as_json:
        show_json({"digest": digest, "entry": entry, "signed_by": signer.name})
        return
    show(f"Published as {digest[:12]} (entry {entry}); not in force yet.")
    show(f"Next: countersign policy adopt {digest[:12]}, or tighten.")


def adopt(
    context: typer.Context,
    policy: Chosen,
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Adopt a policy with the next roster; two administrators sign, whatever it changes.

    A file that is not in the ledger yet is published first. One administrator can sign now, another one later with:
    countersign people co-sign. A policy for which the team is too small says so, with the people missing per shift.

    Example: countersign policy adopt policy.toml --by ada --by ben
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        digest, toml = _wanted(console, policy)
        state = console.ledger.catch_up()
        wanted = parsed(toml, policy) if toml else state.policies[digest]
        missing = staffing(wanted, state, utc_now())
        if not as_json:  # before anybody signs
            show_staffing(missing)
            show_differences([shown_difference(one) for one in compare(state.policy, wanted)] if state.policy else ())
        done = propose(
            console,
            (AdoptPolicy(digest=digest),),
            by or (),
            passphrases,
            safe_file,
            first=lambda one: _published(console, one, digest, toml),
        )
    if as_json:
        team = {"missing_per_shift": worst(missing), "staffing": [one.words for one in missing]}
        show_json({"digest": digest, **team, **json_of(done)})
    else:
        show_proposed(done, f"The policy {digest[:12]}")


def _wanted(console: Console, policy: str) -> tuple[str, str]:
    """Digest and text of the file, or the digest of one in the ledger and ""; raises :class:`BadInput`."""
    if Path(policy).is_file():
        toml = read_policy(Path(policy))
        parsed(toml, policy)
        return policy_digest(toml), toml
    return digest_of(console.ledger.catch_up(), policy), ""


def _published(console: Console, one: Signing, digest: str, toml: str) -> None:
    """Put the text into the ledger, unless it is there."""
    if digest not in console.ledger.catch_up().policies:
        admitted(one.session, one.session.office.publish(toml, one.passphrase))


def tighten(
    context: typer.Context,
    policy: Chosen,
    by: One = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Put a policy in force that is nowhere lighter; one administrator, at once.

    A file that is not in the ledger yet is published first. It joins the next roster.

    Example: countersign policy tighten policy.toml --by ada
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        digest, toml = _wanted(console, policy)
        (signer,) = signers(console, (by,) if by else (), 1)
        with signing(console, (signer,), passphrases, safe_file) as (one,):
            _published(console, one, digest, toml)
            entry = admitted(one.session, one.session.office.tighten(digest, one.passphrase))
    if as_json:
        show_json({"digest": digest, "entry": entry, "signed_by": signer.name})
        return
    show(f"The policy {digest[:12]} is in force from entry {entry} on, signed by {plain(signer.name)}.")


def register(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("publish", epilog=ENDINGS)(publish)
    app.command("adopt", epilog=ENDINGS)(adopt)
    app.command("tighten", epilog=ENDINGS)(tighten)
