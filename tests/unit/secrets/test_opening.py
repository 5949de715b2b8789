"""Which store of secrets a console gets; where there is no keyring, only the person's own choice makes a file."""

from __future__ import annotations

from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.core
import pytest
from keyring.backend import KeyringBackend

from console.errors import BadInput, Unavailable
from console.secrets.contract import SecretKind
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.keyring_store import find_keyring
from console.secrets.opening import NO_KEYRING, FileOffer, open_secrets, secrets_file
from console.secrets.sealed import DEMO_ONLY

RIGHT = "right passphrase"


class PlainTextBackend(KeyringBackend):
    """What a plugin such as keyrings.alt brings: it works, answers with a high priority, and writes plain text."""

    priority = 9  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("never asked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("never written to")


class EmptyChainer(keyring.backends.chainer.ChainerBackend):
    """The library's chainer on a machine with no other backend."""

    backends = []  # type: ignore[assignment]


class PlainChainer(keyring.backends.chainer.ChainerBackend):
    """The library's chainer where a plugin is all there is."""

    backends = [PlainTextBackend()]  # type: ignore[assignment]


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring,
        keyring.backends.null.Keyring,
        EmptyChainer,
        PlainChainer,
        PlainTextBackend,
    ],
)
def test_a_backend_that_fails_forgets_or_writes_plain_text_is_none(
    backend: type[KeyringBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend())
    assert find_keyring("store-1") is None


def test_a_configured_backend_that_does_not_load_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no_such_module.Keyring")
    assert find_keyring("store-1") is None


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_the_person_is_asked_in_one_sentence(tmp_path: Path) -> None:
    offers: list[FileOffer] = []

    def choose(offer: FileOffer) -> str:
        offers.append(offer)
        return RIGHT

    store = open_secrets(tmp_path, "store-1", choose)
    assert [offer.exists for offer in offers] == [False]
    assert offers[0].sentence.startswith("This machine has no keyring")
    assert str(offers[0].path) in store.describe()
    assert EncryptedFileStore.open(secrets_file(tmp_path, "store-1"), RIGHT).names(SecretKind.SIGNING_KEY) == ()


@pytest.mark.usefixtures("no_keyring")
def test_who_declines_gets_nothing_and_no_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no keyring"):
        open_secrets(tmp_path, "store-1", lambda offer: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_keyring")
def test_an_existing_file_is_opened_with_its_passphrase_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    made = EncryptedFileStore.create(secrets_file(tmp_path, "store-1"), RIGHT, DEMO_ONLY)
    made.put(SecretKind.DATABASE_KEY, "main", b"key")
    opened = open_secrets(tmp_path, "store-1", lambda offer: RIGHT if offer.exists else None)
    assert opened.get(SecretKind.DATABASE_KEY, "main") == b"key"
    with pytest.raises(BadInput, match="does not open this file"):
        open_secrets(tmp_path, "store-1", lambda offer: "wrong passphrase")
    with pytest.raises(Unavailable, match="was not opened"):
        open_secrets(tmp_path, "store-1", lambda offer: None)


@pytest.mark.usefixtures("no_keyring")
def test_a_machine_that_requires_a_keyring_is_not_offered_the_file(tmp_path: Path) -> None:
    def never(offer: FileOffer) -> str:
        raise AssertionError("not to be asked")

    with pytest.raises(Unavailable) as caught:
        open_secrets(tmp_path, "store-1", never, require_keyring=True)
    assert caught.value.what == NO_KEYRING
    EncryptedFileStore.create(secrets_file(tmp_path, "store-1"), RIGHT, DEMO_ONLY)
    with pytest.raises(Unavailable):
        open_secrets(tmp_path, "store-1", never, require_keyring=True)


@pytest.mark.parametrize("store_id", ["", "../up", "a/b", ".hidden", "x" * 65, "a\n"])
def test_a_store_id_never_leaves_the_folder(tmp_path: Path, store_id: str) -> None:
    with pytest.raises(BadInput, match="store id"):
        secrets_file(tmp_path, store_id)
