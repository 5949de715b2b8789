"""Verification: from bytes alone to a state that can be trusted, or to the entry that does not hold.

Used by the dispatcher before it acts, by ``audit verify``, and by the console's status line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.consistency import fault
from console.domain.documents import Entry, RosterVersion, ServiceKind
from console.domain.fold import fold
from console.domain.state import State
from console.errors import Tampered
from console.ledger.checkpoints import Checkpoint, verify_checkpoint
from console.ledger.entries import OpenedEntry, broken, open_entry
from console.ledger.roster import weak_key
from console.ledger.tree import Tree, leaf_hash


def origin(store: str, env: str) -> str:
    """The name of a store's ledger in its checkpoints (C2SP tlog-checkpoint: a schema-less URL-like line)."""
    return f"countersign/{env}/{store}"


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified: ``size`` entries with this root (hex), the newest checkpoint covers ``covered`` of them."""

    size: int
    root: str
    covered: int
    people: int
    proposals: int


class Replay:
    """Entries in, state out; every entry is verified, checked against the rules and folded.

    ``pinned_roster`` is the digest of roster version 1, as the site file has it; without it the first roster is
    believed as it stands (and the caller must say so).
    """

    def __init__(
        self,
        store: str,
        env: str,
        pinned_roster: str | None = None,
        state: State | None = None,
        tree: Tree | None = None,
    ) -> None:
        self.state = state if state is not None else State(store=store, env=env)
        self.tree = tree if tree is not None else Tree()
        self._pinned = pinned_roster

    def step(self, data: bytes, stored_leaf: bytes | None = None) -> OpenedEntry:
        """Take the next entry's bytes; raises :class:`Tampered` naming the entry, and then has not taken it."""
        index = self.state.size
        leaf = leaf_hash(data)
        if stored_leaf is not None and leaf != stored_leaf:
            raise broken(index, "its bytes are not those that were put into the tree")
        opened = open_entry(index, data)
        self._check_root(opened.entry)
        wrong = weak_key(opened.entry.document) or fault(self.state, opened.entry, opened.signers)
        if wrong is not None:
            raise broken(index, wrong)
        self.state = fold(self.state, opened.entry)
        self.tree.append(leaf)
        return opened

    def _check_root(self, entry: Entry) -> None:
        if entry.index == 0 and not isinstance(entry.document, RosterVersion):
            raise broken(0, "a ledger begins with its first roster")
        if entry.index == 0 and self._pinned is not None and entry.digest != self._pinned:
            raise broken(0, "its first roster is not the one that is pinned here")

    def check(self, note: str) -> Checkpoint:
        """Verify a checkpoint of exactly the size replayed; raises :class:`Tampered` when it shows another history."""
        keys = self.state.service_key(ServiceKind.REGISTRAR, max(0, self.state.size - 1))
        point = first_valid(note, origin(self.state.store, self.state.env), keys)
        if point.size == self.state.size and point.root != self.tree.root():
            raise Tampered(
                f"The checkpoint over {point.size} entries shows another history than the entries themselves",
                f"checkpoint {point.size}",
                "An entry was changed, dropped, added or moved. Compare with a copy that somebody else holds.",
                message_id="ledger.checkpoint_differs",
            )
        return point


def first_valid(note: str, name: str, keys: Iterable[str]) -> Checkpoint:
    """The checkpoint in ``note`` if one of ``keys`` (hex) signed it; raises :class:`Tampered` otherwise."""
    last: Tampered | None = None
    for key in keys:
        try:
            return verify_checkpoint(note, name, key)
        except Tampered as error:
            last = error
    raise last or Tampered("No key of the roster may sign checkpoints", name, message_id="ledger.no_registrar")


def verify_all(
    replay: Replay,
    entries: Iterable[bytes],
    checkpoints: dict[int, str],
    stored_leaf: Callable[[int], bytes | None] = lambda index: None,
    cancel: CancelToken = NEVER,
    progress: Callable[[int], None] | None = None,
) -> VerifyReport:
    """Verify all ``entries`` that follow what ``replay`` has, and every checkpoint (by size) on the way.

    Raises :class:`Tampered` naming the first entry or checkpoint that does not hold, :class:`Cancelled` when asked.
    The newest checkpoint has to cover all entries.
    """
    covered = 0
    for data in entries:
        cancel.raise_if_cancelled()
        replay.step(data, stored_leaf(replay.state.size))
        note = checkpoints.get(replay.state.size)
        if note is not None:
            covered = replay.check(note).size
        if progress is not None and replay.state.size % 500 == 0:
            progress(replay.state.size)
    newest = max(checkpoints, default=0)
    if newest > replay.state.size:
        raise Tampered(
            f"A checkpoint covers {newest} entries, but only {replay.state.size} are there",
            f"entry {replay.state.size}",
            "Entries were dropped, or an old copy was put in place of the store.",
            message_id="ledger.entries_missing",
        )
    return VerifyReport(
        size=replay.state.size,
        root=replay.tree.root().hex(),
        covered=covered or newest,
        people=len(replay.state.people),
        proposals=len(replay.state.proposals),
    )


def digest_hex(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()
