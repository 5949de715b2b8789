"""A thing that can be done: its key to the left, what it will cost to the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from console.domain.actions import Action
from console.domain.documents import StepKind
from console.domain.friction import Plan
from console.ui import words
from console.ui.text import tip
from console.ui.theme.fonts import Role
from console.ui.widgets.labels import Elided, KeyCap
from console.ui.widgets.named import named, row

ACTION_WORDS: dict[Action, str] = {
    Action.DISMISS: "Dismiss",
    Action.WARN: "Warn",
    Action.LABEL: "Label",
    Action.REMOVE_CONTENT: "Remove content",
    Action.LIMIT: "Limit reach",
    Action.SUSPEND: "Suspend",
    Action.DEACTIVATE: "Deactivate",
}
ACTION_KEYS: dict[Action, str] = {
    Action.DISMISS: "D",
    Action.WARN: "W",
    Action.LABEL: "L",
    Action.REMOVE_CONTENT: "C",
    Action.LIMIT: "M",
    Action.SUSPEND: "S",
    Action.DEACTIVATE: "X",
}
STEP_WORDS: dict[StepKind, str] = {
    StepKind.CLAUSE: "a clause",
    StepKind.JUSTIFICATION: "a justification",
    StepKind.SENTENCE: "the sentence of what will happen",
    StepKind.HANDLE: "the handle typed",
    StepKind.HOLD: "a hold",
    StepKind.READING: "second reading",
    StepKind.COOLING_OFF: "a cooling-off",
    StepKind.HELD_BACK: "a hold-back",
}
_HEAVIEST = {
    StepKind.CLAUSE: "clause",
    StepKind.JUSTIFICATION: "justification",
    StepKind.SENTENCE: "justification, sentence",
    StepKind.HOLD: "justification, hold",
    StepKind.HANDLE: "type the handle, hold",
}
_PEOPLE = {1: "second person", 2: "two people", 3: "three people", 4: "four people"}


def cost(plan: Plan) -> str:
    """What stands before it, in a few words: the heaviest part alone."""
    if plan.forbidden:
        return "not today" if any("day" in reason.id for reason in plan.forbidden) else "not now"
    if plan.readers:
        people = _PEOPLE.get(plan.readers, f"{plan.readers} people")
        if plan.cooling_off_s:
            return f"+ {people}, {words.wait(plan.cooling_off_s)}"
        return f"+ {people}"
    if plan.steps and plan.steps != (StepKind.CLAUSE,):
        return _HEAVIEST[max(plan.steps, key=list(_HEAVIEST).index)]
    undo = f"undo for {words.wait(plan.held_back_s)}" if plan.held_back_s else "at once"
    return f"clause, {undo}" if plan.steps else undo


def whole_cost(plan: Plan) -> str:
    """Every step, one below the other, and why it is so, for the hover."""
    reasons = [reason.sentence for reason in (*plan.forbidden, *plan.heavier)]
    return "\n".join([*step_list(plan), *reasons])


def step_list(plan: Plan) -> list[str]:
    """Every step in a few words."""
    lines: list[str] = []
    for step in plan.all_steps():
        said = STEP_WORDS[step.kind]
        if step.kind is StepKind.READING:
            said = _PEOPLE.get(step.count, f"{step.count} people") + " drawn by lot"
        if step.seconds:
            said = f"{said} of {words.wait(step.seconds)}"
        lines.append(said)
    return lines


class ActionRow(QPushButton):
    """One row: key cap, words, cost."""

    def __init__(self, parent: QWidget, *, name: str, key: str, words_: str, cost_: str = "") -> None:
        super().__init__(parent)
        named(self, name, words_, "row")
        self.key_ = key
        self._words_ = words_
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = row(self, margins=(8, 0, 8, 0), gap=10)
        self._cap = KeyCap(key, self, name=f"{name}_key")
        self._said = Elided(words_, self, name=f"{name}_words")
        self._cost = Elided(cost_, self, name=f"{name}_cost", role=Role.SMALL, tone="faint")
        line.addWidget(self._cap)
        line.addWidget(self._said)
        line.addStretch(1)
        line.addWidget(self._cost)
        for child in (self._cap, self._said, self._cost):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.say(words_, cost_)

    def say(self, words_: str, cost_: str, *, enabled: bool = True, hover: str = "") -> None:
        """Change words, cost, and whether it can be done."""
        self._words_ = words_
        self._said.say(words_)
        self._said.paint_in("text" if enabled else "faint")
        self._cost.say(cost_)
        self.setEnabled(enabled)
        self.setAccessibleName(f"{words_}, key {self.key_}{', ' + cost_ if cost_ else ''}")
        tip(self, hover)

    def sizeHint(self) -> QSize:
        """As high as the drawing's rows."""
        return QSize(300, 31)

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(160, 31)
