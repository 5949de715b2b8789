"""Founding and opening a file: whatever is wrong with it is said in one clear sentence, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.errors import BadInput, Bug, Cancelled, Unavailable
from console.store import inbox
from console.store.engine import Store
from console.store.migrations.running import Kind
from console.store.opening import check_store, create_store, facts, open_own, open_store
from console.store.texts import make_text, put_texts
from tests.support.small_store import FACTS, NOON, append_entries, digest, small_store


def _submit(store: Store, name: str) -> bool:
    return store.run(
        lambda uow: inbox.submit(
            uow, person="ada", digest=digest(name), kind="note/1", document=b"{}", signatures=b"[]", now=NOON
        )
    )


def test_a_new_store_keeps_its_facts_and_passes_its_check(tmp_path: Path) -> None:
    create_store(tmp_path / "a" / "store.db", FACTS).close()
    store = open_store(tmp_path / "a" / "store.db")
    assert store.read(facts) == FACTS
    assert check_store(store) == ()
    store.close()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["store.db"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no mode bits")
def test_a_store_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    create_store(tmp_path / "store.db", FACTS).close()
    assert (tmp_path / "store.db").stat().st_mode & 0o077 == 0


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("precious")
    with pytest.raises(BadInput, match="There is a file already"):
        create_store(path, FACTS)
    assert path.read_text() == "precious"


def test_a_missing_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no store here"):
        open_store(tmp_path / "nowhere.db")
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 200, os.urandom(5000)])
def test_a_foreign_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="not a Countersign store"):
        open_store(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE entries (a)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match="not a Countersign store"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_draft_file_is_no_store(tmp_path: Path) -> None:
    open_own(tmp_path / "own.db").close()
    with pytest.raises(BadInput, match="not a Countersign store"):
        open_store(tmp_path / "own.db")


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    store.close()
    path = tmp_path / "store.db"
    raw = bytearray(path.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    path.write_bytes(bytes(raw))
    with pytest.raises(BadInput, match="The store file is damaged"):
        open_store(path)


def test_a_damaged_page_is_found_by_the_check(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    store.run(lambda uow: append_entries(uow, 0, 200))
    root = store.read(lambda r: r.connection.exec_driver_sql("SELECT max(rootpage) FROM sqlite_master").scalar())
    store.close()
    path = tmp_path / "store.db"
    raw = bytearray(path.read_bytes())
    raw[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(bytes(raw))
    store = open_store(path)
    assert any("damaged" in line for line in check_store(store))
    store.close()


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    create_store(tmp_path / "store.db", FACTS).close()
    raw = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    raw.execute("UPDATE alembic_version SET version_num = '0999'")
    raw.close()
    with pytest.raises(BadInput, match="newer version of Countersign"):
        open_store(tmp_path / "store.db")


def test_a_store_of_an_older_version_is_brought_up_to_this_one(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    open_own(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    # As a version would have left it that knew fewer tables: the next opening has to make the rest.
    for table in ("drafts", "requests", "views", "seen", "alembic_version"):
        raw.execute(f"DROP TABLE {table}")
    raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    raw.execute("INSERT INTO alembic_version VALUES ('0000')")
    raw.close()
    with pytest.raises(Exception, match="0000"):
        open_own(path)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("DELETE FROM alembic_version")
    raw.close()
    with pytest.raises(BadInput, match="never finished"):
        open_own(path)
    assert Kind.OWN.head == "0001"


def test_a_locked_store_says_so_and_loses_nothing(tmp_path: Path) -> None:
    create_store(tmp_path / "store.db", FACTS).close()
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(tmp_path / "store.db", patience_s=0.3)
    with pytest.raises(Unavailable, match="Another program is writing"):
        _submit(store, "one")
    other.execute("ROLLBACK")
    assert _submit(store, "one")
    other.close()
    store.close()


def test_waiting_for_a_lock_can_be_cancelled(tmp_path: Path) -> None:
    create_store(tmp_path / "store.db", FACTS).close()
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(tmp_path / "store.db", patience_s=60)
    cancel = CancelToken()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        store.run(lambda uow: None, cancel)
    timer.join()
    other.close()
    store.close()


def test_a_running_query_can_be_cancelled(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    for work in (store.read, store.run):
        cancel = CancelToken()
        timer = threading.Timer(0.1, cancel.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            work(lambda reading: reading.connection.exec_driver_sql(endless).all(), cancel)
        timer.join()
    assert _submit(store, "still works")
    store.close()


def test_what_was_written_before_cancelling_is_rolled_back(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    cancel = CancelToken()
    one = make_text("words")

    def write(uow: object) -> None:
        put_texts(uow, [one])  # type: ignore[arg-type]
        cancel.cancel()

    with pytest.raises(Cancelled):
        store.run(write, cancel)
    store.run(lambda uow: put_texts(uow, [one]))
    store.close()


def test_a_full_disk_says_so_and_keeps_all_that_was_there(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    assert _submit(store, "before")
    store.run(lambda uow: _limit(uow, pages_more=2))
    with pytest.raises(Unavailable, match="The disk is full"):
        store.run(lambda uow: put_texts(uow, [make_text("x" * 100_000)]))
    store.run(lambda uow: _limit(uow, pages_more=1000))
    store.run(lambda uow: put_texts(uow, [make_text("x" * 100_000)]))
    assert [row.digest for row in store.read(lambda r: inbox.take(r, 9))] == [digest("before")]
    assert check_store(store) == ()
    store.close()


def _limit(uow: object, pages_more: int) -> None:
    connection = uow.connection  # type: ignore[attr-defined]
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + pages_more}").all()


_AS_NOBODY = """
import os, sys
from pathlib import Path
from console.store.opening import open_store
from console.errors import CountersignError
open_store(Path(sys.argv[1])).close()  # loads all modules that somebody else may not read
os.chmod(sys.argv[1], 0o444)
os.chmod(os.path.dirname(sys.argv[1]), 0o555)
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    open_store(Path(sys.argv[1]))
except CountersignError as error:
    print(type(error).__name__, error.sentence)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a folder that may not be written to")
