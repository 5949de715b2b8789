"""The policies: read, written with line numbers, compared, tried on what was, published, tightened and adopted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.views_office import CheckedPolicy, PolicyLine, Simulation
from console.errors import Cancelled, CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line
from console.ui.rooms.office_policy_view import PolicyView
from console.ui.rooms.office_policy_words import checked_words, policy_line
from console.ui.rooms.office_section import OfficeSection
from console.ui.rooms.section import CardParents
from console.ui.text import one_line, set_text
from console.ui.widgets.button import Kind
from console.ui.widgets.notice import Tone
from console.ui.workers.messages import Progress
from console.ui.workers.runner import Report
from console.workstation.said import Draft

SETTLE_MS = 350
"""Between the last letter typed and the check of the text (milliseconds)."""
DAYS = 30
DRAFT = "draft"
_KEPT = "office: policy"
"""Under which the text in the making is kept on this workstation (I12)."""
_NOT_NOW = "Mend what is wrong first."


@dataclass(frozen=True, slots=True)
class Row:
    """A policy of the ledger, or the text in the making."""

    policy: PolicyLine | None

    @property
    def id(self) -> str:
        """The policy's digest, or what stands for the text in the making."""
        return DRAFT if self.policy is None else self.policy.digest


class PolicyForm(Form):
    """Puts a text into the ledger, in force, or into the next roster."""

    def about(self, name: str, about: str, does: str = "") -> None:
        """Open it for that policy."""
        if does:
            set_text(self.does, does)
        self.aim_at("", name or "Policy", about)


