"""Turning what SQLAlchemy returns into our frozen rows, and long lists into pieces that every database takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Executable

from console.store.unit_of_work import Reading

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")
PIECE = 500
"""Values in one IN list: below every limit of both databases."""


def structs(reading: Reading, statement: Executable, kind: type[S]) -> tuple[S, ...]:
    """All rows as structs; the columns are named as the fields."""
    result = reading.connection.execute(statement)
    names = tuple(result.keys())
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in result)


def first(reading: Reading, statement: Executable, kind: type[S]) -> S | None:
    """The first row, if there is one."""
    found = structs(reading, statement, kind)
    return found[0] if found else None


def pairs(reading: Reading, statement: Executable) -> list[tuple[Any, ...]]:
    """All rows as plain tuples."""
    return [tuple(row) for row in reading.connection.execute(statement)]


def pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in lists of at most :data:`PIECE`."""
    for start in range(0, len(values), PIECE):
        yield values[start : start + PIECE]
