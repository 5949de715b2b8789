"""Writing a file so that a crash leaves either the old one or the new one, whole.

At the bottom beside ``errors`` and ``cancel``: neighbours that keep files (secrets, settings, the dispatcher's folder)
need the same few careful lines and may not import each other.  May import: ``console.errors``.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from console.errors import Unavailable


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Replace ``path`` by ``data``: temporary file beside it, fsync, rename, fsync of the folder.

    Makes missing folders (with mode 0700 where ``private``).  A ``private`` file has mode 0600, on Windows what its
    folder grants.  Raises :class:`Unavailable` when the disk is full, read-only or not ours; the old file is then
    untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
        # mkstemp makes the file 0600: a private file is at no moment readable by others.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private and os.name == "posix":
            temporary.chmod(0o644)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _not_written(path, error) from error


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none for NTFS metadata."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, error: OSError) -> Unavailable:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            what, what_to_do = "The disk is full", "Make room on it, then try again; the file is as it was before."
        case errno.EROFS:
            what, what_to_do = "The disk is read-only", "Use a folder that can be written to."
        case errno.EACCES | errno.EPERM:
            what, what_to_do = "This file may not be written by you", "Ask its owner, or use a folder of your own."
        case _:
            what = f"The file could not be written: {error.strerror or 'unknown reason'}"
            what_to_do = "Check the disk, then try again; the file is as it was before."
    return Unavailable(what, str(path), what_to_do, message_id="file.not_written", errno=error.errno)
