"""All places that the rules can come to, breadth first, and every safety rule patched to say yes, one at a time.

The real pure state machine and nothing else: ``fold``, ``admission``, ``duties``, ``timers``, ``effects`` and
``consistency`` of ``console.domain``; what may never happen is judged by ``tests.support.search_judge`` from the
entries alone.  Prints what was explored and what was not; why each reduction loses nothing stands in
``resources/docs/decisions/0007-what-the-search-leaves-out.md``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from tests.bench.figures import Figure
from tests.support.search_breadth import Explored, explore
from tests.support.search_moves import Scope
from tests.support.search_mutants import mutants, mutated
from tests.support.search_plan import NOT_EXPLORED, QUICK, QUICK_MUTANTS, SEARCHES, Search
from tests.support.search_starts import STARTS

MOST_DEPTH = 8
MOST_PLACES = 10_000
"""How far a mutant is looked for; one that is not found by then counts as not found."""
PROCESSES = 2


class Found(NamedTuple):
    """What became of one mutant; ``depth`` 0 when it was not found."""

    line: str
    depth: int


def measure() -> list[Figure]:
    """Two figures: places that break an invariant, and mutants found."""
    return _measure(SEARCHES, tuple(range(len(mutants()))), PROCESSES)


def measure_quickly() -> list[Figure]:
    """The same over a small part of it, in one process, in seconds."""
    chosen = tuple(n for n, mutant in enumerate(mutants()) if mutant.name in QUICK_MUTANTS)
    return _measure(QUICK, chosen, processes=1)


def _measure(searches: tuple[Search, ...], chosen: tuple[int, ...], processes: int) -> list[Figure]:
    began = time.perf_counter()
    groups = _groups(chosen)
    if processes == 1:
        explored = [run(search) for search in searches]
        found = [look_for(group) for group in groups]
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            running = [pool.submit(run, search) for search in searches]
            looking = [pool.submit(look_for, group) for group in groups]
            explored = [job.result() for job in running]
            found = [job.result() for job in looking]
    lines = [_line(search, result) for search, result in zip(searches, explored, strict=True)]
    places = sum(result.places for result in explored)
    broken = sum(1 for search, result in zip(searches, explored, strict=True) if _falls_short(search, result))
    broken += sum(1 for _, clean in found if not clean)
    lines += [f"not explored: {what}" for what in NOT_EXPLORED]
    lines.append(f"{time.perf_counter() - began:.0f} s in all, mutants included, {processes} at a time")
    each = [mutant for several, _ in found for mutant in several]
    caught = sum(1 for mutant in each if mutant.depth)
    unclean = [f"without a mutant, {group[0]}: an invariant broken" for group in found if not group[1]]
    told = (*(mutant.line for mutant in each), *unclean)
    held, patched = "that break I1 to I8", "safety rules patched to say yes"
    return [
        Figure("search", broken / places, 0, True, broken, places, "places", held, tuple(lines)),
        Figure("search, mutants", caught / len(each), 1, False, caught, len(each), "mutants", patched, told),
    ]


# --- searches -----------------------------------------------------------------------------------------------------


def run(search: Search) -> Explored:
    """One search; in a process of its own when the whole bench runs."""
    return explore(STARTS[search.start](), search.scope, most_depth=search.depth or 10**6)


def _falls_short(search: Search, result: Explored) -> bool:
    return bool(result.wrong) or bool(_missing(search, result)) or (not search.depth and not result.whole)


def _missing(search: Search, result: Explored) -> list[str]:
    return [words for words in search.must if not any(did.startswith(words) for did in result.seen)]


def _line(search: Search, result: Explored) -> str:
    how = f"to the end (depth {result.depth})" if result.whole else f"to depth {result.depth}"
    said = f"{search.name}: {result.places:,} places, {result.tried:,} steps, {how}, {result.seconds:.1f} s"
    if result.wrong:
        said += f"; BROKEN: {'; '.join(result.wrong)}, by: {' > '.join(result.path)}"
    missing = _missing(search, result)
    return said + (f"; NEVER SEEN: {', '.join(missing)}" if missing else "")


# --- mutants --------------------------------------------------------------------------------------------------------


def _groups(chosen: Sequence[int]) -> list[tuple[int, ...]]:
    """The mutants that share start and scope, and so the search without a mutant beside them."""
    found: dict[tuple[str, Scope], list[int]] = {}
    for n in chosen:
        mutant = mutants()[n]
        found.setdefault((mutant.start, mutant.scope), []).append(n)
    return [tuple(group) for group in found.values()]


def look_for(group: tuple[int, ...]) -> tuple[list[Found], bool]:
    """Look for each of these mutants; and, as deep as the deepest was found, that nothing is wrong without one."""
    start = STARTS[mutants()[group[0]].start]()
    found: list[Found] = []
    for n in group:
        mutant = mutants()[n]
        with mutated(mutant.rules):
            result = explore(start, mutant.scope, most_depth=MOST_DEPTH, most_places=MOST_PLACES)
        side = "registrar" if mutant.scope.sides.registrar else "dispatcher"
        said = f"{side:<10} {mutant.name} ({mutant.rules[0][1].__name__}), from {mutant.start}: "
        if result.wrong:
            said += f"{result.wrong[0]}, at depth {result.depth} of {result.places:,} places"
        else:
            said += f"NOT FOUND in {result.places:,} places, depth {result.depth}"
        found.append(Found(said, result.depth if result.wrong else 0))
    deepest = max(mutant.depth for mutant in found)
    without = explore(start, mutants()[group[0]].scope, most_depth=deepest, most_places=MOST_PLACES)
    return found, not without.wrong
