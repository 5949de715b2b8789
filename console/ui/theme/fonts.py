"""Inter in the few cuts that we use, with figures of one width for times and counts; the system's own for code."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from console.resource_files import resource_path
from console.ui.theme.tokens import ThemeName, load


class Role(StrEnum):
    """What a piece of text is; it decides size and weight."""

    BASE = "base"
    SMALL = "small"
    TINY = "tiny"
    NAME = "name"
    SMALL_NAME = "small_name"
    TITLE = "title"
    BIG = "big"
    NUMBER = "number"
    SMALL_NUMBER = "small_number"
    CODE = "code"


_CUT = {
    Role.BASE: ("base", QFont.Weight.Normal),
    Role.SMALL: ("small", QFont.Weight.Normal),
    Role.TINY: ("tiny", QFont.Weight.Normal),
    Role.NAME: ("base", QFont.Weight.DemiBold),
    Role.SMALL_NAME: ("small", QFont.Weight.DemiBold),
    Role.TITLE: ("title", QFont.Weight.DemiBold),
    Role.BIG: ("big", QFont.Weight.DemiBold),
    Role.NUMBER: ("base", QFont.Weight.Normal),
    Role.SMALL_NUMBER: ("small", QFont.Weight.Normal),
    Role.CODE: ("base", QFont.Weight.Normal),
}
_FIGURES = (Role.NUMBER, Role.SMALL_NUMBER)


@cache
def _load_files() -> tuple[str, ...]:
    """The families of the font files that ship, once per process; a missing file leaves the system's font."""
    families: list[str] = []
    for name in load(ThemeName.LIGHT).font_files:
        number = QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))
        if number >= 0:
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


@cache
def font(role: Role = Role.BASE) -> QFont:
    """The font of that role; needs a running application. Do not change what you get: take a copy."""
    families = _load_files()
    theme = load(ThemeName.LIGHT)
    size, weight = _CUT[role]
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if role is Role.CODE else QFont()
    if theme.family in families and role is not Role.CODE:
        made.setFamilies([theme.family, *made.families()])
    made.setPixelSize(theme.sizes[size])
    made.setWeight(weight)
    if role in _FIGURES:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
