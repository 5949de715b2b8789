"""What is typed into the queue's filter."""

import pytest

from console.domain.actions import Tier
from console.domain.views import QueueFilter
from console.ui.models.filters import parse, suggestions, with_term, without


def test_every_term_restricts_what_it_names() -> None:
    got = parse("reason:hate,violence age:>2h lang:de,fr tier:verified mine unclaimed Tiede mtiede")
    assert got.problem == ""
    assert got.filter == QueueFilter(
        text="Tiede mtiede",
        reasons=("hate", "violence"),
        languages=("de", "fr"),
        tiers=(Tier.VERIFIED,),
        older_than_s=7200,
        unclaimed=True,
        mine=True,
    )


@pytest.mark.parametrize(
    ("term", "seconds"), [("age:>30min", 1800), ("age:>3d", 259200), ("age:45s", 45), ("age:>1m", 60)]
)
def test_ages_are_read_in_every_unit(term: str, seconds: int) -> None:
    assert parse(term).filter.older_than_s == seconds


@pytest.mark.parametrize("term", ["age:soon", "reason:ugly", "lang:12", "tier:vip", "age:>"])
def test_a_term_that_cannot_be_read_restricts_nothing_and_is_named(term: str) -> None:
    got = parse(term)
    assert got.filter == QueueFilter()
    assert got.problem
    assert got.chips == ()


def test_what_has_a_colon_and_is_no_key_is_text() -> None:
    assert parse("12:30").filter.text == "12:30"


def test_a_chip_takes_its_own_term_away_and_no_other() -> None:
    text = "reason:hate lang:de mine"
    for chip in parse(text).chips:
        assert chip.term not in without(text, chip.term).split()
    assert without(text, "lang:de") == "reason:hate mine"


def test_every_suggestion_can_be_read_and_is_added_once() -> None:
    for chip in suggestions():
        assert parse(chip.term).problem == ""
        assert with_term(with_term("", chip.term), chip.term) == chip.term
