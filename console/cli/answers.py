"""Waiting for what was asked: the entry of its answer, or why it was refused."""

from __future__ import annotations

from typing import Final

from console.domain.views import RequestState
from console.errors import Refused, Unavailable
from console.workstation.session import Session

ANSWER_WITHIN_S: Final = 20.0


def entry_of(session: Session, digest: str) -> int:
    """The entry under which a request stands in the ledger.

    Raises :class:`Refused` with the reasons when it is refused, :class:`Unavailable` when nobody answers.
    """
    answer = session.wait_for(digest, ANSWER_WITHIN_S)
    if answer.state is RequestState.REJECTED:
        raise Refused(
            " ".join(reason.sentence for reason in answer.reasons).rstrip(".") or "The registrar said no",
            message_id="cli.refused",
        )
    if answer.entry is None:
        raise Unavailable(
            "The registrar does not answer",
            f"after {ANSWER_WITHIN_S:.0f} s",
            "What you asked stays in the inbox, and is answered when it runs again.",
            message_id="cli.no_registrar",
        )
    return answer.entry
