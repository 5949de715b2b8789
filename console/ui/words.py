"""Numbers and times as people say them; the exact ones are for the hover (LOOK.md, "Words")."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain.views import AccountBrief
from console.ui.text import one_line

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _seconds(span: timedelta | float) -> int:
    return int(span.total_seconds() if isinstance(span, timedelta) else span)


def span(duration: timedelta | float) -> str:
    """A duration in its largest unit, rounded down: ``45 s``, ``50 min``, ``2 h``, ``3 d``. Seconds or timedelta."""
    seconds = max(0, _seconds(duration))
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h"
    return f"{seconds // _DAY:,} d"


def wait(duration: timedelta | float) -> str:
    """A wait that a rule asks for, exactly: ``10 s``, ``1.5 s``, ``45 min``, ``1 h 30 min``."""
    exact = float(duration.total_seconds() if isinstance(duration, timedelta) else duration)
    if exact < _MINUTE:
        return f"{exact:g} s"
    hours, rest = divmod(int(exact), _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def shift(duration: timedelta | float) -> str:
    """Time worked: ``7 h 05``, ``25 min``."""
    seconds = max(0, _seconds(duration))
    hours, rest = divmod(seconds, _HOUR)
    return f"{hours} h {rest // _MINUTE:02d}" if hours else f"{rest // _MINUTE} min"


def age(then: datetime, now: datetime) -> str:
    """How long ago, for a narrow column: ``3 d``, ``50 min``, ``now``."""
    passed = _seconds(now - then)
    return "now" if passed < 5 else span(passed)


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in a sentence: ``40 s ago``, ``just now``."""
    passed = _seconds(now - then)
    return "just now" if passed < 5 else f"{span(passed)} ago"


def left(until: datetime, now: datetime) -> str:
    """How much time is left: ``14 min left``, ``0:42 left`` below one and a half minutes, ``over``."""
    seconds = _seconds(until - now)
    if seconds <= 0:
        return "over"
    return f"{clock(seconds)} left" if seconds < 90 else f"{span(seconds)} left"


def clock(duration: timedelta | float) -> str:
    """A countdown: ``0:42``, ``14:05``, ``1:02:30``; what has begun counts whole."""
    seconds = max(0, _seconds(duration))
    hours, rest = divmod(seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def exact(moment: datetime) -> str:
    """For the hover: the moment in local time, with its distance from UTC: ``2 Nov 2017 18:21:07 (UTC+01:00)``."""
    local = moment.astimezone()
    offset = local.strftime("%z")
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M:%S} (UTC{offset[:3]}:{offset[3:5]})"


def time_of_day(moment: datetime, now: datetime, *, seconds: bool = False) -> str:
    """``18:21`` today, ``2 Nov 18:21`` this year, ``2 Nov 2017 18:21`` before; local time."""
    local, today = moment.astimezone(), now.astimezone()
    words = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    if local.date() == today.date():
        return words
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{day} {words}" if local.year == today.year else f"{day} {local.year} {words}"


def count(number: int) -> str:
    """A large number as one says it: ``412``, ``41,700``, ``41.7 million``, ``2 billion``."""
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if number >= size:
            tenths = number * 10 // size
            return f"{tenths // 10:,} {word}" if tenths % 10 == 0 else f"{tenths // 10:,}.{tenths % 10} {word}"
    return f"{number:,}"


def of(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 report``, ``214 reports``, ``no reports``."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"no {noun}" if number == 0 else f"{count(number)} {noun}"


def ends(ends_at: datetime, now: datetime) -> str:
    """When something ends by itself: ``until 8 Dec 18:21, ends by itself in 6 d``; its time may just be over."""
    if ends_at <= now:
        return "its time is over: the platform is taking it back"
    return f"until {time_of_day(ends_at, now)}, ends by itself in {span(ends_at - now)}"


def lasting(seconds: int | None) -> str:
    """For how long something is done: ``for 7 d``, ``without end``."""
    return "without end" if seconds is None else f"for {wait(seconds) if seconds < _DAY else span(seconds)}"


def listed(words: list[str], joint: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def initials(name: str) -> str:
    """At most two letters that stand for a name when it has no picture."""
    parts = [part for part in name.split() if part[0].isalnum() or part[0] == "_"]
    if not parts:
        return "?"
    if len(parts) == 1:
        return parts[0][:2]
    great = [part for part in parts if not part[0].islower()]
    first, second = great[:2] if len(great) > 1 else parts[:2]
    return f"{first[0]}{second[0]}"


def reach_words(brief: AccountBrief) -> str:
    """``41.7 million followers``, or that it is not known."""
    if brief.reach is None:
        return "reach not known"
    return of(brief.reach, one_line(brief.reach_noun, 30).removesuffix("s"), one_line(brief.reach_noun, 30))
