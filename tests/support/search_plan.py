"""What the bench explores: to the end where that is possible, else to a depth, each with what may happen in it."""

from __future__ import annotations

from typing import NamedTuple

from console.domain.documents import Outcome
from tests.support.search_moves import Scope


class Search(NamedTuple):
    """One search: from a start of ``search_starts``, to the end (``depth`` 0) or to a depth.

    ``must`` are the beginnings of steps without which it would have proven nothing.
    """

    name: str
    start: str
    scope: Scope
    depth: int = 0
    must: tuple[str, ...] = ("apply is ordered",)


_ALONE = Scope(ends=0, tiers=False, policies=False)
"""Nobody's contract ends, and no tier or policy changes."""
DEPTH = 8

SEARCHES: tuple[Search, ...] = (
    Search(
        "one proposal of the contractor's, one end of contract, tiers, policies",
        "founded",
        Scope(authors=("ana",)),
        must=("apply is ordered", "ada ends ana", "ada raises", "ada tightens", "two adopt", "restore is ordered"),
    ),
    Search(
        "one proposal of the supervisor's, one end of contract",
        "founded",
        Scope(authors=("mara",), tiers=False, policies=False),
        must=("apply is ordered", "ada ends mara", "restore is ordered"),
    ),
    Search(
        "a lowering by two, one proposal",
        "founded",
        _ALONE._replace(authors=("ana",), tiers=True, lowers=True, drifts=()),
        must=("apply is ordered", "ben consents to lower"),
    ),
    Search("restored", "restored", Scope(proposals=2, authors=("mara",), policies=False), DEPTH),
    Search(
        "one milder finding", "one milder finding", _ALONE._replace(proposals=2, authors=("ana",), terse=True), DEPTH
    ),
    Search("cooling off", "cooling off", _ALONE._replace(proposals=2, outcomes=(Outcome.DONE, Outcome.UNKNOWN)), DEPTH),
    Search("tier raised", "tier raised", _ALONE._replace(proposals=2, authors=("ana",)), DEPTH),
    Search(
        "two live proposals", "two live proposals", _ALONE._replace(proposals=2, cases=2, terse=True, drifts=()), DEPTH
    ),
    Search("signed before the last day", "signed before the last day", Scope(extends=True, policies=False), DEPTH),
    Search("temporary", "temporary", Scope(policies=False), DEPTH, must=("end is ordered",)),
    Search("fast window over", "fast window over", _ALONE._replace(late=True), DEPTH, must=("restore is ordered",)),
)

NOT_EXPLORED = (
    "more than one order of a kind on an account, dismissals, canaries, alarms, pages, shifts and pace; revoked keys",
    "the lot's secrets: whoever it could give is tried, that nobody foresees it is not shown here",
    "a lowering together with an end of contract; changes of policy before there is a proposal (only in the mutants)",
    "beside the starts at depth 8: ends of contracts, tiers and policies but where named in the plan, readers "
    "who disagree beside a second proposal, another author than the contractor after a milder finding",
)

QUICK: tuple[Search, ...] = (
    Search(
        "one proposal", "founded", _ALONE._replace(authors=("ana",)), must=("apply is ordered", "restore is ordered")
    ),
    Search("signed before the last day", "signed before the last day", Scope(extends=True, policies=False), 5, must=()),
)
QUICK_MUTANTS = frozenset(
    {
        "admission:_why_not_countersign",
        "people:active",
        "readings:independent",
        "findings:agrees",
        "findings:counted",
        "duties:next_ending",
        "effects:_clocks",
        "effects:_drifted",
        "governance:raises",
        "roster:signed_by",
        "state:State.locked",
        "consistency:_owed_fault",
    }
)
