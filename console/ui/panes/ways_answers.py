"""What follows when something about the ways back was asked, answered, or could not be asked."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from console.domain.views import AccountBrief
from console.errors import BadInput
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.commits import Answered, Asked, Broke, Commits, What
from console.ui.panes.floor import Floor
from console.ui.panes.left import LeftPane
from console.ui.text import one_line
from console.ui.widgets.notice import Tone

_LATE = frozenset({What.LATE, What.CONSENT, What.OBJECT})
_SAID = frozenset({What.REPORT, What.EXPLAIN})
_ASKED: dict[What, str] = {
    What.LATE: "Asked. It stands under Waiting until a second person has consented.",
    What.CONSENT: "Your consent is on its way.",
    What.OBJECT: "Your objection is on its way.",
    What.REPORT: "The report is kept.",
    What.EXPLAIN: "Your explanation is on its way.",
    What.LIFT: "Asked: it is undone before everything else.",
}
_DONE: dict[What, str] = {
    What.CONSENT: "Consented: {name} is restored before everything else.",
    What.OBJECT: "{name}: not restored; your reason is on the record.",
    What.EXPLAIN: "{name}: explained, the alarm is over.",
}


class Flow(Protocol):
    """What these answers need of the flow of work that they belong to."""

    floor: Floor
    left: LeftPane
    action: ActionPane
    commits: Commits

    def back(self) -> None: ...


class WaysAnswers(QObject):
    """Tells how far each request is; what was typed stays until it lies in the inbox."""

    def __init__(self, flow: Flow, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("ways_answers")
        self._flow, self._floor, self._action = flow, flow.floor, flow.action
        flow.commits.asked.connect(self._on_asked)
        flow.commits.answered.connect(self._on_answered)
        flow.commits.broke.connect(self._on_broke)

    @Slot(Asked)
    def _on_asked(self, what: Asked) -> None:
        kind = what.job.what
        if kind in _LATE:
            self._action.late.done()
            if self._action.doing is Doing.LATE:
                self._action.show_view(Doing.NOTHING, focus=False)
                self._flow.left.focus_list()
        elif kind in _SAID:
            self._action.say.done()
            if self._action.doing is Doing.SAY:
                self._flow.back()
        if kind in _ASKED:
            self._floor.say(_ASKED[kind], Tone.WELL if kind is What.REPORT else Tone.CALM)

    @Slot(Answered)
    def _on_answered(self, what: Answered) -> None:
        said = _DONE.get(what.job.what)
        if what.admitted and said is not None:
            self._floor.say(said.format(name=_name(what.job.account)), Tone.WELL)

    @Slot(Broke)
    def _on_broke(self, what: Broke) -> None:
        if what.job.what in _LATE:
            wrong = isinstance(what.error, BadInput) and "passphrase" in what.error.what.casefold()
            self._action.late.failed(what.error.sentence, passphrase=wrong)


def _name(account: AccountBrief | None) -> str:
    return "It" if account is None else one_line(account.name, 60)
