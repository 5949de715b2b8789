"""Where the attacks happen: on the rules alone, and at a real registrar with a store, through its inbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import Hands, World
from tests.support.registrar_world import RegistrarWorld


@pytest.fixture(params=["rules", "registrar"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hands]:
    """Both worlds, one after the other: what must fail has to fail in each."""
    if request.param == "rules":
        yield World()
        return
    world = RegistrarWorld(tmp_path)
    yield world
    world.close()


@pytest.fixture
def world() -> World:
    """The rules alone."""
    return World()


@pytest.fixture
def registrar(tmp_path: Path) -> Iterator[RegistrarWorld]:
    """A real registrar on a store."""
    world = RegistrarWorld(tmp_path)
    yield world
    world.close()
