"""The action pane: one view at a time, chosen by what the person is doing with the case beside it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.ui.panes.asked import AskedView
from console.ui.panes.compare import CompareView
from console.ui.panes.decide import DecideView
from console.ui.panes.finding import FindingView
from console.ui.panes.floor import Floor
from console.ui.panes.interrupted import InterruptedView
from console.ui.panes.late import LateView
from console.ui.panes.propose import ProposeView
from console.ui.panes.recorded import NothingView, RecordedView
from console.ui.panes.refused import RefusedView
from console.ui.panes.restore import RestoreView
from console.ui.panes.say import SayView
from console.ui.panes.view import ActionView
from console.ui.panes.went_back import WentBackView
from console.ui.widgets.named import column, named


class Doing(StrEnum):
    """What the action pane shows."""

    NOTHING = "nothing"
    DECIDE = "decide"
    PROPOSE = "propose"
    REFUSED = "refused"
    ASKED = "asked"
    SAY = "say"
    FIND = "find"
    RECORDED = "recorded"
    COMPARE = "compare"
    WENT_BACK = "went_back"
    RESTORE = "restore"
    INTERRUPTED = "interrupted"
    LATE = "late"


class ActionPane(QWidget):
    """Holds all views and shows one."""

    changed = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "action_pane", "action")
        box = column(self, gap=0)
        self._stack = named(QStackedWidget(self), "action_stack")
        box.addWidget(self._stack)
        self.nothing = NothingView(self._stack)
        self.decide = DecideView(self._stack, floor)
        self.propose = ProposeView(self._stack, floor)
        self.refused = RefusedView(self._stack, floor)
        self.asked = AskedView(self._stack, floor)
        self.say = SayView(self._stack, floor)
        self.finding = FindingView(self._stack, floor)
        self.recorded = RecordedView(self._stack, floor)
        self.compare = CompareView(self._stack, floor)
        self.went_back = WentBackView(self._stack, floor)
        self.restore = RestoreView(self._stack, floor)
        self.late = LateView(self._stack, floor)
        self.interrupted = InterruptedView(self._stack, floor)
        self._views: dict[Doing, QWidget] = {
            Doing.NOTHING: self.nothing,
            Doing.INTERRUPTED: self.interrupted,
            Doing.DECIDE: self.decide,
            Doing.PROPOSE: self.propose,
            Doing.REFUSED: self.refused,
            Doing.ASKED: self.asked,
            Doing.SAY: self.say,
            Doing.FIND: self.finding,
            Doing.RECORDED: self.recorded,
            Doing.COMPARE: self.compare,
            Doing.WENT_BACK: self.went_back,
            Doing.RESTORE: self.restore,
            Doing.LATE: self.late,
        }
        for view in self._views.values():
            self._stack.addWidget(view)
        self._stack.setCurrentWidget(self.nothing)
        self.doing = Doing.NOTHING
        self.before = Doing.NOTHING

    def show_view(self, doing: Doing, *, focus: bool = True) -> None:
        """Show that view, and put the focus where one goes on in it."""
        if doing is not self.doing:
            self.before = self.doing
        self.doing = doing
        view = self._views[doing]
        self._stack.setCurrentWidget(view)
        self.changed.emit()
        if focus and isinstance(view, ActionView | ProposeView | RestoreView):
            view.entered()

    @property
    def view(self) -> QWidget:
        """What is shown."""
        return self._views[self.doing]

    def key(self, pressed: str) -> bool:
        """A key that nothing else took."""
        view = self.view
        if isinstance(view, ActionView | RestoreView):
            return view.key(pressed)
        return False

    def commit_now(self) -> None:
        """Ctrl+S: commit what is shown, where that is its key."""
        view = self.view
        if isinstance(view, SayView | FindingView | CompareView | LateView):
            view.commit_now()
