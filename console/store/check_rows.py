"""The smaller tables that ``audit verify --all`` compares: shifts, notes, tree nodes, subjects, states of cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select, select

from console.cancel import NEVER, CancelToken
from console.domain.cases import CaseState
from console.store.reading import structs
from console.store.rows import DutyRow, NoteRow
from console.store.tables.cases import cases
from console.store.tables.ledger import entry_subjects, tree_nodes
from console.store.tables.work import duties, notes
from console.store.unit_of_work import Reading

_STEP: Final = 1000


def each_duty(reading: Reading) -> tuple[DutyRow, ...]:
    """Everybody's shift."""
    return structs(reading, select(duties).order_by(duties.c.person), DutyRow)


def each_note(reading: Reading) -> tuple[NoteRow, ...]:
    """Every note, in order of its entry."""
    return structs(reading, select(notes).order_by(notes.c.entry_index), NoteRow)


def each_node(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[tuple[int, int, bytes]]:
    """Level, position and hash of each stored node of the tree."""
    c = tree_nodes.c
    yield from _each(reading, select(c.level, c.position, c.hash).order_by(c.level, c.position), cancel)


def each_subject(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[tuple[str, int]]:
    """Which entry belongs to whose story."""
    c = entry_subjects.c
    yield from _each(reading, select(c.subject, c.entry_index).order_by(c.subject, c.entry_index), cancel)


def each_case(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[tuple[str, str, CaseState]]:
    """Id, account and state of each case."""
    c = cases.c
    yield from _each(reading, select(c.id, c.account, c.state).order_by(c.id), cancel)


def _each(reading: Reading, query: Select[*tuple[Any, ...]], cancel: CancelToken) -> Iterator[Any]:
    """All rows, a few at a time, so that a large store needs little memory."""
    result = reading.connection.execution_options(yield_per=_STEP).execute(query)
    for piece in result.partitions(_STEP):
        cancel.raise_if_cancelled()
        yield from (tuple(row) for row in piece)
