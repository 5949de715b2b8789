"""Whether a clock keeps pace with a stop watch: what jumps is not believed (PROTOCOL.md section 7, I10)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

AGREE_S = 30.0
"""Clocks that differ by less than this agree."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """A time that is believed, and the stop watch's seconds at it; ``off_s``: how far the clock is off, or 0.0."""

    at: datetime
    steady: float
    off_s: float = 0.0


def paced(before: Pace | None, now: datetime, steady: float) -> Pace:
    """The time at stop watch ``steady`` when the clock says ``now``.

    A clock that is slowly set right is followed.  One that jumped is not: time goes on at the stop watch's pace until
    the clock agrees with it again.
    """
    if before is None:
        return Pace(at=now, steady=steady)
    expected = before.at + timedelta(seconds=steady - before.steady)
    off = (now - expected).total_seconds()
    if abs(off) < AGREE_S:
        return Pace(at=now, steady=steady)
    return Pace(at=expected, steady=steady, off_s=off)


def trouble(off_s: float) -> str:
    """What the screens say of a clock that is off by so many seconds; "" for none."""
    if not off_s:
        return ""
    way = "ahead" if off_s > 0 else "behind"
    return (
        f"The clock of this machine jumped: it is {abs(off_s):.0f} s {way}. Nothing that waits for a time goes on but "
        "restores. Set the clock right; if it is right now, start Countersign again."
    )


def behind(ledger: datetime | None, now: datetime) -> str:
    """What the dispatcher says when its clock is behind the ledger's; "" when they agree."""
    if ledger is None or (ledger - now).total_seconds() < AGREE_S:
        return ""
    ahead = (ledger - now).total_seconds()
    return (
        f"The ledger's time is {ahead:.0f} s ahead of this machine's clock. Nothing is carried out but restores. "
        "Set the clock right, or wait until it has caught up."
    )
