"""What the rules say to one person of an effect on a list: whether it can be restored, and when it ends by itself."""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.people import Person
from console.domain.proposals import ends_at, status
from console.domain.reasons import Reason
from console.domain.restoring import late_wish, why_not_restore
from console.domain.state import RestoreFacts, State
from console.domain.views import HistoryLine, LockView, RecentEffect, Status


def why_not_alone(state: State, person: Person, now: datetime, account: str, effect: str) -> tuple[Reason, ...]:
    """Why this person can't restore an effect alone and at once; empty when they can."""
    body = doc.Restore(
        store=state.store,
        env=state.env,
        author=person.id,
        role=person.role,
        nonce="",
        account=account,
        effect=effect,
    )
    return why_not_restore(state, body, "", None, now, person)


def judged(state: State, person: Person, now: datetime, row: RecentEffect) -> RecentEffect:
    """A row of what was carried out, with what the rules say of it."""
    return msgspec.structs.replace(
        row,
        why_not=why_not_alone(state, person, now, row.account.id, row.effect),
        wish=late_wish(state, row.effect, now),
        **_end(state, row.effect, now),
    )


def judged_history(state: State, person: Person, now: datetime, account: str, line: HistoryLine) -> HistoryLine:
    """A line of an account's history, with what the rules say of it."""
    end = _end(state, line.effect, now)
    return msgspec.structs.replace(
        line,
        restorable=line.restorable and not end["ended"],
        why_not=why_not_alone(state, person, now, account, line.effect),
        **end,
    )


def has_ended(state: State, effect: str, now: datetime) -> bool:
    """Whether it was a temporary action that has ended by itself."""
    proposal = state.proposals.get(effect)
    return proposal is not None and status(state, proposal, now) is Status.ENDED


def locked(state: State, person: str, account: str, now: datetime) -> LockView | None:
    """The lock on an account after a restore, while it holds (I8)."""
    facts = state.account(account)
    restored = [
        restore.at
        for restore in state.restores.values()
        if restore.body.account == account and not _reopens(state, restore)
    ]
    if facts.locked_until is None or now >= facts.locked_until or not restored:
        return None
    return LockView(since=max(restored), until=facts.locked_until, mine=person in facts.locked_people)


def _reopens(state: State, restore: RestoreFacts) -> bool:
    """Whether it took back a dismissal, which locks nothing (PROTOCOL.md section 10)."""
    proposal = state.proposals.get(restore.body.effect)
    return proposal is not None and proposal.body.action is Action.DISMISS


def _end(state: State, effect: str, now: datetime) -> dict[str, object]:
    facts = state.effects.get(effect)
    return {"ends_at": None if facts is None else ends_at(facts), "ended": has_ended(state, effect, now)}
