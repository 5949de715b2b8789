"""Where a key stands in a TOML text, for messages; tomllib does not say.

Looks at lines only: table headers and ``key =``.  Enough to point at a place; never used to understand a file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(#.*)?$")
_PART = re.compile(r"""\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9_-]+))\s*""")


def place(text: str, path: tuple[str, ...], where: str) -> str:
    """``where`` with ", line n" of the key at ``path``, or of the table it would be in; just ``where`` if unknown."""
    line = line_of(text, path)
    return f"{where}, line {line}" if line else where


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The line (from 1) of the longest beginning of ``path`` that stands in ``text``; None where none of it does."""
    best: tuple[int, int] | None = None
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _parts(header["name"])
            full = table
        elif "=" in line and not line.lstrip().startswith("#"):
            full = (*table, *_parts(line.split("=", 1)[0]))
        else:
            continue
        if full and path[: len(full)] == full and (best is None or len(full) > best[0]):
            best = (len(full), number)
    return best[1] if best else None


def nearest(key: str, known: Iterable[str]) -> str:
    """The known key that ``key`` looks most like, or an empty text."""
    folded = {name.casefold().replace("-", "_"): name for name in known}
    found = difflib.get_close_matches(key.casefold().replace("-", "_"), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def _parts(dotted: str) -> tuple[str, ...]:
    parts: list[str] = []
    rest = dotted
    while rest:
        match = _PART.match(rest)
        if match is None:
            return ()
        parts.append(next(part for part in match.groups() if part is not None))
        rest = rest[match.end() :].removeprefix(".")
    return tuple(parts)
