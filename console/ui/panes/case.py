"""The case: what was reported, by whom, about whom; what was done before, and who did it.

What is shown here is the target of everything in the action pane, never a row of a list (DESIGN.md section 6).
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QWidget

from console.cancel import CancelToken
from console.domain.cases import CaseState
from console.domain.views import CaseView, ReportView
from console.errors import CountersignError, Refused, Unavailable
from console.ui import words
from console.ui.delegates.case_item import CaseItemDelegate
from console.ui.models.case_items import (
    REPORTS_SHOWN,
    CaseItem,
    CaseItemsModel,
    ItemKind,
    UndoSinceWanted,
    account_items,
    further,
    report_items,
    story_items,
    undo_since,
    whole_text,
)
from console.ui.models.differences import differences
from console.ui.models.rows import ROW
from console.ui.panes.case_header import CaseHeader
from console.ui.panes.case_opening import TITLES, NotShown, Opened, RestoreWanted, Shown, Tab, opening
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, list_view
from console.ui.panes.queue import CaseWanted
from console.ui.theme.fonts import Role, font
from console.ui.widgets.named import column, named, rule
from console.ui.widgets.notice import Notice, Tone

RENEW_LEFT_S = 300
"""A lease with less left than this (seconds) is renewed when the person does something on the case."""
WARN_LEFT_S = 120
_WIDE = 540
"""From this width on (pixels) the pill says whose the lease is; narrower, the name needs the room."""


class CasePane(QFrame):
    """Reads a case (and claims it first), shows it, and says when it has changed."""

    shown = Signal(Shown)
    not_shown = Signal(NotShown)
    restore_wanted = Signal(RestoreWanted)
    undo_since_wanted = Signal(UndoSinceWanted)
    left = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "case_pane", "case", "clear")
        self._floor = floor
        self._wanted: CaseWanted | None = None
        self._case: CaseView | None = None
        self._fresh: CaseView | None = None
        self._reports: tuple[ReportView, ...] = ()
        self._lease_said = ""
        self._read_until: datetime | None = None
        box = column(self, margins=(14, 0, 14, 12), gap=10)
        self._stack = named(QStackedWidget(self), "case_stack")
        box.addWidget(self._stack)
        self._empty = self._build_empty()
        self._body = named(QWidget(self._stack), "case_body")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._body)
        inside = column(self._body, gap=8)
        self.notice = Notice(self._body, name="case_notice")
        self.notice.pressed.connect(self.keep)
        self.notice.hide()
        self.header = CaseHeader(self._body, floor)
        self.header.changed.pressed.connect(self.show_fresh)
        self.header.account.lease.over.connect(self._look_at_lease)
        inside.addWidget(self.header)
        inside.addWidget(self.notice)
        self._build_tabs(inside)
        self._late = QTimer(self)
        self._late.setObjectName("case_late")
        self._late.setSingleShot(True)
        self._late.setInterval(150)
        self._late.timeout.connect(self._show_late)
        floor.ticked.connect(self._look_at_lease)

    def _build_empty(self) -> QWidget:
        empty = named(QWidget(self._stack), "case_none")
        box = column(empty, margins=(40, 60, 40, 40), gap=6)
        self._empty_notice = Notice(empty, name="case_none_notice")
        self._empty_notice.say(
            Tone.CALM, "No case is open", "Take the next one with G, or choose one from the queue and press Enter."
        )
        box.addWidget(self._empty_notice)
        box.addStretch(1)
        return empty

    def _build_tabs(self, inside: object) -> None:
        self.tabs = named(QTabBar(self._body), "case_tabs", "parts of the case")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFont(font(Role.BASE))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pages = named(QStackedWidget(self._body), "case_pages")
        self._models: dict[Tab, CaseItemsModel] = {}
        self._delegates: dict[Tab, CaseItemDelegate] = {}
        self._lists: dict[Tab, ListWithState] = {}
        for tab in Tab:
            self.tabs.addTab(TITLES[tab])
            view = list_view(self._pages, f"case_{tab.value}_list", TITLES[tab])
            view.setResizeMode(view.ResizeMode.Adjust)
            model = CaseItemsModel(self, f"case_{tab.value}_model")
            delegate = CaseItemDelegate(view, f"case_{tab.value}_delegate")
            view.setModel(model)
            view.setItemDelegate(delegate)
            view.activated.connect(self._on_activated)
            view.clicked.connect(self._on_clicked)
            state = ListWithState(self._pages, view, f"case_{tab.value}_state")
            self._models[tab], self._delegates[tab], self._lists[tab] = model, delegate, state
            self._pages.addWidget(state)
        self.tabs.currentChanged.connect(self._on_tab)
        layout = self._body.layout()
        if layout is not None:
            layout.addWidget(self.tabs)
            layout.addWidget(rule(self._body, "case_tabs_rule"))
            layout.addWidget(self._pages)

    # ---- opening ----------------------------------------------------------------------------------------------

    @property
    def case(self) -> CaseView | None:
        """The case that is rendered now."""
        return self._case

    @property
    def wanted(self) -> CaseWanted | None:
        """What was asked for last."""
        return self._wanted

    def open(self, wanted: CaseWanted) -> None:
        """Claim the case (unless it is a second reading), read it and show it."""
        self._wanted = wanted
        self._late.start()
        reads_only = bool(wanted.assignment) or wanted.held
        work = opening(self._floor, wanted, claim=not reads_only)
        if reads_only:
            self._floor.read("case", work, self._on_opened, self._on_failed)
        else:
            self._floor.write("claim", work, self._on_opened, self._on_failed)

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        if opened.wanted != self._wanted:
            return
        self._late.stop()
        self._show(opened)
        self.shown.emit(Shown(opened.case, opened.wanted.assignment))

    def _show(self, opened: Opened) -> None:
        case = opened.case
        self._case, self._fresh, self._reports = case, None, opened.reports
        self.header.show_case(case, reading=bool(opened.wanted.assignment))
        self.notice.hide()
        self._lease_said = ""
        self._show_lease()
        for delegate in self._delegates.values():
            delegate.forget()
            delegate.looking = False
        for tab in Tab:
            if tab in opened.items:
                self._models[tab].replace(opened.items[tab])
                self._lists[tab].ready()
        self._models[Tab.STORY].replace(())
        self.tabs.setTabText(0, f"Reports {words.count(case.report_count)}")
        self.tabs.setTabText(1, f"Content {len(case.contents)}" if case.contents else "Content")
        self.tabs.setTabVisible(list(Tab).index(Tab.STORY), not opened.wanted.assignment)
        self.tabs.setCurrentIndex(0)
        self._lists[Tab.REPORTS].view.scrollToTop()
        self._stack.setCurrentWidget(self._body)

    @Slot(object)
    def _on_failed(self, error: CountersignError) -> None:
        self._late.stop()
        wanted = self._wanted
        if wanted is None:
            return
        if isinstance(error, Refused):
            head = "A colleague has this case" if "hold" in error.what.casefold() else "Not this case"
            self.say_none(Tone.INFO, head, error.sentence)
        elif isinstance(error, Unavailable):
            self.say_none(Tone.SLOW, "The case can't be read now", error.sentence)
        else:
            self.say_none(Tone.WRONG, "The case can't be shown", error.sentence)
        self.not_shown.emit(NotShown(wanted, error.sentence))

    def say_none(self, tone: Tone, head: str, body: str) -> None:
        """Show no case, and say why."""
        self._case = None
        self._empty_notice.say(tone, head, body)
        self._stack.setCurrentWidget(self._empty)

    def close_case(
        self, head: str = "No case is open", body: str = "Take the next one with G, or choose one from the queue."
    ) -> None:
        """Show no case any more."""
        self._wanted = None
        self.say_none(Tone.CALM, head, body)
        self.left.emit()

    @Slot()
    def _show_late(self) -> None:
        if self._case is None:
            self.say_none(Tone.CALM, "Opening the case \u2026", "")

    # ---- the lease --------------------------------------------------------------------------------------------

    def _show_lease(self) -> None:
        case, pill = self._case, self.header.account.lease
        if case is None or self._wanted is None:
            return
        wide = self.width() > _WIDE
        if self._wanted.assignment:
            pill.run_until(self._read_until, before="yours \u00b7 " if wide else "")
        elif case.lease_until is not None:
            pill.run_until(case.lease_until, before="claimed by you \u00b7 " if wide else "")
        else:
            pill.run_until(None)
            pill.say("taken by a colleague" if case.claimed_by else "not claimed", "")
            pill.setVisible(True)

    def read_until(self, until: datetime | None) -> None:
        """A second reading is this person's until then."""
        if until != self._read_until:
            self._read_until = until
            self._show_lease()

    @Slot()
    def _look_at_lease(self) -> None:
        case = self._case
        if case is None or case.lease_until is None or case.state is CaseState.CLOSED:
            return
        left = (case.lease_until - self._floor.now()).total_seconds()
        said = "over" if left <= 0 else "soon" if left <= WARN_LEFT_S else ""
        if said == self._lease_said:
            return
        self._lease_said = said
        if said == "soon":
            self.notice.say(
                Tone.SLOW,
                "Your claim runs out soon",
                "Keep the case if you still work on it.",
                button="Keep it",
                key="Ctrl+Y",
            )
        elif said == "over":
            self.notice.say(
                Tone.SLOW,
                "Your claim has run out",
                "Somebody else may take the case now. Your text is kept. Claim it again to go on.",
                button="Claim it again",
                key="Ctrl+Y",
            )
        self.notice.setVisible(bool(said))

    @Slot()
    def keep(self) -> None:
        """Renew the lease, or claim again."""
        case, session = self._case, self._floor.session
        if case is None or self._wanted is None or self._wanted.assignment:
            return
        over = case.lease_until is None or case.lease_until <= self._floor.now()
        case_id = case.case
        if over:
            self.open(CaseWanted(case_id))
        else:
            self._floor.write("renew", lambda c: session.renew(case_id, c), self._on_kept, self._on_kept_failed)

    def touched(self) -> None:
        """The person does something on the case: its lease goes on when little of it is left."""
        case = self._case
        if case is not None and case.lease_until is not None and self._wanted and not self._wanted.assignment:
            left = (case.lease_until - self._floor.now()).total_seconds()
            if 0 < left < RENEW_LEFT_S:
                self.keep()

    @Slot(object)
    def _on_kept(self, until: object) -> None:
        if self._case is not None:
            self.refresh()

    @Slot(object)
    def _on_kept_failed(self, error: CountersignError) -> None:
        self._floor.say_error(error)

    # ---- what changed -----------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Look whether the case has changed since it was rendered."""
        if self._case is None or self._wanted is None:
            return
        self._floor.read(
            "case_fresh", opening(self._floor, self._wanted, claim=False), self._on_fresh, self._on_fresh_failed
        )

    @Slot(object)
    def _on_fresh(self, opened: Opened) -> None:
        if self._case is None or opened.wanted != self._wanted:
            return
        fresh = opened.case
        found = differences(self._case, fresh)
        self._fresh = fresh if found else None
        self.header.changed.show_differences(found)
        self.header.account.stands_now(fresh)
        if fresh.lease_until != self._case.lease_until:
            if fresh.lease_until is not None:
                self.notice.hide()
                self._lease_said = ""
            if not self._wanted.assignment:
                self.header.account.lease.run_until(fresh.lease_until)
            if not found:
                self._case = fresh
                self._show_lease()

    @Slot(object)
    def _on_fresh_failed(self, error: CountersignError) -> None:
        if isinstance(error, Refused) and self._wanted is not None and self._wanted.assignment:
            self.close_case(
                "Your reading of this case is over",
                "Your finding is on the record, or somebody else was drawn. G opens the next one that waits for you.",
            )
        elif isinstance(error, Refused):
            self.close_case("This case is not yours any more", error.sentence)
        elif not isinstance(error, Unavailable):
            self._floor.say_error(error)

    @Slot()
    def show_fresh(self) -> None:
        """Show the case as it is now."""
        if self._wanted is not None and self._case is not None:
            self._floor.read("case", opening(self._floor, self._wanted, claim=False), self._on_opened, self._on_failed)

    # ---- tabs and items ---------------------------------------------------------------------------------------

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        if list(Tab)[place] is Tab.STORY:
            self.read_story()

    def step_tab(self, by: int) -> None:
        """Show the next tab that this case has, or the one before."""
        places = [place for place in range(self.tabs.count()) if self.tabs.isTabVisible(place)]
        here = places.index(self.tabs.currentIndex())
        self.tabs.setCurrentIndex(places[(here + by) % len(places)])
        self.focus_list()

    def cover(self, covered: bool) -> None:
        """Cover the handle everywhere but in the evidence, while it is typed."""
        self.header.cover(covered)
        if self._case is not None:
            self._models[Tab.ACCOUNT].replace(account_items(self._case, self._floor.now(), covered=covered))

    def show_tab(self, tab: Tab) -> None:
        """Show that tab."""
        self.tabs.setCurrentIndex(list(Tab).index(tab))

    def focus_list(self) -> None:
        """Put the focus into the list that is shown."""
        self._lists[list(Tab)[self.tabs.currentIndex()]].view.setFocus()

    @property
    def marked_effect(self) -> str:
        """The effect on the marked line of the history, while that is shown."""
        if self._case is None or list(Tab)[self.tabs.currentIndex()] is not Tab.HISTORY:
            return ""
        item = self._lists[Tab.HISTORY].view.currentIndex().data(ROW)
        marked = isinstance(item, CaseItem) and item.id.startswith("history:")
        return item.id.partition(":")[2] if marked else ""

    @Slot()
    def read_story(self) -> None:
        """Read who did what on this account."""
        if self._case is None:
            return
        self._lists[Tab.STORY].loading()
        account, session, now = self._case.account.brief.id, self._floor.session, self._floor.now()
        self._floor.read(
            "case_story",
            lambda cancel: story_items(session.story(account, cancel), now),
            self._on_story,
            self._on_story_failed,
        )

    @Slot(object)
    def _on_story(self, items: tuple[CaseItem, ...]) -> None:
        self._models[Tab.STORY].replace(items)
        self._lists[Tab.STORY].ready()

    @Slot(object)
    def _on_story_failed(self, error: CountersignError) -> None:
        self._lists[Tab.STORY].say("The story can't be read now", error.sentence)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        item = index.data(ROW)
        if isinstance(item, CaseItem) and (item.left_out or item.kind is ItemKind.MORE):
            self._on_activated(index)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        item = index.data(ROW)
        if not isinstance(item, CaseItem) or self._case is None:
            return
        if item.kind is ItemKind.MORE:
            self._read_more_reports()
        elif item.kind is ItemKind.LINE and item.id.startswith("history:") and item.text:
            self.restore_wanted.emit(RestoreWanted(item.id.partition(":")[2]))
        elif (wanted := undo_since(item)) is not None:
            self.undo_since_wanted.emit(wanted)
        elif item.left_out:
            whole = whole_text(self._case, self._reports, item.id)
            self._floor.read("expand", lambda _: further(item, whole), self._on_further, self._floor.say_error)

    @Slot(object)
    def _on_further(self, item: CaseItem) -> None:
        for model in self._models.values():
            if model.place_of(item.id) is not None:
                model.put(item)

    def _read_more_reports(self) -> None:
        case, have, session, now = self._case, self._reports, self._floor.session, self._floor.now()
        if case is None:
            return
        after = have[-1].id if have else None

        def work(cancel: CancelToken) -> tuple[str, tuple[ReportView, ...], tuple[CaseItem, ...]]:
            page = session.reports(case.case, after, REPORTS_SHOWN, cancel)
            everything = (*have, *page)
            return case.case, everything, report_items(case, now, everything)

        self._floor.read("reports", work, self._on_more_reports, self._floor.say_error)

    @Slot(object)
    def _on_more_reports(self, got: tuple[str, tuple[ReportView, ...], tuple[CaseItem, ...]]) -> None:
        case, reports, items = got
        if self._case is not None and case == self._case.case:
            self._reports = reports
            self._models[Tab.REPORTS].replace(items)

    # ---- looking at media -------------------------------------------------------------------------------------

    def look(self, looking: bool) -> None:
        """Uncover media while ``looking``; the first look is written down."""
        case, session = self._case, self._floor.session
        if case is None or all(d.looking == looking for d in self._delegates.values()):
            return
        for tab, delegate in self._delegates.items():
            delegate.looking = looking
            self._lists[tab].view.viewport().update()
        if looking and any(c.media for c in case.contents):
            self._floor.write(
                "look", lambda c: session.look(case.case, "media", c), self._on_looked, self._floor.say_error
            )

    @Slot(object)
    def _on_looked(self, digest: object) -> None:
        """The look is in the inbox; nothing more to do."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """V uncovers media while it is held."""
        if event.key() == Qt.Key.Key_V and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.look(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting V go covers them."""
        if event.key() == Qt.Key.Key_V and not event.isAutoRepeat():
            self.look(False)
            return
        super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the texts out for the new width."""
        super().resizeEvent(event)
        self._show_lease()
        for tab, state in self._lists.items():
            self._delegates[tab].forget()
            state.view.scheduleDelayedItemsLayout()
