"""Undo since: everything that one person did since a moment, as one list, and one key that takes the marked back.

For a stolen key or a bad shift (PROTOCOL.md section 10).  It never blocks: each line tells how far it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QListView, QWidget

from console.cancel import CancelToken
from console.domain.people import Role as PersonRole
from console.domain.views import PersonBrief, RequestState, RequestView
from console.domain.views_ways import Undo, Undoing, UndoLine, UndoList
from console.errors import CountersignError
from console.ui import words
from console.ui.delegates.person_line import PersonLineDelegate, about
from console.ui.delegates.undo_row import UndoRowDelegate
from console.ui.models.rows import RowsModel
from console.ui.models.undo import Step, UndoModel, UndoRow, admitted, merged
from console.ui.moments import moment
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, as_list
from console.ui.rooms.section import CardParents, Section
from console.ui.rooms.undo_commit import UndoAsked, UndoCommit
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.labels import Chip, Elided
from console.ui.widgets.named import column, named, row
from console.ui.workers.messages import Progress
from console.ui.workers.runner import Report

ANSWER_S = 30.0
"""How long the answer to each request is waited for (seconds)."""
SPANS = (("1 h", 3600), ("8 h", 28_800), ("24 h", 86_400), ("7 d", 604_800))
"""How far back one looks with one key, in seconds; anything else is typed."""


class KeysList(QListView):
    """A list that takes no letters, which are the section's keys, and tells of Space."""

    spaced = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space tells once however long it is held; letters go on."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.spaced.emit()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class Followed:
    """What a worker has told so far of the lines that it undoes; the window reads it when told to."""

    def __init__(self) -> None:
        self.asked: list[Undoing] = []
        self.answered: list[tuple[Undoing, RequestView]] = []


