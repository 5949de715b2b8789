"""Typing a handle, and telling where what was typed differs (DESIGN.md section 6)."""

from __future__ import annotations

from difflib import SequenceMatcher

import msgspec


class HandleMatch(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a comparison.  ``differs_at`` counts characters from 0 in what was typed; ``words`` say it."""

    matches: bool
    differs_at: int | None
    words: str


def first_difference(typed: str, expected: str) -> HandleMatch:
    """Where ``typed`` leaves ``expected``, both already brought to the form in which they are compared.

    What is missing at the end is no mistake yet: the words only say how much is left.
    """
    for at, (mine, theirs) in enumerate(zip(typed, expected, strict=False)):
        if mine != theirs:
            return HandleMatch(
                matches=False, differs_at=at, words=f"It differs at character {at + 1}: look at the evidence again."
            )
    if len(typed) > len(expected):
        return HandleMatch(matches=False, differs_at=len(expected), words="There is more here than in the evidence.")
    left = len(expected) - len(typed)
    if left:
        return HandleMatch(matches=False, differs_at=None, words=f"{left} more character{'s' if left > 1 else ''}.")
    return HandleMatch(matches=True, differs_at=None, words="This is the account.")


def differing(one: str, other: str) -> tuple[frozenset[int], frozenset[int]]:
    """The places (from 0) of the characters that ``one`` and ``other``, as they are shown, don't share."""
    here: set[int] = set()
    there: set[int] = set()
    for what, first, last, other_first, other_last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            here.update(range(first, last))
            there.update(range(other_first, other_last))
    return frozenset(here), frozenset(there)
