"""What follows when something that was decided lies in the inbox, is answered, or could not be asked."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from console.domain.views import CaseView
from console.errors import BadInput, CountersignError
from console.ui.panes.action import ActionPane, Doing
from console.ui.panes.asked import Mine
from console.ui.panes.case import CasePane
from console.ui.panes.commits import Answered, Asked, Broke, Commits, What
from console.ui.panes.finding import FindingSigned
from console.ui.panes.floor import Floor
from console.ui.panes.left import LeftPane
from console.ui.panes.propose import Proposed
from console.ui.widgets.notice import Tone
from console.workstation.said import Draft

_READ = (What.COUNTERSIGN, What.REFUSE, What.RECUSE)
_ASKED = frozenset({"queue", "readings", "waiting", "recent", "announcements"})


class Flow(Protocol):
    """What answers need of the flow of work that they belong to."""

    floor: Floor
    left: LeftPane
    case: CasePane
    action: ActionPane
    commits: Commits
    draft: Draft | None
    through: set[str]
    sent: set[str]

    @property
    def view(self) -> CaseView | None: ...
    @property
    def assignment(self) -> str: ...
    def back(self) -> None: ...
    def show_decide(self, *, focus: bool = True) -> None: ...
    def keep_draft(self) -> None: ...


class Answers(QObject):
    """Shows in the panes how far each request is; ``areas_wanted`` names what should be read again."""

    areas_wanted = Signal(frozenset)

    def __init__(self, flow: Flow, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.flow, self.floor, self.action = flow, flow.floor, flow.action
        flow.commits.asked.connect(self._on_asked)
        flow.commits.answered.connect(self._on_answered)
        flow.commits.broke.connect(self._on_broke)

    @Slot(Asked)
    def _on_asked(self, what: Asked) -> None:
        job = what.job
        if job.what is What.PROPOSE and isinstance(job.subject, Proposed):
            case = job.subject.case
            self.action.asked.follow(Mine(job.subject.plan.action, case.account.brief, case.case, what.digest))
            if self.flow.view is not None and self.flow.view.case == case.case:
                self.flow.case.close_case("Asked", "Where it is now stands on the right. G takes the next case.")
            if self.action.doing is Doing.PROPOSE:
                self.action.show_view(Doing.ASKED)
        elif job.what is What.WITHDRAW:
            self.action.asked.undo_asked()
            self.floor.say("Undo asked. It is undone once the registrar has it.", Tone.CALM)
        elif job.what is What.SKIP:
            self._gone("Skipped", "The case is back in the queue for somebody else. G takes the next one.")
        elif job.what is What.PASS_ON:
            self._gone("Passed on", "The case is back in the queue for a colleague. G takes the next one.")
        elif job.what is What.HAND_OVER:
            self._gone("Handed over", f"{_cases(what.number)} back in the queue. Have a good evening.")
        elif job.what is What.NOTE:
            self.action.say.done()
            self.floor.say("The note is kept.", Tone.WELL)
            self.flow.back()
        elif job.what in _READ and job.account is not None:
            self.flow.through.add(job.assignment)
            self.action.say.done()
            self.flow.case.close_case("Your reading of this case is done", "G opens the next one that waits for you.")
            self.action.recorded.sending(job.account, "Signed. It goes to the registrar.")
            self.action.show_view(Doing.RECORDED)
        elif job.what is What.STOP:
            self.action.say.done()
            self.floor.say("Stop asked.", Tone.CALM)
        self.areas_wanted.emit(_ASKED)

    def _gone(self, head: str, body: str) -> None:
        self.action.say.done()
        self.flow.case.close_case(head, body)
        self.action.show_view(Doing.NOTHING, focus=False)
        self.flow.left.focus_list()

    @Slot(Answered)
    def _on_answered(self, what: Answered) -> None:
        job = what.job
        self.action.asked.take_request(what.request)
        if job.what is What.PROPOSE and isinstance(job.subject, Proposed) and what.admitted:
            self.flow.draft = None
            self.flow.commits.drop(job.subject.case.case)
        elif job.what is What.FIND and isinstance(job.subject, FindingSigned):
            brief = job.subject.case.account.brief
            if what.admitted:
                self.action.recorded.recorded(brief)
            else:
                self.flow.sent.discard(job.subject.assignment)
                self.action.recorded.rejected(brief, what.why_not)
        elif job.what in _READ and job.account is not None:
            said = {
                What.COUNTERSIGN: "Your countersignature is on the record.",
                What.REFUSE: "Your refusal is on the record.",
                What.RECUSE: "You have stepped aside; somebody else is drawn.",
            }[job.what]
            if what.admitted:
                self.action.recorded.signed(job.account, said)
            else:
                self.flow.through.discard(job.assignment)
                self.action.recorded.rejected(job.account, what.why_not)
        elif job.what is What.RESTORE and not what.admitted:
            self.action.restore.failed(what.why_not)
        elif job.what is What.WITHDRAW:
            done = "Undone: nothing of it reaches the platform."
            self.floor.say(done if what.admitted else what.why_not, Tone.WELL if what.admitted else Tone.WRONG)
        elif job.what is What.STOP:
            self.floor.say("Stopped." if what.admitted else what.why_not, Tone.WELL if what.admitted else Tone.WRONG)
            self.flow.back()
        elif not what.admitted:
            self.floor.say(what.why_not, Tone.WRONG)
        self.areas_wanted.emit(_ASKED | {"case"})

    @Slot(Broke)
    def _on_broke(self, what: Broke) -> None:
        job, sentence = what.job, what.error.sentence
        if job.what is What.PROPOSE and self.action.doing in (Doing.PROPOSE, Doing.ASKED):
            self._propose_broke(what.error)
        elif job.what is What.COUNTERSIGN:
            if isinstance(what.error, BadInput):
                self.action.compare.wrong_passphrase(sentence)
            else:
                self.action.compare.failed()
                self.floor.say_error(what.error)
        elif (
            job.what is What.FIND
            and isinstance(job.subject, FindingSigned)
            and self.flow.view is not None
            and self.flow.assignment
        ):
            self.flow.sent.discard(job.subject.assignment)
            self.action.show_view(Doing.FIND)
            self.floor.say_error(what.error)
        elif job.what is What.RESTORE:
            self.action.restore.failed(sentence)
        elif job.what not in (What.LATE, What.CONSENT, What.OBJECT):
            self.floor.say_error(what.error)

    def _propose_broke(self, error: CountersignError) -> None:
        steps = self.action.propose.steps
        if self.action.doing is Doing.ASKED:
            self.flow.show_decide()
        elif steps is not None and isinstance(error, BadInput) and "passphrase" in error.what.casefold():
            steps.wrong_passphrase(error.sentence)
            return
        elif steps is not None:
            steps.failed(error.sentence)
        self.flow.keep_draft()
        self.floor.say_error(error)


def _cases(number: int) -> str:
    return "1 case is" if number == 1 else f"{number} cases are"
