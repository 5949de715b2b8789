"""Canaries: a supervisor makes one from a closed case and seals its answer; its maker and auditors see how it does."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.people import Role
from console.domain.views_floor import CanaryLine, ClosedCase
from console.errors import CountersignError
from console.ui.panes.action_row import ACTION_WORDS
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.floor_section import FloorSection
from console.ui.rooms.floor_words import canary_blocks, canary_line, closed_line
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line, Lines
from console.ui.rooms.section import CardParents
from console.ui.text import one_line, set_text

SETTLE_MS = 200
"""Between the last letter typed and looking for closed cases (milliseconds)."""
_CASES_SHOWN = 50
_LIST_HIGH = 118
_NONE, _SOME = "none", "violation"
_ACTIONS = tuple((action.value, ACTION_WORDS[action]) for action in Action if action is not Action.DISMISS)


class CanaryForm(Form):
    """Which closed case, what is right, and the maker's passphrase."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="canary",
            head="Make a canary",
            does="You commit to what is right; your answer stays sealed until somebody has read the case.",
            button="Seal it",
        )
        self.bound = False
        self._cases: tuple[ClosedCase, ...] = ()
        self.search = self.add_line("find", "A closed case", "Find: handle or name")
        self._timer = QTimer(self)
        self._timer.setObjectName("canary_settle")
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.read_cases)
        self.search.textChanged.connect(self._timer.start)
        self.cases = Lines(self.holder, "canary_cases", "closed cases")
        self.cases.setFixedHeight(_LIST_HIGH)
        self.cases.marked.connect(self._on_case)
        self.body.addWidget(self.cases)
        self.tells = self.add_words("tells", tone="head_of_state")
        self.right = self.add_choices("right", "What is right", ((_NONE, "No violation"), (_SOME, "A violation")))
        self.clause = self.add_line("clause", "Clause", "4.7")
        self.clause_words = self.add_words("clause_words", tone="muted")
        self.action = self.add_choices("action", "and what should happen", _ACTIONS)
        self.end_fields()
        self.right.changed.connect(self._show_fields)
        self._show_fields()

    def begin(self) -> None:
        """Opened: read what there is to choose from."""
        self.clear()
        self._show_fields()
        self.read_cases()

    @property
    def case(self) -> ClosedCase | None:
        """The marked case."""
        wanted = self.cases.marked_id
        return next((case for case in self._cases if case.case == wanted), None)

    @property
    def verdict(self) -> Verdict | None:
        """What is right; ``None`` for no violation."""
        if self.right.value != _SOME:
            return None
        return Verdict(clause=self.clause.text().strip(), action=Action(self.action.value), duration_s=None)

    @Slot()
    def read_cases(self) -> None:
        """Read the closed cases that fit what is looked for."""
        text, floor = self.search.text().strip(), self.floor.session.floor
        self.cases.loading()
        self.floor.read(
            "closed cases",
            lambda cancel: floor.closed_cases(text, _CASES_SHOWN, cancel),
            self._on_cases,
            self._on_no_cases,
        )

    @Slot(object)
    def _on_cases(self, cases: tuple[ClosedCase, ...]) -> None:
        self._cases = cases
        self.cases.put([closed_line(case, self.floor.now()) for case in cases])
        if not cases:
            searched = bool(self.search.text().strip())
            self.cases.say(
                "No closed case fits" if searched else "No case is closed yet",
                "Canaries are made from cases that were decided.",
            )
        self._on_case()

    @Slot(object)
    def _on_no_cases(self, error: CountersignError) -> None:
        self.cases.say("Closed cases can't be read now", error.sentence)

    @Slot()
    def _on_case(self) -> None:
        case = self.case
        said = " ".join(case.tells) if case is not None else ""
        set_text(self.tells, f"{said} A reader may notice; another case is better." if said else "")
        self.tells.setVisible(bool(said))
        self.target.setVisible(case is not None)
        if case is not None:
            self.aim_account(case.account)
        self.look()

    @Slot()
    def _show_fields(self) -> None:
        wanted = self.right.value == _SOME
        for field in (self.clause, self.action):
            field.setVisible(wanted)
            label = self.holder.findChild(QWidget, f"{field.objectName()}_label")
            if isinstance(label, QWidget):
                label.setVisible(wanted)
        self.look()

    def problem(self) -> str:
        """What is missing."""
        if not hasattr(self, "action"):
            return "It is being made."
        if self.case is None:
            return "Choose a closed case."
        if not self.right.value:
            return "Say what is right."
        if self.right.value == _NONE:
            return ""
        clause = self.floor.session.policy().clause(self.clause.text().strip())
        set_text(self.clause_words, "" if clause is None else one_line(clause.title, 80))
        self.clause_words.setVisible(clause is not None)
        if clause is None:
            return "The policy has no such clause: type its number."
        return "" if self.action.value else "Say what should happen."


class CanariesSection(FloorSection[CanaryLine]):
    """A supervisor's own; all of them for auditors, who make none."""

    name = "canaries"
    title = "Canaries"
    hint = "Find: account"
    about = "Supervisors make them. Nobody who made one, or worked on its case, is ever drawn for it."
    nothing = (
        "No canaries yet",
        "A canary is a case with a known answer, mixed into the blind queue, so that being asked tells nothing.",
    )

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self.form = CanaryForm(self.right, floor)
        self.form.committed.connect(self._on_committed)
        self.form.hide()

    @property
    def _makes(self) -> bool:
        return self.floor.person.role is Role.SUPERVISOR

    def fetch(self, cancel: CancelToken) -> tuple[CanaryLine, ...]:
        """One's own, newest first; everybody's for auditors."""
        return self.floor.session.floor.canaries(cancel)

    def id_of(self, row_: CanaryLine) -> str:
        """Its digest."""
        return row_.digest

    def line_of(self, row_: CanaryLine) -> Line:
        """Account, readings, caught."""
        return canary_line(row_, self.floor.now())

    def blocks_of(self, row_: CanaryLine) -> Blocks:
        """All of it."""
        mine = row_.maker.id == self.floor.person.id
        return canary_blocks(row_, self.floor.session.policy(), self.floor.now(), mine=mine)

    def doings_of(self, row_: CanaryLine | None) -> tuple[str, tuple[Doing, ...], str]:
        """A supervisor makes another."""
        if not self._makes:
            return "Canaries", (), ""
        new = Doing("make", "N", "Make one from a closed case", "you alone")
        return "Canaries", (new,), ""

    def begin_doing(self, doing: str) -> None:
        """Open the form."""
        if doing == "make":
            self.form.begin()
            self.right.open(self.form)

    @Slot()
    def _on_committed(self) -> None:
        case, verdict, secret = self.form.case, self.form.verdict, self.form.secret
        if case is not None:
            floor = self.floor.session.floor
            self.ask(
                self.form,
                lambda cancel: floor.make_canary(case, verdict, secret, cancel),
                "Sealed. It is mixed in by the lot.",
            )
