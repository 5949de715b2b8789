"""Connections to SQLite: one for writing, one per thread for reading; and the transactions on them.

Writes: ``isolation_level=None`` and our own ``BEGIN IMMEDIATE``, WAL, ``synchronous=FULL``.  Reads: the file opened
read-only, each function in one snapshot.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from console.cancel import NEVER, CancelToken
from console.errors import Bug, Unavailable
from console.store.faults import is_busy, translated
from console.store.unit_of_work import Reading, UnitOfWork

T = TypeVar("T")

BUSY_MS: Final = 200
"""Milliseconds for which SQLite itself waits for a lock; between these waits we look whether to stop."""
PATIENCE_S: Final = 15.0
"""Seconds after which a store that somebody else is writing to counts as locked."""
CACHE_KIB: Final = 32 * 1024
"""Page cache of a connection: the inner pages of a store with a few 100,000 cases."""


class _Link:
    """One open connection; closed when its thread ends or the store is closed, whichever comes first."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect()
        self.raw = _raw(self.connection)
        # Without a reference to self: ends with the thread that holds the link in its local storage.
        self._closing = weakref.finalize(self, _close, self.connection)

    def close(self) -> None:
        """Close it; harmless when it is closed."""
        self._closing()


def _raw(connection: Connection) -> sqlite3.Connection:
    raw: Any = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _close(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()


class Store:
    """An open SQLite store (or a workstation's own file); safe to use from any thread."""

    def __init__(self, path: Path, *, read_only: bool = False, patience_s: float = PATIENCE_S) -> None:
        """Open nothing yet; use :func:`console.store.opening.open_store`, which checks the file first."""
        self.path = path
        self.read_only = read_only
        self._patience_s = patience_s
        self._writing = threading.RLock()
        self._writer: _Link | None = None
        self._write_engine = sqlite_engine(path)
        self._read_engine = sqlite_engine(path, read_only=True)
        self._local = threading.local()
        self._readers: weakref.WeakSet[_Link] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False
        self._busy_in: int | None = None

    def run(self, fn: Callable[[UnitOfWork], T], cancel: CancelToken = NEVER) -> T:
        """Run ``fn`` in one write transaction: kept when it returns, rolled back when it raises or is cancelled.

        ``fn`` may be run again when the store was busy: it must have no effects but those on the store.  Raises
        ``Cancelled``, :class:`Unavailable` (full or read-only disk, locked), ``BadInput`` (damaged file), ``Bug``.
        """
        if self.read_only:
            raise Unavailable(
                "The store was opened for reading only",
                str(self.path),
                "Open it with the right to write; nothing was changed.",
                message_id="store.read_only",
            )
        if self._busy_in == threading.get_ident():
            raise Bug("A write inside a write", str(self.path), message_id="store.nested")
        with self._writing:
            self._check_open()
            self._busy_in = threading.get_ident()
            try:
                work, result = self._try_writing(fn, cancel)
            finally:
                self._busy_in = None
        work.committed()
        return result

    def read(self, fn: Callable[[Reading], T], cancel: CancelToken = NEVER) -> T:
        """Run ``fn`` on one consistent snapshot, on this thread's own read-only connection; raises as :meth:`run`."""
        cancel.raise_if_cancelled()
        waited = 0.0
        while True:
            try:
                link = self._reader()
                with cancel.interrupts(link.raw.interrupt), link.connection.begin():
                    return fn(Reading(link.connection))
            except (SQLAlchemyError, sqlite3.Error) as error:
                if not is_busy(error) or waited >= self._patience_s:
                    raise translated(error, str(self.path)) from error
                waited = self._pause(waited, cancel)

    def data_version(self) -> int:
        """A number that changes when another connection has changed the store: a cheap hint to look again."""
        link = self._reader()
        try:
            return int(link.raw.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise translated(error, str(self.path)) from error

    def close(self) -> None:
        """Close all connections; call when no thread uses the store any more.  Harmless when it is closed."""
        with self._writing, self._lock:
            self._closed = True
            for link in list(self._readers):
                link.close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _try_writing(self, fn: Callable[[UnitOfWork], T], cancel: CancelToken) -> tuple[UnitOfWork, T]:
        waited = 0.0
        while True:
            cancel.raise_if_cancelled()
            try:
                return self._write_once(fn, cancel)
            except (SQLAlchemyError, sqlite3.Error) as error:
                if not is_busy(error) or waited >= self._patience_s:
                    raise translated(error, str(self.path)) from error
                waited = self._pause(waited, cancel)

    def _write_once(self, fn: Callable[[UnitOfWork], T], cancel: CancelToken) -> tuple[UnitOfWork, T]:
        if self._writer is None:
            self._writer = _Link(self._write_engine)
        link = self._writer
        with link.connection.begin() as transaction:
            work = UnitOfWork(link.connection)
            with cancel.interrupts(link.raw.interrupt):
                result = fn(work)
            # Past this line nothing interrupts: the commit is whole or not at all.
            cancel.raise_if_cancelled()
            transaction.commit()
        return work, result

    def _pause(self, waited: float, cancel: CancelToken) -> float:
        step = min(0.02 + waited / 4, 0.5)
        cancel.wait(step)
        cancel.raise_if_cancelled()
        return waited + step + BUSY_MS / 1000

    def _reader(self) -> _Link:
        link: _Link | None = getattr(self._local, "link", None)
        if link is None or link.connection.closed:
            with self._lock:
                self._check_open()
                try:
                    link = _Link(self._read_engine)
                except (SQLAlchemyError, sqlite3.Error) as error:
                    raise translated(error, str(self.path)) from error
                self._readers.add(link)
            self._local.link = link
        return link

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The store is closed", str(self.path), "Open it again.", message_id="store.closed")


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine without a pool; raises nothing before its first connection."""

    def connect() -> sqlite3.Connection:
        mode = "ro" if read_only else "rw"
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        raw = sqlite3.connect(
            uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        try:
            for pragma in _pragmas(read_only):
                raw.execute(pragma)
        except sqlite3.Error:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _pragmas(read_only: bool) -> tuple[str, ...]:
    common = ("PRAGMA foreign_keys = ON", "PRAGMA recursive_triggers = ON", f"PRAGMA cache_size = -{CACHE_KIB}")
    if read_only:
        return (*common, "PRAGMA query_only = ON")
    return (
        *common,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA wal_autocheckpoint = 4000",
        "PRAGMA trusted_schema = OFF",
    )
