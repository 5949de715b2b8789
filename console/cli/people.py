"""`countersign people`: who may do what.  Giving authority takes two administrators, taking it away one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from console.cli import cards, rosters
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import (
    By,
    Proposed,
    SafeFile,
    as_signer,
    find_person,
    json_of,
    propose,
    show_proposed,
    signers,
)
from console.cli.opened import Office, nonce, open_console, open_office, open_to_read
from console.cli.place import AsJson, Home, Place, place_of
from console.cli.roster_steps import check_contract, login_of, with_person
from console.cli.times import time_of
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.people import Person, Role
from console.domain.state import State
from console.domain.views import PersonBrief
from console.domain.views_office import Join, RemoveAdministrator
from console.errors import BadInput, Refused
from console.ledger.signing import SigningKey, check_possession, fingerprint, prove_possession
from console.secrets.contract import SecretKind
from console.secrets.passphrases import check_new
from console.secrets.wrapped_keys import wrap
from console.store.queries.people import everybody
from console.store.texts import make_text

app = typer.Typer(name="people", help="Enrol, end and list the people of a store.", no_args_is_help=True)


@app.command(epilog=ENDINGS)
def enrol(
    context: typer.Context,
    role: Annotated[Role, typer.Option("--role", help="What the person is here to do.")],
    name: Annotated[str, typer.Argument(help="The person's name, as colleagues know it.")] = "",
    card: Annotated[
        Path | None,
        typer.Option("--card", metavar="FILE", help="The card from the person's own machine, in place of a name."),
    ] = None,
    vendor: Annotated[str, typer.Option("--vendor", help="The company that sent them; left out for own staff.")] = "",
    login: Annotated[str, typer.Option("--login", help="Lower-case ASCII; by default made from the name.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="When the contract begins.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="From when on nothing of theirs counts.")] = "",
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Enrol a person, by their card or on their own machine; two administrators sign for the key.

    With --card FILE the key was made on the person's own machine (countersign people card): compare the fingerprint
    with what they read to you. One administrator can sign now, another one later with: countersign people co-sign.

    Without a card run it on the person's own machine. First the person chooses a passphrase, then two administrators
    type theirs, one after the other; with --passphrase-file these are its three lines. The key never leaves this
    machine, and nobody can sign with it without the passphrase. TIME is a day (2017-11-02, its end) or an instant
    (2017-11-02T18:00:00Z).

    Example: countersign people enrol "Ana Pires" --role reviewer --vendor "Vendor South" --until 2027-06-30
    """
    begins, ends = time_of(since, "--from", end=False), time_of(until, "--until", end=True)
    check_contract(begins, ends)
    passphrases = Passphrases(passphrase_file, secrets_file)
    if bool(name) is (card is not None):
        raise BadInput("Say who is enrolled", what_to_do="Give a name, or --card and the person's card.")
    if card is not None:
        joining = Join(
            card=cards.read_card_file(card),
            role=role,
            vendor=vendor,
            login=login,
            contract_from=begins,
            contract_until=ends,
        )
        _enrol_by_card(place_of(context, home), joining, by or (), passphrases, safe_file, as_json)
        return
    _enrol_here(
        place_of(context, home),
        _New(name.strip(), role, vendor, login, begins, ends),
        by or (),
        passphrases,
        safe_file,
        as_json,
    )


class _New(msgspec.Struct, frozen=True):
    """Somebody who is enrolled on this machine."""

    name: str
    role: Role
    vendor: str
    login: str
    begins: datetime | None
    ends: datetime | None


def _enrol_here(
    place: Place, new: _New, by: Sequence[str], passphrases: Passphrases, safe_file: Path | None, as_json: bool
) -> None:
    """The key is made here; both administrators sign at once."""
    with open_office(place, passphrases, safe_file) as office:
        state = office.state()
        first, second = office.administrators(state, by, 2)
        called = make_text(new.name)
        key = SigningKey.generate()
        person = Person(
            id=nonce(),
            name=called.digest,
            logins=(new.login or login_of(new.name),),
            keys=(key.public,),
            role=new.role,
            vendor=new.vendor,
            contract_from=new.begins,
            contract_until=new.ends,
        )
        roster = with_person(state, first.id, person, nonce())
        chosen = passphrases.ask_new(plain(new.name))
        check_new(chosen)
        # What the person's machine would send to another one: proof that whoever asks holds the key.
        proof = prove_possession(key, person.id, office.site.store_id)
        check_possession(key.public, person.id, office.site.store_id, proof)
        signers = (office.unlock(first), office.unlock(second))
        entry = _ask_keeping_key(office, person, wrap(key.seed, chosen), lambda: office.ask(roster, signers, (called,)))
    if as_json:
        show_json(
            {
                "person": person.id,
                "name": new.name,
                "login": person.logins[0],
                "role": new.role.value,
                "fingerprint": fingerprint(key.public),
                "roster": roster.number,
                "entry": entry,
                "signed_by": [signer.name for signer in signers],
            }
        )
        return
    show(f"{plain(new.name)} is enrolled as {new.role.value}, in roster version {roster.number} (entry {entry}).")
    show(f"Signed by {signers[0].name} and {signers[1].name}. Fingerprint of the key: {fingerprint(key.public)}")


