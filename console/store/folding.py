"""How text is folded for searching: compatibility forms and case do not matter, invisible characters neither."""

from __future__ import annotations

import unicodedata

LONGEST = 512
"""Characters of a folded text that are kept for searching."""


def folded(text: str) -> str:
    """The form in which texts are compared when somebody looks for them; never used to decide anything."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in plain if unicodedata.category(ch) not in ("Cc", "Cf")).strip()[:LONGEST]


def pattern(text: str, *, anywhere: bool) -> str:
    """A LIKE pattern (escape character ``\\``) for texts that begin with ``text`` folded, or hold it anywhere."""
    escaped = folded(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if anywhere else f"{escaped}%"
