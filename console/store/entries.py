"""The ledger's rows: entries, the tree's nodes, checkpoints, and which entries belong to whose story.

Only the registrar appends; nothing here is ever changed or deleted (triggers see to that).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from console.errors import Tampered
from console.store.reading import first, pieces, structs
from console.store.rows import CheckpointRow, EntryRow, NodeRow, SubjectRow
from console.store.tables.ledger import checkpoints, entries, entry_subjects, tree_nodes
from console.store.unit_of_work import Reading, UnitOfWork


def append_batch(
    uow: UnitOfWork,
    rows: Sequence[EntryRow],
    nodes: Sequence[NodeRow],
    subjects: Sequence[SubjectRow],
    checkpoint: CheckpointRow | None,
) -> None:
    """Add entries with consecutive indexes, the nodes that they complete, their subjects, and a checkpoint.

    Each pair of subject and entry stands at most once in ``subjects``.  The database refuses gaps, digests that were
    admitted before (A25), and nodes or checkpoints that are there already.
    """
    uow.insert(entries, rows)
    uow.insert(tree_nodes, nodes)
    uow.insert(entry_subjects, subjects)
    if checkpoint is not None:
        uow.insert(checkpoints, (checkpoint,))


def size(reading: Reading) -> int:
    """Number of entries."""
    last = reading.connection.scalar(select(func.max(entries.c.entry_index)))
    return 0 if last is None else last + 1


def last_time(reading: Reading) -> datetime | None:
    """The time of the last entry (I10)."""
    return reading.connection.scalar(select(entries.c.at).order_by(entries.c.entry_index.desc()).limit(1))


def read_entries(reading: Reading, start: int, limit: int = 1000) -> tuple[EntryRow, ...]:
    """At most ``limit`` entries from index ``start`` on, in order."""
    query = select(entries).where(entries.c.entry_index >= start).order_by(entries.c.entry_index).limit(limit)
    return structs(reading, query, EntryRow)


def entry_at(reading: Reading, entry_index: int) -> EntryRow | None:
    """One entry by its index."""
    return first(reading, select(entries).where(entries.c.entry_index == entry_index), EntryRow)


def entry_of(reading: Reading, digest: str) -> EntryRow | None:
    """The entry of the document with this digest (hex)."""
    return first(reading, select(entries).where(entries.c.digest == digest), EntryRow)


def admitted_already(reading: Reading, digests: Sequence[str]) -> frozenset[str]:
    """Those of ``digests`` whose documents stand in the ledger (A25)."""
    found: set[str] = set()
    for piece in pieces(digests):
        found.update(reading.connection.scalars(select(entries.c.digest).where(entries.c.digest.in_(piece))))
    return frozenset(found)


def entries_of(reading: Reading, subject: str) -> tuple[EntryRow, ...]:
    """All entries of one account, case, proposal, effect or person, in order (for the story, see queries/story.py)."""
    query = (
        select(entries)
        .join(entry_subjects, entry_subjects.c.entry_index == entries.c.entry_index)
        .where(entry_subjects.c.subject == subject)
        .order_by(entry_subjects.c.entry_index)
    )
    return structs(reading, query, EntryRow)


def node_hashes(reading: Reading, nodes: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    """The hashes of complete subtrees ``(level, position)``, in the order asked (a ``ledger.tree.HashReader``).

    Raises :class:`Tampered` naming the node when one is missing.
    """
    found: dict[tuple[int, int], bytes] = {}
    for piece in pieces(tuple(dict.fromkeys((level, position) for level, position in nodes))):
        wanted = or_(*(and_(tree_nodes.c.level == lv, tree_nodes.c.position == at) for lv, at in piece))
        for level, position, digest in reading.connection.execute(
            select(tree_nodes.c.level, tree_nodes.c.position, tree_nodes.c.hash).where(wanted)
        ):
            found[(level, position)] = digest
    for level, position in nodes:
        if (level, position) not in found:
            raise Tampered(
                "A part of the ledger's tree is missing",
                f"level {level}, position {position}",
                "Run audit verify, which builds the tree again from the entries.",
                message_id="store.node_missing",
            )
    return tuple(found[(level, position)] for level, position in nodes)


def stored_leaves(reading: Reading, ahead: int = 1000) -> Callable[[int], bytes | None]:
    """The leaves that the registrar put into the tree, by entry, read many at a time.

    A change of an entry *and* its leaf is found by the next checkpoint; with these it is found at the entry itself.
    """
    known: dict[int, bytes] = {}

    def leaf(index: int) -> bytes | None:
        if index not in known:
            wanted = [row.entry_index for row in read_entries(reading, index, ahead)]
            known.clear()
            known.update(zip(wanted, node_hashes(reading, [(0, at) for at in wanted]), strict=True))
        return known.get(index)

    return leaf


def latest_checkpoint(reading: Reading, at_most: int | None = None) -> CheckpointRow | None:
    """The newest checkpoint, or the newest over at most so many entries."""
    query = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
    if at_most is not None:
        query = query.where(checkpoints.c.size <= at_most)
    return first(reading, query, CheckpointRow)


def read_checkpoints(reading: Reading, start: int = 0, limit: int = 1000) -> tuple[CheckpointRow, ...]:
    """At most ``limit`` checkpoints over ``start`` entries or more, smallest first."""
    query = select(checkpoints).where(checkpoints.c.size >= start).order_by(checkpoints.c.size).limit(limit)
    return structs(reading, query, CheckpointRow)
