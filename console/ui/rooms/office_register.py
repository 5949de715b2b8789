"""The protection register: which accounts are protected, by what, and how that changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget

from console.cancel import CancelToken
from console.domain.people import Role
from console.domain.views_office import RegisterLine
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line
from console.ui.rooms.office_import import ImportForm, Preview
from console.ui.rooms.office_register_forms import LowerForm, ProtectForm, RaiseForm
from console.ui.rooms.office_register_words import register_blocks, register_line, registered
from console.ui.rooms.office_section import OfficeSection
from console.ui.rooms.section import CardParents
from console.ui.text import one_line, set_text
from console.ui.widgets.named import named

MOST = 500
"""Accounts that are shown at once; more are found by typing."""
SETTLE_MS = 200
_ONE, _TWO = "you alone, at once", "two, after a delay"


class RegisterSection(OfficeSection[RegisterLine]):
    """Protected accounts, the highest tier first."""

    name = "register"
    title = "Register"
    hint = "Find: name, handle, platform's id"
    nothing = ("No account is protected", "Protect one, or import a file.")

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        both = named(QStackedWidget(cards[1]), "register_centre", "account, or the lines of a file")
        self.preview = Preview(both)
        both.addWidget(self.detail)
        both.addWidget(self.preview)
        self._both = self.centre = both
        self._protect, self._raise, self._lower = (
            ProtectForm(self.right, floor),
            RaiseForm(self.right, floor),
            LowerForm(self.right, floor),
        )
        self._import = ImportForm(self.right, floor, self.preview)
        self._protect.committed.connect(self._on_protect)
        self._raise.committed.connect(self._on_raise)
        self._lower.committed.connect(self._on_lower)
        self._import.committed.connect(self._on_import)
        for form in (self._protect, self._raise, self._lower, self._import):
            form.hide()
        self.right.currentChanged.connect(self._on_page)
        self._typing = QTimer(self)
        self._typing.setObjectName("register_typing")
        self._typing.setSingleShot(True)
        self._typing.setInterval(SETTLE_MS)
        self._typing.timeout.connect(self.read)

    @property
    def _may_raise(self) -> bool:
        return self.floor.person.role in (Role.ADMINISTRATOR, Role.SUPERVISOR)

    # ---- reading ------------------------------------------------------------------------------------------------

    @Slot()
    def read(self) -> None:
        """Read the register, or what of it fits what is looked for."""
        text, office = self.field.text().strip(), self.office
        self.lines.loading()

        def work(cancel: CancelToken) -> tuple[RegisterLine, ...]:
            return office.register(text, (), cancel, MOST)

        self.floor.read("office register", work, self._on_rows, self._on_no_rows)

    @Slot()
    def on_find(self) -> None:
        """Something else is looked for: the store finds it."""
        self._typing.start()

    def found(self) -> tuple[RegisterLine, ...]:
        """What the store found."""
        return self.rows

    def show_rows(self) -> None:
        """Show what was read."""
        super().show_rows()
        if len(self.rows) >= MOST:
            set_text(self.count, f"the first {MOST}")
        if not self.rows and self.field.text().strip():
            self.lines.say(
                "No protected account fits", "An account that is not here is not protected by this register."
            )

    def id_of(self, row_: RegisterLine) -> str:
        """The account's id."""
        return row_.account.id

    def line_of(self, row_: RegisterLine) -> Line:
        """Name, handle, tier."""
        return register_line(row_)

    def blocks_of(self, row_: RegisterLine) -> Blocks:
        """What protects it."""
        return register_blocks(row_, self.floor.now())

    # ---- doing --------------------------------------------------------------------------------------------------

    def doings_of(self, row_: RegisterLine | None) -> tuple[str, tuple[Doing, ...], str]:
        """Supervisors protect more, administrators less as well; auditors look."""
        if not self._may_raise:
            return "Register", (), "You see all of it and change nothing."
        doings: list[Doing] = []
        if row_ is not None:
            doings.append(Doing("raise", "P", "Protect it more, or for a term", _ONE))
        if row_ is not None and self.governs:
            doings.append(Doing("lower", "L", "Protect it less", _TWO, self._why_not_lower(row_)))
        doings.append(Doing("protect", "N", "Protect another account", _ONE))
        if self.governs:
            doings.append(Doing("import", "I", "Import a file", "first you see it"))
        head = "Register" if row_ is None else one_line(row_.account.name or row_.account.platform_id, 60)
        return (
            head,
            tuple(doings),
            "Protecting more takes one and counts at once; protecting less takes two and a delay.",
        )

    @staticmethod
    def _why_not_lower(row_: RegisterLine) -> str:
        if row_.lowering is not None:
            return "A lowering waits already: it stands under \u201cTo sign\u201d."
        if not registered(row_).protected:
            return "The register says nothing of it: the platform's own flag protects it."
        return ""

    def begin_doing(self, doing: str) -> None:
        """Open its form."""
        row_ = self.marked
        form: Form | None = None
        if doing == "import":
            self._import.begin()
            form = self._import
        elif doing == "protect":
            self._protect.clear()
            form = self._protect
        elif row_ is not None and doing == "raise":
            self._raise.clear()
            self._raise.about(row_)
            form = self._raise
        elif row_ is not None and doing == "lower":
            self._lower.clear()
            self._lower.about(row_)
            form = self._lower
        if form is not None:
            self.right.open(form)

    @Slot()
    def _on_page(self) -> None:
        """While a file is imported, its lines stand in the middle."""
        importing = self.right.form is self._import
        self._both.setCurrentWidget(self.preview if importing else self.detail)

    @Slot()
    def _on_protect(self) -> None:
        office, rows, secret = self.office, (self._protect.row(),), self._protect.secret
        self.ask(self._protect, lambda cancel: office.raise_tier(rows, secret, cancel), "Protected, from now on.")

    @Slot()
    def _on_raise(self) -> None:
        office, rows, secret = self.office, (self._raise.row(),), self._raise.secret
        self.ask(self._raise, lambda cancel: office.raise_tier(rows, secret, cancel), "Protected, from now on.")

    @Slot()
    def _on_lower(self) -> None:
        form, office = self._lower, self.office
        rows, reason, secret = (form.row(),), form.reason.toPlainText().strip(), form.secret
        self.ask(
            form,
            lambda cancel: office.lower(rows, reason, secret, cancel),
            "Wished: it waits for a second administrator under \u201cTo sign\u201d.",
        )

    @Slot()
    def _on_import(self) -> None:
        form, office, preview = self._import, self.office, self._import.preview
        if preview is None:
            return
        reason, secret = form.reason.toPlainText().strip(), form.secret
        raised, lowered = len(preview.raises), len(preview.lowers)
        said = [f"{raised:,} protected, from now on"] if raised else []
        said += [f"{lowered:,} to be lowered, once a second administrator agrees"] if lowered else []
        self.ask(form, lambda cancel: office.apply_csv(preview, reason, secret, cancel), f"{'; '.join(said)}.")

    def step(self, by: int) -> None:
        """Mark another account, or another line of the file."""
        if self.right.form is self._import:
            self.preview.lines.step(by)
        else:
            super().step(by)
