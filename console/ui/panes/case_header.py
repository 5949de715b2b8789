"""The head of the case: tier banner, account, lease, a look-alike beside it, and what changed."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from console.domain.actions import Tier
from console.domain.sentences import DOES
from console.domain.views import CaseView
from console.ui import words
from console.ui.models.differences import Difference
from console.ui.panes.floor import Floor
from console.ui.text import COVERED_HANDLE, one_line, plain_label, set_text, tip
from console.ui.theme.fonts import Role
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.button import Button
from console.ui.widgets.countdown import Countdown
from console.ui.widgets.labels import Elided
from console.ui.widgets.look_alike import LookAlike
from console.ui.widgets.named import column, named, row
from console.ui.widgets.tier import TierBanner

_DOT = "   \u00b7   "

TIER_SENTENCE = {
    Tier.STANDARD: "You decide. What you do is held back for a moment, and can be undone.",
    Tier.VERIFIED: "Every action needs another person, drawn by lot, who judges without seeing yours.",
    Tier.HEAD_OF_STATE: "Every action needs another person, drawn by lot, who judges without seeing yours.",
}
READING_SENTENCE = "Your reading is independent: nothing of anybody else's is shown before you sign."


def stands(case: CaseView, now: datetime) -> list[str]:
    """What stands on the account and ends by itself, and the lock after a restore (I8), a sentence each."""
    said = [
        f"{DOES[line.action].capitalize()} {words.ends(line.ends_at, now)}."
        for line in case.history
        if line.ends_at is not None and line.restorable and not line.ended
    ]
    lock = case.lock
    if lock is not None and lock.until > now:
        who = (
            "You had a part in it, so a colleague has to propose anything new."
            if lock.mine
            else "Whoever had no part in it may propose, and somebody new has to sign."
        )
        until = words.time_of_day(lock.until, now)
        said.append(
            f"Restored {words.ago(lock.since, now)}. Locked against action until {until}: {who[0].lower()}{who[1:]}"
        )
    return said


class AccountHead(QWidget):
    """Picture, name, and in two lines everything else."""

    keep_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "account_head", "account")
        self._floor = floor
        self._case: CaseView | None = None
        self._now_stands: CaseView | None = None
        line = row(self, gap=12)
        self._picture = Avatar(self, name="account_picture", side=60)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        line.addLayout(texts, 1)
        top = named(QWidget(self), "account_name_line")
        names = row(top)
        self._name = Elided("", top, name="account_name", role=Role.TITLE)
        self.lease = Countdown(top, floor.now, name="lease", warn_s=120)
        names.addWidget(self._name, 1)
        names.addWidget(self.lease)
        texts.addWidget(top)
        self._first = Elided("", self, name="account_handle_line", tone="muted")
        self._second = Elided("", self, name="account_reach_line", tone="muted")
        texts.addWidget(self._first)
        texts.addWidget(self._second)
        self._stands = plain_label("", self, name="account_stands", tone="head_of_state", wraps=True)
        self._stands.hide()
        texts.addWidget(self._stands)
        floor.ticked.connect(self._show_stands)

    def show_case(self, case: CaseView, *, covered: bool) -> None:
        """Show that account; ``covered`` hides the handle, while it is being typed."""
        self._case = case
        if self._now_stands is None or self._now_stands.case != case.case:
            self._now_stands = case
        account, brief = case.account, case.account.brief
        self._picture.show_for(brief.id, brief.name)
        self._name.say(one_line(brief.name))
        since = f"since {account.created.year}" if account.created else "since when is not known"
        handle = COVERED_HANDLE if covered else one_line(brief.handle, 80)
        self._first.say(_DOT.join([handle, since] if covered else [handle, f"id {one_line(brief.platform_id)}", since]))
        earlier = (
            words.of(account.earlier_actions, "earlier action") if account.earlier_actions else "no case closed before"
        )
        state = ", ".join(one_line(word, 60) for word in account.state_words)
        self._second.say(_DOT.join(part for part in (words.reach_words(brief), earlier, state) if part))
        self._show_stands()

    def stands_now(self, case: CaseView) -> None:
        """The case was read again: what stands on the account is told as it is now, whatever is rendered beside it."""
        self._now_stands = case
        self._show_stands()

    @Slot()
    def _show_stands(self) -> None:
        """What stands on the account now, and for how long."""
        case = self._now_stands
        said = "" if case is None else "\n".join(stands(case, self._floor.now()))
        if said != self._stands.text():
            set_text(self._stands, said)
        self._stands.setVisible(bool(said))

    def cover(self, covered: bool) -> None:
        """Hide or show the handle."""
        if self._case is not None:
            self.show_case(self._case, covered=covered)


class ChangedCard(QFrame):
    """What changed since the case was opened: before and now, side by side."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "case_changed", "the case has changed", "blue")
        box = column(self, margins=(12, 8, 12, 10), gap=6)
        top = named(QWidget(self), "case_changed_line")
        line = row(top)
        self._head = plain_label("", top, name="case_changed_head", role=Role.NAME, tone="accent", wraps=True)
        self._button = Button("Show it as it is now", top, name="case_changed_show", key="F5")
        self._button.clicked.connect(self._on_pressed)
        line.addWidget(self._head, 1)
        line.addWidget(self._button)
        box.addWidget(top)
        self._grid_holder = named(QWidget(self), "case_changed_rows", "before and now")
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        box.addWidget(self._grid_holder)
        self.hide()

    def show_differences(self, found: tuple[Difference, ...]) -> None:
        """Show them; nothing when there are none."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(bool(found))
        if not found:
            return
        heavy = any(one.heavy for one in found)
        self._head.setText("The account has changed since you opened it" if heavy else "New since you opened it")
        for number, one in enumerate(found):
            cells = ((one.what, "faint"), (one.before, "muted"), (f"\u2192  {one.now}", "text"))
            for place, (said, tone) in enumerate(cells):
                label = Elided(said, self._grid_holder, name=f"case_changed_{number}_{place}", tone=tone)
                self._grid.addWidget(label, number, place)
        self._grid.setColumnStretch(2, 1)

    @Slot()
    def _on_pressed(self) -> None:
        self.pressed.emit()


class CaseHeader(QWidget):
    """Everything above the tabs."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "case_header", "case")
        box = column(self, gap=10)
        self.banner = TierBanner(self, name="tier_banner")
        self.account = AccountHead(self, floor)
        self.twins = LookAlike(self)
        self.changed = ChangedCard(self)
        for widget in (self.banner, self.account, self.twins, self.changed):
            box.addWidget(widget)
        self._case: CaseView | None = None
        self._covered = False

    def show_case(self, case: CaseView, *, reading: bool) -> None:
        """Show the head of that case; ``reading`` when it is a second reading of the viewer's."""
        self._case, self._covered = case, False
        tier = case.account.brief.tier
        said = READING_SENTENCE if reading else TIER_SENTENCE[tier]
        self.banner.show_tier(tier, said)
        tip(self.banner, said)
        self._show()
        self.account.stands_now(case)
        self.changed.show_differences(())

    def cover(self, covered: bool) -> None:
        """Cover the handle while it is typed."""
        if self._covered != covered:
            self._covered = covered
            self._show()

    def _show(self) -> None:
        if self._case is not None:
            self.account.show_case(self._case, covered=self._covered)
            account = self._case.account
            self.twins.show_pair(account.brief, account.confusable_with, covered=self._covered)
