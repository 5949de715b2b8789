"""Cases that came by lot, with their clocks; nothing in a row tells what stands behind one (I14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from console.domain.escalation import ReadingClock
from console.domain.views import Reading
from console.ui import words
from console.ui.models.queue import reason_words
from console.ui.models.rows import RowsModel
from console.ui.text import one_line


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading and where its clock stands; ``clock`` is ``None`` when it ended between two looks."""

    reading: Reading
    clock: ReadingClock | None


def clock_words(clock: ReadingClock, now: datetime) -> str:
    """Since when a reading is one's own and what comes next, to the minute: the same for every kind of reading."""
    since, again = (words.time_of_day(at, now) for at in (clock.since, clock.drawn_again_at))
    if clock.paged_at is not None:
        called = f"Yours since {since}, and you were called at {words.time_of_day(clock.paged_at, now)}."
    elif now < clock.page_at:
        called = f"Yours since {since}. You are called at {words.time_of_day(clock.page_at, now)}."
    else:
        called = f"Yours since {since}."
    return f"{called} Without an answer somebody else is drawn at {again}."


def _say(line: ReadingLine) -> str:
    reading, clock = line.reading, line.clock
    brief = reading.row.account
    reasons = words.listed([reason_words(reason) for reason in reading.row.reasons])
    state = "opened to you" if reading.opened else "recorded" if reading.recorded else "waits for your finding"
    said = f"{one_line(brief.name)}, {one_line(brief.handle)}, {reasons}, {state}"
    return said if clock is None else f"{said}. {clock_words(clock, clock.since)}"


class ReadingsModel(RowsModel[ReadingLine]):
    """Such lines, oldest draw first."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda line: line.reading.assignment, words_of=_say)