class PolicySection(OfficeSection[Row]):
    """Policies whose text stands in the ledger, and one in the making."""

    name = "policy"
    title = "Policy"
    nothing = ("No policy is known", "The ledger holds none.")
    searches = False

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self.detail.hide()
        self.centre = self.view = PolicyView(cards[1])
        self.view.wanted.connect(self._on_line_wanted)
        self.view.editor.textChanged.connect(self._on_typed)
        self._texts: dict[str, str] = {}
        self._draft: str | None = None
        self._shown = self._fresh = ""
        self._trying = False
        self._filling = False
        self._forms = self._build_forms(floor)
        self._typing = QTimer(self)
        self._typing.setObjectName("policy_typing")
        self._typing.setSingleShot(True)
        self._typing.setInterval(SETTLE_MS)
        self._typing.timeout.connect(self._on_settled)

    def _build_forms(self, floor: Floor) -> dict[str, PolicyForm]:
        publish = PolicyForm(
            self.right,
            floor,
            name="publish",
            head="Publish the text",
            does="Its text goes into the ledger, where every administrator can read it. It is not in force by that.",
            button="Publish",
        )
        tighten = PolicyForm(
            self.right,
            floor,
            name="tighten",
            head="Put it in force",
            does="At once, by you alone: nothing in it is lighter. Going back takes two.",
            button="Put in force",
        )
        adopt = PolicyForm(self.right, floor, name="adopt", head="Adopt it", does="", button="Draft", kind=Kind.ONWARD)
        publish.committed.connect(self._on_publish)
        tighten.committed.connect(self._on_tighten)
        adopt.committed.connect(self._on_adopt)
        forms = {"publish": publish, "tighten": tighten, "adopt": adopt}
        for form in forms.values():
            form.end_fields()
            form.hide()
        return forms

    # ---- reading ------------------------------------------------------------------------------------------------

    def fetch(self, cancel: CancelToken) -> tuple[Row, ...]:
        """The policies of the ledger."""
        return tuple(Row(policy) for policy in self.office.policies(cancel))

    @Slot()
    def read(self) -> None:
        """Read the policies, and once what was kept of the text in the making."""
        super().read()
        session = self.floor.session
        if self._draft is None and self.governs:
            self.floor.read("policy kept", lambda _: session.draft(_KEPT), self._on_kept_text, self.floor.say_error)

    @Slot(object)
    def _on_kept_text(self, kept: Draft | None) -> None:
        if self._draft is None:
            self._draft = "" if kept is None else kept.justification
            self._on_rows(self.rows)

    @Slot(object)
    def _on_rows(self, rows: tuple[Row, ...]) -> None:
        ledgers = tuple(row_ for row_ in rows if row_.policy is not None)
        super()._on_rows((Row(None), *ledgers) if self._draft else ledgers)
        if self._fresh and any(row_.id == self._fresh for row_ in ledgers):
            self.lines.mark(self._fresh)  # one goes on with what one has just published
            self._fresh = ""

    def id_of(self, row_: Row) -> str:
        """The digest, or ``draft``."""
        return row_.id

    def line_of(self, row_: Row) -> Line:
        """Name, author, whether in force."""
        if row_.policy is None:
            return Line(
                DRAFT, "Your text", "kept on this workstation, seen by nobody else", mark="draft", tone="accent"
            )
        return policy_line(row_.policy, self.floor.now())

    def blocks_of(self, row_: Row) -> Blocks:
        """The text has a view of its own."""
        return ()

    def found(self) -> tuple[Row, ...]:
        """All of them: they are few."""
        return self.rows

    @Slot()
    def on_marked(self) -> None:
        """Another policy: show its text."""
        row_ = self.marked
        if row_ is not None and row_.id != self._shown:
            self._show(row_)
        form = self.right.form
        if form is not None and not form.busy and row_ is not None and row_.id != self._bound:
            self.right.close_form(focus=False)
            form.clear()
        self.right.show_doings(*self.doings_of(row_))

    def _show(self, row_: Row) -> None:
        self._keep()
        self._shown = row_.id
        if row_.policy is None:
            self._fill("Your text", "Checked as you type; nobody else sees it.", self._draft or "", editable=True)
            return
        text = self._texts.get(row_.id)
        if text is not None:
            self._fill_policy(row_.policy, text)
            return
        digest, office = row_.id, self.office
        self._fill(one_line(row_.policy.name, 80), "reading\u2026", "", editable=False)
        self.floor.read(
            "office policy text",
            lambda cancel: (digest, office.policy_text(digest, cancel)),
            self._on_text,
            self._on_no_text,
        )

    @Slot(object)
    def _on_text(self, got: tuple[str, str]) -> None:
        digest, text = got
        self._texts[digest] = text
        row_ = self.marked
        if row_ is not None and row_.policy is not None and row_.id == digest:
            self._fill_policy(row_.policy, text)

    @Slot(object)
    def _on_no_text(self, error: CountersignError) -> None:
        self._shown = ""
        self.view.fail_check(error.sentence)

    def _fill_policy(self, policy: PolicyLine, text: str) -> None:
        about = "in force" if policy.in_force else "published, not in force"
        hint = f"{about} \u00b7 E edits a copy" if self.governs else about
        self._fill(one_line(policy.name, 80), hint, text, editable=False)

    def _fill(self, title: str, about: str, text: str, *, editable: bool) -> None:
        self._filling = True
        self.view.show_text(title, about, text, editable=editable)
        self._filling = False
        if text:
            self._check()

    # ---- typing and checking ------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is shown, of a policy its very bytes."""
        return self._texts.get(self._shown) or self.view.editor.toPlainText()

    @Slot()
    def _on_typed(self) -> None:
        if self._filling or self._shown != DRAFT:
            return
        self._draft = self.text
        self.view.checked = None
        self._typing.start()

    @Slot()
    def _on_settled(self) -> None:
        self._keep()
        self._check()

    def _check(self) -> None:
        text, office = self.text, self.office
        self.floor.read(
            "office policy check",
            lambda cancel: (text, office.check_policy(text, cancel)),
            self._on_checked,
            self._on_not_checked,
        )

    @Slot(object)
    def _on_checked(self, got: tuple[str, CheckedPolicy]) -> None:
        text, checked = got
        if text == self.text:
            self.view.show_checked(checked)
            self.right.show_doings(*self.doings_of(self.marked))

    @Slot(object)
    def _on_not_checked(self, error: CountersignError) -> None:
        self.view.fail_check(error.sentence)

    def _keep(self) -> None:
        """Keep the text in the making on this workstation."""
        if self._draft and self._shown == DRAFT:
            session, draft = self.floor.session, Draft(case=_KEPT, action=None, justification=self._draft)
            self.floor.write("policy draft", lambda _: session.save_draft(draft), self._on_kept, self.floor.say_error)

    @Slot(object)
    def _on_kept(self, _: object) -> None:
        """Kept; nothing more to do."""

    def keep(self) -> None:
        """Somebody leaves: keep what was typed."""
        self._typing.stop()
        self._keep()

    # ---- what can be done ---------------------------------------------------------------------------------------

    def doings_of(self, row_: Row | None) -> tuple[str, tuple[Doing, ...], str]:
        """Try it; administrators write, publish, tighten, adopt."""
        checked = self.view.checked
        ready = (
            "" if checked is not None and not checked.problems else (_NOT_NOW if checked else "It is being checked.")
        )
        trying = (
            Doing("stop", "S", "Stop trying", "")
            if self._trying
            else Doing("try", "S", "Try it on the last 30 days", "", ready)
        )
        foot = "" if self.governs else "You see all of it and change nothing."
        if row_ is None:
            return "Policy", (), foot
        title = "Your text" if row_.policy is None else one_line(row_.policy.name, 60)
        if not self.governs:
            return title, (trying,), foot
        if row_.policy is None:
            there = "This very text stands in the ledger already." if checked is not None and checked.published else ""
            write = (
                Doing("write", "E", "Write on"),
                trying,
                Doing("publish", "P", "Publish the text", "you alone", ready or there),
                Doing("throw", "X", "Throw your text away"),
            )
            return title, write, "Published is not in force: after that it is tightened by one or adopted by two."
        edit = Doing("edit", "E", "Edit a copy", "", "You have a text in the making." if self._draft else "")
        if row_.policy.in_force:
            return title, (edit, trying), "This is in force."
        light = "Something in it is lighter: two have to adopt it." if checked is not None and checked.lighter else ""
        return (
            title,
            (
                edit,
                trying,
                Doing("tighten", "H", "Put it in force", "you alone, at once", ready or light),
                Doing("adopt", "A", "Adopt it with the next roster", "two sign", ready),
            ),
            "",
        )

    def begin_doing(self, doing: str) -> None:
        """Do it, or open its form."""
        row_, checked = self.marked, self.view.checked
        if doing == "edit":
            self._begin_draft(self.text)
        elif doing == "write":
            self.view.editor.setFocus()
        elif doing == "throw":
            self._throw()
        elif doing == "try":
            self._try()
        elif doing == "stop":
            self._stop_trying()
        elif row_ is not None and checked is not None:
            form = self._forms[doing]
            form.clear()
            does = ""
            if doing == "adopt":
                does = f"It joins the next roster, which another administrator signs as well. {checked_words(checked)}"
            form.about(one_line(checked.name, 80), f"sha256 {checked.digest[:12]}\u2026", does)
            self.right.open(form)

    def _begin_draft(self, text: str) -> None:
        self._draft, self._shown = text, DRAFT
        self.rows = (Row(None), *(row_ for row_ in self.rows if row_.policy is not None))
        self.show_rows()
        self.lines.mark(DRAFT)
        self._fill("Your text", "Checked as you type; nobody else sees it.", text, editable=True)
        self._keep()
        self.right.show_doings(*self.doings_of(self.marked))
        self.view.editor.setFocus()

    def _throw(self) -> None:
        self._draft = ""
        session = self.floor.session
        self.floor.write("policy draft", lambda _: session.drop_draft(_KEPT), self._on_kept, self.floor.say_error)
        self._shown = ""
        self.rows = tuple(row_ for row_ in self.rows if row_.policy is not None)
        self.show_rows()
        self.lines.list.setFocus()

    # ---- trying -------------------------------------------------------------------------------------------------

    def _try(self) -> None:
        text, office = self.text, self.office
        self._trying = True
        self.view.trying("S stops it.")
        self.right.show_doings(*self.doings_of(self.marked))

        def work(cancel: CancelToken, report: Report) -> tuple[str, Simulation]:
            return text, office.simulate(text, DAYS, cancel, lambda done, whole: report(done, whole, ""))

        self.floor.long("office try", work, self._on_tried, self._on_not_tried, self._on_trying)

    @Slot(Progress)
    def _on_trying(self, how_far: Progress) -> None:
        if self._trying:
            self.view.trying(f"{how_far.done:,} of {how_far.total:,} proposals. S stops it.")

    def _tried(self) -> None:
        self._trying = False
        self.right.show_doings(*self.doings_of(self.marked))

    @Slot(object)
    def _on_tried(self, got: tuple[str, Simulation]) -> None:
        self._tried()
        if got[0] == self.text:
            self.view.show_tried(got[1])

    @Slot(object)
    def _on_not_tried(self, error: CountersignError) -> None:
        self._tried()
        stopped = isinstance(error, Cancelled)
        self.view.fail_try("Stopped" if stopped else "It can't be tried now", "" if stopped else error.sentence)

    def _stop_trying(self) -> None:
        self.floor.runner.drop("office try")
        self._tried()
        self.view.fail_try("Stopped", "S tries it again.")

    # ---- asking -------------------------------------------------------------------------------------------------

    @Slot()
    def _on_publish(self) -> None:
        form, office, text = self._forms["publish"], self.office, self.text
        secret = form.secret
        self.ask(form, lambda cancel: office.publish(text, secret, cancel), "Published. It stands in the list now.")

    @Slot()
    def _on_tighten(self) -> None:
        form, office, digest = self._forms["tighten"], self.office, self._shown
        secret = form.secret
        self.ask(form, lambda cancel: office.tighten(digest, secret, cancel), "In force, from now on.")

    @Slot()
    def _on_adopt(self) -> None:
        form, office, digest = self._forms["adopt"], self.office, self._shown
        secret = form.secret
        done = "Drafted. It counts once another administrator has signed it: it stands under \u201cTo sign\u201d."
        self.ask(form, lambda cancel: office.adopt(digest, secret, cancel), done)

    def admitted(self, form: Form) -> None:
        """What was published is no text in the making any more; what is in force is compared anew."""
        if form is self._forms["publish"] and self.view.checked is not None:
            digest = self.view.checked.digest
            self._texts[digest], self._fresh = self.text, digest
            self._throw()
            self.right.say(Tone.WELL, "Published. It stands in the list now.")
        self._shown = ""

    # ---- keys ---------------------------------------------------------------------------------------------------

    @Slot()
    def _on_line_wanted(self) -> None:
        line = self.view.marked_line
        if line is not None:
            self.view.editor.go_to(line)

    def back(self) -> bool:
        """Out of a form, then out of the text."""
        if self.right.close_form():
            return True
        focus = QWidget.window(self.view).focusWidget()
        if focus is self.view.editor:
            self.right.begin()
            return True
        return False
