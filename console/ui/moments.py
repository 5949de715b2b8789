"""Moments as people type them: ``14:00``, ``2017-11-02 14:00``, ``90 min``, ``2 d``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
_AGO = re.compile(r"(\d{1,4})\s*(min|h|d)")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?")


def moment(typed: str, now: datetime) -> datetime | None:
    """The moment that was typed, in local time; a time of day is the last one that was.  ``None``: it is none.

    ``90 min``, ``8 h`` and ``2 d`` are that long ago.  What lies in the future is no moment to look back from.
    """
    text = typed.strip().casefold()
    local = now.astimezone()
    found = _read(text, local)
    return found if found is not None and found <= local else None


def _read(text: str, local: datetime) -> datetime | None:
    if ago := _AGO.fullmatch(text):
        return local - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        if time := _TIME.fullmatch(text):
            today = local.replace(hour=int(time[1]), minute=int(time[2]), second=0, microsecond=0)
            return today if today <= local else today - timedelta(days=1)
        if day := _DAY.fullmatch(text):
            year, month, date, hour, minute = (int(part) if part else 0 for part in day.groups())
            return datetime(year, month, date, hour, minute).astimezone()
    except ValueError:
        return None
    return None
