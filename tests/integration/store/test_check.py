"""What ``audit verify --all`` needs: whatever row is changed behind the guards' back is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.errors import Cancelled
from console.store import check
from console.store.engine import Store
from console.store.opening import create_store
from console.store.projections import write_way_back
from console.store.rows import WayBackRow
from console.store.texts import erase_texts
from tests.support.many_cases import NOON, store_with_cases
from tests.support.small_store import FACTS, account_read, digest, post, report_read, take_in


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("check")
    store_with_cases(folder, 5, "store.db").close()
    return (folder / "store.db").read_bytes()


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    (tmp_path / "store.db").write_bytes(whole)
    return tmp_path / "store.db"


def _behind(path: Path, statement: str) -> None:
    """Change the file as its owner can: the guards taken away first."""
    raw = sqlite3.connect(path, isolation_level=None)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement)
    raw.close()


def _faults(path: Path) -> list[tuple[str, str]]:
    store = Store(path)
    checks = (check.text_faults, check.evidence_faults, check.case_faults, check.card_faults)
    found = [f for look in checks for f in store.read(lambda r, look=look: list(look(r)))]  # type: ignore[misc]
    store.close()
    return [(fault.table, fault.key) for fault in found]


def _first(path: Path, query: str) -> str:
    raw = sqlite3.connect(path)
    found = raw.execute(query).fetchone()[0]
    raw.close()
    return str(found)


def test_a_whole_store_has_no_faults(path: Path, tmp_path: Path) -> None:
    assert _faults(path) == []
    store = create_store(tmp_path / "other.db", FACTS)
    take_in(store, [report_read(content=post())], [account_read()])
    take_in(store, [], [account_read(handle="renamed")])
    store.close()
    assert _faults(tmp_path / "other.db") == []


@pytest.mark.parametrize(
    ("key", "statement"),
    [
        ("SELECT handle_ref FROM accounts", "UPDATE texts SET text = 'x' WHERE digest = '{key}'"),
        ("SELECT handle_ref FROM accounts", "UPDATE texts SET salt = zeroblob(16) WHERE digest = '{key}'"),
        ("SELECT id FROM reports", "UPDATE reports SET reason = 'other', reporter_ref = digest WHERE id = '{key}'"),
        ("SELECT id FROM contents", "UPDATE contents SET at = at + 1 WHERE id = '{key}'"),
        ("SELECT id FROM cases", "UPDATE cases SET digest = 'x' WHERE id = '{key}'"),
        ("SELECT id FROM accounts", "UPDATE accounts SET card_ref = handle_ref WHERE id = '{key}'"),
        ("SELECT id FROM cases", "UPDATE cases SET card_ref = 'x' WHERE id = '{key}'"),
    ],
)
def test_a_changed_row_is_named(path: Path, key: str, statement: str) -> None:
    name = _first(path, key)
    _behind(path, statement.format(key=name))
    assert name in [row for _, row in _faults(path)]


def test_deleted_evidence_shows_in_the_case(path: Path) -> None:
    case = _first(path, 'SELECT "case" FROM reports')
    _behind(path, f"DELETE FROM reports WHERE \"case\" = '{case}'")
    assert ("cases", case) in _faults(path)


def test_erased_texts_are_no_fault(path: Path) -> None:
    digests = [_first(path, "SELECT statement_ref FROM reports"), _first(path, "SELECT handle_ref FROM accounts")]
    store = Store(path)
    store.run(lambda uow: erase_texts(uow, digests, NOON))
    store.close()
    assert ("texts", digests[0]) not in _faults(path)


def test_reports_are_compared_with_the_digests_in_the_ledger(path: Path) -> None:
    store = Store(path)
    every = [row[0] for row in store.read(lambda r: r.connection.exec_driver_sql("SELECT digest FROM reports").all())]
    assert store.read(lambda r: check.missing_reports(r, every)) == ()
    assert store.read(lambda r: check.unknown_reports(r, every)) == ()
    assert store.read(lambda r: check.missing_reports(r, [*every, digest("gone")])) == (digest("gone"),)
    assert len(store.read(lambda r: check.unknown_reports(r, every[1:]))) == 1
    store.close()


def test_rows_that_follow_from_the_ledger_come_one_by_one(path: Path) -> None:
    store = Store(path)
    for each in (check.each_proposal, check.each_assignment, check.each_finding, check.each_effect):
        assert store.read(lambda r, each=each: list(each(r))) == []  # type: ignore[misc]
    for each in (check.each_receipt, check.each_person):
        assert store.read(lambda r, each=each: list(each(r))) == []  # type: ignore[misc]
    row = WayBackRow(effect="e", digest=digest("saved"), saved=b"saved", at=NOON)
    store.run(lambda uow: write_way_back(uow, row))
    assert store.read(lambda r: list(check.each_way_back(r))) == [row]
    store.close()


@pytest.fixture
def cancelled() -> Iterator[CancelToken]:
    token = CancelToken()
    token.cancel()
    yield token


def test_a_check_can_be_cancelled(path: Path, cancelled: CancelToken) -> None:
    store = Store(path)
    with pytest.raises(Cancelled):
        store.read(lambda r: list(check.text_faults(r, cancelled)))
    store.close()
