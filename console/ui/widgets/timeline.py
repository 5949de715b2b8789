"""A list that one reads downwards: what is done, what is open, what comes (friction plans, and stories)."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from console.ui.text import plain_label, set_text, set_tone, tip
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, named

_RAIL = 32
_MARK = 20


class ItemState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    COMING = "coming"
    STOPPED = "stopped"


class TimelineItem(QWidget):
    """One step: its mark on the rail, a title with something at the right, a detail, and room for an editor."""

    def __init__(self, parent: QWidget, *, name: str, number: int, title: str, last: bool = False) -> None:
        super().__init__(parent)
        named(self, name, title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._number, self._last = number, last
        self._state = ItemState.COMING
        self._title_words = title
        box = QVBoxLayout(self)
        box.setContentsMargins(_RAIL, 1, 0, 14)
        box.setSpacing(3)
        head = self._head = QHBoxLayout()
        head.setSpacing(8)
        self._title = Elided(title, self, name=f"{name}_title")
        self._aside = plain_label("", self, name=f"{name}_aside", role=Role.SMALL_NUMBER, tone="faint")
        head.addWidget(self._title, 1)
        head.addWidget(self._aside)
        box.addLayout(head)
        self._why = plain_label("", self, name=f"{name}_why", role=Role.SMALL, tone="faint", wraps=True)
        self._why.hide()
        box.addWidget(self._why)
        self._detail = plain_label("", self, name=f"{name}_detail", tone="muted", wraps=True)
        self._detail.hide()
        box.addWidget(self._detail)
        self._body = QWidget(self)
        named(self._body, f"{name}_body", f"{title}, open", "clear")
        self._body_box = column(self._body, margins=(0, 3, 0, 0), gap=6)
        self._body.hide()
        box.addWidget(self._body)
        self.set_state(ItemState.COMING)

    @property
    def state(self) -> ItemState:
        """Where it stands."""
        return self._state

    @property
    def body(self) -> QVBoxLayout:
        """Where an editor goes; shown while the step is the current one."""
        return self._body_box

    @property
    def body_widget(self) -> QWidget:
        """The widget that holds the editor."""
        return self._body

    def set_state(self, state: ItemState) -> None:
        """Change where it stands."""
        self._state = state
        coming = state is ItemState.COMING
        self._title.write_in(Role.BASE if coming else Role.NAME)
        self._title.paint_in("muted" if coming else "text")
        self._body.setVisible(state is ItemState.CURRENT and self._body_box.count() > 0)
        self._why.setVisible(state is ItemState.CURRENT and bool(self._why.text()))
        self.setAccessibleName(f"step {self._number}, {state.value}: {self._title_words}")
        self.update()

    def set_title(self, words: str, *, bold: bool = True) -> None:
        """Change its title."""
        self._title_words = words
        self._title.write_in(Role.NAME if bold else Role.BASE)
        self._title.say(words)

    def set_aside(self, words: str, exact: str = "") -> None:
        """What stands at its right: a wait, or a time with the exact one on hover."""
        set_text(self._aside, words)
        tip(self._aside, exact)

    def add_link(self, words: str, *, name: str) -> QPushButton:
        """Words beside the title that can be pressed."""
        link = named(QPushButton(words, self), name, f"{words}: {self._title_words}", "link")
        link.setFont(font(Role.SMALL))
        link.setAutoDefault(False)
        self._head.addWidget(link)
        return link

    def set_detail(self, words: str, tone: str = "muted") -> None:
        """What stands below its title: what was said, or why it is asked."""
        set_text(self._detail, words)
        set_tone(self._detail, tone)
        self._detail.setVisible(bool(words))

    def set_why(self, words: str) -> None:
        """Why it is asked, in a few words: below its title while it is open, on hover always."""
        set_text(self._why, words)
        tip(self, words)
        self._why.setVisible(bool(words) and self._state is ItemState.CURRENT)

    def set_last(self, last: bool) -> None:
        """Whether the rail ends here."""
        self._last = last
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The mark, and the rail down to the next one."""
        painter = QPainter(self)
        paint.antialiased(painter)
        mark = QRectF(1, 0.5, _MARK, _MARK)
        if not self._last:
            painter.setPen(QPen(colour("line"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            across = mark.center().x()
            painter.drawLine(QPointF(across, mark.bottom() + 5), QPointF(across, self.height() - 4))
        if self._state is ItemState.DONE:
            paint.done_mark(painter, mark)
        elif self._state is ItemState.STOPPED:
            paint.cross_mark(painter, mark)
        else:
            paint.number_mark(painter, mark, str(self._number), current=self._state is ItemState.CURRENT)


class Timeline(QWidget):
    """Items one below the other."""

    def __init__(self, parent: QWidget, *, name: str, accessible: str = "") -> None:
        super().__init__(parent)
        named(self, name, accessible, "clear")
        self._name = name
        self._box = column(self, gap=0)
        self._box.addStretch(1)
        self._items: list[TimelineItem] = []

    @property
    def items(self) -> tuple[TimelineItem, ...]:
        """All of them, downwards."""
        return tuple(self._items)

    def add(self, title: str, state: ItemState = ItemState.COMING) -> TimelineItem:
        """Add one at the end."""
        number = len(self._items) + 1
        if self._items:
            self._items[-1].set_last(False)
        item = TimelineItem(self, name=f"{self._name}_{number}", number=number, title=title, last=True)
        item.set_state(state)
        self._items.append(item)
        self._box.insertWidget(self._box.count() - 1, item)
        return item

    def clear(self) -> None:
        """Remove all."""
        for item in self._items:
            self._box.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items.clear()
