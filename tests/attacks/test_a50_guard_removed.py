"""A50: the guard itself is removed: whoever owns the file can drop a trigger, and is found out at the next opening."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from console.errors import Tampered
from console.store.migrations.running import guards
from console.store.opening import check_store, open_store
from tests.support.small_store import small_store


def _change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("guard", sorted(guards("sqlite")))
def test_a50_every_guard_that_is_dropped_is_named_when_the_store_is_opened(
    tmp_path_factory: pytest.TempPathFactory, guard: str, filled: bytes
) -> None:
    path = tmp_path_factory.mktemp("a50") / "store.db"
    path.write_bytes(filled)
    _change(path, f"DROP TRIGGER {guard}")
    with pytest.raises(Tampered, match=guard):
        open_store(path)


def test_a50_a_guard_that_was_put_back_in_other_words_is_found(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(filled)
    _change(
        path,
        "DROP TRIGGER guard_entries_update",
        "CREATE TRIGGER guard_entries_update BEFORE UPDATE ON entries WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    with pytest.raises(Tampered, match="was changed: guard_entries_update"):
        open_store(path)


def test_a50_a_trigger_of_somebody_else_is_found(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(filled)
    _change(path, "CREATE TRIGGER quiet AFTER INSERT ON inbox BEGIN UPDATE accounts SET tier = 'standard'; END")
    with pytest.raises(Tampered, match="is not ours: quiet"):
        open_store(path)


def test_a50_a_guard_removed_while_the_store_is_open_is_named_by_its_check(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    assert check_store(store) == ()
    _change(tmp_path / "store.db", "DROP TRIGGER guard_texts_update")
    assert check_store(store) == ("A guard of the store is missing: guard_texts_update",)
    store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a whole store."""
    folder = tmp_path_factory.mktemp("filled")
    store, _ = small_store(folder)
    store.close()
    return (folder / "store.db").read_bytes()
