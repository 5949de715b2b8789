"""`countersign restore`: the way back of the latest effect on an account, by one person."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated, Final

import msgspec
import typer

from console.cancel import NEVER
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.opened import open_console
from console.cli.place import AsJson, Home, place_of
from console.cli.signing_in import As, exactly_one, signed_in
from console.cli.words import instant, moment, plain, show, show_json
from console.domain.views import FoundAccount, RecentEffect, RequestState
from console.errors import Refused, Unavailable
from console.workstation.session import Session

ANSWER_WITHIN_S: Final = 20.0
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

    Example: countersign restore @republic_president --as lena
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    with (
        open_console(place_of(context, home), passphrases, lead=True) as console,
        signed_in(console, person, passphrases) as session,
    ):
        found = exactly_one(session, account)
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


def take_back(session: Session, found: FoundAccount) -> Restored:
    """Ask for the restore of what is in effect, wait for the answer, then for the platform's read-back."""
    effect = found.recent
    if effect is None or effect.restored_at is not None:
        raise Refused(
            "Nothing is in effect on this account, so there is nothing to restore",
            plain(found.account.handle),
            "See what happened with: countersign audit story.",
            message_id="restore.nothing",
        )
    began = time.monotonic()
    digest = session.restore(effect.effect, found.account.id)
    answer = session.wait_for(digest, ANSWER_WITHIN_S)
    if answer.state is RequestState.REJECTED:
        raise Refused(
            " ".join(reason.sentence for reason in answer.reasons).rstrip(".") or "The registrar said no",
            message_id="restore.refused",
        )
    if answer.entry is None:
        raise Unavailable(
            "The registrar does not answer",
            f"after {ANSWER_WITHIN_S:.0f} s",
            "The restore stays in the inbox and goes before everything else when it runs again.",
            message_id="restore.no_registrar",
        )
    while time.monotonic() - began < BACK_WITHIN_S:
        now = session.find_account(found.account.id)
        if now and (now[0].recent is None or now[0].recent.effect != effect.effect):
            return Restored(effect, answer.entry, time.monotonic() - began, _restored_at(session, effect))
        NEVER.wait(_LOOK_EVERY_S)
    return Restored(effect, answer.entry, time.monotonic() - began, None)


def _restored_at(session: Session, effect: RecentEffect) -> datetime | None:
    return next((one.restored_at for one in session.recent(100) if one.effect == effect.effect), None)
