"""A case as one list that is read downwards: reported content, then the reporters' statements, grouped by reason.

Items are built on a worker (making a text safe to show takes time); the model only looks them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject, Qt

from console.domain.reasons import Lane
from console.domain.views import CaseView, ContentView, HistoryLine, ReportView, StoryLine
from console.ui import words
from console.ui.models.queue import reason_words
from console.ui.models.rows import Index, RowsModel
from console.ui.text import COVERED_HANDLE, one_line, shown, tip_text

MORE_CHARACTERS = 10_000
"""How much further a long text is shown each time it is asked for."""
REPORTS_SHOWN = 60
"""Reports that are read at once."""


class ItemKind(StrEnum):
    """What an item of the list is."""

    HEADING = "heading"
    CONTENT = "content"
    REPORT = "report"
    MORE = "more"
    LINE = "line"
    FACT = "fact"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One item, every text of it safe to show; ``left_out`` characters of ``text`` are not shown."""

    id: str
    kind: ItemKind
    title: str = ""
    side: str = ""
    chip: str = ""
    text: str = ""
    left_out: int = 0
    media: tuple[tuple[str, str], ...] = ()
    """Kind, and what was said of it, which is shown only while somebody looks."""
    exact: str = ""
    tone: str = ""
    by: str = ""
    """Whose item it is, never cut: a handle is copied from here (DESIGN.md section 6, typed handle)."""
    who: str = ""
    """Of a story's line: the person who did it; empty for what the services did."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UndoSinceWanted:
    """From a line of a story: what its person did from then on is to be looked at."""

    person: str
    since: datetime


def undo_since(item: object) -> UndoSinceWanted | None:
    """What a line of a story leads to; ``None`` where no person did it."""
    if not isinstance(item, CaseItem) or item.at is None or not item.who:
        return None
    return UndoSinceWanted(item.who, item.at)


def say(item: CaseItem) -> str:
    """The item in one line."""
    parts = [
        item.chip,
        item.title,
        item.by,
        item.side,
        item.text[:300],
        *(f"{kind}, blurred" for kind, _ in item.media),
    ]
    more = f"{item.left_out:,} characters more, press Enter" if item.left_out else ""
    return ", ".join(part for part in [*parts, more] if part)


class CaseItemsModel(RowsModel[CaseItem]):
    """The items of one tab of a case."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda item: item.id, words_of=say)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As for every list; under the mouse the exact time, and of a ledger's line its entry and digest."""
        if role == Qt.ItemDataRole.ToolTipRole:
            item = self.at(index.row()) if index.isValid() else None
            return tip_text(item.exact) if item is not None and item.exact else None
        return super().data(index, role)

    def put(self, item: CaseItem) -> None:
        """Show this item in the place of the one with its id."""
        self.replace([item if old.id == item.id else old for old in self.rows])


def _content(view: ContentView, handle: str, now: datetime) -> CaseItem:
    cut = shown(view.text)
    return CaseItem(
        id=f"content:{view.id}",
        kind=ItemKind.CONTENT,
        chip=f"reported {words.of(view.reported_times, 'time')}" if view.reported_times else "not reported itself",
        title=f"{one_line(view.kind, 20).capitalize()} {one_line(view.platform_id, 40)}",
        by=f"by {one_line(handle)}",
        side=words.time_of_day(view.at, now),
        exact=words.exact(view.at),
        text=cut.text,
        left_out=cut.left_out,
        media=tuple((one_line(m.kind, 30).capitalize(), one_line(m.words, 120)) for m in view.media),
    )


def _report(view: ReportView, now: datetime) -> CaseItem:
    cut = shown(view.statement)
    language = f" \u00b7 {one_line(view.language, 12)}" if view.language else ""
    return CaseItem(
        id=f"report:{view.id}",
        kind=ItemKind.REPORT,
        chip=reason_words(view.reason),
        title=f"reporter {one_line(view.reporter, 12)}{language}",
        side=words.time_of_day(view.at, now),
        exact=words.exact(view.at),
        text=cut.text or "no statement",
        left_out=cut.left_out,
    )


def content_items(case: CaseView, now: datetime) -> tuple[CaseItem, ...]:
    """The reported items, each as it was when reported."""
    handle = case.account.brief.handle
    if not case.contents:
        said = f"The account itself, {one_line(handle)}, is reported, and no single item of it."
        return (CaseItem("no-content", ItemKind.EMPTY, text=said),)
    heading = CaseItem(
        "heading:content",
        ItemKind.HEADING,
        title="Reported content",
        side=f"as it was when reported \u00b7 sha256 {case.contents[0].digest[:4]}\u2026",
    )
    return (heading, *(_content(c, handle, now) for c in case.contents))