class UndoSection(Section):
    """People at the left, what one of them did in the middle, the commit at the right."""

    name = "undo"
    title = "Undo since"
    areas = frozenset({"recent", "waiting", "announcements"})

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self._person: PersonBrief | None = None
        self._since: datetime | None = None
        self._found: UndoList | None = None
        self._rows: list[UndoRow] = []
        self._people: tuple[PersonBrief, ...] = ()
        self._followed: Followed | None = None
        self._wanted: tuple[str, datetime] | None = None
        self.left, self.centre = self._build_left(cards[0]), self._build_centre(cards[1])
        may_act = floor.person.role is not PersonRole.AUDITOR
        self.commit = self.right = UndoCommit(cards[2], may_act=may_act)
        self.commit.asked.connect(self._on_asked)
        self._may_act = may_act
        self._show()

    # ---- the cards ----------------------------------------------------------------------------------------------

    def _build_left(self, card: QWidget) -> QWidget:
        holder = named(QWidget(card), "undo_people", "whose work")
        box = column(holder, gap=8)
        self.search = named(QLineEdit(holder), "undo_search", "find a person")
        self.search.setFont(font())
        self.search.setPlaceholderText("Whose work? Name, role or team")
        self.search.setMaxLength(100)
        self.search.textChanged.connect(self._show_people)
        self.search.returnPressed.connect(self._choose_first)
        wrap = named(QWidget(holder), "undo_search_holder")
        column(wrap, margins=(14, 0, 14, 0)).addWidget(self.search)
        box.addWidget(wrap)
        self.people_view = as_list(KeysList(holder), "undo_people_list", "people")
        self.people: RowsModel[PersonBrief] = RowsModel(
            self, name="undo_people_model", id_of=lambda who: who.id, words_of=self._say_person
        )
        self.people_view.setModel(self.people)
        self.people_view.setItemDelegate(PersonLineDelegate(self.people_view, "undo_people_delegate", self.floor.now))
        self.people_view.clicked.connect(self._on_person)
        self.people_view.activated.connect(self._on_person)
        self.people_states = ListWithState(holder, self.people_view, "undo_people_state")
        box.addWidget(self.people_states, 1)
        return holder

    def _say_person(self, person: PersonBrief) -> str:
        return f"{one_line(person.name, 80)}, {about(person, self.floor.now())}"

    def _build_centre(self, card: QWidget) -> QWidget:
        holder = named(QWidget(card), "undo_done", "what somebody did")
        box = column(holder, gap=8)
        head = named(QWidget(holder), "undo_head")
        inside = column(head, margins=(16, 2, 16, 0), gap=8)
        self._title = Elided("", head, name="undo_title", role=Role.TITLE)
        inside.addWidget(self._title)
        spans = named(QWidget(head), "undo_spans", "since when")
        line = row(spans, gap=6)
        self._group = QButtonGroup(self)
        self._group.setObjectName("undo_spans_group")
        for number, (said, seconds) in enumerate(SPANS, 1):
            chip = Chip(said, spans, name=f"undo_span_{number}", key=str(number), checkable=True)
            self._group.addButton(chip, seconds)
            line.addWidget(chip)
        self._group.idClicked.connect(self._on_span)
        self.typed = named(QLineEdit(spans), "undo_typed", "since another moment")
        self.typed.setFont(font())
        self.typed.setPlaceholderText("or 14:00, 2 d, 2017-11-02")
        self.typed.setMaximumWidth(240)
        self.typed.setMaxLength(30)
        self.typed.returnPressed.connect(self._on_typed)
        line.addWidget(self.typed, 1)
        line.addStretch(0)
        inside.addWidget(spans)
        self._wrong = plain_label("", head, name="undo_wrong", role=Role.SMALL, tone="harm", wraps=True)
        self._wrong.hide()
        inside.addWidget(self._wrong)
        box.addWidget(head)
        self.view = as_list(KeysList(holder), "undo_list", "what they did")
        self.model = UndoModel(self, "undo_model")
        self.view.setModel(self.model)
        self.view.setItemDelegate(UndoRowDelegate(self.view, "undo_delegate", self.floor.now))
        self.view.spaced.connect(self._toggle)
        self.view.clicked.connect(self._on_clicked)
        self.states = ListWithState(holder, self.view, "undo_list_state")
        box.addWidget(self.states, 1)
        self.floor.ticked.connect(self.view.viewport().update)
        return holder

    # ---- reading ------------------------------------------------------------------------------------------------

    def open_for(self, name: str, since: datetime) -> None:
        """Show what the person of that name did since then (from a line of a story)."""
        self._wanted = (name, since)
        self._take_wanted()

    def _take_wanted(self) -> None:
        if self._wanted is None or not self._people:
            return
        name, since = self._wanted
        self._wanted = None
        found = [person for person in self._people if person.name == name]
        if len(found) == 1:
            self.search.clear()
            self._choose(found[0], since)

    def read(self) -> None:
        """Read the people, and what the chosen one did."""
        ways = self.floor.session.ways
        self.people_states.loading()
        self.floor.read("undo_people", ways.people, self._on_people, self._on_no_people)
        self._read_list()

    def _read_list(self) -> None:
        person, since = self._person, self._since
        if person is None or since is None:
            return
        ways, identity = self.floor.session.ways, person.id
        self.states.loading()
        self.floor.read("undo_since", lambda c: ways.undo_since(identity, since, c), self._on_list, self._on_no_list)

    @Slot(object)
    def _on_people(self, people: tuple[PersonBrief, ...]) -> None:
        self._people = people
        self._show_people()
        self._take_wanted()

    @Slot(object)
    def _on_no_people(self, error: CountersignError) -> None:
        self.people_states.say("The people can't be read now", error.sentence)

    @Slot()
    def _show_people(self) -> None:
        asked = self.search.text().casefold().split()
        shown = [who for who in self._people if all(word in self._say_person(who).casefold() for word in asked)]
        self.people.replace(shown)
        if not shown:
            self.people_states.say("Nobody is called so", "Take a word away.")
            return
        self.people_states.ready()
        here = None if self._person is None else self.people.place_of(self._person.id)
        if here is not None or not self.people_view.currentIndex().isValid():
            self.people_view.setCurrentIndex(self.people.index(here or 0))

    @Slot(object)
    def _on_list(self, found: UndoList) -> None:
        if self._person is None or found.person.id != self._person.id or found.since != self._since:
            return
        self._found = found
        self._rows = merged(self._rows, found.lines)
        self._show()

    @Slot(object)
    def _on_no_list(self, error: CountersignError) -> None:
        if not self._rows:
            self.states.say("This can't be read now", error.sentence)

    # ---- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        here = self.model.at(self.view.currentIndex().row())
        self.model.replace(self._rows)
        place = None if here is None else self.model.place_of(here.id)
        if self._rows:
            self.view.setCurrentIndex(self.model.index(place or 0))
            self.states.ready()
        elif self._found is not None:
            self.states.say("Nothing", "Nothing that this person did since then is in effect, or waits.")
        else:
            self.states.say("Nobody is chosen", "Choose a person at the left: Enter, then Space marks what to undo.")
        since = "" if self._since is None else f" since {words.time_of_day(self._since, self.floor.now())}"
        who = "Undo since" if self._person is None else f"{one_line(self._person.name, 60)}{since}"
        self._title.say(who)
        self.commit.show_list(self._found, self._rows)
        self.facts_changed.emit()

    # ---- choosing -----------------------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_person(self, index: QModelIndex) -> None:
        person = self.people.at(index.row())
        if person is not None:
            self._choose(person, self._since or self.floor.now() - timedelta(seconds=SPANS[1][1]))

    @Slot()
    def _choose_first(self) -> None:
        """Enter in the search: the first who fits."""
        person = self.people.at(0)
        if person is not None and self.search.text().strip():
            self._choose(person, self._since or self.floor.now() - timedelta(seconds=SPANS[1][1]))

    def _choose(self, person: PersonBrief, since: datetime) -> None:
        same = self._person is not None and self._person.id == person.id
        self._person, self._since, self._found = person, since, None
        if not same or self._followed is None:
            self._rows = []
        if self._group.checkedId() < 0 and not self.typed.text():
            self._group.button(SPANS[1][1]).setChecked(True)
        self._show()
        self._read_list()
        self.view.setFocus()

    @Slot(int)
    def _on_span(self, seconds: int) -> None:
        self.typed.clear()
        self._look_back_to(self.floor.now() - timedelta(seconds=seconds))

    @Slot()
    def _on_typed(self) -> None:
        found = moment(self.typed.text(), self.floor.now())
        self._wrong.setVisible(found is None)
        if found is None:
            set_text(self._wrong, "Write a moment that was: 14:00, 90 min, 2 d, or 2017-11-02 14:00.")
            return
        self._group.setExclusive(False)
        for chip in self._group.buttons():
            chip.setChecked(False)
        self._group.setExclusive(True)
        self._look_back_to(found)

    def _look_back_to(self, since: datetime) -> None:
        self._since = since
        if self._person is not None:
            self._choose(self._person, since)
        else:
            self._show()

    # ---- marking ------------------------------------------------------------------------------------------------

    def _mark(self, rows: list[UndoRow]) -> None:
        self._rows = rows
        self._show()

    @Slot()
    def _toggle(self) -> None:
        """Mark or unmark the line that has the focus."""
        here = self.model.at(self.view.currentIndex().row())
        if here is not None and here.markable and self._may_act and self._followed is None:
            self._mark([replace(row, marked=not row.marked) if row.id == here.id else row for row in self._rows])

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._toggle()

    def _mark_all(self) -> None:
        """All that one person restores at once; again, none of them."""
        alone = [row for row in self._rows if row.markable and row.line.undo is Undo.RESTORE]
        if self._may_act and self._followed is None:
            on, ids = not all(row.marked for row in alone), {row.id for row in alone}
            self._mark([replace(row, marked=on) if row.id in ids else row for row in self._rows])

    # ---- undoing ------------------------------------------------------------------------------------------------

    @Slot(UndoAsked)
    def _on_asked(self, what: UndoAsked) -> None:
        lines = tuple(row.line for row in self._rows if row.marked)
        if not lines or self._followed is not None:
            return
        followed = self._followed = Followed()
        self.commit.busy(True)
        session = self.floor.session

        def work(cancel: CancelToken, report: Report) -> None:
            def tell(undoing: Undoing) -> None:
                followed.asked.append(undoing)
                report(len(followed.asked), len(lines), "asked")

            session.ways.restore_many(lines, what.reason, what.passphrase or None, cancel, tell)
            for undoing in followed.asked:
                if undoing.request is not None:
                    followed.answered.append((undoing, session.wait_for(undoing.request, ANSWER_S, cancel)))
                    report(len(followed.answered), len(lines), "answered")

        self.floor.long("undo_many", work, self._on_done, self._on_broke, self._on_progress)

    @Slot(Progress)
    def _on_progress(self, how_far: Progress) -> None:
        self._take_progress()

    def _take_progress(self) -> None:
        followed = self._followed
        if followed is None:
            return
        asked = {_id(one.line): one for one in tuple(followed.asked)}
        answers = {_id(one.line): answer for one, answer in tuple(followed.answered)}
        self._rows = [_followed(row, asked.get(row.id), answers.get(row.id)) for row in self._rows]
        self._show()

    @Slot(object)
    def _on_done(self, _: object) -> None:
        self._take_progress()
        self._followed = None
        self.commit.done()
        self.commit.busy(False)
        self._read_list()

    @Slot(object)
    def _on_broke(self, error: CountersignError) -> None:
        self._take_progress()
        asked = self._followed is not None and bool(self._followed.asked)
        self._followed = None
        self.commit.busy(False)
        if asked:
            self.floor.say_error(error)
            self._read_list()
        else:
            self.commit.failed(error.sentence)

    # ---- what a room asks ---------------------------------------------------------------------------------------

    def entered(self) -> None:
        """Begin with the people, or go on with what was chosen."""
        (self.view if self._person is not None else self.people_view).setFocus()

    def step(self, by: int) -> None:
        """The next person while they are chosen, otherwise the next line."""
        view: QListView = self.people_view if self.people_view.hasFocus() else self.view
        model = view.model()
        place = view.currentIndex().row() + by
        if 0 <= place < model.rowCount():
            view.setCurrentIndex(model.index(place, 0))

    def open_marked(self) -> None:
        """Choose the person on whom one stands."""
        if self.people_view.hasFocus():
            self._on_person(self.people_view.currentIndex())

    def key(self, pressed: str) -> bool:
        """F finds a person, A marks, digits look back."""
        if pressed == "F":
            self.search.setFocus()
        elif pressed == "A":
            self._mark_all()
        elif pressed in {str(number) for number in range(1, len(SPANS) + 1)}:
            self._group.button(SPANS[int(pressed) - 1][1]).click()
        else:
            return False
        return True

    def commit_now(self) -> None:
        """Ctrl+S."""
        self.commit.commit_now()

    def back(self) -> bool:
        """From the lines to the people."""
        if self.people_view.hasFocus() or not self.people_view.isVisible():
            return False
        self.people_view.setFocus()
        return True


def _id(line: UndoLine) -> str:
    return UndoRow(line).id


def _followed(row: UndoRow, asked: Undoing | None, answer: RequestView | None) -> UndoRow:
    """The row with what became of it so far."""
    if asked is None or row.step is Step.DONE:
        return row
    if asked.request is None:
        why_not = " ".join(reason.sentence for reason in asked.why_not) or "It takes a reason."
        return replace(row, step=Step.REFUSED, marked=False, said=why_not)
    if answer is None or answer.state not in (RequestState.ADMITTED, RequestState.REJECTED):
        return replace(row, step=Step.ASKED, marked=False, said="")
    if answer.state is RequestState.ADMITTED:
        return row if row.step is Step.ADMITTED else admitted(row)
    why_not = " ".join(reason.sentence for reason in answer.reasons)
    return replace(row, step=Step.REFUSED, marked=False, said=why_not)
