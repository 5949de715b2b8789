"""What can be done with the case: each action with its key and its cost, the clauses, and an offered break."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.domain.actions import Action
from console.domain.circumstances import ahead
from console.domain.friction import Plan
from console.domain.policy import Clause, Limits, Policy
from console.domain.reasons import ReasonId
from console.domain.views import CaseView, FloorStatus, RecentEffect
from console.ui import words
from console.ui.panes.action_row import ACTION_KEYS, ACTION_WORDS, ActionRow, cost, whole_cost
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.steps.editors import Choice
from console.ui.steps.words import heavier_of
from console.ui.text import one_line, plain_label
from console.ui.theme.fonts import font
from console.ui.widgets.labels import KeyCap, heading
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Notice, Tone

DAY_S = 86_400
DEFAULT_DURATION_S = 7 * DAY_S
"""What is proposed first for actions that can end by themselves (seconds)."""
_CLAUSES_SHOWN = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_AHEAD = {
    ReasonId.LONG_SHIFT: "In {time} account actions need a second person",
    ReasonId.LONGEST_SHIFT: "In {time} account actions have to wait for your next shift",
}
_AHEAD_REST = "From your next case on: the one that you have open stays as it is."


@dataclass(frozen=True, slots=True)
class ActionWanted:
    """Somebody wants to take this action; ``clause`` when they chose one before."""

    action: Action
    clause: str = ""


def default_duration(case: CaseView, action: Action) -> int | None:
    """Seconds, for an action that the platform can end by itself; otherwise without end."""
    effect = next((e for e in case.effects if e.action is action), None)
    return DEFAULT_DURATION_S if effect is not None and effect.timed else None


def offered_clauses(policy: Policy, case: CaseView, typed: str) -> tuple[Clause, ...]:
    """The clauses for the reports' reasons, most given first, then the others; only those that ``typed`` fits."""
    order = {reason: place for place, (reason, _) in enumerate(case.counts)}
    last = len(order)

    def rank(clause: Clause) -> int:
        return min((order.get(reason, last) for reason in clause.reasons), default=last)

    asked = typed.casefold().split()
    fitting = [
        clause
        for clause in policy.clauses
        if all(word in f"{clause.id} {clause.title} {clause.text} {clause.group}".casefold() for word in asked)
    ]
    return tuple(sorted(fitting, key=rank))


class ClauseChoice(Choice):
    """A clause that can be chosen: number and title, and its text below; chosen again, it is not."""

    def __init__(self, parent: QWidget, clause: Clause, number: int) -> None:
        head = f"{clause.id}  {one_line(clause.title)}"
        super().__init__(parent, name=f"clause_choice_{number}", head=head, words=one_line(clause.text, 160))
        self.clause = clause.id
        self.setCheckable(True)