def test_a_read_only_file_says_so() -> None:
    # A folder of its own, because nobody else may enter pytest's.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        create_store(folder / "store.db", FACTS).close()
        folder.chmod(0o755)
        try:
            done = subprocess.run(
                [sys.executable, "-c", _AS_NOBODY, str(folder / "store.db")],
                capture_output=True,
                text=True,
                timeout=60,
                env=os.environ | {"PYTHONPATH": os.getcwd(), "PYTHONDONTWRITEBYTECODE": "1"},
            )
        finally:
            folder.chmod(0o755)
    assert done.stdout.startswith("Unavailable "), done.stdout + done.stderr
    assert "can't be written to" in done.stdout or "can't be opened" in done.stdout


def test_a_store_opened_read_only_refuses_to_write(tmp_path: Path) -> None:
    small_store(tmp_path)[0].close()
    store = open_store(tmp_path / "store.db", read_only=True)
    assert store.read(facts) == FACTS
    with pytest.raises(Unavailable, match="opened for reading"):
        _submit(store, "one")
    store.close()


def test_our_own_mistakes_are_called_so(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    with pytest.raises(Bug, match="write inside a write"):
        store.run(lambda uow: store.run(lambda inner: None))
    with pytest.raises(Bug, match="never changed"):
        store.run(lambda uow: uow.connection.exec_driver_sql("UPDATE meta SET value = 'x'"))
    store.close()
    with pytest.raises(Unavailable, match="The store is closed"):
        store.read(facts)


def test_two_consoles_write_to_one_store_in_turn(tmp_path: Path) -> None:
    create_store(tmp_path / "store.db", FACTS).close()
    stores = [open_store(tmp_path / "store.db") for _ in range(2)]

    def work(store: Store, prefix: str) -> None:
        for number in range(25):
            assert _submit(store, f"{prefix} {number}")

    threads = [threading.Thread(target=work, args=(store, str(i))) for i, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].read(lambda r: inbox.own_pending(r, "ada")) == 50
    for store in stores:
        store.close()


def test_after_commit_runs_only_when_it_was_kept(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    woken: list[str] = []
    store.run(lambda uow: uow.after_commit(lambda: woken.append("kept")))

    def fails(uow: object) -> None:
        uow.after_commit(lambda: woken.append("lost"))  # type: ignore[attr-defined]
        raise BadInput("no")

    with pytest.raises(BadInput):
        store.run(fails)
    assert woken == ["kept"]
    store.close()


def test_each_thread_reads_on_its_own_connection_and_sees_what_was_written(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", FACTS)
    seen: list[int] = []

    def look() -> None:
        seen.append(store.read(lambda r: inbox.own_pending(r, "ada")))

    _submit(store, "one")
    before = store.data_version()
    threads = [threading.Thread(target=look) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 5
    _submit(store, "two")
    assert store.data_version() != before
    store.close()
