"""The policy: tiers x levels -> steps, readers and waits; limits; clauses.  Loaded from TOML, named by its digest."""

from __future__ import annotations

import hashlib
import tomllib

import msgspec

from console.domain.actions import MOST_DURATION_S, Action, Level, Tier
from console.domain.documents import StepKind
from console.errors import BadInput

OWN_STEPS = (StepKind.CLAUSE, StepKind.JUSTIFICATION, StepKind.SENTENCE, StepKind.HANDLE, StepKind.HOLD)
MOST_READERS = 20
"""More than any team has: a policy that asks for more would let nothing pass, and is a slip of the hand."""


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One cell of the friction table: the author's steps in order, the readers, and the waits in seconds."""

    steps: tuple[StepKind, ...] = ()
    readers: int = 0
    held_back_s: int = 0
    cooling_off_s: int = 0


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One tier's row of the friction table."""

    dismiss: Cell
    mark: Cell
    curb: Cell
    suspend: Cell
    deactivate: Cell

    def cell(self, level: Level) -> Cell:
        """The cell of one column."""
        by_level = {
            Level.DISMISS: self.dismiss,
            Level.MARK: self.mark,
            Level.CURB: self.curb,
            Level.SUSPEND: self.suspend,
            Level.DEACTIVATE: self.deactivate,
        }
        return by_level[level]


class Friction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The table, a row for each tier; no row can be left out (I4: what is not known means no)."""

    standard: Row
    verified: Row
    head_of_state: Row

    def row(self, tier: Tier) -> Row:
        """The row of one tier."""
        return {
            Tier.STANDARD: self.standard,
            Tier.VERIFIED: self.verified,
            Tier.HEAD_OF_STATE: self.head_of_state,
        }[tier]


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule of the platform: ``reasons`` are the reports' reasons for which it is offered first."""

    id: str
    group: str
    title: str
    text: str
    reasons: tuple[str, ...] = ()
    stays_down: bool = False


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Times in seconds (``_s``) or milliseconds (``_ms``), and counts."""

    claim_lease_s: int
    claims_per_person: int
    pending_per_person: int
    sign_within_s: int
    carry_out_within_s: int
    fast_window_s: int
    lock_after_restore_s: int
    restores_per_hour: int
    restore_same_account_s: int
    last_day_s: int
    long_shift_s: int
    longest_shift_s: int
    account_actions_per_hour: int
    break_after_s: int
    page_after_s: int
    draw_again_after_s: int
    widen_after_s: int
    same_readers_s: int
    stop_again_s: int
    undo_asks_after_s: int
    dead_time_ms: int
    hold_ms: int
    justification_chars: int
    skips_per_day: int
    register_confirmed_s: int
    lower_tier_after_s: int = 86400
    """From the second administrator's consent until a protection is really lowered (A35)."""
    flag_look_back_s: int = 604800
    """So long a flag that the platform took down still counts (A35)."""
    interrupted_after_s: int = 300
    """After so long away from a case its account is shown again before anything can be committed."""
    watch_every_s: int = 10
    """How often protected accounts are compared with the ledger (I13)."""
    canary_per_mille: int = 300
    """Of a thousand readings that hide one with a proposal behind it, so many are canaries while there are any."""


class Severity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How severe each action is; a finding agrees with an equal severity or one above (PROTOCOL.md section 4.3)."""

    dismiss: int
    warn: int
    label: int
    remove_content: int
    limit: int
    suspend: int
    deactivate: int

    def of(self, action: Action) -> int:
        """The number of one action."""
        number: int = getattr(self, action.value)
        return number


class Rereading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many of a thousand dismissals of a tier get a second reading."""

    standard: int
    verified: int
    head_of_state: int

    def per_mille(self, tier: Tier) -> int:
        """Of a thousand dismissals of ``tier``."""
        number: int = getattr(self, tier.value)
        return number


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole policy."""

    name: str
    limits: Limits
    severity: Severity
    rereading_per_mille: Rereading
    friction: Friction
    clauses: tuple[Clause, ...]

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with this id, if the policy has it."""
        return next((c for c in self.clauses if c.id == clause_id), None)

    def clause_groups(self) -> dict[str, str]:
        """Clause id to group."""
        return {c.id: c.group for c in self.clauses}


