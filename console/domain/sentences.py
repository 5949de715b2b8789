"""The handled sentence: what will happen, to whom, when, and how many see it; one word of it is for the reviewer.

Texts that vary and must be handled do not wear out as fixed ones do (DESIGN.md section 6).  Which shape and which
choices come up is decided by a seed (the case and the day), so that the same moment shows the same sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from console.domain.actions import Action, DeclaredEffect
from console.domain.friction import Plan
from console.domain.views import AccountBrief


class GapSentence(msgspec.Struct, frozen=True, kw_only=True):
    """``before`` + one of ``choices`` + ``after``; ``right`` is the index; ``asks`` is "account" or "reach"."""

    before: str
    after: str
    choices: tuple[str, ...]
    right: int
    asks: str


DOES: dict[Action, str] = {
    Action.DISMISS: "dismissed",
    Action.WARN: "warned",
    Action.LABEL: "labelled",
    Action.REMOVE_CONTENT: "stripped of the cited content",
    Action.LIMIT: "limited in reach",
    Action.SUSPEND: "suspended",
    Action.DEACTIVATE: "deactivated",
}


def waits_in_words(plan: Plan) -> str:
    """When it will happen, in words: after whom, and after how long."""
    parts: list[str] = []
    if plan.readers:
        people = "one other person has" if plan.readers == 1 else f"{plan.readers} other people have"
        parts.append(f"once {people} found the same")
    wait = plan.cooling_off_s if plan.readers else plan.held_back_s
    if wait:
        parts.append(f"{'and ' if parts else 'in '}{span(wait)}{' have passed' if parts else ''}")
    return " ".join(parts) or "at once"


def span(seconds: int) -> str:
    """A duration in words: "45 minutes", "10 seconds", "2 hours", "7 days"."""
    for size, one in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size and (seconds % size == 0 or seconds >= 3 * size):
            count = round(seconds / size)
            return f"{count} {one}{'' if count == 1 else 's'}"
    return "0 seconds"


def magnitude(count: int) -> str:
    """A count as people say it: "41.7 million", "3,120", "88 thousand"."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}".removesuffix(".0") + " million"
    return f"{round(count / 1000)} thousand" if count >= 20_000 else f"{count:,}"


def gap_sentence(
    account: AccountBrief,
    others: Iterable[AccountBrief],
    plan: Plan,
    effect: DeclaredEffect,
    seed: str,
) -> GapSentence:
    """The sentence for one plan.  ``others`` lend their names as wrong choices; ``seed`` varies shape and order.

    It asks for the magnitude of the reach in half of the cases, and for the account where the reach is not known.
    """
    number = int.from_bytes(hashlib.sha256(f"{seed}:{plan.action}".encode()).digest()[:8], "big")
    asks = "reach" if account.reach is not None and account.reach >= 10 and number % 2 else "account"
    when, does = waits_in_words(plan), DOES[plan.action]
    if asks == "reach":
        right = f"{magnitude(account.reach or 0)} {account.reach_noun}"
        choices = _order(_reaches(account.reach or 0, account.reach_noun, right, number), number)
        shapes = (
            (f"{account.name} will be {does} {when}, in front of ", f". {effect.sentence}"),
            ("The ", f" of {account.name} will see it: the account is {does} {when}. {effect.sentence}"),
        )
    else:
        right = account.name
        choices = _order(_names(account, others), number)
        reach = (
            "an unknown number of people"
            if account.reach is None
            else f"{magnitude(account.reach)} {account.reach_noun}"
        )
        shapes = (
            ("", f" will be {does} {when}; {reach} can see it. {effect.sentence}"),
            (f"In front of {reach}, {when}: the account of ", f" will be {does}. {effect.sentence}"),
        )
    before, after = shapes[(number >> 8) % len(shapes)]
    return GapSentence(before=before, after=after, choices=choices, right=choices.index(right), asks=asks)


def _reaches(reach: int, noun: str, right: str, number: int) -> list[str]:
    found = [right]
    factors = (10, 100, 1000, 3, 30)
    for step in range(16):
        factor = factors[(number + step) % len(factors)]
        other = reach * factor if step % 2 else max(1, reach // factor)
        words = f"{magnitude(other)} {noun}"
        if words not in found:
            found.append(words)
        if len(found) == 4:
            break
    return found


def _names(account: AccountBrief, others: Iterable[AccountBrief]) -> list[str]:
    found = [account.name]
    for other in others:
        if other.name not in found and other.id != account.id:
            found.append(other.name)
    fillers = ("Nobody", "The reporter of this case", "Every account that was reported")
    return [*found, *fillers][:4]


def _order(choices: list[str], number: int) -> tuple[str, ...]:
    """The choices in an order that the seed decides, so that the right one has no place of its own."""
    return tuple(sorted(choices, key=lambda c: hashlib.sha256(f"{number}:{c}".encode()).digest()))