def report_items(case: CaseView, now: datetime, reports: Sequence[ReportView] = ()) -> tuple[CaseItem, ...]:
    """The most reported item first, then all statements, grouped by reason in the order of how often each is given."""
    page = tuple(reports) or case.reports
    order = {reason: place for place, (reason, _) in enumerate(case.counts)}
    grouped = sorted(page, key=lambda report: order.get(report.reason, len(order)))
    items = list(content_items(case, now)[:2])
    groups = " \u00b7 ".join(f"{reason_words(reason)} {words.count(number)}" for reason, number in case.counts[:4])
    items.append(
        CaseItem("heading:statements", ItemKind.HEADING, title="Statements of reporters", side=f"grouped: {groups}")
    )
    items += [_report(report, now) for report in grouped]
    rest = case.report_count - len(page)
    if rest > 0:
        items.append(CaseItem("more:reports", ItemKind.MORE, title=f"Show more reports ({words.count(rest)} left)"))
    return tuple(items)


def account_items(case: CaseView, now: datetime, *, covered: bool = False) -> tuple[CaseItem, ...]:
    """Everything that is known of the account, a fact in each line; ``covered`` while its handle is typed."""
    account, brief = case.account, case.account.brief
    reach = "not known" if brief.reach is None else f"{brief.reach:,} {brief.reach_noun}"
    facts = (
        ("name", one_line(brief.name), ""),
        ("handle", COVERED_HANDLE if covered else one_line(brief.handle), ""),
        ("id", one_line(brief.platform_id), ""),
        ("platform", one_line(brief.platform), ""),
        ("tier", brief.tier.value.replace("_", " "), ""),
        ("reach", reach, ""),
        ("state", ", ".join(one_line(word, 80) for word in account.state_words) or "not known", ""),
        ("since", words.exact(account.created) if account.created else "not known", ""),
        (
            "earlier actions",
            words.count(account.earlier_actions) if account.earlier_actions else "no case closed before",
            "",
        ),
        ("as read", words.ago(account.read_at, now), words.exact(account.read_at)),
    )
    return tuple(
        CaseItem(id=f"fact:{name}", kind=ItemKind.FACT, title=name, text=value, exact=exact)
        for name, value, exact in facts
    )


def history_items(history: Sequence[HistoryLine], now: datetime) -> tuple[CaseItem, ...]:
    """What was done to the account before."""
    if not history:
        return (CaseItem("no-history", ItemKind.EMPTY, text="Nothing was done to this account before."),)
    return tuple(
        CaseItem(
            id=f"history:{line.effect}",
            kind=ItemKind.LINE,
            chip=line.clause,
            title=one_line(line.words),
            side=words.time_of_day(line.at, now),
            exact=words.exact(line.at),
            text=_way_back(line, now),
        )
        for line in history
    )


def _way_back(line: HistoryLine, now: datetime) -> str:
    """Whether it can be restored, by whom, and when it ends or ended by itself."""
    if line.ended:
        return "ended by itself"
    ways = {
        Lane.ALONE: "R R restores it",
        Lane.SECOND: "R R restores it, with a second person",
        Lane.NEVER: " ".join(reason.sentence for reason in line.why_not),
    }
    ends = [words.ends(line.ends_at, now)] if line.ends_at is not None and line.restorable else []
    said = ". ".join([*ends, *([ways[line.lane]] if line.restorable else [])])
    return said[:1].upper() + said[1:]


def story_items(story: Sequence[StoryLine], now: datetime) -> tuple[CaseItem, ...]:
    """Who did what, the latest first."""
    if not story:
        return (
            CaseItem(
                "no-story",
                ItemKind.EMPTY,
                text="Nothing of this account is closed yet. What is open is told once it has ended.",
            ),
        )
    return tuple(
        CaseItem(
            id=f"story:{line.index}",
            kind=ItemKind.LINE,
            title=one_line(line.words),
            side=words.time_of_day(line.at, now, seconds=True),
            exact=f"{words.exact(line.at)}\nentry {line.index:,} \u00b7 {line.digest}",
            text=shown(line.detail, 400).text,
            tone="done",
            who=line.person,
            at=line.at,
        )
        for line in reversed(story)
    )


def whole_text(case: CaseView, reports: Sequence[ReportView], item_id: str) -> str:
    """All of an item's long text."""
    kind, _, key = item_id.partition(":")
    if kind == "content":
        return next((content.text for content in case.contents if content.id == key), "")
    return next((report.statement for report in reports if report.id == key), "")


def further(item: CaseItem, whole: str) -> CaseItem:
    """The item with the next part of its long text."""
    have = len(whole) - item.left_out
    cut = shown(whole, have + MORE_CHARACTERS)
    return replace(item, text=cut.text, left_out=cut.left_out)
