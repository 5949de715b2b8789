"""A small part of the exhaustive search (``packaging/dev.py bench search``), in the suite, so that it stays true."""

from __future__ import annotations

from tests.bench.search import measure_quickly


def test_i1_to_i8_no_path_of_the_small_search_breaks_them_and_its_mutants_are_found() -> None:
    for figure in measure_quickly():
        assert figure.holds, "\n".join((figure.line(), *figure.more))
