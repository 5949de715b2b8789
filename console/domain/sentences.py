"""The handled sentence: what will happen, to whom, when, and how many see it; one word of it is for the reviewer.

Texts that vary and must be handled do not wear out as fixed ones do (DESIGN.md section 6).  Which shape and which
choices come up is decided by a seed (the case and the day), so that the same moment shows the same sentence.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from itertools import chain

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


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces of which every shape is made; ``then`` is what will happen and when, ``lasting`` for how long."""

    will: str
    when: str
    then: str
    lasting: str
    what: str
    seen: bool


_WILL: dict[Action, str] = {
    Action.DISMISS: "have its reports dismissed",
    Action.WARN: "get a warning",
    Action.LABEL: "get a label",
    Action.REMOVE_CONTENT: "lose the cited content",
    Action.LIMIT: "be limited in reach",
    Action.SUSPEND: "be suspended",
    Action.DEACTIVATE: "be deactivated",
}
"""What an account will do when it happens, after "will"."""
_UNSEEN = frozenset({Action.DISMISS, Action.WARN})
"""What nobody but the person themselves can see."""
MOST_PEOPLE = 2_000_000_000
"""A reach beyond this is no plausible choice."""


def waits_in_words(plan: Plan) -> str:
    """When it will happen, in words: after whom, and after how long."""
    wait = plan.cooling_off_s or plan.held_back_s
    if not plan.readers:
        return f"in {span(wait)}" if wait else "at once"
    people = "one other person has" if plan.readers == 1 else f"{number_word(plan.readers)} other people have"
    found = f"{people} found the same"
    return f"{span(wait)} after {found}" if wait else f"once {found}"


def number_word(count: int) -> str:
    """A small number as a word: "two"."""
    words = ("no", "one", "two", "three", "four", "five", "six")
    return words[count] if count < len(words) else str(count)


def for_how_long(effect: DeclaredEffect, duration_s: int | None) -> str:
    """How long it lasts, with a blank before it; empty for what has no duration to choose."""
    if not effect.timed:
        return ""
    return " without end" if duration_s is None else f" for {span(duration_s)}"


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


def reach_in_words(reach: int, noun: str) -> str:
    """A reach with its noun: "41.7 million followers", "1 follower"."""
    return f"{magnitude(reach)} {noun.removesuffix('s') if reach == 1 else noun}"


def gap_sentence(
    account: AccountBrief,
    others: Iterable[AccountBrief],
    plan: Plan,
    effect: DeclaredEffect,
    seed: str,
    duration_s: int | None = None,
) -> GapSentence:
    """The sentence for one plan.  ``others`` lend their names as wrong choices, those most alike first.

    ``seed`` varies shape and order; ``duration_s`` is in seconds, ``None`` without end.  It asks for the magnitude of
    the reach in half of the cases, and for the account where the reach is not known.
    """
    number = int.from_bytes(hashlib.sha256(f"{seed}:{plan.action}".encode()).digest()[:8], "big")
    lasting = for_how_long(effect, duration_s)
    will, when = f"will {_WILL[plan.action]}{lasting}", waits_in_words(plan)
    told = _Told(
        will=will,
        when=when,
        then=f"{will}, {when}" if lasting else f"{will} {when}",
        lasting=f"{lasting}, {when}" if lasting else f", {when}",
        what=effect.sentence,
        seen=plan.action not in _UNSEEN,
    )
    if account.reach is not None and account.reach >= 10 and number % 2:
        asks, right = "reach", reach_in_words(account.reach, account.reach_noun)
        choices = _order(_reaches(account.reach, account.reach_noun, right, number), number)
        shapes = _asking_reach(account.name, told)
    else:
        asks, right = "account", account.name
        choices = _order(_names(account, others), number)
        shapes = _asking_account(account, told)
    before, after = shapes[(number >> 8) % len(shapes)]
    return GapSentence(before=before, after=after, choices=choices, right=choices.index(right), asks=asks)


def _asking_account(account: AccountBrief, told: _Told) -> tuple[tuple[str, str], ...]:
    """The shapes around the account's name."""
    if account.reach is None:
        reach = "nobody knows how many people see it" if told.seen else "nobody knows how many people it reaches"
    else:
        reach = reach_in_words(account.reach, account.reach_noun)
        reach = f"{reach} can see it" if told.seen else f"the account has {reach}"
    return (
        ("", f" {told.then}; {reach}. {told.what}"),
        (f"{_upper(told.when)}, ", f" {told.will}; {reach}. {told.what}"),
        (f"{_upper(reach)}: ", f" {told.then}. {told.what}"),
        ("It is ", f" that {told.then}, and {reach}. {told.what}"),
        (f"{told.what} That is what happens to ", f"{told.lasting}; {reach}."),
    )


def _asking_reach(name: str, told: _Told) -> tuple[tuple[str, str], ...]:
    """The shapes around the magnitude of the reach."""
    both = (
        (f"{_upper(told.when)}, {name} {told.will}; the account has ", f". {told.what}"),
        ("An account with ", f" {told.then}: {name}. {told.what}"),
    )
    if not told.seen:
        return (
            *both,
            (f"{name}, with ", f", {told.then}. {told.what}"),
            (f"{told.what} That is what happens to {name}{told.lasting}; the account has ", "."),
        )
    return (
        *both,
        (f"{name} {told.then}, and ", f" can see it. {told.what}"),
        ("", f" can see it: {name} {told.then}. {told.what}"),
        (f"{told.what} That is what happens to {name}{told.lasting}, in front of ", "."),
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reaches(reach: int, noun: str, right: str, number: int) -> list[str]:
    """The right magnitude and three others, of which as many are smaller as the seed says, where there is room."""
    below = [reach // 10**power for power in (1, 2, 3) if reach // 10**power]
    above = [reach * 10**power for power in (1, 2, 3) if reach * 10**power <= MOST_PEOPLE]
    smaller = (number >> 16) % 4
    near = [*below[:smaller], *above[: 3 - smaller], *below[smaller:], *above[3 - smaller :], reach * 3, reach // 3]
    found = [right]
    for other in near:
        words = reach_in_words(other, noun)
        if words not in found and len(found) < 4:
            found.append(words)
    return found


def _names(account: AccountBrief, others: Iterable[AccountBrief]) -> list[str]:
    """The account's name and three others; none that can't be told from it."""
    found = [account.name]
    mine = _as_seen(account.name)
    fillers = ("Whoever reported it", "Every account of this case", "Nobody")
    for name in chain((o.name for o in others if o.id != account.id and _as_seen(o.name) != mine), fillers):
        if name not in found and len(found) < 4:
            found.append(name)
    return found


def _as_seen(name: str) -> str:
    """A name as the eye compares it."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _order(choices: list[str], number: int) -> tuple[str, ...]:
    """The choices in an order that the seed decides, so that the right one has no place of its own."""
    return tuple(sorted(choices, key=lambda c: hashlib.sha256(f"{number}:{c}".encode()).digest()))
