"""`countersign people`: who may do what.  Giving authority takes two administrators, taking it away one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.opened import Office, nonce, open_office, open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.roster_steps import check_contract, login_of, with_person
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.documents import End
from console.domain.people import Person, Role
from console.errors import BadInput, Refused
from console.ledger.signing import SigningKey, check_possession, fingerprint, prove_possession
from console.secrets.contract import SecretKind
from console.secrets.passphrases import check_new
from console.secrets.wrapped_keys import wrap
from console.store.queries.people import everybody
from console.store.texts import make_text

app = typer.Typer(name="people", help="Enrol, end and list the people of a store.", no_args_is_help=True)

By = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="PERSON", help="Which administrator signs (id, login or name).", show_default=False),
]


@app.command(epilog=ENDINGS)
def enrol(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The person's name, as colleagues know it.")],
    role: Annotated[Role, typer.Option("--role", help="What the person is here to do.")],
    vendor: Annotated[str, typer.Option("--vendor", help="The company that sent them; left out for own staff.")] = "",
    login: Annotated[str, typer.Option("--login", help="Lower-case ASCII; by default made from the name.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="When the contract begins.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="From when on nothing of theirs counts.")] = "",
    by: By = None,
    safe_file: Annotated[
        Path | None,
        typer.Option("--safe-file", metavar="FILE", help="The key of an administrator that was put into a safe."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Enrol a person: a key is made here, and two administrators sign for it.

    Run it on the person's own machine. First the person chooses a passphrase, then two administrators type theirs, one
    after the other; with --passphrase-file these are its three lines. The key never leaves this machine, and nobody
    can sign with it without the passphrase. TIME is a day (2017-11-02, its end) or an instant (2017-11-02T18:00:00Z).

    Example: countersign people enrol "Ana Pires" --role reviewer --vendor "Vendor South" --until 2027-06-30
    """
    begins, ends = _time(since, "--from", end=False), _time(until, "--until", end=True)
    check_contract(begins, ends)
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_office(place_of(context, home), passphrases, safe_file) as office:
        state = office.state()
        first, second = office.administrators(state, by or (), 2)
        called = make_text(name.strip())
        key = SigningKey.generate()
        person = Person(
            id=nonce(),
            name=called.digest,
            logins=(login or login_of(name),),
            keys=(key.public,),
            role=role,
            vendor=vendor,
            contract_from=begins,
            contract_until=ends,
        )
        roster = with_person(state, first.id, person, nonce())
        chosen = passphrases.ask_new(plain(name))
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
                "name": name.strip(),
                "login": person.logins[0],
                "role": role.value,
                "fingerprint": fingerprint(key.public),
                "roster": roster.number,
                "entry": entry,
                "signed_by": [signer.name for signer in signers],
            }
        )
        return
    show(f"{plain(name)} is enrolled as {role.value}, in roster version {roster.number} (entry {entry}).")
    show(f"Signed by {signers[0].name} and {signers[1].name}. Fingerprint of the key: {fingerprint(key.public)}")


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
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """End a person's access, at once and for good; one administrator is enough.

    From the entry on nothing that the person signs is admitted, their claims are released, and what they proposed and
    is not carried out yet freezes. An administrator is ended by a new roster, which takes two.

    Example: countersign people end ira.kessler
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_office(place_of(context, home), passphrases) as office:
        state = office.state()
        target = office.person(state, person)
        signer = office.unlock(office.administrators(state, by or (), 1)[0])
        ending = End(
            store=office.site.store_id,
            env=office.site.environment,
            author=signer.person.id,
            role=Role.ADMINISTRATOR,
            nonce=nonce(),
            person=target.id,
        )
        entry = office.ask(ending, (signer,))
        name = office.names().get(target.id, target.id)
    if as_json:
        show_json({"person": target.id, "name": name, "entry": entry, "signed_by": signer.name})
        return
    show(f"The access of {plain(name)} has ended (entry {entry}, signed by {plain(signer.name)}).")


@app.command("list", epilog=ENDINGS)
def list_people(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Who is, and who was, in this store: name, role, vendor, until when, and the id that other commands take.

    Example: countersign people list --json
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        rows = [(one, state.person(one.id), state.doings(one.id).ended) for one in office.store.read(everybody)]
    if as_json:
        show_json(
            [
                {
                    "person": one.id,
                    "name": one.name,
                    "role": one.role.value,
                    "vendor": one.vendor,
                    "login": person.logins[0] if person is not None and person.logins else "",
                    "contract_until": instant(one.contract_until),
                    "ended": instant(ended),
                    "fingerprints": [fingerprint(key) for key in person.keys] if person is not None else [],
                }
                for one, person, ended in rows
            ]
        )
        return
    show_table(
        ("name", "role", "vendor", "login", "until", "id"),
        [
            (
                one.name,
                one.role.value,
                one.vendor or "-",
                person.logins[0] if person is not None and person.logins else "-",
                f"ended {moment(ended)}" if ended is not None else moment(one.contract_until),
                one.id,
            )
            for one, person, ended in rows
        ],
    )


def _time(given: str, option: str, *, end: bool) -> datetime | None:
    """An instant, or a whole day of UTC: its beginning or (``end``) its end."""
    if not given:
        return None
    try:
        if len(given) == 10:
            return datetime.combine(date.fromisoformat(given), time.max if end else time.min, UTC)
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadInput(
            f"The time of {option} can't be read",
            plain(given),
            "Write a day (2017-11-02) or an instant with its zone (2017-11-02T18:00:00Z).",
            message_id="cli.time",
        )
    return at.astimezone(UTC)
