"""A founded home, made once and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Home


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A store with three administrators, a supervisor, a reviewer and an auditor; nobody changes it."""
    home = Home(tmp_path_factory.mktemp("founded") / "home")
    home.found()
    home.enrol("Lena Marsh", "supervisor")
    home.enrol("Ana Pires", "reviewer", "--vendor", "Vendor South", "--until", "2099-12-31")
    home.enrol("Zoe Adler", "auditor")
    return home


@pytest.fixture
def home(founded: Home, tmp_path: Path) -> Home:
    """A copy of it for one test."""
    return founded.copy(tmp_path / "home")
