"""What can be done with what is marked: one row for each, its key to the left; choosing one opens its form."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.ui.panes.action_row import ActionRow
from console.ui.rooms.form import Form
from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, named, scroller
from console.ui.widgets.notice import Notice, Tone


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing.  ``cost`` says who has to agree; ``why_not`` is a sentence when it can't be done."""

    id: str
    key: str
    words: str
    cost: str = ""
    why_not: str = ""


class Doings(QStackedWidget):
    """The rows, and the forms behind them."""

    chosen = Signal(str)
    emptied = Signal()
    """The row that had the focus is gone, and there is no other."""

    def __init__(self, parent: QWidget, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self._name = name
        self._doings: tuple[Doing, ...] | None = None
        self._rows: dict[str, ActionRow] = {}
        page = self._page = named(QWidget(self), f"{name}_page", accessible, "clear")
        box = column(page, margins=(16, 0, 14, 14), gap=10)
        self._title = Elided("", page, name=f"{name}_title", role=Role.TITLE)
        box.addWidget(self._title)
        self.notice = Notice(page, name=f"{name}_notice")
        self.notice.hide()
        box.addWidget(self.notice)
        inner = self._inner = named(QWidget(page), f"{name}_rows", accessible, "clear")
        self._list = column(inner, gap=2)
        box.addWidget(scroller(page, f"{name}_scroll", inner, accessible), 1)
        self._foot = plain_label("", page, name=f"{name}_foot", role=Role.SMALL, tone="faint", wraps=True)
        box.addWidget(self._foot)
        self._foot.hide()
        self.addWidget(page)

    def show_doings(self, title: str, doings: tuple[Doing, ...], foot: str = "") -> None:
        """What can be done now, about whom or what; nothing moves when it is as before."""
        self._title.say(title)
        set_text(self._foot, foot)
        self._foot.setVisible(bool(foot))
        if doings == self._doings:
            return
        self._doings = doings
        had = next((own for own, row_ in self._rows.items() if row_.hasFocus()), "")
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        for doing in doings:
            self._add(doing)
        self._list.addStretch(1)
        if had in self._rows and self._rows[had].isEnabled():
            self._rows[had].setFocus()
        elif had and not self.begin():
            self.emptied.emit()

    def _add(self, doing: Doing) -> None:
        row_ = ActionRow(self._inner, name=f"{self._name}_{doing.id}", key=doing.key, words_=doing.words)
        row_.say(doing.words, "" if doing.why_not else doing.cost, enabled=not doing.why_not, hover=doing.why_not)
        row_.setProperty("doing", doing.id)
        row_.clicked.connect(self._on_clicked)
        self._rows[doing.id] = row_
        self._list.addWidget(row_)
        row_.show()
        if doing.why_not:
            why = plain_label(
                doing.why_not,
                self._inner,
                name=f"{self._name}_{doing.id}_why",
                role=Role.SMALL,
                tone="faint",
                wraps=True,
            )
            why.setContentsMargins(46, 0, 8, 5)
            self._list.addWidget(why)
            why.show()

    @Slot()
    def _on_clicked(self) -> None:
        row_ = self.sender()
        if isinstance(row_, ActionRow):
            self.chosen.emit(str(row_.property("doing")))

    def say(self, tone: Tone, head: str, words: str = "") -> None:
        """What became of the last thing that was asked; nothing for no words."""
        self.notice.say(tone, head, words)
        self.notice.setVisible(bool(head or words))

    def quiet(self) -> None:
        """Nothing to say about it any more."""
        self.notice.hide()

    # ---- forms --------------------------------------------------------------------------------------------------

    @property
    def form(self) -> Form | None:
        """The open form, if one is."""
        found = self.currentWidget()
        return found if isinstance(found, Form) else None

    def open(self, form: Form, *, focus: bool = True) -> None:
        """Show a form in the place of the rows."""
        if self.indexOf(form) < 0:
            self.addWidget(form)
            form.back.connect(self._on_back)
        self.setCurrentWidget(form)
        form.look()
        if focus:
            form.entered()

    def close_form(self, *, focus: bool = True) -> bool:
        """Back to the rows; whether a form was open."""
        if self.form is None:
            return False
        self.setCurrentWidget(self._page)
        if focus and not self.begin():
            self.emptied.emit()
        return True

    @Slot()
    def _on_back(self) -> None:
        self.close_form()

    def begin(self) -> bool:
        """Put the focus on the first thing that can be done; whether there is one."""
        first = next((row_ for row_ in self._rows.values() if row_.isEnabled()), None)
        if first is not None:
            first.setFocus()
        return first is not None

    def key(self, pressed: str) -> bool:
        """A key of one of the rows, while no form is open; whether it was one."""
        if self.form is not None:
            return False
        row_ = next((row_ for row_ in self._rows.values() if row_.key_ == pressed), None)
        if row_ is not None and row_.isEnabled():
            row_.click()
        return row_ is not None
