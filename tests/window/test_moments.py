"""Moments as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from console.ui.moments import moment

NOW = datetime(2017, 11, 2, 18, 45).astimezone()
TODAY = NOW.replace(hour=14, minute=0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("90 min", NOW - timedelta(minutes=90)),
        ("8h", NOW - timedelta(hours=8)),
        (" 2 d ", NOW - timedelta(days=2)),
        ("14:00", TODAY),
        ("23:10", NOW.replace(hour=23, minute=10) - timedelta(days=1)),
        ("2017-11-02 14:00", TODAY),
        ("2017-11-01", TODAY.replace(day=1, hour=0)),
    ],
)
def test_a_moment_is_read_as_it_is_meant(typed: str, meant: datetime) -> None:
    assert moment(typed, NOW) == meant


@pytest.mark.parametrize("typed", ["", "yesterday", "25:10", "2017-13-01", "2017-11-03", "2017-11-02 19:00", "-3 d"])
def test_what_is_no_moment_that_was_is_none(typed: str) -> None:
    assert moment(typed, NOW) is None
