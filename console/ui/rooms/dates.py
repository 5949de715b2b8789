"""Days as people type them: a day of UTC, its whole length counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from console.errors import BadInput

HINT = "2027-06-30"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def end_of(day: str) -> datetime | None:
    """The end of a day of UTC; ``None`` for nothing typed.  Raises :class:`BadInput`."""
    given = day.strip()
    if not given:
        return None
    try:
        return datetime.combine(date.fromisoformat(given), time.max.replace(microsecond=0), UTC)
    except ValueError as error:
        raise BadInput("This is no day", given[:40], f"Write it as {HINT}.") from error


def start_of(day: str) -> datetime | None:
    """The beginning of a day of UTC; ``None`` for nothing typed.  Raises :class:`BadInput`."""
    found = end_of(day)
    return None if found is None else datetime.combine(found.date(), time.min, UTC)


def why_not_day(day: str, now: datetime | None) -> str:
    """What is wrong with a day (that has to end after ``now``, if given), in one sentence; "" when nothing is."""
    try:
        until = end_of(day)
    except BadInput as error:
        return error.sentence
    return "That day is over already." if until is not None and now is not None and until <= now else ""


def day_of(moment: datetime | None) -> str:
    """A day as it is typed; "" for none."""
    return "" if moment is None else moment.astimezone(UTC).date().isoformat()


def day_words(moment: datetime) -> str:
    """A day in words, of UTC as it was typed: ``30 Jun 2027``."""
    at = moment.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
