"""Words on a terminal: texts made harmless, times, tables, and JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import typer


def plain(text: str, longest: int = 0) -> str:
    """``text`` on one line, with every character that could steer a terminal or turn the reading order written out.

    Control, format (bidirectional ones among them), private and unassigned characters become ``\\u202e``; ``longest``
    (characters, 0 for no limit) cuts the rest off.
    """
    shown = "".join(char if char.isprintable() else _written_out(char) for char in text)
    return shown if not longest or len(shown) <= longest else f"{shown[: longest - 1]}…"


def _written_out(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def moment(at: datetime | None) -> str:
    """An instant for a person: UTC, to the second."""
    return "-" if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def instant(at: datetime | None) -> str | None:
    """An instant for a script: RFC 3339, UTC, to the microsecond."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def show(line: str = "") -> None:
    """One line of the result, on stdout."""
    typer.echo(line)


def show_json(value: object) -> None:
    """The result as one JSON document, on stdout; ASCII, so that no terminal is steered by it."""
    typer.echo(json.dumps(value, indent=2))


def show_table(head: Sequence[str], rows: Sequence[Sequence[str]], nothing: str = "") -> None:
    """Columns under their heads, as wide as their widest cell; the sentence ``nothing`` in place of no rows."""
    if nothing and not rows:
        show(nothing)
        return
    cells = [list(head), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    for row in cells:
        show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
