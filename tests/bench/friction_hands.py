"""Hands that count: they go through any plan at the real window by keyboard alone, and say what it took.

Before each key that decides they press it once too early, as an impatient person does, and fail when the window took
it: so the dead time that is counted is the one that is enforced.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from console.domain.actions import Action
from console.domain.documents import StepKind
from console.domain.friction import Plan
from console.ui.panes.action_row import ACTION_KEYS
from console.ui.panes.propose import passphrase_asked
from console.ui.steps.editors import SentenceEditor
from console.ui.steps.view import StepsView
from console.ui.widgets.dead_time import DEAD_MS, DeadTime
from tests.bench.keystrokes import Does, Tally
from tests.support.desk import CTRL, Desk
from tests.support.floor import WHY, phrase


class Surfaces:
    """Notes when a surface went dead, for as long as the process lives."""

    def __init__(self) -> None:
        self.since: dict[DeadTime, float] = {}
        restart = DeadTime.restart

        def noted(dead: DeadTime) -> None:
            self.since[dead] = time.perf_counter()
            restart(dead)

        DeadTime.restart = noted  # type: ignore[method-assign, assignment]


class CountingHands:
    """Goes through one action on the case that is open."""

    def __init__(self, desk: Desk, surfaces: Surfaces, name: str, hold_ms: int) -> None:
        self._hands, self._surfaces, self._name, self._hold_ms = desk.hands, surfaces, name, hold_ms
        self.tally = Tally()
        self.measured_dead: list[float] = []
        """How long each surface was dead that was met while it was (milliseconds)."""
        self.measured_hold: float | None = None

    def go_through(self, action: Action, plan: Plan, handle: str, committed: Callable[[], bool]) -> Tally:
        """From the open case to the commit; ``committed`` says whether the window took it."""
        first = f"action_{action.value}"
        self._hands.find(first)
        direct = not plan.steps and not plan.readers
        self._press(ACTION_KEYS[action].lower(), Does.ACTION, first, lambda: committed() if direct else self._steps())
        if direct:
            return self.tally
        for kind in plan.steps:
            if kind is not StepKind.HOLD:
                self._step(kind, handle)
        if passphrase_asked(plan):
            self._hands.find("passphrase_field")
            self._hands.type(phrase(self._name))
            self.tally.secret = len(phrase(self._name))
            self._press(Qt.Key.Key_Return, Does.ENTER, "", lambda: self._open_step() != "passphrase")
        self._commit(StepKind.HOLD in plan.steps, committed)
        return self.tally

    # ---- steps ------------------------------------------------------------------------------------------------

    def _steps(self) -> bool:
        return bool(self._hands.all("steps", StepsView))

    def _open_step(self) -> str:
        view = self._hands.all("steps", StepsView)
        return view[0].open_step if view and isinstance(view[0], StepsView) else ""

    def _step(self, kind: StepKind, handle: str) -> None:
        hands = self._hands
        hands.wait(lambda: self._open_step() == kind.value, lambda: f"“{kind}” does not open: {hands.texts()}")
        left = self._left(kind)
        if kind is StepKind.CLAUSE:
            hands.find("clause_search")
            choice = next(iter(hands.all("clause_…", QAbstractButton)), None)
            self._press(Qt.Key.Key_Return, Does.CLAUSE, choice.objectName() if choice is not None else "", left)
        elif kind is StepKind.JUSTIFICATION:
            hands.find("justification_text")
            hands.type(WHY)
            self.tally.text = len(WHY)
            self._press(Qt.Key.Key_Return, Does.CONTINUE, "justification_continue", left, CTRL)
        elif kind is StepKind.SENTENCE:
            editor = hands.find("step_sentence", SentenceEditor)
            assert isinstance(editor, SentenceEditor)
            sentence = editor._sentence
            self.tally.read = len(" ".join((sentence.before, sentence.after, *sentence.choices)).split())
            right = sentence.right + 1
            self._press(str(right), Does.PIECE, f"sentence_choice_{right}", left)
        elif kind is StepKind.HANDLE:
            hands.find("handle_field")
            self.tally.handle = len(handle)
            hands.type(handle)
            hands.wait(left, "the handle is not taken")

    def _left(self, kind: StepKind) -> Callable[[], bool]:
        return lambda: self._open_step() != kind.value

    def _commit(self, held: bool, committed: Callable[[], bool]) -> None:
        hands = self._hands
        hands.wait(lambda: not self._open_step(), lambda: f"“{self._open_step()}” stays open")
        if not held:
            self._press(Qt.Key.Key_Space, Does.COMMIT, "commit", committed)
            return
        self._wait_alive()
        self._clickable("commit")
        self.tally.keys.append(Does.HOLD)
        self.tally.hold_ms = self._hold_ms
        began = time.perf_counter()
        hands.hold_key(Qt.Key.Key_Space, committed)
        self.measured_hold = (time.perf_counter() - began) * 1000

    # ---- pressing ---------------------------------------------------------------------------------------------

    def _press(
        self,
        key: Qt.Key | str,
        does: Does,
        target: str,
        then: Callable[[], bool],
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """One key; ``target`` names the control that does the same by a click, "" where there is none."""
        hands, waits = self._hands, does not in (Does.CONTINUE, Does.ENTER)
        if waits and self._dead() is not None:
            hands.key(key, modifiers, patient=False)
            assert self._dead() is None or not then(), f"{key} was taken by a surface that had just appeared"
        if waits:
            self._wait_alive()
        if target:
            self._clickable(target)
        self.tally.keys.append(does)
        self.tally.held += modifiers is not Qt.KeyboardModifier.NoModifier
        hands.key(key, modifiers)
        hands.wait(then, lambda: f"{does} by {key} led to nothing: {hands.texts()}")

    def _dead(self) -> DeadTime | None:
        widget: QWidget | None = self._hands._focus()
        while widget is not None:
            for dead in widget.findChildren(DeadTime, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if dead.dead:
                    return dead
            widget = widget.parentWidget()
        return None

    def _wait_alive(self) -> None:
        dead = self._dead()
        self.tally.dead.append(DEAD_MS)
        if dead is not None:
            self._hands.wait(lambda: not dead.dead, "the surface stays dead")
            self.measured_dead.append((time.perf_counter() - self._surfaces.since[dead]) * 1000)

    def _clickable(self, name: str) -> None:
        """The control is there and can be clicked; it counts as one target."""
        self._hands.wait(
            lambda: any(w.isEnabled() for w in self._hands.all(name, QAbstractButton)), f"no “{name}” to click"
        )
        self.tally.targets.append(name)
