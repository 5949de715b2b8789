"""What goes on beside the work on one case: undoing what is held back, and coming back after an interruption."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from console.domain.views import WaitingLine
from console.ui.panes.action import Doing
from console.ui.panes.asked import UndoWanted
from console.ui.panes.commits import Answered, Asked, What
from console.ui.panes.flow import WorkFlow
from console.ui.panes.held import HeldStrip, latest_undoable
from console.ui.panes.interrupted import Attention, Returned

_SHOWN_AGAIN = {
    Doing.DECIDE: "You were about to decide.",
    Doing.PROPOSE: "You were in the middle of an action; what you wrote is kept.",
    Doing.FIND: "You were in the middle of a finding; what you chose is kept.",
    Doing.COMPARE: "You were about to sign or refuse.",
}


class Beside(QObject):
    """Keeps the strip of what is held back, and shows the account again to whoever was away."""

    def __init__(self, flow: WorkFlow, strip: HeldStrip, attention: Attention) -> None:
        super().__init__(flow)
        self.setObjectName("beside")
        self._flow, self.strip, self.attention = flow, strip, attention
        self._before = Doing.NOTHING
        flow.left.waiting_changed.connect(self._on_waiting)
        flow.action.changed.connect(self._on_waiting)
        flow.commits.asked.connect(self._on_asked)
        flow.commits.answered.connect(self._on_answered)
        strip.undo_wanted.connect(self._on_undo)
        attention.returned.connect(self._on_returned)
        flow.action.interrupted.go_on_wanted.connect(self._on_go_on)

    # ---- what is held back ----------------------------------------------------------------------------------------

    def _followed(self) -> str:
        """The proposal that the action pane shows with its own countdown."""
        asked = self._flow.action.asked
        return asked.mine.digest if self._flow.action.doing is Doing.ASKED and asked.mine is not None else ""

    @Slot()
    def _on_waiting(self) -> None:
        self.strip.put(self._flow.left.waiting, self._followed())

    def undo_latest(self) -> None:
        """U: undo what is shown, or the latest that is held back, or the latest that can be undone."""
        line: WaitingLine | None = self._flow.action.asked.line
        if not self._followed() or line is None or not line.can_undo:
            line = latest_undoable(self._flow.left.waiting, self.strip.asked)
        if line is not None:
            self._flow.commits.withdraw(line.proposal, line.account)

    @Slot(UndoWanted)
    def _on_undo(self, what: UndoWanted) -> None:
        self._flow.commits.withdraw(what.proposal, None)

    @Slot(Asked)
    def _on_asked(self, what: Asked) -> None:
        if what.job.what is What.WITHDRAW:
            self.strip.undo_asked(str(what.job.subject))

    @Slot(Answered)
    def _on_answered(self, what: Answered) -> None:
        if what.job.what is What.WITHDRAW:
            self.strip.undo_answered(str(what.job.subject), undone=what.admitted)

    # ---- coming back ------------------------------------------------------------------------------------------------

    @Slot(Returned)
    def _on_returned(self, what: Returned) -> None:
        flow, doing, case = self._flow, self._flow.action.doing, self._flow.view
        said = _SHOWN_AGAIN.get(doing)
        if said is None or case is None or (doing is Doing.DECIDE and case.lease_until is None):
            return
        flow.keep_draft()
        self._before = doing
        flow.action.interrupted.show_account(case, what.away_s, said)
        flow.action.show_view(Doing.INTERRUPTED)
        self.attention.show_again()

    @Slot()
    def _on_go_on(self) -> None:
        flow = self._flow
        if flow.view is None:
            flow.action.show_view(Doing.NOTHING, focus=False)
        elif self._before is Doing.DECIDE:
            flow.show_decide()
        else:
            if self._before is Doing.PROPOSE:
                flow.action.propose.look_again()
            flow.action.show_view(self._before)
