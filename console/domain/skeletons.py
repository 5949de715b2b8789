"""Skeletons of handles: two that look alike have the same one (Unicode TR39, section 4, "Confusable Detection").

The table of look-alikes is Unicode's, as the package ``confusable-homoglyphs`` ships it.  It is loaded with this
module, which nothing imports before the first paint.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from confusable_homoglyphs.confusables import confusables_data
from rapidfuzz.distance import DamerauLevenshtein

from console.domain.handles import HandleMatch, first_difference

NEAR = 1
"""Edits (a character more, less, another, or two swapped) at most, for handles of more than five characters."""


@lru_cache(maxsize=1)
def _prototypes() -> dict[str, str]:
    """Each character to the form that stands for all that look like it: ASCII, small, and long forms first."""
    leader: dict[str, str] = {}

    def find(text: str) -> str:
        while leader.get(text, text) != text:
            leader[text] = leader.get(leader[text], leader[text])
            text = leader[text]
        return text

    def order(text: str) -> tuple[bool, bool, int, str]:
        return (not text.isascii(), not text.islower(), -len(text), text)

    for one, others in confusables_data.items():
        for other in others:
            first, second = sorted((find(one), find(str(other["c"]))), key=order)
            leader[second] = first
    return {text: find(text) for text in leader if len(text) == 1}


@lru_cache(maxsize=65536)
def skeleton(handle: str) -> str:
    """The skeleton of a handle: NFD, look-alikes replaced, case folded, without the ignorable and the first @."""
    table = _prototypes()
    plain = unicodedata.normalize("NFD", handle.removeprefix("@"))
    kept = (c for c in plain if unicodedata.category(c) not in ("Cf", "Cc", "Mn"))
    # Folded before and after: "I" looks like "l", but "i" does not, and whoever types "I" for "i" means "i".
    return "".join(table.get(c, table.get(c.casefold(), c)).casefold() for c in kept)


def confusable(one: str, other: str) -> bool:
    """Whether two different handles can be taken for each other: same skeleton, or one edit apart when long."""
    first, second = skeleton(one), skeleton(other)
    if first == second:
        return True
    if min(len(first), len(second)) <= 5:
        return False
    return DamerauLevenshtein.distance(first, second, score_cutoff=NEAR) <= NEAR


def typed_form(handle: str) -> str:
    """The form in which a typed handle is compared: NFC, case folded, without the first @ and outer spaces."""
    return unicodedata.normalize("NFC", handle.strip().removeprefix("@")).casefold()


def compare(typed: str, expected: str) -> HandleMatch:
    """Whether ``typed`` is ``expected``: the same when typed out, or in its skeleton (nobody types look-alikes)."""
    mine, theirs = typed_form(typed), typed_form(expected)
    found = first_difference(mine, theirs)
    if not found.matches and len(mine) == len(theirs) and skeleton(typed) == skeleton(expected):
        return first_difference(theirs, theirs)
    return found
