"""The widths of the three cards, without Qt: remembered from one start to the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the outer cards in pixels; the case takes the rest."""

    left: int = 370
    right: int = 400
