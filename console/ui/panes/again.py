"""Taking back, and proposing again what came back: the old text becomes a draft on its case, and the steps begin."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from console.cancel import CancelToken
from console.domain.views import CaseView, WaitingLine
from console.errors import CountersignError
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.case import CasePane
from console.ui.panes.case_opening import NotShown
from console.ui.panes.commits import Commits
from console.ui.panes.decide import ActionWanted
from console.ui.panes.floor import Floor
from console.ui.panes.left import LeftPane
from console.ui.panes.queue import CaseWanted
from console.ui.panes.went_back import ENDED, AgainWanted
from console.workstation.said import Draft


class Flow(Protocol):
    """What proposing again needs of the flow of work that it belongs to."""

    floor: Floor
    left: LeftPane
    case: CasePane
    action: ActionPane
    commits: Commits
    draft: Draft | None

    @property
    def view(self) -> CaseView | None: ...
    def open(self, wanted: CaseWanted) -> None: ...
    def next_case(self) -> None: ...


class Again(QObject):
    """Takes back what waits; shows what came back, and leads from there to the steps in one gesture."""

    def __init__(self, flow: Flow, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("again")
        self._flow, self._floor, self._action = flow, flow.floor, flow.action
        self._wanted = ""
        flow.action.went_back.again_wanted.connect(self._on_again)
        flow.action.went_back.next_wanted.connect(self._on_next)
        flow.action.decide.dead.alive.connect(self.go_on)
        flow.case.not_shown.connect(self._on_not_shown)

    def show(self, line: WaitingLine) -> bool:
        """Show a line if it is of something that came back; whether it is."""
        if line.status not in ENDED:
            return False
        view = self._flow.view
        if view is not None and view.case != line.case:
            self._flow.case.close_case("No case is open", "On the right is what came back on another account.")
        self._action.went_back.show_line(line)
        if self._action.doing is not Doing.WENT_BACK:
            self._action.show_view(Doing.WENT_BACK)
        return True

    def follow(self) -> None:
        """What waits is new: what is followed at the right may have come back meanwhile."""
        asked = self._action.asked.line
        if self._action.doing is Doing.ASKED and asked is not None:
            self.show(asked)

    @Slot()
    def _on_next(self) -> None:
        self._flow.next_case()

    @Slot(AgainWanted)
    def _on_again(self, what: AgainWanted) -> None:
        session, proposal = self._floor.session, what.proposal

        def work(cancel: CancelToken) -> Draft:
            draft = session.floor.propose_again(proposal, cancel)
            session.save_draft(draft)
            return draft

        self._floor.write("propose again", work, self._on_draft, self._on_no_draft)

    @Slot(object)
    def _on_draft(self, draft: Draft) -> None:
        self._wanted = draft.case
        self._flow.open(CaseWanted(draft.case))

    @Slot(object)
    def _on_no_draft(self, error: CountersignError) -> None:
        self._action.went_back.failed(error.sentence)

    @Slot(NotShown)
    def _on_not_shown(self, what: NotShown) -> None:
        """The case can't be had now; its sentence stands in the middle, and the text is kept as a draft."""
        self._wanted = ""

    @Slot()
    def go_on(self) -> None:
        """Begin with the steps, once the case is rendered with its draft and the surface takes decisions."""
        case, draft, decide = self._flow.view, self._flow.draft, self._action.decide
        if case is None or draft is None or draft.action is None or case.case != self._wanted:
            return
        if self._action.doing is not Doing.DECIDE or draft.case != case.case or decide.dead.dead:
            return
        self._wanted = ""
        if self._floor.session.plan(case, draft.action, draft.duration_s).steps:  # without steps its key is the commit
            decide.action_wanted.emit(ActionWanted(draft.action, draft.clause))
