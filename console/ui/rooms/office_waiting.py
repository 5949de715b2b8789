"""What waits for a second signature: next rosters to co-sign, lowerings to agree to, and the way to end either."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.views_office import DraftLine, WishLine, WishState
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line
from console.ui.rooms.office_section import OfficeSection
from console.ui.rooms.office_waiting_words import Waits, in_order, waits_blocks, waits_line, wish_head
from console.ui.rooms.section import CardParents
from console.ui.text import one_line, set_text
from console.workstation.office import Office

_LOOKS = "You see all of it and sign nothing."
_LONGEST = 4_000


def to_sign(office: Office, cancel: CancelToken) -> int:
    """How many things wait for this person's signature."""
    return sum(one.mine_to_sign for one in in_order(office.drafts(cancel), office.wishes(cancel)))


class SignForm(Form):
    """The second signature under a next roster: its new keys have to be handled, not only seen."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="cosign",
            head="Sign the next roster",
            does="You sign its exact bytes, all that stands beside this. With the last signature it is in force.",
            button="Sign",
        )
        self._groups: tuple[str, ...] = ()
        self.draft: DraftLine | None = None
        self.groups = self.add_line("groups", "Last group of each new fingerprint, as its owner reads it to you")
        self._label_groups = self.holder.findChild(QWidget, "cosign_groups_label")
        self.end_fields()

    def about(self, draft: DraftLine) -> None:
        """Open it for that draft."""
        self.draft = draft
        self._groups = tuple(key.fingerprint.split("-")[-1] for key in draft.new_keys)
        for widget in (self.groups, self._label_groups):
            if isinstance(widget, QWidget):
                widget.setVisible(bool(self._groups))
        self.groups.setPlaceholderText("Four letters each" if len(self._groups) > 1 else "Four letters")
        self.aim_at(draft.author.id, f"Roster version {draft.number}", f"drafted by {one_line(draft.author.name, 60)}")

    def problem(self) -> str:
        """The groups that the owners read."""
        typed = self.groups.text().upper().replace(",", " ").replace("-", " ").split()
        if sorted(typed) == sorted(self._groups):
            return ""
        if any(len(word) >= 4 and word not in self._groups for word in typed):
            return "That is none of these keys. Do not sign: ask whose it is."
        many = len(self._groups) - len(typed)
        return "Compare the new key first." if len(self._groups) == 1 else f"Compare the new keys: {many} to go."


class AgreeForm(Form):
    """The second word to a lowering."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="agree",
            head="Agree to lower",
            does="From now the delay runs, then these accounts are protected less. Until then one objection ends it.",
            button="Agree",
        )
        self.wish: WishLine | None = None
        self.end_fields()

    def about(self, wish: WishLine) -> None:
        """Open it for that lowering."""
        self.wish = wish
        if len(wish.rows) == 1:
            self.aim_account(wish.rows[0].account)
        else:
            by = wish.author
            self.aim_at(by.id, wish_head(wish), f"wished by {one_line(by.name, 60)}", by.name)


