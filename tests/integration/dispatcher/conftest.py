"""A world with a platform, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dispatch_world import DispatchWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DispatchWorld]:
    """The default policy, the office's people, nobody on the platform yet."""
    world = DispatchWorld(tmp_path)
    yield world
    world.close()
