"""Every safety rule, patched to say yes, one at a time, with the other side's rules switched off.

A mutant that the search does not find would mean that the rule is not needed, or that the search does not look where
it counts.  A rule is replaced wherever it is used, tables included.  Where one side holds the same thing twice, no
single mutant can be found; those stand in :data:`HELD_TWICE`, patched together.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from console.domain.actions import Action
from console.domain.documents import Outcome
from console.domain.findings import enough
from console.domain.state import State
from tests.support.search_gates import Sides
from tests.support.search_moves import Scope

REGISTRAR = Sides(registrar=True, dispatcher=False)
DISPATCHER = Sides(registrar=False, dispatcher=True)

Rule = Callable[..., Any]


class Mutant(NamedTuple):
    """``rules`` are ``module:function`` of ``console.domain`` with what stands in their place."""

    name: str
    rules: tuple[tuple[str, Rule], ...]
    start: str
    scope: Scope


def no_reasons(*args: Any, **more: Any) -> tuple[()]:
    """Nothing against it."""
    return ()


def no_list(*args: Any, **more: Any) -> list[Any]:
    """Nothing against it."""
    return []


def nothing(*args: Any, **more: Any) -> None:
    """No fault, no end, no limit."""


def yes(*args: Any, **more: Any) -> bool:
    """Yes."""
    return True


def no(*args: Any, **more: Any) -> bool:
    """No."""
    return False


def nobody(*args: Any, **more: Any) -> frozenset[str]:
    """No people."""
    return frozenset()


def as_it_was(state: State, *args: Any) -> State:
    """Folds nothing."""
    return state


def zero(*args: Any, **more: Any) -> int:
    """None are needed."""
    return 0


def never_one_more(proposal: Any) -> int:
    """The plan's readers, however many did not find it."""
    return max(int(proposal.readers), 1)


def whoever_says_so(state: Any, document: Any, now: Any, signers: Any) -> Any:
    """The author named, whatever their contract, key or role."""
    return state.people[document.author]


def everybody(state: Any, proposal: Any, now: Any) -> tuple[str, ...]:
    """All of the roster who were not drawn for it yet, in order."""
    return tuple(sorted({*state.people} - {state.assignments[name].person for name in proposal.assignments}))


def all_signatures(state: Any, proposal: Any, now: Any, before: int | None = None) -> tuple[str, ...]:
    """Whoever signed at all."""
    return tuple({s.person: None for s in proposal.signed if before is None or s.index < before})


def signed_at_any_time(state: Any, proposal: Any, now: Any) -> bool:
    """A cooling-off that ran counts, whoever signed before it or after."""
    return proposal.cooling_index is not None and enough(state, proposal, now)


def at_once(proposal: Any) -> Any:
    """Due when written."""
    return proposal.at


def far_off(proposal: Any) -> Any:
    """In a year."""
    return proposal.at + timedelta(days=365)


def when_agreed(state: Any, wish: Any, now: Any) -> Any:
    """Lowered when agreed on, whoever agreed."""
    return wish.consented_at


def when_receipted(effect: Any) -> Any:
    """Over when begun."""
    return effect.at if effect.duration_s is not None else None


def as_seen(state: Any, proposal: Any, target: Any, pinned: Any) -> Any:
    """The tier that the author saw."""
    return proposal.body.seen.tier


def every_one(state: Any, found: Any) -> Any:
    """All that is owed, side by side."""
    return tuple(found)


def whose_turn(secret: str, drawn_for: str, pool: Any) -> str:
    """The first by name."""
    return sorted(pool)[0]


def everyone_signed(*args: Any) -> int:
    """More signatures than anybody asks for."""
    return 99


_FEW = Scope(ends=0, tiers=False, policies=False, drifts=())
"""What most mutants need; each says what it needs besides."""


def _of(side: Sides, start: str, rule: str, instead: Rule, **scope: Any) -> Mutant:
    wide = {"stolen": side is DISPATCHER, "sides": side, "proposals": 1, **scope}
    return Mutant(rule, ((rule, instead),), start, _FEW._replace(**wide))


def _registrar() -> Iterator[Mutant]:
    """Rules of the registrar, the dispatcher's proof switched off."""
    for start, rule, instead, more in _ASKED + _WRITTEN + _GOVERNED:
        yield _of(REGISTRAR, start, rule, instead, **more)


Row = tuple[str, str, Rule, dict[str, Any]]

_AGAIN = {"proposals": 2}
_ENDS = {"ends": 1}
_TIERS = {"tiers": True}
_RULES = {"policies": True, "early": True}
_LOWERS = {"tiers": True, "lowers": True}
_TIMED = {"actions": (Action.SUSPEND,)}

