"""Importing: every line kept that can be, every other one named, twice the same as once, texts as they came."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from console.domain.cases import ReportReason
from tests.support.command import Home

PRESIDENT = "25073877"
HARMFUL = "\x00\x07\u202ereversed\u2066 <b>&amp;</b>\r\n\u0000\U0001f600"


def report(number: int, **changes: Any) -> dict[str, Any]:
    """A report on the president."""
    base: dict[str, Any] = {
        "report": f"import-{number}",
        "account": PRESIDENT,
        "reporter": f"u-{number}",
        "reason": "violence",
        "time": "2017-11-02T18:21:00Z",
    }
    return base | changes


def written(folder: Path, *rows: object) -> Path:
    """A file with these lines."""
    path = folder / "reports.jsonl"
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def texts_of(home: Home) -> set[str]:
    """Every text in the store."""
    with closing(sqlite3.connect(home.store)) as db:
        return {text for (text,) in db.execute("SELECT text FROM texts")}


def test_bad_lines_are_named_the_rest_is_kept_and_twice_adds_nothing(home: Home, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        report(1),
        "{",
        report(2, statement=HARMFUL),
        report(3, account="nobody has this id"),
        report(4, platform="elsewhere"),
        report(5, content={"id": "919048", "text": "As it was.", "time": "2017-11-02T17:57:00Z"}),
        report(6, reason="because"),
    )
    done = home.run("import", file, "--json", secrets=True)
    assert done.code == 2
    assert done.json["new"] == 3
    assert {one["line"]: one["why"] for one in done.json["left_out"]} == {
        2: "it is not JSON",
        4: "the platform has no such account",
        5: "this store has no platform of that name",
        7: f"field reason: not one of {', '.join(ReportReason)}: 'because'",
    }
    assert "Line 2 is left out: it is not JSON." in done.err and "Line 4 is left out: " in done.err
    assert done.err.splitlines()[-1].startswith("4 lines of the file were left out (")
    assert HARMFUL in texts_of(home)

    again = home.run("import", file, "--json", secrets=True)
    assert (again.json["new"], again.json["known"]) == (0, 3)
    assert home.must("audit", "verify", "--all", "--json").json["faults"] == []


def test_a_million_characters_survive(home: Home, tmp_path: Path) -> None:
    long = "\u202e" + "ж" * 999_998 + "\x1b"
    file = written(
        tmp_path, report(1, statement=long, content={"id": "p", "text": long, "time": "2017-11-02T17:57:00Z"})
    )
    done = home.must("import", file, secrets=True)
    assert done.out == "1 new report, 0 known before, 0 left out.\n"
    assert long in texts_of(home)


def test_a_file_that_is_not_there_is_2_and_one_sentence(home: Home, tmp_path: Path) -> None:
    done = home.run("import", tmp_path / "nothing.jsonl", secrets=True)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"There is no such file ({tmp_path / 'nothing.jsonl'}). Check its name.\n"


def test_imported_reports_join_what_the_platform_reports(home: Home, tmp_path: Path) -> None:
    home.must("import", written(tmp_path, report(1), report(2)), secrets=True)
    home.must("intake", "pull", secrets=True)
    with closing(sqlite3.connect(home.store)) as db:
        (count,) = db.execute(
            'SELECT count(*) FROM cases JOIN reports ON reports."case" = cases.id'
            " WHERE cases.id = (SELECT \"case\" FROM reports WHERE platform_report_id = 'import-1')"
        ).fetchone()
    assert count > 2
    home.must("audit", "verify", "--all")
