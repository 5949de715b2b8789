"""`countersign protect`: the protection register.  One person raises a tier at once; lowering takes two."""

from __future__ import annotations

from typing import Annotated

import typer

from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.opened import Office, Signer, nonce, open_office, open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.words import plain, show, show_json, show_table
from console.domain.actions import Tier
from console.domain.documents import TierChange
from console.domain.people import Role
from console.domain.state import State
from console.domain.views import AccountBrief
from console.errors import BadInput, Refused
from console.store.accounts import protected_handles
from console.store.queries.briefs import briefs
from console.store.queries.find import account_id
from console.store.texts import make_text
from console.store.unit_of_work import Reading

app = typer.Typer(name="protect", help="Keep the register of protected accounts.", no_args_is_help=True)


@app.command(epilog=ENDINGS)
def add(
    context: typer.Context,
    account: Annotated[str, typer.Argument(help="Handle, platform id or id of the account.")],
    tier: Annotated[Tier, typer.Option("--tier", help="verified or head_of_state.")] = Tier.HEAD_OF_STATE,
    by: Annotated[
        str,
        typer.Option("--by", metavar="PERSON", help="Who raises it: an administrator or a supervisor."),
    ] = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Protect an account, or raise its protection; it holds at once and takes one person.

    What waits on the account and was proposed under a lower tier goes back. The account has to be known here: reports
    on it have come in.

    Example: countersign protect add @republic_president --tier head_of_state --by ada
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with open_office(place_of(context, home), passphrases) as office:
        state = office.state()
        target = _account(office, account)
        signer = _signer(office, state, by)
        called = make_text(target.platform_id)
        change = TierChange(
            store=office.site.store_id,
            env=office.site.environment,
            author=signer.person.id,
            role=signer.person.role,
            nonce=nonce(),
            account=target.id,
            platform=target.platform,
            platform_id=called.digest,
            tier=tier,
        )
        entry = office.ask(change, (signer,), (called,))
    if as_json:
        show_json({"account": target.id, "handle": target.handle, "tier": tier.value, "entry": entry})
        return
    show(f"{plain(target.handle)} ({plain(target.name)}) is protected as {_words(tier)} from entry {entry} on.")


@app.command("list", epilog=ENDINGS)
def list_protected(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Every account above standard, and why: the register here, the platform's own flag, or not known.

    Example: countersign protect list
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()

        def look(reading: Reading) -> list[AccountBrief]:
            ids = [name for name, _ in protected_handles(reading)]
            found = briefs(reading, ids)
            return sorted(found.values(), key=lambda a: (-a.tier.rank, a.handle.casefold(), a.id))

        found = office.store.read(look)
    if as_json:
        show_json(
            [
                {
                    "account": one.id,
                    "platform": one.platform,
                    "platform_id": one.platform_id,
                    "handle": one.handle,
                    "name": one.name,
                    "tier": one.tier.value,
                    "register": _tier(state.account(one.id).register),
                    "flag": _tier(state.account(one.id).flag),
                }
                for one in found
            ]
        )
        return
    show_table(
        ("handle", "name", "tier", "register", "platform's flag", "platform id"),
        [
            (
                one.handle,
                one.name,
                _words(one.tier),
                _words(state.account(one.id).register),
                _words(state.account(one.id).flag),
                f"{one.platform} {one.platform_id}",
            )
            for one in found
        ],
    )


def _account(office: Office, wanted: str) -> AccountBrief:
    def look(reading: Reading) -> AccountBrief | None:
        found = account_id(reading, wanted)
        return None if found is None else briefs(reading, (found,))[found]

    account = office.store.read(look)
    if account is None:
        raise BadInput(
            "No account here is exactly that, or more than one is",
            plain(wanted, 80),
            "Give its handle or the platform's id; it is known here once a report on it has come in.",
            message_id="cli.account",
        )
    return account


def _signer(office: Office, state: State, wanted: str) -> Signer:
    """Who raises it: the one named, or the first administrator whose key is here."""
    if not wanted:
        return office.unlock(office.administrators(state, (), 1)[0])
    person = office.person(state, wanted)
    if person.role not in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        raise Refused(
            "Only an administrator or a supervisor may raise a protection",
            what_to_do="Ask one of them.",
            message_id="cli.wrong_role",
        )
    return office.unlock(person)


def _tier(tier: Tier | None) -> str | None:
    return None if tier is None else tier.value


def _words(tier: Tier | None) -> str:
    return "-" if tier is None else tier.value.replace("_", " ")
