"""Temporary actions: what runs, when it ends, and whether its end failed."""

from __future__ import annotations

from datetime import datetime

from console.cancel import NEVER, CancelToken
from console.domain.documents import OrderKind, Outcome
from console.domain.proposals import ends_at, status
from console.domain.sentences import DOES, span
from console.domain.state import EffectFacts, State
from console.domain.undoing import unread
from console.domain.views import AccountBrief, Status
from console.domain.views_ways import EndingLine, EndState
from console.store.queries.briefs import briefs
from console.workstation.context import Context
from console.workstation.judging import why_not_alone


class WaysEnds:
    """The part of the ways back that comes by itself."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def ending(self, cancel: CancelToken = NEVER) -> tuple[EndingLine, ...]:
        """The temporary actions in effect, the one that ends next first; those whose end failed before all others."""
        state, now, me = self._context.state(cancel), self._context.now(), self._context.presence.person
        blind = unread(state, me.id)
        found = [(e, end) for e, end in temporary(state, now) if e.case not in blind]
        shown = self._context.store.read(lambda r: briefs(r, [e.account for e, _ in found]), cancel)
        return tuple(
            EndingLine(
                effect=effect.id,
                case=effect.case,
                account=shown[effect.account],
                action=state.proposals[effect.id].body.action,
                since=effect.at or now,
                duration_s=effect.duration_s or 0,
                ends_at=ends_at(effect) or now,
                state=where,
                words=_words(state, effect, where, shown[effect.account], now),
                why_not=why_not_alone(state, me, now, effect.account, effect.id),
            )
            for effect, where in found
        )


def temporary(state: State, now: datetime) -> tuple[tuple[EffectFacts, EndState], ...]:
    """Effects with a duration that still stand, each with where its end is; failed ends first, then by their time."""
    found: list[tuple[EffectFacts, EndState]] = []
    for name in state.timed:
        effect = state.effects[name]
        until = ends_at(effect)
        over = until is not None and now >= until
        found.append((effect, EndState.ENDING if over else EndState.RUNS))
    for end in state.effects.values():
        if end.kind is not OrderKind.END or end.of is None:
            continue
        effect = state.effects[end.of]
        if status(state, state.proposals[end.of], now) not in (Status.CARRIED_OUT, Status.UNKNOWN):
            continue
        failed = end.outcome in (Outcome.FAILED, Outcome.UNKNOWN)
        found.append((effect, EndState.FAILED if failed else EndState.ENDING))
    return tuple(sorted(found, key=lambda pair: (pair[1] is not EndState.FAILED, ends_at(pair[0]) or now)))


def next_end(state: State) -> dict[str, datetime]:
    """Account id to when the next of its running temporary actions ends."""
    found: dict[str, datetime] = {}
    for name in state.timed:
        effect = state.effects[name]
        until = ends_at(effect)
        if until is not None and until < found.get(effect.account, _FAR):
            found[effect.account] = until
    return found


_FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _words(state: State, effect: EffectFacts, where: EndState, account: AccountBrief, now: datetime) -> str:
    """One line in words."""
    did = DOES[state.proposals[effect.id].body.action]
    if where is EndState.FAILED:
        return f"{account.name} should not be {did} any more, but the platform did not take it back."
    if where is EndState.ENDING:
        return f"{account.name} was {did} for {span(effect.duration_s or 0)}; it is being taken back now."
    left = int(((ends_at(effect) or now) - now).total_seconds())
    return f"{account.name} is {did} for {span(effect.duration_s or 0)}; ends in {span(max(1, left))}."
