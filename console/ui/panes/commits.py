"""Everything that a person decides, on its way to the workstation: each write on the worker, each answer told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from console.cancel import CancelToken
from console.domain.views import AccountBrief, RequestState, RequestView
from console.domain.views_ways import AlarmLine
from console.errors import CountersignError
from console.ui.panes.compare import Countersigned, Refused
from console.ui.panes.finding import FindingSigned
from console.ui.panes.floor import Floor
from console.ui.panes.late import Consented, Objected, Wished
from console.ui.panes.propose import Proposed
from console.ui.panes.restore import Restorable
from console.workstation.said import Draft

ANSWER_S = 30.0
"""How long the answer to a request is waited for before only the watcher brings it (seconds)."""


class What(StrEnum):
    """What was decided."""

    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    FIND = "find"
    COUNTERSIGN = "countersign"
    REFUSE = "refuse"
    RECUSE = "recuse"
    STOP = "stop"
    RESTORE = "restore"
    SKIP = "skip"
    NOTE = "note"
    PASS_ON = "pass_on"
    HAND_OVER = "hand_over"
    LATE = "late"
    CONSENT = "consent"
    OBJECT = "object"
    REPORT = "report"
    LIFT = "lift"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that was decided; ``subject`` is what it is about, ``account`` whom."""

    what: What
    subject: object
    account: AccountBrief | None = None
    assignment: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """It lies in the inbox (or, for a hand-over, is done); ``digest`` names the request."""

    job: Job
    digest: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """The registrar has admitted or rejected it."""

    job: Job
    request: RequestView

    @property
    def admitted(self) -> bool:
        """Whether it is on the record."""
        return self.request.state is RequestState.ADMITTED

    @property
    def why_not(self) -> str:
        """Why it was not admitted."""
        return " ".join(reason.sentence for reason in self.request.reasons)


@dataclass(frozen=True, slots=True)
class Broke:
    """It could not be asked; nothing was sent."""

    job: Job
    error: CountersignError


class _One(QObject):
    """One job under way: keeps what it is about until both its answers are there."""

    def __init__(self, parent: Commits, job: Job) -> None:
        super().__init__(parent)
        self.setObjectName(f"commit_{job.what.value}")
        self._commits, self._job = parent, job

    def begin(self, work: Callable[[CancelToken], object]) -> None:
        self._commits.floor.write(self._job.what.value, work, self.on_asked, self.on_broke)

    @Slot(object)
    def on_asked(self, result: object) -> None:
        commits, job = self._commits, self._job
        digest = result if isinstance(result, str) else ""
        number = result if isinstance(result, int) and not isinstance(result, bool) else 0
        commits.tell_asked(Asked(job, digest, number))
        if not digest:
            self.deleteLater()
            return
        session = commits.floor.session
        commits.floor.read(
            f"answer {digest[:12]}", lambda c: session.wait_for(digest, ANSWER_S, c), self.on_answered, self.on_silent
        )

    @Slot(object)
    def on_answered(self, request: RequestView) -> None:
        if request.state in (RequestState.ADMITTED, RequestState.REJECTED):
            self._commits.tell_answered(Answered(self._job, request))
        self.deleteLater()

    @Slot(object)
    def on_silent(self, error: CountersignError) -> None:
        """No answer yet: it stays in the inbox (or the local outbox), and the watcher will tell."""
        self.deleteLater()

    @Slot(object)
    def on_broke(self, error: CountersignError) -> None:
        self._commits.tell_broke(Broke(self._job, error))
        self.deleteLater()


