"""What friction costs: keys, pointer targets and enforced waiting of every (tier, action) of the default policy.

A real window on a real store and sandbox, driven by keyboard in a process of its own; the floor's clock is moved, so
that nobody sits through cooling-offs, and what was counted is checked against what window and platform enforce.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from console.domain.actions import Action, Tier
from console.domain.friction import Plan
from console.ui import words
from tests.bench.figures import Figure
from tests.bench.keystrokes import SHIFT, SHIFT_S, Does, Tally, mix

ROOT = Path(__file__).resolve().parents[2]
DISMISS_KEYS, SUSPEND_KEYS, RESTORE_KEYS = 1, 5, 2
SHARE = 0.01
"""Of a shift of eight hours, for everything that only friction asks for."""
SLACK_MS = 15.0
"""How much shorter than it should be a dead time or a hold may be measured; longer it is on a machine that is busy."""
PERSON = "bruno"
HANDLES = (
    "amberfield", "bluewharf", "cedarlane", "dunehollow", "elmcrossing", "foxglovehill", "granitepier",
    "heronmarsh", "ivorybridge", "junipercape", "kestrelrow", "lindenquay", "mapleorchard", "northgateinn",
    "oakenmill", "pinevalley", "quarrystone", "riverbendpub", "saltmeadow", "thistledown", "umberforge",
)  # fmt: skip
"""One account for each (tier, action), so unlike each other that none is taken for another."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One (tier, action): the plan, and what it took."""

    tier: Tier
    action: Action
    plan: Plan
    tally: Tally

    @property
    def name(self) -> str:
        """``head_of_state deactivate``."""
        return f"{self.tier.value} {self.action.value}"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """All that the process at the window found out.  ``restore`` has the keys from each place that leads there."""

    dead_ms: int
    hold_ms: int
    cells: tuple[Cell, ...]
    restore: dict[str, int]


def measure() -> list[Figure]:
    """Keys of dismiss, suspend and restore, and the share of a shift, each against its goal."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.friction"], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"friction bench: {done.stderr.decode()[-4000:]}")
    return figures(msgspec.json.decode(done.stdout.splitlines()[-1], type=Said))


# --- what it comes to -------------------------------------------------------------------------------------------------


def figures(said: Said) -> list[Figure]:
    """The four figures; the table and what was checked stand with the last."""
    by_name = {cell.name: cell for cell in said.cells}
    dismiss, suspend = by_name["standard dismiss"].tally, by_name["standard suspend"].tally
    restore = max(said.restore.values())
    low, high = share(said.cells, Tier.STANDARD)
    worst = share(said.cells, Tier.HEAD_OF_STATE)[1]
    more = (
        *table(said),
        f"a shift of {SHIFT}: {low:.2%} to {high:.2%} of eight hours (handles at 0.5 to 0.75 s a character) for "
        f"sentence, handle, hold and outlasting waits; were every account a head of state, {worst:.2%}",
        f"with clause and justification as well, {whole(said.cells, Tier.STANDARD):.2%}",
    )
    return [
        _keys("friction dismiss", dismiss.pressed, DISMISS_KEYS, "standard dismiss"),
        _keys("friction suspend", suspend.pressed, SUSPEND_KEYS, f"standard suspend, and {suspend.text} characters"),
        _keys(
            "friction restore",
            restore,
            RESTORE_KEYS,
            "restore, from " + ", ".join(f"{place} {keys}" for place, keys in said.restore.items()),
        ),
        Figure("friction share", high / SHARE, 1.0, True, high * 100, SHARE * 100, "%", "of a shift", more),
    ]


def _keys(name: str, pressed: int, goal: int, what: str) -> Figure:
    return Figure(name, pressed / goal, 1.0, True, pressed, goal, "keys", what)


def share(cells: tuple[Cell, ...], tier: Tier) -> tuple[float, float]:
    """What part of a shift goes into what only friction asks for, were every account of that tier."""
    counted = {cell.action.value: cell.tally.counted_s() for cell in cells if cell.tier is tier}
    low, high = (sum(SHIFT * part * counted[action][end] for action, part in mix().items()) for end in (0, 1))
    return low / SHIFT_S, high / SHIFT_S


def whole(cells: tuple[Cell, ...], tier: Tier) -> float:
    """What part goes into everything that stands between the action's key and the end of the commit."""
    first = Tally(keys=[Does.ACTION]).keyboard_s()[1]
    cost = {cell.action.value: cell.tally.keyboard_s()[1] - first for cell in cells if cell.tier is tier}
    return sum(SHIFT * part * cost[action] for action, part in mix().items()) / SHIFT_S


def table(said: Said) -> list[str]:
    """A line for each cell: keys, what is typed, targets, waits of one's own and of others, seconds by the model."""
    head = (
        f"{'tier, action':<29} {'keys':>4} {'text':>4} {'handle':>6} {'secret':>6} {'targets':>7} {'waits':>7}  "
        f"{'by keyboard':>13} {'by mouse':>13}  {'others':<10} then"
    )
    order = [(tier, action) for tier in Tier for action in Action]
    return [head, *(_line(cell) for cell in sorted(said.cells, key=lambda cell: order.index((cell.tier, cell.action))))]


def _line(cell: Cell) -> str:
    tally, plan = cell.tally, cell.plan
    others = f"{plan.readers} blind" if plan.readers else "none"
    after = []
    if plan.cooling_off_s:
        after.append(f"{words.wait(plan.cooling_off_s)} cooling-off")
    if plan.held_back_s:
        after.append(f"{words.wait(plan.held_back_s)} held back")
    typed = f"{tally.text:>4} {tally.handle:>6} {tally.secret:>6}"
    return (
        f"{cell.tier.value + ', ' + cell.action.value:<29} {tally.pressed:>4} {typed} {len(tally.targets):>7} "
        f"{tally.enforced_ms / 1000:>5.1f} s  {_span(tally.keyboard_s()):>13} {_span(tally.pointer_s()):>13}  "
        f"{others:<10} {', '.join(after) or 'at once'}"
    )


def _span(seconds: tuple[float, float]) -> str:
    low, high = seconds
    return f"{low:.1f} s" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f} s"


# --- in the process that is measured ---------------------------------------------------------------------------------


def child() -> int:
    """Every cell at the window, then a restore from each place; says what it took as JSON."""
    from tests.bench.friction_window import Window

    with tempfile.TemporaryDirectory() as folder:
        with Window(Path(folder)) as window:
            said = Said(
                dead_ms=window.dead_ms, hold_ms=window.hold_ms, cells=tuple(window.cells()), restore=window.restores()
            )
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(child())
