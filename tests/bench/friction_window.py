"""The window that the friction bench drives: a floor with an account for each (tier, action), and a reviewer at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.actions import Action, Tier
from console.domain.policy import parse_policy
from console.platforms.sandbox import people
from console.ui.theme.live import Appearance, ThemeSwitch
from console.ui.widgets.dead_time import DEAD_MS
from tests.bench.friction import HANDLES, PERSON, SLACK_MS, Cell
from tests.bench.friction_hands import CountingHands, Surfaces
from tests.bench.keystrokes import Does
from tests.support.desk import ALT, CTRL, Desk, desk_on
from tests.support.floor import until
from tests.support.office import DEFAULT_POLICY
from tests.support.screens import application
from tests.support.turns import Turns, pause

READING_S = 30.0
"""How long the reviewer reads a case, by the floor's clock (seconds)."""
MANY = 8
"""More keys than a restore may ever take."""


class Window:
    """A reviewer at the window of a floor with the default policy."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()
        self._wanted = dict(zip(HANDLES, ((tier, action) for tier in Tier for action in Action), strict=True))
        limits = parse_policy(DEFAULT_POLICY).limits
        self.dead_ms, self.hold_ms = DEAD_MS, limits.hold_ms
        assert limits.dead_time_ms == DEAD_MS, "the policy says another dead time than the window keeps"
        self.measured: list[float] = []

    def __enter__(self) -> Self:
        """Open the window and sign in."""
        theme = ThemeSwitch(application())
        theme.choose(Appearance.LIGHT)
        accounts: Mapping[str, Tier] = {handle: tier for handle, (tier, _) in self._wanted.items()}
        self._surfaces = Surfaces()
        self._desk: Desk = self._stack.enter_context(
            desk_on(Turns(every_ms=4), theme, self._folder, DEFAULT_POLICY, accounts)
        )
        self._desk.sit_down(PERSON)
        return self

    def __exit__(self, *_: object) -> None:
        """Close everything."""
        self._stack.close()

    # ---- every cell -------------------------------------------------------------------------------------------

    def cells(self) -> Iterator[Cell]:
        """Go through the queue as it comes; each account has the action that it is there for."""
        for _ in HANDLES:
            yield self._cell()

    def _cell(self) -> Cell:
        handle = self._next()
        tier, action = self._wanted[handle]
        floor = self._desk.floor
        session = floor.session(PERSON)
        case = session.case(floor.case_id(handle))
        duration = None if not _timed(case, action) else _week()
        plan = session.plan(case, action, duration)
        assert plan.tier is tier and not plan.heavier, (handle, plan)
        floor.clock.forward(READING_S)
        known = self._proposals()
        hands = CountingHands(self._desk, self._surfaces, PERSON, self.hold_ms)
        tally = hands.go_through(action, plan, handle, lambda: bool(self._desk.hands.all("asked")))
        self._desk.hands.wait(lambda: self._proposals() > known, lambda: f"{handle}: not admitted")
        (proposal,) = self._proposals() - known
        cell = Cell(tier=tier, action=action, plan=plan, tally=tally)
        self._enforced(cell, hands)
        self._held_back(cell, proposal)
        return cell

    def _next(self) -> str:
        """G: the next case; whose it is stands beside the keys."""
        hands = self._desk.hands
        before = self._shown()
        hands.key("g")
        hands.wait(lambda: self._shown() not in ("", before), lambda: f"no next case: {hands.texts()}")
        return self._shown()

    def _shown(self) -> str:
        named = [card.accessibleName() for card in self._desk.hands.all("decide_target")]
        return next((handle for handle in HANDLES for words in named if handle.title() in words), "")

    def _proposals(self) -> set[str]:
        return set(self._desk.floor.session("zoe")._ledger.catch_up().proposals)

    # ---- what is enforced -------------------------------------------------------------------------------------

    def _enforced(self, cell: Cell, hands: CountingHands) -> None:
        """What was waited for at the window is no less than the constants say."""
        for one in hands.measured_dead:
            assert one > self.dead_ms - SLACK_MS, (cell.name, hands.measured_dead)
        self.measured.extend(hands.measured_dead)
        if Does.HOLD in cell.tally.keys:
            assert hands.measured_hold is not None and hands.measured_hold > self.hold_ms - SLACK_MS, cell.name

    def _held_back(self, cell: Cell, proposal: str) -> None:
        """Nothing reaches the platform before it was held back for its time; what waits for others does not at all."""
        floor, held_back = self._desk.floor, cell.plan.held_back_s
        floor.clock.forward(max(0, held_back - 2))
        pause(100)
        assert not self._carried_out(proposal), f"{cell.name} was carried out too early"
        if not cell.plan.readers:
            floor.clock.forward(3)
            until(lambda: self._carried_out(proposal))

    def _carried_out(self, proposal: str) -> bool:
        effect = self._desk.floor.session("zoe")._ledger.catch_up().effects.get(proposal)
        return effect is not None and effect.outcome is not None

    # ---- restores ---------------------------------------------------------------------------------------------

    def restores(self) -> dict[str, int]:
        """The keys of the gesture from each place that leads to it."""
        standard = {action: handle for handle, (tier, action) in self._wanted.items() if tier is Tier.STANDARD}
        return {
            "recent": self._restored(standard[Action.LIMIT], self._by_recent),
            "search": self._restored(standard[Action.SUSPEND], self._by_search),
            "case": self._restored(standard[Action.LABEL], self._by_case),
        }

    def _restored(self, handle: str, lead: object) -> int:
        assert callable(lead)
        lead(handle)
        hands = self._desk.hands
        for count in range(1, MANY):
            hands.key("r")
            pause(60)
            if self._asked_for(handle):
                hands.wait_for("Visitors see it again")
                assert self._is_back(handle)
                return count
        raise AssertionError(f"{MANY} keys did not restore {handle}: {hands.texts()}")

    def _asked_for(self, handle: str) -> bool:
        return self._desk.hands.sees("Asked. The platform gets it before everything else.") or self._is_back(handle)

    def _is_back(self, handle: str) -> bool:
        found = [e for e in self._desk.floor.session(PERSON).recent(100) if e.account.handle == handle]
        return bool(found) and found[0].restored_at is not None

    def _by_recent(self, handle: str) -> None:
        hands = self._desk.hands
        hands.key(Qt.Key.Key_4, ALT)
        hands.click_row("recent_list", handle.title())
        hands.find("restore_commit")

    def _by_search(self, handle: str) -> None:
        hands = self._desk.hands
        hands.key(Qt.Key.Key_F, CTRL)
        hands.type(handle)
        hands.wait(
            lambda: any(handle.title() in row for row in hands.rows(self._desk.window.palette_sheet.view)), "not found"
        )
        hands.key(Qt.Key.Key_Return)
        hands.find("restore_commit")

    def _by_case(self, handle: str) -> None:
        floor, hands = self._desk.floor, self._desk.hands
        people.report(floor.sandbox, handle, "hate", f"{handle} again")
        floor.clock.forward(READING_S)
        until(lambda: _open_case(self._desk, handle))
        hands.key(Qt.Key.Key_1, ALT)
        QTest.keyClick(hands._focus(), Qt.Key.Key_F5)
        self._desk.open(handle)


def _open_case(desk: Desk, handle: str) -> bool:
    found = desk.floor.session("zoe").find_account(handle)
    return any(f.account.handle == handle and f.case is not None for f in found)


def _timed(case: object, action: Action) -> bool:
    effects = getattr(case, "effects", ())
    return any(e.action is action and e.timed for e in effects)


def _week() -> int:
    from console.ui.panes.decide import DEFAULT_DURATION_S

    return DEFAULT_DURATION_S
