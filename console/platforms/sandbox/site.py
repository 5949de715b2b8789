"""The platform's own file: accounts, posts, reports, notices, and what moderation has put on them.

What is in force is never a flag on an account: it is a row in ``measures``, one for each thing that an effect (or a
moderator by hand, ``effect_id`` NULL) put there, with the time when it ended.  So undoing one effect leaves every
other alone, and an effect id is known for ever, also after it was undone.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from console.cancel import NEVER, CancelToken
from console.errors import BadInput, Cancelled, Unavailable

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

FORM = "countersign-sandbox/1"
"""Stands in the file, so that a foreign or newer one is told apart."""

KEPT_DAYS = 30
"""A deactivated account's posts and followers are kept this long."""

_SCHEMA = """
CREATE TABLE site (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL, tier TEXT, followers INTEGER NOT NULL,
  created INTEGER NOT NULL, language TEXT NOT NULL, biography TEXT NOT NULL, avatar TEXT NOT NULL
) STRICT;
CREATE TABLE posts (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), text TEXT NOT NULL,
  created INTEGER NOT NULL, language TEXT NOT NULL, media TEXT NOT NULL
) STRICT;
CREATE INDEX posts_of_account ON posts (account_id, created);
CREATE TABLE reports (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kind TEXT NOT NULL, account_id TEXT NOT NULL,
  target_id TEXT NOT NULL, reporter_id TEXT NOT NULL, reason TEXT NOT NULL, statement TEXT NOT NULL,
  language TEXT NOT NULL, created INTEGER NOT NULL
) STRICT;
CREATE INDEX reports_of_account ON reports (account_id);
CREATE TABLE measures (
  id INTEGER PRIMARY KEY AUTOINCREMENT, effect_id TEXT, account_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL, target TEXT NOT NULL, until INTEGER, message TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER,
  UNIQUE (effect_id, kind, target)
) STRICT;
CREATE INDEX measures_of_account ON measures (account_id, ended);
CREATE TABLE orders (
  effect_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, undone INTEGER
) STRICT;
CREATE TABLE faults (
  kind TEXT PRIMARY KEY, value REAL NOT NULL, remaining INTEGER, only TEXT NOT NULL
) STRICT;
"""


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 (UTC), as the file keeps instants."""
    return int(moment.timestamp())


def instant(value: int) -> datetime:
    """The aware UTC instant of a stored number."""
    return datetime.fromtimestamp(value, UTC)


class Site:
    """One platform in one file.  Several processes may have it open; each call uses a connection of its own."""

    def __init__(self, path: Path, *, now: Clock) -> None:
        """Open an existing file; raises :class:`BadInput` when it is missing, foreign or newer."""
        self.path = path
        self.now = now
        if not path.is_file():
            raise BadInput(
                "There is no sandbox in this file",
                where=str(path),
                what_to_do="Make one with `countersign demo`, or name another file.",
                message_id="sandbox.missing",
            )
        with self.reading() as db:
            try:
                form = db.execute("SELECT value FROM site WHERE name = 'form'").fetchone()
            except sqlite3.DatabaseError:
                form = None
            if form is None or form[0] != FORM:
                raise BadInput(
                    "This file is no sandbox that this version knows",
                    where=str(path),
                    what_to_do="Name another file; nothing was changed in this one.",
                    message_id="sandbox.foreign",
                )
            self.site_id = str(db.execute("SELECT value FROM site WHERE name = 'site_id'").fetchone()[0])

    @classmethod
    def create(cls, path: Path, *, now: Clock, title: str = "Example Social") -> Site:
        """A new, empty platform.  Raises :class:`BadInput` when the file exists already."""
        if path.exists():
            raise BadInput(
                "This file exists already",
                where=str(path),
                what_to_do="Open it instead, or name a new file.",
                message_id="sandbox.exists",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript("BEGIN;" + _SCHEMA)
            db.executemany(
                "INSERT INTO site (name, value) VALUES (?, ?)",
                [("form", FORM), ("site_id", secrets.token_hex(4)), ("title", title)],
            )
            db.execute("COMMIT")
        return cls(path, now=now)

    @property
    def title(self) -> str:
        """The platform's name for people."""
        with self.reading() as db:
            return str(db.execute("SELECT value FROM site WHERE name = 'title'").fetchone()[0])

    @contextmanager
    def reading(self, cancel: CancelToken = NEVER) -> Iterator[sqlite3.Connection]:
        """A consistent view; raises ``Unavailable`` when the file does not answer, ``Cancelled`` when asked to stop."""
        with self._connected(cancel) as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self, cancel: CancelToken = NEVER) -> Iterator[sqlite3.Connection]:
        """One change as a whole: it stands after the block, or not at all."""
        with self._connected(cancel) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def _connected(self, cancel: CancelToken) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None, timeout=5.0)) as db:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                with cancel.interrupts(db.interrupt):
                    yield db
        except sqlite3.OperationalError as error:
            if cancel.cancelled:
                raise Cancelled("The work was cancelled", message_id="cancelled") from error
            log.warning("sandbox_unavailable error=%s", error.sqlite_errorname)
            raise Unavailable(
                "The sandbox's file does not answer",
                where=str(self.path),
                what_to_do="Check that the disk is there, writable and not full.",
                message_id="sandbox.unavailable",
            ) from error
