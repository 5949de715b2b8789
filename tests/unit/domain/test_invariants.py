"""Each invariant names code that exists, and tests that exist."""

from __future__ import annotations

import importlib
import re

import pytest

from console.domain.invariants import INVARIANTS
from tests.support.checkout import ROOT


def test_all_fourteen_are_there() -> None:
    assert list(INVARIANTS) == [f"I{number}" for number in range(1, 15)]


@pytest.mark.parametrize("number", INVARIANTS)
def test_what_holds_it_exists(number: str) -> None:
    for place in INVARIANTS[number].held_by:
        module, name = place.split(":")
        assert hasattr(importlib.import_module(module), name), place


@pytest.mark.parametrize("number", INVARIANTS)
def test_what_proves_it_exists(number: str) -> None:
    assert INVARIANTS[number].proven_by
    for place in INVARIANTS[number].proven_by:
        file, name = place.split("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^ *def {re.escape(name)}\(", text, re.MULTILINE), place
