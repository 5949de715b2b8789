"""A floor for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.floor import Floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    """Reports have come in, nobody has done anything."""
    floor = Floor(tmp_path)
    yield floor
    floor.close()
