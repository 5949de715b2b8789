"""A second reading: what does one find, without anything of what others may have thought."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.escalation import ReadingClock
from console.domain.policy import Clause
from console.domain.views import CaseView
from console.ui.models.readings import clock_words
from console.ui.panes.action_row import ACTION_KEYS, ActionRow
from console.ui.panes.decide import DAY_S, offered_clauses
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text, set_tone
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.flow import Flow
from console.ui.widgets.labels import Chip, heading
from console.ui.widgets.named import named

_FOUND_ACTIONS = tuple(action for action in Action if action is not Action.DISMISS)
_CHIP_WORDS = {
    Action.WARN: "warn",
    Action.LABEL: "label",
    Action.REMOVE_CONTENT: "remove content",
    Action.LIMIT: "limit",
    Action.SUSPEND: "suspend",
    Action.DEACTIVATE: "deactivate",
}
_DURATIONS = ((DAY_S, "1 d"), (7 * DAY_S, "7 d"), (30 * DAY_S, "30 d"), (0, "without end"))
_NONE = ""


@dataclass(frozen=True, slots=True)
class FindingSigned:
    """A finding that its author has committed; ``verdict`` is None for no violation."""

    assignment: str
    case: CaseView
    verdict: Verdict | None
    why: str


class FindingView(ActionView):
    """Choices from the reports' reasons, nothing preselected, no word about anybody else."""

    signed = Signal(FindingSigned)
    changed = Signal()
    recuse_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="finding", head="What do you find?", can_go_back=False)
        self._case: CaseView | None = None
        self._assignment = ""
        self._clause: str | None = None
        self._action: Action | None = None
        self._other_key = ""
        self._duration: int | None = None
        self._rows: list[tuple[ActionRow, str]] = []
        self.body.setSpacing(1)
        self.body.addWidget(
            plain_label(
                "Choose for yourself. Nothing that others may have thought of this case is shown before you sign.",
                self.holder,
                name="finding_words",
                tone="muted",
                wraps=True,
            )
        )
        self.clock = plain_label("", self.holder, name="finding_clock", role=Role.SMALL, tone="faint", wraps=True)
        self.body.addSpacing(4)
        self.body.addWidget(self.clock)
        self.body.addSpacing(6)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(1)
        self.body.addLayout(self._choices)
        self._build_other()
        self.body.addSpacing(8)
        self._build_actions()
        self.body.addSpacing(8)
        self.body.addWidget(heading("Why (for the record)", self.holder, name="finding_why_heading"))
        self.body.addSpacing(3)
        self.why = named(QPlainTextEdit(self.holder), "finding_why", "why, for the record")
        self.why.setPlaceholderText("In your own words")
        self.why.setFont(font())
        self.why.setTabChangesFocus(True)
        self.why.setMinimumHeight(70)
        self.why.setMaximumHeight(120)
        self.why.textChanged.connect(self._look)
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.recuse = ActionRow(
            self, name="finding_recuse", key="Z", words_="recuse", cost_="no preselection, no \u201cagree\u201d"
        )
        self.recuse.clicked.connect(self.recuse_wanted)
        self._box.insertWidget(self._box.indexOf(self.target), self.recuse)
        self.button = Button("Sign finding", self.target, name="sign_finding", kind=Kind.ONWARD)
        self.button.clicked.connect(self._on_commit)
        self.target.put_button(self.button)
        self.commit = self.button

    def show_clock(self, clock: ReadingClock | None) -> None:
        """Say since when the reading is one's own and when somebody else is drawn."""
        set_text(self.clock, "" if clock is None else clock_words(clock, self.floor.now()))
        set_tone(self.clock, "head_of_state" if clock is not None and clock.paged_at is not None else "faint")
        self.clock.setVisible(clock is not None)

    def _build_other(self) -> None:
        self._search = named(QLineEdit(self.holder), "finding_clause_search", "search the rules")
        self._search.setPlaceholderText("Search the rules\u2026")
        self._search.setFont(font())
        self._search.textChanged.connect(self._show_others)
        self._search.hide()
        self.body.addWidget(self._search)
        self._others = QVBoxLayout()
        self._others.setSpacing(1)
        self.body.addLayout(self._others)

    def _build_actions(self) -> None:
        self.body.addWidget(heading("and what should happen", self.holder, name="finding_action_heading"))
        self.body.addSpacing(4)
        chips = named(QWidget(self.holder), "finding_actions", "what should happen")
        flow = Flow(chips, gap=7, line_gap=5)
        self._actions: dict[Action, Chip] = {}
        group = QButtonGroup(self)
        group.setObjectName("finding_action_group")
        group.setExclusive(False)
        for action in _FOUND_ACTIONS:
            chip = Chip(
                _CHIP_WORDS[action],
                chips,
                name=f"find_{action.value}",
                key=ACTION_KEYS[action],
                checkable=True,
                tone="grey",
            )
            chip.setProperty("action", action.value)
            chip.clicked.connect(self._on_action)
            group.addButton(chip)
            self._actions[action] = chip
            flow.addWidget(chip)
        self.body.addWidget(chips)
        self._durations = named(QWidget(self.holder), "finding_durations", "for how long")
        times = Flow(self._durations, gap=7, line_gap=5)
        self._times: dict[int, Chip] = {}
        for seconds, said in _DURATIONS:
            chip = Chip(said, self._durations, name=f"find_for_{seconds}", checkable=True, tone="grey")
            chip.setProperty("seconds", seconds)
            chip.clicked.connect(self._on_duration)
            self._times[seconds] = chip
            times.addWidget(chip)
        self._durations.hide()
        self.body.addSpacing(5)
        self.body.addWidget(self._durations)

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_case(self, case: CaseView, assignment: str) -> None:
        """Ask for a finding on that case; what was chosen stays while it is the same assignment."""
        fresh = assignment != self._assignment
        self._case, self._assignment = case, assignment
        self.aim(case.account.brief)
        if fresh:
            self._clause = self._action = self._duration = None
            self.why.clear()
            self._search.clear()
            self._search.hide()
        self._show_choices()
        self._show_chosen()

    def _by_reasons(self) -> tuple[Clause, ...]:
        if self._case is None:
            return ()
        given = {reason for reason, _ in self._case.counts}
        every = offered_clauses(self.floor.session.policy(), self._case, "")
        return tuple(clause for clause in every if given & set(clause.reasons))[:6]

    def _show_choices(self) -> None:
        _clear(self._choices)
        self._rows.clear()
        said = [("No violation", _NONE), *((f"{c.id}  {one_line(c.title)}", c.id) for c in self._by_reasons())]
        for number, (words_, clause) in enumerate(said, 1):
            self._add_choice(self._choices, number, words_, clause)
        other = ActionRow(self.holder, name="find_other_clause", key=str(len(said) + 1), words_="Another clause \u2026")
        other.clicked.connect(self._on_other)
        self._choices.addWidget(other)
        self._other_key = str(len(said) + 1)
        self._show_others()

    def _add_choice(self, box: QVBoxLayout, number: int, words_: str, clause: str) -> None:
        row_ = ActionRow(self.holder, name=f"find_choice_{clause or 'none'}", key=str(number), words_=words_)
        row_.setCheckable(True)
        row_.setChecked(self._clause == clause)
        row_.setProperty("clause", clause)
        row_.clicked.connect(self._on_clause)
        box.addWidget(row_)
        self._rows.append((row_, clause))

    @Slot()
    def _show_others(self) -> None:
        _clear(self._others)
        shown = {clause for row_, clause in self._rows if row_.parent() is not None and self._in(self._choices, row_)}
        self._rows = [(row_, clause) for row_, clause in self._rows if self._in(self._choices, row_)]
        if self._case is None or not self._search.isVisibleTo(self.holder):
            return
        others = offered_clauses(self.floor.session.policy(), self._case, self._search.text())
        for number, clause in enumerate([c for c in others if c.id not in shown][:5], int(self._other_key) + 1):
            self._add_choice(self._others, number, f"{clause.id}  {one_line(clause.title)}", clause.id)

    @staticmethod
    def _in(box: QVBoxLayout, widget: QWidget) -> bool:
        return box.indexOf(widget) >= 0

    def _show_chosen(self) -> None:
        for row_, clause in self._rows:
            row_.setChecked(self._clause == clause)
        violation = bool(self._clause)
        supported = {effect.action for effect in self._case.effects} if self._case else set()
        for action, chip in self._actions.items():
            chip.setEnabled(violation and action in supported)
            chip.setChecked(violation and self._action is action)
        self._durations.setVisible(violation and self._timed())
        for seconds, chip in self._times.items():
            chip.setChecked(self._duration == seconds)
        self._look()

    def _timed(self) -> bool:
        return self._case is not None and any(e.timed and e.action is self._action for e in self._case.effects)

    # ---- choosing ---------------------------------------------------------------------------------------------

    @Slot()
    def _on_clause(self) -> None:
        row_ = self.sender()
        if isinstance(row_, ActionRow):
            self._clause = str(row_.property("clause"))
            if self._clause == _NONE:
                self._action = self._duration = None
            self._show_chosen()

    @Slot()
    def _on_other(self) -> None:
        self._search.show()
        self._search.setFocus()
        self._show_others()

    @Slot()
    def _on_action(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self._action, self._duration = Action(str(chip.property("action"))), None
            self._show_chosen()

    @Slot()
    def _on_duration(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self._duration = int(str(chip.property("seconds")))
            self._show_chosen()

    @property
    def verdict(self) -> Verdict | None:
        """What is chosen now (None: no violation, or nothing chosen yet)."""
        if not self._clause or self._action is None:
            return None
        return Verdict(clause=self._clause, action=self._action, duration_s=self._duration or None)

    @property
    def whole(self) -> bool:
        """Whether a finding can be signed from what is chosen."""
        if self._clause == _NONE:
            return True
        timed = self._timed()
        return bool(self._clause) and self._action is not None and (not timed or self._duration is not None)

    @Slot()
    def _look(self) -> None:
        self.button.setEnabled(self.whole)
        self.changed.emit()
        if self.whole and self._clause:
            self.say_foot(f"Ctrl S signs: {self._clause}, {_CHIP_WORDS[self._action or Action.WARN]}.")
        elif self.whole:
            self.say_foot("Ctrl S signs: no violation.")
        else:
            self.say_foot("Choose what you find, then Ctrl S signs it.")

    @Slot()
    def _on_commit(self) -> None:
        if self.dead.dead or self._case is None or not self.whole:
            return
        self.signed.emit(FindingSigned(self._assignment, self._case, self.verdict, self.why.toPlainText().strip()))

    def entered(self) -> None:
        """Focus on the view itself: nothing is preselected."""
        self.holder.setFocus()

    def key(self, pressed: str) -> bool:
        """Numbers choose what is found, letters what should happen, Z recuses."""
        if pressed == "Z":
            self.recuse.click()
            return True
        for row_, _ in self._rows:
            if row_.key_ == pressed:
                row_.click()
                return True
        if pressed == self._other_key:
            self._on_other()
            return True
        for action, chip in self._actions.items():
            if ACTION_KEYS[action] == pressed:
                chip.click()
                return True
        return False


def _clear(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
