"""Restore: the largest green thing, the target beside it, and who did what under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.views import AccountBrief, CaseView, HistoryLine, RecentEffect
from console.errors import CountersignError
from console.ui import words
from console.ui.delegates.case_item import CaseItemDelegate
from console.ui.models.case_items import CaseItem, CaseItemsModel, story_items
from console.ui.panes.action_row import ACTION_WORDS
from console.ui.panes.case_header import reach_words
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
    """One effect that may be taken back; ``why_not`` is a sentence when it may not by this person."""

    effect: str
    account: AccountBrief
    case: str
    action: Action
    at: datetime
    words: str
    why_not: str = ""
    restored_at: datetime | None = None


def from_recent(effect: RecentEffect) -> Restorable:
    """What a list of recent effects says."""
    return Restorable(
        effect.effect,
        effect.account,
        effect.case,
        effect.action,
        effect.at,
        effect.words,
        " ".join(reason.sentence for reason in effect.why_not),
        effect.restored_at,
    )


def from_history(case: CaseView, line: HistoryLine) -> Restorable:
    """What the history of a case says."""
    return Restorable(line.effect, case.account.brief, case.case, line.action, line.at, line.words)


@dataclass(frozen=True, slots=True)
class RestoreAsked:
    """Somebody restores this effect."""

    what: Restorable


class RestoreView(QWidget):
    """One gesture: the button, or R and R again."""

    asked = Signal(RestoreAsked)
    back = Signal()
    why_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "restore_view", "Restore")
        self.floor = floor
        self.what: Restorable | None = None
        self._armed, self._account = False, ""
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
        line.addWidget(KeyCap("Esc", head, name="restore_esc"))
        line.addWidget(plain_label("back", head, name="restore_back", tone="faint"))
        box.addWidget(head)
        view = list_view(self, "restore_story", "who did what")
        self.model = CaseItemsModel(self, "restore_story_model")
        self.delegate = CaseItemDelegate(view, "restore_story_delegate")
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        self.target.show_target(brief.id, brief.name, reach_words(brief), brief.tier)
        if not same:
            self._disarm()
            self.model.replace(())
            self.dead.restart()
        self.button.setEnabled(not what.why_not and what.restored_at is None)
        self.why.setVisible(what.restored_at is not None)
        self.read_story()

    def show_account(self, account: AccountBrief) -> None:
        """Only the story of an account: there is nothing to restore."""
        self.what = None
        self._account = account.id
        self._disarm()
        self.target.show_target(account.id, account.name, reach_words(account), account.tier)
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
            set_text(self._words, "The account can't be acted upon for a while without a new author and a new signer.")
            return
        seen = "" if what.account.reach is None else f" \u00b7 {reach_words(what.account)} see it"
        said = one_line(what.words, 240)
        if not said.casefold().startswith(ACTION_WORDS[what.action].casefold()):
            said = f"{ACTION_WORDS[what.action]} \u00b7 {said}"
        self.done.say(Tone.SLOW, f"Carried out {words.ago(what.at, now)}", f"{said}{seen}")
        set_text(self._words, what.why_not or "One gesture, one person, at once. Say why afterwards.")

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
        self.button.say("Restore", "R again")
        self._second.start()

    @Slot()
    def both(self) -> None:
        """R and R, as one key sequence."""
        self._commit()

    @Slot()
    def _disarm(self) -> None:
        self._armed = False
        self._second.stop()
        self.button.say("Restore", "R R")

    @Slot()
    def _commit(self) -> None:
        if self.dead.dead or self.what is None or not self.button.isEnabled():
            return
        self._disarm()
        self.button.setEnabled(False)
        set_text(self._words, "Asked. The platform gets it before everything else.")
        self.asked.emit(RestoreAsked(self.what))

    def failed(self, sentence: str) -> None:
        """It could not be asked; the button works again."""
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
