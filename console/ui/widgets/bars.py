"""The line above (whose console, which store, the open case's tier) and the line below (does everything hold)."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from console.domain.actions import Tier
from console.ui.text import one_line, plain_label, set_text, set_tone
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.labels import Elided, KeyCap, Pill
from console.ui.widgets.named import named, row
from console.ui.widgets.tier import TierShape


class KeyHint(QPushButton):
    """A key cap with words beside it, both one thing to press."""

    def __init__(self, key: str, words: str, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        self._key = key
        named(self, name, f"{words}, {key}", "row")
        self.setFont(font(Role.SMALL))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 2, 6, 2)
        line.setSpacing(8)
        cap = KeyCap(key, self, name=f"{name}_cap")
        self._label = label = plain_label(words, self, name=f"{name}_words", role=Role.SMALL, tone="faint")
        for part in (cap, label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(part)
        self._line = line
        self.setFixedHeight(28)

    def say(self, words: str) -> None:
        """Other words beside the same key."""
        if words != self._label.text():
            set_text(self._label, words)
            self.setAccessibleName(f"{words}, {self._key}")
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for cap and words, whatever the style sheet makes of them."""
        return QSize(self._line.sizeHint().width(), 28)

    def minimumSizeHint(self) -> QSize:
        """As wanted: a key is never cut."""
        return self.sizeHint()

    def mark(self, on: bool) -> None:
        """Whether it is what is shown now."""
        set_tone(self._label, "" if on else "faint")


class TopBar(QFrame):
    """Product, organisation, store; tier of the open case; palette; person, role, shift."""

    palette_asked = Signal()
    person_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "top_bar", "whose console, which store", "bar_top")
        self.setFixedHeight(42)
        line = row(self, margins=(16, 0, 14, 1), gap=0)
        left, right = QHBoxLayout(), QHBoxLayout()
        for half in (left, right):
            half.setSpacing(8)
        self._store = Elided("", self, name="top_store", tone="muted")
        self._notice = Pill("", self, name="top_notice", tone="head_of_state")
        self._shape = TierShape(self, name="top_tier", side=16)
        self._tier = plain_label("", self, name="top_tier_word", role=Role.SMALL_NAME)
        left.addWidget(plain_label("Countersign", self, name="top_product", role=Role.NAME))
        left.addWidget(self._store)
        left.addWidget(self._notice)
        left.addStretch(1)
        left.addWidget(self._shape)
        left.addWidget(self._tier)
        left.addSpacing(16)
        self._palette = KeyHint("Ctrl K", "find or do anything", self, name="top_palette")
        self._palette.clicked.connect(self._on_palette)
        self._avatar = Avatar(self, name="top_picture", side=26)
        self._person = Elided("", self, name="top_person", role=Role.NAME)
        self._role = Elided("", self, name="top_role", tone="muted")
        self._shift = Pill("", self, name="top_shift")
        right.addStretch(1)
        for part in (self._avatar, self._person, self._role, self._shift):
            right.addWidget(part)
        line.addLayout(left, 1)
        line.addWidget(self._palette)
        line.addSpacing(12)
        line.addLayout(right, 1)
        self.show_tier(None)
        self.show_person("", "", "")
        self.show_store("", "")

    def show_store(self, organisation: str, store: str, notice: str = "") -> None:
        """Whose and which store; ``notice`` is a line that must be seen (``waits are of seconds here``)."""
        self._store.say(" \u00b7 ".join(one_line(part) for part in (organisation, store) if part))
        self._store.setMinimumWidth(min(self._store.sizeHint().width(), 280))
        self._notice.say(one_line(notice))
        self._notice.setVisible(bool(notice))

    def show_person(self, identity: str, name: str, role: str, vendor: str = "") -> None:
        """Who is signed in; nobody when ``identity`` is empty."""
        for part in (self._avatar, self._person, self._role, self._shift, self._palette):
            part.setVisible(bool(identity))
        self._avatar.show_for(identity, name)
        self._person.say(one_line(name))
        self._person.setMinimumWidth(min(self._person.sizeHint().width(), 200))
        self._role.say(" \u00b7 ".join(one_line(part) for part in (role, vendor) if part))
        self._shift.setVisible(bool(identity) and bool(self._shift.text()))

    def show_shift(self, words: str, *, long: bool = False) -> None:
        """How long they have worked (``7 h 05 of shift``), in amber when that changes what they may do."""
        self._shift.say(words, "head_of_state" if long else "")
        self._shift.setVisible(bool(words) and self._avatar.isVisibleTo(self))

    def show_tier(self, tier: Tier | None) -> None:
        """The tier of the open case, in shape, word and colour; none when no case is open."""
        self._shape.setVisible(tier is not None)
        self._tier.setVisible(tier is not None)
        if tier is not None:
            self._shape.show_tier(tier)
            set_text(self._tier, paint.TIER_WORDS[tier], f"tier of the open case: {paint.TIER_WORDS[tier]}")
            set_tone(self._tier, paint.TIER_TOKEN[tier])

    @Slot()
    def _on_palette(self) -> None:
        self.palette_asked.emit()


