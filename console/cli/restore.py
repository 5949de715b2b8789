"""`countersign restore`: the way back of the latest effect on an account, by one person."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated, Final

import msgspec
import typer

from console.cancel import NEVER
from console.cli.answers import entry_of
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, exactly_one, signed_in
from console.cli.words import instant, moment, plain, show, show_json
from console.domain.reasons import Lane
from console.domain.views import FoundAccount, RecentEffect
from console.errors import Refused, Unavailable
from console.workstation.session import Session

BACK_WITHIN_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.05


class Restored(msgspec.Struct, frozen=True):
    """What was taken back, the entry of the restore, and when the platform showed it again (None: not seen yet)."""

    effect: RecentEffect
    entry: int
    took_s: float
    at: datetime | None


def restore(
    context: typer.Context,
    account: Annotated[str, typer.Argument(help="Handle, name, platform id or id of the account.")],
    late: Annotated[
        str,
        typer.Option(
            "--late",
            metavar="REASON",
            help="Ask for a restore that takes two people, with your reason: past the fast window, on your last day, "
            "of what stays down, or past your own limits.",
            show_default=False,
        ),
    ] = "",
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Restore an account: undo the latest action that is in effect on it, now.

    Takes one person and asks for nothing but who they are. The platform is asked until a visitor sees the
    account as it was before; then it says so, with the times. Exit code 3 says why this person can't (a rule),
    4 that the platform did not show it within a minute: it is tried on by whatever leads the store.

    What one person alone may not bring back is asked for with --late; a second person consents with
    countersign restores consent.

    Example: countersign restore @republic_president --as lena
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    typed: list[str] = []
    with (
        open_console(place_of(context, home), passphrases, lead=True) as console,
        signed_in(console, person, passphrases, typed.append) as session,
    ):
        found = exactly_one(session, account)
        if late.strip():
            _ask_late(session, found, late, typed[-1], as_json)
            return
        done = take_back(session, found)
    if as_json:
        show_json(
            {
                "account": found.account.id,
                "handle": found.account.handle,
                "action": done.effect.action.value,
                "effect": done.effect.effect,
                "carried_out_at": instant(done.effect.at),
                "entry": done.entry,
                "restored_at": instant(done.at),
                "seconds": round(done.took_s, 3),
            }
        )
    else:
        handle = plain(found.account.handle)
        show(
            f"{handle}: {done.effect.action.value.replace('_', ' ')}, carried out {moment(done.effect.at)}, is undone."
        )
        show(f"Asked and admitted as entry {done.entry}, {session.person.name} alone.")
        if done.at is not None:
            show(f"A visitor sees it as before since {moment(done.at)}, {done.took_s:.1f} s after you asked.")
    if done.at is None:
        raise Unavailable(
            "The platform does not show it yet",
            found.account.platform,
            "The restore is in the ledger and is tried on; look again with: countersign audit story.",
            message_id="restore.not_seen",
        )


def _ask_late(session: Session, found: FoundAccount, reason: str, passphrase: str, as_json: bool) -> None:
    """The first of two: what is in effect stays so until a second person consents."""
    effect = _in_effect(found)
    digest = session.ways.late_restore(effect.effect, found.account.id, reason, passphrase)
    entry = entry_of(session, digest)
    line = next(line for line in session.ways.wishes() if line.digest == digest)
    if as_json:
        show_json({"account": found.account.id, "wish": digest, "entry": entry, "until": instant(line.until)})
        return
    show(f"Asked as entry {entry}. It waits for a second person until {moment(line.until)}.")
    show(f"They type: countersign restores consent {plain(found.account.handle)}")


def _in_effect(found: FoundAccount) -> RecentEffect:
    effect = found.recent
    if effect is None or effect.restored_at is not None:
        raise Refused(
            "Nothing is in effect on this account, so there is nothing to restore",
            plain(found.account.handle),
            "See what happened with: countersign audit story.",
            message_id="restore.nothing",
        )
    return effect


def take_back(session: Session, found: FoundAccount) -> Restored:
    """Ask for the restore of what is in effect, wait for the answer, then for the platform's read-back."""
    effect = _in_effect(found)
    began = time.monotonic()
    if effect.lane is Lane.SECOND:
        raise Refused(
            " ".join(reason.sentence for reason in effect.why_not).rstrip("."),
            plain(found.account.handle),
            "Ask for it with --late and your reason; a second person consents.",
            message_id="restore.second",
        )
    entry = entry_of(session, session.restore(effect.effect, found.account.id))
    while time.monotonic() - began < BACK_WITHIN_S:
        now = session.find_account(found.account.id)
        if now and (now[0].recent is None or now[0].recent.effect != effect.effect):
            return Restored(effect, entry, time.monotonic() - began, _restored_at(session, effect))
        NEVER.wait(_LOOK_EVERY_S)
    return Restored(effect, entry, time.monotonic() - began, None)


def _restored_at(session: Session, effect: RecentEffect) -> datetime | None:
    return next((one.restored_at for one in session.recent(100) if one.effect == effect.effect), None)
