"""An action on its way to a proposal: its parameters, the friction steps, and the commit beside the target."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from console.cancel import CancelToken
from console.domain.actions import Action, Level
from console.domain.documents import StepKind
from console.domain.friction import Plan, asks_the_same
from console.domain.handles import HandleMatch
from console.domain.views import CaseView, ContentView
from console.errors import Bug
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, step_list
from console.ui.panes.decide import DAY_S, default_duration, offered_clauses
from console.ui.panes.floor import Floor
from console.ui.steps.justification import PhrasesKept
from console.ui.steps.material import StepsDone, StepsDraft, StepsMaterial, Target
from console.ui.steps.view import StepsView
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.flow import Flow
from console.ui.widgets.labels import Chip, KeyCap, title
from console.ui.widgets.named import column, named, row
from console.workstation.said import Answers, Draft

_DURATIONS = ((DAY_S, "1 d"), (7 * DAY_S, "7 d"), (30 * DAY_S, "30 d"), (0, "without end"))
_AS_MUCH = {
    Level.DISMISS: "a dismissal",
    Level.MARK: "a label",
    Level.CURB: "a limit",
    Level.SUSPEND: "a suspension",
    Level.DEACTIVATE: "a deactivation",
}
MESSAGE_CAP = 500
"""Characters of the words to the person."""
_CITED_REPORTS = 5


@dataclass(frozen=True, slots=True)
class Proposed:
    """An author has gone through all steps and committed."""

    case: CaseView
    plan: Plan
    answers: Answers
    passphrase: str | None

    def __repr__(self) -> str:
        return "Proposed(…)"


@dataclass(frozen=True, slots=True)
class Drafted:
    """Something that was typed has to be kept."""

    draft: Draft


def likely_label(case: CaseView) -> str:
    """The label that is chosen beforehand: the one that most reports name; "" when they name none."""
    named_ = {label.casefold(): label for label in case.labels}
    by_reports = (named_.get(reason.replace("_", " ")) for reason, _ in case.counts)
    return next((label for label in by_reports if label), "")


def passphrase_asked(plan: Plan) -> bool:
    """At the commit on protected accounts (PROTOCOL.md section 10, A43)."""
    return plan.tier.protected and plan.action is not Action.DISMISS


class ProposeView(QWidget):
    """One action on one case, from its first step to its commit."""

    proposed = Signal(Proposed)
    drafted = Signal(Drafted)
    back = Signal()
    step_opened = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "propose", "Propose")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.floor = floor
        self.case: CaseView | None = None
        self.plan: Plan | None = None
        self.action = Action.DISMISS
        self.duration: int | None = None
        self.steps: StepsView | None = None
        self._chosen: list[str] = []
        self._label = ""
        self._draft = StepsDraft()
        self._phrases: tuple[str, ...] | None = None
        self._box = column(self, gap=8)
        head = named(QWidget(self), "propose_head")
        self._head = column(head, margins=(16, 0, 16, 0), gap=8)
        top = named(QWidget(head), "propose_title_line")
        line = row(top, gap=7)
        self._title = title("", top, name="propose_title")
        line.addWidget(self._title)
        line.addStretch(1)
        line.addWidget(KeyCap("Esc", top, name="propose_esc"))
        line.addWidget(plain_label("back", top, name="propose_back", role=Role.SMALL, tone="faint"))
        self._head.addWidget(top)
        self._build_parameters(head)
        self._box.addWidget(head)

    def _build_parameters(self, head: QWidget) -> None:
        self._times = named(QWidget(head), "propose_durations", "for how long")
        flow = Flow(self._times, gap=6, line_gap=4)
        self._time_chips: dict[int, Chip] = {}
        for seconds, said in _DURATIONS:
            chip = Chip(said, self._times, name=f"propose_for_{seconds}", checkable=True, tone="grey")
            chip.setProperty("seconds", seconds)
            chip.clicked.connect(self._on_duration)
            self._time_chips[seconds] = chip
            flow.addWidget(chip)
        self._head.addWidget(self._times)
        self._weight = plain_label("", head, name="propose_weight", role=Role.SMALL, tone="muted", wraps=True)
        self._head.addWidget(self._weight)
        self._contents = named(QWidget(head), "propose_contents", "which content")
        self._content_flow = Flow(self._contents, gap=6, line_gap=4)
        self._head.addWidget(self._contents)
        self._labels = named(QWidget(head), "propose_labels", "which label")
        self._label_flow = Flow(self._labels, gap=6, line_gap=4)
        self._head.addWidget(self._labels)
        self._which = plain_label(
            "Which label? Choose it with its number; the steps follow.",
            head,
            name="propose_which",
            tone="muted",
            wraps=True,
        )
        self._which.hide()
        self._head.addWidget(self._which)
        self.message = named(QLineEdit(head), "propose_message", "words to the person")
        self.message.setPlaceholderText("Words to the person")
        self.message.setFont(font())
        self.message.setMaxLength(MESSAGE_CAP)
        self.message.textEdited.connect(self._on_message)
        self._head.addWidget(self.message)

    # ---- beginning --------------------------------------------------------------------------------------------

    def begin(self, case: CaseView, action: Action, draft: Draft | None, clause: str = "") -> None:
        """Begin with ``action`` on that case, from a draft when there is one."""
        kept = draft if draft is not None and draft.action is action else None
        self.case, self.action = case, action
        self.duration = kept.duration_s if kept else default_duration(case, action)
        self._draft = StepsDraft(clause or (kept.clause if kept else ""), kept.justification if kept else "")
        self._chosen = list(kept.content) if kept else [c.id for c in case.contents[:1]]
        effect = next((e for e in case.effects if e.action is action), None)
        self._times.setVisible(effect is not None and effect.timed)
        self._show_durations()
        self._contents.setVisible(action is Action.REMOVE_CONTENT)
        self._show_contents(case.contents if action is Action.REMOVE_CONTENT else ())
        self._labels.setVisible(action is Action.LABEL)
        self._label = kept.message if kept and kept.message in case.labels else likely_label(case)
        self._show_labels(case.labels if action is Action.LABEL else ())
        self.message.setVisible(action is Action.WARN)
        self.message.setText(kept.message if kept else "")
        self._title.setText(f"Propose: {ACTION_WORDS[action].lower()}")
        self.setAccessibleName(f"Propose: {ACTION_WORDS[action].lower()}")
        if self._phrases is None:
            self.floor.read("phrases", self._read_phrases, self._on_phrases, self.floor.say_error)
        self._plan_anew()

    def look_again(self) -> None:
        """The person was away: what stands before the action may be more by now, and then it is begun anew."""
        case, before = self.case, self.plan
        if case is None or before is None:
            return
        if not asks_the_same(self.floor.session.plan(case, self.action, self.duration), before):
            self.flush()
            self._plan_anew()

    def _show_durations(self) -> None:
        for seconds, chip in self._time_chips.items():
            chip.setChecked((self.duration or 0) == seconds)

    def _say_weight(self) -> None:
        """What the chosen time costs, and when it makes the action another one than its name says."""
        case, plan = self.case, self.plan
        if case is None or plan is None or self._times.isHidden():
            self._weight.hide()
            return
        shortest = self.floor.session.plan(case, self.action, min(s for s, _ in _DURATIONS if s))
        heavier = plan.weight.level.rank > shortest.weight.level.rank
        said = f"So long, it weighs as much as {_AS_MUCH[plan.weight.level]}: " if heavier else "It asks for: "
        set_text(self._weight, f"{said}{words.listed(step_list(plan))}.")
        self._weight.show()

    def _show_contents(self, contents: tuple[ContentView, ...]) -> None:
        self._content_flow.clear()
        for number, content in enumerate(contents[:12]):
            said = f"{one_line(content.kind, 20)} {one_line(content.platform_id, 24)}"
            chip = Chip(said, self._contents, name=f"propose_content_{number}", checkable=True, tone="grey")
            chip.setProperty("content", content.id)
            chip.setChecked(content.id in self._chosen)
            chip.clicked.connect(self._on_content)
            self._content_flow.addWidget(chip)
            chip.show()

    def _show_labels(self, labels: tuple[str, ...]) -> None:
        self._label_flow.clear()
        for number, said in enumerate(labels):
            key = str(number + 1) if not self._label and number < 9 else ""
            name = f"propose_label_{number}"
            chip = Chip(one_line(said, 30), self._labels, name=name, key=key, checkable=True, tone="grey")
            chip.setProperty("label", said)
            chip.setChecked(said == self._label)
            chip.clicked.connect(self._on_label)
            self._label_flow.addWidget(chip)
            chip.show()

    def _plan_anew(self) -> None:
        case, session = self.case, self.floor.session
        if case is None:
            return
        self.plan = plan = session.plan(case, self.action, self.duration)
        if self.steps is not None:
            self._box.removeWidget(self.steps)
            self.steps.hide()
            self.steps.deleteLater()
            self.steps = None
        waits = self.action is Action.LABEL and not self._label
        self._which.setVisible(waits)
        if waits:
            self._weight.hide()
            return
        policy, brief = session.policy(), case.account.brief
        clauses = offered_clauses(policy, case, "")
        given = {reason for reason, _ in case.counts}
        effect = next((e for e in case.effects if e.action is self.action), None)
        self.steps = StepsView(
            self,
            StepsMaterial(
                plan=plan,
                target=Target(brief.id, brief.name, words.reach_words(brief), brief.tier),
                clauses=clauses,
                fitting=sum(bool(given & set(clause.reasons)) for clause in clauses),
                justification_chars=policy.limits.justification_chars,
                sentence=session.gap(case, plan, self.action, self.duration)
                if StepKind.SENTENCE in plan.steps
                else None,
                compare=self._compare,
                hold_ms=policy.limits.hold_ms,
                commit=ACTION_WORDS[self.action] if not plan.readers else "Propose",
                foot=_foot(plan),
                happens=one_line(effect.sentence, 400) if effect is not None else "",
                passphrase=passphrase_asked(plan),
                draft=self._draft,
                now=self.floor.now(),
                twins=None if case.account.confusable_with is None else (brief, case.account.confusable_with),
                phrases=self._phrases or (),
            ),
        )
        self.steps.committed.connect(self._on_committed)
        self.steps.drafted.connect(self._on_drafted)
        self.steps.back.connect(self.back)
        self.steps.step_opened.connect(self.step_opened)
        self.steps.phrases_kept.connect(self._on_phrases_kept)
        self._say_weight()
        self._box.addWidget(self.steps, 1)
        self.steps.show()

    def _compare(self, typed: str) -> HandleMatch:
        if self.case is None:
            raise Bug("A handle was compared without a case")
        return self.floor.session.compare_handle(self.case, typed)

    @property
    def covers_handle(self) -> bool:
        """Whether the handle has to be covered everywhere but in the evidence, because it is being typed."""
        return self.steps is not None and self.steps.handle_open

    def flush(self) -> None:
        """Tell what was typed and has not been told yet."""
        if self.steps is not None:
            self.steps.tell_draft_now()

    def entered(self) -> None:
        """Go on with the open step, or with what has to be chosen before the first."""
        if self.steps is not None:
            self.steps.begin()
        else:
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While no label is chosen, a number chooses one."""
        chips = self._labels.findChildren(Chip) if self.steps is None and not event.isAutoRepeat() else []
        for number, chip in enumerate(chips[:9], start=1):
            if event.text() == str(number):
                chip.click()
                return
        super().keyPressEvent(event)

    # ---- phrases ----------------------------------------------------------------------------------------------

    def _read_phrases(self, cancel: CancelToken) -> tuple[str, ...]:
        return self.floor.session.phrases()

    @Slot(object)
    def _on_phrases(self, phrases: tuple[str, ...]) -> None:
        self._phrases = phrases
        if self.steps is not None:
            self.steps.put_phrases(phrases)

    @Slot(PhrasesKept)
    def _on_phrases_kept(self, what: PhrasesKept) -> None:
        self._phrases, session = what.phrases, self.floor.session
        self.floor.write("phrases", lambda _: session.keep_phrases(what.phrases), self._on_kept, self.floor.say_error)

    @Slot(object)
    def _on_kept(self, _: object) -> None:
        """Kept on this workstation; nothing more to do."""

    # ---- parameters -------------------------------------------------------------------------------------------

    @Slot()
    def _on_duration(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self.flush()
            self.duration = int(str(chip.property("seconds"))) or None
            self._show_durations()
            self._plan_anew()
            self._keep()

    @Slot()
    def _on_content(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            content = str(chip.property("content"))
            if content in self._chosen and len(self._chosen) > 1:
                self._chosen.remove(content)
            elif content not in self._chosen:
                self._chosen.append(content)
            chip.setChecked(content in self._chosen)
            self._keep()

    @Slot()
    def _on_label(self) -> None:
        chosen = self.sender()
        if isinstance(chosen, Chip):
            self._label = str(chosen.property("label"))
            for chip in self._labels.findChildren(Chip):
                chip.setChecked(chip.property("label") == self._label)
            self._keep()
            if self.steps is None:
                self._plan_anew()
                self.entered()

    @Slot()
    def _on_message(self) -> None:
        self._keep()

    @Slot(StepsDraft)
    def _on_drafted(self, draft: StepsDraft) -> None:
        self._draft = draft
        self._keep()

    def _keep(self) -> None:
        if self.case is not None:
            self.drafted.emit(
                Drafted(
                    Draft(
                        case=self.case.case,
                        action=self.action,
                        clause=self._draft.clause,
                        justification=self._draft.justification,
                        message=self._label if self.action is Action.LABEL else self.message.text(),
                        duration_s=self.duration,
                        content=tuple(self._chosen),
                    )
                )
            )

    # ---- committing -------------------------------------------------------------------------------------------

    @Slot(StepsDone)
    def _on_committed(self, done: StepsDone) -> None:
        case, plan = self.case, self.plan
        if case is None or plan is None:
            return
        self.proposed.emit(Proposed(case, plan, self._answers(case, done), done.passphrase))

    def _answers(self, case: CaseView, done: StepsDone) -> Answers:
        policy = self.floor.session.policy()
        clause = policy.clause(done.clause)
        message = self.message.text().strip()
        if self.action is Action.WARN and not message:
            message = f"This goes against rule {done.clause}, {clause.title if clause else ''}."
        elif self.action is Action.LABEL:
            message = self._label
        chosen = [c for c in case.contents if c.id in self._chosen]
        content = tuple(c.id for c in chosen) if self.action is Action.REMOVE_CONTENT else ()
        cited = tuple(c.digest for c in case.contents) or tuple(r.digest for r in case.reports[:_CITED_REPORTS])
        return Answers(
            action=self.action,
            clause=done.clause,
            justification=done.justification,
            message=message if self.action in (Action.WARN, Action.LABEL) else "",
            content=content,
            evidence=tuple(sorted(cited)),
            duration_s=self.duration,
            steps=done.steps,
        )


def direct_answers(case: CaseView, action: Action, duration_s: int | None) -> Answers:
    """The answers for an action whose plan asks for no step at all."""
    cited = tuple(c.digest for c in case.contents) or tuple(r.digest for r in case.reports[:_CITED_REPORTS])
    return Answers(
        action=action,
        clause="",
        justification="",
        message="",
        content=(),
        evidence=tuple(sorted(cited)),
        duration_s=duration_s,
        steps=(),
    )


def _foot(plan: Plan) -> str:
    if plan.readers > 1:
        return "Nothing reaches the platform before two other people have found the same without knowing of each other."
    if plan.readers:
        return "Nothing reaches the platform before another person has found the same without knowing of yours."
    return "It is held back for a moment, and you can undo it." if plan.held_back_s else ""
