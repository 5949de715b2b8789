"""What each command of the desk does: one method ``do_<command>`` for each (see ``console.ui.commands``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Slot

from console.domain.actions import Action
from console.domain.documents import DutyKind
from console.errors import CountersignError, Tampered
from console.ui.calls import Calls
from console.ui.models.case_items import UndoSinceWanted
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.beside import Beside
from console.ui.panes.case import CasePane
from console.ui.panes.case_opening import Tab
from console.ui.panes.decide import ActionWanted
from console.ui.panes.floor import Floor
from console.ui.panes.flow import WorkFlow
from console.ui.panes.left import LeftPane, Section
from console.ui.panes.strip import Strip
from console.ui.panes.urgencies import Urgencies
from console.ui.passphrase import PassphraseForm
from console.ui.rooms.rooms import CASES, FLOOR, OFFICE, Rooms
from console.ui.rooms.undo import UndoSection
from console.ui.sheet import Sheet
from console.ui.widgets.notice import Tone
from console.ui.window import MainWindow
from console.ui.workers.messages import Progress


class Desk(Protocol):
    """What the commands need of the desk that they belong to."""

    window_: MainWindow
    floor: Floor
    left: LeftPane
    case: CasePane
    action: ActionPane
    flow: WorkFlow
    beside: Beside
    rooms: Rooms
    calls: Calls
    strip: Strip
    urgencies: Urgencies

    def say_duty(self, kind: DutyKind) -> None: ...
    def read_areas(self, areas: frozenset[str]) -> None: ...


class DeskCommands(QObject):
    """Handlers of the table of commands, for one desk."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("desk_commands")
        self._desk = desk
        self.floor, self.left, self.case = desk.floor, desk.left, desk.case
        self.action, self.flow = desk.action, desk.flow
        self.on_break = False

    # ---- rooms ------------------------------------------------------------------------------------------------

    @Slot()
    def do_room_cases(self) -> None:
        """The cases."""
        self._desk.rooms.go(CASES)
        self.left.focus_list()

    @Slot()
    def do_room_floor(self) -> None:
        """The floor."""
        self._desk.rooms.go(FLOOR)

    @Slot()
    def do_room_office(self) -> None:
        """The office."""
        self._desk.rooms.go(OFFICE)

    def _focus(self, place: int, among_cases: Callable[[], None]) -> None:
        """Focus on the left, centre or right card of the room that is shown."""
        room = self._desk.rooms.room
        if room is None:
            among_cases()
        else:
            room.focus_card(place)

    def _step(self, by: int) -> None:
        if self._desk.strip.holds_focus:
            self._desk.strip.step(by)
            return
        room = self._desk.rooms.room
        if room is None:
            self.left.step(by)
        else:
            room.section.step(by)

    def _step_tab(self, by: int) -> None:
        room = self._desk.rooms.room
        if room is None:
            self.case.step_tab(by)
        else:
            room.step_tab(by)

    # ---- everywhere -------------------------------------------------------------------------------------------

    @Slot()
    def do_go_queue(self) -> None:
        """Focus on the left pane."""
        self._focus(0, self.left.focus_list)

    @Slot()
    def do_go_case(self) -> None:
        """Focus on the case."""
        self._focus(1, self.case.focus_list)

    @Slot()
    def do_go_action(self) -> None:
        """Focus on the action."""
        self._focus(2, self._focus_action)

    def _focus_action(self) -> None:
        self.action.show_view(self.action.doing)

    @Slot()
    def do_next_tab(self) -> None:
        """The tab at the right of the one that is shown."""
        self._step_tab(1)

    @Slot()
    def do_previous_tab(self) -> None:
        """The tab at its left."""
        self._step_tab(-1)

    @Slot()
    def do_back(self) -> None:
        """One step back; out of a room where nothing is left to step back from."""
        room = self._desk.rooms.room
        if self._desk.strip.holds_focus:
            self._desk.strip.leave()
        elif room is None:
            self.flow.back()
        elif not room.section.back():
            self.do_room_cases()

    @Slot()
    def do_next_row(self) -> None:
        """Select the next row."""
        self._step(1)

    @Slot()
    def do_previous_row(self) -> None:
        """Select the row before."""
        self._step(-1)

    @Slot()
    def do_open_case(self) -> None:
        """Open the selected row."""
        room = self._desk.rooms.room
        if room is not None:
            room.section.open_marked()
        else:
            self.left.open_selected()

    @Slot()
    def do_claim_next(self) -> None:
        """Claim the next case and open it; while second readings are shown, the next of those."""
        self._back_from_break()
        if self.left.section is Section.READINGS:
            self.flow.next_reading()
        else:
            self.flow.next_case()

    @Slot()
    def do_filter(self) -> None:
        """Type into the filter."""
        room = self._desk.rooms.room
        if room is not None:
            room.section.key("F")
            return
        if Section.QUEUE in self.left.sections:
            self.left.show_section(Section.QUEUE)
            self.left.queue.focus_filter()

    def _show(self, section: Section) -> None:
        self._desk.rooms.go(CASES)
        self.left.show_section(section)
        self.left.focus_list()

    @Slot()
    def do_show_queue(self) -> None:
        """The queue."""
        self._show(Section.QUEUE)

    @Slot()
    def do_show_readings(self) -> None:
        """Second readings."""
        self._show(Section.READINGS)

    @Slot()
    def do_show_waiting(self) -> None:
        """What waits, and for whom."""
        self._show(Section.WAITING)

    @Slot()
    def do_show_recent(self) -> None:
        """What was carried out lately."""
        self._show(Section.RECENT)

    @Slot()
    def do_claim(self) -> None:
        """Claim the case that is shown."""
        self.case.keep()

    @Slot()
    def do_release(self) -> None:
        """Give the case back."""
        case = self.case.case
        if case is not None:
            self.flow.commits.pass_on(case.case, "")

    @Slot()
    def do_tab_reports(self) -> None:
        """Reports."""
        self.case.show_tab(Tab.REPORTS)

    @Slot()
    def do_tab_content(self) -> None:
        """Content."""
        self.case.show_tab(Tab.CONTENT)

    @Slot()
    def do_tab_account(self) -> None:
        """Account."""
        self.case.show_tab(Tab.ACCOUNT)

    @Slot()
    def do_tab_history(self) -> None:
        """History."""
        self.case.show_tab(Tab.HISTORY)

    @Slot()
    def do_tab_story(self) -> None:
        """Who did what."""
        self.case.show_tab(Tab.STORY)

    def _act(self, action: Action) -> None:
        self.action.decide.action_wanted.emit(ActionWanted(action, self.action.decide.clause))

    @Slot()
    def do_dismiss(self) -> None:
        """Dismiss."""
        self._act(Action.DISMISS)

    @Slot()
    def do_warn(self) -> None:
        """Warn."""
        self._act(Action.WARN)

    @Slot()
    def do_label(self) -> None:
        """Label."""
        self._act(Action.LABEL)

    @Slot()
    def do_remove_content(self) -> None:
        """Remove content."""
        self._act(Action.REMOVE_CONTENT)

    @Slot()
    def do_limit(self) -> None:
        """Limit reach."""
        self._act(Action.LIMIT)

    @Slot()
    def do_suspend(self) -> None:
        """Suspend."""
        self._act(Action.SUSPEND)

    @Slot()
    def do_deactivate(self) -> None:
        """Deactivate."""
        self._act(Action.DEACTIVATE)

    @Slot()
    def do_restore(self) -> None:
        """R and R: restore what is on the green button, or what is marked, or the latest on this account."""
        if self.action.doing is Doing.RESTORE and self.left.marked is None:
            self.action.restore.both()
        elif not self.action.decide.dead.dead or self.action.doing is not Doing.DECIDE:
            self.flow.restoring.restore_now()

    @Slot()
    def do_note(self) -> None:
        """A note on the case, or why one restored what is shown."""
        if self.action.doing is Doing.RESTORE:
            self.action.restore.why.click()
        else:
            self.flow.say_note()

    @Slot()
    def do_skip(self) -> None:
        """Skip."""
        self.flow.skip()

    @Slot()
    def do_hand_off(self) -> None:
        """Pass the case on."""
        self.flow.say_pass_on()

    @Slot()
    def do_undo_since(self) -> None:
        """Everything that somebody did since a moment, to be taken back."""
        self._desk.rooms.go(FLOOR, UndoSection.name)

    def undo_since(self, wanted: UndoSinceWanted) -> None:
        """The same, from a line of a story: what that person did from then on."""
        if "may_undo_since" not in self._desk.window_.commands.facts:
            return
        self.do_undo_since()
        room = self._desk.rooms.room
        if room is not None and isinstance(room.section, UndoSection):
            room.section.open_for(wanted.person, wanted.since)

    @Slot()
    def do_undo(self) -> None:
        """Undo."""
        self._desk.rooms.go(CASES)
        self._desk.beside.undo_latest()

    @Slot()
    def do_stop(self) -> None:
        """Stop what cools off."""
        self._desk.urgencies.stop()

    @Slot()
    def do_urgent(self) -> None:
        """To the strip, and through it."""
        self._desk.strip.enter()

    @Slot()
    def do_lift(self) -> None:
        """Take back what the strip shows."""
        self._desk.urgencies.lift()

    @Slot()
    def do_explain(self) -> None:
        """Explain the alarm that the strip shows."""
        self._desk.urgencies.explain()

    @Slot()
    def do_seen(self) -> None:
        """Put aside what was just done."""
        self._desk.strip.put_aside()

    @Slot()
    def do_recuse(self) -> None:
        """Step aside."""
        self.flow.say_recuse()

    @Slot()
    def do_answer_call(self) -> None:
        """Go to the second reading to which one is called."""
        self._desk.calls.go()

    @Slot()
    def do_sign_finding(self) -> None:
        """Sign the finding."""
        self.action.finding.commit_now()

    @Slot()
    def do_countersign(self) -> None:
        """Choose to sign."""
        self.action.compare.sign_row.click()

    @Slot()
    def do_refuse(self) -> None:
        """Choose to refuse."""
        self.action.compare.refuse_row.click()

    @Slot()
    def do_hand_over(self) -> None:
        """Give all my open cases back."""
        self.flow.keep_draft()
        self.flow.commits.hand_over()

    @Slot()
    def do_take_break(self) -> None:
        """Take a break: it does not count as shift, and nobody is drawn meanwhile."""
        self.flow.keep_draft()
        self.on_break = True
        self._desk.say_duty(DutyKind.BREAK)
        self.case.close_case("You are on a break", "It does not count as work. G, or any case, brings you back.")
        self.action.show_view(Doing.NOTHING, focus=False)

    def _back_from_break(self) -> None:
        if self.on_break:
            self.on_break = False
            self._desk.say_duty(DutyKind.BEGIN)

    @Slot()
    def do_change_passphrase(self) -> None:
        """Another passphrase for this person's key on this workstation."""
        sheet = Sheet(self._desk.window_.body, "passphrase_sheet", "change your passphrase")
        sheet.hold(PassphraseForm(sheet.frame, self.floor))

    @Slot()
    def do_verify(self) -> None:
        """Verify the whole ledger."""
        session = self.floor.session
        self._desk.window_.bottom.show_work("verifying the ledger\u2026")
        self.floor.long(
            "verify",
            lambda cancel, report: session.verify(cancel, report),
            self._on_verified,
            self._on_not_verified,
            self._on_verifying,
        )

    @Slot(Progress)
    def _on_verifying(self, how_far: Progress) -> None:
        share = 100 * how_far.done // max(1, how_far.total)
        self._desk.window_.bottom.show_work(f"verifying the ledger: {share} %")

    @Slot(object)
    def _on_verified(self, report: Any) -> None:
        self._desk.window_.bottom.show_work("")
        if report.holds:
            self.floor.say(str(report.words), Tone.WELL)
        else:
            self._desk.window_.show_wall(str(report.words))

    @Slot(object)
    def _on_not_verified(self, error: CountersignError) -> None:
        self._desk.window_.bottom.show_work("")
        if isinstance(error, Tampered):
            self._desk.window_.show_wall(error.sentence)
        else:
            self.floor.say_error(error)

    @Slot()
    def do_reload(self) -> None:
        """Read everything again; what changed in the case is shown as it is now."""
        self.case.show_fresh()
        self._desk.read_areas(frozenset({"queue", "readings", "waiting", "recent", "announcements", "alarms"}))
