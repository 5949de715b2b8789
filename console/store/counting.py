"""Numbers that are kept in the transactions that change them, so that no screen has to count."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from console.store.tables.cases import counters
from console.store.unit_of_work import Reading, UnitOfWork

OPEN_CASES: Final = "open_cases"


def add(uow: UnitOfWork, name: str, delta: int) -> None:
    """Add ``delta`` to a counter, which begins at 0."""
    if not delta:
        return
    statement = counters.update().where(counters.c.name == name).values(value=counters.c.value + delta)
    if not uow.connection.execute(statement).rowcount:
        uow.connection.execute(counters.insert(), {"name": name, "value": delta})


def value(reading: Reading, name: str) -> int:
    """The counter as it stands."""
    return reading.connection.scalar(select(counters.c.value).where(counters.c.name == name)) or 0
