"""A restore that takes two: one asks for it with a reason, another person consents or objects (PROTOCOL.md 10)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from console.domain.views_ways import LateLine, LateState
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, ActionRow
from console.ui.panes.floor import Floor
from console.ui.panes.restore import Restorable
from console.ui.panes.view import ActionView
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.labels import heading
from console.ui.widgets.named import named
from console.ui.widgets.notice import Notice, Tone

LONGEST = 4_000
"""Characters of a reason."""
_FOLLOWS = (
    "With the consent it goes before everything else. It reopens the reports and the case that the action had closed, "
    "and locks the account against action for {lock}."
)


@dataclass(frozen=True, slots=True)
class Wished:
    """Somebody asks for a restore that takes two."""

    what: Restorable
    reason: str
    passphrase: str

    def __repr__(self) -> str:
        return "Wished(\u2026)"


@dataclass(frozen=True, slots=True)
class Consented:
    """The second person consents."""

    line: LateLine
    passphrase: str

    def __repr__(self) -> str:
        return "Consented(\u2026)"


@dataclass(frozen=True, slots=True)
class Objected:
    """Somebody objects, or takes back what they asked for themselves."""

    line: LateLine
    reason: str


class LateView(ActionView):
    """Asking, and answering.  Consent and objection weigh the same, and neither is chosen before somebody chooses."""

    wished = Signal(Wished)
    consented = Signal(Consented)
    objected = Signal(Objected)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent, floor, name="late", head="Restore, with a second person")
        self.what: Restorable | None = None
        self.line: LateLine | None = None
        self._sent = False
        self.state = Notice(self.holder, name="late_state")
        self.body.addWidget(self.state)
        self._reason_head = heading("Why", self.holder, name="late_reason_heading")
        self._reason = plain_label("", self.holder, name="late_reason_said", wraps=True, selectable=True)
        self._follows = plain_label("", self.holder, name="late_follows", role=Role.SMALL, tone="muted", wraps=True)
        for widget in (self._reason_head, self._reason, self._follows):
            self.body.addWidget(widget)
        self._build_ways()
        self._build_fields()
        self.body.addStretch(1)
        self.yes = Button("Ask for it", self.target, name="late_commit", kind=Kind.RESTORE, key="Ctrl S")
        self.yes.clicked.connect(self._on_yes)
        self.no = Button("Object", self.target, name="late_object", kind=Kind.ONWARD, key="Ctrl S")
        self.no.clicked.connect(self._on_no)
        for button in (self.yes, self.no):
            self.target.add_beside(button)
        floor.ticked.connect(self._show_state)

    def _build_ways(self) -> None:
        self._ways = named(QWidget(self.holder), "late_ways", "consent or object")
        line = QHBoxLayout(self._ways)
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(4)
        self.consent_row = ActionRow(self._ways, name="late_way_consent", key="1", words_="Consent")
        self.object_row = ActionRow(self._ways, name="late_way_object", key="2", words_="Object")
        self._group = QButtonGroup(self)
        self._group.setObjectName("late_group")
        for row_ in (self.consent_row, self.object_row):
            row_.setCheckable(True)
            self._group.addButton(row_)
            line.addWidget(row_, 1)
            row_.clicked.connect(self._on_way)
        self.body.addWidget(self._ways)

    def _build_fields(self) -> None:
        self.reason = named(QPlainTextEdit(self.holder), "late_reason", "why")
        self.reason.setFont(font())
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(96)
        self.reason.textChanged.connect(self._look)
        self.passphrase = named(QLineEdit(self.holder), "late_passphrase", "your passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Your passphrase: the account is protected")
        self.passphrase.setFont(font())
        self.passphrase.textChanged.connect(self._look)
        self._wrong = plain_label("", self.holder, name="late_wrong", role=Role.SMALL, tone="harm", wraps=True)
        for widget in (self.reason, self.passphrase, self._wrong):
            self.body.addWidget(widget)

    # ---- showing ------------------------------------------------------------------------------------------------

    def ask(self, what: Restorable) -> None:
        """Ask for a restore that one person alone may not do."""
        fresh = self.what is None or self.what.effect != what.effect
        self.what, self.line = what, None
        self.aim(what.account)
        self._begin(fresh=fresh, title="Restore, with a second person")

    def show_line(self, line: LateLine) -> None:
        """Show a restore that waits for its second person, or is over."""
        fresh = self.line is None or self.line.digest != line.digest
        self.what, self.line = None, line
        self.aim(line.account)
        self._begin(fresh=fresh, title=f"Restore: {ACTION_WORDS[line.action].lower()}")

    def _begin(self, *, fresh: bool, title: str) -> None:
        self.set_title(title)
        if fresh:
            self._sent = False
            self.reason.clear()
            self.passphrase.clear()
            self._wrong.hide()
            self._group.setExclusive(False)
            for row_ in (self.consent_row, self.object_row):
                row_.setChecked(False)
            self._group.setExclusive(True)
            self.dead.restart()
        lock_s = self.floor.session.policy().limits.lock_after_restore_s
        set_text(self._follows, _FOLLOWS.format(lock=words.wait(lock_s)))
        self._show_state()
        self._look()

    @Slot()
    def _show_state(self) -> None:
        if self.what is not None:
            self.state.say(Tone.SLOW, "One person alone may not restore this", self.what.why_not)
        elif self.line is not None:
            self._show_line(self.line)

    def _show_line(self, line: LateLine) -> None:
        now = self.floor.now()
        who = "You asked" if line.mine else f"{one_line(line.author.name, 60)} asks"
        when = f"{words.ago(line.at, now)}"
        by = one_line(line.over_by.name, 60) if line.over_by is not None else "somebody"
        if line.state is LateState.WAITS:
            carried = "" if line.carried_out_at is None else f", carried out {words.ago(line.carried_out_at, now)}"
            self.state.say(
                Tone.SLOW,
                "Waits for a second person",
                f"{who}, {when}, to take back: {ACTION_WORDS[line.action].lower()}{carried}. "
                f"{words.left(line.until, now)}. {self._side_condition(line)}".strip(),
            )
        elif line.state is LateState.DONE:
            self.state.say(Tone.WELL, "Consented to", f"{by} consented. It goes before everything else.")
        elif line.state is LateState.OBJECTED:
            self.state.say(Tone.WRONG, "Not restored", f"{by} objected, so nothing was changed.")
        else:
            self.state.say(Tone.WRONG, "Nobody consented in time", "Ask again, if it is still right.")

    def _side_condition(self, line: LateLine) -> str:
        if line.mine:
            return "Anybody who is not of your team may consent. You can take it back."
        return f"You can't consent: {line.why_not_consent}" if line.why_not_consent else ""

    # ---- choosing -----------------------------------------------------------------------------------------------

    @property
    def way(self) -> str:
        """``ask``, ``consent``, ``object``, or nothing yet."""
        line = self.line
        if line is None:
            return "ask" if self.what is not None else ""
        if line.state is not LateState.WAITS:
            return ""
        if line.mine:
            return "object"
        return "consent" if self.consent_row.isChecked() else "object" if self.object_row.isChecked() else ""

    @Slot()
    def _look(self) -> None:
        way, line = self.way, self.line
        account = line.account if line is not None else self.what.account if self.what is not None else None
        protected = account is not None and account.tier.protected
        answers = line is not None and line.state is LateState.WAITS and not line.mine
        self._ways.setVisible(answers)
        if answers and line is not None:
            self.consent_row.setEnabled(not line.why_not_consent)
            self.object_row.setEnabled(not line.why_not_object)
        asks_reason, asks_phrase = way in ("ask", "object"), protected and way in ("ask", "consent")
        self._reason_head.setVisible(line is not None)
        self._reason.setVisible(line is not None)
        set_text(self._reason, one_line(line.reason, 600) if line is not None else "")
        self.reason.setVisible(asks_reason)
        self.reason.setPlaceholderText(
            "Why, for whoever consents" if way == "ask" else "Why take it back?" if line and line.mine else "Why not?"
        )
        self.passphrase.setVisible(asks_phrase)
        ready = not self._sent and (not asks_reason or bool(self._said)) and (not asks_phrase or bool(self._phrase))
        self.yes.setVisible(way in ("ask", "consent"))
        self.yes.say("Ask for it" if way == "ask" else "Consent")
        self.no.setVisible(way == "object")
        self.no.say("Take it back" if line is not None and line.mine else "Object")
        for button in (self.yes, self.no):
            button.setEnabled(ready and bool(way))
        self.commit = self.no if way == "object" else self.yes

    @property
    def _said(self) -> str:
        return self.reason.toPlainText().strip()[:LONGEST]

    @property
    def _phrase(self) -> str:
        return self.passphrase.text()

    @Slot()
    def _on_way(self) -> None:
        self._look()
        self.entered()

    @Slot()
    def _on_yes(self) -> None:
        if self.dead.dead:
            return
        self._send()
        if self.what is not None:
            self.wished.emit(Wished(self.what, self._said, self._phrase))
        elif self.line is not None:
            self.consented.emit(Consented(self.line, self._phrase))

    @Slot()
    def _on_no(self) -> None:
        if not self.dead.dead and self.line is not None:
            self._send()
            self.objected.emit(Objected(self.line, self._said))

    def _send(self) -> None:
        self._sent = True
        self._wrong.hide()
        self._look()

    def failed(self, sentence: str, *, passphrase: bool = False) -> None:
        """It could not be asked, or was not admitted; what was typed stays, but a wrong passphrase."""
        self._sent = False
        if passphrase:
            self.passphrase.clear()
            self.passphrase.setFocus()
        set_text(self._wrong, sentence)
        self._wrong.show()
        self._look()

    def done(self) -> None:
        """The words are kept elsewhere now."""
        self.reason.clear()
        self.passphrase.clear()

    def entered(self) -> None:
        """Type, where there is something to type; no way on has the focus."""
        if self.reason.isVisible():
            self.reason.setFocus()
        elif self.passphrase.isVisible():
            self.passphrase.setFocus()
        else:
            self.holder.setFocus()

    def key(self, pressed: str) -> bool:
        """1 consents, 2 objects."""
        rows = {"1": self.consent_row, "2": self.object_row}
        if pressed in rows and self._ways.isVisible():
            rows[pressed].click()
            return True
        return False
