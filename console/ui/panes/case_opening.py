"""A case on its way to the screen: claimed, read, and made into items on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from console.cancel import CancelToken
from console.domain.views import CaseView, ReportView
from console.ui.models.case_items import CaseItem, account_items, content_items, history_items, report_items
from console.ui.panes.floor import Floor
from console.ui.panes.queue import CaseWanted


class Tab(StrEnum):
    """The tabs, in their order."""

    REPORTS = "reports"
    CONTENT = "content"
    ACCOUNT = "account"
    HISTORY = "history"
    STORY = "story"


TITLES = {
    Tab.REPORTS: "Reports",
    Tab.CONTENT: "Content",
    Tab.ACCOUNT: "Account",
    Tab.HISTORY: "History",
    Tab.STORY: "Who did what",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as it is rendered now, and for what: under the viewer's lease, or for their second reading."""

    case: CaseView
    assignment: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """A case that could not be opened, and the sentence why."""

    wanted: CaseWanted
    words: str


@dataclass(frozen=True, slots=True)
class RestoreWanted:
    """Somebody wants to restore this effect of the shown account's history."""

    effect: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as it was read, with the items of its tabs."""

    wanted: CaseWanted
    case: CaseView
    items: dict[Tab, tuple[CaseItem, ...]]
    reports: tuple[ReportView, ...]


def opening(floor: Floor, wanted: CaseWanted, *, claim: bool) -> Callable[[CancelToken], Opened]:
    """The work that reads a case, after claiming it when asked to; for the runner."""
    session, now = floor.session, floor.now()

    def work(cancel: CancelToken) -> Opened:
        if claim:
            session.claim(wanted.case, cancel)
        case = session.case(wanted.case, cancel)
        items = {
            Tab.REPORTS: report_items(case, now),
            Tab.CONTENT: content_items(case, now),
            Tab.ACCOUNT: account_items(case, now),
            Tab.HISTORY: history_items(case.history, now),
        }
        return Opened(wanted, case, items, case.reports)

    return work
