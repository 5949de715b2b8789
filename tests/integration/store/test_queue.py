"""The queue's pages: in order, whole, without doubles, and from the index alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.actions import Tier
from console.domain.cases import CaseState
from console.domain.views import QueueFilter, QueueRow
from console.errors import Tampered
from console.store import leases, projections
from console.store.engine import Store
from console.store.queries import queue
from tests.support.many_cases import NOON, store_with_cases

COUNT = 500


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = store_with_cases(tmp_path_factory.mktemp("queue"), COUNT)
    yield store
    store.close()


def _all(store: Store, wanted: QueueFilter = QueueFilter(), size: int = 37, person: str = "ada") -> list[QueueRow]:
    rows: list[QueueRow] = []
    cursor = None
    while True:
        page = store.read(lambda r, c=cursor: queue.page(r, wanted, c, size, person, NOON))  # type: ignore[misc]
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows
        assert len(page.rows) == size


def test_pages_hold_every_open_case_once_in_the_order_of_rank_and_id(store: Store) -> None:
    rows = _all(store)
    assert len({row.case for row in rows}) == len(rows) == COUNT
    assert [(row.rank, row.case) for row in rows] == sorted((row.rank, row.case) for row in rows)
    first = store.read(lambda r: queue.page(r, QueueFilter(), None, 5, "ada", NOON))
    assert first.open_count == COUNT
    assert first.cursor == (rows[4].rank, rows[4].case)


def test_the_last_page_has_no_cursor_even_when_it_is_full(store: Store) -> None:
    page = store.read(lambda r: queue.page(r, QueueFilter(), None, COUNT, "ada", NOON))
    assert len(page.rows) == COUNT and page.cursor is None


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (QueueFilter(tiers=(Tier.VERIFIED,)), lambda row: row.account.tier is Tier.VERIFIED),
        (QueueFilter(tiers=(Tier.VERIFIED, Tier.HEAD_OF_STATE)), lambda row: row.account.tier.protected),
        (QueueFilter(reasons=("hate",)), lambda row: "hate" in row.reasons),
        (QueueFilter(reasons=("hate", "scam", "no such reason")), lambda row: {"hate", "scam"} & set(row.reasons)),
        (QueueFilter(languages=("ar", "hi")), lambda row: {"ar", "hi"} & set(row.languages)),
        (QueueFilter(text="Person00001"), lambda row: row.account.handle.startswith("person00001")),
        (QueueFilter(text="100%"), lambda row: False),
        (QueueFilter(older_than_s=86400 * 20), lambda row: row.oldest_report <= NOON - timedelta(days=20)),
        (
            QueueFilter(reasons=("hate",), languages=("de",)),
            lambda row: row.reasons == ("hate",) and row.languages == ("de",),
        ),
    ],
)
def test_a_filter_gives_exactly_what_it_asks_for(store: Store, wanted: QueueFilter, holds: object) -> None:
    everything = _all(store)
    assert _all(store, wanted) == [row for row in everything if holds(row)]  # type: ignore[operator]


def test_live_leases_are_shown_and_filtered(tmp_path: Path) -> None:
    store = store_with_cases(tmp_path, 10)
    mine, theirs, old = (row.case for row in _all(store)[:3])
    store.run(lambda uow: leases.claim(uow, "ada", mine, NOON, 60))
    store.run(lambda uow: leases.claim(uow, "eve", theirs, NOON, 60))
    store.run(lambda uow: leases.claim(uow, "eve", old, NOON - timedelta(hours=1), 60))
    rows = {row.case: row for row in _all(store)}
    assert (rows[mine].claimed_by, rows[theirs].claimed_by, rows[old].claimed_by) == ("ada", "eve", None)
    assert rows[mine].claimed_until == NOON + timedelta(seconds=60)
    assert [row.case for row in _all(store, QueueFilter(mine=True))] == [mine]
    assert {row.case for row in _all(store, QueueFilter(unclaimed=True))} == rows.keys() - {mine, theirs}
    store.close()


def test_i14_only_open_cases_are_in_the_queue_and_the_count_follows(tmp_path: Path) -> None:
    store = store_with_cases(tmp_path, 10)
    ids = [row.case for row in _all(store)]
    states = [(ids[0], CaseState.ASSIGNED), (ids[1], CaseState.CLOSED)]
    store.run(lambda uow: projections.set_case_states(uow, states, NOON))
    store.run(lambda uow: projections.set_case_states(uow, states, NOON))
    assert [row.case for row in _all(store)] == ids[2:]
    assert store.read(lambda r: queue.page(r, QueueFilter(), None, 1, "ada", NOON)).open_count == 8
    store.run(lambda uow: projections.set_case_states(uow, [(ids[0], CaseState.OPEN)], NOON))
    assert [row.case for row in _all(store)] == [ids[0], *ids[2:]]
    assert store.read(lambda r: queue.page(r, QueueFilter(), None, 1, "ada", NOON)).open_count == 9
    store.close()


def test_a_text_that_was_changed_stops_the_page(tmp_path: Path) -> None:
    store = store_with_cases(tmp_path, 3)
    store.run(lambda uow: uow.connection.exec_driver_sql("DROP TRIGGER guard_texts_update"))
    changed = "UPDATE texts SET text = replace(text, 'person0000001', 'somebody') WHERE text LIKE '%person0000001%'"
    store.run(lambda uow: uow.connection.exec_driver_sql(changed))
    with pytest.raises(Tampered, match="not the one that was signed"):
        _all(store)
    store.close()


def _plan(store: Store, wanted: QueueFilter, cursor: tuple[int, str] | None) -> list[str]:
    query = queue.page_query(wanted, cursor, 50, "ada", NOON)

    def explain(reading: object) -> list[str]:
        connection = reading.connection  # type: ignore[attr-defined]
        compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        processed = [
            compiled._bind_processors.get(name, lambda v: v)(value)
            for name, value in zip(compiled.positiontup or (), values, strict=True)
        ]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(processed))
        return [row[3] for row in rows]

    return store.read(explain)


@pytest.mark.parametrize("cursor", [None, (1, "a")])
@pytest.mark.parametrize(
    "wanted",
    [
        QueueFilter(),
        QueueFilter(reasons=("hate",)),
        QueueFilter(languages=("de",)),
        QueueFilter(unclaimed=True),
        QueueFilter(older_than_s=3600),
        QueueFilter(tiers=(Tier.VERIFIED,)),
    ],
)
def test_no_page_sorts_or_scans_a_table(store: Store, wanted: QueueFilter, cursor: tuple[int, str] | None) -> None:
    plan = _plan(store, wanted, cursor)
    if wanted.tiers:
        assert plan[0].startswith("SEARCH cases USING INDEX ix_cases_open_tier_rank_id (tier=?")
    else:
        # The index holds open cases only: without a cursor it is read from its beginning.
        assert plan[0].endswith(
            "ix_cases_open_rank_id" if cursor is None else "ix_cases_open_rank_id ((rank,id)>(?,?))"
        )
    if cursor is not None:
        assert "(rank,id)>(?,?)" in plan[0]
    assert not [line for line in plan[1:] if "TEMP B-TREE" in line or line.startswith("SCAN ")]