class DropForm(Form):
    """Ends what waits, with a reason on the record."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="drop", head="End it", does="", button="End it", passphrase=False)
        self.one: Waits | None = None
        self.reason = self.add_text("reason", "Why, for the record", "In your own words")
        self.end_fields()

    def about(self, one: Waits) -> None:
        """Open it for that."""
        self.one = one
        what = one.what
        self.set_title("Take it back" if what.mine else "End it")
        if isinstance(what, DraftLine):
            set_text(
                self.does, "The draft goes from the table, with every signature under it. Nothing has changed by it."
            )
            self.aim_at(what.author.id, f"Roster version {what.number}", f"drafted by {one_line(what.author.name, 60)}")
        else:
            set_text(self.does, "The accounts stay protected as they are. One objection is enough.")
            by = what.author
            self.aim_at(by.id, wish_head(what), f"wished by {one_line(by.name, 60)}", by.name)

    def problem(self) -> str:
        """A reason."""
        return "" if self.reason.toPlainText().strip() else "Say why."


class WaitingSection(OfficeSection[Waits]):
    """Rosters in the making, and lowerings."""

    name = "waiting"
    title = "To sign"
    hint = "Find: a name, a word"
    nothing = (
        "Nothing waits for a second signature",
        "What one administrator drafts or wishes stands here until another has signed or ended it.",
    )

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self._sign, self._agree, self._drop = (
            SignForm(self.right, floor),
            AgreeForm(self.right, floor),
            DropForm(self.right, floor),
        )
        self._sign.committed.connect(self._on_sign)
        self._agree.committed.connect(self._on_agree)
        self._drop.committed.connect(self._on_drop)
        for form in (self._sign, self._agree, self._drop):
            form.hide()
        floor.ticked.connect(self._on_tick)

    def fetch(self, cancel: CancelToken) -> tuple[Waits, ...]:
        """Drafts and wishes."""
        return in_order(self.office.drafts(cancel), self.office.wishes(cancel))

    def id_of(self, row_: Waits) -> str:
        """The digest of its document."""
        return row_.id

    def line_of(self, row_: Waits) -> Line:
        """What, by whom, since when."""
        return waits_line(row_, self.floor.now())

    def blocks_of(self, row_: Waits) -> Blocks:
        """All that one would sign."""
        return waits_blocks(row_, self.floor.now())

    def doings_of(self, row_: Waits | None) -> tuple[str, tuple[Doing, ...], str]:
        """Sign or agree; take back or end."""
        if not self.governs:
            return "To sign", (), _LOOKS
        if row_ is None:
            return "To sign", (), ""
        what, end = row_.what, "Take it back" if row_.what.mine else "End it"
        if isinstance(what, DraftLine):
            left = what.needed - len(what.signed_by)
            cost = "then it is in force" if left <= 1 else f"then {left - 1} to go"
            doings = (
                Doing("sign", "S", "Sign it", cost, what.why_not_sign),
                Doing("drop", "X", end, "you alone, at once"),
            )
            return f"Roster version {what.number}", doings, ""
        agree: tuple[Doing, ...] = ()
        if what.state is WishState.WAITS_FOR_CONSENT:
            agree = (Doing("agree", "S", "Agree", "then the delay runs", what.why_not_consent),)
        over = () if row_.over else (Doing("drop", "X", end, "you alone, at once", what.why_not_object),)
        return wish_head(what), (*agree, *over), ""

    def begin_doing(self, doing: str) -> None:
        """Open its form."""
        row_ = self.marked
        if row_ is None:
            return
        form: Form
        if doing == "sign" and isinstance(row_.what, DraftLine):
            form = self._sign
            self._sign.clear()
            self._sign.about(row_.what)
        elif doing == "agree" and isinstance(row_.what, WishLine):
            form = self._agree
            self._agree.clear()
            self._agree.about(row_.what)
        else:
            form = self._drop
            self._drop.clear()
            self._drop.about(row_)
        self.right.open(form)

    @Slot()
    def _on_sign(self) -> None:
        draft, office, secret = self._sign.draft, self.office, self._sign.secret
        if draft is not None:
            left = draft.needed - len(draft.signed_by) - 1
            done = "Signed: it is in force." if left <= 0 else f"Signed: {left} to go."
            self.ask(self._sign, lambda cancel: office.co_sign(draft.digest, secret, cancel), done)

    @Slot()
    def _on_agree(self) -> None:
        wish, office, secret = self._agree.wish, self.office, self._agree.secret
        if wish is not None:
            self.ask(self._agree, lambda cancel: office.consent(wish.digest, secret, cancel), "Agreed: the delay runs.")

    @Slot()
    def _on_drop(self) -> None:
        one, office = self._drop.one, self.office
        if one is None:
            return
        what, reason = one.what, self._drop.reason.toPlainText().strip()[:_LONGEST]
        if isinstance(what, DraftLine):
            self.ask(self._drop, lambda cancel: office.drop(what.digest, reason, cancel), "The draft is off the table.")
        else:
            self.ask(
                self._drop, lambda cancel: office.object(what.digest, reason, cancel), "Ended: nothing is lowered."
            )

    @Slot()
    def _on_tick(self) -> None:
        """A delay that runs is shown as it runs."""
        row_ = self.marked
        if row_ is None or not self.detail.isVisible() or not isinstance(row_.what, WishLine):
            return
        if row_.what.state is WishState.WAITS_FOR_DELAY:
            self.detail.put(self.blocks_of(row_))
