"""Wrong effects per 100,000 actions: our friction and handoff, against three other consoles with the same operator.

First the numbers that were worked out by hand are reproduced; where they are not, nothing else is said.  Then slips of
the hand are put to the real widgets (``slip_widgets.py``), what follows from them is simulated (``slip_sim.py``), and
weighed by the operator's rates (``slip_people.py``), after three weeks of work, without undo and without stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from console.domain.actions import Action, Tier
from tests.bench.figures import Figure
from tests.bench.keystrokes import Tally, mix
from tests.bench.slip_gauntlets import PLANS, Gauntlet, tally
from tests.bench.slip_hazards import Hazard, Wrong, of_ours, of_peer
from tests.bench.slip_peers import Peer
from tests.bench.slip_people import BY_HAND, FRESH, HIGH, LOW, SWEEPS, TOLERANCE, Error, Look, Operator, Slip
from tests.bench.slip_sim import PER, SESSIONS, Estimate, Run, exact, simulate, weigh
from tests.bench.slip_widgets import Said, driving

WORN = Operator()
"""The operator of the tables: rates in the middle of their ranges, texts worn after three weeks."""
TEXT, HANDLE, SECRET, SENTENCE = 37, 12, 29, 45
"""Characters of a justification, a handle and a passphrase, and words of a sentence: as ``friction`` meets them."""
INPUTS = 5
HAND_SESSIONS = 300_000
_SOLO = (Look.PICTURE, Look.SENTENCE, Look.HANDLE)
BY_HAND_GAUNTLETS: dict[str, Gauntlet] = {
    "one dialog": Gauntlet((Look.CLICK,)),
    "all solo steps": Gauntlet(_SOLO),
    "and a checker who sees the verdict": Gauntlet(_SOLO, readers=1, blind=False),
    "and a blind one": Gauntlet(_SOLO, readers=1),
    "and two blind": Gauntlet(_SOLO, readers=2),
}


@dataclass(frozen=True)
class Row:
    """One (tier, action): what goes wrong in each console, what caught wrong targets in ours, and what it costs."""

    tier: Tier
    action: Action
    ours: Estimate
    lighter: Estimate
    peers: dict[str, Estimate]
    caught: dict[str, float]
    cost: Tally

    def ratio(self, peer: str) -> float:
        """Ours to another console's."""
        return self.ours.value / self.peers[peer].value


def measure() -> list[Figure]:
    """The numbers by hand; then, for each other console, the (tier, action) where ours is worst against it.

    Wrong effects are those on an account that was not meant, and those that do more than was meant.
    """
    with driving() as outcome:
        hand = by_hand()
        if not hand.holds:
            return [hand]
        said = outcome()
    rows = [_row(tier, action, said) for tier in Tier for action in Action]
    figures = [hand]
    for peer in Peer:
        worst = max(rows, key=lambda row: row.ratio(peer))
        figures.append(
            Figure(
                f"slips {peer.value}", worst.ratio(peer), 1.0, True, worst.ours.value, worst.peers[peer].value,
                "per 100,000", f"worst of all: {worst.tier.value} {worst.action.value}",
            )
        )  # fmt: skip
    more = (*table(rows), *totals(said), *hands(said), *tornado(said), *prevalence(rows))
    figures[-1] = replace(figures[-1], more=tuple(more))
    return figures


# --- the numbers by hand ----------------------------------------------------------------------------------------------


def by_hand() -> Figure:
    """Wrong targets alone, nothing worn, no undo and no third person: simulated, and against what was worked out."""
    worst, lines = 0.0, []
    for name, wanted in BY_HAND.items():
        run = simulate(BY_HAND_GAUNTLETS[name], Error.TARGET, FRESH, HAND_SESSIONS, third_person=False)
        found = tuple(end.wrong_target * PER * run.share for end in (LOW, HIGH))
        worst = max(worst, *(abs(a / b - 1) for a, b in zip(found, wanted, strict=True)))
        lines.append(f"{name:<36} {found[0]:6.1f} to {found[1]:5.1f}, by hand {wanted[0]:g} to {wanted[1]:g}")
    return Figure(
        "slips by hand",
        worst / TOLERANCE,
        1.0,
        True,
        worst * 100,
        TOLERANCE * 100,
        "%",
        "worst deviation",
        tuple(lines),
    )


# --- every tier and action --------------------------------------------------------------------------------------------


def _parts(hazards: Iterable[Hazard], wrong: Iterable[Wrong]) -> Iterator[tuple[float, Run]]:
    kinds = set(wrong)
    for hazard in hazards:
        if hazard.wrong in kinds:
            yield hazard.rate(WORN), simulate(hazard.gauntlet, hazard.error, WORN)
            if hazard.instead_of is not None:
                yield -hazard.rate(WORN), simulate(hazard.instead_of, hazard.error, WORN)


_EFFECTS = (Wrong.TARGET, Wrong.HEAVIER)


def _row(tier: Tier, action: Action, said: Said) -> Row:
    mine = of_ours(tier, action, said)
    target = simulate(mine[0].gauntlet, Error.TARGET, WORN)
    peers = {peer.value: weigh(_parts(of_peer(peer.value, action, said), _EFFECTS)) for peer in Peer}
    return Row(
        tier=tier,
        action=action,
        ours=weigh(_parts(mine, _EFFECTS)),
        lighter=weigh(_parts(mine, (Wrong.LIGHTER,))),
        peers=peers,
        caught={name: many / target.sessions for name, many in target.caught} | {"nothing": target.share},
        cost=tally(PLANS[tier, action], text=TEXT, handle=HANDLE, secret=SECRET, read=SENTENCE),
    )


