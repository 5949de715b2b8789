"""What the tests' platform declares, the clause that they name, and how an account is called after its case."""

from __future__ import annotations

from typing import Any

import msgspec

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible
from console.domain.proposals import NO_ORDER
from tests.support.office import digest

change = msgspec.structs.replace


def declared(action: Action, **changes: Any) -> DeclaredEffect:
    """What the tests' platform says that ``action`` does; whole, and no heavier than its name."""
    impact = {
        Action.DISMISS: Impact.NOTHING,
        Action.WARN: Impact.MARKED,
        Action.LABEL: Impact.MARKED,
        Action.REMOVE_CONTENT: Impact.MUTED,
        Action.LIMIT: Impact.MUTED,
        Action.SUSPEND: Impact.MUTED,
        Action.DEACTIVATE: Impact.GONE,
    }[action]
    base = DeclaredEffect(
        action=action,
        way=NO_ORDER if action is Action.DISMISS else action.value,
        impact=impact,
        sentence=f"The account is {action.value}d.",
        reversible=Reversible.WHOLE,
        timed=action in (Action.LABEL, Action.LIMIT, Action.SUSPEND),
    )
    return change(base, **changes)


def account_of(case: str) -> str:
    """The id of the account that a case of this name is about, unless told."""
    return digest(f"account of {case}")[:32]


EFFECTS: dict[Action, DeclaredEffect] = {action: declared(action) for action in Action}
CLAUSE = "4.7"
"""The clause that proposals and agreeing findings name unless told: hate."""
