"""What can't wait, in one order: alarms, what cools off, what did not end, what was just done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.reasons import Lane
from console.domain.sentences import DOES
from console.domain.views import AccountBrief, Announcement, RecentEffect
from console.domain.views_ways import AlarmLine, EndingLine, EndState
from console.ui import words
from console.ui.models.lines import ACTIONS
from console.ui.text import one_line

JUST_DONE = timedelta(minutes=15)
"""How long what was just done to a protected account stays in everybody's sight."""


class Urgency(StrEnum):
    """What kind of thing it is."""

    ALARM = "alarm"
    COOLING = "cooling off"
    STUCK = "not ended"
    """Its time is over, and the platform did not take it back."""
    DONE = "just done"


@dataclass(frozen=True, slots=True)
class Urgent:
    """One thing that can't wait, with the row that it was made from."""

    id: str
    kind: Urgency
    account: AccountBrief
    about: AlarmLine | Announcement | RecentEffect | EndingLine

    def head(self, now: datetime) -> str:
        """What it is, and since when or until when."""
        about = self.about
        if isinstance(about, Announcement):
            return f"{ACTIONS[about.action]} in {words.clock(about.until - now)}"
        if isinstance(about, AlarmLine):
            return f"{DOES[about.action].capitalize()} {words.ago(about.at, now)}, and no entry explains it"
        if isinstance(about, EndingLine):
            return f"Should have ended {words.ago(about.ends_at, now)}"
        return f"{DOES[about.action].capitalize()} {words.ago(about.at, now)}"

    def rest(self, now: datetime) -> str:
        """What changed, in a sentence or two, and why the way back is closed where it is."""
        about = self.about
        if isinstance(about, Announcement):
            return one_line(about.words, 300)
        if isinstance(about, AlarmLine):
            return _of_alarm(about)
        if isinstance(about, EndingLine):
            return " ".join([one_line(about.words, 240), *(reason.sentence for reason in about.why_not)])
        ends = "" if about.ends_at is None else f" It is so {words.ends(about.ends_at, now)}."
        why_not = "" if about.lane is Lane.ALONE else " ".join(reason.sentence for reason in about.why_not)
        return f"{one_line(about.words, 240)}.{ends} {why_not}".replace("..", ".").strip()

    @property
    def back(self) -> Lane:
        """Which way back the viewer has; what cools off is stopped, not restored."""
        return Lane.NEVER if isinstance(self.about, Announcement) else self.about.lane


def _of_alarm(alarm: AlarmLine) -> str:
    if alarm.lifting:
        return "A colleague restores it: the platform's answer is awaited."
    why_not = " ".join(reason.sentence for reason in alarm.why_not_lift)
    failed = f"The last try failed: {one_line(alarm.failed, 160)}" if alarm.failed else ""
    return " ".join(part for part in (one_line(alarm.words, 240), failed, why_not) if part)


def urgent(
    alarms: Iterable[AlarmLine],
    announcements: Iterable[Announcement],
    stuck: Iterable[EndingLine],
    done: Iterable[RecentEffect],
    now: datetime,
    seen: frozenset[str],
) -> tuple[Urgent, ...]:
    """All of it: alarms newest first, then what cools off by its end, what should have ended, what was just done.

    ``seen`` are the effects that the viewer has put aside; alarms and announcements can't be.
    """
    newest = sorted(alarms, key=lambda alarm: alarm.at, reverse=True)
    running = sorted((one for one in announcements if one.until > now), key=lambda one: one.until)
    fresh = sorted(
        (e for e in done if e.restored_at is None and not e.ended and e.effect not in seen and e.at > now - JUST_DONE),
        key=lambda effect: effect.at,
        reverse=True,
    )
    return (
        *(Urgent(alarm.alarm, Urgency.ALARM, alarm.account, alarm) for alarm in newest),
        *(Urgent(one.proposal, Urgency.COOLING, one.account, one) for one in running),
        *(Urgent(end.effect, Urgency.STUCK, end.account, end) for end in stuck if end.state is EndState.FAILED),
        *(Urgent(effect.effect, Urgency.DONE, effect.account, effect) for effect in fresh),
    )
