"""How a second reading stands in its list: as a case in the queue, but with its own clock in the place of the case's.

The age of a case would tell what stands behind it (a canary's reports are old); since when the reading is one's own,
and when somebody else is drawn, runs alike for every kind (I14).
"""

from __future__ import annotations

from datetime import datetime

from console.domain.views import QueueRow
from console.ui import words
from console.ui.delegates.queue_row import QueueRowDelegate
from console.ui.models.readings import ReadingLine


class ReadingRowDelegate(QueueRowDelegate):
    """Paints :class:`ReadingLine`."""

    def row_of(self, value: object) -> QueueRow | None:
        """The case that is read."""
        return value.reading.row if isinstance(value, ReadingLine) else None

    def age(self, value: object, row: QueueRow, now: datetime) -> tuple[str, str]:
        """Since when it is one's own; in amber once one was called."""
        clock = value.clock if isinstance(value, ReadingLine) else None
        if clock is None:
            return "", "muted"
        return words.age(clock.since, now), "muted" if clock.paged_at is None else "head_of_state"

    def share(self, value: object, row: QueueRow, now: datetime) -> tuple[float, str]:
        """How much of the time until somebody else is drawn is over."""
        clock = value.clock if isinstance(value, ReadingLine) else None
        if clock is None:
            return 0.0, "accent"
        gone = (now - clock.since) / (clock.drawn_again_at - clock.since)
        return gone, "accent" if clock.paged_at is None else "head_of_state"

    def rest(self, value: object, row: QueueRow, now: datetime) -> list[str]:
        """How far it is, that one was called, and how much time is left."""
        if not isinstance(value, ReadingLine):
            return []
        reading, clock = value.reading, value.clock
        said = ["opened to you" if reading.opened else "recorded" if reading.recorded else ""]
        if clock is not None:
            said += ["called" if clock.paged_at is not None else "", words.left(clock.drawn_again_at, now)]
        return said
