"""Secrets in one encrypted file of the user's data folder, for machines without a keyring.

The file is one sealed box (``sealed``) over the JSON of all secrets.  Every call reads it again, so that the console
and ``countersign serve`` see each other's changes; a lock file beside it keeps two writers apart.  The key stays in
memory while the store is open, the passphrase does not.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import filelock
import msgspec

from console.errors import BadInput, Tampered, Unavailable
from console.files import write_atomically
from console.secrets.contract import SecretKind, check_name, check_secret
from console.secrets.passphrases import check_new
from console.secrets.sealed import CAREFUL, KdfProfile, SealKey, key_of, new_key

log = logging.getLogger(__name__)

TYPE = "secrets-file/1"
LARGEST_FILE = 16 << 20
"""Bytes; a larger one is not ours."""
LOCK_SECONDS = 10.0

_Content: TypeAlias = dict[str, dict[str, bytes]]


class EncryptedFileStore:
    """A :class:`console.secrets.contract.SecretStore`; made by :meth:`create` or :meth:`open`."""

    def __init__(self, path: Path, key: SealKey) -> None:
        self._path = path
        self._key = key
        self._lock = filelock.FileLock(path.with_name(path.name + ".lock"), timeout=LOCK_SECONDS)

    def __repr__(self) -> str:
        return f"EncryptedFileStore({str(self._path)!r})"

    @classmethod
    def create(cls, path: Path, passphrase: str, profile: KdfProfile = CAREFUL) -> EncryptedFileStore:
        """Make the file, empty.  Raises :class:`BadInput` where it exists or the passphrase is too short."""
        if os.path.exists(path):
            raise BadInput(
                "There is an encrypted file of secrets already",
                str(path),
                "Open it with its passphrase, or move it away.",
                message_id="secrets.file_exists",
            )
        check_new(passphrase)
        store = cls(path, new_key(passphrase, profile))
        store._write({})
        log.info("event=secrets_file_created")
        return store

    @classmethod
    def open(cls, path: Path, passphrase: str) -> EncryptedFileStore:
        """Open the file.

        Raises :class:`BadInput` where it is missing or the passphrase does not open it, :class:`Tampered` where it is
        damaged.
        """
        key = key_of(
            TYPE,
            _read_bytes(path),
            passphrase,
            wrong="The passphrase does not open this file",
            where=str(path),
            what_to_do="Type it again.",
        )
        store = cls(path, key)
        store._read()
        return store

    def get(self, kind: SecretKind, name: str) -> bytes | None:
        """See :class:`SecretStore`."""
        check_name(name)
        return self._read().get(kind.value, {}).get(name)

    def put(self, kind: SecretKind, name: str, secret: bytes) -> None:
        """See :class:`SecretStore`."""
        check_name(name)
        check_secret(secret)

        def change(content: _Content) -> bool:
            content.setdefault(kind.value, {})[name] = bytes(secret)
            return True

        self._change(change)

    def delete(self, kind: SecretKind, name: str) -> bool:
        """See :class:`SecretStore`."""
        check_name(name)
        return self._change(lambda content: content.get(kind.value, {}).pop(name, None) is not None)

    def names(self, kind: SecretKind) -> tuple[str, ...]:
        """See :class:`SecretStore`."""
        return tuple(sorted(self._read().get(kind.value, {})))

    def describe(self) -> str:
        """See :class:`SecretStore`."""
        return f"In an encrypted file under a passphrase: {self._path}"

    def change_passphrase(self, new: str, profile: KdfProfile = CAREFUL) -> None:
        """Seal everything under another passphrase, with a new salt; who else has the file open opens it anew."""
        check_new(new)

        def change(content: _Content) -> bool:
            self._key = new_key(new, profile)
            return True

        self._change(change)

    def _change(self, change: Callable[[_Content], bool]) -> bool:
        """Read, change and write under the lock; nothing is written where ``change`` says False."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._lock:
                content = self._read()
                changed = change(content)
                if changed:
                    self._write(content)
                return changed
        except (filelock.Timeout, OSError) as error:
            raise Unavailable(
                "The encrypted file of secrets is in use or can't be locked",
                str(self._path),
                "Try again in a moment.",
                message_id="secrets.file_locked",
            ) from error

    def _read(self) -> _Content:
        plain = self._key.open(TYPE, _read_bytes(self._path), str(self._path))
        try:
            return msgspec.json.decode(plain, type=_Content)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Tampered(
                "The encrypted file opens, but holds no secrets of Countersign",
                str(self._path),
                "Bring it back from a backup.",
                message_id="secrets.damaged",
            ) from None

    def _write(self, content: _Content) -> None:
        write_atomically(self._path, self._key.seal(TYPE, msgspec.json.encode(content)), private=True)


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadInput(
            "There is no encrypted file of secrets here",
            str(path),
            "Make one, or bring it back from a backup.",
            message_id="secrets.file_missing",
        ) from None
    except OSError as error:
        raise Unavailable(
            f"The encrypted file of secrets can't be read: {error.strerror or 'unknown reason'}",
            str(path),
            "Check the disk and the permissions of the file.",
            message_id="secrets.file_unreadable",
        ) from error
    if len(data) > LARGEST_FILE:
        raise Tampered(
            "The file is far too large for a file of secrets",
            str(path),
            "Bring it back from a backup.",
            message_id="secrets.damaged",
        )
    return data
