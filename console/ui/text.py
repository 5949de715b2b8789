"""Text from outside: shown as plain text only, with nothing hidden in it and no end to nothing.

Reports, handles and names come from people who may want to mislead: markup, control characters, characters that
turn the direction of a line, characters without width.  Everything of theirs goes through here before a widget
sees it; our own words may take the same door (DESIGN.md section 7, STYLE.md section 4).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from console.ui.theme.fonts import Role, font

LINE_CAP = 200
"""Characters of a name, handle or other text of one line that are shown."""
TEXT_CAP = 2_000
"""Characters of a longer text that are shown before *show more*."""
WHOLE_CAP = 100_000
"""Characters of a longer text that are ever laid out at once; what is more is said in words."""

_JOINERS = "\u200c\u200d"
_KEPT = "\n\t"
_BLANKS = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0x034F}
_MARKS_IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a text is put on the screen, and how many characters of it are left out."""

    text: str
    left_out: int = 0


COVERED_HANDLE = "handle covered while you type it"
"""What stands where a handle stood, everywhere but in the evidence (DESIGN.md section 6, typed handle)."""


def escape(character: str) -> str:
    """A character that can't be seen, in words that can: ``‹U+202E›``."""
    return f"\u2039U+{ord(character):04X}\u203a"


def _hidden(character: str) -> bool:
    code = ord(character)
    if code in _BLANKS or 0xFE00 <= code <= 0xFE0E or 0xE0000 <= code <= 0xE0FFF:
        return True
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _joins(text: str, at: int) -> bool:
    """Whether the joiner at that place does what it is for: between letters of a script or parts of an emoji."""
    if at == 0 or at + 1 >= len(text):
        return False
    before, after = text[at - 1], text[at + 1]
    if ord(before) < 0x0590 or ord(after) < 0x0590:
        return False
    return unicodedata.category(before) in ("Lo", "Mn", "Mc", "So", "Sk") and unicodedata.category(after) in (
        "Lo",
        "So",
        "Mn",
        "Mc",
    )


def visible(text: str, *, lines: bool = False) -> str:
    """The text with everything that can't be seen made visible; with ``lines`` its line ends and tabs stay.

    A long run of combining marks (which would paint over other lines) ends after a few, with the number of the rest.
    """
    text = text.replace("\r\n", "\n") if lines else text
    out: list[str] = []
    marks = 0
    for at, character in enumerate(text):
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        else:
            if marks > _MARKS_IN_A_ROW:
                out.append(f"\u2039{marks - _MARKS_IN_A_ROW} marks\u203a")
            marks = 0
        if character in _KEPT and lines:
            out.append(character)
        elif character in _JOINERS and _joins(text, at):
            out.append(character)
        elif _hidden(character):
            out.append(escape(character))
        else:
            out.append(character)
    if marks > _MARKS_IN_A_ROW:
        out.append(f"\u2039{marks - _MARKS_IN_A_ROW} marks\u203a")
    return "".join(out)


def one_line(text: str, cap: int = LINE_CAP) -> str:
    """A name, handle or title on one line, at most ``cap`` characters of it, the cut marked."""
    cut = " ".join(text[: cap + 1].split(" ")).replace("\n", " ").replace("\t", " ")
    return visible(cut[:cap]) + ("\u2026" if len(text) > cap else "")


def shown(text: str, cap: int = TEXT_CAP) -> Shown:
    """The first ``cap`` characters of a longer text, cut between words where there is one near."""
    if len(text) <= cap:
        return Shown(visible(text, lines=True))
    end = max(text.rfind(" ", cap - 40, cap), text.rfind("\n", cap - 40, cap))
    end = end if end > 0 else cap
    return Shown(visible(text[:end], lines=True) + "\u2026", len(text) - end)


def plain_label(
    text: str,
    parent: QWidget,
    *,
    name: str,
    role: Role = Role.BASE,
    tone: str = "",
    wraps: bool = False,
    selectable: bool = False,
    accessible: str = "",
) -> QLabel:
    """A label that shows ``text`` as it is, never as markup.

    ``name`` is its objectName; the accessible name is the text unless ``accessible`` says otherwise.  Text from
    outside has to come from :func:`visible`, :func:`one_line` or :func:`shown`.
    """
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setFont(font(role))
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(wraps)
    if wraps:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    flags = Qt.TextInteractionFlag
    label.setTextInteractionFlags(flags.TextSelectableByMouse if selectable else flags.NoTextInteraction)
    set_text(label, text, accessible)
    return label


def set_text(label: QLabel, text: str, accessible: str = "") -> None:
    """Change what a label says, for eyes and for screen readers."""
    label.setText(text)
    label.setAccessibleName(accessible or text)


def set_tone(widget: QWidget, tone: str, prop: str = "tone") -> None:
    """Change a widget's tone (or another property that the style sheet reads) and have it painted anew."""
    if widget.property(prop) == tone:
        return
    widget.setProperty(prop, tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def tip_text(text: str) -> str:
    """A text for a tooltip, shown as it is: Qt guesses markup in tooltips, so it gets markup that means this text."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<p style='white-space:pre-wrap; margin:0'>{safe}</p>" if text else ""


def tip(widget: QWidget, text: str) -> None:
    """A tooltip as plain text."""
    widget.setToolTip(tip_text(text))
