"""What every store of secrets does, whatever keeps the bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from console.errors import BadInput

LONGEST_NAME = 128
LARGEST_SECRET = 960
"""Bytes.  Windows keeps at most 2560 bytes a credential (``CRED_MAX_CREDENTIAL_BLOB_SIZE``, wincred.h), as UTF-16: 1280
characters of base64, 960 bytes.  The same everywhere, so that no secret fits one machine and not the next."""


class SecretKind(StrEnum):
    """What a secret is for; each kind has its own names."""

    SIGNING_KEY = "signing-key"
    """A person's Ed25519 seed, wrapped by their passphrase (``wrapped_keys``)."""
    SERVICE_KEY = "service-key"
    """The seed of the registrar's or the dispatcher's key on this machine."""
    STORE_PASSWORD = "store-password"
    DATABASE_KEY = "database-key"
    PLATFORM_TOKEN = "platform-token"


class SecretStore(Protocol):
    """Keeps secrets by kind and name.  Calls may block (a keyring may ask to be unlocked): use a worker.

    All raise :class:`Unavailable` when what keeps the secrets does not answer.
    """

    def get(self, kind: SecretKind, name: str) -> bytes | None:
        """The secret, or None where there is none of this name."""
        ...

    def put(self, kind: SecretKind, name: str, secret: bytes) -> None:
        """Keep ``secret`` (1 to :data:`LARGEST_SECRET` bytes), in place of one of the same name."""
        ...

    def delete(self, kind: SecretKind, name: str) -> bool:
        """Forget it; False where there was none."""
        ...

    def names(self, kind: SecretKind) -> tuple[str, ...]:
        """The names of this kind, sorted."""
        ...

    def describe(self) -> str:
        """Where the secrets are, in a few plain words for the person."""
        ...


def check_name(name: str) -> None:
    """Raise :class:`BadInput` unless ``name`` is 1 to 128 printable characters without a space at either end."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise BadInput(
            "The name of a secret is not usable",
            what_to_do=f"Use 1 to {LONGEST_NAME} printable characters.",
            message_id="secrets.name",
        )


def check_secret(secret: bytes) -> None:
    """Raise :class:`BadInput` unless ``secret`` has 1 to :data:`LARGEST_SECRET` bytes; never repeats it."""
    if not 1 <= len(secret) <= LARGEST_SECRET:
        raise BadInput(
            f"A secret has to be 1 to {LARGEST_SECRET} bytes long, this one has {len(secret)}",
            what_to_do="Check that the right value was given.",
            message_id="secrets.size",
            size=len(secret),
        )


class MemoryStore:
    """For throw-away demo stores and tests: everything is lost when the program ends."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[SecretKind, str], bytes] = {}

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._secrets)} secrets)"

    def get(self, kind: SecretKind, name: str) -> bytes | None:
        """See :class:`SecretStore`."""
        check_name(name)
        return self._secrets.get((kind, name))

    def put(self, kind: SecretKind, name: str, secret: bytes) -> None:
        """See :class:`SecretStore`."""
        check_name(name)
        check_secret(secret)
        self._secrets[kind, name] = bytes(secret)

    def delete(self, kind: SecretKind, name: str) -> bool:
        """See :class:`SecretStore`."""
        check_name(name)
        return self._secrets.pop((kind, name), None) is not None

    def names(self, kind: SecretKind) -> tuple[str, ...]:
        """See :class:`SecretStore`."""
        return tuple(sorted(name for of_kind, name in self._secrets if of_kind is kind))

    def describe(self) -> str:
        """See :class:`SecretStore`."""
        return "Only in memory: everything is lost when this program ends"
