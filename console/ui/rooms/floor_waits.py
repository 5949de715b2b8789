"""Waits for signatures: how long they were, and (for whoever reads no cases) what waits now and why."""

from __future__ import annotations

from console.cancel import CancelToken
from console.domain.measures import Wait
from console.domain.people import Role
from console.domain.views_floor import StuckLine
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.floor_section import FloorSection
from console.ui.rooms.floor_words import stuck_blocks, stuck_line, wait_blocks, wait_line
from console.ui.rooms.lines import Line

Row = Wait | StuckLine


class WaitsSection(FloorSection[Row]):
    """Per tier; under that every proposal that waits, the oldest first, to administrators and auditors."""

    name = "waits"
    title = "Waits"
    hint = "Find: account, action, tier"
    about = (
        "Nothing passes because it has waited. Whoever was drawn is called at 5 minutes, somebody else is drawn at 15, "
        "and after an hour everybody is asked again. If nobody can sign, it expires."
    )
    nothing = ("Nobody has waited yet", "How long signatures are waited for stands here, per tier.")

    @property
    def _reads(self) -> bool:
        """Whether this person may be drawn, and is told nothing of what waits (I14)."""
        return self.floor.person.role is Role.SUPERVISOR

    def fetch(self, cancel: CancelToken) -> tuple[Row, ...]:
        """What waits and can't go on first, then the waits of each tier, then the rest that waits."""
        floor = self.floor.session.floor
        waits = floor.waits(cancel=cancel)
        stuck = () if self._reads else floor.stuck(cancel)
        nobody = [line for line in stuck if line.waiting.nobody]
        return (*nobody, *reversed(waits), *(line for line in stuck if not line.waiting.nobody))

    def id_of(self, row_: Row) -> str:
        """The tier's, or the proposal's."""
        return f"tier {row_.tier.value}" if isinstance(row_, Wait) else row_.waiting.proposal

    def line_of(self, row_: Row) -> Line:
        """Percentiles of a tier, or what waits."""
        return wait_line(row_) if isinstance(row_, Wait) else stuck_line(row_, self.floor.now())

    def blocks_of(self, row_: Row) -> Blocks:
        """The whole of it."""
        if isinstance(row_, Wait):
            return wait_blocks(row_, settled=self._reads)
        return stuck_blocks(row_, self.floor.now())

    def doings_of(self, row_: Row | None) -> tuple[str, tuple[Doing, ...], str]:
        """Nobody can hurry it: that is the point."""
        return "How it goes on", (), ""
