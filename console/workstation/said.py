"""What an author says, on its way to a proposal.  Imports no store: the window may know it before its first paint."""

from __future__ import annotations

import msgspec

from console.domain.actions import Action
from console.domain.documents import StepDone


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What an author says in a proposal; ``content`` and ``evidence`` are digests as the case shows them.

    ``content`` names what is to be removed by the items' ids in the case; ``message`` are the words to the person
    (warn) or the label; ``duration_s`` whole seconds, ``None`` without end.
    """

    action: Action
    clause: str
    justification: str
    message: str
    content: tuple[str, ...]
    evidence: tuple[str, ...]
    duration_s: int | None
    steps: tuple[StepDone, ...]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a person began on a case and has not committed."""

    case: str
    action: Action | None
    clause: str = ""
    justification: str = ""
    message: str = ""
    duration_s: int | None = None
    content: tuple[str, ...] = ()


def draft_of(case: str, answers: Answers) -> Draft:
    """What would have to be typed again to say the same."""
    return Draft(
        case=case,
        action=answers.action,
        clause=answers.clause,
        justification=answers.justification,
        message=answers.message,
        duration_s=answers.duration_s,
        content=answers.content,
    )
