"""The component: why it is slow, the steps, and the target beside the key that commits."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.documents import StepDone, StepKind
from console.domain.friction import Step
from console.ui.steps import words as plan_words
from console.ui.steps.editors import (
    ClauseEditor,
    Editor,
    PassphraseEditor,
    Said,
    SentenceEditor,
    Typed,
)
from console.ui.steps.handle import HandleEditor
from console.ui.steps.justification import JustificationEditor, PhrasesKept
from console.ui.steps.material import StepsDone, StepsDraft, StepsMaterial
from console.ui.text import plain_label
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.hold import HoldButton
from console.ui.widgets.look_alike import LookAlike
from console.ui.widgets.named import column, named, scroller
from console.ui.widgets.notice import Notice, Tone
from console.ui.widgets.target_card import TargetCard
from console.ui.widgets.timeline import ItemState, Timeline, TimelineItem

DRAFT_AFTER_MS = 400
"""Between the last letter typed and the draft that keeps it (milliseconds)."""
_HARMFUL_LEVEL = 3


class _Own:
    """One of the person's own steps: where it stands in the list, its editor, and what was said."""

    def __init__(self, kind: StepKind | None, item: TimelineItem, editor: Editor | None) -> None:
        self.kind, self.item, self.editor = kind, item, editor
        self.said: Said | None = None
        self.after_ms = 0
        self.change: QPushButton | None = None


