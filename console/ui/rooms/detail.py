"""What is marked, in blocks: a head, facts, sentences, keys to be read aloud.  Pure functions say which blocks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from console.domain.actions import Tier
from console.ui.text import plain_label, tip
from console.ui.theme.fonts import Role, font
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.empty import EmptyState
from console.ui.widgets.labels import Elided, Pill, heading
from console.ui.widgets.named import column, frame, named, row, scroller
from console.ui.widgets.notice import Notice, Tone
from console.ui.widgets.tier import TierShape

_LABEL_W = 120


@dataclass(frozen=True, slots=True)
class Head:
    """Whom or what it is about; ``pills`` are words with their tone, ``pictured`` whose picture it is, if not of it."""

    name: str
    about: str = ""
    picture: str = ""
    pictured: str = ""
    tier: Tier | None = None
    pills: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what holds; ``exact`` on hover."""

    label: str
    words: str
    exact: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of what follows."""

    words: str


@dataclass(frozen=True, slots=True)
class Para:
    """A sentence or more."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence of several."""

    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be read aloud and compared, in groups; ``label`` says whose."""

    label: str
    groups: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice."""

    tone: Tone
    head: str
    words: str = ""


Block = Head | Fact | Title | Para | Item | Code | Told
Blocks = tuple[Block, ...]


class Detail(QStackedWidget):
    """Blocks below each other, or a sentence in their place."""

    def __init__(self, parent: QWidget, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self._name = name
        self._blocks: Blocks | None = None
        self.empty = EmptyState(self, name=f"{name}_empty")
        page = named(QWidget(self), f"{name}_page", accessible, "clear")
        self._page = page
        self._box: QVBoxLayout = column(page, margins=(18, 4, 18, 18), gap=7)
        self.area = scroller(self, f"{name}_scroll", page, accessible)
        self.area.setProperty("look", "reading")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addWidget(self.area)
        self.addWidget(self.empty)
        self.say("")

    def say(self, head: str, words: str = "") -> None:
        """A sentence in the place of blocks."""
        self._blocks = None
        self.empty.say(head, words)
        self.setCurrentWidget(self.empty)

    def put(self, blocks: Blocks) -> None:
        """Show these; nothing moves when they are the same as before."""
        if blocks == self._blocks:
            return
        bar = self.area.verticalScrollBar()
        same = self._blocks is not None and blocks[:1] == self._blocks[:1]
        at = bar.value() if same else 0
        self._blocks = blocks
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, block in enumerate(blocks):
            self._add(block, f"{self._name}_{number}")
        self._box.addStretch(1)
        self.setCurrentWidget(self.area)
        bar.setValue(at)

    def _add(self, block: Block, name: str) -> None:
        match block:
            case Head():
                self._head(block, name)
            case Fact():
                self._fact(block, name)
            case Title():
                self._title(block, name)
            case Para():
                self._para(block, name)
            case Item():
                self._item(block, name)
            case Code():
                self._code(block, name)
            case Told():
                self._told(block, name)

    # ---- one way to show each kind ------------------------------------------------------------------------------

    def _head(self, block: Head, name: str) -> None:
        holder = named(QWidget(self._page), name, block.name, "clear")
        line = row(holder, margins=(0, 2, 0, 6), gap=12)
        if block.picture:
            picture = Avatar(holder, name=f"{name}_picture", side=46)
            picture.show_for(block.picture, block.pictured or block.name)
            line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(7)
        if block.tier is not None:
            shape = TierShape(holder, name=f"{name}_tier", side=16)
            shape.show_tier(block.tier)
            first.addWidget(shape)
        first.addWidget(Elided(block.name, holder, name=f"{name}_name", role=Role.TITLE), 1)
        texts.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(6)
        if block.about:
            second.addWidget(Elided(block.about, holder, name=f"{name}_about", tone="muted"))
        for at, (words, tone) in enumerate(block.pills):
            second.addWidget(Pill(words, holder, name=f"{name}_pill_{at}", tone=tone))
        second.addStretch(1)
        texts.addLayout(second)
        line.addLayout(texts, 1)
        self._box.addWidget(holder)

    def _fact(self, block: Fact, name: str) -> None:
        holder = named(QWidget(self._page), name, f"{block.label}: {block.words}", "clear")
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnMinimumWidth(0, _LABEL_W)
        grid.setColumnStretch(1, 1)
        label = plain_label(block.label, holder, name=f"{name}_label", tone="faint")
        words = plain_label(block.words, holder, name=f"{name}_words", tone=block.tone, wraps=True, selectable=True)
        tip(words, block.exact)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, 0, 0, top)
        grid.addWidget(words, 0, 1, top)
        self._box.addWidget(holder)

    def _title(self, block: Title, name: str) -> None:
        if self._box.count():
            self._box.addSpacing(9)
        self._box.addWidget(heading(block.words, self._page, name=name))

    def _para(self, block: Para, name: str) -> None:
        self._box.addWidget(
            plain_label(block.words, self._page, name=name, tone=block.tone, wraps=True, selectable=True)
        )

    def _item(self, block: Item, name: str) -> None:
        holder = named(QWidget(self._page), name, block.words, "clear")
        line = row(holder, gap=8)
        line.addWidget(plain_label("\u2022", holder, name=f"{name}_dot", tone="faint"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(plain_label(block.words, holder, name=f"{name}_words", wraps=True, selectable=True), 1)
        self._box.addWidget(holder)

    def _code(self, block: Code, name: str) -> None:
        holder = frame(self._page, name, "inner", f"{block.label}: {block.groups}")
        box = column(holder, margins=(12, 8, 12, 9), gap=3)
        box.addWidget(
            plain_label(block.label, holder, name=f"{name}_label", role=Role.SMALL, tone=block.tone or "muted")
        )
        box.addWidget(code_label(block.groups, holder, name=f"{name}_code"))
        self._box.addWidget(holder)

    def _told(self, block: Told, name: str) -> None:
        self._box.addWidget(Notice(self._page, name=name, tone=block.tone, head=block.head, words=block.words))


def code_label(words: str, parent: QWidget, *, name: str) -> QLabel:
    """A fingerprint or the like: letters of one width, in two rows of groups that can be read aloud, to be copied."""
    groups = words.split("-")
    half = (len(groups) + 1) // 2
    rows = "\n".join("  ".join(part) for part in (groups[:half], groups[half:]) if part)
    label = plain_label(rows, parent, name=name, selectable=True, accessible=words)
    label.setFont(font(Role.CODE))
    return label
