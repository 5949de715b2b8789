"""The first thing one sees: whose console this is, who sits at it, and a passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSpacerItem, QVBoxLayout, QWidget

from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.bars import KeyHint
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.empty import Skeleton
from console.ui.widgets.labels import Elided, KeyCap
from console.ui.widgets.named import column, frame, named, row, scroller
from console.ui.widgets.notice import Notice, Tone

SHOWN = 60
"""People that are shown at once; more are found by typing."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who may sign in; ``about`` is role, vendor and the like in a few words."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who wants to sign in, and with what."""

    person: str
    passphrase: str = field(repr=False)


class PersonRow(QPushButton):
    """Picture, name and role of one person, with a digit that chooses them."""

    def __init__(self, parent: QWidget, who: Somebody, digit: int | None) -> None:
        super().__init__(parent)
        named(self, f"person_{who.id}", f"{one_line(who.name)}, {who.about}", "row")
        self.who = who
        self.setAutoDefault(False)
        self.setFixedHeight(46)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        line = row(self, margins=(8, 4, 10, 4), gap=10)
        picture = Avatar(self, name=f"person_{who.id}_picture", side=32)
        picture.show_for(who.id, who.name)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Elided(one_line(who.name), self, name=f"person_{who.id}_name", role=Role.NAME))
        texts.addWidget(Elided(who.about, self, name=f"person_{who.id}_about", role=Role.SMALL, tone="muted"))
        line.addWidget(picture)
        line.addLayout(texts, 1)
        if digit is not None:
            line.addWidget(KeyCap(str(digit), self, name=f"person_{who.id}_key"))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class SignIn(QWidget):
    """Choose a person, give the passphrase.  Paints at once; people arrive when the store has been opened."""

    entered = Signal(Credentials)
    again = Signal()
    card_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "sign_in", "sign in", "window")
        self._people: tuple[Somebody, ...] = ()
        self._chosen: Somebody | None = None
        self._busy = False
        outer = column(self, margins=(24, 24, 24, 24))
        outer.addStretch(2)
        self._card = frame(self, "sign_in_card", "card", "sign in")
        self._card.setFixedWidth(440)
        outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        box = column(self._card, margins=(28, 26, 28, 24), gap=0)
        box.addWidget(plain_label("Countersign", self._card, name="sign_in_product", role=Role.BIG))
        self._where = plain_label("Opening the store\u2026", self._card, name="sign_in_store", tone="muted", wraps=True)
        box.addWidget(self._where)
        box.addSpacing(18)
        self._notice = Notice(self._card, name="sign_in_notice")
        self._notice.pressed.connect(self._on_again)
        self._notice.hide()
        box.addWidget(self._notice)
        self._below_notice = QSpacerItem(0, 0)
        box.addItem(self._below_notice)
        self._box = box
        self._build_people(box)
        self._build_passphrase(box)

    def _build_people(self, box: QVBoxLayout) -> None:
        self._who = QWidget(self._card)
        named(self._who, "sign_in_who", "who are you", "clear")
        inner = column(self._who, gap=8)
        self.search = QLineEdit(self._who)
        named(self.search, "sign_in_search", "who are you")
        self.search.setFont(font())
        self.search.setPlaceholderText("Who are you? Type a name, or press a digit")
        self.search.setMaxLength(100)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        inner.addWidget(self.search)
        self._inner = inner
        self._rows: QVBoxLayout | None = None
        self._skeleton = Skeleton(self._who, name="sign_in_loading", row_height=48, rows=5)
        self._skeleton.setFixedHeight(292)
        inner.addWidget(self._skeleton)
        box.addWidget(self._who)

    def _build_list(self) -> None:
        """The list, made when there are people for it: the first paint needs none."""
        self._list = named(QWidget(self._who), "sign_in_people", "people")
        self._rows = column(self._list, gap=2)
        area = scroller(self._who, "sign_in_scroll", self._list, "people")
        area.setFixedHeight(292)
        self._inner.addWidget(area)
        card = KeyHint("Ctrl N", "not in this list? make an enrolment card", self._who, name="sign_in_card_hint")
        card.clicked.connect(self._on_card)
        self._inner.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
        self._skeleton.hide()

    def _build_passphrase(self, box: QVBoxLayout) -> None:
        self._unlock = QWidget(self._card)
        named(self._unlock, "sign_in_unlock", "passphrase", "clear")
        inner = column(self._unlock, gap=10)
        self._person_line = QHBoxLayout()
        self._person_line.setSpacing(10)
        self._picture = Avatar(self._unlock, name="sign_in_picture", side=40)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        self._name = Elided("", self._unlock, name="sign_in_name", role=Role.NAME)
        self._about = Elided("", self._unlock, name="sign_in_about", role=Role.SMALL, tone="muted")
        texts.addWidget(self._name)
        texts.addWidget(self._about)
        other = named(QPushButton("somebody else", self._unlock), "sign_in_other", "somebody else", "link")
        other.setFont(font(Role.SMALL))
        other.setAutoDefault(False)
        other.clicked.connect(self.choose_nobody)
        self._person_line.addWidget(self._picture)
        self._person_line.addLayout(texts, 1)
        self._person_line.addWidget(other)
        inner.addLayout(self._person_line)
        self.passphrase = QLineEdit(self._unlock)
        named(self.passphrase, "sign_in_passphrase", "passphrase")
        self.passphrase.setFont(font())
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Passphrase")
        self.passphrase.setMaxLength(1024)
        self.passphrase.returnPressed.connect(self._enter)
        self.passphrase.installEventFilter(self)
        inner.addWidget(self.passphrase)
        line = QHBoxLayout()
        self._state = plain_label("", self._unlock, name="sign_in_state", role=Role.SMALL, tone="faint")
        self._button = Button("Unlock", self._unlock, name="sign_in_button", kind=Kind.ONWARD)
        self._button.clicked.connect(self._enter)
        line.addWidget(self._state, 1)
        line.addWidget(self._button)
        inner.addLayout(line)
        self._unlock.hide()
        box.addWidget(self._unlock)

    # ---- what the window tells ----------------------------------------------------------------------------------

    def show_store(self, words: str) -> None:
        """Which store this is."""
        set_text(self._where, words)

    def show_people(self, people: tuple[Somebody, ...], last: str = "") -> None:
        """The store is open: these may sign in; ``last`` is chosen already when it is one of them."""
        self._people = people
        if self._rows is None:
            self._build_list()
        self._fill()
        for who in people:
            if who.id == last and self._chosen is None:
                self._choose(who)
        self.begin()

    def failed(self, sentence: str, *, again: bool = False) -> None:
        """Something is wrong: one sentence, and a way to try again when the store did not open."""
        self._set_busy(False)
        self._notice.say(Tone.WRONG, "", sentence, button="Try again" if again else "")
        self._show_notice(True)
        self.passphrase.clear()
        self.begin()

    def reset(self) -> None:
        """Nobody is signed in any more."""
        self._set_busy(False)
        self._show_notice(False)
        self.choose_nobody()

    def begin(self) -> None:
        """Take the focus where one goes on."""
        (self.search if self._chosen is None else self.passphrase).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- choosing -----------------------------------------------------------------------------------------------

    @Slot()
    def _fill(self) -> None:
        if self._rows is None:
            return
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, who in enumerate(self.found()[:SHOWN]):
            line = PersonRow(self._list, who, at + 1 if at < 9 else None)
            line.clicked.connect(self._on_person)
            self._rows.addWidget(line)
            line.show()
        self._rows.addStretch(1)

    def found(self) -> tuple[Somebody, ...]:
        """The people whose name or role holds every typed word."""
        asked = self.search.text().casefold().split()
        return tuple(who for who in self._people if all(word in f"{who.name} {who.about}".casefold() for word in asked))

    @Slot()
    def _on_person(self) -> None:
        line = self.sender()
        if isinstance(line, PersonRow):
            self._choose(line.who)

    def _choose(self, who: Somebody) -> None:
        self._chosen = who
        self._show_notice(False)
        self._picture.show_for(who.id, who.name)
        self._name.say(one_line(who.name))
        self._about.say(who.about)
        self.passphrase.clear()
        self._who.hide()
        self._unlock.show()
        self._fit()
        self.begin()

    @Slot()
    def choose_nobody(self) -> None:
        """Back to the list."""
        if self._busy:
            return
        self._chosen = None
        self.search.clear()
        self.passphrase.clear()
        self._unlock.hide()
        self._who.show()
        self._fit()
        self.begin()

    @Slot()
    def _enter(self) -> None:
        if self._chosen is None or self._busy or not self.passphrase.text():
            return
        self._show_notice(False)
        self._set_busy(True)
        self._tell_entered(Credentials(self._chosen.id, self.passphrase.text()))
        self.passphrase.clear()

    def _tell_entered(self, what: Credentials) -> None:
        self.entered.emit(what)

    @Slot()
    def _on_again(self) -> None:
        self._show_notice(False)
        self.again.emit()

    @Slot()
    def _on_card(self) -> None:
        self.card_asked.emit()

    def _show_notice(self, shown: bool) -> None:
        self._notice.setVisible(shown)
        self._below_notice.changeSize(0, 14 if shown else 0)
        self._fit()

    def _fit(self) -> None:
        """As high as its words need at this width, which the layout around it does not ask for."""
        self._box.invalidate()
        self._card.setMinimumHeight(0)
        self._card.setMinimumHeight(self._box.totalHeightForWidth(self._card.width()))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._button.setEnabled(not busy)
        self.passphrase.setEnabled(not busy)
        set_text(self._state, "Unlocking your key\u2026" if busy else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose while nothing is typed, Enter takes the first, Escape goes back to the list."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or event.isAutoRepeat():
            return False
        if watched is self.passphrase:
            if event.key() == Qt.Key.Key_Escape:
                self.choose_nobody()
                return True
            return False
        people = self.found()
        digit = event.key() - Qt.Key.Key_1
        if not self.search.text() and 0 <= digit < min(9, len(people)):
            self._choose(people[digit])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and people and self.search.text():
            self._choose(people[0])
            return True
        return False
