"""What every view of the action pane has: a title with the way back, a body that scrolls, the target at its foot."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain.views import AccountBrief
from console.ui import words
from console.ui.panes.floor import Floor
from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.labels import Elided, KeyCap
from console.ui.widgets.named import column, named, row, scroller
from console.ui.widgets.target_card import TargetCard


class ActionView(QWidget):
    """A view of the action pane.  ``commit`` is the control beside the target, if the view commits something."""

    back = Signal()

    def __init__(self, parent: QWidget, floor: Floor, *, name: str, head: str, can_go_back: bool = True) -> None:
        super().__init__(parent)
        named(self, name, head)
        self.floor = floor
        self._box = column(self, margins=(16, 0, 14, 14), gap=10)
        top = named(QWidget(self), f"{name}_title_line")
        line = row(top, gap=7)
        self.commit: Button | None = None
        self._title = Elided(head, top, name=f"{name}_title", role=Role.TITLE)
        line.addWidget(self._title, 1)
        if can_go_back:
            line.addWidget(KeyCap("Esc", top, name=f"{name}_esc"))
            line.addWidget(plain_label("back", top, name=f"{name}_back", role=Role.SMALL, tone="faint"))
        self._box.addWidget(top)
        self._holder = named(QWidget(self), f"{name}_body")
        self.body: QVBoxLayout = column(self._holder, margins=(0, 0, 4, 4), gap=8)
        self.area: QScrollArea = scroller(self, f"{name}_scroll", self._holder, head)
        self._box.addWidget(self.area, 1)
        self.target = TargetCard(self, name=f"{name}_target")
        self._box.addWidget(self.target)
        self.target.hide()
        self.foot = plain_label("", self, name=f"{name}_foot", role=Role.SMALL, tone="faint", wraps=True)
        self.foot.hide()
        self._box.addWidget(self.foot)
        self.dead = DeadTime(self)

    @property
    def holder(self) -> QWidget:
        """The parent of what is put into ``body``."""
        return self._holder

    def set_title(self, words: str) -> None:
        """Change the title."""
        self._title.say(words)
        self.setAccessibleName(words)

    def say_foot(self, words: str) -> None:
        """A line under the target, or none."""
        set_text(self.foot, words)
        self.foot.setVisible(bool(words))

    def aim(self, account: AccountBrief, button: Button | None = None) -> None:
        """Bind the view to the account that is rendered beside it."""
        self.target.show_target(account.id, account.name, words.reach_words(account), account.tier)
        if button is not None:
            self.target.put_button(button)
        self.target.show()

    def entered(self) -> None:
        """The view is shown now: put the focus where one goes on."""
        self.setFocus()

    @Slot()
    def go_back(self) -> None:
        """Leave the view without doing anything."""
        self.back.emit()

    def commit_now(self) -> None:
        """Press what commits, if it can be pressed."""
        if self.commit is not None and self.commit.isEnabled() and self.isVisible():
            self.commit.click()

    def key(self, pressed: str) -> bool:
        """A key of the view (as printed on its caps); whether it was one of its own."""
        return False
