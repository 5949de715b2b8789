"""The queue as a window over keyset pages: a few pages around what is seen, never the whole queue."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, Signal

from console.domain.cases import REASON_WORDS, ReportReason
from console.domain.views import QueuePage, QueueRow
from console.ui import words
from console.ui.models.rows import Index, RowsModel
from console.ui.text import one_line
from console.ui.widgets.paint import TIER_WORDS

PAGE = 60
"""Rows of a page."""
KEPT_PAGES = 6
"""Pages that the window holds at once; those before are read again when one goes back."""
Cursor = tuple[int, str] | None
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class PageWanted:
    """The window has reached an end: read the page after ``cursor``; ``front`` says at which end it goes in."""

    cursor: Cursor
    front: bool


@dataclass(frozen=True, slots=True)
class _Page:
    start: Cursor
    size: int


def reason_words(reason: str) -> str:
    """A report's reason as people say it."""
    try:
        return REASON_WORDS[ReportReason(reason)]
    except ValueError:
        return one_line(reason, 30)


def _say(row: QueueRow, covered: str) -> str:
    brief = row.account
    handle = "handle covered" if brief.id == covered else one_line(brief.handle)
    reasons = words.listed([reason_words(r) for r in row.reasons])
    held = ", claimed" if row.claimed_by else ""
    return (
        f"{TIER_WORDS[brief.tier]} account {one_line(brief.name)}, {handle}, "
        f"{reasons}, {words.of(row.report_count, 'report')}{held}"
    )


class QueueModel(RowsModel[QueueRow]):
    """Rows of the queue; asks for pages by ``wanted`` and is given them by :meth:`take`."""

    wanted = Signal(PageWanted)

    def __init__(self, parent: QObject, name: str = "queue_model") -> None:
        super().__init__(parent, name=name, id_of=lambda row: row.case, words_of=lambda row: _say(row, self.covered))
        self.covered = ""
        """The account whose handle nobody is told, because it is being typed."""
        self._pages: list[_Page] = []
        self._before: list[Cursor] = []
        self._next: Cursor = None
        self._asked: PageWanted | None = None

    def first(self, page: QueuePage) -> None:
        """Show the queue from its beginning."""
        self._before.clear()
        self._pages = [_Page(None, len(page.rows))]
        self._next, self._asked = page.cursor, None
        self.replace(page.rows)

    def refreshed(self, page: QueuePage) -> None:
        """What the window holds, read again from its own beginning (see :meth:`window`)."""
        start = self._pages[0].start if self._pages else None
        self._pages = [_Page(start, len(page.rows))]
        self._next, self._asked = page.cursor, None
        self.replace(page.rows)

    def window(self) -> tuple[Cursor, int]:
        """From where and how many rows to read, to see the same part of the queue again."""
        return (self._pages[0].start if self._pages else None), max(PAGE, min(len(self.rows), PAGE * KEPT_PAGES))

    def take(self, wanted: PageWanted, page: QueuePage) -> None:
        """A page that was asked for; the one furthest from it is let go when there are too many."""
        if wanted != self._asked:
            return
        self._asked = None
        if wanted.front:
            self._pages.insert(0, _Page(wanted.cursor, self.add_before(page.rows)))
            if len(self._pages) > KEPT_PAGES:
                gone = self._pages.pop()
                self._next = gone.start
                self.drop_last(gone.size)
            return
        self._pages.append(_Page(wanted.cursor, self.add_after(page.rows)))
        self._next = page.cursor
        if len(self._pages) > KEPT_PAGES:
            gone = self._pages.pop(0)
            self._before.append(gone.start)
            self.drop_first(gone.size)

    def failed(self) -> None:
        """The page that was asked for did not come; it may be asked for again."""
        if self._asked is not None and self._asked.front:
            self._before.append(self._asked.cursor)
        self._asked = None

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Whether the queue goes on after the window."""
        return not parent.isValid() and self._next is not None and self._asked is None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(PageWanted(self._next, False))

    def fetch_before(self) -> None:
        """Ask for the page before the window, if it was let go."""
        if self._before and self._asked is None:
            self._ask(PageWanted(self._before.pop(), True))

    def _ask(self, what: PageWanted) -> None:
        self._asked = what
        self.wanted.emit(what)
