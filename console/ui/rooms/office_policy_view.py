"""The middle of the policies: the text, and under it what is wrong or what changes, and what would have been."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from console.domain.views_office import CheckedPolicy, Simulation
from console.ui.rooms.lines import Lines
from console.ui.rooms.office_editor import Editor
from console.ui.rooms.office_policy_words import (
    checked_words,
    difference_lines,
    problem_lines,
    simulation_lines,
    simulation_words,
)
from console.ui.text import plain_label, set_text, set_tone
from console.ui.theme.fonts import Role, font
from console.ui.widgets.labels import heading
from console.ui.widgets.named import column, named

CHANGES, TRIED = 0, 1


class PolicyView(QWidget):
    """``wanted`` when somebody goes on with a line that says where something is wrong."""

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "policy_view", "the policy's text")
        box = column(self, gap=6)
        head = named(QWidget(self), "policy_head", "which text", "clear")
        inner = column(head, margins=(16, 2, 16, 0), gap=1)
        self._title = heading("", head, name="policy_title")
        self._about = plain_label("", head, name="policy_about", role=Role.SMALL, tone="muted", wraps=True)
        inner.addWidget(self._title)
        inner.addWidget(self._about)
        box.addWidget(head)
        split = named(QSplitter(Qt.Orientation.Vertical, self), "policy_split", "text and what follows from it")
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        holder = named(QWidget(split), "policy_text_holder", "the policy's text", "clear")
        self.editor = Editor(holder, "policy_text", "the policy's text")
        column(holder, margins=(14, 0, 14, 0)).addWidget(self.editor)
        split.addWidget(holder)
        split.addWidget(self._build_lower(split))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([330, 240])
        split.handle(1).setObjectName("policy_split_handle")
        split.handle(1).setAccessibleName("move the border")
        box.addWidget(split, 1)
        self.checked: CheckedPolicy | None = None

    def _build_lower(self, parent: QWidget) -> QWidget:
        lower = named(QWidget(parent), "policy_lower", "what follows from it", "clear")
        box = column(lower, gap=4)
        holder = named(QWidget(lower), "policy_tabs_holder", "what is shown below the text", "clear")
        self.tabs = named(QTabBar(holder), "policy_tabs", "below the text: what is shown")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFont(font(Role.NAME))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for title in ("What changes", "On the last 30 days"):
            self.tabs.addTab(title)
        inner = column(holder, margins=(16, 0, 16, 0), gap=4)
        inner.addWidget(self.tabs)
        self._said = plain_label("", holder, name="policy_said", role=Role.SMALL, tone="muted", wraps=True)
        inner.addWidget(self._said)
        box.addWidget(holder)
        self._stack = named(QStackedWidget(lower), "policy_lower_stack", "what is shown below the text")
        self.changes = Lines(self._stack, "changes", "what is wrong or changes", wraps=True)
        self.tried = Lines(self._stack, "tried", "what would have been", wraps=True)
        self.changes.wanted.connect(self.wanted)
        self.changes.list.clicked.connect(self.wanted)
        self._stack.addWidget(self.changes)
        self._stack.addWidget(self.tried)
        box.addWidget(self._stack, 1)
        self._words = ["", ""]
        self.tabs.currentChanged.connect(self._on_tab)
        return lower

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        set_text(self._said, self._words[place])

    def _say(self, place: int, words: str) -> None:
        self._words[place] = words
        set_text(self._said, self._words[self.tabs.currentIndex()])

    def show_text(self, title: str, about: str, text: str, *, editable: bool) -> None:
        """Another text; what followed from the one before goes."""
        set_text(self._title, title)
        set_text(self._about, about)
        self.editor.setReadOnly(not editable)
        if self.editor.toPlainText() != text:
            self.editor.setPlainText(text)
            self.forget()

    def forget(self) -> None:
        """Nothing is known yet of this text."""
        self.checked = None
        self.editor.mark_lines(frozenset())
        self.changes.model.replace(())
        self.changes.say("Checking\u2026")
        self.tried.model.replace(())
        self.tried.say("Not tried yet", "S tries it on what was proposed in the last 30 days.")
        self._words = ["", ""]
        set_tone(self._said, "muted")
        set_text(self._said, "")
        self.tabs.setCurrentIndex(CHANGES)

    def show_checked(self, checked: CheckedPolicy) -> None:
        """The outcome of a check."""
        self.checked = checked
        self.editor.mark_lines(frozenset(p.line for p in checked.problems if p.line is not None))
        lines = problem_lines(checked) or difference_lines(checked)
        self.tabs.setTabText(CHANGES, "What is wrong" if checked.problems else "What changes")
        self.changes.put(lines)
        if not lines:
            self.changes.say("Nothing changes", "Every rule is as in the policy in force.")
        self._say(CHANGES, checked_words(checked))

    def fail_check(self, sentence: str) -> None:
        """It could not be checked."""
        self.changes.say("It can't be checked now", sentence)

    def trying(self, words: str) -> None:
        """It is being tried."""
        self.tabs.setCurrentIndex(TRIED)
        self.tried.model.replace(())
        self.tried.say("Trying it on the last 30 days\u2026", words)
        self._say(TRIED, "")

    def show_tried(self, found: Simulation) -> None:
        """What would have been."""
        self.tabs.setCurrentIndex(TRIED)
        lines = simulation_lines(found)
        self.tried.put(lines)
        if not lines:
            self.tried.say("Nothing to try it on", "In the last 30 days nobody proposed anything.")
        self._say(TRIED, simulation_words(found))

    def fail_try(self, head: str, words: str = "") -> None:
        """It was not tried to the end."""
        self.tried.say(head, words)

    @property
    def marked_line(self) -> int | None:
        """The line of the text that the marked problem is about."""
        if self.checked is None or not self.checked.problems:
            return None
        marked = self.changes.marked_id
        return self.checked.problems[int(marked)].line if marked.isdigit() else None
