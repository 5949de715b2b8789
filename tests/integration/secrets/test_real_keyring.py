"""A real gnome-keyring, over D-Bus, through the keyring library."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backends import SecretService

from console.errors import BadInput, Tampered, Unavailable
from console.secrets import wrapped_keys
from console.secrets.contract import LARGEST_SECRET, SecretKind
from console.secrets.keyring_store import KeyringStore
from console.secrets.sealed import DEMO_ONLY
from tests.support.keyring_session import KeyringSession, keyring_session, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no real keyring can be started here: {why_not()}")

KEY = SecretKind.SIGNING_KEY
SEED = bytes(range(32))

OPEN = """
import sys
from pathlib import Path
from console.errors import CountersignError
from console.secrets.contract import SecretKind
from console.secrets.opening import open_secrets

def ask(offer):
    print("offered:", offer.sentence)
    return sys.argv[2] if len(sys.argv) > 2 else None

try:
    store = open_secrets(Path(sys.argv[1]), "store-1", ask)
    print(store.describe())
    store.put(SecretKind.SIGNING_KEY, "person-1", b"kept")
    print(store.get(SecretKind.SIGNING_KEY, "person-1"))
except CountersignError as error:
    print(type(error).__name__, error.sentence)
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringSession]:
    with keyring_session(tmp_path_factory.mktemp("keyring")) as running:
        yield running


@pytest.fixture
def store(session: KeyringSession, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> KeyringStore:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.environment["DBUS_SESSION_BUS_ADDRESS"])
    return KeyringStore(SecretService.Keyring(), str(abs(hash(request.node.name))))


def test_a_wrapped_key_comes_back_and_only_its_passphrase_opens_it(store: KeyringStore) -> None:
    store.put(KEY, "person-1", wrapped_keys.wrap(SEED, "right passphrase", DEMO_ONLY))
    kept = store.get(KEY, "person-1")
    assert kept is not None
    assert wrapped_keys.unwrap(kept, "right passphrase") == SEED
    with pytest.raises(BadInput, match="The passphrase is not right"):
        wrapped_keys.unwrap(kept, "wrong passphrase")


def test_put_replace_delete(store: KeyringStore) -> None:
    assert store.get(KEY, "person-1") is None
    store.put(KEY, "person-1", b"\x00\xff")
    store.put(KEY, "person-1", b"second")
    assert store.get(KEY, "person-1") == b"second"
    assert store.delete(KEY, "person-1")
    assert store.get(KEY, "person-1") is None
    assert not store.delete(KEY, "person-1")


def test_what_one_program_puts_another_gets(session: KeyringSession) -> None:
    code = (
        "import sys; from console.secrets.contract import SecretKind;"
        "from console.secrets.keyring_store import find_keyring;"
        "store = find_keyring('shared');"
    )
    session.run(code + "store.put(SecretKind.PLATFORM_TOKEN, 'synapse', b'token-1')")
    read = session.run(code + "print(store.get(SecretKind.PLATFORM_TOKEN, 'synapse'), store.describe())")
    assert read == "b'token-1' In the keyring of this desktop (Secret Service)\n"


def test_stores_and_kinds_don_t_see_each_other(store: KeyringStore) -> None:
    store.put(KEY, "same", b"one")
    assert store.get(SecretKind.DATABASE_KEY, "same") is None
    assert KeyringStore(SecretService.Keyring(), "another").get(KEY, "same") is None


def test_names_lists_more_than_one_page_holds(store: KeyringStore) -> None:
    names = [f"person-{number:03}-{'x' * 60}" for number in range(16)]
    for name in names:
        store.put(KEY, name, b"x")
    assert store.names(KEY) == tuple(names)
    store.delete(KEY, names[0])
    store.put(KEY, "ünother", b"x")
    assert store.names(KEY) == (*names[1:], "ünother")


def test_a_name_whose_secret_somebody_deleted_is_not_listed(store: KeyringStore) -> None:
    store.put(KEY, "person-1", b"x")
    SecretService.Keyring().delete_password(f"countersign/{store._store_id}/signing-key", "person-1")
    assert store.names(KEY) == ()


def test_the_largest_secret_fits_and_every_entry_stays_below_the_limit_of_windows(store: KeyringStore) -> None:
    store.put(KEY, "largest", b"\xff" * LARGEST_SECRET)
    assert store.get(KEY, "largest") == b"\xff" * LARGEST_SECRET
    held = SecretService.Keyring().get_password(f"countersign/{store._store_id}/signing-key", "largest")
    assert held is not None
    assert len(held.encode("utf-16-le")) <= 2560


def test_an_entry_changed_by_something_else_is_tampered(store: KeyringStore) -> None:
    store.put(KEY, "person-1", b"x")
    SecretService.Keyring().set_password(f"countersign/{store._store_id}/signing-key", "person-1", "not base64!")
    with pytest.raises(Tampered, match="changed by something else"):
        store.get(KEY, "person-1")


def test_no_secret_shows_in_logs(store: KeyringStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store.put(KEY, "person-1", b"MARKER")
    store.get(KEY, "person-1")
    store.delete(KEY, "person-1")
    assert "MARKER" not in caplog.text + repr(store)
    assert "TUFSS0VS" not in caplog.text


def test_a_running_keyring_is_used_without_asking(session: KeyringSession, tmp_path: Path) -> None:
    assert session.run(OPEN, str(tmp_path)).splitlines() == [
        "In the keyring of this desktop (Secret Service)",
        "b'kept'",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("state", ["locked", "none"])
def test_without_a_keyring_that_opens_the_file_is_offered_and_never_made_silently(tmp_path: Path, state: str) -> None:
    (tmp_path / "session").mkdir()
    data = tmp_path / "data"
    with keyring_session(tmp_path / "session", unlocked=False, with_keyring=state == "locked") as broken:
        declined = broken.run(OPEN, str(data)).splitlines()
        assert declined[0].startswith("offered: This machine has no keyring that answers")
        assert declined[1].startswith("Unavailable This machine has no keyring that answers")
        assert not data.exists()
        accepted = broken.run(OPEN, str(data), "a new passphrase").splitlines()
        assert accepted[1:] == [f"In an encrypted file under a passphrase: {data}/secrets/store-1.json", "b'kept'"]


def test_a_keyring_that_dies_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with keyring_session(tmp_path) as dying:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", dying.environment["DBUS_SESSION_BUS_ADDRESS"])
        store = KeyringStore(SecretService.Keyring(), "store-1")
        store.put(KEY, "person-1", b"x")
    for call in (lambda: store.get(KEY, "person-1"), lambda: store.put(KEY, "person-1", b"y")):
        with pytest.raises(Unavailable, match="The keyring of this machine"):
            call()
