"""Protection tiers: a shape, a word and a colour, never the colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from console.domain.actions import Tier
from console.ui.text import plain_label, set_text, set_tone, tip
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import named, row

_LOOK = {Tier.STANDARD: "standard", Tier.VERIFIED: "verified", Tier.HEAD_OF_STATE: "amber"}
_GROUND = {Tier.STANDARD: "raised", Tier.VERIFIED: "verified_ground", Tier.HEAD_OF_STATE: "head_of_state_ground"}


class TierShape(QWidget):
    """Circle, diamond with a tick, or shield with pillars, ``side`` pixels high; what is not known is the highest."""

    def __init__(self, parent: QWidget, *, name: str, side: int = 16, ground: str = "surface") -> None:
        super().__init__(parent)
        named(self, name, "tier")
        self.setFixedSize(side, side)
        self._ground = ground
        self._tier = Tier.HEAD_OF_STATE
        self.show_tier(Tier.HEAD_OF_STATE)

    @property
    def tier(self) -> Tier:
        """What it shows."""
        return self._tier

    def show_tier(self, tier: Tier, ground: str = "") -> None:
        """Show that tier, on that ground token when given."""
        self._tier = tier
        self._ground = ground or self._ground
        self.setAccessibleName(f"tier: {paint.TIER_WORDS[tier]}")
        tip(self, paint.TIER_WORDS[tier])
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The shape."""
        painter = QPainter(self)
        paint.tier_shape(painter, QRectF(self.rect()), self._tier, colour(self._ground))


class TierBanner(QFrame):
    """One line that can't be missed: shape, word, and what follows from it."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name, "tier of the open case")
        self.setFixedHeight(36)
        line = row(self, margins=(12, 0, 12, 0), gap=9)
        self._shape = TierShape(self, name=f"{name}_shape", side=20)
        self._word = plain_label("", self, name=f"{name}_word", role=Role.NAME)
        self._rest = Elided("", self, name=f"{name}_words")
        line.addWidget(self._shape)
        line.addWidget(self._word)
        line.addWidget(self._rest, 1)
        self.show_tier(Tier.HEAD_OF_STATE, "")

    def show_tier(self, tier: Tier, words: str) -> None:
        """Show that tier, with what follows from it in one sentence."""
        token = paint.TIER_TOKEN[tier]
        self._shape.show_tier(tier, _GROUND[tier])
        set_text(self._word, paint.TIER_WORDS[tier].upper(), f"tier {paint.TIER_WORDS[tier]}")
        set_tone(self._word, token)
        self._rest.paint_in(token)
        self._rest.say(words)
        self.setAccessibleName(f"{paint.TIER_WORDS[tier]}: {words}")
        set_tone(self, _LOOK[tier], "look")
