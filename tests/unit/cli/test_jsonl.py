"""Import lines: what is taken, and how each bad one is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli.jsonl import BadLine, Line, lines
from console.domain.cases import ReportReason
from console.errors import BadInput

GOOD: dict[str, Any] = {
    "report": "7431",
    "account": "25073877",
    "reporter": "u-1882",
    "reason": "violence",
    "time": "2017-11-02T18:21:00Z",
}
CONTENT: dict[str, Any] = {"id": "919048", "text": "Not much longer.", "time": "2017-11-02T17:57:00Z"}


def written(folder: Path, *rows: object) -> Path:
    """A file with these lines: bytes as they are, anything else as JSON."""
    path = folder / "reports.jsonl"
    path.write_bytes(b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows))
    return path


def read(folder: Path, *rows: object) -> list[Line | BadLine]:
    """What is read of these lines."""
    return list(lines(written(folder, *rows)))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"{", "it is not JSON"),
        (b"[1]", "it is not an object in braces"),
        (b'{"report": "\xff"}', "the line is not UTF-8"),
        (GOOD | {"extra": 1}, "there is no field named extra"),
        ({k: v for k, v in GOOD.items() if k != "account"}, "it lacks the field account"),
        (GOOD | {"time": "yesterday"}, "field time: a time is written like 2017-11-02T18:00:00Z"),
        (GOOD | {"time": "2017-11-02T18:21:00"}, "field time: a time is written like 2017-11-02T18:00:00Z"),
        (GOOD | {"account": ""}, "field account: it is empty"),
        (GOOD | {"report": 5}, "field report: it has to be text, not int"),
        (GOOD | {"statement": "x" * 1_000_001}, "field statement: its longest length in characters is 1000000"),
        (GOOD | {"statement": "\ud800"}, "a text holds half of a character (a lone surrogate)"),
        (GOOD | {"content": CONTENT | {"id": ""}}, "field content.id: it is empty"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_why(tmp_path: Path, row: object, why: str) -> None:
    found = read(tmp_path, GOOD, row, GOOD)
    assert [type(line).__name__ for line in found] == ["Line", "BadLine", "Line"]
    assert found[1] == BadLine(2, why)


def test_an_unknown_reason_is_named_without_steering_the_terminal(tmp_path: Path) -> None:
    (bad,) = read(tmp_path, GOOD | {"reason": "z\x1b[2J\u202e"})
    assert isinstance(bad, BadLine)
    assert bad.why.startswith("field reason: not one of child_safety, ")
    assert bad.why.isprintable()


def test_a_million_characters_control_and_bidirectional_ones_come_as_they_are(tmp_path: Path) -> None:
    text = "\x00\x07\u202eevil\u2066 <b>\U0001f600" + "x" * 999_986
    assert len(text) <= 1_000_000
    (line,) = read(tmp_path, GOOD | {"statement": text, "content": CONTENT | {"text": text}})
    assert isinstance(line, Line)
    taken = line.report.read("sandbox")
    assert taken.statement == text
    assert taken.content is not None and taken.content.text == text


def test_empty_lines_and_a_byte_order_mark_are_passed_over_but_counted(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", b"  \r", GOOD)
    assert [line.number for line in found] == [1, 4]


def test_the_end_of_a_line_is_its_place_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, GOOD)
    assert [line.end for line in lines(path) if isinstance(line, Line)][-1] == path.stat().st_size


def test_the_same_line_is_the_same_report(tmp_path: Path) -> None:
    first, second, other = read(tmp_path, GOOD, GOOD, GOOD | {"time": "2017-11-02T18:22:00Z"})
    assert isinstance(first, Line) and isinstance(second, Line) and isinstance(other, Line)
    assert first.report.read("sandbox").id == second.report.read("sandbox").id
    assert first.report.read("sandbox").id != other.report.read("sandbox").id


def test_a_report_without_content_is_on_the_account(tmp_path: Path) -> None:
    on_account, on_post = read(tmp_path, GOOD, GOOD | {"content": CONTENT})
    assert isinstance(on_account, Line) and isinstance(on_post, Line)
    taken = on_account.report.read("sandbox")
    assert (taken.kind, taken.target, taken.reason) == ("account", "25073877", ReportReason.VIOLENCE)
    assert (on_post.report.read("sandbox").kind, on_post.report.read("sandbox").target) == ("content", "919048")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no such file"):
        list(lines(tmp_path / "nothing.jsonl"))
