"""Secrets in the keyring of the operating system: Secret Service or KWallet, Keychain, Windows Credential Manager.

A keyring holds only text, so secrets are base64.  It can't list what it holds, so the names of a kind are kept beside
them under a service of their own, in numbered pages that each fit Windows's limit.  A page is one entry and is written
after a new secret and before a deletion is forgotten: a crash between the two leaves a name without a secret, which
``names`` leaves out.  (Two programs that put two *new* names in the same instant can lose one from the listing; ``get``
still finds it, and the next ``put`` of it lists it again.)
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import importlib
import json
import logging
from collections.abc import Iterator

import keyring
import keyring.errors
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from console.errors import Tampered, Unavailable
from console.secrets.contract import SecretKind, check_name, check_secret

log = logging.getLogger(__name__)

REAL_BACKENDS = {
    "keyring.backends.SecretService": "the keyring of this desktop (Secret Service)",
    "keyring.backends.libsecret": "the keyring of this desktop (libsecret)",
    "keyring.backends.kwallet": "the wallet of this desktop (KWallet)",
    "keyring.backends.macOS": "the Keychain of this Mac",
    "keyring.backends.Windows": "the Credential Manager of Windows",
}
"""By module: a list of what is good, because installed plugins bring backends that write plain text (keyrings.alt)."""
PAGE_CHARACTERS = 1200
"""Below the 1280 characters that Windows keeps (``contract.LARGEST_SECRET``)."""
MOST_PAGES = 1000


def _foreign_errors() -> tuple[type[Exception], ...]:
    """What backends are known to raise: the keyring library passes on errors of the libraries below it as they are."""
    found: list[type[Exception]] = [keyring.errors.KeyringError, OSError, RuntimeError]
    for module, name in (
        ("secretstorage.exceptions", "SecretStorageException"),
        ("jeepney", "DBusErrorResponse"),
        ("win32ctypes.pywin32.pywintypes", "error"),
    ):
        with contextlib.suppress(ImportError):
            found.append(getattr(importlib.import_module(module), name))
    return tuple(found)


_FOREIGN_ERRORS = _foreign_errors()


class KeyringStore:
    """A :class:`console.secrets.contract.SecretStore`; made by :func:`find_keyring`."""

    def __init__(self, backend: KeyringBackend, store_id: str) -> None:
        check_name(store_id)
        self._backend = backend
        self._store_id = store_id

    def __repr__(self) -> str:
        return f"KeyringStore({type(self._backend).__module__}, {self._store_id!r})"

    def get(self, kind: SecretKind, name: str) -> bytes | None:
        """See :class:`SecretStore`."""
        check_name(name)
        return self._get(self._service(kind), name)

    def put(self, kind: SecretKind, name: str, secret: bytes) -> None:
        """See :class:`SecretStore`."""
        check_name(name)
        check_secret(secret)
        with _answering():
            self._backend.set_password(self._service(kind), name, base64.b64encode(secret).decode("ascii"))
        self._list_name(kind, name)

    def delete(self, kind: SecretKind, name: str) -> bool:
        """See :class:`SecretStore`."""
        check_name(name)
        found = self._get(self._service(kind), name) is not None
        if found:
            with _answering():
                self._backend.delete_password(self._service(kind), name)
        self._unlist_name(kind, name)
        return found

    def names(self, kind: SecretKind) -> tuple[str, ...]:
        """See :class:`SecretStore`."""
        listed = {name for page in self._pages(kind) for name in page}
        return tuple(sorted(name for name in listed if self._get(self._service(kind), name) is not None))

    def describe(self) -> str:
        """See :class:`SecretStore`."""
        return f"In {REAL_BACKENDS[type(self._backend).__module__]}"

    def _service(self, kind: SecretKind) -> str:
        return f"countersign/{self._store_id}/{kind.value}"

    def _get(self, service: str, name: str) -> bytes | None:
        with _answering():
            text = self._backend.get_password(service, name)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise Tampered(
                "An entry of the keyring was changed by something else",
                service,
                "Delete that entry in the keyring, then enter the secret anew.",
                message_id="secrets.keyring_entry",
            ) from None

    def _pages(self, kind: SecretKind) -> Iterator[list[str]]:
        """The pages of names, in order, until the first that is missing."""
        for number in range(MOST_PAGES):
            raw = self._get(self._names_service(kind), str(number))
            if raw is None:
                return
            try:
                page = json.loads(raw)
            except ValueError:
                page = []
            yield [name for name in page if isinstance(name, str)] if isinstance(page, list) else []

    def _list_name(self, kind: SecretKind, name: str) -> None:
        pages = list(self._pages(kind))
        if any(name in page for page in pages):
            return
        for number, page in enumerate([*pages, []]):
            encoded = _encode_page([*page, name])
            if len(encoded) <= PAGE_CHARACTERS:
                with _answering():
                    self._backend.set_password(self._names_service(kind), str(number), encoded)
                return

    def _unlist_name(self, kind: SecretKind, name: str) -> None:
        for number, page in enumerate(self._pages(kind)):
            if name in page:
                encoded = _encode_page([other for other in page if other != name])
                with _answering():
                    self._backend.set_password(self._names_service(kind), str(number), encoded)

    def _names_service(self, kind: SecretKind) -> str:
        return f"{self._service(kind)}/names"


def find_keyring(store_id: str) -> KeyringStore | None:
    """The keyring of this machine for one store, or None where there is no real one that answers.

    Respects what the person configured for the keyring library, but takes only :data:`REAL_BACKENDS`: a backend that
    fails, forgets or writes plain text is none.  Reads one entry to see that it answers, which may ask the person to
    unlock it.
    """
    backend = _real_backend()
    if backend is None:
        return None
    store = KeyringStore(backend, store_id)
    try:
        store.get(SecretKind.SIGNING_KEY, "probe")
    except Unavailable as error:
        log.info("event=keyring_silent backend=%s reason=%s", type(backend).__module__, type(error.__cause__).__name__)
        return None
    return store


def _real_backend() -> KeyringBackend | None:
    """The configured backend, or the best one inside the library's chainer, if it is a real one."""
    try:
        configured = keyring.get_keyring()
    except (keyring.errors.KeyringError, RuntimeError, ImportError, AttributeError, OSError) as error:
        # A configuration that names a backend which does not load raises whatever its import raised.
        log.warning("event=keyring_configuration reason=%s", type(error).__name__)
        return None
    module = type(configured).__module__
    candidates: list[KeyringBackend] = [configured]
    if isinstance(configured, ChainerBackend):
        candidates = list(configured.backends)
    real = [backend for backend in candidates if type(backend).__module__ in REAL_BACKENDS]
    if not real:
        log.info("event=no_keyring configured=%s", module)
        return None
    return real[0]


def _encode_page(names: list[str]) -> str:
    return base64.b64encode(json.dumps(names, ensure_ascii=False).encode("utf-8")).decode("ascii")


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    """Turn what a keyring raises into one sentence; its own words name entries, so they stay out of ours."""
    try:
        yield
    except keyring.errors.KeyringLocked as error:
        raise Unavailable(
            "The keyring of this machine is locked",
            what_to_do="Unlock it, then try again.",
            message_id="secrets.keyring_locked",
        ) from error
    except _FOREIGN_ERRORS as error:
        raise Unavailable(
            "The keyring of this machine does not answer",
            what_to_do="Check that it runs and is unlocked, then try again.",
            message_id="secrets.keyring_silent",
        ) from error