_ASKED: tuple[Row, ...] = (
    ("proposed", "admission:_why_not_person", whoever_says_so, _ENDS),
    ("proposed", "people:active", yes, _ENDS),
    ("restored", "admission:why_not_propose", no_reasons, _AGAIN),
    ("founded", "admission:_target", no_list, {}),
    ("restored", "admission:_lock", no_list, _AGAIN),
    ("last day", "friction:_forbidden", no_reasons, {}),
    ("proposed", "admission:_why_not_withdraw", no_reasons, {}),
    ("due", "proposals:may_undo", yes, {}),
    ("proposed", "admission:_why_not_find", no_reasons, {}),
    ("proposed", "admission:_why_not_countersign", no_reasons, {}),
    ("proposed", "admission:_opened_to", no_reasons, {}),
    ("fast window over", "restoring:why_not_restore", no_reasons, {}),
    ("fast window over", "restoring:limits", no_reasons, {}),
    ("restored", "restoring:_counted", no_reasons, _AGAIN),
    ("restored", "restoring:_nothing_there", no_reasons, {"late": True}),
    ("fast window over", "restoring:_why_not_consent", no_reasons, {"late": True}),
)
"""What the registrar asks of people's wishes."""

_WRITTEN: tuple[Row, ...] = (
    ("signed before the last day", "duties:next_ending", nothing, {"extends": True}),
    ("proposed", "duties:policy_got_stricter", no, _RULES),
    ("proposed", "fold_people:_raised", lambda state, account: state, _TIERS),
    ("proposed", "fold_people:_end", as_it_was, _ENDS),
    ("founded", "readings:independent", yes, {}),
    ("founded", "people:same_team", no, {}),
    ("founded", "people:may_read_second", yes, {}),
    ("founded", "readings:eligible", everybody, {}),
    ("proposed", "readings:_had", nobody, {}),
    ("withdrawn", "readings:kept_readings", no_reasons, _AGAIN),
    ("proposed", "findings:agrees", yes, {}),
    ("proposed", "findings:agrees_with", yes, {}),
    ("cooling off", "findings:may_count", yes, _ENDS),
    ("cooling off", "findings:counts", yes, _ENDS),
    ("cooling off", "findings:counted", all_signatures, _ENDS),
    ("founded", "findings:enough", yes, {}),
    ("founded", "findings:needed", zero, {}),
    ("one milder finding", "findings:needed", never_one_more, {}),
    ("cooling off", "proposals:cooled", signed_at_any_time, _ENDS),
    ("cooling off", "proposals:due_at", at_once, {}),
    ("cooling off", "proposals:carry_out_by", nothing, {}),
    ("proposed", "proposals:sign_by", far_off, {}),
    ("cooling off", "proposals:author_gone", no, _ENDS),
    ("due", "effects:why_not_order", no_reasons, {}),
    ("due", "effects:_clocks", no_list, {}),
    ("a restore waits", "effects:_another_runs", no, {**_AGAIN, "mad": True}),
    ("temporary", "effects:why_not_back_now", no_reasons, {}),
    ("due", "consistency:_intent_fault", nothing, {}),
    ("due", "consistency:_receipt_fault", nothing, {}),
    ("due", "consistency:_way_back_fault", nothing, {"mad": True}),
    ("temporary", "proposals:ends_at", when_receipted, {}),
    ("restored", "state:State.locked", nobody, _AGAIN),
    ("carried out", "fold_effects:_locked", as_it_was, _AGAIN),
)
"""What the registrar writes of its own, and lets the dispatcher write."""

_GOVERNED: tuple[Row, ...] = (
    ("founded", "admission:_why_not_tier", no_reasons, _TIERS),
    ("founded", "governance:_why_not_register", no_reasons, _TIERS),
    ("founded", "governance:raises", yes, _TIERS),
    ("founded", "governance:_why_not_consent", no_reasons, _LOWERS),
    ("founded", "timers:lowers_at", when_agreed, _LOWERS),
    ("lowering agreed", "timers:_waits", no, _LOWERS),
    ("founded", "admission:_why_not_end", no_reasons, _ENDS),
    ("founded", "governance:_why_not_tighten", no_reasons, _RULES),
    ("founded", "comparing:lighter", no_reasons, _RULES),
    ("founded", "roster:why_not_roster", no_reasons, _RULES),
    ("founded", "roster:signed_by", everyone_signed, _RULES),
)
"""Who may change the rules, the register and the people."""

