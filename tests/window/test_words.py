"""Times and counts as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from console.ui import words

NOW = datetime(2017, 11, 2, 18, 30, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (45, "45 s"), (60, "1 min"), (3059, "50 min"), (7200, "2 h"), (3 * 86400, "3 d"), (-4, "0 s")],
)
def test_span_is_its_largest_unit(seconds: int, expected: str) -> None:
    assert words.span(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1.5, "1.5 s"), (10, "10 s"), (900, "15 min"), (2700, "45 min"), (5400, "1 h 30 min"), (90, "1 min 30 s")],
)
def test_wait_is_exact(seconds: float, expected: str) -> None:
    assert words.wait(seconds) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (412, "412"),
        (41_700, "41,700"),
        (41_700_000, "41.7 million"),
        (41_799_999, "41.7 million"),
        (2_000_000_000, "2 billion"),
        (1_000_000, "1 million"),
        (999_999, "999,999"),
    ],
)
def test_count_never_says_more_than_there_are(number: int, expected: str) -> None:
    assert words.count(number) == expected


def test_a_number_agrees_with_its_noun() -> None:
    assert [words.of(n, "report") for n in (0, 1, 214)] == ["no reports", "1 report", "214 reports"]


def test_time_left_turns_into_a_clock_near_its_end() -> None:
    assert words.left(NOW + timedelta(minutes=14, seconds=30), NOW) == "14 min left"
    assert words.left(NOW + timedelta(seconds=42), NOW) == "0:42 left"
    assert words.left(NOW - timedelta(seconds=1), NOW) == "over"


def test_age_and_ago() -> None:
    assert words.age(NOW - timedelta(days=3), NOW) == "3 d"
    assert words.ago(NOW - timedelta(seconds=40), NOW) == "40 s ago"
    assert words.ago(NOW - timedelta(seconds=1), NOW) == "just now"


def test_shift_says_hours_and_minutes() -> None:
    assert words.shift(7 * 3600 + 5 * 60) == "7 h 05"
    assert words.shift(25 * 60) == "25 min"


def test_exact_time_names_its_distance_from_utc() -> None:
    assert words.exact(NOW).endswith(")")
    assert "(UTC" in words.exact(NOW)
    assert "2017" in words.exact(NOW)


def test_lists_are_joined_as_one_speaks() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == ""


def test_initials_are_at_most_two() -> None:
    names = ("President of the Republic", "Marjaana Tiede", "kz_99182", "b_ok_1", "\u202e", "")
    assert [words.initials(name) for name in names] == ["PR", "MT", "kz", "b_", "?", "?"]
