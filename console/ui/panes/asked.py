"""What was asked: where it is now, for whom it waits, how long, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from console.domain.actions import Action
from console.domain.people import Role as PersonRole
from console.domain.views import AccountBrief, RequestState, RequestView, Status, WaitingLine
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, ActionRow
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text, tip
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button
from console.ui.widgets.notice import Notice, Tone

STATUS_WORDS: dict[Status, str] = {
    Status.DRAFTED: "Draft",
    Status.SUBMITTED: "Asked",
    Status.HELD_BACK: "Held back",
    Status.HANDED_OFF: "Waits for a second reading",
    Status.COUNTERSIGNED: "Countersigned",
    Status.REFUSED: "Refused",
    Status.WITHDRAWN: "Undone",
    Status.EXPIRED: "Expired",
    Status.VOID: "Void",
    Status.FROZEN: "Frozen",
    Status.STOPPED: "Stopped",
    Status.COOLING_OFF: "Cooling off",
    Status.DUE: "About to be carried out",
    Status.ORDERED: "Ordered from the platform",
    Status.CARRIED_OUT: "Carried out",
    Status.FAILED: "Failed",
    Status.UNKNOWN: "Sent, or not: not known",
    Status.RESTORED: "Restored",
    Status.ENDED: "Ended by itself",
}
STATUS_TONES: dict[Status, Tone] = {
    Status.HELD_BACK: Tone.INFO,
    Status.HANDED_OFF: Tone.SLOW,
    Status.COUNTERSIGNED: Tone.SLOW,
    Status.COOLING_OFF: Tone.SLOW,
    Status.REFUSED: Tone.WRONG,
    Status.VOID: Tone.WRONG,
    Status.FROZEN: Tone.WRONG,
    Status.STOPPED: Tone.WRONG,
    Status.FAILED: Tone.WRONG,
    Status.UNKNOWN: Tone.WRONG,
    Status.EXPIRED: Tone.WRONG,
    Status.WITHDRAWN: Tone.WELL,
    Status.RESTORED: Tone.WELL,
    Status.ENDED: Tone.WELL,
}


@dataclass(frozen=True, slots=True)
class Mine:
    """Something that this person asked for just now; ``digest`` is empty until it lies in the inbox."""

    action: Action
    account: AccountBrief
    case: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class UndoWanted:
    """Take this proposal back."""

    proposal: str


class AskedView(ActionView):
    """Follows one request from *asked* to its end."""

    undo_wanted = Signal(UndoWanted)
    next_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="asked", head="Asked")
        self.mine: Mine | None = None
        self._line: WaitingLine | None = None
        self._request: RequestView | None = None
        self._undo_asked = False
        self.state = Notice(self.holder, name="asked_state")
        self.whom = plain_label("", self.holder, name="asked_whom", wraps=True)
        self.clock = plain_label("", self.holder, name="asked_clock", role=Role.BIG)
        self.digest = plain_label("", self.holder, name="asked_digest", role=Role.SMALL, tone="faint", wraps=True)
        for widget in (self.state, self.whom, self.clock, self.digest):
            self.body.addWidget(widget)
        self.body.addSpacing(6)
        self.next = ActionRow(self.holder, name="asked_next", key="G", words_="Next case: claim and open")
        self.next.clicked.connect(self.next_wanted)
        self.body.addWidget(self.next)
        self.again = ActionRow(self.holder, name="asked_again", key="O", words_="Open this case again")
        self.again.clicked.connect(self.again_wanted)
        self.body.addWidget(self.again)
        self.body.addStretch(1)
        self.undo = Button("Undo", self.target, name="undo", key="U")
        self.undo.clicked.connect(self._on_undo)
        self.target.put_button(self.undo)
        floor.ticked.connect(self._show)

    def follow(self, mine: Mine) -> None:
        """Follow that request."""
        fresh = self.mine is None or self.mine.digest != mine.digest
        self.mine = mine
        if fresh:
            self._line = self._request = None
            self._undo_asked = False
        self.aim(mine.account)
        self._show()

    def take_request(self, request: RequestView) -> None:
        """The request was admitted or rejected."""
        if self.mine is not None and request.digest == self.mine.digest:
            self._request = request
            self._show()

    def take_waiting(self, lines: tuple[WaitingLine, ...]) -> None:
        """What waits now; a proposal that is not there any more has ended or has not been admitted yet."""
        if self.mine is None or not self.mine.digest:
            return
        found = next((line for line in lines if line.proposal == self.mine.digest), None)
        if found is not None:
            self._line = found
        elif self._line is not None and self._line.until is not None and self._line.until < self.floor.now():
            self._line = None
        self._show()

    def undo_asked(self) -> None:
        """The withdrawal lies in the inbox: *undone* is said when it is admitted (PROTOCOL.md section 8)."""
        self._undo_asked = True
        self._show()

    @property
    def line(self) -> WaitingLine | None:
        """What is known of what is followed."""
        return self._line

    @Slot()
    def _show(self) -> None:
        mine = self.mine
        if mine is None:
            return
        name = ACTION_WORDS[mine.action]
        line, request = self._line, self._request
        self.undo.setVisible(line is not None and line.can_undo and not self._undo_asked)
        set_text(self.clock, "")
        self.clock.hide()
        set_text(self.digest, f"request sha256 {mine.digest[:16]}\u2026" if mine.digest else "")
        tip(self.digest, mine.digest)
        if request is not None and request.state is RequestState.REJECTED:
            self.set_title(f"{name}: not admitted")
            self.state.say(Tone.WRONG, "Not admitted", " ".join(reason.sentence for reason in request.reasons))
            set_text(self.whom, "Your text is kept as a draft on this workstation. Nothing reached the platform.")
        elif line is not None:
            self._show_line(name, line)
        elif request is None:
            self.set_title(f"{name}: asked")
            self.state.say(Tone.CALM, "Asked", "It lies in the inbox, signed. The registrar answers in a moment.")
            set_text(self.whom, "")
        else:
            self.set_title(f"{name}: on the record")
            blind = self.floor.person.role is PersonRole.SUPERVISOR  # who may be drawn sees no ledger grow (I14)
            entry = "" if request.entry is None or blind else f" as entry {request.entry:,}"
            self.state.say(Tone.WELL, "On the record", f"Admitted{entry}. It waits for nothing any more.")
            set_text(self.whom, "")

    def _show_line(self, name: str, line: WaitingLine) -> None:
        status = STATUS_WORDS[line.status]
        self.set_title(name if line.duration_s is None else f"{name} {words.lasting(line.duration_s)}")
        head = "Undo asked" if self._undo_asked and line.status is not Status.WITHDRAWN else status
        self.state.say(STATUS_TONES.get(line.status, Tone.CALM), head, one_line(line.whom, 400))
        now = self.floor.now()
        if line.until is not None and line.status in (Status.HELD_BACK, Status.COOLING_OFF):
            set_text(self.clock, words.clock(line.until - now))
            self.clock.show()
            set_text(self.whom, "until it is carried out. U takes it back." if line.can_undo else "until carried out.")
        elif line.until is not None:
            set_text(self.whom, f"Since {words.ago(line.since, now)}. At the latest in {words.span(line.until - now)}.")
        else:
            set_text(self.whom, f"Since {words.ago(line.since, now)}.")

    @Slot()
    def _on_undo(self) -> None:
        if self.mine is not None and self.mine.digest:
            self.undo_wanted.emit(UndoWanted(self.mine.digest))

    def entered(self) -> None:
        """Focus on the way on."""
        self.next.setFocus()

    def key(self, pressed: str) -> bool:
        """U undoes, G goes on."""
        if pressed == "U" and self.undo.isVisible():
            self.undo.click()
            return True
        rows = {"G": self.next, "O": self.again}
        if pressed in rows:
            rows[pressed].click()
            return True
        return False
