"""Restores that take two people, and the reports that are written afterwards (PROTOCOL.md section 10)."""

from __future__ import annotations

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.restoring import waits_until
from console.domain.state import RestoreFacts, State, WishFacts
from console.domain.views import AccountBrief
from console.domain.views_ways import LateLine, LateState, UnreportedLine
from console.errors import BadInput
from console.store.queries.briefs import briefs
from console.store.queries.people import everybody
from console.store.texts import find_texts
from console.workstation.asking import Texts
from console.workstation.context import Context
from console.workstation.office_people import brief_of

SHOWN_FOR_S = 7 * 86400
"""How long a wish that is over, and a restore without a report, are still shown."""


class WaysLate:
    """The part of the ways back that takes two people, and what is said afterwards."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def late_restore(
        self, effect: str, account: str, reason: str, passphrase: str | None = None, cancel: CancelToken = NEVER
    ) -> str:
        """Wish a restore that one person alone may not do; a second one consents (``consent``).

        On a protected account the passphrase is asked (A43): :class:`BadInput` when it is missing or wrong, and when
        there is no reason.
        """
        if not reason.strip():
            raise BadInput("A late restore needs its reason", "reason", "Say why, for the one who consents.")
        self._prove_for(account, passphrase, cancel)
        texts = Texts()
        body = doc.LateRestore(
            **self._context.asker.header(), account=account, effect=effect, reason=texts.must(reason)
        )
        return self._context.ask(body, texts.rows, cancel)

    def wishes(self, cancel: CancelToken = NEVER) -> tuple[LateLine, ...]:
        """The late restores that wait for a second person, and those that ended within a week; newest first."""
        state, now = self._context.state(cancel), self._context.now()
        shown = [
            wish
            for wish in state.wishes.values()
            if isinstance(wish.body, doc.LateRestore)
            and (now - (wish.over_at or waits_until(state, wish))).total_seconds() < SHOWN_FOR_S
        ]
        found, people, said = self._context.store.read(
            lambda r: (
                briefs(r, [wish.body.account for wish in shown if isinstance(wish.body, doc.LateRestore)]),
                {person.id: person for person in everybody(r)},
                find_texts(r, [wish.body.reason for wish in shown]),
            ),
            cancel,
        )
        lines: list[LateLine] = []
        for wish in sorted(shown, key=lambda wish: wish.index, reverse=True):
            body = wish.body
            if not isinstance(body, doc.LateRestore):
                continue
            effect = state.effects.get(body.effect)
            line = LateLine(
                digest=wish.digest,
                at=wish.at,
                until=waits_until(state, wish),
                author=brief_of(state, people, body.author),
                account=found[body.account],
                action=state.proposals[body.effect].body.action,
                effect=body.effect,
                carried_out_at=None if effect is None else effect.at,
                reason=said.get(body.reason, ""),
                state=self._where(state, wish),
                mine=body.author == self._context.person_id,
                over_at=wish.over_at,
                over_by=brief_of(state, people, wish.over_by) if wish.over_by else None,
                why_not_consent="",
                why_not_object="",
            )
            lines.append(self._may(state, line))
        return tuple(lines)

    def _where(self, state: State, wish: WishFacts) -> LateState:
        if wish.over is not None:
            return LateState.DONE if wish.over == "done" else LateState.OBJECTED
        return LateState.WAITS if self._context.now() < waits_until(state, wish) else LateState.EXPIRED

    def _may(self, state: State, line: LateLine) -> LateLine:
        header = self._context.asker.header()
        return msgspec.structs.replace(
            line,
            why_not_consent=self._context.why_not(state, doc.Consent(**header, wish=line.digest)),
            why_not_object=self._context.why_not(state, doc.Objection(**header, wish=line.digest, reason="0" * 64)),
        )

    def consent(self, digest: str, passphrase: str | None = None, cancel: CancelToken = NEVER) -> str:
        """The second person's word: from its entry on it is a restore like any other.

        On a protected account the passphrase is asked, as for a countersignature (A43).
        """
        wish = self._context.state(cancel).wishes.get(digest)
        if wish is not None and isinstance(wish.body, doc.LateRestore):
            self._prove_for(wish.body.account, passphrase, cancel)
        return self._context.ask(doc.Consent(**self._context.asker.header(), wish=digest), (), cancel)

    def object(self, digest: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """End a late restore that waits, with a reason; its author takes it back the same way."""
        if not reason.strip():
            raise BadInput("An objection needs its reason", "reason", "Say why, for the one who wished it.")
        texts = Texts()
        body = doc.Objection(**self._context.asker.header(), wish=digest, reason=texts.must(reason))
        return self._context.ask(body, texts.rows, cancel)

    # --- afterwards -----------------------------------------------------------------------------------------------

    def report(self, restore: str, text: str, cancel: CancelToken = NEVER) -> str:
        """What there was no time for: how it came to a restore of one's own.  Written anew it replaces the first."""
        if not text.strip():
            raise BadInput("The report is empty", "report", "Say in a few words what happened.")
        texts = Texts()
        body = doc.AfterReport(**self._context.asker.header(), restore=restore, text=texts.must(text))
        return self._context.ask(body, texts.rows, cancel)

    def unreported(self, cancel: CancelToken = NEVER) -> tuple[UnreportedLine, ...]:
        """One's own restores of the last days that have no report yet, newest first."""
        state, now = self._context.state(cancel), self._context.now()
        mine = [
            restore
            for restore in state.restores.values()
            if restore.body.author == self._context.person_id
            and restore.report is None
            and (now - restore.at).total_seconds() < SHOWN_FOR_S
            and _action(state, restore) is not Action.DISMISS
        ]
        found: dict[str, AccountBrief] = self._context.store.read(
            lambda r: briefs(r, [restore.body.account for restore in mine]), cancel
        )
        return tuple(
            UnreportedLine(
                restore=restore.digest,
                at=restore.at,
                account=found[restore.body.account],
                action=_action(state, restore),
                lifted=restore.body.effect in state.alarms,
            )
            for restore in sorted(mine, key=lambda restore: restore.index, reverse=True)
        )

    def _prove_for(self, account: str, passphrase: str | None, cancel: CancelToken) -> None:
        """Ask for the passphrase where the account is protected, by what the lists show of it."""
        brief = self._context.store.read(lambda r: briefs(r, [account]), cancel).get(account)
        if brief is None:
            raise BadInput("The store knows no such account", account[:12], "Find it by its handle first.")
        if brief.tier.protected:
            self._context.prove_presence(passphrase)


def _action(state: State, restore: RestoreFacts) -> Action:
    """What a restore undid."""
    alarm = state.alarms.get(restore.body.effect)
    return alarm.body.action if alarm is not None else state.proposals[restore.body.effect].body.action
