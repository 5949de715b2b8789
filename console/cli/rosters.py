"""`countersign people role`, `extend`, `drafts`, `co-sign` and `drop`: rosters, signed by two administrators."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import (
    By,
    Proposed,
    SafeFile,
    as_signer,
    co_sign,
    find_person,
    json_of,
    propose,
    show_proposed,
    signers,
    the_one,
)
from console.cli.opened import open_console, open_to_read
from console.cli.place import AsJson, Home, Place, place_of
from console.cli.times import time_of
from console.cli.words import instant, moment, plain, show, show_json
from console.domain.people import Role
from console.domain.views import PersonBrief
from console.domain.views_office import ChangeRole, DraftLine, Extend
from console.errors import BadInput
from console.registrar.loop import utc_now
from console.workstation.office_people import draft_lines

DRAFTS: Final = "countersign people drafts"


def role(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Whose role changes: id, login or name.")],
    becomes: Annotated[Role, typer.Argument(metavar="ROLE", help="What the person is here to do from then on.")],
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Give a person another role; two administrators sign.

    Example: countersign people role lena.marsh administrator --by ada --by ben
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        target = find_person(console, person)
        done = propose(console, (ChangeRole(person=target.id, role=becomes),), by or (), passphrases, safe_file)
    _show(done, target, f"{plain(target.name)} as {becomes.value}", as_json)


def extend(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Whose contract: id, login or name.")],
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="From when on nothing of theirs counts.")] = "",
    no_end: Annotated[bool, typer.Option("--no-end", help="The contract has no end.")] = False,
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Change the end of a contract; two administrators sign.

    Example: countersign people extend ana.pires --until 2027-12-31
    """
    if bool(until) is no_end:
        raise BadInput("Say when the contract ends", what_to_do="Give --until TIME, or --no-end.")
    ends = time_of(until, "--until", end=True)
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        target = find_person(console, person)
        done = propose(console, (Extend(person=target.id, until=ends),), by or (), passphrases, safe_file)
    _show(done, target, f"The contract of {plain(target.name)} until {moment(ends) if ends else 'no end'}", as_json)


def _show(done: Proposed, target: PersonBrief, what: str, as_json: bool) -> None:
    if as_json:
        show_json({"person": target.id, **json_of(done)})
    else:
        show_proposed(done, what)


def drafts(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """The next rosters that wait for signatures: what each changes, who has signed, whose key to compare.

    Example: countersign people drafts
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        lines = office.store.read(lambda r: draft_lines(state, r, utc_now()))
    if as_json:
        show_json(
            [
                {
                    "draft": one.digest,
                    "roster": one.number,
                    "at": instant(one.at),
                    "author": one.author.name,
                    "changes": list(one.changes),
                    "new_keys": [{"name": k.name, "fingerprint": k.fingerprint} for k in one.new_keys],
                    "signed_by": [p.name for p in one.signed_by],
                    "needed": one.needed,
                    "warnings": list(one.warnings),
                }
                for one in lines
            ]
        )
        return
    for one in lines:
        _show_draft(one)
    if not lines:
        show("No roster waits for signatures.")


def _show_draft(one: DraftLine) -> None:
    """What somebody has to read before they sign."""
    who = " and ".join(plain(p.name) for p in one.signed_by)
    show(f"{one.digest[:12]}  roster version {one.number}, {moment(one.at)}")
    show(f"  signed by {who}; {one.needed} have to")
    for line in (*one.changes, *one.warnings):
        show(f"  {plain(line)}")
    for key in one.new_keys:
        show(f"  compare: {plain(key.name)} {key.fingerprint}")


def sign_draft(
    context: typer.Context,
    draft: Annotated[
        str, typer.Argument(help="Which draft (the beginning of its digest); left out for the only one.")
    ] = "",
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Sign a roster that another administrator proposed; with enough signatures it is in force at once.

    What it changes is shown before your passphrase is asked. Compare the fingerprints with what their owners read to
    you: stop with Ctrl+C where one differs.

    Example: countersign people co-sign 3f2a --by ben
    """
    place, passphrases = place_of(context, home), Passphrases(passphrase_file, secrets_file)
    line = _chosen(place, draft)
    if not as_json:
        _show_draft(line)
    with open_console(place, passphrases, lead=True) as console:
        known, digest = console.ledger.catch_up().drafts, line.digest
        the_one(digest, sorted(known), "draft", DRAFTS)
        had = {facts.body.author for facts in known.values() if facts.body.version == known[digest].body.version}
        wanted = by or [p.id for p in signers(console, (), 99) if p.id not in had][:1]
        chosen = signers(console, wanted, 1)
        before = [p for p in console.everybody() if p.id in had]
        done = co_sign(console, digest, chosen, passphrases, safe_file, before)
    if as_json:
        show_json(json_of(done))
    else:
        show_proposed(done, "The next roster")


def _chosen(place: Place, wanted: str) -> DraftLine:
    """The draft that is meant; raises :class:`BadInput` for none and for several."""
    with open_to_read(place) as office:
        state = office.state()
        lines = office.store.read(lambda r: draft_lines(state, r, utc_now()))
    same = {facts.digest: facts.body.version for facts in state.drafts.values()}
    digest = the_one(wanted, [one.digest for one in lines] if not wanted else sorted(same), "draft", DRAFTS)
    return next(one for one in lines if same[one.digest] == same[digest])


def drop(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever proposed it.")],
    draft: Annotated[
        str, typer.Argument(help="Which draft (the beginning of its digest); left out for the only one.")
    ] = "",
    by: By = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Take a proposed roster off the table; any administrator may.

    Example: countersign people drop 3f2a --reason "the wrong person"
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        digest = the_one(draft, sorted(console.ledger.catch_up().drafts), "draft", DRAFTS)
        (signer,) = signers(console, by or (), 1)
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: (s.office.drop(digest, reason),))
    if as_json:
        show_json({"draft": digest, "entry": entry})
    else:
        show(f"The draft {digest[:12]} is off the table (entry {entry}).")


def register(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("role", epilog=ENDINGS)(role)
    app.command("extend", epilog=ENDINGS)(extend)
    app.command("drafts", epilog=ENDINGS)(drafts)
    app.command("co-sign", epilog=ENDINGS)(sign_draft)
    app.command("drop", epilog=ENDINGS)(drop)
