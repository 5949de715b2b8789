"""What the sections of the office share: a list, blocks beside it, and what can be done, all of it read on workers."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.cancel import CancelToken
from console.domain.people import Role as PersonRole
from console.errors import CountersignError, Unavailable
from console.ui.panes.floor import Floor
from console.ui.rooms.asking import Asking, Outcome, Work
from console.ui.rooms.detail import Blocks, Detail
from console.ui.rooms.doings import Doing, Doings
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line, Lines
from console.ui.rooms.section import CardParents, Section
from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.labels import KeyCap
from console.ui.widgets.named import column, named, row
from console.ui.widgets.notice import Tone
from console.workstation.office import Office

RowT = TypeVar("RowT")

LATER = "It lies in the inbox, and counts once the registrar has admitted it."


class OfficeSection(Section, Generic[RowT]):
    """A subclass says how its rows are read, shown as lines and in blocks, and what can be done with the marked one."""

    hint = "Find"
    """In the empty search field."""
    nothing = ("Nothing is here", "")
    """When there are no rows at all."""
    searches = True

    left: QWidget
    centre: QWidget
    right: Doings

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self.rows: tuple[RowT, ...] = ()
        self.read_once = False
        self._build_left(cards[0])
        self.detail = Detail(cards[1], f"{self.name}_detail", f"{self.title}: what is marked")
        self.centre = self.detail
        self.right = Doings(cards[2], f"{self.name}_doings", f"{self.title}: what can be done")
        self.right.chosen.connect(self.on_chosen)
        self.right.emptied.connect(self.entered)
        self._asked: dict[Form, str] = {}
        self._bound = ""

    def _build_left(self, parent: QWidget) -> None:
        self.left = named(QWidget(parent), f"{self.name}_left", self.title)
        box: QVBoxLayout = column(self.left, gap=0)
        head = named(QWidget(self.left), f"{self.name}_head", f"find in {self.title.casefold()}", "clear")
        line = row(head, margins=(12, 0, 12, 8), gap=8)
        self.field = named(QLineEdit(head), f"{self.name}_find", f"find in {self.title.casefold()}")
        self.field.setFont(font())
        self.field.setPlaceholderText(self.hint)
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self.on_find)
        self.field.returnPressed.connect(self._on_return)
        line.addWidget(self.field, 1)
        self.count = plain_label("", head, name=f"{self.name}_count", role=Role.SMALL_NUMBER, tone="faint")
        line.addWidget(self.count)
        head.setVisible(self.searches)
        box.addWidget(head)
        self.lines = Lines(self.left, self.name, self.title)
        self.lines.marked.connect(self.on_marked)
        self.lines.wanted.connect(self.open_marked)
        box.addWidget(self.lines, 1)
        foot = named(QWidget(self.left), f"{self.name}_keys", "keys", "clear")
        caps = row(foot, margins=(12, 8, 12, 8), gap=8)
        for key, said in (
            ("J / K", "move"),
            ("O", "go on"),
            *((("F", "find"),) if self.searches else ()),
            (", .", "tabs"),
        ):
            caps.addWidget(KeyCap(key, foot, name=f"{self.name}_key_{said.replace(' ', '_')}"))
            caps.addWidget(plain_label(said, foot, name=f"{self.name}_keyword_{said}", role=Role.SMALL, tone="faint"))
        caps.addStretch(1)
        box.addWidget(foot)

    # ---- what subclasses say ------------------------------------------------------------------------------------

    def fetch(self, cancel: CancelToken) -> tuple[RowT, ...]:
        """Read the rows; on a worker."""
        raise NotImplementedError

    def id_of(self, row_: RowT) -> str:
        """The id of a row."""
        raise NotImplementedError

    def line_of(self, row_: RowT) -> Line:
        """How a row stands in the list."""
        raise NotImplementedError

    def blocks_of(self, row_: RowT) -> Blocks:
        """What stands beside the list about a row."""
        raise NotImplementedError

    def doings_of(self, row_: RowT | None) -> tuple[str, tuple[Doing, ...], str]:
        """What can be done with the marked row, or with none: a title, the things, and a line below them."""
        raise NotImplementedError

    def begin_doing(self, doing: str) -> None:
        """Somebody chose one of them: open its form."""
        raise NotImplementedError

    # ---- reading ------------------------------------------------------------------------------------------------

    @property
    def office(self) -> Office:
        """Governance at this workstation."""
        return self.floor.session.office

    @property
    def governs(self) -> bool:
        """Whether this person is an administrator."""
        return self.floor.person.role is PersonRole.ADMINISTRATOR

    def read(self) -> None:
        """Read the rows."""
        self.lines.loading()
        self.floor.read(f"office {self.name}", self.fetch, self._on_rows, self._on_no_rows)

    @Slot(object)
    def _on_rows(self, rows: tuple[RowT, ...]) -> None:
        self.rows, self.read_once = rows, True
        self.show_rows()

    def show_rows(self) -> None:
        """Show what was read, as far as it fits what is looked for."""
        shown = self.found()
        set_text(self.count, f"{len(shown):,}" if shown else "")
        self.lines.put([self.line_of(row_) for row_ in shown])
        if not shown:
            head, words = ("Nothing fits", "Other words find more.") if self.rows else self.nothing
            self.lines.say(head, words)
        self.on_marked()

    @Slot(object)
    def _on_no_rows(self, error: CountersignError) -> None:
        if self.rows:
            self.floor.say_error(error)
            return
        head = "This can't be read now" if isinstance(error, Unavailable) else "This can't be shown"
        self.lines.say(head, error.sentence)
        self.detail.say("")
        self.right.show_doings("", ())

    def found(self) -> tuple[RowT, ...]:
        """The rows that hold every word that is looked for."""
        asked = self.field.text().casefold().split()
        if not asked:
            return self.rows
        shown = []
        for row_ in self.rows:
            line = self.line_of(row_)
            text = f"{line.head} {line.words} {line.side} {line.mark}".casefold()
            if all(word in text for word in asked):
                shown.append(row_)
        return tuple(shown)

    @property
    def marked(self) -> RowT | None:
        """The marked row."""
        wanted = self.lines.marked_id
        return next((row_ for row_ in self.rows if self.id_of(row_) == wanted), None) if wanted else None

    @Slot()
    def on_marked(self) -> None:
        """Another row is marked, or it says something else now."""
        row_, form = self.marked, self.right.form
        if form is not None and form.bound and not form.busy and self.lines.marked_id != self._bound:
            # A form is about whom it was opened for, never about another row of the list.
            self.right.close_form(focus=False)
            form.clear()
        if row_ is None:
            self.detail.say("" if not self.rows else "Nothing is marked")
        else:
            self.detail.put(self.blocks_of(row_))
        self.right.show_doings(*self.doings_of(row_))

    @Slot()
    def on_find(self) -> None:
        """Something else is looked for."""
        if self.read_once:
            self.show_rows()

    @Slot()
    def _on_return(self) -> None:
        self.lines.list.setFocus()

    # ---- doing --------------------------------------------------------------------------------------------------

    @Slot(str)
    def on_chosen(self, doing: str) -> None:
        """Somebody chose something to do."""
        self.right.quiet()
        self._bound = self.lines.marked_id
        self.begin_doing(doing)

    def ask(self, form: Form, work: Work, done: str) -> None:
        """Ask for what a form says; ``done`` is the sentence once it is admitted."""
        self._asked[form] = done
        asking = Asking(self, self.floor, form.name)
        asking.setProperty("form", form.name)
        asking.answered.connect(self._on_answered)
        asking.broke.connect(self._on_broke)
        asking.begin(work)

    def _form_of(self, asking: QObject | None) -> Form | None:
        name = asking.property("form") if isinstance(asking, Asking) else None
        return next((form for form in self._asked if form.name == name), None)

    @Slot(Outcome)
    def _on_answered(self, what: Outcome) -> None:
        form = self._form_of(self.sender())
        if form is None:
            return
        done = self._asked.pop(form)
        if what.why_not:
            form.refused(what.why_not)
            return
        form.clear()
        if self.right.form is form:
            self.right.close_form()
        self.right.say(
            Tone.INFO if what.open else Tone.WELL, "Asked" if what.open else done, LATER if what.open else ""
        )
        self.admitted(form)
        self.read()

    def admitted(self, form: Form) -> None:
        """What a form asked for is on the record; before everything is read again."""

    @Slot(CountersignError)
    def _on_broke(self, error: CountersignError) -> None:
        form = self._form_of(self.sender())
        if form is not None:
            self._asked.pop(form)
            form.failed(error)

    # ---- keys ---------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        """Begin at the list."""
        self.lines.list.setFocus()

    def step(self, by: int) -> None:
        """Mark another row."""
        self.lines.step(by)

    def open_marked(self) -> None:
        """Go on to what can be done with the marked row."""
        self.right.begin()

    def key(self, pressed: str) -> bool:
        """F finds; the rest are keys of what can be done."""
        if pressed == "F" and self.searches:
            self.field.setFocus()
            self.field.selectAll()
            return True
        return self.right.key(pressed)

    def commit_now(self) -> None:
        """Commit the open form."""
        if self.right.form is not None:
            self.right.form.commit_now()

    def back(self) -> bool:
        """Out of a form, then out of the search."""
        if self.right.close_form():
            return True
        if self.field.hasFocus() or self.field.text():
            self.field.clear()
            self.lines.list.setFocus()
            return True
        return False
