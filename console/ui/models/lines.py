"""What waits, what was carried out, what cools off: lines of three rows each, their words made when they were read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from console.domain.actions import Action
from console.domain.views import AccountBrief, RecentEffect, Status, WaitingLine
from console.domain.views_ways import LateLine, LateState, UndoLine, UnreportedLine
from console.ui import words
from console.ui.models.rows import RowsModel
from console.ui.text import one_line
from console.ui.widgets.paint import TIER_WORDS

ACTIONS: dict[Action, str] = {
    Action.DISMISS: "Dismiss",
    Action.WARN: "Warn",
    Action.LABEL: "Label",
    Action.REMOVE_CONTENT: "Remove content",
    Action.LIMIT: "Limit reach",
    Action.SUSPEND: "Suspend",
    Action.DEACTIVATE: "Deactivate",
}
STATUSES: dict[Status, str] = {
    Status.DRAFTED: "draft",
    Status.SUBMITTED: "asked",
    Status.HELD_BACK: "held back",
    Status.HANDED_OFF: "waits for a second reading",
    Status.COUNTERSIGNED: "countersigned",
    Status.REFUSED: "refused",
    Status.WITHDRAWN: "undone",
    Status.EXPIRED: "expired",
    Status.VOID: "void",
    Status.FROZEN: "frozen",
    Status.STOPPED: "stopped",
    Status.COOLING_OFF: "cooling off",
    Status.DUE: "about to be carried out",
    Status.ORDERED: "ordered from the platform",
    Status.CARRIED_OUT: "carried out",
    Status.FAILED: "failed",
    Status.UNKNOWN: "sent, or not: not known",
    Status.RESTORED: "restored",
    Status.ENDED: "ended by itself",
}


About = WaitingLine | RecentEffect | LateLine | UnreportedLine | UndoLine
"""What a line can be about."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line: the account, what it is about, what to know, and a time at its right.

    ``counts_down`` when the time is one until which something can be done; otherwise it is when something was.
    """

    id: str
    account: AccountBrief
    head: str
    words: str
    at: datetime | None
    counts_down: bool
    tone: str
    about: About


def from_waiting(line: WaitingLine) -> ListLine:
    """Something of mine that waits."""
    lasting = "" if line.duration_s is None else f" {words.lasting(line.duration_s)}"
    head = f"{ACTIONS[line.action]}{lasting} \u00b7 {STATUSES[line.status]}"
    ended = line.status in (Status.REFUSED, Status.VOID, Status.FROZEN, Status.FAILED, Status.UNKNOWN, Status.STOPPED)
    running = line.until is not None
    return ListLine(
        line.proposal,
        line.account,
        head,
        one_line(line.whom, 300),
        line.until if running else line.since,
        running,
        "harm" if ended else "head_of_state" if line.status is Status.COOLING_OFF else "muted",
        line,
    )


OVER_SHOWN_S = 86_400
"""How long a restore that took two is shown after it is over, to whoever asked for it (seconds)."""
_LATE: dict[LateState, tuple[str, str]] = {
    LateState.WAITS: ("waits for a second person", "head_of_state"),
    LateState.DONE: ("consented to", "restore"),
    LateState.OBJECTED: ("not restored", "harm"),
    LateState.EXPIRED: ("nobody consented in time", "harm"),
}


def from_late(line: LateLine) -> ListLine:
    """A restore that takes two people."""
    where, tone = _LATE[line.state]
    waits = line.state is LateState.WAITS
    by = one_line(line.over_by.name, 60) if line.over_by is not None else ""
    asked = "You asked" if line.mine else f"{one_line(line.author.name, 60)} asks you"
    said = {
        LateState.WAITS: f"{asked}: \u201c{one_line(line.reason, 240)}\u201d",
        LateState.DONE: f"{by} consented; it goes before everything else.",
        LateState.OBJECTED: "You took it back." if line.mine and line.over_by == line.author else f"{by} objected.",
        LateState.EXPIRED: "Ask again, if it is still right.",
    }[line.state]
    return ListLine(
        line.digest,
        line.account,
        f"Restore ({ACTIONS[line.action].lower()}) \u00b7 {where}",
        said,
        line.until if waits else line.over_at or line.until,
        waits,
        tone,
        line,
    )


def concerns(line: LateLine, now: datetime) -> bool:
    """Whether a restore that takes two is shown to this person: their own, or one that they can answer."""
    if line.state is LateState.WAITS:
        return line.mine or not (line.why_not_consent and line.why_not_object)
    return line.mine and line.over_at is not None and (now - line.over_at).total_seconds() < OVER_SHOWN_S


def from_unreported(line: UnreportedLine) -> ListLine:
    """A restore of mine that has no report yet."""
    return ListLine(
        f"report:{line.restore}",
        line.account,
        "Lifted \u00b7 no report yet"
        if line.lifted
        else f"Restored ({ACTIONS[line.action].lower()}) \u00b7 no report yet",
        "Say in a few words what happened, when there is time. Nothing waits for it.",
        line.at,
        False,
        "restore",
        line,
    )


def from_recent(effect: RecentEffect, now: datetime) -> ListLine:
    """Something that was carried out; ``now`` for when a temporary action ends."""
    restored, over = effect.restored_at is not None, effect.restored_at is not None or effect.ended
    state = "restored" if restored else "ended by itself" if effect.ended else "carried out"
    temporary = effect.ends_at is not None and not over
    if temporary and effect.ends_at is not None:
        state = words.ends(effect.ends_at, now)
    why_not = " ".join(reason.sentence for reason in effect.why_not)
    if effect.wish is not None:
        why_not = "A restore was asked for: it waits for a second person."
    return ListLine(
        effect.effect,
        effect.account,
        f"{ACTIONS[effect.action]} \u00b7 {state}",
        one_line(effect.words if over else why_not or effect.words, 300),
        effect.restored_at or (effect.ends_at if effect.ended else None) or effect.at,
        False,
        "restore" if restored else "muted",
        effect,
    )


def _say(line: ListLine) -> str:
    brief = line.account
    return f"{line.head}, {TIER_WORDS[brief.tier]} account {one_line(brief.name)}, {line.words}"


class LinesModel(RowsModel[ListLine]):
    """Such lines in order."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda line: line.id, words_of=_say)
