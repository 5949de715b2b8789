"""A register file: comma-separated lines of accounts and their protection, read into rows or named as broken.

Columns, in any order: ``platform``, ``platform_id`` (never the handle), ``tier`` (standard, verified, head_of_state),
and at will ``term_until`` (a day or an instant) or ``term_days``, and ``note`` (for whoever reads the file).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

import msgspec

from console.domain.actions import Tier
from console.domain.governance import MOST_TERM_S
from console.errors import BadInput

LARGEST_FILE = 16 << 20
LONGEST_ID = 255
COLUMNS = ("platform", "platform_id", "tier", "term_until", "term_days", "note")
_NEEDED = COLUMNS[:3]
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""Lines with their ends, split where the CSV dialect splits them and nowhere else (a text may hold U+2028)."""


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line; ``problem`` is "" or what is wrong with it, in one sentence.  ``line`` counts from 1."""

    line: int
    platform: str = ""
    platform_id: str = ""
    tier: Tier | None = None
    term_s: int | None = None
    note: str = ""
    problem: str = ""


def read_rows(data: bytes, now: datetime) -> tuple[FileRow, ...]:
    """All lines of a register file but the first, which names the columns; empty lines are left out.

    Raises :class:`BadInput` where it is no such file as a whole: too large, not UTF-8, without the columns.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput("The register file is too large", f"{len(data)} bytes", "Split it: 16 MiB are the most.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput("The register file is not UTF-8", f"line {line}", "Save it as CSV, UTF-8.") from error
    if "\0" in text:
        raise BadInput("The register file holds bytes that are no text", what_to_do="Save it as CSV, UTF-8.")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else "\t" if "\t" in head and "," not in head else ","
    return _no_doubles(_rows(text, delimiter, now))


def _rows(text: str, delimiter: str, now: datetime) -> Iterator[FileRow]:
    reader = csv.reader(_LINES.findall(text), delimiter=delimiter, strict=True)
    names: tuple[str, ...] = ()
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _columns(cells)
            elif len(cells) > len(names):
                yield FileRow(line=line, problem=f"It has {len(cells)} fields, but there are {len(names)} columns.")
            else:
                yield _row(line, {n: c.strip() for n, c in zip(names, cells, strict=False)}, now)
    except csv.Error as error:
        yield FileRow(line=start, problem=f"It can't be read ({error}): check its quotes.")
    if not names:
        raise BadInput("The register file is empty", "line 1", f"Begin it with: {', '.join(_NEEDED)}.")


def _columns(cells: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip().casefold().replace(" ", "_") for cell in cells)
    missing = [name for name in _NEEDED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown or len(set(names)) != len(names):
        what = f"lacks the column {missing[0]}" if missing else f"has a column {unknown[0]!r} that nobody knows"
        if not missing and not unknown:
            what = "names a column twice"
        raise BadInput(
            f"The register file {what}", "line 1", f"Its columns are: {', '.join(COLUMNS)}.", message_id="register.head"
        )
    return names


def _row(line: int, cells: Mapping[str, str], now: datetime) -> FileRow:
    row = FileRow(
        line=line,
        platform=cells.get("platform", ""),
        platform_id=cells.get("platform_id", ""),
        note=cells.get("note", "")[:200],
    )
    tier = _TIERS.get(cells.get("tier", "").casefold().replace(" ", "_").replace("-", "_"))
    term_s, problem = _term(cells.get("term_until", ""), cells.get("term_days", ""), now)
    if not row.platform:
        problem = "It names no platform."
    elif not row.platform_id:
        problem = "It names no platform id; a handle is not enough, because it can change hands."
    elif len(row.platform_id) > LONGEST_ID or not row.platform_id.isprintable():
        problem = "Its platform id is too long, or holds characters that can't be seen."
    elif tier is None:
        problem = f"Its tier has to be one of {', '.join(Tier)}."
    elif term_s is not None and not tier.protected:
        problem = "Standard takes no term: an account goes back by itself when its term ends."
    return msgspec.structs.replace(row, tier=tier, term_s=term_s, problem=problem)


_TIERS = {tier.value: tier for tier in Tier}


def _term(until: str, days: str, now: datetime) -> tuple[int | None, str]:
    """Seconds from ``now``, and "" or what is wrong."""
    if until and days:
        return None, "It has both term_until and term_days; give one."
    if days:
        if not days.isascii() or not days.isdigit() or not 0 < int(days[:6]) <= MOST_TERM_S // 86400:
            return None, f"term_days has to be a whole number from 1 to {MOST_TERM_S // 86400}."
        return int(days) * 86400, ""
    if not until:
        return None, ""
    end = _instant(until)
    if end is None:
        return None, "term_until has to be a day (2029-01-20) or an instant with its zone (2029-01-20T12:00:00Z)."
    seconds = int((end - now).total_seconds())
    if seconds <= 0:
        return None, "Its term is over already."
    return (
        (seconds, "") if seconds <= MOST_TERM_S else (None, "Its term is too long: leave it out to protect for good.")
    )


def _instant(text: str) -> datetime | None:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time_of_day.min, UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return None if at.tzinfo is None else at.astimezone(UTC)


def _no_doubles(rows: Iterator[FileRow]) -> tuple[FileRow, ...]:
    first: dict[tuple[str, str], int] = {}
    found: list[FileRow] = []
    for row in rows:
        key = (row.platform, row.platform_id)
        if not row.problem and key in first:
            row = msgspec.structs.replace(row, problem=f"The same account stands in line {first[key]} already.")
        elif not row.problem:
            first[key] = row.line
        found.append(row)
    return tuple(found)
