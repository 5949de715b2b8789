"""A theme is tokens: named colours and sizes, read from `resources/themes` (LOOK.md, "Tokens")."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import Template
from typing import Any

from console.errors import Bug
from console.resource_files import resource_path


class ThemeName(StrEnum):
    """The themes that ship."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that differs between themes, and what they share.

    ``colours``: token to ``#RRGGBB``; ``sizes``: token to pixels; ``text_on``: ground token to the text tokens that
    may stand on it; ``family`` and ``font_files`` name the font that ships.
    """

    name: ThemeName
    colours: Mapping[str, str]
    sizes: Mapping[str, int]
    text_on: Mapping[str, tuple[str, ...]]
    family: str
    font_files: tuple[str, ...]

    def sheet(self) -> str:
        """The style sheet for the whole application; raises :class:`Bug` when the template names no token."""
        values = {**self.colours, **{f"{name}_px": f"{pixels}px" for name, pixels in self.sizes.items()}}
        try:
            return Template(_template()).substitute(values)
        except (KeyError, ValueError) as why:
            raise Bug("The style template names a token that the theme does not have", str(why)) from why


def _read(name: str) -> dict[str, Any]:
    with resource_path("themes", f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _template() -> str:
    return resource_path("themes", "template.qss").read_text(encoding="utf-8")


@cache
def load(name: ThemeName) -> Theme:
    """The theme of that name, as its files say."""
    base = _read("base")
    return Theme(
        name=name,
        colours=_read(name.value)["colours"],
        sizes=base["sizes"],
        text_on={ground: tuple(texts) for ground, texts in base["text_on"].items()},
        family=base["fonts"]["family"],
        font_files=tuple(base["fonts"]["files"]),
    )


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)
