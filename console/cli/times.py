"""Times as people type them: a day of UTC, or an instant with its zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from console.cli.words import plain
from console.errors import BadInput


def time_of(given: str, option: str, *, end: bool) -> datetime | None:
    """An instant, or a whole day of UTC: its beginning or (``end``) its end; ``None`` for nothing.

    Raises :class:`BadInput` that names the ``option``.
    """
    if not given:
        return None
    try:
        if len(given) == 10:
            return datetime.combine(date.fromisoformat(given), time.max if end else time.min, UTC)
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadInput(
            f"The time of {option} can't be read",
            plain(given),
            "Write a day (2017-11-02) or an instant with its zone (2017-11-02T18:00:00Z).",
            message_id="cli.time",
        )
    return at.astimezone(UTC)
