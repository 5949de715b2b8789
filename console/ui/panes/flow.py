"""What follows from what: a case is shown, so it can be decided; a finding is signed, so the next case comes.

The target of everything is the case that is rendered in the case pane (or, for a restore, the effect that is named
on the button), never a row of a list.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.domain.actions import Action
from console.domain.cases import CaseState
from console.domain.views import (
    AccountBrief,
    CaseView,
    OpenedProposal,
    QueueFilter,
    Reading,
    RecentEffect,
    WaitingLine,
)
from console.errors import CountersignError
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.again import Again
from console.ui.panes.answers import Answers
from console.ui.panes.asked import Mine, UndoWanted
from console.ui.panes.case import CasePane
from console.ui.panes.case_opening import NotShown, Shown
from console.ui.panes.commits import Commits
from console.ui.panes.compare import Countersigned, Refused
from console.ui.panes.decide import ActionWanted, default_duration
from console.ui.panes.finding import FindingSigned
from console.ui.panes.floor import Floor
from console.ui.panes.left import LeftPane, LineChosen, Section
from console.ui.panes.propose import Drafted, Proposed, direct_answers
from console.ui.panes.queue import CaseWanted
from console.ui.panes.restore import from_recent
from console.ui.panes.restoring import Restoring
from console.ui.panes.say import About, Said
from console.workstation.said import Draft

KEEP_MS = 150
"""Between the last letter typed and the draft on this workstation (milliseconds)."""


class WorkFlow(QObject):
    """Connects the panes; ``facts_changed`` after anything that may enable or disable a command."""

    facts_changed = Signal()

    def __init__(self, floor: Floor, left: LeftPane, case: CasePane, action: ActionPane) -> None:
        super().__init__(floor)
        self.setObjectName("flow")
        self.floor, self.left, self.case, self.action = floor, left, case, action
        self.commits = Commits(floor)
        self.draft: Draft | None = None
        self._unkept: Draft | None = None
        self.through: set[str] = set()
        """Assignments that this person has signed, refused or stepped aside from."""
        self.sent: set[str] = set()
        """Assignments on which this person's finding is on its way or on the record."""
        self._shown: Shown | None = None
        self._opening = ""
        self._keep_timer = QTimer(self)
        self._keep_timer.setObjectName("flow_keep")
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(KEEP_MS)
        self._keep_timer.timeout.connect(self.keep_draft)
        self.answers = Answers(self, self)
        self.restoring = Restoring(self, self)
        self.again = Again(self, self)
        self._connect()

    def _connect(self) -> None:
        left, case, action = self.left, self.case, self.action
        left.opened.connect(self.open)
        left.chosen.connect(self._on_line)
        left.queue.next_wanted.connect(self.claim_next)
        left.readings_changed.connect(self._on_readings)
        left.waiting_changed.connect(self._on_waiting)
        left.recent_changed.connect(self._on_recent)
        left.section_changed.connect(self.facts_changed)
        case.shown.connect(self._on_shown)
        case.not_shown.connect(self._on_not_shown)
        case.left.connect(self._on_left)
        case.restore_wanted.connect(self.restoring.on_history)
        action.changed.connect(self._on_view_changed)
        action.decide.action_wanted.connect(self._on_action)
        action.decide.restore_wanted.connect(self.restoring.show_latest)
        action.decide.note_wanted.connect(self.say_note)
        action.decide.skip_wanted.connect(self.skip)
        action.decide.pass_on_wanted.connect(self.say_pass_on)
        action.decide.draft_wanted.connect(self._on_draft_wanted)
        action.refused.pass_on_wanted.connect(self.say_pass_on)
        action.asked.undo_wanted.connect(self._on_undo)
        action.asked.next_wanted.connect(self.next_case)
        action.asked.again_wanted.connect(self._on_again)
        action.recorded.next_wanted.connect(self.next_reading)
        action.propose.proposed.connect(self._on_proposed)
        action.propose.drafted.connect(self._on_drafted)
        action.propose.step_opened.connect(self._on_view_changed)
        action.say.said.connect(self._on_said)
        action.finding.signed.connect(self._on_finding)
        action.finding.recuse_wanted.connect(self.say_recuse)
        action.finding.changed.connect(self.facts_changed)
        action.compare.countersigned.connect(self._on_countersigned)
        action.compare.refused.connect(self._on_refused)
        action.compare.recuse_wanted.connect(self.say_recuse)
        for view in (
            action.refused,
            action.asked,
            action.say,
            action.propose,
            action.restore,
            action.late,
            action.went_back,
        ):
            view.back.connect(self.back)

    # ---- opening ------------------------------------------------------------------------------------------------

    @property
    def view(self) -> CaseView | None:
        """The case that is rendered."""
        return self._shown.case if self._shown is not None else None

    @property
    def assignment(self) -> str:
        """The second reading that is rendered, if it is one."""
        return self._shown.assignment if self._shown is not None else ""

    @Slot(CaseWanted)
    def open(self, wanted: CaseWanted) -> None:
        """Open a case; what was typed on the one before is kept."""
        self.keep_draft()
        self._shown = None
        self.draft = None
        self.left.queue.cover("")
        self.action.show_view(Doing.NOTHING)
        self.case.open(wanted)
        self.facts_changed.emit()

    @Slot(Shown)
    def _on_shown(self, shown: Shown) -> None:
        fresh = self._shown is None or self._shown.case.case != shown.case.case
        self._shown = shown
        if shown.assignment:
            self._show_reading()
            return
        if fresh:
            case_id, session = shown.case.case, self.floor.session
            self.floor.read("draft", lambda _: session.draft(case_id), self._on_draft, self.floor.say_error)
            self.show_decide()
        elif self.action.doing is Doing.PROPOSE:
            self.action.propose.begin(shown.case, self.action.propose.action, self.draft)
        else:
            self.show_decide()
        self.facts_changed.emit()

    @Slot(NotShown)
    def _on_not_shown(self, what: NotShown) -> None:
        self._shown = None
        self.action.show_view(Doing.NOTHING, focus=False)
        self.left.focus_list()
        self.facts_changed.emit()

    @Slot()
    def _on_left(self) -> None:
        self._shown = None
        if self.action.doing in (Doing.FIND, Doing.COMPARE):
            self.action.show_view(Doing.NOTHING, focus=False)
        self.facts_changed.emit()

    @Slot(QueueFilter)
    def claim_next(self, asked: QueueFilter) -> None:
        """Claim the next case of the queue that fits, and open it."""
        self.keep_draft()
        session = self.floor.session
        self.floor.write("claim next", lambda c: session.claim_next(asked, c), self._on_next, self._on_no_next)

    @Slot(object)
    def _on_next(self, case: str | None) -> None:
        if case is None:
            self.case.close_case("Nothing more to claim", "No open case fits the filter. Take a term away, or a break.")
            self.action.show_view(Doing.NOTHING, focus=False)
            return
        self.open(CaseWanted(case, held=True))
        self.left.queue.select(case)

    @Slot(object)
    def _on_no_next(self, error: CountersignError) -> None:
        self.floor.say_error(error)

    @Slot()
    def next_case(self) -> None:
        """The next case, by the filter that is set."""
        self.claim_next(self.left.queue.filter)

    @Slot()
    def next_reading(self) -> None:
        """The next second reading that waits for a finding, or was opened."""
        waiting = [
            r
            for r in self.left.readings
            if r.assignment not in self.through and (r.opened is not None or not r.recorded)
        ]
        self.left.show_section(Section.READINGS)
        if waiting:
            self.open(CaseWanted(waiting[0].row.case, waiting[0].assignment))
        else:
            self.case.close_case("No second reading waits", "The next one appears on the left by itself.")
            self.action.show_view(Doing.NOTHING, focus=False)
            self.left.focus_list()

    # ---- deciding -----------------------------------------------------------------------------------------------

    def show_decide(self, *, focus: bool = True) -> None:
        """Show what can be done with the rendered case; of a closed one, what can be restored."""
        case = self.view
        if case is None:
            return
        session = self.floor.session
        supported = {effect.action for effect in case.effects}
        plans = {
            action: session.plan(case, action, default_duration(case, action))
            for action in Action
            if action in supported
        }
        restorable = self.restoring.of_account(case.account.brief.id)
        self.action.decide.show_case(case, plans, restorable)
        self.left.queue.cover("")
        self.case.cover(False)
        if case.state is CaseState.CLOSED and restorable:
            self.restoring.show_latest()
            return
        self.action.show_view(Doing.DECIDE, focus=focus)

    @Slot(object)
    def _on_draft(self, draft: Draft | None) -> None:
        case = self.view
        if draft is not None and case is not None and draft.case == case.case:
            self.draft = draft
            self.action.decide.offer_draft(draft.action, draft.justification)
            self.again.go_on()

    @Slot()
    def _on_draft_wanted(self) -> None:
        if self.draft is not None and self.draft.action is not None:
            self._on_action(ActionWanted(self.draft.action, self.draft.clause))

    @Slot(ActionWanted)
    def _on_action(self, wanted: ActionWanted) -> None:
        case = self.view
        if case is None or case.lease_until is None or self.action.decide.dead.dead:
            return
        action = wanted.action
        plan = self.floor.session.plan(case, action, default_duration(case, action))
        self.case.touched()
        if plan.forbidden:
            self.action.refused.show_plan(case, action, plan)
            self.action.show_view(Doing.REFUSED)
            return
        if not plan.steps and not plan.readers:
            answers = direct_answers(case, action, default_duration(case, action))
            self._on_proposed(Proposed(case, plan, answers, None))
            return
        self.action.propose.begin(case, action, self.draft, wanted.clause)
        self.action.show_view(Doing.PROPOSE)
        self._cover()

    @Slot(Proposed)
    def _on_proposed(self, what: Proposed) -> None:
        brief = what.case.account.brief
        self._keep_timer.stop()
        self._unkept = None
        self.action.asked.follow(Mine(what.plan.action, brief, what.case.case))
        self.commits.propose(what)
        if self.action.doing is not Doing.PROPOSE:
            self.action.show_view(Doing.ASKED)

    @Slot(Drafted)
    def _on_drafted(self, what: Drafted) -> None:
        self.draft = self._unkept = what.draft
        self.case.touched()
        self._keep_timer.start()
        if self.action.doing is Doing.PROPOSE:
            self._cover()

    def _cover(self) -> None:
        covered = self.action.doing in (Doing.PROPOSE, Doing.INTERRUPTED) and self.action.propose.covers_handle
        self.case.cover(covered)
        self.left.queue.cover(self.view.account.brief.id if covered and self.view is not None else "")

    @Slot()
    def keep_draft(self) -> None:
        """Keep what was typed, now."""
        if self.action.doing is Doing.PROPOSE:
            self.action.propose.flush()
        self._keep_timer.stop()
        draft, self._unkept = self._unkept, None
        if draft is not None:
            self.commits.keep(draft)

    @Slot()
    def back(self) -> None:
        """One step back; nothing that was typed is lost."""
        self.keep_draft()
        doing = self.action.doing
        if doing is Doing.SAY and self.assignment:
            self._show_reading()
        elif doing in (Doing.PROPOSE, Doing.REFUSED, Doing.SAY, Doing.RESTORE, Doing.LATE) and self.view is not None:
            self.show_decide()
            if self.draft is not None:
                self.action.decide.offer_draft(self.draft.action, self.draft.justification)
        elif doing in (Doing.ASKED, Doing.RESTORE, Doing.SAY, Doing.RECORDED, Doing.LATE, Doing.WENT_BACK):
            self.action.show_view(Doing.NOTHING, focus=False)
            self.left.focus_list()

    @Slot()
    def _on_view_changed(self) -> None:
        self._cover()
        self.facts_changed.emit()

    @Slot()
    def skip(self) -> None:
        """Pass the case on, no questions asked."""
        case = self.view
        if case is not None and case.lease_until is not None and not self.action.decide.dead.dead:
            self.commits.skip(case.case)

    # ---- words for the record -----------------------------------------------------------------------------------

    def say(self, about: About, target: str, account: AccountBrief) -> None:
        """Ask for words about something."""
        self.action.say.ask(about, target, account)
        self.action.show_view(Doing.SAY)

    @Slot()
    def say_note(self) -> None:
        """A note on the case."""
        case = self.view
        if case is not None:
            self.say(About.NOTE, case.case, case.account.brief)

    @Slot()
    def say_pass_on(self) -> None:
        """Pass the case on, with a word to whoever takes it."""
        case = self.view
        if case is not None:
            self.say(About.PASS_ON, case.case, case.account.brief)

    @Slot()
    def say_recuse(self) -> None:
        """Step aside, with a reason."""
        case = self.view
        if case is not None and self.assignment:
            self.say(About.RECUSE, self.assignment, case.account.brief)

    @Slot(Said)
    def _on_said(self, said: Said) -> None:
        if said.about is About.NOTE:
            self.commits.note(said.target, said.words)
        elif said.about is About.PASS_ON:
            self.commits.pass_on(said.target, said.words)
        elif said.about is About.RECUSE:
            self.commits.recuse(said.target, said.words, self.view.account.brief if self.view is not None else None)
        elif said.about is About.STOP:
            self.commits.stop(said.target, said.words, None)
        else:
            self.restoring.said(said)

    # ---- second readings ----------------------------------------------------------------------------------------

    def _reading(self) -> Reading | None:
        return next((r for r in self.left.readings if r.assignment == self.assignment), None)

    def _show_reading(self) -> None:
        case, reading = self.view, self._reading()
        if case is None:
            return
        self._show_clock()
        through = self.assignment in self.through
        if reading is not None and reading.opened is not None and not through:
            self._ask_opened(reading.assignment)
        elif through or self.assignment in self.sent or (reading is not None and reading.recorded):
            self.action.recorded.recorded(case.account.brief)
            self.action.show_view(Doing.RECORDED)
        else:
            self.action.finding.show_case(case, self.assignment)
            self.action.show_view(Doing.FIND)
        self.facts_changed.emit()

    def _show_clock(self) -> None:
        line = self.left.reading_line(self.assignment)
        clock = None if line is None else line.clock
        self.case.read_until(None if clock is None else clock.drawn_again_at)
        self.action.finding.show_clock(clock)

    def _ask_opened(self, assignment: str) -> None:
        self._opening = assignment
        session = self.floor.session
        self.floor.read("opened", lambda c: session.opened(assignment, c), self._on_opened, self.floor.say_error)

    @Slot(object)
    def _on_opened(self, opened: OpenedProposal) -> None:
        if opened.assignment == self.assignment:
            self.action.compare.show_opened(opened)
            self.action.show_view(Doing.COMPARE)
            self.facts_changed.emit()

    @Slot()
    def _on_readings(self) -> None:
        reading = self._reading()
        if self.assignment:
            self._show_clock()
        if reading is None or self.action.doing is not Doing.RECORDED or reading.assignment in self.through:
            return
        if reading.opened is not None:
            self._ask_opened(reading.assignment)

    @Slot(FindingSigned)
    def _on_finding(self, what: FindingSigned) -> None:
        self.sent.add(what.assignment)
        self.action.recorded.sending(what.case.account.brief)
        self.action.show_view(Doing.RECORDED)
        self.commits.find(what)

    @Slot(Countersigned)
    def _on_countersigned(self, what: Countersigned) -> None:
        self.commits.countersign(what)

    @Slot(Refused)
    def _on_refused(self, what: Refused) -> None:
        self.commits.refuse(what)

    # ---- what waits, what was carried out -----------------------------------------------------------------------

    @Slot(LineChosen)
    def _on_line(self, what: LineChosen) -> None:
        about = what.line.about
        self.keep_draft()
        if isinstance(about, WaitingLine):
            if self.again.show(about):
                return
            self.follow(Mine(about.action, about.account, about.case, about.proposal))
        elif isinstance(about, RecentEffect):
            self.restoring.show_effect(from_recent(about))
        else:
            self.restoring.on_line(about)

    def follow(self, mine: Mine) -> None:
        """Show where a request of mine is."""
        if self.view is not None and self.view.case != mine.case:
            self.case.close_case("No case is open", "On the right is what you asked for on another account.")
        self.action.asked.follow(mine)
        self.action.asked.take_waiting(self.left.waiting)
        self.action.show_view(Doing.ASKED)

    @Slot()
    def _on_again(self) -> None:
        mine = self.action.asked.mine
        if mine is not None:
            self.open(CaseWanted(mine.case))

    @Slot(UndoWanted)
    def _on_undo(self, what: UndoWanted) -> None:
        self.commits.withdraw(what.proposal, None)

    @Slot()
    def _on_waiting(self) -> None:
        self.action.asked.take_waiting(self.left.waiting)
        self.again.follow()
        self.facts_changed.emit()

    @Slot()
    def _on_recent(self) -> None:
        self.restoring.follow_recent()
        case = self.view
        if case is not None and self.action.doing is Doing.DECIDE:
            self.show_decide(focus=False)
        self.facts_changed.emit()
