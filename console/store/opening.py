"""Founding, opening and checking a store's file: whatever is wrong with it is said in one clear sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import select, text

from console.cancel import NEVER, CancelToken
from console.errors import BadInput, CountersignError, Tampered, Unavailable
from console.store.engine import Store
from console.store.migrations.running import Kind, guards, revision, upgrade
from console.store.tables.ledger import meta
from console.store.unit_of_work import Reading, UnitOfWork

_MAGIC: Final = b"SQLite format 3\x00"
_MARKS: Final = {Kind.STORE: 0x43535452, Kind.OWN: 0x4353574B}
"""``PRAGMA application_id``: "CSTR" and "CSWK"."""
_NAMES: Final = {Kind.STORE: "Countersign store", Kind.OWN: "Countersign draft file"}


def create_store(path: Path, facts: Mapping[str, str], cancel: CancelToken = NEVER) -> Store:
    """Make a new store and write down its ``facts`` (``store``, ``env``, ``organisation``, ...), for good.

    Raises :class:`BadInput` when the file exists, :class:`Unavailable` when disk or folder can't be written to.
    """
    if path.exists():
        raise BadInput(
            "There is a file already",
            str(path),
            "Open it, or choose another name; it was not changed.",
            message_id="store.exists",
        )

    def write(uow: UnitOfWork) -> None:
        uow.connection.execute(meta.insert(), [{"key": key, "value": value} for key, value in sorted(facts.items())])

    store = _create(path, Kind.STORE, cancel)
    try:
        store.run(write, cancel)
    except CountersignError:
        store.close()
        raise
    return store


def open_store(path: Path, *, read_only: bool = False, cancel: CancelToken = NEVER) -> Store:
    """Open a store; one of an older version is brought up to this one first.

    Raises :class:`BadInput` (not there, not a store, damaged, of a newer version), :class:`Unavailable` (read-only,
    full, locked, not ours), :class:`Tampered` (a guard against changes is missing).
    """
    store = _open(path, Kind.STORE, read_only=read_only, cancel=cancel)
    try:
        store.read(check_guards, cancel)
    except CountersignError:
        store.close()
        raise
    return store


def open_own(path: Path, cancel: CancelToken = NEVER) -> Store:
    """Open a workstation's own file of drafts, or make it; raises as :func:`open_store`."""
    if not path.exists():
        return _create(path, Kind.OWN, cancel)
    return _open(path, Kind.OWN, read_only=False, cancel=cancel)


def facts(reading: Reading) -> Mapping[str, str]:
    """What the store says of itself: ``store``, ``env``, ``organisation`` and what else was given at its founding."""
    return dict(reading.connection.execute(select(meta.c.key, meta.c.value)).all())


def check_guards(reading: Reading) -> None:
    """Raise :class:`Tampered` naming a trigger that is missing, changed or foreign (A50)."""
    expected = guards(reading.connection.dialect.name)
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there: dict[str, str] = dict(reading.connection.execute(query).all())
    for name in sorted(expected.keys() | there.keys()):
        if expected.get(name) != there.get(name):
            how = "is missing" if name not in there else "was changed" if name in expected else "is not ours"
            raise Tampered(
                f"A guard of the store {how}: {name}",
                str(reading.connection.engine.url.database or "store"),
                "Somebody changed the store itself. Run audit verify --all, and compare with an older checkpoint.",
                message_id="store.guard",
                guard=name,
            )


def check_store(store: Store, cancel: CancelToken = NEVER) -> tuple[str, ...]:
    """Look the whole file over (``store check``); returns what is wrong, a sentence each; empty when all is well.

    Takes time in proportion to the file.  The ledger's own proofs are ``audit verify``'s.
    """

    def look(reading: Reading) -> tuple[str, ...]:
        found = [str(row[0]) for row in reading.connection.execute(text("PRAGMA integrity_check(20)"))]
        wrong = [f"The file is damaged: {line}" for line in found if line != "ok"]
        for row in reading.connection.execute(text("PRAGMA foreign_key_check")):
            wrong.append(f"A row of {row[0]} names a row of {row[2]} that is not there")
        try:
            check_guards(reading)
        except Tampered as error:
            wrong.append(error.what)
        return tuple(wrong)

    try:
        return store.read(look, cancel)
    except BadInput as error:
        return (error.what,)


def _create(path: Path, kind: Kind, cancel: CancelToken) -> Store:
    """Make the file beside its place and move it there when it is whole."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise _not_made(path, error) from error

    def make(uow: UnitOfWork) -> None:
        uow.connection.exec_driver_sql(f"PRAGMA application_id = {_MARKS[kind]}")
        upgrade(uow.connection, kind)

    store = Store(unfinished)
    try:
        store.run(make, cancel)
        store.close()
        unfinished.replace(path)
    except OSError as error:
        raise _not_made(path, error) from error
    finally:
        store.close()
        for left in (unfinished, *(unfinished.with_name(unfinished.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
    return Store(path)


def _open(path: Path, kind: Kind, *, read_only: bool, cancel: CancelToken) -> Store:
    _check_file(path, kind)
    store = Store(path, read_only=read_only)
    try:
        there = store.read(lambda reading: revision(reading.connection), cancel)
        _check_revision(path, kind, there)
        if not read_only:
            # Also finds out, before anybody types anything, whether this file can be written to at all.
            store.run(lambda uow: upgrade(uow.connection, kind) if there != kind.head else None, cancel)
        elif there != kind.head:
            raise BadInput(
                "The store was written by an older version",
                str(path),
                "Open it once with the right to write, so that it can be brought up to date.",
                message_id="store.older",
            )
    except CountersignError:
        store.close()
        raise
    return store


def _check_file(path: Path, kind: Kind) -> None:
    """Look at the first bytes before SQLite touches the file."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise BadInput(
            "There is no store here",
            str(path),
            "Check the name, or found a store with: countersign store init.",
            message_id="store.missing",
        ) from error
    except OSError as error:
        raise Unavailable(
            f"The store can't be read: {error.strerror or 'unknown reason'}",
            str(path),
            "Check that it is a file and that you may read it.",
            message_id="store.cannot_open",
        ) from error
    if len(head) < 100 or not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != _MARKS[kind]:
        raise BadInput(
            f"This is not a {_NAMES[kind]}",
            str(path),
            "Choose the right file, or another name for a new one; this file was not changed.",
            message_id="store.foreign",
        )


def _check_revision(path: Path, kind: Kind, there: str | None) -> None:
    if there is None:
        raise BadInput(
            f"This {_NAMES[kind]} was never finished",
            str(path),
            "Move it away and found the store anew.",
            message_id="store.unfinished",
        )
    if there > kind.head:
        raise BadInput(
            "The store was written by a newer version of Countersign",
            str(path),
            "Install that version here; this file was not changed.",
            message_id="store.newer",
            revision=there,
            known=kind.head,
        )


def _not_made(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"The file could not be made: {error.strerror or 'unknown reason'}",
        str(path),
        "Choose a folder that you may write to, on a disk with room.",
        message_id="store.not_made",
        errno=error.errno,
    )
