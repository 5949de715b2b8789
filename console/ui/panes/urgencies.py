"""What follows from the strip: lifting, restoring, explaining, stopping; each names its own account."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from console.domain.reasons import Lane
from console.domain.views import Announcement, RecentEffect
from console.domain.views_ways import AlarmLine
from console.ui.panes.commits import Answered, Broke, What
from console.ui.panes.flow import WorkFlow
from console.ui.panes.restore import Restorable, from_ending, from_recent, sentences
from console.ui.panes.say import About
from console.ui.panes.strip import Strip
from console.ui.text import one_line
from console.ui.widgets.notice import Tone


class Urgencies(QObject):
    """Carries out what somebody does at the strip.  ``cases_wanted`` when that goes on in the cases' own panes."""

    cases_wanted = Signal()

    def __init__(self, strip: Strip, flow: WorkFlow) -> None:
        super().__init__(strip)
        self.setObjectName("urgencies")
        self._strip, self._flow = strip, flow
        self._sent: dict[str, str] = {}
        strip.lift_wanted.connect(self.lift)
        strip.explain_wanted.connect(self.explain)
        strip.stop_wanted.connect(self.stop)
        strip.seen_wanted.connect(strip.put_aside)
        strip.changed.connect(self._follow)
        flow.commits.answered.connect(self._on_answered)
        flow.commits.broke.connect(self._on_broke)

    @Slot()
    def lift(self) -> None:
        """Take back what is shown: an alarm's change, or what was just done."""
        one = self._strip.current
        if one is None or self._strip.dead.dead or not self._strip.lift.isEnabled():
            return
        if isinstance(one.about, AlarmLine):
            self._flow.commits.lift(one.about)
        elif not isinstance(one.about, Announcement):
            what = from_recent(one.about) if isinstance(one.about, RecentEffect) else from_ending(one.about)
            if what.lane is Lane.SECOND:
                self.cases_wanted.emit()
                self._flow.restoring.show_effect(what)
                self._flow.action.restore.commit_shown()
                return
            self._flow.commits.restore(what)
        self._sent[one.id] = one_line(one.account.name, 60)
        self._strip.asked(one.id, sent=True)

    @Slot()
    def explain(self) -> None:
        """Say why what an alarm is about is in order."""
        one = self._strip.current
        if one is None or not isinstance(one.about, AlarmLine):
            return
        if one.about.why_not_explain:
            self._flow.floor.say(sentences(one.about.why_not_explain), Tone.SLOW)
            return
        self.cases_wanted.emit()
        self._flow.keep_draft()
        self._flow.restoring.explain(one.about)

    @Slot()
    def stop(self) -> None:
        """Stop what cools off."""
        one: Announcement | None = self._strip.announcement
        if one is not None and one.can_stop:
            self.cases_wanted.emit()
            self._flow.keep_draft()
            self._flow.say(About.STOP, one.proposal, one.account)

    @Slot()
    def _follow(self) -> None:
        """Tell that something is back, once the lists say so."""
        standing = {alarm.alarm for alarm in self._strip.alarms}
        standing |= {effect.effect for effect in self._strip.done if effect.restored_at is None}
        standing |= {end.effect for end in self._strip.stuck}
        for identity in [identity for identity in self._sent if identity not in standing]:
            name = self._sent.pop(identity)
            self._flow.floor.say(f"{name} is restored: visitors see it again.", Tone.WELL)

    @Slot(Answered)
    def _on_answered(self, what: Answered) -> None:
        if not what.admitted:
            self._came_to_nothing(what.job.what, what.job.subject, what.why_not)

    @Slot(Broke)
    def _on_broke(self, what: Broke) -> None:
        self._came_to_nothing(what.job.what, what.job.subject, what.error.sentence)

    def _came_to_nothing(self, kind: What, subject: object, sentence: str) -> None:
        identity = ""
        if kind is What.LIFT and isinstance(subject, AlarmLine):
            identity = subject.alarm
        elif kind is What.RESTORE and isinstance(subject, Restorable):
            identity = subject.effect
        if self._sent.pop(identity, None) is not None:
            self._strip.asked(identity, sent=False)
            self._flow.floor.say(sentence, Tone.WRONG)
