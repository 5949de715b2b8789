"""The editors of a person's own steps.  Each tells once that it is said, and what; none commits anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.domain.policy import Clause
from console.domain.sentences import GapSentence
from console.ui.text import one_line, plain_label, set_text, set_tone, visible
from console.ui.theme.fonts import Role, font
from console.ui.widgets.labels import KeyCap
from console.ui.widgets.named import column, named

_SHOWN_CLAUSES = 5
_GAP = "\u2009______\u2009"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a step: ``value`` for the proposal, ``shown`` for the list."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Something was typed that has to be kept."""

    value: str


class Editor(QWidget):
    """An open step."""

    said = Signal(Said)
    typed = Signal(Typed)

    def __init__(self, parent: QWidget, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible, "clear")
        self.box = column(self, gap=6)

    def begin(self) -> None:
        """The step is open now: take the focus."""

    def key(self, event: QKeyEvent) -> bool:
        """A key that nothing else took; whether it was for this step."""
        return False

    def tell(self, what: Said) -> None:
        """The step is done."""
        self.said.emit(what)

    def tell_typed(self, what: Typed) -> None:
        """Keep this."""
        self.typed.emit(what)


class Choice(QPushButton):
    """A key, a bold line, and words below it, to be chosen."""

    def __init__(self, parent: QWidget, *, name: str, head: str, words: str = "", key: str = "") -> None:
        super().__init__(parent)
        named(self, name, f"{head}. {words}" if words else head, "choice")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        line = QHBoxLayout(self)
        line.setContentsMargins(11, 8, 11, 8)
        line.setSpacing(10)
        self._labels: list[QLabel] = []
        if key:
            cap = KeyCap(key, self, name=f"{name}_key")
            cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        line.addLayout(texts, 1)
        for part, role, tone in ((head, Role.NAME if words else Role.BASE, ""), (words, Role.SMALL, "muted")):
            if part:
                label = plain_label(part, self, name=f"{name}_{role.value}", role=role, tone=tone, wraps=True)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                texts.addWidget(label)
                self._labels.append(label)
        self._line = line

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """High enough for all words."""
        return self._line.totalHeightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the words."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._line.totalHeightForWidth(self.width()))
        # A button takes no part in its layout's heights: without this the words stay where a lower button had them.
        self._line.invalidate()
        self._line.activate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that repeats itself chooses nothing."""
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyPressEvent(event)


class ClauseEditor(Editor):
    """Which rule: a search, and the rules that fit the reports first.  Enter takes the one that has its cap."""

    def __init__(
        self, parent: QWidget, clauses: tuple[Clause, ...], fitting: int, surface_dead: Callable[[], bool]
    ) -> None:
        super().__init__(parent, "step_clause", "clause")
        self._clauses, self._fitting, self._surface_dead = clauses, fitting, surface_dead
        self.field = QLineEdit(self)
        named(self.field, "clause_search", "search the rules")
        self.field.setFont(font())
        self.field.setPlaceholderText("Search the rules\u2026")
        self.field.setMaxLength(100)
        self.field.installEventFilter(self)
        self.box.addWidget(self.field)
        self._list = QWidget(self)
        named(self._list, "clause_list", "rules", "clear")
        self._rows = column(self._list, gap=5)
        self.box.addWidget(self._list)
        self._rest = plain_label("", self, name="clause_rest", role=Role.SMALL, tone="faint", wraps=True)
        self.box.addWidget(self._rest)
        self.field.textChanged.connect(self._fill)
        self._fill()

    def begin(self) -> None:
        """Search at once."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def by_enter(self) -> Clause | None:
        """What Enter takes: the only rule left by the search, or, before one is typed, the one that reports name."""
        found = self.matches()
        if len(found) == 1 or (found and self._fitting and not self.field.text().strip()):
            return found[0]
        return None

    def matches(self) -> list[Clause]:
        """The rules that hold every typed word, in the order given."""
        asked = self.field.text().casefold().split()
        return [
            clause
            for clause in self._clauses
            if all(word in f"{clause.id} {clause.title} {clause.text}".casefold() for word in asked)
        ]

    @Slot()
    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found, by_enter = self.matches(), self.by_enter()
        for clause in found[:_SHOWN_CLAUSES]:
            choice = Choice(
                self._list,
                name=f"clause_{clause.id}",
                head=f"{clause.id}  {clause.title}",
                words=clause.text,
                key="\u21b5" if clause is by_enter else "",
            )
            choice.clicked.connect(self._on_choice)
            choice.installEventFilter(self)
            self._rows.addWidget(choice)
            choice.show()
        left = len(found) - _SHOWN_CLAUSES
        none = "No rule has these words." if not found else ""
        set_text(self._rest, f"{left} more: type a word of the rule." if left > 0 else none)
        self._rest.setVisible(bool(self._rest.text()))

    @Slot()
    def _on_choice(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self._choose(button.objectName().removeprefix("clause_"))

    def _choose(self, identity: str) -> None:
        for clause in self._clauses:
            if clause.id == identity:
                self.tell(Said(clause.id, f"{clause.id}  {clause.title}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and up go through the rules; Enter in the search takes the one that has its cap."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(watched, 1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            by_enter = self.by_enter()
            if event.isAutoRepeat():
                pass
            elif isinstance(watched, Choice):
                self._choose(watched.objectName().removeprefix("clause_"))
            elif by_enter is not None and (self.field.text() or not self._surface_dead()):
                # A field is never dead; but where nothing was typed, Enter may have been meant for what was before.
                self._choose(by_enter.id)
            return True
        return False

    def _step(self, watched: QObject, way: int) -> None:
        places: list[QWidget] = [self.field]
        for at in range(self._rows.count()):
            item = self._rows.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                places.append(widget)
        here = places.index(watched) if isinstance(watched, QWidget) and watched in places else 0
        places[max(0, min(len(places) - 1, here + way))].setFocus(Qt.FocusReason.TabFocusReason)


class SentenceEditor(Editor):
    """What will happen, with a gap: one of four pieces completes it."""

    def __init__(self, parent: QWidget, sentence: GapSentence) -> None:
        super().__init__(parent, "step_sentence", "what will happen")
        self._sentence = sentence
        before, after = visible(sentence.before), visible(sentence.after)
        self._text = plain_label(f"{before}{_GAP}{after}", self, name="sentence_text", wraps=True)
        self._text.setAccessibleName(f"{before} (which one?) {after}")
        self.box.addWidget(self._text)
        for at, piece in enumerate(sentence.choices):
            choice = Choice(self, name=f"sentence_choice_{at + 1}", head=one_line(piece, 80), key=str(at + 1))
            choice.clicked.connect(self._on_choice)
            self.box.addWidget(choice)
        self._answer = plain_label("", self, name="sentence_answer", role=Role.SMALL, tone="harm", wraps=True)
        self._answer.hide()
        self.box.addWidget(self._answer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def begin(self) -> None:
        """Take the keys 1 to 4; nothing is chosen beforehand."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def key(self, event: QKeyEvent) -> bool:
        """1 to 4 choose."""
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._sentence.choices) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.choose(number)
            return True
        return False

    @Slot()
    def _on_choice(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.choose(int(button.objectName().removeprefix("sentence_choice_")) - 1)

    def choose(self, number: int) -> None:
        """Complete the sentence with that piece; a wrong one is said, and costs nothing but another look."""
        piece = one_line(self._sentence.choices[number], 80)
        whole = f"{visible(self._sentence.before)}{piece}{visible(self._sentence.after)}"
        if number == self._sentence.right:
            self.tell(Said(str(number), whole))
            return
        set_text(self._answer, f"Not \u201c{piece}\u201d. Look at the case and read the sentence again.")
        self._answer.show()


class PassphraseEditor(Editor):
    """The passphrase, asked last on a protected account (PROTOCOL.md section 10)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "step_passphrase", "passphrase")
        self.field = QLineEdit(self)
        named(self.field, "passphrase_field", "your passphrase")
        self.field.setFont(font())
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(1024)
        self.field.returnPressed.connect(self._on_entered)
        self.box.addWidget(self.field)
        self._words = plain_label(
            "It unlocks your key for this one signature. Enter goes on; nothing is sent yet.",
            self,
            name="passphrase_words",
            role=Role.SMALL,
            tone="faint",
            wraps=True,
        )
        self.box.addWidget(self._words)

    def begin(self) -> None:
        """Type at once."""
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def wrong(self, sentence: str) -> None:
        """It was not the right one."""
        set_text(self._words, sentence)
        set_tone(self._words, "harm")
        self.begin()

    @Slot()
    def _on_entered(self) -> None:
        if self.field.text():
            self.tell(Said(self.field.text(), "given"))
