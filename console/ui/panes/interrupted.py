"""After an interruption the account is shown again before anything can be committed (DESIGN.md section 6).

Whoever comes back from a call, a locked screen or another window has lost the thread: the first key is not taken, and
the account stands there, large, until they say that they have looked.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from console.domain.views import CaseView
from console.ui import words
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.named import named, row
from console.ui.widgets.notice import Notice, Tone
from console.ui.widgets.paint import TIER_WORDS
from console.ui.widgets.tier import TierShape

_INPUT = frozenset(
    {
        QEvent.Type.ShortcutOverride,  # comes before the key, and a shortcut would be done before it
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_TAKEN = frozenset(
    {
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
    }
)


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody does something again, after so many seconds of nothing."""

    away_s: int


class Attention(QObject):
    """Watches the window's own events for input, and tells when there was none for long.

    It filters the window (one event for each key or move), not the application (every event of every widget).  Both
    clocks are asked, since one of them stands still while the machine sleeps.
    """

    returned = Signal(Returned)

    def __init__(self, parent: QObject, after_s: float) -> None:
        super().__init__(parent)
        self.setObjectName("attention")
        self._after_s = after_s
        self._last = self._clocks()
        self._shown = self._key_follows = False

    @staticmethod
    def _clocks() -> tuple[float, float]:
        return time.monotonic(), time.time()

    @property
    def away_s(self) -> float:
        """How long nothing was done (seconds)."""
        return max(now - last for now, last in zip(self._clocks(), self._last, strict=True))

    def show_again(self) -> None:
        """Whoever listens has shown the account: the input that told it decides nothing."""
        self._shown = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note every input; the first one after long is told, and not taken if the account was shown for it."""
        kind = event.type()
        if kind not in _INPUT:
            return False
        away, self._last = self.away_s, self._clocks()
        if kind == QEvent.Type.KeyPress and self._key_follows:
            self._key_follows = False
            return True
        if away < self._after_s:
            return False
        self._shown = False
        self._tell(Returned(int(away)))
        taken = self._shown and kind in _TAKEN
        if taken and kind == QEvent.Type.ShortcutOverride:
            self._key_follows = True
            event.accept()  # overridden: no shortcut is done, and the key itself comes next
        return taken

    def _tell(self, what: Returned) -> None:
        self.returned.emit(what)


class InterruptedView(ActionView):
    """The account, large, and one key to go on where one was."""

    go_on_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="interrupted", head="Look again", can_go_back=False)
        self.why = Notice(self.holder, name="interrupted_why")
        self.body.addWidget(self.why)
        line_holder = named(QWidget(self.holder), "interrupted_account", "account")
        line = row(line_holder, gap=14)
        self._picture = Avatar(line_holder, name="interrupted_picture", side=64)
        line.addWidget(self._picture)
        self._name = plain_label("", line_holder, name="interrupted_name", role=Role.TITLE, wraps=True)
        line.addWidget(self._name, 1)
        self.body.addWidget(line_holder)
        tier_holder = named(QWidget(self.holder), "interrupted_tier_line", "protection")
        tier = row(tier_holder, gap=8)
        self._shape = TierShape(tier_holder, name="interrupted_tier", side=20)
        self._tier = plain_label("", tier_holder, name="interrupted_tier_words", role=Role.NAME)
        tier.addWidget(self._shape)
        tier.addWidget(self._tier, 1)
        self.body.addWidget(tier_holder)
        self._rest = plain_label("", self.holder, name="interrupted_rest", tone="muted", wraps=True)
        self.body.addWidget(self._rest)
        self.body.addStretch(1)
        self.button = Button("Go on", self.target, name="interrupted_go_on", kind=Kind.ONWARD, key="Space")
        self.button.clicked.connect(self._on_go_on)

    def show_account(self, case: CaseView, away_s: int, what: str) -> None:
        """Show that account again; ``what`` says what the person was about to do."""
        brief = case.account.brief
        self.why.say(Tone.SLOW, f"You were away for {words.span(away_s)}", f"{what} Look whose account it is.")
        self._picture.show_for(brief.id, brief.name)
        set_text(self._name, one_line(brief.name, 120))
        self._shape.show_tier(brief.tier)
        set_text(self._tier, TIER_WORDS[brief.tier])
        state = [one_line(word, 60) for word in case.account.state_words]
        reported = words.of(case.report_count, "report")
        set_text(self._rest, " \u00b7 ".join([words.reach_words(brief), reported, *state]))
        self.aim(brief, self.button)
        self.dead.restart()

    def entered(self) -> None:
        """Focus on the way on, which is dead for a moment."""
        self.button.setFocus()

    @Slot()
    def _on_go_on(self) -> None:
        if not self.dead.dead:
            self.go_on_wanted.emit()
