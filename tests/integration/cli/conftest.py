"""A founded home, made once and copied for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from tests.support.command import Home


@pytest.fixture(scope="session", autouse=True)
def _no_keyring() -> Iterator[None]:
    """Nobody's keyring is touched: secrets go into the encrypted file."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A store with three administrators, a supervisor, a reviewer and an auditor; nobody changes it."""
    home = Home(tmp_path_factory.mktemp("founded") / "home")
    home.found()
    home.enrol("Lena Marsh", "supervisor")
    home.enrol("Ana Pires", "reviewer", "--vendor", "Vendor South", "--until", "2099-12-31")
    home.enrol("Zoe Adler", "auditor")
    home.open_quickly()
    with closing(sqlite3.connect(home.folder / "data" / "sandbox.db")) as db:  # a page and a bit
        kept = "SELECT seq FROM reports ORDER BY account_id != ?, seq LIMIT ?"
        db.execute(f"DELETE FROM reports WHERE seq NOT IN ({kept})", (PRESIDENT_ID, FEW_REPORTS))
        db.commit()
    return home


FEW_REPORTS = 60
PRESIDENT_ID = "25073877"


@pytest.fixture
def home(founded: Home, tmp_path: Path) -> Home:
    """A copy of it for one test."""
    return founded.copy(tmp_path / "home")
