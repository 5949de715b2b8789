"""Two policies side by side: every difference, and whether it makes something lighter (DESIGN.md I5; A34, A36).

What gets lighter has to be adopted by two administrators.  When in doubt a difference counts as lighter.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.domain.actions import Action, Level, Tier
from console.domain.policy import Cell, Clause, Policy


class Weighs(StrEnum):
    """Which way a difference goes."""

    LIGHTER = "lighter"
    HEAVIER = "heavier"
    NEITHER = "neither"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that differs: ``where`` as the policy's own key, before and after in plain words."""

    where: str
    before: str
    after: str
    weighs: Weighs


class Direction(StrEnum):
    """How a number of the policy is to be read."""

    LESS_IS_HEAVIER = "less_is_heavier"
    MORE_IS_HEAVIER = "more_is_heavier"
    EITHER = "either"
    """No direction is safe, so every change counts as lighter."""


_LESS, _MORE, _EITHER = Direction.LESS_IS_HEAVIER, Direction.MORE_IS_HEAVIER, Direction.EITHER

LIMITS: dict[str, Direction] = {
    "claim_lease_s": _EITHER,
    "claims_per_person": _LESS,
    "pending_per_person": _LESS,
    "sign_within_s": _LESS,
    "carry_out_within_s": _LESS,
    "fast_window_s": _EITHER,  # longer makes restoring easier, and a restorer alone more powerful
    "lock_after_restore_s": _MORE,
    "restores_per_hour": _EITHER,
    "restore_same_account_s": _EITHER,
    "last_day_s": _MORE,
    "long_shift_s": _LESS,
    "longest_shift_s": _LESS,
    "account_actions_per_hour": _LESS,
    "break_after_s": _LESS,
    "page_after_s": _LESS,
    "draw_again_after_s": _EITHER,
    "widen_after_s": _MORE,
    "same_readers_s": _MORE,
    "stop_again_s": _EITHER,
    "undo_asks_after_s": _EITHER,
    "dead_time_ms": _MORE,
    "hold_ms": _MORE,
    "justification_chars": _MORE,
    "skips_per_day": _LESS,
    "register_confirmed_s": _LESS,
    "lower_tier_after_s": _MORE,
    "flag_look_back_s": _MORE,
    "interrupted_after_s": _LESS,
    "watch_every_s": _LESS,
    "canary_per_mille": _MORE,
}
"""Every limit and its direction; one that is missing here counts as EITHER."""


def compare(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Every difference between two policies, in the order of the file: table, limits, severities, clauses."""
    found: list[Difference] = []
    for tier in Tier:
        for level in Level:
            where = f"friction.{tier}.{level}"
            found += _cells(where, old.friction.row(tier).cell(level), new.friction.row(tier).cell(level))
    for name in new.limits.__struct_fields__:
        number = _number(f"limits.{name}", getattr(old.limits, name), getattr(new.limits, name), limit(name))
        found += number
    for action in Action:
        found += _number(f"severity.{action}", old.severity.of(action), new.severity.of(action), _EITHER)
    for tier in Tier:
        before, after = old.rereading_per_mille.per_mille(tier), new.rereading_per_mille.per_mille(tier)
        found += _number(f"rereading_per_mille.{tier}", before, after, _MORE)
    found += _clauses(old, new)
    if old.name != new.name:
        found.append(Difference(where="name", before=old.name, after=new.name, weighs=Weighs.NEITHER))
    return tuple(found)


def lighter(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """What makes adopting ``new`` in place of ``old`` need two administrators; empty when nothing does (I5)."""
    return tuple(difference for difference in compare(old, new) if difference.weighs is Weighs.LIGHTER)


def limit(name: str) -> Direction:
    """How the limit of this name is to be read."""
    return LIMITS.get(name, _EITHER)


def _number(where: str, before: int, after: int, direction: Direction) -> list[Difference]:
    if before == after:
        return []
    if direction is _EITHER:
        weighs = Weighs.LIGHTER
    else:
        weighs = Weighs.HEAVIER if (after > before) == (direction is _MORE) else Weighs.LIGHTER
    return [Difference(where=where, before=str(before), after=str(after), weighs=weighs)]


def _cells(where: str, before: Cell, after: Cell) -> list[Difference]:
    found: list[Difference] = []
    gone = [step for step in before.steps if step not in after.steps]
    come = [step for step in after.steps if step not in before.steps]
    if before.steps != after.steps:
        weighs = Weighs.LIGHTER if gone else Weighs.HEAVIER if come else Weighs.NEITHER
        found.append(Difference(where=f"{where}.steps", before=_listed(before), after=_listed(after), weighs=weighs))
    for name in ("readers", "cooling_off_s"):
        found += _number(f"{where}.{name}", getattr(before, name), getattr(after, name), _MORE)
    readers_come = after.readers > 0 and before.readers == 0
    held = _number(f"{where}.held_back_s", before.held_back_s, after.held_back_s, _MORE)
    if held and readers_come and after.held_back_s < before.held_back_s:
        # what another person has to sign waits anyway: the author's own undo goes on until the order
        held = [msgspec.structs.replace(held[0], weighs=Weighs.NEITHER)]
    return found + held


def _listed(cell: Cell) -> str:
    return ", ".join(cell.steps) or "none"


def _clauses(old: Policy, new: Policy) -> list[Difference]:
    """A clause that comes gives a new ground to act; one that goes takes a ground away; its group decides agreement."""
    found: list[Difference] = []
    before, after = {c.id: c for c in old.clauses}, {c.id: c for c in new.clauses}
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        where = f"clauses.{name}"
        if was is None or now is None:
            weighs = Weighs.HEAVIER if now is None else Weighs.LIGHTER
            found.append(Difference(where=where, before=_called(was), after=_called(now), weighs=weighs))
            continue
        found.append(Difference(where=where, before=_called(was), after=_called(now), weighs=_clause_weighs(was, now)))
    return found


def _clause_weighs(was: Clause, now: Clause) -> Weighs:
    """Group, text and *stays down* decide what may be done and undone; title and offered reasons are for reading."""
    if (was.group, was.text, was.stays_down) != (now.group, now.text, now.stays_down):
        return Weighs.LIGHTER
    return Weighs.NEITHER


def _called(clause: Clause | None) -> str:
    if clause is None:
        return "none"
    return f"{clause.title} ({clause.group}{', stays down' if clause.stays_down else ''})"
