"""A41: evidence deleted, or rewritten, by a stray statement: the database itself refuses, whoever connects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.store import inbox, projections, texts
from console.store.rows import InboxAnswer, WayBackRow
from console.store.tables.ledger import InboxState
from tests.support.small_store import NOON, append_entries, digest, small_store

GUARDED = (
    "meta",
    "entries",
    "tree_nodes",
    "checkpoints",
    "entry_subjects",
    "texts",
    "inbox",
    "reports",
    "contents",
    "way_backs",
    "accounts",
    "cases",
    "case_contents",
    "case_reasons",
    "case_languages",
    "platforms",
)
NEVER_CHANGED = (
    "meta",
    "entries",
    "tree_nodes",
    "checkpoints",
    "entry_subjects",
    "texts",
    "reports",
    "contents",
    "way_backs",
)
NEVER_REPLACED = (*(t for t in NEVER_CHANGED if t != "entry_subjects"), "inbox", "accounts", "cases")
"""A row of entry_subjects is all key, so replacing it changes nothing."""


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A plain connection, as a stray script would have: without any of our own settings."""
    folder = tmp_path_factory.mktemp("a41")
    store, _ = small_store(folder)
    store.run(lambda uow: append_entries(uow, 0, 3, subject="acc"))
    store.run(
        lambda uow: inbox.submit(
            uow, person="ada", digest=digest("d"), kind="note/1", document=b"{}", signatures=b"[]", now=NOON
        )
    )
    way_back = WayBackRow(effect="e", digest=digest("saved"), saved=b"saved", at=NOON)
    store.run(lambda uow: projections.write_way_back(uow, way_back))
    store.close()
    connection = sqlite3.connect(folder / "store.db", isolation_level=None)
    yield connection
    connection.close()


def _columns(raw: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("table", GUARDED)
def test_a41_deleting_is_refused(raw: sqlite3.Connection, table: str) -> None:
    before = raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert before, f"the test needs a row in {table}"
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        raw.execute(f"DELETE FROM {table}")
    assert raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == before


@pytest.mark.parametrize("table", NEVER_CHANGED)
def test_a41_changing_any_column_is_refused(raw: sqlite3.Connection, table: str) -> None:
    for column in _columns(raw, table):
        for statement in ("UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                raw.execute(f"{statement} {table} SET \"{column}\" = '0'")


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", NEVER_REPLACED)
def test_a41_replacing_a_row_is_refused_with_and_without_recursive_triggers(
    raw: sqlite3.Connection, table: str, recursive: str
) -> None:
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() == before


def test_a41_an_upsert_cannot_change_an_entry(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(
            "INSERT INTO entries SELECT * FROM entries WHERE true ON CONFLICT (entry_index) DO UPDATE SET body = x'00'"
        )


def test_a41_an_entry_cannot_be_added_anywhere_but_at_the_end(raw: sqlite3.Connection) -> None:
    for index in (-1, 1, 4, 99):
        with pytest.raises(sqlite3.IntegrityError, match="at the end only"):
            raw.execute("INSERT INTO entries VALUES (?, 0, 'note/1', 'ada', 'x', x'00')", (index,))


def test_a25_a_document_is_admitted_once(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="admitted before"):
        raw.execute("INSERT INTO entries VALUES (3, 0, 'note/1', 'ada', ?, x'00')", (digest("entry 1"),))


def test_a54_a_checkpoint_over_fewer_entries_cannot_follow(raw: sqlite3.Connection) -> None:
    for size in (0, 2, 3):
        with pytest.raises(sqlite3.IntegrityError, match="only grow"):
            raw.execute("INSERT INTO checkpoints VALUES (?, 0, 'note')", (size,))


def test_i12_what_was_asked_cannot_be_changed_while_it_waits(raw: sqlite3.Connection) -> None:
    for column in ("id", "digest", "person", "kind", "urgency", "document", "signatures", "received_at"):
        with pytest.raises(sqlite3.IntegrityError, match="answered once and never changed"):
            raw.execute(f"UPDATE inbox SET {column} = '0'")


def test_i12_an_answer_is_final(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    store.run(
        lambda uow: inbox.submit(
            uow, person="ada", digest=digest("d"), kind="note/1", document=b"{}", signatures=b"[]", now=NOON
        )
    )
    request = store.read(lambda r: inbox.take(r, 1))[0]
    answered = InboxAnswer(id=request.id, state=InboxState.ADMITTED, entry_index=0)
    store.run(lambda uow: inbox.answer(uow, [answered], NOON))
    store.close()
    connection = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="answered once"):
        connection.execute("UPDATE inbox SET state = 'rejected'")
    connection.close()


def test_i11_erasing_takes_text_and_salt_away_and_nothing_else(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    one = texts.make_text("something personal")
    store.run(lambda uow: texts.put_texts(uow, [one]))
    store.run(lambda uow: texts.erase_texts(uow, [one.digest], NOON))
    assert store.read(lambda r: texts.get_text(r, one.digest)) == texts.ERASED
    store.close()
    connection = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    stored = connection.execute("SELECT salt, text FROM texts WHERE digest = ?", (one.digest,)).fetchone()
    assert stored == (None, None)
    with pytest.raises(sqlite3.IntegrityError, match="only erased"):
        connection.execute(
            "UPDATE texts SET text = 'back', salt = x'00', erased_at = NULL WHERE digest = ?", (one.digest,)
        )
    connection.close()
