"""Breadth first over places, each once: to the end, to a depth, or to the first thing that may never happen."""

from __future__ import annotations

import time
from collections import Counter
from typing import NamedTuple

from tests.support.search_key import Node, key
from tests.support.search_moves import Scope, steps


class Explored(NamedTuple):
    """How far a search came: places, the depth of the last, whether nothing was left, and what it found."""

    places: int
    tried: int
    depth: int
    whole: bool
    """Nothing was left to explore."""
    seconds: float
    wrong: tuple[str, ...]
    path: tuple[str, ...]
    """What was done, from the start to what may never happen."""
    seen: frozenset[str]
    """The kinds of steps that were taken: a search that never ordered anything would prove nothing."""
    sizes: tuple[int, ...]


def explore(start: Node, scope: Scope, most_depth: int = 1000, most_places: int = 10**9) -> Explored:
    """All places from ``start``; ends at the first step that breaks an invariant."""
    began = time.process_time()
    first = _key(start, scope)
    came: dict[bytes, tuple[bytes | None, str]] = {first: (None, "")}
    layer, depth, tried = [(first, start)], 0, 0
    seen: Counter[str] = Counter()
    sizes = [1]
    while layer and depth < most_depth and len(came) < most_places:
        following: list[tuple[bytes, Node]] = []
        for name, node in layer:
            if len(came) >= most_places:
                break
            for step in steps(node, scope):
                tried += 1
                if step.wrong:
                    path = (*_path(came, name), step.did)
                    seconds = time.process_time() - began
                    return Explored(
                        len(came), tried, depth + 1, False, seconds, step.wrong, path, frozenset(seen), tuple(sizes)
                    )
                reached = _key(step.node, scope)
                if reached not in came:
                    came[reached] = (name, step.did)
                    following.append((reached, step.node))
                    seen[step.did] += 1
        layer, depth = following, depth + 1
        sizes.append(len(layer))
    whole = not layer
    return Explored(
        len(came), tried, depth - whole, whole, time.process_time() - began, (), (), frozenset(seen), tuple(sizes)
    )


def _key(node: Node, scope: Scope) -> bytes:
    """More than what was proposed so far is proposed, or asked of two people whose teams then count."""
    return key(node, more=scope.late or len(node.state.proposals) < scope.proposals)


def _path(came: dict[bytes, tuple[bytes | None, str]], name: bytes) -> tuple[str, ...]:
    found: list[str] = []
    at: bytes | None = name
    while at is not None:
        at, did = came[at]
        found.append(did)
    return tuple(reversed(found[:-1]))