_READ: tuple[Row, ...] = (
    ("proposed", "admission:why_not", no_reasons, {}),
    ("proposed", "admission:_why_not_countersign", no_reasons, {}),
    ("founded", "governance:_why_not_consent", no_reasons, _LOWERS),
    ("founded", "roster:why_not_roster", no_reasons, _RULES),
    ("proposed", "people:active", yes, _ENDS),
    ("proposed", "consistency:_draw_fault", nothing, {}),
    ("proposed", "consistency:_owed_fault", nothing, {}),
    ("proposed", "consistency:_passed_fault", nothing, {}),
    ("due", "consistency:_way_back_fault", nothing, {}),
    ("due", "consistency:_receipt_fault", nothing, {}),
    ("lowering agreed", "timers:_lowered_fault", nothing, _LOWERS),
    ("temporary", "timers:_duration_fault", nothing, {}),
    ("proposed", "lot:winner", whose_turn, {}),
)
"""What the dispatcher asks of every entry that it reads, whoever wrote it."""

_PROVEN: tuple[Row, ...] = (
    ("cooling off", "effects:why_not_apply", no_reasons, {}),
    ("due", "effects:_clocks", no_list, {}),
    ("due", "effects:_drifted", no_list, {"drifts": ("state",)}),
    ("due", "effects:_tier_now", as_seen, {"drifts": ("tier",)}),
    ("due", "duties:policy_got_stricter", no, _RULES),
    ("due", "proposals:author_gone", no, _ENDS),
    ("cooling off", "proposals:cooled", signed_at_any_time, _ENDS),
    ("due", "proposals:carry_out_by", nothing, {}),
    ("cooling off", "proposals:due_at", at_once, {}),
    ("proposed", "findings:agrees", yes, {}),
    ("proposed", "findings:agrees_with", yes, {}),
    ("cooling off", "findings:may_count", yes, _ENDS),
    ("cooling off", "findings:counts", yes, _ENDS),
    ("cooling off", "findings:counted", all_signatures, _ENDS),
    ("one milder finding", "findings:needed", never_one_more, {}),
    ("founded", "readings:independent", yes, {}),
    ("founded", "readings:eligible", everybody, {}),
    ("a restore waits", "effects:_one_per_account", every_one, _AGAIN),
    ("temporary", "proposals:ends_at", when_receipted, {}),
    ("restored", "state:State.locked", nobody, _AGAIN),
)
"""What the dispatcher proves before it orders."""


def _dispatcher() -> Iterator[Mutant]:
    """Rules of the dispatcher, with a registrar that writes whatever its readers take."""
    for start, rule, instead, more in _READ + _PROVEN:
        yield _of(DISPATCHER, start, rule, instead, **more)


HELD_TWICE: tuple[Mutant, ...] = (
    Mutant(
        "governance:_why_not_consent_to_lowering + governance:administers",
        (("governance:_why_not_consent_to_lowering", no_reasons), ("governance:administers", yes)),
        "founded",
        _FEW._replace(sides=REGISTRAR, tiers=True, lowers=True),
    ),
    Mutant(
        "effects:why_not_back_now + fold_effects:_without_end",
        (("effects:why_not_back_now", no_reasons), ("fold_effects:_without_end", lambda state, effect: state)),
        "temporary",
        _FEW._replace(sides=DISPATCHER, stolen=True),
    ),
)
"""Rules of one side that hold the same thing: either alone is enough, so only both together can be found missing."""


def mutants() -> tuple[Mutant, ...]:
    """All of them."""
    return (*_registrar(), *_dispatcher(), *HELD_TWICE)


@contextmanager
def mutated(rules: tuple[tuple[str, Rule], ...]) -> Iterator[None]:
    """``console.domain`` with these rules replaced wherever they are used; as it was afterwards."""
    undo: list[Callable[[], None]] = []
    try:
        for rule, instead in rules:
            undo += _replace(rule, instead)
        yield
    finally:
        for back in reversed(undo):
            back()


def _replace(rule: str, instead: Rule) -> list[Callable[[], None]]:
    module, _, name = rule.partition(":")
    home = sys.modules[f"console.domain.{module}"]
    if "." in name:
        owner, _, method = name.partition(".")
        there = getattr(home, owner)
        original = getattr(there, method)
        setattr(there, method, instead)
        return [lambda: setattr(there, method, original)]
    original = getattr(home, name)
    undo: list[Callable[[], None]] = []
    for at, place in list(sys.modules.items()):
        if not at.startswith("console.domain."):
            continue
        for known, value in list(vars(place).items()):
            if value is original:
                setattr(place, known, instead)
                undo.append(lambda place=place, known=known: setattr(place, known, original))
            elif isinstance(value, dict):
                for entry in [e for e, v in value.items() if v is original]:
                    value[entry] = instead
                    undo.append(lambda value=value, entry=entry: value.__setitem__(entry, original))
    assert undo, f"nobody uses {rule}"
    return undo


__all__ = ("HELD_TWICE", "Mutant", "Outcome", "mutants", "mutated")
