"""Every store of secrets keeps the same promises; the real keyring is in tests/integration/secrets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.errors import BadInput
from console.secrets.contract import LARGEST_SECRET, MemoryStore, SecretKind, SecretStore
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.sealed import DEMO_ONLY

KIND = SecretKind.PLATFORM_TOKEN
Make = Callable[[Path], SecretStore]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SecretStore:
    if request.param == "memory":
        return MemoryStore()
    return EncryptedFileStore.create(tmp_path / "secrets.json", "a passphrase", DEMO_ONLY)


def test_what_was_put_comes_back(store: SecretStore) -> None:
    store.put(KIND, "sandbox", b"\x00\xfftoken")
    assert store.get(KIND, "sandbox") == b"\x00\xfftoken"


def test_a_later_secret_replaces_the_one_of_its_name(store: SecretStore) -> None:
    store.put(KIND, "sandbox", b"one")
    store.put(KIND, "sandbox", b"two")
    assert store.get(KIND, "sandbox") == b"two"
    assert store.names(KIND) == ("sandbox",)


def test_what_was_never_put_is_none(store: SecretStore) -> None:
    assert store.get(KIND, "sandbox") is None
    assert store.names(KIND) == ()


def test_kinds_don_t_see_each_other(store: SecretStore) -> None:
    store.put(KIND, "same", b"token")
    store.put(SecretKind.DATABASE_KEY, "same", b"key")
    assert store.get(KIND, "same") == b"token"
    assert store.delete(KIND, "same")
    assert store.get(SecretKind.DATABASE_KEY, "same") == b"key"


def test_deleting_says_whether_there_was_one(store: SecretStore) -> None:
    store.put(KIND, "sandbox", b"token")
    assert store.delete(KIND, "sandbox")
    assert not store.delete(KIND, "sandbox")
    assert store.get(KIND, "sandbox") is None


def test_names_are_sorted(store: SecretStore) -> None:
    for name in ("b", "a", "ü", "c"):
        store.put(KIND, name, b"x")
    assert store.names(KIND) == ("a", "b", "c", "ü")


@pytest.mark.parametrize("name", ["", " x", "x ", "a\nb", "\x00", "n" * 129])
def test_an_unusable_name_is_refused_by_every_call(store: SecretStore, name: str) -> None:
    for call in (lambda: store.get(KIND, name), lambda: store.put(KIND, name, b"x"), lambda: store.delete(KIND, name)):
        with pytest.raises(BadInput, match="name"):
            call()


def test_a_secret_may_be_as_large_as_windows_takes_and_no_larger(store: SecretStore) -> None:
    store.put(KIND, "most", b"x" * LARGEST_SECRET)
    for size in (0, LARGEST_SECRET + 1):
        with pytest.raises(BadInput, match="bytes long"):
            store.put(KIND, "more", b"x" * size)
    assert store.names(KIND) == ("most",)


def test_it_says_in_plain_words_where_secrets_are(store: SecretStore) -> None:
    assert store.describe().startswith(("Only in memory: everything is lost", "In an encrypted file"))


def test_its_repr_shows_no_secret(store: SecretStore) -> None:
    store.put(KIND, "sandbox", b"MARKER")
    assert "MARKER" not in repr(store)
