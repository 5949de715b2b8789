"""The floor at a workstation: clocks of readings, canaries, waits, measures, and who looked at what."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.admission import MOST_FOUND
from console.domain.canaries import answer_words, telltales
from console.domain.documents import Verdict
from console.domain.escalation import ReadingClock, reading_clock, waiting
from console.domain.measures import Wait, caught, pairs, record, waits
from console.domain.paging import Page, pages
from console.domain.people import Role, may_read_second
from console.domain.proposals import status
from console.domain.state import State
from console.domain.views import PersonBrief
from console.domain.views_floor import (
    CanaryLine,
    ClosedCase,
    LookLine,
    PairView,
    RecordView,
    RevealedLine,
    StuckLine,
    WentBack,
)
from console.errors import CountersignError, Refused
from console.ledger.entries import open_entry
from console.store.queries import closed, people
from console.store.queries import looks as looked
from console.store.queries.briefs import briefs
from console.workstation.asking import Texts
from console.workstation.context import Context
from console.workstation.said import Draft
from console.workstation.went_back import Endings

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(minutes=10)
"""A search that shows the same account again within this time leaves no second entry."""


class Floor:
    """The floor at a workstation: one signed-in person's part of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._endings = Endings(context)
        self._searched: dict[str, datetime] = {}
        self._ring = threading.Lock()
        self._rung = context.ledger.state.size

    # --- clocks and waits -----------------------------------------------------------------------------------------

    def clocks(self, cancel: CancelToken = NEVER) -> tuple[ReadingClock, ...]:
        """The clocks of this person's own readings; nothing in them tells what stands behind one (I14)."""
        state, now = self._context.state(cancel), self._context.now()
        policy = state.policy
        if policy is None:
            return ()
        live = (state.assignments[name] for name in state.live_assignments)
        mine = sorted((a for a in live if a.person == self._context.person_id), key=lambda a: a.index)
        return tuple(reading_clock(reading, policy, now) for reading in mine)

    def pages(self, cancel: CancelToken = NEVER) -> tuple[Page, ...]:
        """The calls of this person that still wait for a finding, oldest first; for "you are paged since …"."""
        return pages(self._context.state(cancel), self._context.person_id)

    def ringing(self, cancel: CancelToken = NEVER) -> tuple[Page, ...]:
        """Those calls of which the desktop has to notify now: each is given once.

        What was called before signing in is shown and does not ring: whoever comes looks anyway.  Nothing comes while
        its person is on a break (``paging.must_page``).  Ask after each change of the area "readings".
        """
        with self._ring:
            state = self._context.state(cancel)
            found = pages(state, self._context.person_id, self._rung)
            self._rung = max(self._rung, state.size)
        return found

    def waits(self, days: int = 30, cancel: CancelToken = NEVER) -> tuple[Wait, ...]:
        """How long proposals waited for their signatures in the last ``days`` days, per tier: p50 and p95, in seconds.

        For supervisors, administrators and auditors: a reviewer's own waits stand with what they proposed.  To
        supervisors, who may be drawn, of what is over alone: a wait that runs would tell what they read (I14).
        """
        state = self._allowed(cancel, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
        now = self._context.now()
        settled = may_read_second(self._context.presence.person)
        return waits(state, now - timedelta(days=days), now, settled=settled)

    def stuck(self, cancel: CancelToken = NEVER) -> tuple[StuckLine, ...]:
        """Every proposal that waits for signatures, the oldest first, for administrators and auditors.

        They read nobody's cases, so it tells them nothing that would have to be blind.
        """
        state, now = self._allowed(cancel, Role.ADMINISTRATOR, Role.AUDITOR), self._context.now()
        live = sorted((state.proposals[d] for d in state.live), key=lambda p: p.index)
        found = [(p, w) for p, w in ((p, waiting(state, p, now)) for p in live) if w is not None]
        shown, who = self._context.store.read(
            lambda r: (briefs(r, [p.body.account for p, _ in found]), _people(people.everybody(r))), cancel
        )
        return tuple(
            StuckLine(
                account=shown[p.body.account],
                action=p.body.action,
                author=who.get(p.body.author) or _unknown(p.body.author),
                status=status(state, p, now),
                waiting=w,
            )
            for p, w in found
        )

    # --- measures -------------------------------------------------------------------------------------------------

    def my_record(self, cancel: CancelToken = NEVER) -> RecordView:
        """What this person's own readings show, before anybody else is told."""
        return self._records(self._context.state(cancel), (self._context.person_id,), cancel)[0]

    def records(self, cancel: CancelToken = NEVER) -> tuple[RecordView, ...]:
        """Everybody's, by name and never ranked; for auditors."""
        state = self._allowed(cancel, Role.AUDITOR)
        readers = {a.person for a in state.assignments.values()}
        views = self._records(state, tuple(sorted(readers)), cancel)
        return tuple(sorted(views, key=lambda view: view.person.name.casefold()))

    def _records(self, state: State, persons: tuple[str, ...], cancel: CancelToken) -> tuple[RecordView, ...]:
        revealed = [a for a in state.assignments.values() if a.revealed and a.person in persons]
        shown, who = self._context.store.read(
            lambda r: (briefs(r, [a.account for a in revealed]), _people(people.everybody(r))), cancel
        )
        return tuple(
            RecordView(
                person=who.get(person) or _unknown(person),
                record=record(state, person),
                canaries=tuple(
                    RevealedLine(
                        at=a.found_at or a.at,
                        account=shown[a.account],
                        found=a.verdict,
                        right=state.canaries[a.drawn_for].answer,
                        caught=caught(state, a),
                    )
                    for a in sorted(revealed, key=lambda a: a.index, reverse=True)
                    if a.person == person
                ),
            )
            for person in persons
        )

    def pairs(self, cancel: CancelToken = NEVER) -> tuple[PairView, ...]:
        """Authors and readers who met, those who always agree first; for auditors (A12)."""
        state = self._allowed(cancel, Role.AUDITOR)
        who = self._context.store.read(lambda r: _people(people.everybody(r)), cancel)
        return tuple(
            PairView(
                author=who.get(pair.author) or _unknown(pair.author),
                reader=who.get(pair.reader) or _unknown(pair.reader),
                pair=pair,
            )
            for pair in pairs(state)
        )

    # --- canaries -------------------------------------------------------------------------------------------------

    def closed_cases(self, text: str = "", limit: int = 50, cancel: CancelToken = NEVER) -> tuple[ClosedCase, ...]:
        """Closed cases of which a canary could be made, newest first; for supervisors.

        What is a canary already, or lies on an account that its viewer still reads, is left out without a word, as
        open cases are: the list tells nobody what they were drawn for (I14).
        """
        state, me = self._allowed(cancel, Role.SUPERVISOR), self._context.person_id
        rows = self._context.store.read(lambda r: closed.closed_cases(r, text, limit), cancel)
        made = {canary.body.case for canary in state.canaries.values()}
        live = (state.assignments[name] for name in state.live_assignments)
        reads = {a.account for a in live if a.person == me and a.finding is None}
        kept = [row for row in rows if row.case not in made and row.account not in reads]
        shown = self._context.store.read(lambda r: briefs(r, [row.account for row in kept]), cancel)
        now = self._context.now()
        return tuple(
            ClosedCase(
                case=row.case,
                account=shown[row.account],
                closed_at=row.closed_at,
                reasons=row.reasons,
                report_count=row.report_count,
                tells=telltales(state, row.case, row.closed_at, now),
            )
            for row in kept
        )

    def make_canary(
        self, case: ClosedCase, right: Verdict | None, passphrase: str | None, cancel: CancelToken = NEVER
    ) -> str:
        """Commit to the answer of a closed case (``None``: no violation); returns the request's digest."""
        self._context.prove_presence(passphrase)
        texts = Texts()
        document = doc.Canary(
            **self._context.asker.header(),
            case=case.case,
            account=case.account.id,
            answer=texts.must(answer_words(right)),
        )
        return self._context.ask(document, texts.rows, cancel)

    def canaries(self, cancel: CancelToken = NEVER) -> tuple[CanaryLine, ...]:
        """One's own canaries; all of them for auditors.  Whoever may be drawn for one never sees it here (A60)."""
        state, me = self._context.state(cancel), self._context.person_id
        whole = self._context.presence.person.role is Role.AUDITOR
        found = sorted(
            (c for c in state.canaries.values() if whole or c.body.author == me), key=lambda c: c.index, reverse=True
        )
        shown, who = self._context.store.read(
            lambda r: (briefs(r, [c.body.account for c in found]), _people(people.everybody(r))), cancel
        )
        return tuple(
            CanaryLine(
                digest=c.digest,
                at=c.at,
                maker=who.get(c.body.author) or _unknown(c.body.author),
                account=shown[c.body.account],
                readings=sum(1 for a in c.readings if state.assignments[a].finding is not None),
                caught=sum(1 for a in c.readings if caught(state, state.assignments[a])),
                known=c.known,
                answer=c.answer,
            )
            for c in found
        )

    # --- looks ----------------------------------------------------------------------------------------------------

    def looks(
        self, before: int | None = None, limit: int = 100, person: str = "", cancel: CancelToken = NEVER
    ) -> tuple[LookLine, ...]:
        """Who looked at what, newest first, before the entry with index ``before``; for auditors."""
        self._allowed(cancel, Role.AUDITOR)
        store = self._context.store
        rows = store.read(lambda r: looked.looks(r, before, limit, person), cancel)
        said = [(row, open_entry(row.entry_index, row.body).entry.document) for row in rows]
        cases = tuple({d.case for _, d in said if isinstance(d, doc.Look)})
        of_case = store.read(lambda r: looked.accounts_of(r, cases), cancel)
        named = {row.entry_index: _accounts(document, of_case) for row, document in said}
        shown, who = store.read(
            lambda r: (briefs(r, [a for ids in named.values() for a in ids]), _people(people.everybody(r))), cancel
        )
        return tuple(
            LookLine(
                index=row.entry_index,
                at=row.at,
                person=who.get(row.author) or _unknown(row.author),
                what=document.what if isinstance(document, doc.Look) else "search",
                case=document.case if isinstance(document, doc.Look) else "",
                accounts=tuple(shown[a] for a in named[row.entry_index] if a in shown),
            )
            for row, document in said
        )

    def note_search(self, accounts: Sequence[str], cancel: CancelToken = NEVER) -> None:
        """Leave an entry that a search showed these protected accounts; who searched goes on either way."""
        now, state = self._context.now(), self._context.state(cancel)
        fresh = [a for a in accounts if a in state.accounts and now - self._searched.get(a, _NEVER) >= LOOK_AGAIN]
        if not fresh:
            return
        self._searched |= dict.fromkeys(fresh, now)
        try:
            document = doc.Search(**self._context.asker.header(), accounts=tuple(fresh[:MOST_FOUND]))
            self._context.ask(document, (), cancel)
        except CountersignError as error:
            log.warning("search not noted id=%s", error.message_id)

    # --- what went back -------------------------------------------------------------------------------------------

    def went_back(self, cancel: CancelToken = NEVER) -> tuple[WentBack, ...]:
        """One's own proposals that ended within a day without being carried out, newest first, with why."""
        return self._endings.lately(cancel)

    def changed(self, proposal: str, cancel: CancelToken = NEVER) -> WentBack:
        """What one's own proposal was bound to, beside what is there now."""
        return self._endings.of(proposal, cancel)

    def propose_again(self, proposal: str, cancel: CancelToken = NEVER) -> Draft:
        """A draft from a proposal's text; every step is done anew, on the case as it is now."""
        return self._endings.draft(proposal, cancel)

    # --------------------------------------------------------------------------------------------------------------

    def _allowed(self, cancel: CancelToken, *roles: Role) -> State:
        state = self._context.state(cancel)
        role = self._context.presence.person.role
        if role not in roles:
            who = " or ".join(f"{one.value}s" for one in roles)
            raise Refused(f"This is for {who}", role.value, "Ask one of them.", message_id="floor.role")
        return state


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _accounts(document: object, of_case: dict[str, str]) -> tuple[str, ...]:
    if isinstance(document, doc.Search):
        return document.accounts
    if isinstance(document, doc.Look) and document.case in of_case:
        return (of_case[document.case],)
    return ()


def _people(everybody: Sequence[PersonBrief]) -> dict[str, PersonBrief]:
    return {person.id: person for person in everybody}


def _unknown(person: str) -> PersonBrief:
    return PersonBrief(id=person, name=person[:8], role=Role.REVIEWER)
