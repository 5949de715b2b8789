"""What the dispatcher remembers outside the database: the last checkpoint, and the ways back (PROTOCOL.md section 8).

An absence can't be proven from a database that leaves things out.  So the dispatcher remembers up to where it has
folded, under which root; a ledger that does not grow from there is a fork, and stops it.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from console.errors import Tampered, Unavailable
from console.files import write_atomically

_EFFECT = re.compile(r"[0-9a-f]{64}\Z")


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ledger as the dispatcher last folded it: ``root`` is hex, ``note`` the checkpoint over it ("" for none)."""

    store: str
    env: str
    size: int
    root: str
    note: str


class Memory:
    """A folder of the dispatcher's own; everything in it is written whole and at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def head(self) -> Head | None:
        """What was remembered last; raises :class:`Tampered` when it can't be read."""
        path = self.folder / "head.json"
        data = self._read("head.json")
        if data is None:
            return None
        try:
            return msgspec.json.decode(data, type=Head)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Tampered(
                "What the dispatcher remembers of the ledger can't be read",
                str(path),
                "Nothing is carried out. Compare the ledger with a copy that somebody else holds.",
                message_id="dispatcher.memory",
            ) from error

    def remember(self, head: Head) -> None:
        """Replace what was remembered."""
        self._write("head.json", msgspec.json.encode(head))

    def keep_way_back(self, effect: str, saved: bytes) -> None:
        """Keep a copy of what a restore of ``effect`` (hex digest) needs."""
        self._write(self._way_back(effect), saved)

    def way_back(self, effect: str) -> bytes | None:
        """The kept copy, if there is one."""
        return self._read(self._way_back(effect))

    def _way_back(self, effect: str) -> str:
        if not _EFFECT.match(effect):
            raise ValueError("an effect is named by a digest")
        return f"ways_back/{effect}.json"

    def _read(self, name: str) -> bytes | None:
        path = self.folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(
                "The dispatcher can't read its own folder",
                str(path),
                "Nothing is carried out before it can. Give it the right to read there.",
                message_id="dispatcher.folder",
            ) from error

    def _write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(path, data, private=True)
        except OSError as error:
            raise Unavailable(
                "The dispatcher can't write to its own folder",
                str(path),
                "Nothing is carried out before it can. Make room, or give it the right to write there.",
                message_id="dispatcher.folder",
            ) from error
