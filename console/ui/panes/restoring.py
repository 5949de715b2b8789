"""Offering to take an effect back: from a case, its history, a search, or what was carried out lately."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from console.domain.views import AccountBrief, CaseView, RecentEffect
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.case import CasePane
from console.ui.panes.case_opening import RestoreWanted
from console.ui.panes.commits import Commits
from console.ui.panes.left import LeftPane
from console.ui.panes.restore import Restorable, RestoreAsked, from_history, from_recent


class Flow(Protocol):
    """What restoring needs of the flow of work that it belongs to."""

    left: LeftPane
    case: CasePane
    action: ActionPane
    commits: Commits

    @property
    def view(self) -> CaseView | None: ...
    def keep_draft(self) -> None: ...


class Restoring(QObject):
    """Shows the way back; what is restored is the effect that is named on the button."""

    def __init__(self, flow: Flow, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("restoring")
        self._flow = flow
        self._action, self._left = flow.action, flow.left

    def of_account(self, account: str) -> tuple[RecentEffect, ...]:
        """What was carried out lately on an account and is not restored."""
        return tuple(e for e in self._left.recent if e.account.id == account and e.restored_at is None)

    def show_effect(self, what: Restorable) -> None:
        """Offer to take back that effect; the account on the button is the one that it names."""
        view = self._flow.view
        if view is not None and view.account.brief.id != what.account.id:
            self._flow.case.close_case("No case is open", "On the right is the account that can be restored.")
        self._action.restore.show_effect(what)
        self._action.show_view(Doing.RESTORE)

    def show_story_of(self, account: AccountBrief, *, reported: bool = False) -> None:
        """Show who did what on an account: nothing is to be restored, and there is no case, or none to decide on."""
        self._flow.keep_draft()
        if reported:
            self._flow.case.close_case(
                "A case is open", "Reviewers decide on it. What was done before is on the right."
            )
        else:
            self._flow.case.close_case(
                "No open case", "Nothing is reported about this account now. Its story is on the right."
            )
        self._action.restore.show_account(account)
        self._action.show_view(Doing.RESTORE, focus=False)

    @Slot()
    def show_latest(self) -> None:
        """Offer to take back what was last carried out on the account of the rendered case."""
        case = self._flow.view
        if case is None:
            return
        restorable = self.of_account(case.account.brief.id)
        if restorable:
            self.show_effect(from_recent(max(restorable, key=lambda e: e.at)))
            return
        lines = [line for line in case.history if line.restorable]
        if lines:
            self.show_effect(from_history(case, max(lines, key=lambda line: line.at)))

    @Slot(RestoreWanted)
    def on_history(self, wanted: RestoreWanted) -> None:
        """A line of the case's history was chosen."""
        case = self._flow.view
        recent = next((e for e in self._left.recent if e.effect == wanted.effect), None)
        if recent is not None:
            self.show_effect(from_recent(recent))
        elif case is not None:
            line = next((one for one in case.history if one.effect == wanted.effect), None)
            if line is not None:
                self.show_effect(from_history(case, line))

    @Slot(RestoreAsked)
    def on_asked(self, what: RestoreAsked) -> None:
        """The gesture was made."""
        self._flow.commits.restore(what.what)

    def follow_recent(self) -> None:
        """The list of what was carried out lately is new: show the effect as it is now."""
        what = self._action.restore.what
        if what is None:
            return
        now = next((e for e in self._left.recent if e.effect == what.effect), None)
        if now is not None and (now.restored_at != what.restored_at or self._action.doing is not Doing.RESTORE):
            self._action.restore.show_effect(from_recent(now))
