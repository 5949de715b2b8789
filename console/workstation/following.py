"""The ledger as this console has verified it: entries verified and folded in the background, a fork noticed (A54)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.state import State
from console.errors import Tampered
from console.ledger.verify import Replay, verify_all
from console.store import drafts as own
from console.store import entries
from console.store.engine import Store
from console.store.rows import CheckpointRow, EntryRow
from console.store.unit_of_work import Reading

PIECE = 500


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a whole verification, in one sentence; ``size`` entries are there."""

    holds: bool
    size: int
    words: str


class Ledger:
    """What follows from the entries verified so far; safe to ask from any thread."""

    def __init__(
        self,
        store: Store,
        own_file: Store,
        store_id: str,
        env: str,
        pinned_roster: str | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._own = own_file
        self._clock = clock
        self._pinned = pinned_roster
        self._replay = Replay(store_id, env, pinned_roster)
        self._lock = threading.Lock()
        self._seen = own_file.read(lambda r: own.last_seen(r, store_id))
        self.problem: Tampered | None = None

    @property
    def state(self) -> State:
        """The state after the last verified entry."""
        return self._replay.state

    def catch_up(self, cancel: CancelToken = NEVER) -> State:
        """Verify and fold what is new; raises :class:`Tampered` (now and from then on) for what does not hold."""
        with self._lock:
            if self.problem is not None:
                raise self.problem
            try:
                self._follow(cancel)
            except Tampered as error:
                self.problem = error
                raise
            return self._replay.state

    def _follow(self, cancel: CancelToken) -> None:
        while True:
            size = self._replay.state.size
            rows, note = self._store.read(lambda r, at=size: _next(r, at), cancel)  # type: ignore[misc]
            if not rows:
                break
            for row in rows:
                cancel.raise_if_cancelled()
                self._replay.step(row.body)
                self._check_seen()
            if note is not None and note.size == self._replay.state.size:
                self._replay.check(note.note)
                self._remember(note)
        if self._seen is not None and self._seen.size > self._replay.state.size:
            raise Tampered(
                f"The store has {self._replay.state.size} entries, but this workstation has seen {self._seen.size}",
                "the store's ledger",
                "An old copy was put in its place. Do not work on it, and tell an administrator.",
                message_id="workstation.shorter",
            )

    def _check_seen(self) -> None:
        """At the size that was seen last, the same root as then: what grew past it since may be a fork (A64)."""
        seen, size = self._seen, self._replay.state.size
        if seen is None or seen.size != size:
            return
        try:
            self._replay.check(seen.note)
        except Tampered as error:
            raise Tampered(
                f"The first {size} entries are not those that this workstation has seen before",
                f"entry {size - 1}",
                "The store was replaced. Do not work on it, and tell an administrator.",
                message_id="workstation.fork",
            ) from error

    def _remember(self, note: CheckpointRow) -> None:
        store_id = self._replay.state.store
        if self._seen is not None and self._seen.size >= note.size:
            return
        seen = own.Seen(store=store_id, size=note.size, note=note.note, at=self._clock())
        self._own.run(lambda uow: own.remember_seen(uow, seen))
        self._seen = seen

    def verify(self, cancel: CancelToken = NEVER, progress: Callable[[int, int], None] | None = None) -> Verified:
        """Verify everything from the first entry on, whatever was verified before.

        What does not hold is named, and from then on :meth:`catch_up` raises it: nobody works on such a store.
        """

        def look(reading: Reading) -> Verified:
            total = entries.size(reading)
            notes: dict[int, str] = {}
            while rows := entries.read_checkpoints(reading, max(notes, default=0) + 1):
                notes.update((row.size, row.note) for row in rows)
            replay = Replay(self._replay.state.store, self._replay.state.env, self._pinned)
            report = verify_all(
                replay,
                (row.body for start in range(0, total, PIECE) for row in entries.read_entries(reading, start, PIECE)),
                notes,
                entries.stored_leaves(reading),
                cancel=cancel,
                progress=None if progress is None else lambda done: progress(done, total),
            )
            return Verified(holds=True, size=report.size, words=f"The ledger holds, all {report.size:,} entries of it.")

        try:
            return self._store.read(look, cancel)
        except Tampered as error:
            with self._lock:
                self.problem = self.problem or error
            return Verified(holds=False, size=self.state.size, words=error.sentence)


def _next(reading: Reading, start: int) -> tuple[tuple[EntryRow, ...], CheckpointRow | None]:
    newest = entries.latest_checkpoint(reading)
    covered = 0 if newest is None else newest.size
    rows = tuple(row for row in entries.read_entries(reading, start, PIECE) if row.entry_index < covered)
    return rows, entries.latest_checkpoint(reading, rows[-1].entry_index + 1) if rows else None
