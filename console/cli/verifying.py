"""The whole ledger verified from its bytes, without any secret and without trusting the store's own guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from console.cancel import CancelToken
from console.cli.comparing import compare
from console.errors import Tampered
from console.ledger.verify import Replay, VerifyReport, verify_all
from console.settings.site import SiteFile
from console.store.check import Fault
from console.store.engine import Store
from console.store.entries import read_checkpoints, read_entries, stored_leaves
from console.store.opening import check_guards, open_store
from console.store.unit_of_work import Reading

_MANY = 1000


class Verified(msgspec.Struct, frozen=True):
    """What holds: the report, and the newest checkpoint's note."""

    report: VerifyReport
    note: str


def open_to_verify(path: Path, cancel: CancelToken) -> Store:
    """The store, read-only; one whose guards were tampered with as well: its entries are to be looked at first.

    Raises as :func:`console.store.opening.open_store`, but for missing guards (:func:`verify` tells of these).
    """
    try:
        return open_store(path, read_only=True, cancel=cancel)
    except Tampered as error:
        if error.message_id != "store.guard":
            raise
        return Store(path, read_only=True)


def verify(store: Store, site: SiteFile, cancel: CancelToken, progress: Callable[[int], None]) -> Verified:
    """Every entry, signature, rule, checkpoint and stored leaf, from the pinned roster root on; then the guards.

    Raises :class:`Tampered` naming the first entry or checkpoint that does not hold, or the guard.
    """

    def look(reading: Reading) -> Verified:
        notes = _checkpoints(reading)
        replay = Replay(site.store_id, site.environment, site.roster_root)
        report = verify_all(replay, _entries(reading), notes, stored_leaves(reading), cancel, progress)
        if report.covered != report.size:
            raise Tampered(
                f"The newest checkpoint covers {report.covered} entries, and {report.size} are there",
                f"entry {report.covered}",
                "A checkpoint was taken away, or entries were added without one. Compare with an older copy.",
                message_id="ledger.not_covered",
            )
        check_guards(reading)
        return Verified(report, notes.get(report.size, ""))

    return store.read(look, cancel)


def faults(store: Store, site: SiteFile, cancel: CancelToken) -> tuple[Fault, ...]:
    """Every row beside the ledger that is not what it should be; call it after :func:`verify`."""
    return store.read(lambda reading: tuple(compare(reading, site.store_id, site.environment, cancel)), cancel)


def _checkpoints(reading: Reading) -> dict[int, str]:
    found: dict[int, str] = {}
    while rows := read_checkpoints(reading, max(found, default=-1) + 1, _MANY):
        found.update((row.size, row.note) for row in rows)
    return found


def _entries(reading: Reading) -> Iterator[bytes]:
    start = 0
    while rows := read_entries(reading, start, _MANY):
        for row in rows:
            if row.entry_index != start:
                raise Tampered(
                    f"Entry {start} of the ledger is missing",
                    f"entry {start}",
                    "Do not work on this store. Compare it with a copy that somebody else holds.",
                    message_id="ledger.entry_missing",
                    index=start,
                )
            yield row.body
            start += 1
