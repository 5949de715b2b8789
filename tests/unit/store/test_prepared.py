"""Rows through the driver itself: stored just as SQLAlchemy would have, on both ways of naming parameters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.dialects import postgresql

from console.domain.reasons import Reason, ReasonId
from console.domain.views import RequestState
from console.store.prepared import Prepared
from console.store.tables.base import own_metadata
from console.store.tables.own import requests

ROW: dict[str, Any] = {
    "digest": "d",
    "person": "ada",
    "kind": "note/1",
    "document": b"\x00\xff",
    "signatures": b"[]",
    "texts": b"",
    "context": b"",
    "asked_at": datetime(2017, 11, 2, 19, 0, 0, 1, tzinfo=UTC),
    "sent_at": None,
    "state": RequestState.REJECTED,
    "entry_index": 2**40,
    "reasons": (Reason.of(ReasonId.LOCKED, until="noon"),),
}


def _stored(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(requests).order_by(requests.c.digest))]


def test_a_row_is_stored_and_read_as_through_sqlalchemy_in_any_order_of_names() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        own_metadata.create_all(connection)
        names = tuple(reversed(ROW))
        Prepared(requests.insert(), names).run(connection, [tuple(ROW[name] for name in names)])
        connection.execute(requests.insert(), ROW | {"digest": "e"})
        one, other = _stored(connection)
        assert one == ROW
        assert one | {"digest": "e"} == other
        raw = connection.exec_driver_sql(
            "SELECT typeof(asked_at), typeof(document), state, reasons FROM requests"
        ).all()
        assert raw[0] == raw[1]
    engine.dispose()


def test_nothing_happens_for_no_rows() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        own_metadata.create_all(connection)
        Prepared(requests.insert(), tuple(ROW)).run(connection, [])
        assert _stored(connection) == []
    engine.dispose()


def test_the_statement_of_the_other_database_takes_named_values() -> None:
    sent: list[Any] = []

    class Wire:
        dialect = postgresql.dialect()

        def exec_driver_sql(self, sql: str, values: list[Any]) -> None:
            sent.append((sql, values))

    Prepared(requests.insert(), ("digest", "asked_at")).run(Wire(), [("d", ROW["asked_at"])])  # type: ignore[arg-type]
    ((sql, values),) = sent
    assert sql.startswith("INSERT INTO requests (digest, asked_at) VALUES (%(digest)s")
    assert "%(asked_at)s" in sql
    assert values == [{"digest": "d", "asked_at": 1509649200000001}]
