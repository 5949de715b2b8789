"""What a function gets that runs inside a transaction of the store.

Functions that only read take a :class:`Reading`; those that write take a :class:`UnitOfWork`, which is one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[msgspec.Struct]
"""Structs whose fields are named as the columns of their table."""


class Reading:
    """One consistent view of the store; good only inside the function that was handed it."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class UnitOfWork(Reading):
    """One write transaction: kept when the function returns, rolled back when it raises; it may be run again."""

    __slots__ = ("_afterwards",)

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._afterwards: list[Callable[[], None]] = []

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call this once the transaction is kept (to wake somebody); never when it is rolled back."""
        self._afterwards.append(callback)

    def committed(self) -> None:
        """Run what waits for the commit; called by the store alone."""
        for callback in self._afterwards:
            callback()

    def insert(self, table: Table[Any], rows: Rows) -> None:
        """Insert all rows in one go."""
        if rows:
            self.connection.execute(table.insert(), dicts(rows))

    def upsert(self, table: Table[Any], rows: Rows) -> None:
        """Insert rows, or replace those with the same primary key by them, whole."""
        if rows:
            self.connection.execute(_upsert(self.connection.dialect.name, table), dicts(rows))


def dicts(rows: Iterable[msgspec.Struct]) -> list[Mapping[str, Any]]:
    """The rows as SQLAlchemy takes them."""
    return [{name: getattr(row, name) for name in row.__struct_fields__} for row in rows]


_UPSERTS: dict[tuple[str, str], Insert] = {}


def _upsert(dialect: str, table: Table[Any]) -> Insert:
    """The statement for a table; both databases have ``ON CONFLICT``, SQLAlchemy under two names."""
    key = (dialect, table.name)
    if key not in _UPSERTS:
        make = sqlite.insert if dialect == "sqlite" else postgresql.insert
        statement = make(table)
        own = [c.name for c in table.primary_key]
        others = {c.name: statement.excluded[c.name] for c in table.c if c.name not in own}
        _UPSERTS[key] = (
            statement.on_conflict_do_update(index_elements=own, set_=others)
            if others
            else statement.on_conflict_do_nothing(index_elements=own)
        )
    return _UPSERTS[key]
