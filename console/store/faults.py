"""What SQLite says, as our errors: the environment's faults apart from our own mistakes, each one clear sentence."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from console.errors import BadInput, Bug, Cancelled, CountersignError, Unavailable

_MESSAGES: dict[int, tuple[type[CountersignError], str, str, str]] = {
    sqlite3.SQLITE_FULL: (
        Unavailable,
        "The disk is full",
        "Make room on it, then try again; nothing was lost, and nothing of this was kept.",
        "store.full",
    ),
    sqlite3.SQLITE_READONLY: (
        Unavailable,
        "The store can't be written to: disk or file is read-only",
        "Make file and folder writable, or use a folder that is; nothing was changed.",
        "store.read_only",
    ),
    sqlite3.SQLITE_BUSY: (
        Unavailable,
        "Another program is writing to the store",
        "Wait a moment and try again; nothing was changed.",
        "store.locked",
    ),
    sqlite3.SQLITE_IOERR: (
        Unavailable,
        "The disk failed while the store was read or written",
        "Check the disk, then try again; nothing of this was kept.",
        "store.disk",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Unavailable,
        "The store can't be opened",
        "Check that file and folder are there and that you may read and write them.",
        "store.cannot_open",
    ),
    sqlite3.SQLITE_CORRUPT: (
        BadInput,
        "The store file is damaged",
        "Keep it, and go on with the last backup; audit verify says what the ledger in it still proves.",
        "store.corrupt",
    ),
    sqlite3.SQLITE_NOTADB: (
        BadInput,
        "This is not a Countersign store",
        "Choose the right file, or found a new store elsewhere; this file was not changed.",
        "store.foreign",
    ),
}
_SAME = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_AUTH: sqlite3.SQLITE_CANTOPEN,
}


def primary_code(error: BaseException) -> int | None:
    """SQLite's primary result code behind an error, ``None`` where there is none."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SAME.get(code & 0xFF, code & 0xFF)
    # sqlite3 raises a bare DatabaseError for a few of its own checks.
    return None


def is_busy(error: BaseException) -> bool:
    """Whether somebody else holds the lock, so that trying again is right."""
    return primary_code(error) == sqlite3.SQLITE_BUSY


def translated(error: SQLAlchemyError | sqlite3.Error, where: str) -> CountersignError:
    """The error to raise in its place; ``where`` names the file."""
    code = primary_code(error)
    if code == sqlite3.SQLITE_INTERRUPT:
        return Cancelled("The work was cancelled", message_id="cancelled")
    if code in _MESSAGES:
        kind, what, what_to_do, message_id = _MESSAGES[code]
        return kind(what, where, what_to_do, message_id=message_id)
    original = error.orig if isinstance(error, DBAPIError) else error
    # SQLite's message names tables and columns, or is one of our triggers' sentences; it holds no values.
    return Bug(
        f"The store refused a step of ours: {original}",
        where,
        "Nothing was changed. Please report this.",
        message_id="store.bug",
        code=code,
    )
