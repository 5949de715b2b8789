"""Undo since: what one person did from a moment on as one list, and its restores (PROTOCOL.md section 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.people import Role
from console.domain.proposals import ends_at
from console.domain.reasons import Reason, ReasonId
from console.domain.sentences import DOES
from console.domain.state import State
from console.domain.undoing import READERS, Done, counts, done_since, restores_left, undo
from console.domain.views import AccountBrief, PersonBrief, Status
from console.domain.views_ways import Part, Undo, Undoing, UndoLine, UndoList
from console.errors import BadInput, Refused
from console.store.queries.briefs import briefs
from console.store.queries.people import everybody
from console.workstation.asking import Texts
from console.workstation.context import Context
from console.workstation.office_people import brief_of

WAIT_AFTER = 20
"""Requests that are sent before their answers are waited for: a person has at most 50 pending."""
WAIT_S = 60.0


class WaysUndo:
    """The part of the ways back that undoes a person's work."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def people(self, cancel: CancelToken = NEVER) -> tuple[PersonBrief, ...]:
        """Everybody whose doings could be undone, also who has left."""
        self._allowed(cancel)
        return self._context.store.read(everybody, cancel)

    def undo_since(self, person: str, moment: datetime, cancel: CancelToken = NEVER) -> UndoList:
        """What a person (id) did since ``moment`` and that is in effect or still waits, newest first.

        For supervisors and administrators, and to read for auditors; raises :class:`Refused` for others.
        """
        state, now, me = self._allowed(cancel), self._context.now(), self._context.presence.person
        if state.person(person) is None and not any(p.body.author == person for p in state.proposals.values()):
            raise BadInput("Nobody here is called so", person[:32], "Choose somebody of the roster.")
        found = done_since(state, person, moment, now, me)
        shown, people = self._context.store.read(
            lambda r: (
                briefs(r, [done.proposal.body.account for done in found]),
                {brief.id: brief for brief in everybody(r)},
            ),
            cancel,
        )
        return UndoList(
            person=brief_of(state, people, person),
            since=moment,
            lines=tuple(self._line(state, done, shown[done.proposal.body.account], now) for done in found),
            left=restores_left(state, person, now, me),
        )

    def _line(self, state: State, done: Done, account: AccountBrief, now: datetime) -> UndoLine:
        way, why_not = undo(state, done, now, self._context.presence.person)
        effect = state.effects.get(done.proposal.digest)
        return UndoLine(
            proposal=done.proposal.digest,
            at=done.at,
            account=account,
            action=done.proposal.body.action,
            part=done.part,
            status=done.status,
            words=_words(done, account),
            undo=way,
            why_not=why_not,
            ends_at=None if effect is None else ends_at(effect),
        )

    def restore_many(
        self,
        lines: Sequence[UndoLine],
        reason: str = "",
        passphrase: str | None = None,
        cancel: CancelToken = NEVER,
        tell: Callable[[Undoing], None] = lambda _: None,
    ) -> tuple[Undoing, ...]:
        """Ask for a restore of each of these lines, one document for each, in their order.

        Limits are honoured before anything is asked: what the hour or the account's week does not allow comes back
        with its reason.  With a ``reason`` what takes two becomes a late restore (``passphrase`` for protected
        accounts), and what is cooling off is stopped; without one those lines come back untouched.  ``tell`` hears of
        each line as soon as it was asked, or was not.
        """
        state, me = self._allowed(cancel), self._context.presence.person
        if me.role is Role.AUDITOR:
            raise Refused("An auditor changes nothing", "undo since", "Ask a supervisor.", message_id="ways.role")
        late = bool(reason.strip())
        if late and any(line.undo is Undo.SECOND and line.account.tier.protected for line in lines):
            self._context.prove_presence(passphrase)
        done: list[Undoing] = []
        accounts: set[str] = set()
        lately, sent = 0, 0
        for line in lines:
            cancel.raise_if_cancelled()
            why_not = line.why_not
            counted = line.undo is Undo.RESTORE and counts(state.proposals[line.proposal])
            if counted:
                left = restores_left(state, state.proposals[line.proposal].body.author, self._context.now(), me)
                if left is not None and lately >= left:
                    why_not = (Reason.of(ReasonId.TOO_MANY_RESTORES, count=lately),)
                elif line.account.id in accounts:
                    why_not = (Reason.of(ReasonId.RESTORED_BY_YOU),)
            body, texts = (None, Texts()) if why_not and line.undo is Undo.RESTORE else self._body(line, reason)
            if body is None:
                done.append(Undoing(line=line, request=None, why_not=why_not))
                tell(done[-1])
                continue
            if sent and sent % WAIT_AFTER == 0 and done[-1].request:
                self._context.asker.wait_for(done[-1].request, WAIT_S, cancel)
            done.append(Undoing(line=line, request=self._context.ask(body, texts.rows, cancel)))
            tell(done[-1])
            sent += 1
            if counted:
                lately += 1
                accounts.add(line.account.id)
        return tuple(done)

    def _body(self, line: UndoLine, reason: str) -> tuple[doc.Restore | doc.LateRestore | doc.Stop | None, Texts]:
        header, texts, late = self._context.asker.header(), Texts(), bool(reason.strip())
        if line.undo is Undo.RESTORE:
            return doc.Restore(**header, account=line.account.id, effect=line.proposal), texts
        if line.undo is Undo.SECOND and late:
            ref = texts.must(reason)
            return doc.LateRestore(**header, account=line.account.id, effect=line.proposal, reason=ref), texts
        if line.undo is Undo.STOP and late:
            return doc.Stop(**header, proposal=line.proposal, reason=texts.must(reason)), texts
        return None, texts

    def _allowed(self, cancel: CancelToken) -> State:
        state = self._context.state(cancel)
        role = self._context.presence.person.role
        if role not in READERS:
            raise Refused(
                "What a colleague did is undone by supervisors and administrators",
                role.value,
                "Tell one of them.",
                message_id="ways.role",
            )
        return state


def _words(done: Done, account: AccountBrief) -> str:
    """One line in words: what, to whom, where it stands."""
    did = DOES[done.proposal.body.action]
    if done.part is Part.RESTORED:
        return f"{account.name} was restored; to act again, propose it anew."
    stands = done.status is Status.CARRIED_OUT or done.status is Status.UNKNOWN
    part = " (countersigned)" if done.part is Part.SIGNED else ""
    return f"{account.name} {'is' if stands else 'is about to be'} {did}{part}."
