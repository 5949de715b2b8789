"""Following the ledger: every entry verified and folded, and a fork refused (A53, A54, A64)."""

from __future__ import annotations

from console.cancel import NEVER, CancelToken
from console.dispatcher.memory import Head, Memory
from console.domain.state import State
from console.errors import Tampered
from console.ledger.verify import Replay
from console.store import entries
from console.store.engine import Store
from console.store.rows import CheckpointRow, EntryRow
from console.store.unit_of_work import Reading

PIECE = 1000


class Follower:
    """The dispatcher's own folded state; what it has not folded does not exist for it."""

    def __init__(self, store: Store, store_id: str, env: str, memory: Memory, pinned_roster: str | None) -> None:
        self._store = store
        self._memory = memory
        self._replay = Replay(store_id, env, pinned_roster)
        self._remembered = memory.head()
        self._problem: Tampered | None = None
        if self._remembered is not None and (self._remembered.store, self._remembered.env) != (store_id, env):
            raise Tampered(
                "The dispatcher's folder belongs to another store",
                str(memory.folder),
                "Give this store's dispatcher a folder of its own.",
                message_id="dispatcher.foreign_memory",
            )

    @property
    def state(self) -> State:
        """The state after the last folded entry."""
        return self._replay.state

    def catch_up(self, cancel: CancelToken = NEVER) -> int:
        """Fold what is new, up to the newest checkpoint; returns how many entries that were.

        Raises :class:`Tampered`, now and from then on, for an entry or checkpoint that does not hold, and for a
        ledger that is not the one remembered.
        """
        if self._problem is not None:
            raise self._problem  # what did not hold once is never built upon
        try:
            return self._follow(cancel)
        except Tampered as error:
            self._problem = error
            raise

    def _follow(self, cancel: CancelToken) -> int:
        added = 0
        while True:
            size = self._replay.state.size
            rows, note = self._store.read(lambda r, at=size: _read(r, at), cancel)  # type: ignore[misc]
            if not rows:
                break
            for row in rows:
                self._replay.step(row.body)
                self._check_remembered()
            if note is not None and note.size == self._replay.state.size:
                self._replay.check(note.note)
                self._remember(note.note)
            added += len(rows)
        self._check_all_there()
        return added

    def _remember(self, note: str) -> None:
        state = self._replay.state
        if self._remembered is not None and self._remembered.size >= state.size:
            return
        head = Head(state.store, state.env, state.size, self._replay.tree.root().hex(), note)
        self._memory.remember(head)
        self._remembered = head

    def _check_remembered(self) -> None:
        head = self._remembered
        if head is not None and head.size == self._replay.state.size and head.root != self._replay.tree.root().hex():
            raise Tampered(
                f"The ledger up to entry {head.size - 1} is not the one that the dispatcher has seen before",
                f"entry {head.size - 1}",
                "Nothing is carried out. An entry was changed, or the store was replaced: tell an auditor.",
                message_id="dispatcher.fork",
            )

    def _check_all_there(self) -> None:
        head = self._remembered
        if head is not None and head.size > self._replay.state.size:
            raise Tampered(
                f"The ledger has {self._replay.state.size} entries, but the dispatcher has seen {head.size}",
                f"entry {self._replay.state.size}",
                "Nothing is carried out. An old copy was put in place of the store: tell an auditor.",
                message_id="dispatcher.shorter",
            )


def _read(reading: Reading, start: int) -> tuple[tuple[EntryRow, ...], CheckpointRow | None]:
    """Entries from ``start`` that a checkpoint covers, a piece at most, and the one at their end."""
    newest = entries.latest_checkpoint(reading)
    covered = 0 if newest is None else newest.size
    rows = tuple(row for row in entries.read_entries(reading, start, PIECE) if row.entry_index < covered)
    if not rows:
        return (), None
    return rows, entries.latest_checkpoint(reading, rows[-1].entry_index + 1)