def table(rows: list[Row]) -> Iterator[str]:
    """A line for each (tier, action)."""
    yield (
        f"{'wrong effects per 100,000':<29} {'ours, 95 %':<24} {'one dialog':>10} {'typed name':>11} {'checker':>9}  "
        f"{'keys':>4} {'seconds':>7}  lighter than meant; what caught wrong targets"
    )
    for row in rows:
        against = [f"x {row.ratio(peer.value):.3f}" for peer in Peer]
        instead = "-" if row.action is Action.DISMISS else row.lighter.words()
        caught = ", ".join(f"{name} {share:.1%}" for name, share in row.caught.items())
        yield (
            f"{row.tier.value + ', ' + row.action.value:<29} {row.ours.words():<24} {against[0]:>10} {against[1]:>11} "
            f"{against[2]:>9}  {row.cost.pressed:>4} {row.cost.keyboard_s()[1]:>7.1f}  {instead}; {caught}"
        )


def totals(said: Said) -> Iterator[str]:
    """All decisions of a shift's mix, were every account of that tier; and those on accounts alone."""
    for what, shares in (("a shift's mix", mix()), ("the same without dismissals", _without_dismissals())):
        for tier in Tier:
            mine = weigh(_mixed(shares, partial(of_ours, tier, said=said)))
            others = {peer.value: weigh(_mixed(shares, partial(of_peer, peer.value, said=said))) for peer in Peer}
            against = ", ".join(
                f"{name} {one.value:.4g} (x {mine.value / one.value:.3f})" for name, one in others.items()
            )
            low, high = (
                sum(share * expected(of_ours(tier, Action(action), said), operator) for action, share in shares.items())
                for operator in (LOW, HIGH)
            )
            yield f"{what}, all {tier.value}: {mine.words()}, from low to high rates {low:.3g} to {high:.3g}; {against}"


def _without_dismissals() -> dict[str, float]:
    rest = {action: share for action, share in mix().items() if action != Action.DISMISS.value}
    return {action: share / sum(rest.values()) for action, share in rest.items()}


def _mixed(shares: dict[str, float], hazards: Callable[[Action], list[Hazard]]) -> Iterator[tuple[float, Run]]:
    for action, share in shares.items():
        for rate, run in _parts(hazards(Action(action)), _EFFECTS):
            yield rate * share, run


def hands(said: Said) -> Iterator[str]:
    """What the window did with slips of the hand."""
    yield "slips of the hand at the real steps, each at every place where it can happen:"
    for slip in Slip:
        played = [one for one in said.played if one.slip is slip]
        if slip is Slip.WRONG_TARGET or not played:
            continue
        twice = sum(one.commits > 1 for one in played)
        stayed = sum(one.commits == 0 for one in played)
        looks = sum(bool(one.skipped and one.commits) for one in played)
        yield (
            f"  {slip.value:<16} {len(played):>3} played: {twice} committed twice, {looks} passed a look unmet, "
            f"{stayed} left it uncommitted, the rest did what was meant"
        )
    wrong = [
        f"{one.got.value} for {one.wanted.value}" for one in said.crossed if one.commits and one.tier is Tier.STANDARD
    ]
    yield f"  another action's key: {len(said.crossed)} played; at standard these were committed: {', '.join(wrong)}"


# --- which inputs matter ----------------------------------------------------------------------------------------------


def expected(hazards: Iterable[Hazard], operator: Operator) -> float:
    """Wrong effects per 100,000 by the formula, for inputs that are swept."""
    total = 0.0
    for hazard in hazards:
        if hazard.wrong in _EFFECTS:
            passes = exact(hazard.gauntlet, hazard.error, operator)
            if hazard.instead_of is not None:
                passes -= exact(hazard.instead_of, hazard.error, operator)
            total += hazard.rate(operator) * passes
    return total * PER


def tornado(said: Said) -> Iterator[str]:
    """The inputs that move the result most, each swept alone over its range."""
    for tier, action in ((Tier.STANDARD, Action.SUSPEND), (Tier.HEAD_OF_STATE, Action.DEACTIVATE)):
        hazards = of_ours(tier, action, said)
        swept = {
            name: tuple(expected(hazards, replace(WORN, **{name: end})) for end in ends)
            for name, ends in SWEEPS.items()
        }
        order = sorted(swept, key=lambda name: abs(swept[name][1] - swept[name][0]), reverse=True)
        yield f"what matters most, {tier.value} {action.value} ({expected(hazards, WORN):.3g}):"
        for name in order[:INPUTS]:
            (low, high), (few, many) = SWEEPS[name], swept[name]
            yield f"  {name:<16} {low:.3g} to {high:.3g}: {few:.3g} to {many:.3g}"


def prevalence(rows: list[Row]) -> Iterator[str]:
    """What it would be if second readers never saw anything but takedowns."""
    rare = replace(WORN, reader_miss=SWEEPS["reader_miss"][1])
    row = next(r for r in rows if r.tier is Tier.HEAD_OF_STATE and r.action is Action.DEACTIVATE)
    run = simulate(BY_HAND_GAUNTLETS["and two blind"], Error.TARGET, rare)
    found = weigh([(rare.wrong_target, run)])
    yield (
        f"without dismissals and canaries in the queue, head_of_state deactivate: {found.words()} wrong targets "
        f"instead of {row.ours.words()} wrong effects ({SESSIONS:,} sessions for each error)"
    )
