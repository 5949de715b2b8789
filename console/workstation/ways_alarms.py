"""Alarms, and what was just done to protected accounts: both with the way back beside them (I13)."""

from __future__ import annotations

from datetime import timedelta

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.documents import OrderKind
from console.domain.state import AlarmFacts, State
from console.domain.undoing import unread
from console.domain.views import RecentEffect
from console.domain.views_ways import AlarmLine
from console.errors import BadInput
from console.store.queries import recent
from console.store.queries.briefs import briefs
from console.workstation.asking import Texts
from console.workstation.context import Context
from console.workstation.judging import judged

JUST_DONE_MIN = 15
MOST_JUST_DONE = 50


class WaysAlarms:
    """The part of the ways back that watches."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def alarms(self, cancel: CancelToken = NEVER) -> tuple[AlarmLine, ...]:
        """What stands on protected accounts and no entry explains, newest first; for everyone on duty.

        An alarm is about what every visitor of the platform sees, so it tells nothing of any case (I14).
        """
        state = self._context.state(cancel)
        live = sorted((state.alarms[name] for name in state.live_alarms), key=lambda a: a.index, reverse=True)
        shown = self._context.store.read(lambda r: briefs(r, [alarm.body.account for alarm in live]), cancel)
        return tuple(
            AlarmLine(
                alarm=alarm.digest,
                at=alarm.at,
                account=shown[alarm.body.account],
                action=alarm.body.action,
                words=alarm.body.words,
                lifting=alarm.lifted_by is not None,
                failed=_failed(state, alarm),
                why_not_lift=self._context.reasons(state, self._lifting(alarm)),
                why_not_explain=self._context.reasons(
                    state, doc.Explanation(**self._context.asker.header(), alarm=alarm.digest, text="0" * 64)
                ),
            )
            for alarm in live
            if alarm.body.account in shown
        )

    def lift(self, alarm: str, cancel: CancelToken = NEVER) -> str:
        """Undo on the platform what an alarm is about: one person, as a restore (PROTOCOL.md section 10)."""
        facts = self._context.state(cancel).alarms.get(alarm)
        if facts is None:
            raise BadInput("The ledger has no such alarm", alarm[:12], "Reload the alarms.", message_id="unknown_alarm")
        return self._context.ask(self._lifting(facts), (), cancel)

    def explain(self, alarm: str, text: str, cancel: CancelToken = NEVER) -> str:
        """Say why what an alarm is about is in order; that ends it."""
        if not text.strip():
            raise BadInput("The explanation is empty", "alarm", "Say who did it and why it is in order.")
        texts = Texts()
        body = doc.Explanation(**self._context.asker.header(), alarm=alarm, text=texts.must(text))
        return self._context.ask(body, texts.rows, cancel)

    def just_done(self, minutes: int = JUST_DONE_MIN, cancel: CancelToken = NEVER) -> tuple[RecentEffect, ...]:
        """What was carried out on protected accounts in the last ``minutes``, newest first, for everyone on duty."""
        state, now = self._context.state(cancel), self._context.now()
        since = now - timedelta(minutes=minutes)
        rows = self._context.store.read(lambda r: recent.carried_out(r, MOST_JUST_DONE, since=since), cancel)
        blind = unread(state, self._context.person_id)
        me = self._context.presence.person
        return tuple(
            judged(state, me, now, row) for row in rows if row.account.tier.protected and row.case not in blind
        )

    def _lifting(self, alarm: AlarmFacts) -> doc.Restore:
        return doc.Restore(**self._context.asker.header(), account=alarm.body.account, effect=alarm.digest)


def _failed(state: State, alarm: AlarmFacts) -> str:
    """Why the last attempt to lift it did not help."""
    tries = [e for e in state.effects.values() if e.kind is OrderKind.LIFT and e.of == alarm.digest and e.at]
    newest = max(tries, key=lambda e: e.index, default=None)
    return "" if newest is None else newest.note
