"""What a person types into the queue's filter: ``reason:hate age:>2h lang:de tier:verified mine unclaimed words``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.domain.actions import Tier
from console.domain.cases import REASON_WORDS, ReportReason
from console.domain.views import QueueFilter

_AGE = re.compile(r"^>?(\d{1,5})(s|min|m|h|d)$")
_UNIT_S = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_UNIT_WORDS = {"s": "s", "min": "min", "m": "min", "h": "h", "d": "d"}

TIER_WORDS: dict[Tier, str] = {
    Tier.STANDARD: "standard",
    Tier.VERIFIED: "verified",
    Tier.HEAD_OF_STATE: "head of state",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One term of the filter: as it was typed, and as the chip says it."""

    term: str
    words: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A filter that was typed: what it asks for, its terms as chips, and a sentence when a term can't be read."""

    filter: QueueFilter
    chips: tuple[Chip, ...]
    problem: str = ""


def suggestions() -> tuple[Chip, ...]:
    """Terms to choose from, for whoever does not want to type them."""
    return (
        Chip("unclaimed", "not claimed"),
        Chip("mine", "claimed by you"),
        Chip("age:>2h", "older than 2 h"),
        Chip("age:>1d", "older than 1 d"),
        *(Chip(f"tier:{tier.value}", TIER_WORDS[tier]) for tier in reversed(Tier)),
        *(Chip(f"reason:{reason.value}", REASON_WORDS[reason]) for reason in ReportReason),
    )


def parse(text: str) -> Parsed:
    """The filter in ``text``; what can't be read restricts nothing and is named in ``problem``."""
    reasons: list[str] = []
    languages: list[str] = []
    tiers: list[Tier] = []
    words: list[str] = []
    chips: list[Chip] = []
    older: int | None = None
    mine = unclaimed = False
    problem = ""
    for term in text.split():
        key, colon, value = term.partition(":")
        key, value = key.casefold(), value.casefold().replace("-", "_")
        said = ""
        if not colon and key == "mine":
            mine, said = True, "claimed by you"
        elif not colon and key == "unclaimed":
            unclaimed, said = True, "not claimed"
        elif colon and key == "reason":
            said = _reasons(value, reasons)
            problem = problem or ("" if said else f"There is no reason {value!r}: try {_some_reasons()}.")
        elif colon and key == "age":
            found = _AGE.match(value)
            if found:
                older = int(found[1]) * _UNIT_S[found[2]]
                said = f"older than {found[1]} {_UNIT_WORDS[found[2]]}"
            else:
                problem = problem or "An age is written like age:>2h, age:>30min or age:>3d."
        elif colon and key in ("lang", "language"):
            said = _languages(value, languages)
            problem = problem or ("" if said else "A language is written like lang:de or lang:de,fr.")
        elif colon and key == "tier":
            said = _tiers(value, tiers)
            problem = problem or ("" if said else "A tier is standard, verified or head_of_state.")
        else:
            words.append(term)
            said = f"\u201c{term}\u201d"
        if said:
            chips.append(Chip(term, said))
    asked = QueueFilter(
        text=" ".join(words),
        reasons=tuple(dict.fromkeys(reasons)),
        languages=tuple(dict.fromkeys(languages)),
        tiers=tuple(dict.fromkeys(tiers)),
        older_than_s=older,
        unclaimed=unclaimed,
        mine=mine,
    )
    return Parsed(asked, tuple(chips), problem)


def without(text: str, term: str) -> str:
    """``text`` without the first occurrence of that term."""
    terms = text.split()
    if term in terms:
        terms.remove(term)
    return " ".join(terms)


def with_term(text: str, term: str) -> str:
    """``text`` with that term at its end, once."""
    terms = text.split()
    return " ".join(terms if term in terms else [*terms, term])


def _some_reasons() -> str:
    return ", ".join(reason.value for reason in list(ReportReason)[:5])


def _reasons(value: str, into: list[str]) -> str:
    known = {reason.value: REASON_WORDS[reason] for reason in ReportReason}
    asked = value.split(",")
    if not all(one in known for one in asked):
        return ""
    into += asked
    return " or ".join(known[one] for one in asked)


def _languages(value: str, into: list[str]) -> str:
    asked = value.split(",")
    if not all(_LANGUAGE.match(one) for one in asked):
        return ""
    into += asked
    return f"in {' or '.join(asked)}"


def _tiers(value: str, into: list[Tier]) -> str:
    known = {tier.value: tier for tier in Tier}
    asked = value.split(",")
    if not all(one in known for one in asked):
        return ""
    into += [known[one] for one in asked]
    return " or ".join(TIER_WORDS[known[one]] for one in asked)
