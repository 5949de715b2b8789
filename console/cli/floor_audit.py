"""`countersign audit looks`, `records`, `pairs`, `waits` and `stuck`: what the floor's own record shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
import typer

from console.cli.accounts import tier_word
from console.cli.asking import PassphraseFile, Passphrases, SecretsPassphraseFile
from console.cli.ending import ENDINGS
from console.cli.opened import open_console, open_to_read
from console.cli.place import AsJson, Home, Place, place_of
from console.cli.signing_in import As, signed_in
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.documents import Verdict
from console.domain.measures import Share
from console.domain.people import Role
from console.domain.views_floor import RecordView
from console.workstation.session import Session

T = TypeVar("T")


def _look(place: Place, person: str, passphrases: Passphrases, ask: Callable[[Session], T]) -> T:
    """What ``ask`` reads in a session of the person; nothing is led here, nothing is changed."""
    with (
        open_console(place, passphrases, lead=False) as console,
        signed_in(console, person, passphrases) as session,
    ):
        return ask(session)


def looks(
    context: typer.Context,
    whose: Annotated[str, typer.Option("--of", metavar="PERSON", help="Only what this person looked at.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="So many at most, newest first.")] = 100,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ENTRY", help="Only before this entry, to go on from there.")
    ] = None,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Who looked at which protected case, uncovered media, or searched for whom; for auditors.

    Example: countersign audit looks --of ira.kessler --as zoe
    """
    place, passphrases, looker = place_of(context, home), Passphrases(passphrase_file, secrets_file), ""
    if whose:  # also somebody who has left
        with open_to_read(place) as office:
            looker = office.person(office.state(), whose).id
    found = _look(place, person, passphrases, lambda s: s.floor.looks(before, limit, looker))
    if as_json:
        show_json(
            [
                {
                    "entry": one.index,
                    "at": instant(one.at),
                    "person": one.person.name,
                    "what": one.what,
                    "case": one.case or None,
                    "accounts": [account.handle for account in one.accounts],
                }
                for one in found
            ]
        )
        return
    show_table(
        ("entry", "at", "who", "looked at", "account"),
        [
            (str(one.index), moment(one.at), one.person.name, one.what, ", ".join(a.handle for a in one.accounts))
            for one in found
        ],
        "Nobody has looked at anything protected.",
    )


