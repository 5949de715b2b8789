"""`countersign people card`, `add-key`, `revoke` and `passphrase`: keys, each on its owner's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import By, SafeFile, as_signer, find_person, json_of, propose, show_proposed, signers
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, signed_in
from console.cli.words import plain, show, show_json
from console.domain.people import Role
from console.domain.views_office import AddKey
from console.errors import BadInput, Unavailable
from console.ledger.cards import LONGEST_CARD
from console.ledger.signing import fingerprint
from console.workstation.console import Console

CardFile = Annotated[Path, typer.Option("--card", metavar="FILE", help="The person's enrolment card (- for stdin).")]


def read_card_file(path: Path) -> str:
    """The text of a card; raises :class:`Unavailable` where it can't be read, :class:`BadInput` for no text."""
    try:
        data = typer.get_binary_stream("stdin").read(LONGEST_CARD + 1) if str(path) == "-" else path.read_bytes()
        return data[: LONGEST_CARD + 1].decode()
    except OSError as error:
        raise Unavailable(
            f"The card can't be read: {error.strerror or 'unknown reason'}", str(path), "Check the name."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput("This is no enrolment card", str(path), "Take the whole text that was printed.") from error


def card(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Your name, as colleagues know it.")] = "",
    login: Annotated[str, typer.Option("--login", help="Lower-case ASCII; by default made from the name.")] = "",
    enrolled: Annotated[
        str, typer.Option("--for", metavar="PERSON", help="Somebody enrolled who wants to sign in here too.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the card here.")] = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Make your enrolment card, on your own machine; nobody has to be signed in.

    A key is made here and kept here, wrapped by the passphrase that you choose; the card holds its public half and the
    proof that you have the other one. Hand the card to an administrator, and read the fingerprint to them by telephone
    or face to face. With --for PERSON it is a card for another workstation of somebody who is enrolled already.

    Example: countersign people card "Ana Pires" --out ana.card
    """
    if bool(name) is bool(enrolled):
        raise BadInput("Say who the card is for", what_to_do="Give a name, or --for and somebody enrolled.")
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=False) as console:
        known = find_person(console, enrolled) if enrolled else None
        chosen = passphrases.ask_new(plain(known.name if known is not None else name))
        made = console.make_card(name, chosen, login, "" if known is None else known.id)
    if out is not None:
        _write(out, made.text)
    if as_json:
        show_json(
            {
                "person": made.person,
                "name": made.name,
                "login": made.login,
                "fingerprint": made.fingerprint,
                "card": made.text,
            }
        )
        return
    show(made.text if out is None else f"The card of {plain(made.name)} is in {out}.")
    show(f"Fingerprint, to be compared: {made.fingerprint}")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError as error:
        raise BadInput("There is a file of this name already", str(path), "Choose another name.") from error
    except OSError as error:
        raise Unavailable(f"The card can't be written: {error.strerror}", str(path), "Choose another place.") from error


def add_key(
    context: typer.Context,
    card_file: CardFile,
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Enrol another workstation of a person, by the card that was made on it; two administrators sign.

    To put a new key in place of an old one: add it, then revoke the old one.

    Example: countersign people add-key --card ana-2.card
    """
    text, passphrases = read_card_file(card_file), Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        shown = console.read_card(text)
        if shown.known is None:
            raise BadInput(
                "Nobody is enrolled with this id", plain(shown.name), "Use: countersign people enrol --card."
            )
        done = propose(console, (AddKey(person=shown.person, card=text),), by or (), passphrases, safe_file)
    if as_json:
        show_json({"person": shown.person, "fingerprint": shown.fingerprint, **json_of(done)})
        return
    show_proposed(done, f"Another key of {plain(shown.name)}")
    show(f"Fingerprint of the key: {shown.fingerprint}")


def revoke(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Whose key: id, login or name.")],
    key: Annotated[
        str, typer.Option("--key", metavar="FINGERPRINT", help="Which key: the beginning of its fingerprint.")
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="Who revokes it: an administrator, or whose it is.")
    ] = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Revoke a key: nothing that it signs counts from the entry on. One person is enough, and it never comes back.

    Your own keys you can revoke yourself; those of others an administrator, but not those of an administrator. The
    last key of a person is not revoked: enrol another one first, or end the person.

    Example: countersign people revoke ana.pires --key K3QX --by ada
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        target = find_person(console, person)
        public = _key_of(console, target.id, key)
        (signer,) = signers(console, (by,) if by else (), 1, tuple(Role))
        (entry,) = as_signer(
            console, signer, passphrases, lambda s, p: (s.office.revoke(target.id, public, p),), safe_file
        )
    if as_json:
        show_json({"person": target.id, "key": public, "entry": entry, "signed_by": signer.name})
        return
    show(f"The key {fingerprint(public)} of {plain(target.name)} counts no more (entry {entry}).")


def _key_of(console: Console, person: str, wanted: str) -> str:
    known = console.ledger.state.person(person)
    keys = () if known is None else tuple(k for k in known.keys if k not in console.ledger.state.revoked)
    found = [k for k in keys if fingerprint(k).startswith(wanted.upper())]
    if wanted and len(found) == 1:
        return found[0]
    raise BadInput(
        f"{'No key' if not found else 'More than one key'} of this person begins so",
        plain(wanted, 40),
        f"It is one of: {', '.join(fingerprint(k) for k in keys)}.",
        message_id="cli.key",
    )


def passphrase(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Choose another passphrase for your key on this machine; the old one stops working at once.

    With --passphrase-file the old one is its first line, the new one the second.

    Example: countersign people passphrase --as ana
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=False) as console:
        kept: list[str] = []
        with signed_in(console, person, passphrases, kept.append) as session:
            chosen = passphrases.ask_new(plain(session.person.name))
            session.office.change_passphrase(kept[0], chosen)
            who = session.person
    if as_json:
        show_json({"person": who.id, "name": who.name, "changed": True})
        return
    show(f"From now on the key of {plain(who.name)} on this machine opens with the new passphrase only.")


def register(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("card", epilog=ENDINGS)(card)
    app.command("add-key", epilog=ENDINGS)(add_key)
    app.command("revoke", epilog=ENDINGS)(revoke)
    app.command("passphrase", epilog=ENDINGS)(passphrase)
