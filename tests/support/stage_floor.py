"""The floor of the stage: clocks and calls of the two readings that a supervisor has there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.cancel import NEVER, CancelToken
from console.domain.escalation import ReadingClock
from console.domain.paging import Page
from console.domain.people import Role
from console.domain.views import PersonBrief


@dataclass
class StageFloor:
    """What a person's floor says on the stage; the second reading is one to which they are called."""

    person: PersonBrief
    now: datetime

    def clocks(self, cancel: CancelToken = NEVER) -> tuple[ReadingClock, ...]:
        return tuple(self._clock(number) for number in (0, 1)) if self.person.role is Role.SUPERVISOR else ()

    def _clock(self, number: int) -> ReadingClock:
        since = self.now - timedelta(minutes=2 + 5 * number)
        return ReadingClock(
            assignment=f"as-{number}",
            person=self.person.id,
            since=since,
            page_at=since + timedelta(minutes=5),
            paged_at=since + timedelta(minutes=5) if number else None,
            drawn_again_at=since + timedelta(minutes=15),
            words="",
        )

    def pages(self, cancel: CancelToken = NEVER) -> tuple[Page, ...]:
        found = (clock for clock in self.clocks() if clock.paged_at is not None)
        return tuple(
            Page(assignment=c.assignment, person=c.person, since=c.paged_at or c.since, index=7, words="")
            for c in found
        )

    def ringing(self, cancel: CancelToken = NEVER) -> tuple[Page, ...]:
        return ()
