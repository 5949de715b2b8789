"""Restore: the largest green thing, the target beside it, and who did what under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.reasons import Lane, Reason
from console.domain.undoing import RESTORERS
from console.domain.views import AccountBrief, CaseView, HistoryLine, RecentEffect
from console.domain.views_ways import EndingLine
from console.errors import CountersignError
from console.ui import words
from console.ui.delegates.case_item import CaseItemDelegate
from console.ui.models.case_items import CaseItem, CaseItemsModel, UndoSinceWanted, story_items, undo_since
from console.ui.models.rows import ROW
from console.ui.panes.action_row import ACTION_WORDS
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, list_view
from console.ui.text import one_line, plain_label, set_text
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import KeyCap, heading
from console.ui.widgets.named import column, named, row
from console.ui.widgets.notice import Notice, Tone
from console.ui.widgets.target_card import TargetCard

SECOND_KEY_MS = 3_000
"""Within this time the second R has to follow the first (milliseconds)."""


@dataclass(frozen=True, slots=True)
class Restorable:
    """One effect that may be taken back; ``lane`` says by whom, ``why_not`` in words why not by this person alone."""

    effect: str
    account: AccountBrief
    case: str
    action: Action
    at: datetime
    words: str
    lane: Lane = Lane.ALONE
    why_not: str = ""
    restored_at: datetime | None = None
    ends_at: datetime | None = None
    ended: bool = False
    wish: str = ""
    """Digest of the late restore of it that waits for a second person."""

    @property
    def stands(self) -> bool:
        """Whether there still is something to take back."""
        return self.restored_at is None and not self.ended


def from_recent(effect: RecentEffect) -> Restorable:
    """What a list of recent effects says."""
    return Restorable(
        effect.effect,
        effect.account,
        effect.case,
        effect.action,
        effect.at,
        effect.words,
        effect.lane,
        sentences(effect.why_not),
        effect.restored_at,
        effect.ends_at,
        effect.ended,
        effect.wish or "",
    )


def from_history(case: CaseView, line: HistoryLine) -> Restorable:
    """What the history of a case says."""
    return Restorable(
        line.effect,
        case.account.brief,
        case.case,
        line.action,
        line.at,
        line.words,
        line.lane,
        sentences(line.why_not),
        ends_at=line.ends_at,
        ended=line.ended,
    )


def from_ending(end: EndingLine) -> Restorable:
    """What the list of temporary actions says."""
    return Restorable(
        end.effect, end.account, end.case, end.action, end.since, end.words, end.lane, sentences(end.why_not),
        ends_at=end.ends_at,
    )  # fmt: skip


def sentences(reasons: Sequence[Reason]) -> str:
    """Reasons, one after the other."""
    return " ".join(reason.sentence for reason in reasons)


@dataclass(frozen=True, slots=True)
class RestoreAsked:
    """Somebody restores this effect."""

    what: Restorable


@dataclass(frozen=True, slots=True)
class LateWanted:
    """Somebody wants to restore this effect, and one person alone may not."""

    what: Restorable


class RestoreView(QWidget):
    """One gesture: the button, or R and R again."""

    asked = Signal(RestoreAsked)
    late_wanted = Signal(LateWanted)
    back = Signal()
    why_wanted = Signal()
    undo_since_wanted = Signal(UndoSinceWanted)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "restore_view", "Restore")
        self.floor = floor
        self.what: Restorable | None = None
        self._armed, self._sent, self._account, self._failure = False, False, "", ""
        box = column(self, margins=(16, 0, 16, 14), gap=9)
        self.done = Notice(self, name="restore_done")
        box.addWidget(self.done)
        self.target = TargetCard(self, name="restore_target")
        self.button = Button("Restore", self.target, name="restore_commit", kind=Kind.RESTORE, key="R R", large=True)
        self.button.clicked.connect(self._commit)
        self.target.put_button(self.button)
        box.addWidget(self.target)
        self._words = plain_label("", self, name="restore_words", tone="muted", wraps=True)
        box.addWidget(self._words)
        self.why = Button("Say why", self, name="restore_say_why", key="N")
        self.why.clicked.connect(self.why_wanted)
        self.why.hide()
        box.addWidget(self.why)
        head = named(QFrame(self), "restore_story_line")
        line = row(head)
        line.addWidget(heading("Who did what", head, name="restore_story_heading"))
        line.addStretch(1)
        if floor.person.role in RESTORERS:
            line.addWidget(KeyCap("\u21b5", head, name="restore_since_key"))
            line.addWidget(plain_label("undo since", head, name="restore_since", tone="faint"))
            line.addSpacing(6)
        line.addWidget(KeyCap("Esc", head, name="restore_esc"))
        line.addWidget(plain_label("back", head, name="restore_back", tone="faint"))
        box.addWidget(head)
        view = list_view(self, "restore_story", "who did what")
        self.model = CaseItemsModel(self, "restore_story_model")
        self.delegate = CaseItemDelegate(view, "restore_story_delegate")
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.activated.connect(self._on_line)
        self.states = ListWithState(self, view, "restore_story_state")
        box.addWidget(self.states, 1)
        self.ledger = Notice(self, name="restore_ledger")
        self.ledger.hide()
        box.addWidget(self.ledger)
        self.dead = DeadTime(self)
        self._second = QTimer(self)
        self._second.setObjectName("restore_second")
        self._second.setSingleShot(True)
        self._second.setInterval(SECOND_KEY_MS)
        self._second.timeout.connect(self._disarm)
        floor.ticked.connect(self._tick)

    def show_effect(self, what: Restorable) -> None:
        """Offer to take back that effect."""
        same = self.what is not None and self.what.effect == what.effect
        self.what, self._account = what, what.account.id
        self._tick()
        brief = what.account
        self.target.show_target(brief.id, brief.name, words.reach_words(brief), brief.tier)
        if not same:
            self._sent, self._failure = False, ""
            self.why.hide()
            self.model.replace(())
            self.dead.restart()
        self._disarm()
        self.button.setEnabled(what.stands and what.lane is not Lane.NEVER and not self._sent)
        self.read_story()

    def offer_report(self, unreported: bool) -> None:
        """Offer to say why, as long as the restore is the viewer's own and has no report."""
        self.why.setVisible(unreported and self.what is not None and self.what.restored_at is not None)

    def show_account(self, account: AccountBrief) -> None:
        """Only the story of an account: there is nothing to restore."""
        self.what = None
        self._account = account.id
        self._disarm()
        self.target.show_target(account.id, account.name, words.reach_words(account), account.tier)
        self.button.setEnabled(False)
        self.why.hide()
        self.done.say(Tone.CALM, "Nothing to restore", "No action on this account is in effect.")
        set_text(self._words, "")
        self.model.replace(())
        self.read_story()

    @Slot()
    def _tick(self) -> None:
        what = self.what
        if what is None:
            return
        now = self.floor.now()
        if what.restored_at is not None:
            took = words.span(what.restored_at - what.at)
            self.done.say(
                Tone.WELL, "Restored", f"{words.ago(what.restored_at, now)}, after {took}. Visitors see it again."
            )
            set_text(self._words, self._locked(what.restored_at, now))
            return
        said = self._said(what)
        if what.ended:
            since = "" if what.ends_at is None else f" {words.ago(what.ends_at, now)}"
            self.done.say(Tone.WELL, f"Ended by itself{since}", f"{said}. There is nothing to restore.")
            set_text(self._words, "")
            return
        ends = "" if what.ends_at is None else f" \u00b7 {words.ends(what.ends_at, now)}"
        seen = "" if what.account.reach is None else f" \u00b7 {words.reach_words(what.account)} see it"
        self.done.say(Tone.SLOW, f"Carried out {words.ago(what.at, now)}", f"{said}{ends}{seen}")
        set_text(self._words, self._way(what))

    def _said(self, what: Restorable) -> str:
        said = one_line(what.words, 240)
        named_so = said.casefold().startswith(ACTION_WORDS[what.action].casefold())
        return said if named_so else f"{ACTION_WORDS[what.action]} \u00b7 {said}"

    def _way(self, what: Restorable) -> str:
        """What one gesture does now, or why it does not."""
        if self._failure:
            return self._failure
        if self._sent:
            return "Asked. The platform gets it before everything else."
        if what.lane is Lane.NEVER:
            return what.why_not
        if what.wish:
            return "It was asked for, and waits for a second person. R R shows where it is."
        if what.lane is Lane.SECOND:
            return f"{what.why_not} R R asks a second person to consent; then it goes before everything else."
        return "One gesture, one person, at once. Say why afterwards."

    def _locked(self, restored_at: datetime, now: datetime) -> str:
        lock_s = self.floor.session.policy().limits.lock_after_restore_s
        until = restored_at + timedelta(seconds=lock_s)
        if until <= now:
            return ""
        return (
            f"Locked against action until {words.time_of_day(until, now)}: only somebody who had no part in it "
            "may propose, and somebody new has to sign."
        )

    def show_ledger(self, entry: int | None) -> None:
        """Say up to where the ledger was checked; without a number to whoever may be drawn."""
        said = "checked from end to end" if entry is None else f"checked up to entry {entry:,}"
        self.ledger.say(Tone.WELL, "", f"Ledger holds, {said}")
        self.ledger.show()

    @Slot()
    def read_story(self) -> None:
        """Read who did what on this account."""
        if not self._account:
            return
        self.states.loading()
        account, session, now = self._account, self.floor.session, self.floor.now()

        def work(cancel: CancelToken) -> tuple[CaseItem, ...]:
            return story_items(session.story(account, cancel), now)

        self.floor.read("restore_story", work, self._on_story, self._on_story_failed)

    @Slot(object)
    def _on_story(self, items: tuple[CaseItem, ...]) -> None:
        self.delegate.forget()
        self.model.replace(items)
        self.states.ready()

    @Slot(QModelIndex)
    def _on_line(self, index: QModelIndex) -> None:
        wanted = undo_since(index.data(ROW))
        if wanted is not None:
            self.undo_since_wanted.emit(wanted)

    @Slot(object)
    def _on_story_failed(self, error: CountersignError) -> None:
        self.states.say("The story can't be read now", error.sentence)

    # ---- the gesture ------------------------------------------------------------------------------------------

    @Slot()
    def pressed(self) -> None:
        """R: the first arms, the second restores."""
        if self.dead.dead or not self.button.isEnabled():
            return
        if self._armed:
            self._commit()
            return
        self._armed = True
        self.button.say(self._button_words(), "R again")
        self._second.start()

    @Slot()
    def both(self) -> None:
        """R and R, as one key sequence."""
        self._commit()

    @Slot()
    def _disarm(self) -> None:
        self._armed = False
        self._second.stop()
        self.button.say(self._button_words(), "R R")

    def _button_words(self) -> str:
        what = self.what
        if what is None or what.lane is not Lane.SECOND:
            return "Restore"
        return "Restore: waits" if what.wish else "Restore, with a second person"

    @Slot()
    def _commit(self) -> None:
        if self.dead.dead:
            return
        self.commit_shown()

    def commit_shown(self) -> None:
        """Take back what is shown: the gesture was made on a surface that was not dead."""
        what = self.what
        if what is None or not self.button.isEnabled():
            return
        self._disarm()
        if what.lane is Lane.SECOND:
            self.late_wanted.emit(LateWanted(what))
            return
        self._sent, self._failure = True, ""
        if self.button.hasFocus():
            self.states.view.setFocus()
        self.button.setEnabled(False)
        self._tick()
        self.asked.emit(RestoreAsked(what))

    def failed(self, sentence: str) -> None:
        """It could not be asked; the button works again."""
        self._sent, self._failure = False, sentence
        self.button.setEnabled(True)
        set_text(self._words, sentence)

    def entered(self) -> None:
        """Focus on the green button: its Space is the gesture as well."""
        self.button.setFocus()

    def key(self, pressed: str) -> bool:
        """R twice."""
        if pressed == "R":
            self.pressed()
            return True
        if pressed == "N" and self.why.isVisible():
            self.why.click()
            return True
        return False

    def commit_now(self) -> None:
        """Restore has its own gesture."""
