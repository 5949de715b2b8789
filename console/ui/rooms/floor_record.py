"""What readings show of a person: to that person first, in calm words, and never as a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from console.cancel import CancelToken
from console.domain.views_floor import PairView, RecordView, RevealedLine
from console.ui import words
from console.ui.rooms.detail import Blocks, Head, Para
from console.ui.rooms.doings import Doing
from console.ui.rooms.floor_section import FloorSection
from console.ui.rooms.floor_words import (
    missed_items,
    name,
    pair_blocks,
    pair_line,
    record_blocks,
    revealed_blocks,
    revealed_line,
    share_words,
)
from console.ui.rooms.lines import Line


@dataclass(frozen=True, slots=True)
class RecordRow:
    """The whole record, or one canary of it."""

    view: RecordView
    revealed: RevealedLine | None = None


class MyRecordSection(FloorSection[RecordRow]):
    """One's own record, and what one caught and missed."""

    name = "record"
    title = "My record"
    searches = False
    about = "You see this before anybody else does. Auditors can read it, by name; nobody is ranked by it."

    def fetch(self, cancel: CancelToken) -> tuple[RecordRow, ...]:
        """The record first, then the canaries that were revealed, newest first."""
        view = self.floor.session.floor.my_record(cancel)
        return (RecordRow(view), *(RecordRow(view, line) for line in view.canaries))

    def id_of(self, row_: RecordRow) -> str:
        """The record's, or a canary's."""
        return "record" if row_.revealed is None else revealed_line(row_.revealed, self.floor.now()).id

    def line_of(self, row_: RecordRow) -> Line:
        """All readings, or one canary."""
        if row_.revealed is not None:
            return revealed_line(row_.revealed, self.floor.now())
        record = row_.view.record
        return Line("record", "All your readings", f"canaries: {share_words(record.canaries)}", f"{record.readings:,}")

    def blocks_of(self, row_: RecordRow) -> Blocks:
        """Figures, or what was found beside what was right."""
        if row_.revealed is not None:
            return revealed_blocks(row_.revealed, self.floor.session.policy(), self.floor.now())
        person = row_.view.person
        return (Head(name(person), person.role.value, person.id), *record_blocks(row_.view.record, "you"))

    def doings_of(self, row_: RecordRow | None) -> tuple[str, tuple[Doing, ...], str]:
        """Nothing can be done here."""
        return "What this is for", (), ""


class RecordsSection(FloorSection[RecordView]):
    """Everybody's, for auditors."""

    name = "records"
    title = "Records"
    hint = "Find: name"
    about = (
        "In the order of names. Few readings say little: look at the interval, not at the rate. "
        "Everybody sees their own before you do."
    )
    nothing = ("Nobody has read yet", "Once second readings are done, what they show of each person stands here.")

    def fetch(self, cancel: CancelToken) -> tuple[RecordView, ...]:
        """Everybody who was drawn, by name."""
        return self.floor.session.floor.records(cancel)

    def id_of(self, row_: RecordView) -> str:
        """The person's id."""
        return row_.person.id

    def line_of(self, row_: RecordView) -> Line:
        """Name, and how much there is to go by."""
        return Line(
            row_.person.id,
            name(row_.person),
            f"canaries: {share_words(row_.record.canaries)}",
            words.of(row_.record.readings, "reading"),
            picture=row_.person.id,
        )

    def blocks_of(self, row_: RecordView) -> Blocks:
        """The same figures that the person sees, and what was missed."""
        policy = self.floor.session.policy()
        return (
            Head(name(row_.person), row_.person.role.value, row_.person.id),
            *record_blocks(row_.record, "they"),
            *missed_items(row_.canaries, policy),
        )

    def doings_of(self, row_: RecordView | None) -> tuple[str, tuple[Doing, ...], str]:
        """An auditor reads."""
        return "How to read them", (), ""


class PairsSection(FloorSection[PairView]):
    """Authors and readers who met, for auditors; those who always agree first."""

    name = "pairs"
    title = "Pairs"
    hint = "Find: name"
    about = "Who always agrees is worth a look, and no proof of anything."
    nothing = ("Nobody has met yet", "Who read whose proposals stands here, those who always agree first.")

    def fetch(self, cancel: CancelToken) -> tuple[PairView, ...]:
        """All pairs."""
        return self.floor.session.floor.pairs(cancel)

    def id_of(self, row_: PairView) -> str:
        """Both ids."""
        return f"{row_.pair.author} {row_.pair.reader}"

    def line_of(self, row_: PairView) -> Line:
        """Both names, and how often they agreed."""
        return pair_line(row_)

    def blocks_of(self, row_: PairView) -> Blocks:
        """How often, and how likely that is."""
        return (
            *pair_blocks(row_),
            Para("Readers are drawn by lot, so no author can choose one; the chance is what the lot alone gives."),
        )

    def doings_of(self, row_: PairView | None) -> tuple[str, tuple[Doing, ...], str]:
        """An auditor reads."""
        return "How to read them", (), ""
