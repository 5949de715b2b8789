"""What waits, what was carried out, what cools off: lines of three rows each, their words made when they were read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from console.domain.actions import Action
from console.domain.views import AccountBrief, Announcement, RecentEffect, Status, WaitingLine
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
}


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
    about: WaitingLine | RecentEffect | Announcement


def from_waiting(line: WaitingLine) -> ListLine:
    """Something of mine that waits."""
    head = f"{ACTIONS[line.action]} \u00b7 {STATUSES[line.status]}"
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


def from_recent(effect: RecentEffect) -> ListLine:
    """Something that was carried out."""
    restored = effect.restored_at is not None
    head = f"{ACTIONS[effect.action]} \u00b7 {'restored' if restored else 'carried out'}"
    why_not = " ".join(reason.sentence for reason in effect.why_not)
    return ListLine(
        effect.effect,
        effect.account,
        head,
        one_line(effect.words if restored else why_not or effect.words, 300),
        effect.restored_at or effect.at,
        False,
        "restore" if restored else "muted",
        effect,
    )


def from_announcement(announced: Announcement) -> ListLine:
    """Something that cools off."""
    return ListLine(
        announced.proposal,
        announced.account,
        f"{ACTIONS[announced.action]} \u00b7 cooling off",
        one_line(announced.words, 300),
        announced.until,
        True,
        "head_of_state",
        announced,
    )


def _say(line: ListLine) -> str:
    brief = line.account
    return f"{line.head}, {TIER_WORDS[brief.tier]} account {one_line(brief.name)}, {line.words}"


class LinesModel(RowsModel[ListLine]):
    """Such lines in order."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda line: line.id, words_of=_say)
