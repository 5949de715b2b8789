"""The next draw as a document: whom the lot gives, out of whom (PROTOCOL.md section 5)."""

from __future__ import annotations

from console.domain import documents as doc
from console.domain.documents import REGISTRAR
from console.domain.lot import LotSecret, assignment_id, commitment, winner
from console.domain.state import State


def draw(
    state: State,
    *,
    case: str,
    account: str,
    drawn_for: str,
    pool: tuple[str, ...],
    kept: str | None,
    secret: LotSecret,
) -> doc.Draw:
    """The next draw: reveals its secret, commits to the one after (PROTOCOL.md section 5)."""
    number = state.draws + 1
    revealed = secret(number)
    return doc.Draw(
        store=state.store,
        env=state.env,
        author=REGISTRAR,
        number=number,
        assignment=assignment_id(revealed, drawn_for),
        case=case,
        account=account,
        drawn_for=drawn_for,
        secret=revealed,
        commitment=commitment(secret(number + 1)),
        pool=tuple(sorted(pool)),
        person=winner(revealed, drawn_for, pool),
        kept=kept,
    )
