"""The forms of the protection register: protect another account, protect more or for a term, wish to protect less."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.actions import Tier
from console.domain.views import AccountBrief, FoundAccount
from console.domain.views_office import ProtectRow, RegisterLine
from console.errors import CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms.dates import HINT, end_of, why_not_day
from console.ui.rooms.form import Form
from console.ui.rooms.office_register_words import registered
from console.ui.text import one_line, set_text
from console.ui.widgets.paint import TIER_WORDS

SETTLE_MS = 200
SHOWN = 5
"""Accounts that are offered among those that were found."""
_TIERS = tuple((tier.value, TIER_WORDS[tier]) for tier in Tier)
_UNTIL = "Until, that day included (a term of office)"
_FOR_GOOD = f"{HINT}; empty: for good"


def term_s(day: str, now: datetime) -> int | None:
    """Seconds from now to the end of a day; ``None`` for good."""
    until = end_of(day)
    return None if until is None else max(1, int((until - now).total_seconds()))


class ProtectForm(Form):
    """An account that the register does not have yet: found here, or named by platform and the platform's id."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="protect",
            head="Protect another account",
            does="It counts at once. Accounts are matched by the platform's id, never by a handle, which changes.",
            button="Protect",
        )
        self.bound = False
        self._found: dict[str, AccountBrief] = {}
        self.asked = self.add_line("find", "Find it here", "Name, handle or the platform's id")
        self.choices = self.add_choices("found", "Found", ())
        self.none = self.add_words("none", tone="muted")
        self.platform = self.add_line("platform", "Or name it: the platform", "as in the site file")
        self.platform_id = self.add_line("platform_id", "and the platform's id of the account")
        self.tier = self.add_choices("tier", "Protect it as", _TIERS[1:])
        self.until = self.add_line("until", _UNTIL, _FOR_GOOD)
        self._typing = QTimer(self)
        self._typing.setObjectName("protect_typing")
        self._typing.setSingleShot(True)
        self._typing.setInterval(SETTLE_MS)
        self._typing.timeout.connect(self._search)
        self.asked.textChanged.connect(self._typing.start)
        self.choices.changed.connect(self._on_account)
        self.platform_id.textChanged.connect(self._on_account)
        self.end_fields()
        self._show_found(())

    @Slot()
    def _search(self) -> None:
        text, session = self.asked.text().strip(), self.floor.session
        if not text:
            self._show_found(())
            return

        def work(cancel: CancelToken) -> tuple[FoundAccount, ...]:
            return session.find_account(text, cancel)

        self.floor.read("office find account", work, self._on_found, self._on_no_search)

    @Slot(object)
    def _on_found(self, found: tuple[FoundAccount, ...]) -> None:
        self._show_found(tuple(hit.account for hit in found[:SHOWN]))
        if not found:
            set_text(self.none, "Nobody here is called so. Name the account by its platform and id.")
        self.none.setVisible(not found)

    @Slot(object)
    def _on_no_search(self, error: CountersignError) -> None:
        set_text(self.none, error.sentence)
        self.none.show()

    def _show_found(self, found: tuple[AccountBrief, ...]) -> None:
        self._found = {account.id: account for account in found}
        self.choices.set_options(
            tuple((a.id, f"{one_line(a.name, 28)}  {one_line(a.handle, 24)}".replace("&", "&&")) for a in found)
        )
        label = self.holder.findChild(QWidget, "protect_found_label")
        for widget in (self.choices, label):
            if isinstance(widget, QWidget):
                widget.setVisible(bool(found))
        self.none.hide()
        self._on_account()

    @property
    def account(self) -> AccountBrief | None:
        """The one that was chosen among those found."""
        return self._found.get(self.choices.value)

    @Slot()
    def _on_account(self) -> None:
        account = self.account
        if account is not None:
            self.aim_account(account)
        elif self.platform_id.text().strip():
            named = self.platform_id.text().strip()
            self.aim_at(named, named, "by the platform's id")
        else:
            self.aim_at("", "No account yet", "choose one, or name it")
        self.look()

    def problem(self) -> str:
        """An account and a tier."""
        if self.account is None and not self.platform_id.text().strip():
            return "Choose an account, or name one."
        if self.account is None and not self.platform.text().strip():
            return "Name the platform as well."
        if not self.tier.value:
            return "Choose how it is protected."
        return why_not_day(self.until.text(), self.floor.now())

    def row(self) -> ProtectRow:
        """What is asked."""
        account, now = self.account, self.floor.now()
        return ProtectRow(
            tier=Tier(self.tier.value),
            account="" if account is None else account.id,
            platform=self.platform.text().strip() if account is None else account.platform,
            platform_id=self.platform_id.text().strip() if account is None else account.platform_id,
            term_s=term_s(self.until.text(), now),
        )


class RaiseForm(Form):
    """An account of the register, protected more, or for a term."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="raise",
            head="Protect it more",
            does="It counts at once. A term adds to what is there and ends by itself; without a day it is for good.",
            button="Protect",
        )
        self.line: RegisterLine | None = None
        self.tier = self.add_choices("tier", "Protect it as", _TIERS[1:])
        self.until = self.add_line("until", _UNTIL, _FOR_GOOD)
        self.end_fields()

    def about(self, line: RegisterLine) -> None:
        """Nothing below what holds now."""
        self.line = line
        least = registered(line).rank
        self.tier.offer(frozenset(tier.value for tier in Tier if tier.protected and tier.rank >= least))
        self.tier.choose(Tier.HEAD_OF_STATE.value if least >= Tier.VERIFIED.rank else "")
        self.aim_account(line.account)

    def problem(self) -> str:
        """Something that protects it more than now."""
        line = self.line
        if not self.tier.value or line is None:
            return "Choose how it is protected."
        wrong = why_not_day(self.until.text(), self.floor.now())
        same = Tier(self.tier.value) is line.register and not self.until.text().strip()
        return wrong or ("That is how it is now." if same else "")

    def row(self) -> ProtectRow:
        """What is asked."""
        assert self.line is not None  # opened with one
        return ProtectRow(
            tier=Tier(self.tier.value),
            account=self.line.account.id,
            term_s=term_s(self.until.text(), self.floor.now()),
        )


class LowerForm(Form):
    """A wish to protect an account less."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="lower",
            head="Protect it less",
            does="Nothing changes by your word alone: a second administrator has to agree, then a delay runs, and "
            "until its end anybody of you can object.",
            button="Wish it",
        )
        self.line: RegisterLine | None = None
        self.tier = self.add_choices("tier", "Down to", _TIERS[:-1])
        self.reason = self.add_text("reason", "Why, for the one who agrees", "In your own words")
        self.end_fields()

    def about(self, line: RegisterLine) -> None:
        """Only what is below what the register says."""
        self.line = line
        below = [tier.value for tier in Tier if tier.rank < registered(line).rank]
        self.tier.offer(frozenset(below))
        self.tier.choose(below[0] if len(below) == 1 else "")
        self.aim_account(line.account)

    def problem(self) -> str:
        """A tier and a reason."""
        if not self.tier.value:
            return "Choose what is left of it."
        return "" if self.reason.toPlainText().strip() else "Say why."

    def row(self) -> ProtectRow:
        """What is asked."""
        assert self.line is not None  # opened with one
        return ProtectRow(tier=Tier(self.tier.value), account=self.line.account.id)
