"""What is held back stays in sight wherever the person is: whose it is, how long, and the one key that undoes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from console.domain.views import AccountBrief, Status, WaitingLine
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS
from console.ui.panes.asked import UndoWanted
from console.ui.panes.floor import Floor
from console.ui.text import one_line, plain_label, set_text, set_tone
from console.ui.theme.fonts import Role
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.button import Button
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, frame, named, row
from console.ui.widgets.tier import TierShape

STAYS_MS = 4_000
"""How long *undone* stays in sight."""


def latest_undoable(lines: Sequence[WaitingLine], asked: frozenset[str] = frozenset()) -> WaitingLine | None:
    """What U undoes: the latest that is held back, since that goes first; else the latest that can be undone.

    ``asked`` are the proposals for which an undo lies in the inbox.
    """
    undoable = [line for line in lines if line.can_undo and line.proposal not in asked]
    held = [line for line in undoable if line.status is Status.HELD_BACK]
    return max(held or undoable, key=lambda line: line.since, default=None)


class HeldStrip(QWidget):
    """One line at the foot of the case, where nothing moves when it comes and goes."""

    undo_wanted = Signal(UndoWanted)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "held_strip", "held back", "clear")
        self._card = frame(self, "held_card", "blue", "held back")
        column(self, margins=(12, 0, 12, 10)).addWidget(self._card)
        self._floor = floor
        self._line: WaitingLine | None = None
        self._lines: tuple[WaitingLine, ...] = ()
        self._asked: dict[str, AccountBrief] = {}
        self._shown_elsewhere = ""
        box = row(self._card, margins=(10, 4, 6, 4), gap=8)
        self._picture = Avatar(self._card, name="held_picture", side=26)
        self._shape = TierShape(self._card, name="held_tier", side=14)
        self._name = Elided("", self._card, name="held_name", role=Role.NAME)
        self._words = Elided("", self._card, name="held_words", role=Role.SMALL, tone="muted")
        self._clock = plain_label("", self._card, name="held_clock", role=Role.NUMBER, tone="accent")
        self.undo = Button("Undo", self._card, name="held_undo", key="U")
        self.undo.clicked.connect(self._on_undo)
        for widget, stretch in (
            (self._picture, 0), (self._shape, 0), (self._name, 1), (self._words, 1), (self._clock, 0), (self.undo, 0),
        ):  # fmt: skip
            box.addWidget(widget, stretch)
        self.dead = DeadTime(self)
        self._gone = QTimer(self)
        self._gone.setObjectName("held_gone")
        self._gone.setSingleShot(True)
        self._gone.setInterval(STAYS_MS)
        self._gone.timeout.connect(self._show)
        floor.ticked.connect(self._show)
        self.hide()

    def put(self, lines: tuple[WaitingLine, ...], shown_elsewhere: str = "") -> None:
        """What of this person's waits now; ``shown_elsewhere`` is the proposal that another view follows."""
        self._lines, self._shown_elsewhere = lines, shown_elsewhere
        here = {line.proposal for line in lines}
        self._asked = {proposal: account for proposal, account in self._asked.items() if proposal in here}
        self._show()

    @property
    def asked(self) -> frozenset[str]:
        """The proposals for which an undo lies in the inbox."""
        return frozenset(self._asked)

    def undo_asked(self, proposal: str) -> None:
        """The withdrawal lies in the inbox: *undone* is said when it is admitted (PROTOCOL.md section 8)."""
        line = next((one for one in self._lines if one.proposal == proposal), None)
        if line is not None:
            self._asked[proposal] = line.account
        self._show()

    def undo_answered(self, proposal: str, *, undone: bool) -> None:
        """The registrar has it, or has not."""
        account = self._asked.pop(proposal, None)
        if account is None or proposal == self._shown_elsewhere:
            self._show()
            return
        self._say(account, "Undone: nothing of it reached the platform." if undone else "Not undone: it was sent.")
        set_tone(self._card, "green" if undone else "red", "look")
        self._gone.start()

    @Slot()
    def _show(self) -> None:
        if self._gone.isActive():
            return
        line = latest_undoable(self._lines, self.asked)
        if line is not None and (line.status is not Status.HELD_BACK or line.proposal == self._shown_elsewhere):
            line = None
        if line is not None and self._line is not None and line.proposal != self._line.proposal:
            self.dead.restart()
        self._line = line
        asked = next((p for p in reversed(self._asked) if p != self._shown_elsewhere), "")
        if line is not None:
            set_tone(self._card, "blue", "look")
            others = sum(1 for one in self._lines if one.status is Status.HELD_BACK and one.can_undo) - 1
            more = f", and {words.of(others, 'other')}" if others > 0 else ""
            self._say(line.account, f"{ACTION_WORDS[line.action]}: held back{more}")
            left = words.clock(line.until - self._floor.now()) if line.until is not None else ""
            set_text(self._clock, left, f"{left} left")
            self.undo.show()
        elif asked:
            set_tone(self._card, "grey", "look")
            self._say(self._asked[asked], "Undo asked. It is undone once the registrar has it.")
        self.setVisible(line is not None or bool(asked))

    def _say(self, account: AccountBrief, said: str) -> None:
        self._picture.show_for(account.id, account.name)
        self._shape.show_tier(account.tier)
        self._name.say(one_line(account.name, 80))
        self._words.say(said)
        set_text(self._clock, "")
        self.undo.hide()
        self.setAccessibleName(f"{one_line(account.name)}, {self._shape.accessibleName()}. {said}")
        self.show()

    @Slot()
    def _on_undo(self) -> None:
        if self._line is not None:
            self.undo_wanted.emit(UndoWanted(self._line.proposal))
