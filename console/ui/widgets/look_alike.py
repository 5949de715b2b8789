"""Two accounts that look alike, side by side: which one is acted upon, and which one is protected."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from console.domain.handles import differing
from console.domain.views import AccountBrief
from console.ui import words
from console.ui.text import COVERED_HANDLE, one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, named, row
from console.ui.widgets.paint import TIER_WORDS
from console.ui.widgets.tier import TierShape


class MarkedHandle(QWidget):
    """A handle with those characters marked that the other one has not; breaks where it is too long for its line."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name, "handle")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._marked: frozenset[int] = frozenset()

    def show_handle(self, text: str, marked: frozenset[int] = frozenset()) -> None:
        """Show ``text`` (from ``console.ui.text``); ``marked`` counts its characters from 0."""
        self._text, self._marked = text, marked
        places = words.listed([str(at + 1) for at in sorted(marked)])
        self.setAccessibleName(f"{text}{f', differs at character {places}' if marked else ''}")
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """What it shows."""
        return self._text

    @property
    def marked(self) -> frozenset[int]:
        """Which of its characters are marked."""
        return self._marked

    def _lines(self, width: int) -> list[int]:
        """Where each line begins."""
        metrics, begins, used = QFontMetrics(font(Role.NAME)), [0], 0
        for at, character in enumerate(self._text):
            wide = metrics.horizontalAdvance(character)
            if used + wide > width and used:
                begins.append(at)
                used = 0
            used += wide
        return begins

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes."""
        return len(self._lines(max(40, width))) * (QFontMetrics(font(Role.NAME)).height() + 2)

    def sizeHint(self) -> QSize:
        """As high as its lines at the width it has."""
        return QSize(120, self.heightForWidth(self.width()))

    def resizeEvent(self, _: object) -> None:
        """Another width, another height."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Character by character; what differs stands on a ground of its own."""
        painter = QPainter(self)
        painter.setFont(font(Role.NAME))
        metrics = QFontMetrics(font(Role.NAME))
        high = metrics.height() + 2
        begins = set(self._lines(self.width())[1:])
        across, down = 0.0, 0.0
        ground = QColor(colour("harm_ground"))
        for at, character in enumerate(self._text):
            if at in begins:
                across, down = 0.0, down + high
            wide = metrics.horizontalAdvance(character)
            box = QRectF(across, down, wide, high)
            if at in self._marked:
                painter.fillRect(box, ground)
                painter.setPen(colour("harm"))
            else:
                painter.setPen(colour("text"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), character)
            across += wide


class Twin(QFrame):
    """One of two accounts that look alike."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        named(self, name, "account", "inner")
        texts = column(self, margins=(10, 7, 8, 8), gap=3)
        self._caption = Elided("", self, name=f"{name}_caption", role=Role.TINY, tone="faint")
        texts.addWidget(self._caption)
        upper = named(QWidget(self), f"{name}_line", "account")
        uppers = row(upper, gap=7)
        self._picture = Avatar(upper, name=f"{name}_picture", side=26)
        self._shape = TierShape(upper, name=f"{name}_tier", side=14, ground="raised")
        uppers.addWidget(self._picture)
        uppers.addWidget(self._shape)
        self._name = Elided("", upper, name=f"{name}_name", role=Role.NAME)
        uppers.addWidget(self._name, 1)
        texts.addWidget(upper)
        self.handle = MarkedHandle(self, name=f"{name}_handle")
        texts.addWidget(self.handle)
        self._rest = Elided("", self, name=f"{name}_rest", role=Role.SMALL, tone="muted")
        texts.addWidget(self._rest)

    def show_account(self, brief: AccountBrief, caption: str, handle: str, marked: frozenset[int]) -> None:
        """Show that account, with what it is here."""
        self._caption.say(caption)
        self._picture.show_for(brief.id, brief.name)
        self._shape.show_tier(brief.tier)
        self._name.say(one_line(brief.name, 60))
        self.handle.show_handle(handle, marked)
        self._rest.say(f"{TIER_WORDS[brief.tier]} \u00b7 {words.reach_words(brief)}")
        self.setAccessibleName(f"{caption}: {handle}, {TIER_WORDS[brief.tier]}, {one_line(brief.name)}")


class LookAlike(QFrame):
    """The account of the case and the protected one that it can be confused with, side by side."""

    def __init__(self, parent: QWidget, *, name: str = "look_alike") -> None:
        super().__init__(parent)
        named(self, name, "two accounts that look alike", "amber")
        box: QVBoxLayout = column(self, margins=(12, 8, 12, 10), gap=6)
        self._head = plain_label("", self, name=f"{name}_head", role=Role.NAME, tone="head_of_state", wraps=True)
        box.addWidget(self._head)
        pair = named(QWidget(self), f"{name}_pair", "both accounts")
        line = row(pair, gap=8)
        self.one, self.other = Twin(pair, f"{name}_this"), Twin(pair, f"{name}_other")
        line.addWidget(self.one, 1)
        line.addWidget(self.other, 1)
        box.addWidget(pair)
        self.hide()

    def show_pair(
        self, this: AccountBrief, other: AccountBrief | None, *, covered: bool = False, acting: bool = False
    ) -> None:
        """Show both, or nothing when there is only one; ``covered`` while the handle is typed."""
        self.setVisible(other is not None)
        if other is None:
            return
        mine, theirs = one_line(this.handle, 80), one_line(other.handle, 80)
        here, there = differing(mine, theirs)
        if covered:  # the other handle says nearly the same, so it is covered as well
            mine = theirs = COVERED_HANDLE
            here = there = frozenset()
        head = (
            f"You are about to act on {one_line(this.name, 40)}; {one_line(other.name, 40)} is the protected one."
            if acting
            else "Two accounts that look alike. Which one is meant?"
        )
        set_text(self._head, head)
        self.one.show_account(this, "you act on this one" if acting else "this case", mine, here)
        self.other.show_account(other, "the protected account", theirs, there)