class Health(StrEnum):
    """How a part of the console is."""

    WELL = "restore"
    WAITING = "faint"
    SLOW = "head_of_state"
    WRONG = "harm"


class Dot(QWidget):
    """A small disc whose colour repeats what stands beside it in words."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name, "state")
        self.setFixedSize(10, 10)
        self._health = Health.WAITING

    def show_health(self, health: Health) -> None:
        """Change its colour."""
        self._health = health
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The disc."""
        painter = QPainter(self)
        paint.antialiased(painter)
        painter.setBrush(colour(self._health.value))
        painter.drawEllipse(QRectF(0.5, 0.5, 9, 9))


class BottomBar(QFrame):
    """Connection, inbox and drafts, ledger; the keys of the pane at its right."""

    keys_asked = Signal()
    cases_asked = Signal()
    floor_asked = Signal()
    office_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "bottom_bar", "connection, inbox, ledger", "bar_bottom")
        self.setFixedHeight(32)
        line = row(self, margins=(16, 1, 10, 0), gap=8)
        self._dot = Dot(self, name="bottom_dot")
        self._connection = plain_label("", self, name="bottom_connection")
        self._inbox = Elided("", self, name="bottom_inbox", tone="muted", role=Role.SMALL_NUMBER)
        self._ledger = Elided("", self, name="bottom_ledger", tone="muted", role=Role.SMALL_NUMBER)
        self._work = Elided("", self, name="bottom_work", tone="muted", role=Role.SMALL)
        keys = KeyHint("?", "keys of this pane", self, name="bottom_keys")
        keys.clicked.connect(self._on_keys)
        for part in (self._dot, self._connection, self._inbox, self._ledger, self._work):
            line.addWidget(part)
        line.addStretch(1)
        self._rooms: dict[str, KeyHint] = {}
        for key, room, asked in (
            ("F2", "cases", self.cases_asked),
            ("F3", "floor", self.floor_asked),
            ("F4", "office", self.office_asked),
        ):
            hint = KeyHint(key, room, self, name=f"bottom_room_{room}")
            hint.clicked.connect(asked)
            self._rooms[room] = hint
            line.addWidget(hint)
        line.addSpacing(12)
        line.addWidget(keys)
        self.show_rooms((), "")
        self.show_connection("opening the store", Health.WAITING)

    def show_connection(self, words: str, health: Health) -> None:
        """Whether the store answers (``connected``)."""
        set_text(self._connection, words)
        self._dot.show_health(health)

    def show_inbox(self, words: str) -> None:
        """What waits to be admitted or sent (``inbox empty``, ``2 kept on this workstation``)."""
        self._inbox.say(words)

    def show_ledger(self, words: str) -> None:
        """How far the ledger was verified (``ledger verified to entry 18,204``)."""
        self._ledger.say(words)

    def show_work(self, words: str) -> None:
        """What runs longer than a glance."""
        self._work.say(words)

    def show_rooms(self, offered: tuple[str, ...], here: str, to_sign: int = 0) -> None:
        """The rooms that this person has, in which they are, and how much waits for their signature in the office."""
        self._rooms["office"].say(f"office \u00b7 {to_sign} to sign" if to_sign else "office")
        for name, hint in self._rooms.items():
            hint.setVisible(name in offered and len(offered) > 1)
            hint.mark(name == here)

    @Slot()
    def _on_keys(self) -> None:
        self.keys_asked.emit()