class DecideView(ActionView):
    """The head of the work on one case."""

    action_wanted = Signal(ActionWanted)
    restore_wanted = Signal()
    note_wanted = Signal()
    skip_wanted = Signal()
    pass_on_wanted = Signal()
    break_wanted = Signal()
    draft_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="decide", head="Decide", can_go_back=False)
        self._case: CaseView | None = None
        self.clause = ""
        self._rows: dict[Action, ActionRow] = {}
        self._clauses_shown: tuple[str, ...] = ()
        self.body.setSpacing(1)
        said = named(QWidget(self.holder), "decide_said", "what to know first", "clear")
        cards = column(said, gap=6)
        self.body.addWidget(said)
        self.draft_card = Notice(said, name="draft_card")
        self.draft_card.pressed.connect(self.draft_wanted)
        self.draft_card.hide()
        cards.addWidget(self.draft_card)
        self.heavier_card = Notice(said, name="heavier_card")
        self.heavier_card.hide()
        self._heavier_said = ""
        cards.addWidget(self.heavier_card)
        self.ahead_card = Notice(said, name="ahead_card")
        self.ahead_card.hide()
        cards.addWidget(self.ahead_card)
        for action in Action:
            row_ = ActionRow(
                self.holder, name=f"action_{action.value}", key=ACTION_KEYS[action], words_=ACTION_WORDS[action]
            )
            row_.setProperty("action", action.value)
            row_.clicked.connect(self._on_action)
            self._rows[action] = row_
            self.body.addWidget(row_)
        self.body.addSpacing(7)
        self.body.addWidget(heading("On this account", self.holder, name="on_this_account"))
        self.body.addSpacing(3)
        self.restore = self._add("restore", "R R", "Restore", self.restore_wanted)
        self.note = self._add("note", "N", "Note", self.note_wanted)
        self.skip = self._add("skip", "Q", "Skip, no questions", self.skip_wanted)
        self.pass_on = self._add("pass_on", "H", "Pass on to a colleague", self.pass_on_wanted)
        self.body.addSpacing(7)
        self._build_clauses()
        self.body.addStretch(1)
        self.break_card = Notice(self.holder, name="break_card")
        self.break_card.pressed.connect(self.break_wanted)
        self.break_card.hide()
        self.body.addWidget(self.break_card)

    def _add(self, name: str, key: str, said: str, signal: SignalInstance) -> ActionRow:
        row_ = ActionRow(self.holder, name=f"do_{name}", key=key, words_=said)
        row_.clicked.connect(signal)
        self.body.addWidget(row_)
        return row_

    def _build_clauses(self) -> None:
        line = QHBoxLayout()
        line.addWidget(heading("Clause", self.holder, name="clause_heading"))
        line.addStretch(1)
        line.addWidget(KeyCap("/", self.holder, name="clause_key"))
        self.body.addLayout(line)
        self.body.addSpacing(4)
        self.search = named(QLineEdit(self.holder), "clause_search", "search the rules")
        self.search.setPlaceholderText("Search the rules\u2026")
        self.search.setFont(font())
        self.search.setMaxLength(100)
        self.search.textChanged.connect(self._show_clauses)
        self.search.installEventFilter(self)
        self.body.addWidget(self.search)
        self.body.addSpacing(4)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.body.addLayout(self._choices)

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_case(self, case: CaseView, plans: dict[Action, Plan], restorable: tuple[RecentEffect, ...]) -> None:
        """Show what can be done with that case; ``plans`` for each action that the platform has."""
        if self._case is None or self._case.case != case.case:
            self.clause = ""
            self.search.clear()
            self.draft_card.hide()
            self.dead.restart()
        self._case = case
        self.aim(case.account.brief)
        claimed = case.lease_until is not None
        for action, row_ in self._rows.items():
            plan = plans.get(action)
            if plan is None:
                row_.say(ACTION_WORDS[action], "not on this platform", enabled=False)
            elif not claimed:
                row_.say(ACTION_WORDS[action], "", enabled=False)
            else:
                row_.say(ACTION_WORDS[action], cost(plan), hover=whole_cost(plan))
        self._say_heavier(plans if claimed else {})
        back = sum(line.restorable for line in case.history) + len(restorable)
        self.restore.say("Restore", f"{back} to restore" if back else "nothing to restore", enabled=bool(back))
        self.skip.say("Skip, no questions", "", enabled=claimed)
        self.pass_on.say("Pass on to a colleague", "", enabled=claimed)
        self._show_clauses()

    def _say_heavier(self, plans: dict[Action, Plan]) -> None:
        """Which circumstances apply, and since when; what appears above the actions makes them dead for a moment."""
        said = "\n".join(heavier_of(plans, ACTION_WORDS, self.floor.now()))
        if bool(said) is not self.heavier_card.isVisibleTo(self.holder):
            self.dead.restart()
        if said != self._heavier_said:
            self._heavier_said = said
            self.heavier_card.say(Tone.SLOW, "What makes it heavier" if said else "", said)
        self.heavier_card.setVisible(bool(said))

    def offer_draft(self, action: Action | None, justification: str) -> None:
        """Something was begun on this case before, and is kept on this workstation."""
        self.draft_card.setVisible(action is not None)
        if action is not None:
            said = f"\u201c{one_line(justification, 120)}\u201d" if justification else "It is kept on this workstation."
            head = f"You began here: {ACTION_WORDS[action].lower()}"
            self.draft_card.say(Tone.INFO, head, said, button="Go on", key=ACTION_KEYS[action])

    def show_shift(self, status: FloorStatus, limits: Limits) -> None:
        """Announce what a long shift will ask for, and offer a break when it is time for one."""
        soon = ahead(status.shift_s, limits)
        if (soon is not None) is not self.ahead_card.isVisibleTo(self.holder):
            self.dead.restart()  # it stands above the actions, which move
        self.ahead_card.setVisible(soon is not None)
        if soon is not None:
            reason, left_s = soon
            self.ahead_card.say(Tone.SLOW, _AHEAD[reason].format(time=words.span(left_s)), _AHEAD_REST)
        due = status.since_break_s >= limits.break_after_s
        self.break_card.setVisible(due)
        if due:
            self.break_card.say(
                Tone.CALM,
                "A break?",
                f"You have been at it for {words.shift(status.since_break_s)} without one. "
                "Your place in the queue is kept.",
                button="Take it",
            )

    def _offered(self) -> tuple[Clause, ...]:
        if self._case is None:
            return ()
        return offered_clauses(self.floor.session.policy(), self._case, self.search.text())

    @Slot()
    def _show_clauses(self) -> None:
        offered = self._offered()
        key = (self._case.case if self._case else "", self.clause, *(clause.id for clause in offered[:_CLAUSES_SHOWN]))
        if key == self._clauses_shown:
            return
        self._clauses_shown = key
        while (item := self._choices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = offered[:_CLAUSES_SHOWN]
        chosen = next((clause for clause in offered if clause.id == self.clause), None)
        if chosen is not None and chosen not in shown:
            shown = (chosen, *shown[: _CLAUSES_SHOWN - 1])
        for number, clause in enumerate(shown, 1):
            made = ClauseChoice(self.holder, clause, number)
            made.setChecked(clause.id == self.clause)
            made.clicked.connect(self._on_clause)
            made.installEventFilter(self)
            self._choices.addWidget(made)
        if self._case is not None and not offered:
            self._choices.addWidget(
                plain_label("No rule has these words.", self.holder, name="no_clause", tone="muted")
            )

    # ---- what the person does -----------------------------------------------------------------------------------

    @Slot()
    def _on_clause(self) -> None:
        choice = self.sender()
        if isinstance(choice, ClauseChoice):
            self.clause = "" if self.clause == choice.clause else choice.clause
            self._show_clauses()
            made = next((one for one in self._places() if one.clause == choice.clause), None)
            if made is not None:  # the buttons are new, and whoever works by keys goes on at this one
                made.show()
                made.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_action(self) -> None:
        row_ = self.sender()
        if isinstance(row_, ActionRow):
            self.choose(Action(str(row_.property("action"))))

    def choose(self, action: Action) -> None:
        """Begin with this action."""
        if self._rows[action].isEnabled():
            self.action_wanted.emit(ActionWanted(action, self.clause))

    @Slot()
    def search_clauses(self) -> None:
        """Type into the search of the rules."""
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and up go through search and clauses; Enter on a clause chooses it, and decides nothing."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        down = event.key() == Qt.Key.Key_Down or (watched is self.search and event.key() in _ENTER)
        if down or event.key() == Qt.Key.Key_Up:
            self._step(watched, 1 if down else -1)
            return True
        if event.key() in _ENTER and isinstance(watched, ClauseChoice):
            if not event.isAutoRepeat():
                watched.click()
            return True
        return super().eventFilter(watched, event)

    def _places(self) -> list[ClauseChoice]:
        """The clauses that are shown, downwards."""
        items = [self._choices.itemAt(at) for at in range(self._choices.count())]
        shown = [item.widget() for item in items if item is not None]
        return [one for one in shown if isinstance(one, ClauseChoice)]

    def _step(self, watched: QObject, way: int) -> None:
        places: list[QWidget] = [self.search, *self._places()]
        here = places.index(watched) if isinstance(watched, QWidget) and watched in places else 0
        places[max(0, min(len(places) - 1, here + way))].setFocus(Qt.FocusReason.TabFocusReason)

    def key(self, pressed: str) -> bool:
        """The keys on the caps."""
        for action, row_ in self._rows.items():
            if pressed == ACTION_KEYS[action]:
                row_.click()
                return True
        rows = {"R": self.restore, "N": self.note, "Q": self.skip, "H": self.pass_on}
        if pressed in rows:
            rows[pressed].click()
            return True
        if pressed == "/":
            self.search_clauses()
            return True
        return False
