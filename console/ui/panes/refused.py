"""Not today: what would happen and to how many, why it can't be proposed now, and what to do instead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.domain.actions import Action, Reversible
from console.domain.friction import Plan
from console.domain.views import CaseView
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, ActionRow, step_list
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.steps import words as plan_words
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.labels import heading
from console.ui.widgets.notice import Notice, Tone


class RefusedView(ActionView):
    """Says no in one sentence, and offers the way on."""

    pass_on_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="refused", head="Not today")
        self.reason = Notice(self.holder, name="refused_reason")
        self.body.addWidget(self.reason)
        self.body.addSpacing(4)
        self.body.addWidget(heading("What would happen", self.holder, name="refused_what_heading"))
        self.what = plain_label("", self.holder, name="refused_what", wraps=True)
        self.reach = plain_label(
            "", self.holder, name="refused_reach", role=Role.NAME, tone="head_of_state", wraps=True
        )
        self.back_words = plain_label("", self.holder, name="refused_way_back", tone="muted", wraps=True)
        self.steps = plain_label("", self.holder, name="refused_steps", tone="muted", wraps=True)
        for widget in (self.what, self.reach, self.back_words, self.steps):
            self.body.addWidget(widget)
        self.body.addSpacing(6)
        self.pass_on = ActionRow(self.holder, name="refused_pass_on", key="H", words_="Pass the case on")
        self.pass_on.clicked.connect(self.pass_on_wanted)
        self.body.addWidget(self.pass_on)
        self.body.addStretch(1)

    def show_plan(self, case: CaseView, action: Action, plan: Plan) -> None:
        """Show why ``action`` can't be proposed on that case now."""
        brief = case.account.brief
        self.set_title(f"{ACTION_WORDS[action]}: not now")
        sentences = plan_words.refusal(plan, self.floor.now())
        head, _, rest = sentences.partition(":")
        today = head.casefold().startswith("not ")
        rest = rest.strip()
        said = rest[:1].upper() + rest[1:] if today else sentences
        self.reason.say(Tone.SLOW, f"{head}." if today else "This can't be proposed now", said)
        effect = next(e for e in case.effects if e.action is action)
        set_text(self.what, f"{one_line(brief.name)}: {one_line(effect.sentence, 400)}")
        seen = (
            "How many people would see it is not known."
            if brief.reach is None
            else f"{words.reach_words(brief)} would see it."
        )
        set_text(self.reach, seen[0].upper() + seen[1:])
        way = {
            Reversible.WHOLE: "The platform can bring it back whole.",
            Reversible.PARTLY: f"The platform can bring it back only partly; lost is {one_line(effect.lost, 200)}.",
            Reversible.NO: "The platform can't bring it back.",
        }[effect.reversible]
        set_text(self.back_words, way)
        set_text(self.steps, f"From a colleague it would ask for {words.listed(step_list(plan))}.")
        self.aim(brief)
        self.say_foot("Nothing has been sent. What you wrote is kept with the case on this workstation.")

    def entered(self) -> None:
        """Focus on the way on."""
        self.pass_on.setFocus()

    def key(self, pressed: str) -> bool:
        """H passes the case on."""
        if pressed == "H":
            self.pass_on.click()
            return True
        return False
