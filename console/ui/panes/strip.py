"""The strip above every room: alarms (I13), what cools off, what did not end, what was just done to protected accounts.

It appears without taking the focus from anybody.  F8 goes to it, and through it when it holds several things.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from console.cancel import CancelToken
from console.domain.reasons import Lane
from console.domain.views import Announcement, RecentEffect
from console.domain.views_ways import AlarmLine, EndingLine
from console.errors import CountersignError
from console.ui.models.urgent import Urgency, Urgent, urgent
from console.ui.panes.floor import Floor
from console.ui.text import one_line, set_tone
from console.ui.theme.fonts import Role
from console.ui.widgets import paint
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import Elided, KeyCap, Pill
from console.ui.widgets.named import column, named, row
from console.ui.widgets.tier import TierShape
from console.ui.words import reach_words

AREAS = frozenset({"alarms", "announcements", "recent"})
"""The watcher's areas after which it reads again."""
_LOOKS = {Urgency.ALARM: "red", Urgency.COOLING: "amber", Urgency.STUCK: "red", Urgency.DONE: "amber"}
_TONES = {"red": "harm", "amber": "head_of_state"}
_GROUNDS = {"red": "harm_ground", "amber": "head_of_state_ground"}


class Strip(QWidget):
    """Shows one thing that can't wait, and how many there are; hidden while there is none."""

    changed = Signal()
    lift_wanted = Signal()
    explain_wanted = Signal()
    stop_wanted = Signal()
    seen_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "strip", "what can't wait", "window")
        self._floor = floor
        self.alarms: tuple[AlarmLine, ...] = ()
        self.announcements: tuple[Announcement, ...] = ()
        self.stuck: tuple[EndingLine, ...] = ()
        self.done: tuple[RecentEffect, ...] = ()
        self._all: tuple[Urgent, ...] = ()
        self._marked = ""
        self._seen: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()
        self._focused = False
        self._before: QWidget | None = None
        column(self, margins=(12, 10, 12, 3)).addWidget(self._build())
        self.dead = DeadTime(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()
        floor.ticked.connect(self._show)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _build(self) -> QFrame:
        self._card = named(QFrame(self), "announcement", "what can't wait", "amber")
        line = row(self._card, margins=(12, 8, 10, 8), gap=10)
        self._picture = Avatar(self._card, name="strip_picture", side=40)
        self._shape = TierShape(self._card, name="strip_tier", side=18)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        upper = named(QWidget(self._card), "strip_line")
        names = row(upper, gap=7)
        self._name = Elided("", upper, name="announcement_account", role=Role.NAME)
        self._head = Elided("", upper, name="announcement_head", role=Role.NAME, tone="harm")
        names.addWidget(self._shape)
        names.addWidget(self._name)
        names.addWidget(self._head, 1)
        self._words = Elided("", self._card, name="announcement_words", tone="text")
        texts.addWidget(upper)
        texts.addWidget(self._words)
        self._count = Pill("", self._card, name="strip_count")
        self._cap = KeyCap("F8", self._card, name="strip_key")
        line.addWidget(self._picture)
        line.addLayout(texts, 1)
        line.addWidget(self._count)
        line.addWidget(self._cap)
        self.seen = Button("Seen", self._card, name="strip_seen")
        self.explain = Button("Explain", self._card, name="strip_explain")
        self.stop = Button("Stop it", self._card, name="stop_announced", key="T")
        self.lift = Button("Restore", self._card, name="strip_restore", kind=Kind.RESTORE)
        for button, signal in (
            (self.seen, self.seen_wanted),
            (self.explain, self.explain_wanted),
            (self.stop, self.stop_wanted),
            (self.lift, self.lift_wanted),
        ):
            button.clicked.connect(signal)
            line.addWidget(button)
        return self._card

    # ---- reading ------------------------------------------------------------------------------------------------

    def read(self, areas: frozenset[str]) -> None:
        """Read again what these areas concern."""
        if not areas & AREAS:
            return
        session, floor = self._floor.session, self._floor
        floor.read("alarms", session.ways.alarms, self._on_alarms, self._on_silent)
        floor.read("announcements", session.announcements, self._on_announcements, self._on_silent)

        floor.read("ending", session.ways.ending, self._on_ending, self._on_silent)

        def just_done(cancel: CancelToken) -> tuple[RecentEffect, ...]:
            return session.ways.just_done(cancel=cancel)

        floor.read("just_done", just_done, self._on_done, self._on_silent)

    @Slot(object)
    def _on_alarms(self, alarms: tuple[AlarmLine, ...]) -> None:
        fresh = {alarm.alarm for alarm in alarms} - {alarm.alarm for alarm in self.alarms}
        self.alarms = alarms
        self._asked -= {alarm.alarm for alarm in alarms if alarm.failed}
        self._show()
        if fresh:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @Slot(object)
    def _on_announcements(self, announced: tuple[Announcement, ...]) -> None:
        self.announcements = announced
        self._show()

    @Slot(object)
    def _on_ending(self, ending: tuple[EndingLine, ...]) -> None:
        self.stuck = ending
        self._show()

    @Slot(object)
    def _on_done(self, done: tuple[RecentEffect, ...]) -> None:
        self.done = done
        self._show()

    @Slot(object)
    def _on_silent(self, error: CountersignError) -> None:
        """What is shown stays; the line below says that the store does not answer."""

    # ---- what is shown ------------------------------------------------------------------------------------------

    @property
    def current(self) -> Urgent | None:
        """The one that is shown: the marked one while somebody is at the strip, otherwise the first."""
        marked = next((one for one in self._all if one.id == self._marked), None)
        return marked if marked is not None and self._focused else (self._all[0] if self._all else None)

    @property
    def announcement(self) -> Announcement | None:
        """What T stops: what is shown, if it cools off; otherwise what ends first."""
        shown = self.current
        if shown is not None and isinstance(shown.about, Announcement):
            return shown.about
        return next((one.about for one in self._all if isinstance(one.about, Announcement)), None)

    @property
    def holds_focus(self) -> bool:
        """Whether somebody is at the strip."""
        return self._focused

    def facts(self) -> frozenset[str]:
        """What can be done there now, for the commands."""
        one = self.current
        held = {
            "has_urgent": one is not None,
            "liftable": self.lift.isVisibleTo(self) and self.lift.isEnabled(),
            "explainable": self.explain.isVisibleTo(self) and self.explain.isEnabled(),
            "put_aside": self.seen.isVisibleTo(self),
        }
        return frozenset(name for name, holds in held.items() if holds)

    @Slot()
    def _show(self) -> None:
        now, before = self._floor.now(), self.facts()
        was = self.current
        self._all = urgent(self.alarms, self.announcements, self.stuck, self.done, now, self._seen)
        one = self.current
        if one is None:
            if self._focused:
                self.leave()
            self.hide()
        else:
            if was is None or was.id != one.id:
                self.dead.restart()
            self._marked = one.id
            self._show_one(one, now)
            self.show()
        if self.facts() != before:
            self.changed.emit()

    def _show_one(self, one: Urgent, now: datetime) -> None:
        look, asked = _LOOKS[one.kind], one.id in self._asked
        brief, number = one.account, len(self._all)
        if self._card.property("look") != look:
            set_tone(self._card, look, "look")
        self._picture.show_for(brief.id, brief.name)
        self._shape.show_tier(brief.tier, _GROUNDS[look])
        self._name.say(one_line(brief.name, 60))
        self._head.paint_in(_TONES[look])
        self._head.say(one.head(now))
        rest = "Asked: it goes before everything else." if asked else one.rest(now)
        self._words.say(f"{rest}  \u00b7  {reach_words(brief)}")
        at = next(place for place, other in enumerate(self._all, 1) if other.id == one.id)
        self._count.say(f"{at} of {number}")
        self._count.setVisible(number > 1)
        self._cap.setVisible(not self._focused or number > 1)
        self._show_ways(one, asked=asked)
        self.setAccessibleName(f"{one.kind.value}: {one.head(now)}, {one_line(brief.name)}, {rest}")
        self._card.setAccessibleName(self.accessibleName())

    def _show_ways(self, one: Urgent, *, asked: bool) -> None:
        about, here = one.about, self._focused
        alarm = isinstance(about, AlarmLine)
        lifting = isinstance(about, AlarmLine) and about.lifting
        self.lift.setVisible(one.kind is not Urgency.COOLING)
        self.lift.setEnabled(one.back is not Lane.NEVER and not asked and not lifting)
        self.lift.say("Restore" if one.back is not Lane.SECOND else "Restore, with a second person", _key("R R", here))
        self.explain.setVisible(alarm)
        self.explain.setEnabled(isinstance(about, AlarmLine) and not about.why_not_explain)
        self.explain.say("Explain", _key("N", here))
        self.stop.setVisible(isinstance(about, Announcement) and about.can_stop)
        self.seen.setVisible(one.kind is Urgency.DONE)
        self.seen.say("Seen", _key("A", here))

    def asked(self, identity: str, *, sent: bool) -> None:
        """The way back of that one was asked for, or the asking came to nothing."""
        self._asked = self._asked | {identity} if sent else self._asked - {identity}
        self._show()

    def put_aside(self) -> None:
        """The viewer has seen what was just done."""
        one = self.current
        if one is not None and one.kind is Urgency.DONE:
            self._seen |= {one.id}
            self._show()

    # ---- by keyboard --------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """F8: to the strip; again, to the next thing on it."""
        if self._focused:
            self.step(1)
        elif self._all:
            self._before = QApplication.focusWidget()
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, by: int) -> None:
        """The next thing, or the one before."""
        places = [one.id for one in self._all]
        if self._marked in places:
            self._marked = places[(places.index(self._marked) + by) % len(places)]
            self.dead.restart()
            self._show()
            self.changed.emit()

    def leave(self) -> None:
        """Back to where one was."""
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.window().setFocus()

    @Slot(QWidget, QWidget)
    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if not hasattr(self, "_before"):  # Python's half of the object is gone already
            return
        inside = now is not None and (now is self or self.isAncestorOf(now))
        if inside != self._focused:
            self._focused = inside
            self._show()
            self.update()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk; no other key goes on to what lies below the strip."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self.step(1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left):
            self.step(-1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line around it while somebody is there."""
        super().paintEvent(event)
        if self._focused:
            painter = QPainter(self)
            paint.antialiased(painter)
            paint.focus_ring(painter, self._card.geometry().toRectF().adjusted(-3, -3, 3, 3), 12)


def _key(key: str, here: bool) -> str:
    return key if here else ""
