"""What the component is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from console.domain.actions import Tier
from console.domain.documents import StepDone
from console.domain.friction import Plan
from console.domain.handles import HandleMatch
from console.domain.policy import Clause
from console.domain.sentences import GapSentence
from console.domain.views import AccountBrief


@dataclass(frozen=True, slots=True)
class Target:
    """The account as it stands beside the key; ``reach`` in words."""

    identity: str
    name: str
    reach: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class StepsDraft:
    """What a person typed so far, to be kept on the workstation (I12): clause id and justification."""

    clause: str = ""
    justification: str = ""


@dataclass(frozen=True, slots=True)
class StepsMaterial:
    """A plan, and what its steps need.

    ``clauses``: all that may be chosen, those that fit the reports first (``fitting`` of them).  ``sentence``: from
    ``domain.sentences``; None when the plan has no such step.  ``compare``: from the workstation, pure.  ``commit``:
    the word on the key (``Propose``).  ``foot``: one sentence under the target.  ``happens``: the whole sentence of
    what would happen, shown when the plan is forbidden.  ``passphrase``: asked for last (protected accounts).
    ``now``: the store's time when the plan was made.  ``twins``: the account and the protected one that it can be
    confused with.  ``phrases``: what this person keeps for justifications; none is ever put in by itself.
    """

    plan: Plan
    target: Target
    clauses: tuple[Clause, ...] = ()
    fitting: int = 0
    justification_chars: int = 20
    sentence: GapSentence | None = None
    compare: Callable[[str], HandleMatch] | None = None
    hold_ms: int = 1_500
    commit: str = "Propose"
    foot: str = ""
    happens: str = ""
    passphrase: bool = False
    draft: StepsDraft = field(default_factory=StepsDraft)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    twins: tuple[AccountBrief, AccountBrief] | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepsDone:
    """All own steps are done and the key was pressed (or held to its end).

    ``steps``: in the plan's order, with milliseconds since the plan was shown.  ``choice``: the chosen piece of the
    sentence.  ``passphrase`` is for the workstation only and never printed.
    """

    clause: str
    justification: str
    choice: int | None
    handle: str
    steps: tuple[StepDone, ...]
    passphrase: str | None = field(default=None, repr=False)
