"""Everything that somebody did since a moment, a line each: what can be done about it, and how far that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject

from console.domain.views_ways import Part, Undo, UndoLine
from console.ui import words
from console.ui.models.lines import ACTIONS, STATUSES, ListLine
from console.ui.models.rows import RowsModel
from console.ui.text import one_line
from console.ui.widgets.paint import TIER_WORDS


class Step(StrEnum):
    """How far the undoing of a line is."""

    NONE = ""
    ASKED = "asked"
    ADMITTED = "on the record"
    DONE = "done"
    REFUSED = "not done"


@dataclass(frozen=True, slots=True)
class UndoRow:
    """A line, whether it is marked, and what became of it."""

    line: UndoLine
    marked: bool = False
    step: Step = Step.NONE
    said: str = ""

    @property
    def id(self) -> str:
        """One proposal can stand there twice: once proposed, once restored."""
        return f"{self.line.proposal}:{self.line.part.value}"

    @property
    def markable(self) -> bool:
        """Whether something can be done about it, and has not been asked yet."""
        return self.line.undo is not Undo.NOTHING and self.step in (Step.NONE, Step.REFUSED)

    @property
    def needs_reason(self) -> bool:
        """Whether it takes words: a second person's, or whoever reads why it was stopped."""
        return self.line.undo in (Undo.SECOND, Undo.STOP)


_WAYS = {
    Undo.RESTORE: "Restored at once.",
    Undo.SECOND: "A second person is asked.",
    Undo.STOP: "Cooling off: it is stopped.",
    Undo.NOTHING: "",
}
_PARTS = {Part.PROPOSED: "", Part.SIGNED: ", countersigned", Part.RESTORED: ", restored"}
_ADMITTED = {
    Undo.RESTORE: "On the record: it goes before everything else.",
    Undo.SECOND: "On the record: it waits for a second person, under Waiting.",
    Undo.STOP: "Stopped.",
}


def admitted(row: UndoRow) -> UndoRow:
    """The row, once what was asked for is on the record; a stop needs nothing more."""
    step = Step.DONE if row.line.undo is Undo.STOP else Step.ADMITTED
    return replace(row, step=step, marked=False, said=_ADMITTED.get(row.line.undo, ""))


def as_line(row: UndoRow, now: datetime) -> ListLine:
    """The row as the lists paint it."""
    line = row.line
    ends = "" if line.ends_at is None else f" \u00b7 {words.ends(line.ends_at, now)}"
    tone = "restore" if row.step is Step.DONE else "harm" if row.step is Step.REFUSED else "muted"
    return ListLine(
        row.id,
        line.account,
        f"{ACTIONS[line.action]}{_PARTS[line.part]} \u00b7 {STATUSES[line.status]}{ends}",
        words_of(row),
        line.at,
        False,
        tone,
        line,
    )


def words_of(row: UndoRow) -> str:
    """What is, can or can't be done about it."""
    if row.said:
        return one_line(row.said, 300)
    if row.step is Step.ASKED:
        return "Asked \u2026"
    if row.step is Step.DONE:
        return "Restored: visitors see it again."
    why_not = " ".join(reason.sentence for reason in row.line.why_not)
    return " ".join(part for part in (why_not, _WAYS[row.line.undo]) if part) or one_line(row.line.words, 300)


def _say(row: UndoRow) -> str:
    brief = row.line.account
    mark = "marked" if row.marked else "not marked" if row.markable else "can't be marked"
    return (
        f"{mark}, {ACTIONS[row.line.action]}, {STATUSES[row.line.status]}, {TIER_WORDS[brief.tier]} account "
        f"{one_line(brief.name)}, {words_of(row)}"
    )


def merged(old: Iterable[UndoRow], lines: Iterable[UndoLine]) -> list[UndoRow]:
    """The lines as they are now, with the marks and steps of before; what was asked and is gone has been done."""
    before = {row.id: row for row in old}
    rows: list[UndoRow] = []
    for line in lines:
        fresh = UndoRow(line)
        was = before.pop(fresh.id, None)
        rows.append(fresh if was is None else replace(was, line=line, marked=was.marked and fresh.markable))
    gone = [
        row if row.step is Step.DONE else replace(row, step=Step.DONE, said="")
        for row in before.values()
        if row.step in (Step.ASKED, Step.ADMITTED, Step.DONE)
    ]
    return sorted([*rows, *gone], key=lambda row: row.line.at, reverse=True)


class UndoModel(RowsModel[UndoRow]):
    """Such rows in order."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent, name=name, id_of=lambda row: row.id, words_of=_say)
