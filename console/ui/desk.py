"""The desk: three panes for one signed-in person, what holds now (facts), and which key does what (commands).

Deciding happens in the panes, what follows in ``flow.py``, sending in ``commits.py``; here they are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from console.cancel import CancelToken
from console.domain.circumstances import AHEAD_S
from console.domain.documents import DutyKind
from console.domain.people import Role as PersonRole
from console.domain.undoing import RESTORERS
from console.domain.views import FloorStatus, FoundAccount
from console.errors import CountersignError, Refused, Tampered, Unavailable
from console.ui import words
from console.ui.calls import Bell, Calls
from console.ui.commands import Mode, typing
from console.ui.desk_commands import DeskCommands
from console.ui.models.case_items import UndoSinceWanted
from console.ui.palette import Asked as PaletteAsked
from console.ui.palette import Entry, EntryKind, account_entry
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.api import Session
from console.ui.panes.beside import Beside
from console.ui.panes.case import CasePane
from console.ui.panes.floor import Floor, Told
from console.ui.panes.flow import WorkFlow
from console.ui.panes.held import HeldStrip
from console.ui.panes.interrupted import Attention
from console.ui.panes.left import LeftPane, Section
from console.ui.panes.queue import CaseWanted
from console.ui.panes.restore import from_recent
from console.ui.panes.strip import Strip
from console.ui.panes.urgencies import Urgencies
from console.ui.rooms.room import Room
from console.ui.rooms.rooms import CASES, Rooms
from console.ui.sheet import Sheet
from console.ui.text import COVERED_HANDLE, one_line
from console.ui.three_cards import ThreeCards
from console.ui.widgets.bars import Health
from console.ui.widgets.dead_time import DEAD_MS, DeadTime
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Tone
from console.ui.widths import Widths
from console.ui.window import Desk as DeskBase
from console.ui.workers.messages import Changed, Reached
from console.ui.workers.watcher import News, Watcher

if TYPE_CHECKING:
    from console.ui.window import MainWindow

STATUS_MS = 5_000
"""Between two looks at connection, inbox, ledger and shift (milliseconds)."""
DUTY_MS = 240_000
"""Between two words that the person is on duty (milliseconds; PROTOCOL.md section 5: not older than 10 minutes)."""
LISTS = frozenset({"readings", "waiting", "recent", "announcements", "alarms"})
_MODES = {
    Doing.PROPOSE: Mode.PROPOSE,
    Doing.FIND: Mode.FIND,
    Doing.COMPARE: Mode.OPENED,
}


class Desk(DeskBase):
    """What one person works at, from signing in to signing out."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        named(self, "desk", "desk", "window")
        self.window_, self._session = window, session
        self.floor = Floor(self, session, window.runner)
        self.floor.told.connect(self._on_told)
        box = column(self, gap=0)
        self.strip = Strip(self, self.floor)
        self.strip.changed.connect(self._on_facts)
        box.addWidget(self.strip)
        self.calls = Calls(self, self.floor, Bell(self, window))
        self.calls.wanted.connect(self._on_called)
        box.addWidget(self.calls.holder)
        self._stack = named(QStackedWidget(self), "desk_stack", "where you are")
        box.addWidget(self._stack, 1)
        self.cards = ThreeCards(self._stack, widths=window.state.widths)
        self.cards.moved.connect(self._on_widths)
        self._stack.addWidget(self.cards)
        self.rooms = Rooms(self._stack, self.cards, self.floor)
        self.rooms.changed.connect(self._on_room)
        self.rooms.facts_changed.connect(self._on_facts)
        self.left = LeftPane(self.cards.left, self.floor)
        self.case = CasePane(self.cards.centre, self.floor)
        self.action = ActionPane(self.cards.right, self.floor)
        self.cards.left.body.addWidget(self.left)
        self.cards.centre.body.addWidget(self.case)
        self.cards.right.body.addWidget(self.action)
        self.flow = WorkFlow(self.floor, self.left, self.case, self.action)
        held = HeldStrip(self.cards.centre, self.floor)
        self.cards.centre.body.addWidget(held)
        self.beside = Beside(self.flow, held, Attention(self, session.policy().limits.interrupted_after_s))
        self.flow.facts_changed.connect(self._on_facts)
        self.flow.answers.areas_wanted.connect(self.read_areas)
        self.left.readings_changed.connect(self._on_readings)
        self.urgencies = Urgencies(self.strip, self.flow)
        self.urgencies.cases_wanted.connect(self._on_cases_wanted)
        self._found: dict[str, FoundAccount] = {}
        self._status_timer = self._every("desk_status", STATUS_MS, self._read_status)
        self._duty_timer = self._every("desk_duty", DUTY_MS, self._renew_duty)
        self._watcher = Watcher(self, window.runner, self._changes_since)
        self._watcher.changed.connect(self._on_changed)
        self._watcher.reached.connect(self._on_reached)
        window.palette_sheet.asked.connect(self._on_palette_asked)
        window.palette_sheet.chosen.connect(self._on_palette_chosen)
        self.commands = DeskCommands(self, self)
        self.action.decide.break_wanted.connect(self.commands.do_take_break)
        self.case.undo_since_wanted.connect(self._on_undo_since)
        self.action.restore.undo_since_wanted.connect(self._on_undo_since)
        window.commands.bind_all(self.commands)

    def _every(self, name: str, ms: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setObjectName(name)
        timer.setInterval(ms)
        timer.timeout.connect(slot)
        return timer

    # ---- beginning and ending ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read everything and take the focus; that the person is on duty was said when they signed in."""
        self._read_status()
        if Section.QUEUE in self.left.sections:
            self.left.queue.reload()
        self.left.read(LISTS)
        self.strip.read(LISTS)
        self._watcher.start()
        handle = self.window_.windowHandle()
        if handle is not None:
            handle.installEventFilter(self.beside.attention)
        self._status_timer.start()
        self._duty_timer.start()
        self.rooms.begin()
        if self.rooms.here == CASES:
            self.left.focus_list()

    def end(self) -> None:
        """Stop every timer and keep every draft."""
        self.flow.keep_draft()
        self.rooms.leave()
        for sheet in self.window_.body.findChildren(Sheet):
            sheet.close_it()
        self.window_.bottom.show_rooms((), "")
        for timer in (self._status_timer, self._duty_timer):
            timer.stop()
        self._watcher.stop()
        self.floor.stop()
        self.calls.bell.quiet()
        self.window_.palette_sheet.asked.disconnect(self._on_palette_asked)
        self.window_.palette_sheet.chosen.disconnect(self._on_palette_chosen)

    def say_duty(self, kind: DutyKind) -> None:
        """Say that the person is on duty, on a break, or gone."""
        session = self._session
        self.floor.write(f"duty {kind.value}", lambda c: session.duty(kind, c), self._on_duty, self._on_no_duty)

    @Slot()
    def _renew_duty(self) -> None:
        if not self.commands.on_break:
            self.say_duty(DutyKind.RENEW)

    @Slot(object)
    def _on_duty(self, _: object) -> None:
        """On the record soon; nothing more to do."""

    @Slot(object)
    def _on_no_duty(self, error: CountersignError) -> None:
        if not isinstance(error, Unavailable):
            self.floor.say_error(error)

    # ---- status and changes -----------------------------------------------------------------------------------

    @Slot()
    def _read_status(self) -> None:
        self.floor.read("status", self._session.status, self._on_status, self._on_no_status)

    @Slot(object)
    def _on_status(self, status: FloorStatus) -> None:
        if status.ledger_error:
            self.window_.show_wall(status.ledger_error)
            return
        self.floor.hear(status)
        top, bottom = self.window_.top, self.window_.bottom
        last = " \u00b7 last day" if status.last_day else ""
        policy = self._session.policy()
        long = status.last_day or status.shift_s >= policy.limits.long_shift_s - AHEAD_S
        top.show_shift(f"{words.shift(status.shift_s)} of shift{last}", long=long)
        console = self.window_.console
        if console is not None and status.notice:
            top.show_store(console.organisation, console.store_words, status.notice)
        trouble = status.registrar or status.platform
        if not status.connected:
            bottom.show_connection("not connected: what you do is kept here", Health.WRONG)
        else:
            bottom.show_connection(
                one_line(trouble) if trouble else "connected", Health.SLOW if trouble else Health.WELL
            )
        waits = f"{status.inbox} in the inbox" if status.inbox else "inbox empty"
        drafts = f", {words.of(status.drafts, 'draft')} kept here" if status.drafts else ""
        bottom.show_inbox(f"{waits}{drafts}")
        known = status.verified_entry
        bottom.show_ledger("ledger verified" if known is None else f"ledger verified to entry {known:,}")
        self.action.restore.show_ledger(status.verified_entry)
        self.action.decide.show_shift(status, policy.limits)
        DeadTime.least_ms = max(DEAD_MS, policy.limits.dead_time_ms)

    @Slot(object)
    def _on_no_status(self, error: CountersignError) -> None:
        if isinstance(error, Tampered):
            self.window_.show_wall(error.sentence)
        elif isinstance(error, Refused):
            # The session is over (I7): somebody else may sit down, and it is said why.
            window = self.window_
            window.do_switch_person()
            window.sign_in.failed(error.sentence)
        elif isinstance(error, Unavailable):
            self.window_.bottom.show_connection("the store does not answer: what you do is kept here", Health.WRONG)

    def _changes_since(self, cancel: CancelToken, token: object) -> News:
        news = self._session.changes_since(cast(int, token) if token is not None else 0, cancel)
        return News(news.token, frozenset(news.areas), frozenset(news.ids))

    @Slot(Changed)
    def _on_changed(self, what: Changed) -> None:
        self.read_areas(what.areas)

    @Slot()
    def _on_readings(self) -> None:
        self.calls.put(self.left.pages, self.flow.assignment)
        self._on_facts()

    @Slot(str)
    def _on_called(self, assignment: str) -> None:
        """Go to a reading to which this person is called; what was typed on the case before is kept."""
        line = self.left.reading_line(assignment)
        if line is not None:
            self.rooms.go(CASES)
            self.left.show_section(Section.READINGS)
            self.flow.open(CaseWanted(line.reading.row.case, assignment))

    @Slot(frozenset)
    def read_areas(self, areas: frozenset[str]) -> None:
        """Read again what shows these areas."""
        if "queue" in areas and Section.QUEUE in self.left.sections:
            self.left.queue.refresh()
        if "case" in areas:
            self.case.refresh()
        if "story" in areas and self.action.doing is Doing.RESTORE:
            self.action.restore.read_story()
        self.left.read(areas & LISTS)
        self.strip.read(areas)
        self.rooms.read_areas(areas)
        self._read_status()

    @Slot(Reached)
    def _on_reached(self, what: Reached) -> None:
        if what.error is None:
            self.read_areas(LISTS | {"queue", "case"})
        elif isinstance(what.error, Tampered):
            self.window_.show_wall(what.error.sentence)
        else:
            self.window_.bottom.show_connection("the store does not answer: what you do is kept here", Health.WRONG)

    @Slot(Told)
    def _on_told(self, what: Told) -> None:
        self.window_.toast.say(what.words, stay_ms=5_000 if what.tone in (Tone.CALM, Tone.WELL) else 12_000)

    @Slot(Widths)
    def _on_widths(self, widths: Widths) -> None:
        self.window_.remember(widths=widths)

    @Slot(UndoSinceWanted)
    def _on_undo_since(self, wanted: UndoSinceWanted) -> None:
        self.commands.undo_since(wanted)

    @Slot()
    def _on_cases_wanted(self) -> None:
        self.rooms.go(CASES)

    @Slot()
    def _on_room(self) -> None:
        self.window_.bottom.show_rooms(self.rooms.offered, self.rooms.here, self.rooms.to_sign)
        self._on_facts()

    # ---- facts ------------------------------------------------------------------------------------------------

    @Slot()
    def _on_facts(self) -> None:
        self.calls.reads(self.flow.assignment)
        self.window_.commands.set_facts(self._facts())
        shown = self.case.case
        self.window_.top.show_tier(shown.account.brief.tier if shown is not None else None)

    def _facts(self) -> frozenset[str]:
        doing, case = self.action.doing, self.case.case
        held = {"signed_in", *(f"has_{name}" for name in self.rooms.offered if len(self.rooms.offered) > 1)}
        held |= self.strip.facts()
        if self.strip.holds_focus:
            return frozenset(held | self._everywhere() | {Mode.STRIP.value, "queue_shown"})
        if self.rooms.here != CASES:
            return frozenset(held | self._everywhere() | {Mode.ROOM.value, "queue_shown", "row_marked", "tabs_shown"})
        held |= {_MODES.get(doing, Mode.DECIDE).value, *self._everywhere()}
        here = self.left.section
        deciding = doing is Doing.DECIDE and case is not None
        claimed = deciding and case is not None and case.lease_until is not None
        one_of = {
            "queue_shown": True,
            "row_marked": True,
            "case_open": case is not None and doing in (Doing.DECIDE, Doing.NOTHING, Doing.ASKED, Doing.FIND),
            "noteworthy": (case is not None and doing in (Doing.DECIDE, Doing.NOTHING, Doing.ASKED, Doing.FIND))
            or (doing is Doing.RESTORE and self.action.restore.why.isVisible()),
            "claimed": claimed,
            "unclaimed": deciding and not claimed,
            "tabs_shown": case is not None and doing in (Doing.DECIDE, Doing.NOTHING, Doing.ASKED, Doing.FIND),
            "may_see_story": case is not None and not self.flow.assignment,
            "restorable": doing is Doing.RESTORE
            or here is Section.RECENT
            or (deciding and self.action.decide.restore.isEnabled()),
            "reading_open": doing in (Doing.FIND, Doing.COMPARE),
            "finding_whole": doing is Doing.FIND and self.action.finding.whole,
            "proposal_open": doing is Doing.COMPARE,
            "readings_shown": here is Section.READINGS,
        }
        held |= {name for name, holds in one_of.items() if holds}
        if claimed and case is not None:
            held |= {f"can_{effect.action.value}" for effect in case.effects}
        return frozenset(held)

    def _everywhere(self) -> frozenset[str]:
        """What holds in whatever room the person is."""
        role = self._session.person.role
        one_of = {
            "may_decide": role in (PersonRole.REVIEWER, PersonRole.SUPERVISOR),
            "may_read": role is PersonRole.SUPERVISOR,
            "undoable": any(line.can_undo for line in self.left.waiting),
            "may_undo_since": role in RESTORERS,
            "called": bool(self.calls.waiting),
            "stoppable": self.strip.announcement is not None and self.strip.announcement.can_stop,
        }
        return frozenset(name for name, holds in one_of.items() if holds)

    # ---- finding an account -----------------------------------------------------------------------------------

    @Slot(PaletteAsked)
    def _on_palette_asked(self, asked: PaletteAsked) -> None:
        session, text = self._session, asked.text

        def work(cancel: CancelToken) -> tuple[str, tuple[FoundAccount, ...]]:
            return text, session.find_account(text, cancel)

        self.floor.read("find account", work, self._on_accounts, self.floor.say_error)

    @Slot(object)
    def _on_accounts(self, got: tuple[str, tuple[FoundAccount, ...]]) -> None:
        text, found = got
        self._found = {hit.account.id: hit for hit in found}
        covered = self.left.queue.model.covered
        entries = tuple(
            account_entry(
                hit.account.id,
                hit.account.name,
                COVERED_HANDLE if hit.account.id == covered else hit.account.handle,
                hit.account.tier,
            )
            for hit in found[:30]
        )
        self.window_.palette_sheet.put_accounts(text, entries)

    @Slot(Entry)
    def _on_palette_chosen(self, entry: Entry) -> None:
        hit = self._found.get(entry.id) if entry.kind is EntryKind.ACCOUNT else None
        if hit is None:
            return
        self.rooms.go(CASES)
        if hit.recent is not None and hit.recent.restored_at is None:
            self.flow.restoring.show_effect(from_recent(hit.recent))
        elif hit.case is not None and "may_decide" in self.window_.commands.facts:
            self.flow.open(CaseWanted(hit.case))
        else:
            self.flow.restoring.show_story_of(hit.account, reported=hit.case is not None)

    # ---- keys that nothing else takes -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """V looks at media, Escape goes back, Ctrl+S commits what has words, the rest is for the action pane."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.isAutoRepeat():
            return
        if self.strip.holds_focus:
            super().keyPressEvent(event)
            return
        if self.rooms.room is not None:
            if not self._room_key(self.rooms.room, event, plain=plain):
                super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.action.commit_now()
        elif event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.case.keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.flow.back()
        elif plain and event.key() == Qt.Key.Key_V and not typing(QApplication.focusWidget()):
            self.case.look(True)
        elif plain and event.text() and not typing(QApplication.focusWidget()):
            self.action.key(event.text().upper())
        else:
            super().keyPressEvent(event)

    def _room_key(self, room: Room, event: QKeyEvent, *, plain: bool) -> bool:
        """A key in a room; whether it was for it.  Escape goes back inside the room, then to the cases."""
        if event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            room.section.commit_now()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.commands.do_back()
            return True
        return (
            plain
            and bool(event.text())
            and not typing(QApplication.focusWidget())
            and room.section.key(event.text().upper())
        )

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting V go covers media again."""
        if event.key() == Qt.Key.Key_V and not event.isAutoRepeat():
            self.case.look(False)
        super().keyReleaseEvent(event)
