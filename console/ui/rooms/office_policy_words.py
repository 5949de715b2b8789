"""Policies in words: what is wrong with a text, what gets lighter and heavier, and what would have been."""

from __future__ import annotations

from datetime import datetime

from console.domain.documents import StepKind
from console.domain.views_office import CheckedPolicy, PolicyLine, Simulation, SimulationLine, Weight
from console.ui import words
from console.ui.panes.action_row import ACTION_WORDS, STEP_WORDS
from console.ui.rooms.lines import Line
from console.ui.text import one_line
from console.ui.widgets.paint import TIER_WORDS

WEIGHTS: dict[Weight, tuple[str, str]] = {
    Weight.LIGHTER: ("lighter", "head_of_state"),
    Weight.HEAVIER: ("heavier", "restore"),
    Weight.OTHER: ("other", "muted"),
}
_ORDER = (Weight.LIGHTER, Weight.HEAVIER, Weight.OTHER)


def policy_line(policy: PolicyLine, now: datetime) -> Line:
    """How a policy stands in the list."""
    by = "" if policy.author is None else f"{one_line(policy.author.name, 60)}, "
    state = "in force" if policy.in_force else ""
    return Line(
        policy.digest,
        one_line(policy.name, 80) or "without a name",
        f"{by}{words.ago(policy.at, now)} \u00b7 {policy.digest[:12]}",
        mark="tightened, in force" if policy.tightened and policy.in_force else state,
        tone="restore",
        hover=f"{policy.digest}\n{words.exact(policy.at)}",
    )


def problem_lines(checked: CheckedPolicy) -> tuple[Line, ...]:
    """What is wrong, a line each."""
    return tuple(
        Line(
            f"{at}",
            "The text as a whole" if problem.line is None else f"Line {problem.line}",
            one_line(problem.words, 400),
            mark="mend this",
            tone="harm",
        )
        for at, problem in enumerate(checked.problems)
    )


def difference_lines(checked: CheckedPolicy) -> tuple[Line, ...]:
    """What differs from the policy in force: what gets lighter first, and where people are missing."""
    found = sorted(checked.differences, key=lambda one: _ORDER.index(one.weight))
    lines = [
        Line(
            one.where,
            one_line(one.where, 120),
            f"{one_line(one.before, 200) or 'nothing'} \u2192 {one_line(one.after, 200) or 'nothing'}",
            mark=WEIGHTS[one.weight][0],
            tone=WEIGHTS[one.weight][1],
        )
        for one in found
    ]
    if checked.staffing is not None:
        lines += [
            Line(f"staffing {at}", "People", one_line(said, 400), mark="too few", tone="head_of_state")
            for at, said in enumerate(checked.staffing.words)
        ]
    return tuple(lines)


def checked_words(checked: CheckedPolicy) -> str:
    """The outcome of a check in one sentence."""
    if checked.problems:
        return f"{words.of(len(checked.problems), 'thing')} to mend."
    missing = 0 if checked.staffing is None else checked.staffing.missing
    short = f" {words.of(missing, 'person is', 'people are')} missing per shift." if missing else ""
    if checked.in_force and not checked.differences:
        return f"This is the policy in force.{short}"
    counts = [
        f"{many} {WEIGHTS[weight][0]}"
        for weight in _ORDER
        if (many := sum(one.weight is weight for one in checked.differences))
    ]
    said = words.listed(counts) if counts else "no rule differs"
    who = "two administrators adopt it" if checked.lighter else "one administrator may put it in force"
    return f"Against the policy in force: {said}; {who}.{short}"


def simulation_words(found: Simulation) -> str:
    """What would have been, in one sentence."""
    if not found.total:
        return f"Nothing was proposed in the last {found.days} days."
    parts = [f"{found.changed:,} would have met something else" if found.changed else "nothing changes"]
    amounts = (
        ("waits", words.span(found.more_wait_s) if found.more_wait_s else "", "longer in all"),
        ("waits", words.span(found.less_wait_s) if found.less_wait_s else "", "shorter in all"),
        ("second readings:", f"{found.more_readings:,}" if found.more_readings else "", "more"),
        ("second readings:", f"{found.fewer_readings:,}" if found.fewer_readings else "", "fewer"),
    )
    parts += [f"{what} {much} {way}" for what, much, way in amounts if much]
    left = (
        f" {words.of(found.unknown, 'proposal')} left out: their policy is not in the ledger." if found.unknown else ""
    )
    return f"Last {found.days} days, {words.of(found.total, 'proposal')}: {'; '.join(parts)}.{left}"


def simulation_lines(found: Simulation) -> tuple[Line, ...]:
    """Tier by action: what was met, and what would have been."""
    order = sorted(found.lines, key=lambda one: (_ORDER.index(one.weight), -one.count))
    return tuple(
        Line(
            f"{at}",
            f"{ACTION_WORDS[one.action]}, {TIER_WORDS[one.tier]}: {words.of(one.count, 'proposal')}",
            _met(one),
            mark="" if one.weight is Weight.OTHER else WEIGHTS[one.weight][0],
            side="as before" if one.weight is Weight.OTHER else "",
            tone=WEIGHTS[one.weight][1],
            tier=one.tier,
        )
        for at, one in enumerate(order)
    )


def _met(one: SimulationLine) -> str:
    before = _steps(one.steps_now, one.readers_now, one.wait_now_s)
    after = _steps(one.steps_then, one.readers_then, one.wait_then_s)
    return before if before == after else f"{before}\n\u2192 {after}"


def _steps(steps: tuple[str, ...], readers: int, wait_s: int) -> str:
    parts = [STEP_WORDS[StepKind(step)] for step in steps]
    if readers:
        parts.append(words.of(readers, "second reader"))
    if wait_s:
        parts.append(f"{words.wait(wait_s)} of waiting")
    return ", ".join(parts) or "one key"
