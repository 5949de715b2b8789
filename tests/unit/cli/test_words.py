"""No text from outside steers a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from console.cli.words import instant, moment, plain, show_json, show_table


def test_control_and_bidirectional_characters_are_written_out() -> None:
    assert plain("a\x1b[31m\u202eb\nc\U000e0001") == "a\\u001b[31m\\u202eb\\nc\\U000e0001".replace("\\n", "\\u000a")


def test_ordinary_text_of_any_language_stays() -> None:
    assert plain("Zoë القاهرة 東京 🙂") == "Zoë القاهرة 東京 🙂"


def test_long_text_is_cut_where_asked() -> None:
    assert plain("abcdef", 4) == "abc…"


def test_times_are_utc() -> None:
    at = datetime(2017, 11, 2, 19, 0, tzinfo=timezone(timedelta(hours=1)))
    assert (moment(at), instant(at)) == ("2017-11-02 18:00:00 UTC", "2017-11-02T18:00:00.000000Z")
    assert (moment(None), instant(None)) == ("-", None)
    assert moment(datetime(2017, 11, 2, tzinfo=UTC)) == "2017-11-02 00:00:00 UTC"


def test_tables_and_json_hold_no_raw_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("name",), [("\x1b[2J\u202e",)])
    show_json({"name": "\x1b\u202e"})
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\u202e" not in out
    assert json.loads(out.partition("{")[1] + out.partition("{")[2])["name"] == "\x1b\u202e"
