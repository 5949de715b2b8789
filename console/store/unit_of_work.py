"""What a function gets that runs inside a transaction of the store.

Functions that only read take a :class:`Reading`; those that write take a :class:`UnitOfWork`, which is one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from console.store.prepared import Prepared

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
        """Insert all rows in one go; they are of one kind."""
        if rows:
            _insert(table, type(rows[0])).run(self.connection, map(msgspec.structs.astuple, rows))

    def upsert(self, table: Table[Any], rows: Rows) -> None:
        """Insert rows, or replace those with the same primary key by them, whole; they are of one kind."""
        if rows:
            prepared = _upsert(self.connection.dialect.name, table, type(rows[0]))
            prepared.run(self.connection, map(msgspec.structs.astuple, rows))


@cache
def _insert(table: Table[Any], kind: type[msgspec.Struct]) -> Prepared:
    return Prepared(table.insert(), kind.__struct_fields__)


@cache
def _upsert(dialect: str, table: Table[Any], kind: type[msgspec.Struct]) -> Prepared:
    """Both databases have ``ON CONFLICT``, SQLAlchemy under two names."""
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    own = [c.name for c in table.primary_key]
    others = {name: statement.excluded[name] for name in kind.__struct_fields__ if name not in own}
    if others:
        return Prepared(statement.on_conflict_do_update(index_elements=own, set_=others), kind.__struct_fields__)
    return Prepared(statement.on_conflict_do_nothing(index_elements=own), kind.__struct_fields__)