def _enrol_by_card(
    place: Place, joining: Join, by: Sequence[str], passphrases: Passphrases, safe_file: Path | None, as_json: bool
) -> None:
    """One administrator proposes the next roster with the card's key in it; those here co-sign at once."""
    with open_console(place, passphrases, lead=True) as console:
        shown = console.read_card(joining.card)
        done = propose(console, (joining,), by, passphrases, safe_file)
    if as_json:
        show_json({"person": shown.person, "name": shown.name, "fingerprint": shown.fingerprint, **json_of(done)})
        return
    show_proposed(done, f"{plain(shown.name)} as {joining.role.value}")
    show(f"Fingerprint of the key: {shown.fingerprint}")


def _ask_keeping_key(office: Office, person: Person, wrapped: bytes, ask: Callable[[], int]) -> int:
    """Keep the key before it is asked for, so that no crash leaves a person without theirs; a refusal forgets it."""
    office.secrets.put(SecretKind.SIGNING_KEY, person.id, wrapped)
    try:
        return ask()
    except Refused:
        office.secrets.delete(SecretKind.SIGNING_KEY, person.id)
        raise


@app.command(epilog=ENDINGS)
def end(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Whose access ends: id, login or name.")],
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """End a person's access, at once and for good; one administrator is enough.

    From the entry on nothing that the person signs is admitted, their claims are released, and what they proposed and
    is not carried out yet freezes. An administrator is ended by a new roster, which takes two others: the first one
    proposes it, and it holds once the second one has signed too.

    Example: countersign people end ira.kessler
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        target = find_person(console, person)
        if target.role is Role.ADMINISTRATOR:
            change = RemoveAdministrator(person=target.id)
            done = propose(console, (change,), by or (), passphrases, safe_file, but=(target.id,))
            _tell_without(done, target, as_json)
            return
        (signer,) = signers(console, (by or ())[:1], 1)
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: (s.office.end(target.id, p),), safe_file)
    if as_json:
        show_json({"person": target.id, "name": target.name, "entry": entry, "signed_by": signer.name})
        return
    show(f"The access of {plain(target.name)} has ended (entry {entry}, signed by {plain(signer.name)}).")


def _tell_without(done: Proposed, target: PersonBrief, as_json: bool) -> None:
    if as_json:
        show_json({"person": target.id, "name": target.name, **json_of(done)})
    else:
        show_proposed(done, f"The roster without {plain(target.name)}")


@app.command("list", epilog=ENDINGS)
def list_people(
    context: typer.Context,
    keys: Annotated[bool, typer.Option("--keys", help="Every key with its fingerprint, instead.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Who is, and who was, in this store: name, role, vendor, until when, and the id that other commands take.

    Example: countersign people list --json
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        rows = [_Row(one, state.person(one.id), state.doings(one.id).ended) for one in office.store.read(everybody)]
    if as_json:
        show_json([_json(row, state) for row in rows])
    elif keys:
        cells = [
            (row.brief.name, fingerprint(key), "revoked" if key in state.revoked else "-")
            for row in rows
            for key in row.keys
        ]
        show_table(("name", "fingerprint", "state"), cells)
    else:
        show_table(
            ("name", "role", "vendor", "login", "until", "id"),
            [
                (
                    row.brief.name,
                    row.brief.role.value,
                    row.brief.vendor or "-",
                    row.login or "-",
                    _until(row),
                    row.brief.id,
                )
                for row in rows
            ],
        )


class _Row(msgspec.Struct, frozen=True):
    """Somebody of the list; ``person`` as the roster in force has them."""

    brief: PersonBrief
    person: Person | None
    ended: datetime | None

    @property
    def login(self) -> str:
        return self.person.logins[0] if self.person is not None and self.person.logins else ""

    @property
    def keys(self) -> tuple[str, ...]:
        return () if self.person is None else self.person.keys


def _until(row: _Row) -> str:
    if row.ended is not None:
        return f"ended {moment(row.ended)}"
    return "not in the roster" if row.person is None else moment(row.brief.contract_until)


def _json(row: _Row, state: State) -> dict[str, object]:
    return {
        "person": row.brief.id,
        "name": row.brief.name,
        "role": row.brief.role.value,
        "vendor": row.brief.vendor,
        "login": row.login,
        "contract_until": instant(row.brief.contract_until),
        "ended": instant(row.ended),
        "in_roster": row.person is not None,
        "fingerprints": [fingerprint(key) for key in row.keys if key not in state.revoked],
        "revoked": [fingerprint(key) for key in row.keys if key in state.revoked],
    }


cards.register(app)
rosters.register(app)
