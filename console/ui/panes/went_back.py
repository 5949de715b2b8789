"""What came back to its author: why, what it was bound to beside what is there now, and one gesture to go on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from console.domain.views import Status, WaitingLine
from console.domain.views_floor import ChangedRow, WentBack
from console.errors import CountersignError
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, ActionRow
from console.ui.panes.asked import STATUS_WORDS
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text, tip
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.labels import Pill, heading
from console.ui.widgets.named import frame
from console.ui.widgets.notice import Notice, Tone

ENDED = frozenset({Status.VOID, Status.REFUSED, Status.EXPIRED, Status.FROZEN, Status.STOPPED})
"""How a proposal ends that comes back to its author; what they took back themselves does not."""
_TOP = Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class AgainWanted:
    """Propose this again, every step anew."""

    proposal: str


class WentBackView(ActionView):
    """Void, refused, expired, frozen or stopped: the reason first, then both sides, then the way on."""

    again_wanted = Signal(AgainWanted)
    next_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="went_back", head="Came back")
        self._line: WaitingLine | None = None
        self._told: WentBack | None = None
        self._said = ("", "")
        self.state = Notice(self.holder, name="went_back_state")
        self.body.addWidget(self.state)
        self.body.addSpacing(4)
        self.changed_head = heading("", self.holder, name="went_back_heading")
        self.body.addWidget(self.changed_head)
        self.table = frame(self.holder, "went_back_table", "inner", "then and now, side by side")
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self.table)
        self.what_now = plain_label("", self.holder, name="went_back_what_now", tone="muted", wraps=True)
        self.body.addWidget(self.what_now)
        self.body.addSpacing(6)
        self.next = ActionRow(self.holder, name="went_back_next", key="G", words_="Next case: claim and open")
        self.next.clicked.connect(self.next_wanted)
        self.body.addWidget(self.next)
        self.body.addStretch(1)
        self.again = Button("Propose again", self.target, name="propose_again", kind=Kind.ONWARD, key="P")
        self.again.clicked.connect(self._on_again)
        self.target.put_button(self.again)
        floor.ticked.connect(self._tick)

    @property
    def proposal(self) -> str:
        """Which one is shown."""
        return "" if self._line is None else self._line.proposal

    def show_line(self, line: WaitingLine) -> None:
        """Show that proposal; both sides are read and come in a moment."""
        if line.proposal != self.proposal:
            self._told = None
            self.dead.restart()
        self._line = line
        self.aim(line.account)
        self.set_title(f"{ACTION_WORDS[line.action]}: {STATUS_WORDS[line.status].casefold()}")
        self._show()
        proposal, session = line.proposal, self.floor.session
        self.floor.read("went back", lambda c: session.floor.changed(proposal, c), self._on_told, self._on_not_told)

    @Slot(object)
    def _on_told(self, told: WentBack) -> None:
        if told.proposal == self.proposal and told != self._told:
            self._told = told
            self._show()

    @Slot(object)
    def _on_not_told(self, error: CountersignError) -> None:
        if self._told is None:
            set_text(self.what_now, f"What has changed can't be read now. {error.sentence}")

    def _show(self) -> None:
        line, told = self._line, self._told
        if line is None:
            return
        self._tick()
        self.changed_head.setVisible(told is not None)
        self.table.setVisible(told is not None and bool(told.rows))
        self.again.setVisible(told is not None and told.again)
        self.again.setEnabled(True)
        if told is None:
            set_text(self.what_now, "What has changed is being read\u2026")
            return
        head = "What has changed since" if told.rows else "Nothing that it was bound to has changed"
        set_text(self.changed_head, head)
        self._fill(told.rows)
        set_text(self.what_now, _what_now(told))

    @Slot()
    def _tick(self) -> None:
        line, told = self._line, self._told
        if line is None:
            return
        when = "" if told is None else f" {words.ago(told.at, self.floor.now())}"
        why = line.whom if told is None else " ".join(told.reasons)
        said = (f"{STATUS_WORDS[line.status]}{when}", one_line(why, 600))
        if said != self._said:
            self._said = said
            self.state.say(Tone.WRONG, *said)

    def _fill(self, rows: tuple[ChangedRow, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column_, said in enumerate(("When you proposed it", "Now")):
            self._grid.addWidget(self._cell(said, f"head_{column_}", tone="faint", role=Role.SMALL), 0, column_)
        at = 1
        for number, changed in enumerate(sorted(rows, key=lambda one: not one.changed)):
            name = self._cell(changed.what, f"what_{number}", tone="muted", role=Role.SMALL_NAME)
            self._grid.addWidget(name, at, 0, _TOP)
            if changed.changed:
                mark = Pill("ended it", self.table, name=f"went_back_mark_{number}", tone="harm")
                self._grid.addWidget(mark, at, 1, Qt.AlignmentFlag.AlignLeft | _TOP)
            then = self._cell(changed.then or "nothing", f"then_{number}", tone="muted")
            now = self._cell(changed.now or "nothing", f"now_{number}", tone="", role=_now_role(changed))
            self._grid.addWidget(then, at + 1, 0, _TOP)
            self._grid.addWidget(now, at + 1, 1, _TOP)
            at += 2

    def _cell(self, said: str, name: str, *, tone: str, role: Role = Role.BASE) -> QLabel:
        whole = one_line(said, 400)
        label = plain_label(whole, self.table, name=f"went_back_{name}", tone=tone, role=role, wraps=True)
        tip(label, whole if len(whole) > 60 else "")
        return label

    @Slot()
    def _on_again(self) -> None:
        if self._told is not None and self._told.again:
            self.again.setEnabled(False)
            set_text(self.what_now, "The case is claimed and opened; your text comes with it.")
            self.again_wanted.emit(AgainWanted(self._told.proposal))

    def failed(self, sentence: str) -> None:
        """It can't be proposed again now."""
        self.again.setEnabled(True)
        set_text(self.what_now, sentence)

    def entered(self) -> None:
        """Focus on the way on that decides nothing."""
        self.next.setFocus()

    def key(self, pressed: str) -> bool:
        """P proposes again, G goes on."""
        if pressed == "P" and self.again.isVisible():
            self.again.click()
            return True
        if pressed == "G":
            self.next.click()
            return True
        return False


def _now_role(changed: ChangedRow) -> Role:
    return Role.NAME if changed.changed else Role.BASE


def _what_now(told: WentBack) -> str:
    if told.again:
        return (
            "P opens the case with your text as a draft. Every step is done anew, on the case as it is now. "
            "Nothing of the old proposal can reach the platform any more."
        )
    return "Frozen is final. A colleague can propose it anew, from its text in the ledger."
