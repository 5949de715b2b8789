"""`countersign protect lower`, `wishes`, `consent` and `object`: lowering a tier takes two and a delay (I4)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from console.cli.accounts import find_account, tier_word
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import By, SafeFile, admitted, as_signer, signers, signing, the_one
from console.cli.opened import open_console, open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.words import instant, moment, plain, show, show_json
from console.domain.actions import Tier
from console.domain.documents import Lowering
from console.domain.state import State
from console.domain.timers import lowers_at
from console.domain.views_office import ProtectRow, WishLine, WishState
from console.registrar.loop import utc_now
from console.workstation.office_register import wish_lines

WISHES = "countersign protect wishes"

Wish: TypeAlias = Annotated[
    str, typer.Argument(help="Which lowering (the beginning of its digest); left out for the only one that waits.")
]
One: TypeAlias = Annotated[str, typer.Option("--by", metavar="PERSON", help="Which administrator (id, login or name).")]


def lower(
    context: typer.Context,
    account: Annotated[list[str], typer.Argument(help="Handles, platform ids or ids of the accounts.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the administrator who consents.")],
    tier: Annotated[Tier, typer.Option("--tier", help="standard or verified.")] = Tier.STANDARD,
    by: By = None,
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Wish to protect accounts less: another administrator consents, then a delay runs, and anyone may object.

    A second --by consents at once, if their key is here as well. Nothing changes before the delay is over, and nothing
    at all where the platform itself protects the account.

    Example: countersign protect lower @former_minister --reason "out of office since May" --by ada
    """
    place, passphrases = place_of(context, home), Passphrases(passphrase_file, secrets_file)
    known = [find_account(place, one) for one in account]
    rows = tuple(ProtectRow(tier=tier, account=one.id) for one in known)
    with open_console(place, passphrases, lead=True) as console:
        chosen = signers(console, by or (), 1)
        with signing(console, chosen[:2], passphrases, safe_file) as (first, *second):
            (wish,) = first.session.office.lower(rows, reason, first.passphrase)
            entry = admitted(first.session, wish)
            for other in second:
                admitted(other.session, other.session.office.consent(wish, other.passphrase))
    names = [one.name for one in chosen[:2]]
    if as_json:
        handles = [one.handle for one in known]
        show_json({"wish": wish, "handles": handles, "tier": tier.value, "entry": entry, "signed_by": names})
        return
    handles_ = ", ".join(plain(one.handle) for one in known)
    show(f"{handles_}: to be protected as {tier_word(tier)} is asked for as {wish[:12]} (entry {entry}).")
    show(
        f"{plain(names[1])} consents: it holds when its delay is over. See when with: {WISHES}."
        if second
        else "Nothing has changed yet. Another administrator consents with: countersign protect consent."
    )


def wishes(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """The lowerings that wait for consent or for their delay, and those that ended in the last seven days.

    Example: countersign protect wishes
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        lines = office.store.read(lambda r: wish_lines(state, r, utc_now()))
    if as_json:
        show_json([_json(one) for one in lines])
        return
    for one in lines:
        show(f"{one.digest[:12]}  {moment(one.at)}, asked by {plain(one.author.name)}: {plain(one.reason)}")
        for row in one.rows:
            show(f"  {plain(row.account.handle)}: {tier_word(row.now)} now, {tier_word(row.then)} then")
        show(f"  {_where(one)}")
    if not lines:
        show("No lowering waits.")


def _where(one: WishLine) -> str:
    match one.state:
        case WishState.WAITS_FOR_CONSENT:
            return "Waits for another administrator's consent."
        case WishState.WAITS_FOR_DELAY:
            who = "" if one.consented_by is None else f"{plain(one.consented_by.name)} consents; "
            return f"{who}holds from {moment(one.counts_at)} on, unless somebody objects."
        case WishState.DONE:
            return f"Holds since {moment(one.over_at)}."
    by = "a raise" if one.over_by is None else plain(one.over_by.name)
    return f"Ended {moment(one.over_at)}, by {by}."


def _json(one: WishLine) -> dict[str, object]:
    return {
        "wish": one.digest,
        "at": instant(one.at),
        "author": one.author.name,
        "reason": one.reason,
        "state": one.state.value,
        "accounts": [
            {"account": r.account.id, "handle": r.account.handle, "now": r.now.value, "then": r.then.value}
            for r in one.rows
        ],
        "consented_by": None if one.consented_by is None else one.consented_by.name,
        "holds_from": instant(one.counts_at),
        "over_at": instant(one.over_at),
        "over_by": None if one.over_by is None else one.over_by.name,
    }


def consent(
    context: typer.Context,
    wish: Wish = "",
    by: One = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Consent to a lowering that another administrator asked for; its delay runs from now on.

    Example: countersign protect consent 3f2a --by ben
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        state = console.ledger.catch_up()
        digest = the_one(wish, [d for d in _lowerings(state) if not state.wishes[d].consented_by], "lowering", WISHES)
        (signer,) = signers(console, (by,) if by else (), 1, but=(state.wishes[digest].body.author,))
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: (s.office.consent(digest, p),), safe_file)
        state = console.ledger.catch_up()
        holds = lowers_at(state, state.wishes[digest], utc_now())
    if as_json:
        show_json({"wish": digest, "entry": entry, "signed_by": signer.name, "holds_from": instant(holds)})
        return
    show(f"{plain(signer.name)} consents to {digest[:12]} (entry {entry}); it holds from {moment(holds)} on.")


def object_to(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever asked for it.")],
    wish: Wish = "",
    by: One = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """End a lowering that waits; any administrator may, and its author takes it back the same way.

    Example: countersign protect object 3f2a --reason "still a candidate" --by cyd
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_console(place_of(context, home), passphrases, lead=True) as console:
        digest = the_one(wish, _lowerings(console.ledger.catch_up()), "lowering", WISHES)
        (signer,) = signers(console, (by,) if by else (), 1)
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: (s.office.object(digest, reason),), safe_file)
    if as_json:
        show_json({"wish": digest, "entry": entry, "signed_by": signer.name})
        return
    show(f"The lowering {digest[:12]} is off the table (entry {entry}, by {plain(signer.name)}).")


def _lowerings(state: State) -> list[str]:
    """The lowerings that wait."""
    return sorted(digest for digest in state.live_wishes if isinstance(state.wishes[digest].body, Lowering))


def register(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("lower", epilog=ENDINGS)(lower)
    app.command("wishes", epilog=ENDINGS)(wishes)
    app.command("consent", epilog=ENDINGS)(consent)
    app.command("object", epilog=ENDINGS)(object_to)