class StepsView(QWidget):
    """Renders one plan.  Emits ``committed`` once, ``drafted`` while something is typed, ``back`` for Escape."""

    committed = Signal(StepsDone)
    drafted = Signal(StepsDraft)
    back = Signal()
    phrases_kept = Signal(PhrasesKept)
    step_opened = Signal()

    def __init__(self, parent: QWidget, material: StepsMaterial) -> None:
        super().__init__(parent)
        named(self, "steps", "steps before the action", "clear")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._material = material
        self._clock = QElapsedTimer()
        self._clock.start()
        self._own: list[_Own] = []
        self._committed = False
        self.twins: LookAlike | None = None
        self._draft = material.draft
        self._draft_timer = QTimer(self)
        self._draft_timer.setObjectName("steps_draft_timer")
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self._tell_drafted)
        box = column(self, margins=(16, 0, 4, 14), gap=10)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, 12, 0)
        foot.setSpacing(10)
        content = named(QWidget(self), "steps_content", "steps", "clear")
        self._scroll: QScrollArea = scroller(self, "steps_scroll", content, "steps")
        body = column(content, margins=(0, 0, 12, 0), gap=10)
        self._build_head(content, body)
        self._timeline = Timeline(content, name="steps_list", accessible="steps")
        self._timeline.setContentsMargins(0, 2, 0, 0)
        body.addWidget(self._timeline, 1)
        box.addWidget(self._scroll, 1)
        self._target = TargetCard(self, name="steps_target")
        foot.addWidget(self._target)
        words = self._label(material.foot, "steps_foot")
        words.setVisible(bool(material.foot) and not material.plan.forbidden)
        foot.addWidget(words)
        box.addLayout(foot)
        self._build_steps()
        target = material.target
        self._target.show_target(target.identity, target.name, target.reach, target.tier)
        self._button = self._make_button()
        self._target.put_button(self._button)
        self.dead_time = DeadTime(self)
        self._take_chosen_clause()
        self._open_next()

    # ---- building ---------------------------------------------------------------------------------------------

    def _label(self, words: str, name: str) -> QLabel:
        return plain_label(words, self, name=name, role=Role.SMALL, tone="faint", wraps=True)

    def _build_head(self, content: QWidget, box: QVBoxLayout) -> None:
        """What is read first; it scrolls with the steps, so that they have room when there is much to say."""
        plan, now = self._material.plan, self._material.now
        refusal = plan_words.refusal(plan, now)
        if refusal:
            box.addWidget(Notice(content, name="steps_refused", tone=Tone.WRONG, words=refusal))
        if self._material.twins is not None:
            self.twins = LookAlike(content, name="steps_look_alike")
            box.addWidget(self.twins)
        slow = plan_words.why_slow(plan, now)
        if slow and not refusal:
            box.addWidget(Notice(content, name="steps_why_slow", tone=Tone.SLOW, head="Why this is slow", words=slow))
        if refusal and self._material.happens:
            said = self._material.happens
            box.addWidget(Notice(content, name="steps_happens", head="What would happen", words=said))

    def _build_steps(self) -> None:
        if self._material.plan.forbidden:
            return
        steps = self._material.plan.all_steps()
        own = set(self._material.plan.steps)
        asked = not self._material.passphrase
        for step in steps:
            if not asked and (step.kind is StepKind.HOLD or step.kind not in own):
                self._add_passphrase()
                asked = True
            self._add(step, own=step.kind in own)
        if not asked:
            self._add_passphrase()

    def _add(self, step: Step, *, own: bool) -> None:
        item = self._timeline.add(plan_words.title(step))
        item.set_aside(plan_words.aside(step, self._material.hold_ms), step.why)
        item.set_why(step.why)
        if not own:
            return
        editor = self._editor(step.kind)
        self._take(_Own(step.kind, item, editor))

    def _add_passphrase(self) -> None:
        item = self._timeline.add("Your passphrase")
        item.set_why("so that it is you at this workstation")
        self._take(_Own(None, item, PassphraseEditor(item.body_widget)))

    def _take(self, own: _Own) -> None:
        if own.editor is not None:
            own.item.body.addWidget(own.editor)
            own.editor.said.connect(self._on_said)
            own.editor.typed.connect(self._on_typed)
        self._own.append(own)
        if own.kind is StepKind.CLAUSE:
            own.said = self._drafted_clause()

    def _drafted_clause(self) -> Said | None:
        """The clause of a draft counts as chosen; the text is offered again, and everything else is asked anew."""
        for clause in self._material.clauses:
            if clause.id == self._material.draft.clause:
                return Said(clause.id, f"{clause.id}  {clause.title}")
        return None

    def _editor(self, kind: StepKind) -> Editor | None:
        material, parent = self._material, self._timeline
        if kind is StepKind.CLAUSE:
            return ClauseEditor(parent, material.clauses, material.fitting, lambda: self.dead_time.dead)
        if kind is StepKind.JUSTIFICATION:
            written = material.draft.justification
            made = JustificationEditor(parent, material.justification_chars, written, material.phrases)
            made.phrases_kept.connect(self.phrases_kept)
            return made
        if kind is StepKind.SENTENCE and material.sentence is not None:
            return SentenceEditor(parent, material.sentence)
        if kind is StepKind.HANDLE and material.compare is not None:
            return HandleEditor(parent, material.compare)
        return None

    def _take_chosen_clause(self) -> None:
        """A clause that was chosen before (in the list of rules, or in a draft) is said already; it can be changed."""
        clause = next((c for c in self._material.clauses if c.id == self._draft.clause), None)
        for own in self._own:
            if clause is not None and own.kind is StepKind.CLAUSE:
                own.said = Said(clause.id, f"{clause.id}  {clause.title}")

    def _make_button(self) -> Button | None:
        material = self._material
        if material.plan.forbidden:
            return None
        harmful = material.plan.weight.level.rank >= _HARMFUL_LEVEL
        kind = Kind.HARM if harmful else Kind.ONWARD
        if StepKind.HOLD in material.plan.steps:
            hold = HoldButton("Hold", self, name="commit", kind=kind, hold_ms=material.hold_ms)
            hold.setAccessibleName(f"hold to {material.commit.lower()}")
            hold.held.connect(self._commit)
            return hold
        button = Button(material.commit, self, name="commit", kind=kind, key="Space")
        button.clicked.connect(self._commit)
        return button

    # ---- going through ------------------------------------------------------------------------------------------

    @property
    def open_step(self) -> str:
        """The kind of the step that is open (``passphrase`` too); empty when all are done."""
        own = self._current()
        if own is None:
            return ""
        return own.kind.value if own.kind is not None else "passphrase"

    @property
    def handle_open(self) -> bool:
        """Whether the handle is being typed now."""
        return self.open_step == StepKind.HANDLE.value

    def put_phrases(self, phrases: tuple[str, ...]) -> None:
        """What this person keeps for justifications has been read."""
        for own in self._own:
            if isinstance(own.editor, JustificationEditor):
                own.editor.put_phrases(phrases)

    def begin(self) -> None:
        """Take the focus to what is open; call it when the component is shown."""
        own = self._current()
        if own is not None and own.editor is not None:
            own.editor.begin()
        elif self._button is not None and self._button.isEnabled():
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def wrong_passphrase(self, sentence: str) -> None:
        """The workstation says that the passphrase was not the right one: open that step again."""
        self._committed = False
        for own in self._own:
            if isinstance(own.editor, PassphraseEditor):
                own.said = None
                self._open_next()
                own.editor.wrong(sentence)

    def failed(self, sentence: str) -> None:
        """It could not be asked: everything said stays, and the key works again."""
        del sentence
        self._committed = False
        self._open_next()

    def _current(self) -> _Own | None:
        return next((own for own in self._own if own.said is None and own.kind is not StepKind.HOLD), None)

    def _open_next(self) -> None:
        current = self._current()
        for own in self._own:
            if own.said is not None:
                self._show_done(own)
            elif own is current or (current is None and own.kind is StepKind.HOLD):
                own.item.set_state(ItemState.CURRENT)
                own.item.set_detail("")
            else:
                own.item.set_state(ItemState.COMING)
                own.item.set_detail("")
            if own.change is not None:
                own.change.setVisible(own.said is not None)
        if self._button is not None:
            self._button.setEnabled(current is None and not self._committed)
        self.dead_time.restart()
        if self.twins is not None and self._material.twins is not None:
            this, other = self._material.twins
            self.twins.show_pair(this, other, covered=self.handle_open, acting=True)
        self.step_opened.emit()
        if self.isVisible():
            self.begin()
        QTimer.singleShot(0, self._reveal)

    def _show_done(self, own: _Own) -> None:
        own.item.set_state(ItemState.DONE)
        own.item.set_detail(own.said.shown if own.said is not None else "")
        if own.change is None and own.kind in (StepKind.CLAUSE, StepKind.JUSTIFICATION):
            own.change = own.item.add_link("change", name=f"change_{own.kind.value}")
            own.change.clicked.connect(self._on_change)

    @Slot()
    def _reveal(self) -> None:
        current = self._current()
        if current is not None and current is not self._own[0]:  # the first one stands below what is read before it
            self._scroll.ensureWidgetVisible(current.item, 0, 24)

    @Slot()
    def _on_change(self) -> None:
        again = False
        for own in self._own:
            again = again or own.change is self.sender()
            if again:
                own.said = None
        self._open_next()

    @Slot(Said)
    def _on_said(self, what: Said) -> None:
        for own in self._own:
            if own.editor is self.sender() and own.said is None:
                own.said = what
                own.after_ms = self._clock.elapsed()
                if own.kind is StepKind.CLAUSE:
                    self._keep(StepsDraft(what.value, self._draft.justification))
        self._open_next()

    @Slot(Typed)
    def _on_typed(self, what: Typed) -> None:
        self._keep(StepsDraft(self._draft.clause, what.value))

    def _keep(self, draft: StepsDraft) -> None:
        self._draft = draft
        self._draft_timer.start()

    def tell_draft_now(self) -> None:
        """Tell what was typed, when it was not told yet: the person goes elsewhere."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._tell_drafted()

    @Slot()
    def _tell_drafted(self) -> None:
        self.drafted.emit(self._draft)

    # ---- committing ---------------------------------------------------------------------------------------------

    @Slot()
    def _commit(self) -> None:
        if self._committed or self._current() is not None or self.dead_time.dead:
            return
        self._committed = True
        if self._button is not None:
            self._button.setEnabled(False)
        said = {own.kind: own for own in self._own}
        steps = tuple(
            StepDone(kind=kind, after_ms=said[kind].after_ms if kind is not StepKind.HOLD else self._clock.elapsed())
            for kind in self._material.plan.steps
        )
        values = {kind: own.said.value for kind, own in said.items() if own.said is not None}
        choice = values.get(StepKind.SENTENCE)
        self._tell_committed(
            StepsDone(
                clause=values.get(StepKind.CLAUSE, ""),
                justification=values.get(StepKind.JUSTIFICATION, ""),
                choice=int(choice) if choice is not None else None,
                handle=values.get(StepKind.HANDLE, ""),
                steps=steps,
                passphrase=values.get(None),
            )
        )

    def _tell_committed(self, what: StepsDone) -> None:
        self.committed.emit(what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back, the space bar commits or is held, the rest is for the open step; never Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
            return
        if event.isAutoRepeat() or self.dead_time.dead:
            event.accept()
            return
        current = self._current()
        if current is not None and current.editor is not None and current.editor.key(event):
            return
        if event.key() == Qt.Key.Key_Space and current is None and self._button is not None:
            if isinstance(self._button, HoldButton):
                self._button.setFocus(Qt.FocusReason.OtherFocusReason)  # so that looking away lets go
                self._button.begin(by_key=True)
            else:
                self._commit()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting the space bar go abandons a hold."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and isinstance(self._button, HoldButton):
            self._button.let_go()
        super().keyReleaseEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Open where it stands."""
        super().showEvent(event)
        QTimer.singleShot(0, self.begin)
