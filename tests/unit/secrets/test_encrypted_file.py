"""The encrypted file: passphrases, damage, crashes and two programs at once."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from console.errors import BadInput, CountersignError, Tampered, Unavailable
from console.files import write_atomically
from console.secrets import encrypted_file
from console.secrets.contract import SecretKind
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.sealed import DEMO_ONLY, new_key

KIND = SecretKind.STORE_PASSWORD
RIGHT = "right passphrase"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "store.json"


@pytest.fixture
def store(path: Path) -> EncryptedFileStore:
    made = EncryptedFileStore.create(path, RIGHT, DEMO_ONLY)
    made.put(KIND, "main", b"MARKER-PASSWORD")
    return made


def test_it_opens_again_with_its_passphrase(store: EncryptedFileStore, path: Path) -> None:
    assert EncryptedFileStore.open(path, RIGHT).get(KIND, "main") == b"MARKER-PASSWORD"


def test_a_wrong_passphrase_says_that_it_does_not_open_this_file(store: EncryptedFileStore, path: Path) -> None:
    with pytest.raises(BadInput, match="The passphrase does not open this file") as caught:
        EncryptedFileStore.open(path, "wrong")
    assert caught.value.where == str(path)
    assert caught.value.what_to_do


def test_every_damaged_byte_is_tampered(store: EncryptedFileStore, path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        with pytest.raises((Tampered, BadInput)) as caught:
            EncryptedFileStore.open(path, RIGHT)
        assert isinstance(caught.value, Tampered) or caught.value.message_id == "secrets.newer"


def test_an_empty_and_a_huge_file_are_tampered(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(Tampered):
        EncryptedFileStore.open(path, RIGHT)
    with path.open("wb") as file:
        file.truncate(encrypted_file.LARGEST_FILE + 1)
    with pytest.raises(Tampered, match="too large"):
        EncryptedFileStore.open(path, RIGHT)


def test_a_box_that_opens_to_something_else_is_tampered(path: Path) -> None:
    write_atomically(path, new_key(RIGHT, DEMO_ONLY).seal(encrypted_file.TYPE, b"[]"), private=True)
    with pytest.raises(Tampered, match="no secrets of Countersign"):
        EncryptedFileStore.open(path, RIGHT)


def test_a_missing_file_is_not_made_by_opening(path: Path) -> None:
    with pytest.raises(BadInput, match="no encrypted file"):
        EncryptedFileStore.open(path, RIGHT)
    assert not path.exists()


def test_creating_never_replaces_a_file(store: EncryptedFileStore, path: Path) -> None:
    with pytest.raises(BadInput, match="already"):
        EncryptedFileStore.create(path, "another passphrase", DEMO_ONLY)
    assert store.get(KIND, "main") == b"MARKER-PASSWORD"


def test_creating_needs_a_passphrase_of_some_length(path: Path) -> None:
    with pytest.raises(BadInput, match="fewer than 8"):
        EncryptedFileStore.create(path, "short", DEMO_ONLY)
    assert not path.exists()


def test_nothing_lies_in_the_clear_and_nothing_is_left_beside_it(store: EncryptedFileStore, path: Path) -> None:
    for file in path.parent.iterdir():
        held = file.read_bytes()
        assert b"MARKER" not in held
        assert b"TUFSS0VS" not in held  # base64 of MARKER
        assert b"main" not in held
    assert {file.name for file in path.parent.iterdir()} <= {"store.json", "store.json.lock"}


@pytest.mark.skipif(os.name != "posix", reason="modes are a thing of POSIX")
def test_file_and_folder_are_readable_by_their_owner_only(store: EncryptedFileStore, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_two_programs_see_each_other_s_secrets(store: EncryptedFileStore, path: Path) -> None:
    other = EncryptedFileStore.open(path, RIGHT)
    other.put(KIND, "second", b"2")
    assert store.get(KIND, "second") == b"2"
    store.delete(KIND, "second")
    assert other.get(KIND, "second") is None


def test_writers_at_the_same_time_lose_nothing(store: EncryptedFileStore, path: Path) -> None:
    def write(prefix: str) -> None:
        mine = EncryptedFileStore.open(path, RIGHT)
        for number in range(10):
            mine.put(KIND, f"{prefix}{number}", b"x")

    threads = [threading.Thread(target=write, args=(prefix,)) for prefix in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.names(KIND)) == 31


def test_a_file_locked_by_somebody_else_is_said_to_be_in_use(
    store: EncryptedFileStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encrypted_file, "LOCK_SECONDS", 0.01)
    holder, other = EncryptedFileStore.open(path, RIGHT), EncryptedFileStore.open(path, RIGHT)
    with holder._lock, pytest.raises(Unavailable, match="in use"):
        other.put(KIND, "main", b"new")
    assert store.get(KIND, "main") == b"MARKER-PASSWORD"


def test_changing_the_passphrase_shuts_the_old_one_out(store: EncryptedFileStore, path: Path) -> None:
    other = EncryptedFileStore.open(path, RIGHT)
    store.change_passphrase("another passphrase", DEMO_ONLY)
    store.put(KIND, "later", b"x")
    with pytest.raises(BadInput, match="does not open"):
        EncryptedFileStore.open(path, RIGHT)
    with pytest.raises(BadInput, match="changed meanwhile"):
        other.get(KIND, "main")
    assert EncryptedFileStore.open(path, "another passphrase").names(KIND) == ("later", "main")


def test_a_folder_that_can_t_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Unavailable):
        EncryptedFileStore.create(tmp_path / "file" / "secrets.json", RIGHT, DEMO_ONLY)


def test_no_secret_shows_in_logs_reprs_or_exceptions(
    store: EncryptedFileStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(store), store.describe()]
    whole = path.read_bytes()
    for data, passphrase in ((whole, "MARKER-WRONG"), (whole[:-20], RIGHT), (b"MARKER", RIGHT), (whole, "MARKER\x00")):
        path.write_bytes(data)
        with pytest.raises(CountersignError) as caught:
            EncryptedFileStore.open(path, passphrase)
        shown += [str(caught.value), repr(caught.value), repr(caught.value.fields), repr(caught.value.__cause__)]
    with pytest.raises(CountersignError) as caught:
        store.put(KIND, "large", b"MARKER" * 1000)
    shown += [str(caught.value), caplog.text]
    assert not [text for text in shown if "MARKER" in text]
