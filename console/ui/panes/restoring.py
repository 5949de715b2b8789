"""Offering to take an effect back: from a case, its history, a search, or what was carried out lately."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from console.domain.views import AccountBrief, CaseView, HistoryLine, RecentEffect
from console.domain.views_ways import AlarmLine, LateLine, UnreportedLine
from console.ui import words
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.case import CasePane
from console.ui.panes.case_opening import RestoreWanted
from console.ui.panes.commits import Commits
from console.ui.panes.floor import Floor
from console.ui.panes.late import Consented, Objected, Wished
from console.ui.panes.left import LeftPane, Section
from console.ui.panes.restore import LateWanted, Restorable, RestoreAsked, from_history, from_recent
from console.ui.panes.say import About, Said
from console.ui.panes.ways_answers import WaysAnswers
from console.ui.widgets.notice import Tone


class Flow(Protocol):
    """What restoring needs of the flow of work that it belongs to."""

    floor: Floor
    left: LeftPane
    case: CasePane
    action: ActionPane
    commits: Commits

    @property
    def view(self) -> CaseView | None: ...
    def keep_draft(self) -> None: ...
    def back(self) -> None: ...
    def say(self, about: About, target: str, account: AccountBrief) -> None: ...


class Restoring(QObject):
    """Shows the way back; what is restored is the effect that is named on the button."""

    def __init__(self, flow: Flow, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("restoring")
        self._flow = flow
        self._action, self._left = flow.action, flow.left
        self._about: AccountBrief | None = None
        self._told: set[str] = set()
        self.answers = WaysAnswers(flow, self)
        flow.action.restore.asked.connect(self.on_asked)
        flow.action.restore.late_wanted.connect(self._on_late_wanted)
        flow.action.restore.why_wanted.connect(self._on_why)
        flow.action.late.wished.connect(self._on_wished)
        flow.action.late.consented.connect(self._on_consented)
        flow.action.late.objected.connect(self._on_objected)
        flow.left.wishes_changed.connect(self._follow_wishes)
        flow.left.unreported_changed.connect(self._offer_report)

    def of_account(self, account: str) -> tuple[RecentEffect, ...]:
        """What was carried out lately on an account and is not restored."""
        return tuple(e for e in self._left.recent if e.account.id == account and e.restored_at is None and not e.ended)

    def show_effect(self, what: Restorable) -> None:
        """Offer to take back that effect; the account on the button is the one that it names."""
        view = self._flow.view
        if view is not None and view.account.brief.id != what.account.id:
            self._flow.case.close_case("No case is open", "On the right is the account that can be restored.")
        self._action.restore.show_effect(what)
        self._offer_report()
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

    def restore_now(self) -> None:
        """R and R where it is not shown yet: what is marked among the recent ones, in the history, or the latest."""
        marked = self._marked()
        if marked is not None:
            self.show_effect(marked)
        else:
            self.show_latest()
        if self._action.doing is Doing.RESTORE:
            self._action.restore.commit_shown()

    def _marked(self) -> Restorable | None:
        """The effect on the line that has the focus, in the list of what was carried out or in a case's history."""
        line = self._left.marked
        if line is not None and isinstance(line.about, RecentEffect):
            return from_recent(line.about)
        case, effect = self._flow.view, self._flow.case.marked_effect
        found = None if case is None else next((one for one in case.history if one.effect == effect), None)
        return None if case is None or found is None else self._in_history(case, found)

    def _in_history(self, case: CaseView, line: HistoryLine) -> Restorable:
        """A line of the history; as the list of what was carried out lately knows it, when it does."""
        recent = next((e for e in self._left.recent if e.effect == line.effect), None)
        return from_history(case, line) if recent is None else from_recent(recent)

    @Slot(RestoreWanted)
    def on_history(self, wanted: RestoreWanted) -> None:
        """A line of the case's history was chosen."""
        case = self._flow.view
        line = next((one for one in case.history if one.effect == wanted.effect), None) if case is not None else None
        if case is not None and line is not None:
            self.show_effect(self._in_history(case, line))

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
        if now is not None and from_recent(now) != what:
            self._action.restore.show_effect(from_recent(now))
            self._offer_report()

    # ---- what takes two -----------------------------------------------------------------------------------------

    @Slot(LateWanted)
    def _on_late_wanted(self, wanted: LateWanted) -> None:
        """The gesture was made on something that one person alone may not restore."""
        line = next((line for line in self._left.wishes if line.digest == wanted.what.wish), None)
        if line is not None:
            self._show_late(line)
        elif wanted.what.wish:
            self._left.show_section(Section.WAITING)
            self._left.focus_list()
        else:
            self._action.late.ask(wanted.what)
            self._action.show_view(Doing.LATE)

    def _show_late(self, line: LateLine) -> None:
        view = self._flow.view
        if view is not None and view.account.brief.id != line.account.id:
            self._flow.case.close_case("No case is open", "On the right is what a colleague asks for.")
        self._action.late.show_line(line)
        self._action.show_view(Doing.LATE)

    @Slot()
    def _follow_wishes(self) -> None:
        self._tell_new()
        shown = self._action.late.line
        line = next((line for line in self._left.wishes if shown is not None and line.digest == shown.digest), None)
        if line is not None and line != shown:
            self._action.late.show_line(line)

    def _tell_new(self) -> None:
        """A colleague asks this person to consent: said once, wherever they are."""
        asks = {w.digest for w in self._left.wishes if not w.mine and not w.why_not_consent}
        fresh, self._told = asks - self._told, asks
        if fresh:
            number = words.of(len(fresh), "restore waits", "restores wait")
            self._flow.floor.say(f"{number} for a second person: Alt 3 shows it.", Tone.SLOW)

    @Slot(Wished)
    def _on_wished(self, what: Wished) -> None:
        self._flow.commits.late(what)

    @Slot(Consented)
    def _on_consented(self, what: Consented) -> None:
        self._flow.commits.consent(what)

    @Slot(Objected)
    def _on_objected(self, what: Objected) -> None:
        self._flow.commits.object_to(what)

    # ---- afterwards ---------------------------------------------------------------------------------------------

    def on_line(self, about: object) -> None:
        """A line of what waits was chosen."""
        if isinstance(about, LateLine):
            self._show_late(about)
        elif isinstance(about, UnreportedLine):
            self._say(About.REPORT, about.restore, about.account)

    def _unreported(self) -> UnreportedLine | None:
        """The newest restore of one's own on the shown account that has no report."""
        what = self._action.restore.what
        return next((u for u in self._left.unreported if what is not None and u.account.id == what.account.id), None)

    @Slot()
    def _offer_report(self) -> None:
        self._action.restore.offer_report(self._unreported() is not None)
        self._action.changed.emit()

    @Slot()
    def _on_why(self) -> None:
        line = self._unreported()
        if line is not None:
            self._say(About.REPORT, line.restore, line.account)

    def explain(self, alarm: AlarmLine) -> None:
        """Ask for the words that end an alarm."""
        self._say(About.EXPLAIN, alarm.alarm, alarm.account)

    def _say(self, about: About, target: str, account: AccountBrief) -> None:
        self._about = account
        self._flow.say(about, target, account)

    def said(self, said: Said) -> None:
        """Words about a restore or an alarm were committed."""
        if said.about is About.REPORT:
            self._flow.commits.report(said.target, said.words, self._about)
        elif said.about is About.EXPLAIN:
            self._flow.commits.explain(said.target, said.words, self._about)