class Commits(QObject):
    """Sends what was decided; tells when it was asked, answered, or could not be asked."""

    asked = Signal(Asked)
    answered = Signal(Answered)
    broke = Signal(Broke)

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.setObjectName("commits")
        self.floor = floor

    def tell_asked(self, what: Asked) -> None:
        """A request lies in the inbox."""
        self.asked.emit(what)

    def tell_answered(self, what: Answered) -> None:
        """A request was answered."""
        self.answered.emit(what)

    def tell_broke(self, what: Broke) -> None:
        """A request could not be made."""
        self.broke.emit(what)

    def _begin(self, job: Job, work: Callable[[CancelToken], object]) -> None:
        _One(self, job).begin(work)

    def propose(self, what: Proposed) -> None:
        """Ask for an action; on success the draft of the case is dropped when it is admitted."""
        session = self.floor.session
        self._begin(
            Job(What.PROPOSE, what, what.case.account.brief),
            lambda c: session.propose(what.case, what.plan, what.answers, what.passphrase, c),
        )

    def withdraw(self, proposal: str, account: AccountBrief | None) -> None:
        """Take a proposal back."""
        session = self.floor.session
        self._begin(Job(What.WITHDRAW, proposal, account), lambda c: session.withdraw(proposal, c))

    def find(self, what: FindingSigned) -> None:
        """Sign a finding."""
        session = self.floor.session
        self._begin(
            Job(What.FIND, what, what.case.account.brief),
            lambda c: session.find(what.assignment, what.case, what.verdict, what.why, c),
        )

    def countersign(self, what: Countersigned) -> None:
        """Sign an opened proposal."""
        session = self.floor.session
        self._begin(
            Job(What.COUNTERSIGN, what.opened, what.opened.account, what.opened.assignment),
            lambda c: session.countersign(what.opened, what.passphrase, c),
        )

    def refuse(self, what: Refused) -> None:
        """Refuse an opened proposal."""
        session, opened = self.floor.session, what.opened
        self._begin(
            Job(What.REFUSE, opened, opened.account, opened.assignment),
            lambda c: session.refuse(opened.assignment, opened.digest, what.reason, c),
        )

    def recuse(self, assignment: str, reason: str, account: AccountBrief | None) -> None:
        """Step aside from an assigned case."""
        session = self.floor.session
        self._begin(Job(What.RECUSE, assignment, account, assignment), lambda c: session.recuse(assignment, reason, c))

    def stop(self, proposal: str, reason: str, account: AccountBrief | None) -> None:
        """Stop what cools off."""
        session = self.floor.session
        self._begin(Job(What.STOP, proposal, account), lambda c: session.stop(proposal, reason, c))

    def restore(self, what: Restorable) -> None:
        """Take an effect back."""
        session = self.floor.session
        self._begin(Job(What.RESTORE, what, what.account), lambda c: session.restore(what.effect, what.account.id, c))

    def late(self, what: Wished) -> None:
        """Ask for a restore that takes two."""
        session, effect = self.floor.session, what.what
        self._begin(
            Job(What.LATE, effect, effect.account),
            lambda c: session.ways.late_restore(
                effect.effect, effect.account.id, what.reason, what.passphrase or None, c
            ),
        )

    def consent(self, what: Consented) -> None:
        """Consent to a restore that takes two."""
        session, line = self.floor.session, what.line
        self._begin(
            Job(What.CONSENT, line, line.account),
            lambda c: session.ways.consent(line.digest, what.passphrase or None, c),
        )

    def object_to(self, what: Objected) -> None:
        """Object to a restore that takes two, or take one's own back."""
        session, line = self.floor.session, what.line
        self._begin(Job(What.OBJECT, line, line.account), lambda c: session.ways.object(line.digest, what.reason, c))

    def report(self, restore: str, text: str, account: AccountBrief | None) -> None:
        """Say afterwards how it came to a restore."""
        session = self.floor.session
        self._begin(Job(What.REPORT, restore, account), lambda c: session.ways.report(restore, text, c))

    def lift(self, alarm: AlarmLine) -> None:
        """Undo what no entry explains."""
        session = self.floor.session
        self._begin(Job(What.LIFT, alarm, alarm.account), lambda c: session.ways.lift(alarm.alarm, c))

    def explain(self, alarm: str, text: str, account: AccountBrief | None) -> None:
        """Say why what an alarm is about is in order."""
        session = self.floor.session
        self._begin(Job(What.EXPLAIN, alarm, account), lambda c: session.ways.explain(alarm, text, c))

    def skip(self, case: str) -> None:
        """Pass a case on without a word."""
        session = self.floor.session
        self._begin(Job(What.SKIP, case), lambda c: session.skip(case, c))

    def note(self, case: str, text: str) -> None:
        """Keep a note with a case."""
        session = self.floor.session
        self._begin(Job(What.NOTE, case), lambda c: session.note(case, text, c))

    def pass_on(self, case: str, note: str) -> None:
        """Give a case back to the queue, with a note to whoever takes over when there is one."""
        session = self.floor.session

        def work(cancel: CancelToken) -> int:
            if note:
                session.note(case, note, cancel)
            session.release(case, cancel)
            return 1

        self._begin(Job(What.PASS_ON, case), work)

    def hand_over(self) -> None:
        """Give all my open cases back to the queue."""
        session = self.floor.session
        self._begin(Job(What.HAND_OVER, ""), session.hand_over)

    # ---- drafts -------------------------------------------------------------------------------------------------

    def keep(self, draft: Draft) -> None:
        """Keep what was typed, on this workstation."""
        session = self.floor.session
        self.floor.write("draft", lambda _: session.save_draft(draft), self._on_kept, self.floor.say_error)

    def drop(self, case: str) -> None:
        """The draft of that case is not needed any more."""
        session = self.floor.session
        self.floor.write("draft", lambda _: session.drop_draft(case), self._on_kept, self.floor.say_error)

    @Slot(object)
    def _on_kept(self, _: object) -> None:
        """Kept; nothing more to do."""
