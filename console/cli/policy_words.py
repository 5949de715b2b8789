"""Policies on a command line: which one is meant, and how differences, a simulation and a team's size are shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from console.cli.accounts import tier_word
from console.cli.opened import Office
from console.cli.words import plain, show, show_table
from console.domain.actions import Level
from console.domain.policy import Policy, parse_policy
from console.domain.policy_text import policy_problems
from console.domain.staffing import Missing
from console.domain.state import State
from console.domain.views_office import PolicyDifference, Simulation, SimulationLine, Weight
from console.errors import BadInput, Unavailable
from console.settings.toml_lines import line_of
from console.workstation.office_policy import policy_toml

LARGEST: Final = 1 << 20
"""Bytes of a policy's text at most; a real one has about six thousand."""
_SHORTEST_DIGEST: Final = 4
_ORDER: Final = (Weight.LIGHTER, Weight.HEAVIER, Weight.OTHER)


def text_of(office: Office, state: State, wanted: str, *, only_file: bool = False) -> str:
    """The text of the policy in the file or with the digest ``wanted``; of the one in force for "".

    Raises :class:`BadInput` for what is neither, :class:`Unavailable` for a file that can't be read.
    """
    if wanted and (only_file or Path(wanted).is_file()):
        return read_policy(Path(wanted))
    digest = wanted and digest_of(state, wanted)
    return office.store.read(lambda r: policy_toml(state, r, digest))


def policy_of(office: Office, state: State, wanted: str) -> Policy:
    """The policy in the file or with the digest ``wanted``; raises :class:`BadInput` for a text that is none."""
    return parsed(text_of(office, state, wanted), wanted)


def parsed(toml: str, where: str, to_do: str = "Mend it, and see all of it with: countersign policy check.") -> Policy:
    """The policy in ``toml``; raises :class:`BadInput` with the first line that is wrong in the file ``where``."""
    problems = policy_problems(toml, line_of)
    if not problems:
        return parse_policy(toml)
    first = problems[0]
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    raise BadInput(
        f"This can't be a policy: {first.words.rstrip('.')}{more}",
        where if first.line is None else f"{where}, line {first.line}",
        to_do,
        message_id="policy.problems",
    )


def digest_of(state: State, wanted: str) -> str:
    """The digest of the one policy in the ledger that begins so; raises :class:`BadInput` for none and for several."""
    found = [digest for digest in state.policies if digest.startswith(wanted) and len(wanted) >= _SHORTEST_DIGEST]
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"{'More than one policy of the ledger begins' if found else 'There is no such file, and no policy begins'} so",
        plain(wanted, 80),
        "See them with: countersign policy list.",
        message_id="cli.policy",
    )


def read_policy(file: Path) -> str:
    """A policy's text, byte for byte.

    Raises :class:`Unavailable` where it can't be read, :class:`BadInput` where it is no text.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise Unavailable(
            f"The policy can't be read: {error.strerror or 'unknown reason'}", str(file), "Check the name."
        ) from error
    if len(data) > LARGEST:
        raise BadInput("This is no policy: it is too long", str(file), "Check the name.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("The policy is not UTF-8 text", str(file), "Save it as UTF-8.") from error


def show_differences(found: Sequence[PolicyDifference]) -> None:
    """Each rule that differs, what gets lighter first."""
    if not found:
        show("The two ask for the same everywhere.")
        return
    ordered = sorted(found, key=lambda one: _ORDER.index(one.weight))
    show_table(("", "rule", "before", "after"), [(d.weight.value, d.where, d.before, d.after) for d in ordered])


def differences_json(found: Sequence[PolicyDifference]) -> list[dict[str, str]]:
    """The same for a script."""
    return [{"where": d.where, "before": d.before, "after": d.after, "weight": d.weight.value} for d in found]


def show_staffing(missing: Sequence[Missing]) -> None:
    """Whether the team is large enough, and each cell of the table that it can't meet."""
    if not missing:
        show("The team is large enough for it in three shifts a day.")
        return
    show(team_words(max(one.missing for one in missing)))
    show_table(
        ("tier", "action", "countersigners", "readers per shift", "there in all", "missing per shift"),
        [
            (
                tier_word(one.tier),
                _ACTIONS[one.level],
                str(one.readers),
                str(one.needed_per_shift),
                str(one.there),
                str(one.missing),
            )
            for one in missing
        ],
    )
    show('"there in all" counts who may read for the author with the fewest colleagues of other teams.')


_ACTIONS: Final = {
    Level.DISMISS: "dismiss",
    Level.MARK: "warn, label",
    Level.CURB: "remove content, limit",
    Level.SUSPEND: "suspend",
    Level.DEACTIVATE: "deactivate",
}


def team_words(missing: int) -> str:
    """Whether the team is large enough, in one sentence."""
    if not missing:
        return "The team is large enough for it in three shifts a day."
    return f"The team is too small: in each shift {missing} more {'is' if missing == 1 else 'are'} needed who can read."


def show_simulation(done: Simulation) -> None:
    """What was proposed, by tier and action, and what it would have met."""
    show(f"{done.total} proposals in the last {done.days} days; {done.changed} would have met something else.")
    if done.lines:
        show_table(
            ("tier", "action", "cases", "", "steps", "readers", "wait"),
            [
                (
                    one.tier.value.replace("_", " "),
                    one.action.value.replace("_", " "),
                    str(one.count),
                    "same" if one.weight is Weight.OTHER and not _steps(one) else one.weight.value,
                    _steps(one) or "same",
                    _change(str(one.readers_now), str(one.readers_then)),
                    _change(f"{one.wait_now_s} s", f"{one.wait_then_s} s"),
                )
                for one in done.lines
            ],
        )
    show(f"Waits together: {done.more_wait_s} s more, {done.less_wait_s} s less.")
    show(f"Second readings: {done.more_readings} more, {done.fewer_readings} fewer.")
    if done.unknown:
        show(f"{done.unknown} proposals are left out: they were made under a policy that is not in the ledger.")


def _steps(line: SimulationLine) -> str:
    """Steps that come and go, in words; "" for none."""
    gone = [f"without {_word(step)}" for step in line.steps_now if step not in line.steps_then]
    new = [f"with {_word(step)}" for step in line.steps_then if step not in line.steps_now]
    return ", ".join((*gone, *new))


def _word(step: str) -> str:
    return step.replace("_", " ")


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} -> {after}"


def simulation_json(done: Simulation) -> dict[str, object]:
    """The same for a script."""
    return {
        "days": done.days,
        "proposals": done.total,
        "changed": done.changed,
        "more_wait_s": done.more_wait_s,
        "less_wait_s": done.less_wait_s,
        "more_readings": done.more_readings,
        "fewer_readings": done.fewer_readings,
        "unknown": done.unknown,
        "lines": [
            {
                "tier": one.tier.value,
                "action": one.action.value,
                "cases": one.count,
                "weight": one.weight.value,
                "before": {"steps": list(one.steps_now), "readers": one.readers_now, "wait_s": one.wait_now_s},
                "after": {"steps": list(one.steps_then), "readers": one.readers_then, "wait_s": one.wait_then_s},
            }
            for one in done.lines
        ],
    }
