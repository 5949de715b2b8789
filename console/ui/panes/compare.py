"""An opened proposal beside one's own finding: rendered from its canonical bytes alone, then signed or refused."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from console.domain.views import OpenedProposal
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, ActionRow
from console.ui.panes.floor import Floor
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text, shown, tip
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.hold import HoldButton
from console.ui.widgets.labels import heading
from console.ui.widgets.named import column, frame, named
from console.ui.widgets.notice import Notice, Tone

LOOK_MS = 2_500
"""How long the comparison stands on the screen before it can be signed (milliseconds; A24, DESIGN.md section 6)."""


@dataclass(frozen=True, slots=True)
class Countersigned:
    """The reader signs what was shown."""

    opened: OpenedProposal
    passphrase: str

    def __repr__(self) -> str:
        return "Countersigned(…)"


@dataclass(frozen=True, slots=True)
class Refused:
    """The reader does not sign, and says why."""

    opened: OpenedProposal
    reason: str


class CompareView(ActionView):
    """Three ways on that weigh the same: sign, refuse, recuse.  None is chosen before somebody chooses."""

    countersigned = Signal(Countersigned)
    refused = Signal(Refused)
    recuse_wanted = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="compare", head="What was proposed", can_go_back=False)
        self._opened: OpenedProposal | None = None
        self._looked = QTimer(self)
        self._looked.setObjectName("compare_look")
        self._looked.setSingleShot(True)
        self._looked.setInterval(LOOK_MS)
        self._looked.timeout.connect(self._look)
        self._changes = Notice(self.holder, name="compare_changes")
        self._table = frame(self.holder, "compare_table", "inner", "proposal and your finding, side by side")
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.body.addWidget(self._changes)
        self.body.addWidget(self._table)
        self.body.addWidget(heading("Its author wrote", self.holder, name="compare_justification_heading"))
        self._justification = plain_label("", self.holder, name="compare_justification", wraps=True, selectable=True)
        self.body.addWidget(self._justification)
        self.body.addWidget(heading("What will happen", self.holder, name="compare_effect_heading"))
        self._effect = plain_label("", self.holder, name="compare_effect", wraps=True)
        self._digest = plain_label("", self.holder, name="compare_digest", role=Role.SMALL, tone="faint", wraps=True)
        self.body.addWidget(self._effect)
        self.body.addWidget(self._digest)
        self.body.addStretch(1)
        self._build_ways()
        self.passphrase.returnPressed.connect(self._on_return)

    def _build_ways(self) -> None:
        ways = named(QFrame(self), "compare_ways", "sign, refuse or recuse")
        box = column(ways, gap=1)
        box.addWidget(heading("And you?", ways, name="compare_ways_heading"))
        self.sign_row = ActionRow(ways, name="way_sign", key="1", words_="Sign")
        self.refuse_row = ActionRow(ways, name="way_refuse", key="2", words_="Refuse")
        self.recuse_row = ActionRow(ways, name="way_recuse", key="Z", words_="Recuse")
        three = QHBoxLayout()
        three.setSpacing(4)
        self._group = QButtonGroup(self)
        self._group.setObjectName("compare_group")
        for row_ in (self.sign_row, self.refuse_row, self.recuse_row):
            row_.setCheckable(True)
            self._group.addButton(row_)
            three.addWidget(row_, 1)
        box.addLayout(three)
        self.sign_row.clicked.connect(self._on_sign)
        self.refuse_row.clicked.connect(self._on_refuse)
        self.recuse_row.clicked.connect(self._on_recuse)
        self._fields = named(QStackedWidget(ways), "compare_fields")
        none = named(QWidget(self._fields), "compare_field_none")
        self.passphrase = named(QLineEdit(self._fields), "countersign_passphrase", "your passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Your passphrase")
        self.passphrase.setFont(font())
        self.passphrase.textChanged.connect(self._look)
        self.reason = named(QPlainTextEdit(self._fields), "refusal_reason", "why you refuse it")
        self.reason.setPlaceholderText("Why not, in your own words")
        self.reason.setFont(font())
        self.reason.setTabChangesFocus(True)
        self.reason.textChanged.connect(self._look)
        for widget in (none, self.passphrase, self.reason):
            self._fields.addWidget(widget)
        self._fields.hide()
        self._wrong = plain_label("", ways, name="countersign_wrong", role=Role.SMALL, tone="harm", wraps=True)
        self._wrong.hide()
        box.addSpacing(4)
        box.addWidget(self._fields)
        box.addWidget(self._wrong)
        self._box.insertWidget(self._box.indexOf(self.target), ways)
        self.sign = HoldButton("Hold", self.target, name="countersign_commit", kind=Kind.ONWARD)
        self.sign.setAccessibleName("hold to countersign")
        self.sign.held.connect(self._on_held)
        self.not_sign = Button("Refuse", self.target, name="refuse_commit", kind=Kind.ONWARD, key="Ctrl S")
        self.not_sign.clicked.connect(self._on_refused)
        for button in (self.sign, self.not_sign):
            self.target.add_beside(button)

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_opened(self, opened: OpenedProposal) -> None:
        """Show that proposal; all of it comes from its own bytes."""
        if self._opened is not None and self._opened.digest == opened.digest:
            return
        self._opened = opened
        self.passphrase.clear()
        self.reason.clear()
        self._wrong.hide()
        self._show_changes(opened)
        self._show_table(opened)
        set_text(self._justification, shown(opened.justification).text or "nothing")
        message = f"\nThe person is told: \u201c{one_line(opened.message, 400)}\u201d" if opened.message else ""
        cooling = f" Before that it cools off for {words.wait(opened.cooling_off_s)}." if opened.cooling_off_s else ""
        set_text(self._effect, f"{one_line(opened.effect.sentence, 400)}{cooling}{message}")
        set_text(
            self._digest,
            f"You sign sha256 {opened.digest[:16]}\u2026 and with it all that stands here. "
            f"Cited: {words.of(len(opened.evidence), 'item')}.",
        )
        tip(self._digest, opened.digest)
        self.aim(opened.account)
        self._group.setExclusive(False)
        for row_ in (self.sign_row, self.refuse_row, self.recuse_row):
            row_.setChecked(False)
        self._group.setExclusive(True)
        self._show_field(0)
        self._looked.start()
        self.dead.restart()
        self._look()

    def _show_changes(self, opened: OpenedProposal) -> None:
        brief = opened.account
        then = "not known" if opened.reach_then is None else words.count(opened.reach_then)
        now = "not known" if brief.reach is None else words.count(brief.reach)
        pairs = (
            ("Handle", opened.handle_then, brief.handle),
            ("Name", opened.name_then, brief.name),
            (one_line(brief.reach_noun, 30).capitalize(), then, now),
        )
        changed = [f"{what}: {one_line(a, 60)} \u2192 {one_line(b, 60)}" for what, a, b in pairs if a != b]
        self._changes.setVisible(bool(changed))
        if changed:
            self._changes.say(Tone.INFO, "Changed since it was proposed. Signing confirms it.", "\n".join(changed))

    def _show_table(self, opened: OpenedProposal) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        own, policy = opened.own_verdict, self.floor.session.policy()
        mine = policy.clause(own.clause)
        rows = (
            ("", "Proposed", "You found"),
            ("Action", ACTION_WORDS[opened.action], ACTION_WORDS[own.action]),
            (
                "Clause",
                f"{opened.clause} {one_line(opened.clause_title, 60)}",
                f"{own.clause} {one_line(mine.title if mine else '', 60)}",
            ),
            ("How long", words.lasting(opened.duration_s), words.lasting(own.duration_s)),
            ("When", words.ago(opened.proposed_at, self.floor.now()), ""),
            ("Account", one_line(opened.handle_then, 60), one_line(opened.account.handle, 60)),
        )
        for line, cells in enumerate(rows):
            for place, said in enumerate(cells):
                role = Role.NAME if line == 0 or (line < 3 and place) else Role.BASE
                label = plain_label(
                    said,
                    self._table,
                    name=f"compare_{line}_{place}",
                    role=role,
                    tone="faint" if place == 0 else "",
                    wraps=place > 0,
                )
                self._grid.addWidget(label, line, place, Qt.AlignmentFlag.AlignTop)

    # ---- choosing ---------------------------------------------------------------------------------------------

    @property
    def way(self) -> str:
        """``sign``, ``refuse``, or nothing yet."""
        return "sign" if self.sign_row.isChecked() else "refuse" if self.refuse_row.isChecked() else ""

    @Slot()
    def _look(self) -> None:
        signing, refusing = self.way == "sign", self.way == "refuse"
        self.sign.setVisible(signing)
        self.not_sign.setVisible(refusing)
        self.sign.setEnabled(signing and bool(self.passphrase.text()) and not self._looked.isActive())
        self.not_sign.setEnabled(refusing and bool(self.reason.toPlainText().strip()))
        self.commit = self.not_sign if refusing else None
        self.say_foot("Read it first: signing opens in a moment." if signing and self._looked.isActive() else "")

    def _show_field(self, place: int) -> None:
        self._fields.setCurrentIndex(place)
        self._fields.setFixedHeight(34 if place == 1 else 72)
        self._fields.setVisible(place > 0)

    @Slot()
    def _on_sign(self) -> None:
        self._show_field(1)
        self.passphrase.setFocus()
        self._look()

    @Slot()
    def _on_return(self) -> None:
        if self.sign.isEnabled():
            self.sign.setFocus()

    @Slot()
    def _on_refuse(self) -> None:
        self._show_field(2)
        self.reason.setFocus()
        self._look()

    @Slot()
    def _on_recuse(self) -> None:
        self._show_field(0)
        self._look()
        self.recuse_wanted.emit()

    @Slot()
    def _on_held(self) -> None:
        if self._opened is not None and not self.dead.dead:
            self._wrong.hide()
            self.sign.setEnabled(False)
            self.countersigned.emit(Countersigned(self._opened, self.passphrase.text()))

    @Slot()
    def _on_refused(self) -> None:
        if self._opened is not None and not self.dead.dead:
            self.refused.emit(Refused(self._opened, self.reason.toPlainText().strip()))

    def wrong_passphrase(self, sentence: str) -> None:
        """The passphrase was not the right one; nothing was signed."""
        self.passphrase.clear()
        self.passphrase.setFocus()
        set_text(self._wrong, sentence)
        self._wrong.show()
        self._look()

    def failed(self) -> None:
        """It could not be sent; everything stays, and may be tried again."""
        self._look()

    def entered(self) -> None:
        """No way on has the focus."""
        self.holder.setFocus()

    def key(self, pressed: str) -> bool:
        """1 signs, 2 refuses, Z recuses."""
        rows = {"1": self.sign_row, "2": self.refuse_row, "Z": self.recuse_row}
        if pressed in rows:
            rows[pressed].click()
            return True
        return False
