"""`countersign protect`: the protection register.  One person raises a tier at once; lowering takes two and a delay."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import typer

from console.cli import lowering, register_import
from console.cli.accounts import find_account, tier_word
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.governing import SafeFile, as_signer, signers
from console.cli.opened import open_console, open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.times import time_of
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.actions import Tier
from console.domain.governance import MOST_TERM_S
from console.domain.people import Role
from console.domain.views_office import ProtectRow
from console.errors import BadInput
from console.registrar.loop import utc_now
from console.workstation.office_register import register_lines

app = typer.Typer(name="protect", help="Keep the register of protected accounts.", no_args_is_help=True)

MOST_LISTED = 100_000

Raiser: TypeAlias = Annotated[
    str,
    typer.Option("--by", metavar="PERSON", help="Who raises it: an administrator or a supervisor."),
]


@app.command(epilog=ENDINGS)
def add(
    context: typer.Context,
    account: Annotated[str, typer.Argument(help="Handle, platform id or id; with --platform the platform's id.")],
    tier: Annotated[Tier, typer.Option("--tier", help="verified or head_of_state.")] = Tier.HEAD_OF_STATE,
    platform: Annotated[
        str, typer.Option("--platform", metavar="NAME", help="Where it is, for an account not known here yet.")
    ] = "",
    days: Annotated[
        int | None, typer.Option("--term-days", min=1, metavar="DAYS", help="For a term of office of so many days.")
    ] = None,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="For a term of office until then.")] = "",
    by: Raiser = "",
    safe_file: SafeFile = None,
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Protect an account, or raise its protection; it holds at once and takes one person.

    What waits on the account and was proposed under a lower tier goes back. With --term-days or --until it holds for a
    term of office and ends by itself; TIME is a day (2029-01-20, its end) or an instant (2029-01-20T12:00:00Z). An
    account of which no report has come in yet is named by --platform and the platform's id of it, never by its handle.

    Example: countersign protect add @republic_president --tier head_of_state --by ada
    """
    term_s = _term(days, time_of(until, "--until", end=True), utc_now())
    place, passphrases = place_of(context, home), Passphrases(passphrase_file, secrets_file)
    known = None if platform else find_account(place, account)
    if known is None:
        row, called = ProtectRow(tier=tier, platform=platform, platform_id=account, term_s=term_s), account
    else:
        row, called = ProtectRow(tier=tier, account=known.id, term_s=term_s), f"{known.handle} ({known.name})"
    with open_console(place, passphrases, lead=True) as console:
        (signer,) = signers(console, (by,) if by else (), 1, (Role.ADMINISTRATOR, Role.SUPERVISOR))
        (entry,) = as_signer(console, signer, passphrases, lambda s, p: s.office.raise_tier((row,), p), safe_file)
    if as_json:
        answer = {"account": row.account or None, "handle": None if known is None else known.handle}
        show_json({**answer, "tier": tier.value, "term_s": term_s, "entry": entry, "signed_by": signer.name})
        return
    term = "" if term_s is None else f" for {term_s // 86400} days"
    show(f"{plain(called)} is protected as {tier_word(tier)}{term} from entry {entry} on.")


def _term(days: int | None, until: datetime | None, now: datetime) -> int | None:
    """A term in seconds from now on; raises :class:`BadInput` for two ends, or one that is over."""
    if days is not None and until is not None:
        raise BadInput("A term has one end", what_to_do="Give --term-days or --until, not both.")
    if days is None and until is None:
        return None
    seconds = int((until - now).total_seconds()) if until is not None else (days or 0) * 86400
    if seconds > MOST_TERM_S:
        years = MOST_TERM_S // (366 * 86400)
        raise BadInput(f"A term has at most {years} years", what_to_do="Leave it out to protect for good.")
    if seconds <= 0:
        raise BadInput("The term is over already", f"--until {instant(until)}", "Give a later one.")
    return seconds


@app.command("list", epilog=ENDINGS)
def list_protected(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Only those whose handle, name or id holds this.")] = "",
    tier: Annotated[list[Tier] | None, typer.Option("--tier", help="Only of this tier; may be given again.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Every account above standard, and why: the register here, a term of office, the platform's own flag, not known.

    Example: countersign protect list --tier head_of_state
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        found = office.store.read(lambda r: register_lines(state, r, text, tier or (), MOST_LISTED))
    if as_json:
        show_json(
            [
                {
                    "account": one.account.id,
                    "platform": one.account.platform,
                    "platform_id": one.account.platform_id,
                    "handle": one.account.handle,
                    "name": one.account.name,
                    "tier": one.account.tier.value,
                    "register": _tier(one.register),
                    "term": _tier(one.term),
                    "term_until": instant(one.term_until),
                    "flag": _tier(one.flag),
                    "lowering": one.lowering,
                }
                for one in found
            ]
        )
        return
    show_table(
        ("handle", "name", "tier", "register", "term until", "platform's flag", "platform id"),
        [
            (
                one.account.handle,
                one.account.name,
                tier_word(one.account.tier),
                tier_word(one.register) + (", to be lowered" if one.lowering else ""),
                "-" if one.term is None else f"{tier_word(one.term)} {moment(one.term_until)}",
                tier_word(one.flag),
                f"{one.account.platform} {one.account.platform_id}",
            )
            for one in found
        ],
        "No account here is protected.",
    )


def _tier(tier: Tier | None) -> str | None:
    return None if tier is None else tier.value


lowering.register(app)
register_import.register(app)