def records(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """What second readings show of people: time on evidence, agreement, canaries caught, each with its 95 % interval.

    An auditor is shown everybody, by name and never ranked; everybody else their own, with each canary they read.

    Example: countersign audit records --as zoe
    """

    def ask(session: Session) -> tuple[RecordView, ...]:
        everybody = session.person.role is Role.AUDITOR
        return session.floor.records() if everybody else (session.floor.my_record(),)

    found = _look(place_of(context, home), person, Passphrases(passphrase_file, secrets_file), ask)
    if as_json:
        show_json([_record_json(one) for one in found])
        return
    show_table(
        ("name", "read", "median", "p90", "quickest", "agreed", "canaries caught", "silent", "aside", "refused"),
        [
            (
                one.person.name,
                str(one.record.readings),
                _seconds(one.record.seconds_median),
                _seconds(one.record.seconds_p90),
                _seconds(one.record.quickest_s),
                _share(one.record.agreed),
                _share(one.record.canaries),
                str(one.record.unanswered),
                str(one.record.recused),
                str(one.record.refused),
            )
            for one in found
        ],
        "Nobody has read anything yet.",
    )
    for one in found if len(found) == 1 else ():
        for canary in one.canaries:
            right = "caught" if canary.caught else "missed"
            show(
                f"  {moment(canary.at)}  {plain(canary.account.handle)}: {right}; you found {_verdict(canary.found)}, "
                f"right was {_verdict(canary.right)}"
            )


def _record_json(one: RecordView) -> dict[str, object]:
    record = one.record
    return {
        "person": one.person.id,
        "name": one.person.name,
        "readings": record.readings,
        "seconds_median": record.seconds_median,
        "seconds_p90": record.seconds_p90,
        "quickest_s": record.quickest_s,
        "unanswered": record.unanswered,
        "recused": record.recused,
        "refused": record.refused,
        "agreed": _share_json(record.agreed),
        "canaries": _share_json(record.canaries),
    }


def _share(share: Share) -> str:
    return "-" if not share.all else f"{share.hits} of {share.all} ({share.low:.0%} to {share.high:.0%})"


def _share_json(share: Share) -> dict[str, object]:
    return {"hits": share.hits, "all": share.all, "low": round(share.low, 4), "high": round(share.high, 4)}


def _verdict(verdict: Verdict | None) -> str:
    return "no violation" if verdict is None else f"{plain(verdict.clause)}, {verdict.action.value.replace('_', ' ')}"


def pairs(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Authors and readers who met, those who always agree first; for auditors.

    "by the lot" is how likely the lot alone brings the two together at least so often: a small number is worth a look.

    Example: countersign audit pairs --as zoe
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    found = _look(place_of(context, home), person, passphrases, lambda s: s.floor.pairs())
    if as_json:
        show_json(
            [
                {"author": one.author.name, "reader": one.reader.name}
                | {name: value for name, value in msgspec.to_builtins(one.pair).items() if name in _PAIR}
                for one in found
            ]
        )
        return
    show_table(
        ("author", "reader", "met", "agreed", "", "by the lot"),
        [
            (
                one.author.name,
                one.reader.name,
                str(one.pair.met),
                str(one.pair.agreed),
                "always" if one.pair.always else "",
                f"{one.pair.chance:.1%}",
            )
            for one in found
        ],
        "Nobody has read what another proposed yet.",
    )


_PAIR = ("met", "agreed", "always", "chance")


def waits(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How far to look back.")] = 30,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """How long proposals waited for their signatures, per tier: half of them no longer than p50, 95 % than p95.

    For supervisors, administrators and auditors.

    Example: countersign audit waits --days 30 --as zoe
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    found = _look(place_of(context, home), person, passphrases, lambda s: s.floor.waits(days))
    if as_json:
        show_json([{**msgspec.to_builtins(one), "tier": one.tier.value} for one in found])
        return
    show_table(
        ("tier", "signed", "p50", "p95", "waiting", "oldest", "ran out"),
        [
            (
                tier_word(one.tier),
                str(one.count),
                _seconds(one.p50_s),
                _seconds(one.p95_s),
                str(one.waiting),
                _seconds(one.oldest_s) if one.waiting else "-",
                str(one.ran_out),
            )
            for one in found
        ],
        "Nothing needed a signature in this time.",
    )


def _seconds(seconds: int | None) -> str:
    """A time for a person: seconds up to two minutes, then minutes and hours."""
    if seconds is None:
        return "-"
    if seconds < 120:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def stuck(
    context: typer.Context,
    person: As = "",
    passphrase_file: PassphraseFile = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """What waits for signatures, the oldest first: since when, why, and whether anybody is left who could sign.

    For administrators and auditors, who read nobody's cases. What nobody can sign expires; it never passes.

    Example: countersign audit stuck --as ada
    """
    passphrases = Passphrases(passphrase_file, secrets_file)
    found = _look(place_of(context, home), person, passphrases, lambda s: s.floor.stuck())
    if as_json:
        show_json(
            [
                {
                    "proposal": one.waiting.proposal,
                    "account": one.account.handle,
                    "action": one.action.value,
                    "author": one.author.name,
                    "since": instant(one.waiting.since),
                    "missing": one.waiting.missing,
                    "reading": one.waiting.reading,
                    "widened": one.waiting.widened,
                    "nobody_left": one.waiting.nobody,
                    "expires": instant(one.waiting.expires),
                    "what": one.waiting.words,
                }
                for one in found
            ]
        )
        return
    for one in found:
        action = one.action.value.replace("_", " ")
        show(f"{moment(one.waiting.since)}  {plain(one.account.handle)}: {action}, by {plain(one.author.name)}")
        show(f"  {one.waiting.words}")
    if not found:
        show("Nothing waits for a signature.")


def register(app: typer.Typer) -> None:
    """Put these commands into the group."""
    for command in (looks, records, pairs, waits, stuck):
        app.command(command.__name__, epilog=ENDINGS)(command)
