"""Queue pages at 200,000 open cases, the first and the one after 500 pages, against the first at 1,000."""

from __future__ import annotations

import tempfile
from pathlib import Path

from console.domain.views import QueueFilter
from console.store.engine import Store
from console.store.queries.queue import page
from tests.bench.figures import Figure, median_s
from tests.support.many_cases import NOON, store_with_cases

PAGE = 50
GOAL = 1.3


def measure() -> list[Figure]:
    """Two figures: the first page, and the one after 500 pages."""
    with tempfile.TemporaryDirectory() as folder:
        small = store_with_cases(Path(folder), 1_000, "small.db")
        large = store_with_cases(Path(folder), 200_000, "large.db")
        try:
            deep = _cursor_after(large, 500)
            figures = []
            for name, cursor in (("queue first", None), ("queue after 500", deep)):
                ours, peer = _paired(large, cursor, small)
                figures.append(
                    Figure(name, ours / peer, GOAL, True, ours * 1e3, peer * 1e3, "ms", f"a page of {PAGE} cases")
                )
            return figures
        finally:
            small.close()
            large.close()


def _page(store: Store, cursor: tuple[int, str] | None) -> object:
    return store.read(lambda r: page(r, QueueFilter(), cursor, PAGE, "p-bench", NOON))


def _paired(large: Store, cursor: tuple[int, str] | None, small: Store) -> tuple[float, float]:
    """Medians of five rounds in turn, so that a slow moment of the machine meets both."""
    ours, peers = [], []
    for _ in range(5):
        ours.append(median_s(lambda: _page(large, cursor), 40, warm=3))
        peers.append(median_s(lambda: _page(small, None), 40, warm=3))
    return sorted(ours)[2], sorted(peers)[2]


def _cursor_after(store: Store, pages: int) -> tuple[int, str] | None:
    cursor: tuple[int, str] | None = None
    for _ in range(pages):
        found = store.read(lambda r, c=cursor: page(r, QueueFilter(), c, PAGE, "p-bench", NOON))
        cursor = found.cursor
    return cursor