def policy_digest(toml: str) -> str:
    """Hex SHA-256 of the policy's exact UTF-8 bytes: its version."""
    return hashlib.sha256(toml.encode()).hexdigest()


def parse_policy(toml: str, where: str = "policy") -> Policy:
    """The policy in ``toml``; raises :class:`BadInput` naming line or key when it isn't one that may be adopted.

    Floors that no policy can undercut: a protected tier has at least one reader for every action but a dismissal
    (I1, A7), a wait is never negative, heavier columns and tiers never ask for fewer readers.
    """
    try:
        policy = msgspec.convert(tomllib.loads(toml), Policy, strict=True)
    except tomllib.TOMLDecodeError as error:
        raise BadInput("The policy is not valid TOML", where, f"Mend this first: {error}.") from error
    except msgspec.ValidationError as error:
        raise BadInput("The policy does not have the shape of a policy", where, f"Mend this first: {error}.") from error
    problems = [*_problems(policy)]
    if problems:
        raise BadInput("The policy can't be adopted", where, f"Mend this first: {problems[0]}.", problems=problems)
    return policy


def _problems(policy: Policy) -> list[str]:
    found: list[str] = []
    ids = [c.id for c in policy.clauses]
    if not ids:
        found.append("there is no clause")
    found += [f"clause {c} stands there twice" for c in sorted({c for c in ids if ids.count(c) > 1})]
    found += [
        f"clause {c.id!r} lacks group, title or text" for c in policy.clauses if not (c.group and c.title and c.text)
    ]
    for name in policy.limits.__struct_fields__:
        if getattr(policy.limits, name) <= 0:
            found.append(f"limits.{name} must be above 0 (a threshold of nothing means no)")
        if getattr(policy.limits, name) > MOST_DURATION_S:
            found.append(f"limits.{name} must be at most {MOST_DURATION_S}")
    for tier in Tier:
        found += _row_problems(tier, policy.friction.row(tier))
        if not 0 <= policy.rereading_per_mille.per_mille(tier) <= 1000:
            found.append(f"rereading_per_mille.{tier} must lie between 0 and 1000")
    numbers = [policy.severity.of(a) for a in Action]
    if numbers != sorted(numbers) or numbers[0] < 0:
        found.append("severity must not fall from dismiss to deactivate")
    return found


def _row_problems(tier: Tier, row: Row) -> list[str]:
    found: list[str] = []
    before = 0
    for level in Level:
        cell, where = row.cell(level), f"friction.{tier}.{level}"
        if any(step not in OWN_STEPS for step in cell.steps) or len(set(cell.steps)) != len(cell.steps):
            found.append(f"{where}.steps may name each of {', '.join(OWN_STEPS)} once")
        if min(cell.readers, cell.held_back_s, cell.cooling_off_s) < 0:
            found.append(f"{where} has a number below 0")
        if max(cell.held_back_s, cell.cooling_off_s) > MOST_DURATION_S or cell.readers > MOST_READERS:
            found.append(f"{where} may wait for at most {MOST_DURATION_S} s and take at most {MOST_READERS} readers")
        if tier.protected and level is not Level.DISMISS and cell.readers < 1:
            found.append(f"{where}.readers must be at least 1 on a protected tier")
        if level is Level.DISMISS and (cell.readers or cell.cooling_off_s):
            found.append(f"{where} takes no readers and no cooling-off: dismissals are read again by the mix")
        if cell.readers < before:
            found.append(f"{where}.readers must not be fewer than in the column before")
        before = cell.readers
    return found
