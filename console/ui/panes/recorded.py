"""After a finding: one answer, the same whatever stands behind the case; and the pane with nothing to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.domain.views import AccountBrief
from console.ui.panes.action_row import ActionRow
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Notice, Tone


class RecordedView(ActionView):
    """*Recorded*, and the way to the next case."""

    next_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="recorded", head="Second reading", can_go_back=False)
        self.state = Notice(self.holder, name="recorded_state")
        self.body.addWidget(self.state)
        self.body.addSpacing(6)
        self.next = ActionRow(self.holder, name="recorded_next", key="G", words_="Next second reading")
        self.next.clicked.connect(self.next_wanted)
        self.body.addWidget(self.next)
        self.body.addStretch(1)

    def sending(self, account: AccountBrief, words: str = "Signed. It goes to the registrar.") -> None:
        """The finding is on its way."""
        self.aim(account)
        self.state.say(Tone.CALM, "Sent", words)

    def recorded(self, account: AccountBrief) -> None:
        """The finding is on the record."""
        self.aim(account)
        self.state.say(
            Tone.WELL,
            "Recorded",
            "Your finding is on the record. If there is more for you to see on this case, it opens here by itself.",
        )

    def signed(self, account: AccountBrief, words: str) -> None:
        """The countersignature, refusal or recusal is on the record."""
        self.aim(account)
        self.state.say(Tone.WELL, "On the record", words)

    def rejected(self, account: AccountBrief, why: str) -> None:
        """It was not admitted."""
        self.aim(account)
        self.state.say(Tone.WRONG, "Not admitted", why)

    def entered(self) -> None:
        """Focus on the way on."""
        self.next.setFocus()

    def key(self, pressed: str) -> bool:
        """G goes on."""
        if pressed == "G":
            self.next.click()
            return True
        return False


class NothingView(QWidget):
    """No case is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "no_action", "nothing to decide")
        box = column(self, margins=(16, 0, 16, 14))
        notice = Notice(self, name="no_action_words")
        notice.say(Tone.CALM, "Nothing to decide yet", "What can be done with a case stands here once one is open.")
        box.addWidget(notice)
        box.addStretch(1)
