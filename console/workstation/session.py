"""One signed-in person: all that their console may do (PROTOCOL.md section 9).  Every method may run on a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.circumstances import circumstances
from console.domain.documents import DutyKind, Seen, Verdict
from console.domain.fold import known_tier
from console.domain.friction import Plan, plan
from console.domain.handles import HandleMatch
from console.domain.people import Person, last_day, may_read_second
from console.domain.policy import Policy
from console.domain.sentences import GapSentence, gap_sentence
from console.domain.skeletons import compare
from console.domain.state import State, shift_seconds, since_break
from console.domain.views import (
    AccountBrief,
    Announcement,
    CaseView,
    FloorStatus,
    FoundAccount,
    OpenedProposal,
    PersonBrief,
    QueueFilter,
    QueuePage,
    Reading,
    RecentEffect,
    ReportView,
    RequestView,
    StoryLine,
    WaitingLine,
)
from console.errors import CountersignError, Refused, Tampered, Unavailable
from console.store import inbox, leases
from console.store.accounts import platform_problem
from console.store.engine import Store
from console.store.projections import service_problem
from console.store.queries import changes, queue
from console.store.queries import readings as assigned
from console.store.rows import TextRow
from console.workstation.asking import Asker, Texts
from console.workstation.context import Context
from console.workstation.drafts import Drafts
from console.workstation.floor import Floor
from console.workstation.following import Ledger, Verified
from console.workstation.keys import Keys
from console.workstation.leasing import Leasing
from console.workstation.looking import Looks
from console.workstation.office import Office
from console.workstation.presence import Presence
from console.workstation.reading import Reader
from console.workstation.said import Answers, Draft, draft_of
from console.workstation.ways import Ways
from console.workstation.ways_ends import next_end

log = logging.getLogger(__name__)

OTHERS = 12
"""Accounts of the last page that lend their names as wrong choices in the handled sentence."""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What happened since a token: the areas of the screen that may differ, and the ids concerned."""

    token: int
    areas: frozenset[str]
    ids: frozenset[str]


ALL_AREAS = frozenset(
    {"queue", "case", "readings", "waiting", "recent", "announcements", "status", "story", "floor", "office", "alarms"}
)


_FEW_AREAS = {
    "duty/1": frozenset({"status"}),
    "look/1": frozenset({"status", "story"}),
    "rejections/1": frozenset({"status"}),
}
"""Frequent entries of which little is shown; any other may change everything."""


def areas_of(kinds: frozenset[str]) -> frozenset[str]:
    """The areas of the screen that may differ after entries of these kinds."""
    return frozenset(area for kind in kinds for area in _FEW_AREAS.get(kind, ALL_AREAS))


class Session:
    """What one person may read and ask; made by ``Console.sign_in``, ended by :meth:`sign_out`."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        keys: Keys,
        asker: Asker,
        drafts: Drafts,
        person: Person,
        brief: PersonBrief,
        clock: Callable[[], datetime],
        notice: str,
    ) -> None:
        self.person = brief
        self._store = store
        self._ledger = ledger
        self._keys = keys
        self._asker = asker
        self._drafts = drafts
        self._clock = clock
        self._notice = notice
        self._presence = Presence(person, ledger, asker, clock)
        context = Context(store, ledger, keys, asker, self._presence, person.id, clock)
        self.office = Office(context)
        self.ways = Ways(context)
        self.floor = Floor(context)
        self._context = context
        self._looks = Looks(context)
        self._leasing = Leasing(store, self._presence, self.policy, clock)
        self._reader = Reader(store, person, self._verified, clock)
        self._others: tuple[AccountBrief, ...] = ()
        self._leases_seen: tuple[int, int] | None = None

    # --- reading --------------------------------------------------------------------------------------------------

    def status(self, cancel: CancelToken = NEVER) -> FloorStatus:
        """The line at the foot of the window; sends late what was kept, and renews nothing.

        Raises :class:`Refused` once the person is signed out or their contract is over (I7).
        """
        error = ""
        try:
            state = self._verified(cancel)
        except Tampered as broken:
            state, error = self._ledger.state, broken.sentence
        self._presence.check()
        self._asker.outbox.send_late(cancel)
        now, me = self._now(), self.person.id
        registrar, platform, pending = self._store.read(
            lambda r: (
                service_problem(r, "registrar") or service_problem(r, "pager"),
                service_problem(r, "dispatcher") or platform_problem(r),
                inbox.own_pending(r, me),
            ),
            cancel,
        )
        policy = state.policy
        return FloorStatus(
            connected=True,
            inbox=pending + self._asker.outbox.unsent(me),
            drafts=len(self._drafts.all()),
            verified_entry=None if self._blind else max(0, state.size - 1),
            ledger_error=error,
            registrar=registrar,
            shift_s=shift_seconds(state.doings(self.person.id), now),
            since_break_s=since_break(state.doings(self.person.id), now),
            last_day=policy is not None and last_day(self._presence.person, now, policy.limits.last_day_s),
            now=now,
            notice=self._notice,
            platform=platform,
        )

    def queue(
        self, filter: QueueFilter, cursor: tuple[int, str] | None, limit: int, cancel: CancelToken = NEVER
    ) -> QueuePage:
        """A page of open cases after ``cursor``, most urgent first."""
        self._presence.check()
        now = self._now()
        page = self._store.read(lambda r: queue.page(r, filter, cursor, limit, self.person.id, now), cancel)
        if page.rows:
            self._others = tuple(row.account for row in page.rows[:OTHERS])
        ends = next_end(self._ledger.state)
        if not ends:
            return page
        rows = tuple(msgspec.structs.replace(row, ends_at=ends.get(row.account.id)) for row in page.rows)
        return msgspec.structs.replace(page, rows=rows)

    def case(self, case: str, cancel: CancelToken = NEVER) -> CaseView:
        """A whole case; a protected one only under one's own lease or assignment, and either leaves a look."""
        self._presence.check()
        view = self._reader.case(case, cancel)
        self._looks.opened(view, cancel)
        return view

    def reports(self, case: str, after: str | None, limit: int, cancel: CancelToken = NEVER) -> tuple[ReportView, ...]:
        """More reports of a case, after the one with this id; whoever may not see the case may not see these."""
        self._presence.check()
        return self._reader.reports(case, after, limit, cancel)

    def readings(self, cancel: CancelToken = NEVER) -> tuple[Reading, ...]:
        """The cases assigned to this person; nothing tells what stands behind one (I14)."""
        self._presence.check()
        return self._store.read(lambda r: assigned.of(r, self.person.id, self._now()), cancel)

    def opened(self, assignment: str, cancel: CancelToken = NEVER) -> OpenedProposal:
        """A proposal that was opened to this person; raises :class:`Refused` otherwise."""
        self._presence.check()
        return self._reader.opened(assignment, cancel)

    def waiting(self, cancel: CancelToken = NEVER) -> tuple[WaitingLine, ...]:
        """What this person proposed and what is not done, each with whom it waits for."""
        self._presence.check()
        return self._reader.waiting(cancel)

    def announcements(self, cancel: CancelToken = NEVER) -> tuple[Announcement, ...]:
        """What is cooling off now."""
        self._presence.check()
        return self._reader.announcements(cancel)

    def recent(self, limit: int, cancel: CancelToken = NEVER) -> tuple[RecentEffect, ...]:
        """What was carried out lately, newest first."""
        self._presence.check()
        return self._reader.recent(limit, cancel)

    def find_account(self, text: str, cancel: CancelToken = NEVER) -> tuple[FoundAccount, ...]:
        """Accounts by handle, name or id; that a search showed protected ones leaves an entry for the auditors."""
        self._presence.check()
        found = self._reader.find_account(text, cancel)
        self.floor.note_search([hit.account.id for hit in found if hit.account.tier.protected], cancel)
        return found

    def story(self, account: str, cancel: CancelToken = NEVER) -> tuple[StoryLine, ...]:
        """Who did what on an account, from the ledger."""
        self._presence.check()
        return self._reader.story(account, cancel)

    def request(self, digest: str, cancel: CancelToken = NEVER) -> RequestView:
        """What became of a request of one's own."""
        return self._asker.request(digest, cancel)

    def wait_for(self, digest: str, timeout_s: float, cancel: CancelToken = NEVER) -> RequestView:
        """A request once it is answered, or as it stands after ``timeout_s`` seconds."""
        return self._asker.wait_for(digest, timeout_s, cancel)

    def changes_since(self, token: int, cancel: CancelToken = NEVER) -> Changes:
        """Cheap: whether anything was admitted since ``token``, or a colleague claimed something."""
        since, held = self._store.read(lambda r: (changes.since(r, token), leases.fingerprint(r)), cancel)
        areas = ALL_AREAS if since.many else areas_of(since.kinds)
        if held != self._leases_seen:
            areas |= {"queue", "status"}
        self._leases_seen = held
        return Changes(token=since.token, areas=areas, ids=since.subjects)

    # --- rules, pure and quick ------------------------------------------------------------------------------------

    def policy(self) -> Policy:
        """The policy in force; raises :class:`Unavailable` while none is known."""
        policy = self._ledger.state.policy
        if policy is None:
            raise Unavailable("The policy in force is not known yet", "the ledger", "Wait until it is read.")
        return policy

    def plan(self, case: CaseView, action: Action, duration_s: int | None = None) -> Plan:
        """What stands before ``action`` on this case for this person now; raises :class:`Refused` if unsupported."""
        state, policy = self._ledger.state, self.policy()
        effect = next((e for e in case.effects if e.action is action), None)
        if effect is None:
            raise Refused("This platform has no such action", action.value, "Choose another.", message_id="unsupported")
        account = case.account.brief
        twin = None if case.account.confusable_with is None else case.account.confusable_with.id
        begun = self._leasing.begun(case.case)
        now = circumstances(state, policy, self.person.id, account.id, twin, self._now(), begun)
        return plan(policy, known_tier(state, account.id, account.tier), action, effect, duration_s, now)

    def gap(self, case: CaseView, plan: Plan, action: Action, duration_s: int | None = None) -> GapSentence:
        """The sentence of what will happen, with four choices; the same for one case on one day."""
        effect = next(e for e in case.effects if e.action is action)
        seed = f"{case.case}:{self.person.id}:{self._now():%Y-%m-%d}"
        twin = case.account.confusable_with
        others = self._others if twin is None else (twin, *self._others)
        return gap_sentence(case.account.brief, others, plan, effect, seed, duration_s)

    def compare_handle(self, case: CaseView, typed: str) -> HandleMatch:
        """Whether ``typed`` is the account's handle, and where it differs."""
        return compare(typed, case.account.brief.handle)

    # --- leases ---------------------------------------------------------------------------------------------------

    def claim(self, case: str, cancel: CancelToken = NEVER) -> datetime:
        """Hold a case; returns until when.  A protected one leaves a look in the ledger.

        Raises :class:`Refused` when a colleague holds it, or it is not for this person's role.
        """
        until = self._leasing.claim(case, cancel)
        self._looks.claimed(case, cancel)
        return until

    def claim_next(self, filter: QueueFilter, cancel: CancelToken = NEVER) -> str | None:
        """Hold the most urgent free case; its id, or ``None`` when there is none."""
        case = self._leasing.claim_next(filter, cancel)
        if case is not None:
            self._looks.claimed(case, cancel)
        return case

    def renew(self, case: str, cancel: CancelToken = NEVER) -> datetime:
        """Hold it for longer; raises :class:`Refused` when it is not held any more."""
        return self._leasing.renew(case, cancel)

    def release(self, case: str, cancel: CancelToken = NEVER) -> None:
        """Give it back to the queue."""
        self._leasing.release(case, cancel)

    def hand_over(self, cancel: CancelToken = NEVER) -> int:
        """Give everything back at the end of a shift; returns how many cases that were."""
        return self._leasing.release_all(cancel)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def draft(self, case: str) -> Draft | None:
        """What was begun on a case."""
        return self._drafts.get(case)

    def save_draft(self, draft: Draft) -> None:
        """Keep what was typed."""
        self._drafts.save(draft)

    def drop_draft(self, case: str) -> None:
        """Forget it."""
        self._drafts.drop(case)

    def drafts(self) -> tuple[Draft, ...]:
        """All that was begun and not committed."""
        return self._drafts.all()

    def phrases(self) -> tuple[str, ...]:
        """What this person keeps for justifications, on this workstation; never put in by itself."""
        return self._drafts.phrases()

    def keep_phrases(self, phrases: tuple[str, ...]) -> None:
        """Keep these in place of those before."""
        self._drafts.keep_phrases(phrases)

    # --- asking ---------------------------------------------------------------------------------------------------

    def propose(
        self,
        case: CaseView,
        plan: Plan,
        answers: Answers,
        passphrase: str | None = None,
        cancel: CancelToken = NEVER,
    ) -> str:
        """Ask for an action, bound to exactly what was shown; returns the request's digest.

        On a protected account the passphrase is asked again (A43): :class:`BadInput` when it is missing or wrong.
        """
        self._presence.check()
        account, limits = case.account, self.policy().limits
        if plan.tier.protected and answers.action is not Action.DISMISS:
            self._context.prove_presence(passphrase)
        texts = Texts()
        document = doc.Proposal(
            **self._asker.header(),
            case=case.case,
            account=account.brief.id,
            platform=account.brief.platform,
            platform_id=account.platform_id_ref,
            action=answers.action,
            effect=next(e for e in case.effects if e.action is answers.action),
            duration_s=answers.duration_s,
            content=tuple(c.platform_id_ref for c in case.contents if c.id in answers.content),
            message=texts.put(answers.message),
            clause=answers.clause,
            justification=texts.put(answers.justification),
            seen=Seen(
                tier=plan.tier,
                state=account.state,
                handle=account.handle_ref,
                name=account.name_ref,
                reach=account.brief.reach,
                case=case.digest,
                evidence=tuple(sorted(set(answers.evidence))),
                confusable=None if account.confusable_with is None else account.confusable_with.id,
            ),
            steps=answers.steps,
            policy=self._ledger.state.policy_in_force,
            sign_within_s=limits.sign_within_s,
            carry_out_within_s=limits.carry_out_within_s,
        )
        return self._ask(document, texts.rows, cancel, draft_of(case.case, answers))

    def withdraw(self, proposal: str, cancel: CancelToken = NEVER) -> str:
        """Take a proposal back (undo)."""
        return self._ask(doc.Withdrawal(**self._asker.header(), proposal=proposal), (), cancel)

    def find(
        self, assignment: str, case: CaseView, verdict: Verdict | None, why: str, cancel: CancelToken = NEVER
    ) -> str:
        """Sign one's own finding on an assigned case, as it was shown."""
        texts = Texts()
        document = doc.Finding(
            **self._asker.header(), assignment=assignment, case=case.digest, verdict=verdict, why=texts.put(why)
        )
        return self._ask(document, texts.rows, cancel)

    def countersign(self, opened: OpenedProposal, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Bind the opened proposal's digest to one's own finding; the passphrase is asked again (A43)."""
        self._presence.check()
        self._context.prove_presence(passphrase)
        document = doc.Countersignature(
            **self._asker.header(),
            proposal=opened.digest,
            finding=opened.finding,
            assignment=opened.assignment,
            handle=opened.handle_ref_now,
            name=opened.name_ref_now,
        )
        return self._ask(document, (), cancel)

    def refuse(self, assignment: str, proposal: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """Refuse to sign, with a reason."""
        texts = Texts()
        document = doc.Refusal(
            **self._asker.header(), proposal=proposal, assignment=assignment, reason=texts.must(reason)
        )
        return self._ask(document, texts.rows, cancel)

    def recuse(self, assignment: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """Step aside, with a reason."""
        texts = Texts()
        document = doc.Recusal(**self._asker.header(), assignment=assignment, reason=texts.must(reason))
        return self._ask(document, texts.rows, cancel)

    def stop(self, proposal: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """Stop what is cooling off, with a reason."""
        texts = Texts()
        document = doc.Stop(**self._asker.header(), proposal=proposal, reason=texts.must(reason))
        return self._ask(document, texts.rows, cancel)

    def restore(self, effect: str, account: str, cancel: CancelToken = NEVER) -> str:
        """Undo one carried-out effect; of a dismissal: reopen it."""
        return self._ask(doc.Restore(**self._asker.header(), account=account, effect=effect), (), cancel)

    def skip(self, case: str, cancel: CancelToken = NEVER) -> str:
        """Pass a case on, no questions asked; the lease goes with it."""
        digest = self._ask(doc.Skip(**self._asker.header(), case=case), (), cancel)
        self.release(case, cancel)
        return digest

    def note(self, case: str, text: str, cancel: CancelToken = NEVER) -> str:
        """A note on a case."""
        texts = Texts()
        return self._ask(doc.Note(**self._asker.header(), case=case, text=texts.must(text)), texts.rows, cancel)

    def look(self, case: str, what: str, cancel: CancelToken = NEVER) -> str:
        """That something protected or covered was looked at."""
        return self._looks.note(case, what, cancel)

    def duty(self, kind: DutyKind, cancel: CancelToken = NEVER) -> str:
        """That this person begins, is there, pauses or leaves."""
        return self._ask(doc.Duty(**self._asker.header(), kind=kind), (), cancel)

    # --- ledger ---------------------------------------------------------------------------------------------------

    def verify(self, cancel: CancelToken = NEVER, progress: Callable[[int, int], None] | None = None) -> Verified:
        """Verify the whole ledger from its first entry on; whoever may be drawn is not told how long it is (I14)."""
        if not self._blind:
            return self._ledger.verify(cancel, progress)
        told = None if progress is None else lambda done, total: progress(100 * done // max(1, total), 100)
        found = self._ledger.verify(cancel, told)
        return msgspec.structs.replace(found, size=0, words="The ledger holds, all of it.") if found.holds else found

    def sign_out(self) -> None:
        """Say that the shift pauses, and let go of the key: nothing more can be read or asked here.

        Harmless when the store does not answer: a rest ends the shift by itself.
        """
        try:
            self.duty(DutyKind.END)
        except CountersignError as error:
            log.info("signed out without a word id=%s", error.message_id)
        self._asker.forget()

    def _verified(self, cancel: CancelToken) -> State:
        return self._ledger.catch_up(cancel)

    @property
    def _blind(self) -> bool:
        """Whether this person may be drawn to a second reading, and how the ledger grows has to be kept from them."""
        return may_read_second(self._presence.person)

    def _now(self) -> datetime:
        return self._clock()

    def _ask(
        self, document: doc.PersonAny, texts: Sequence[TextRow], cancel: CancelToken, draft: Draft | None = None
    ) -> str:
        return self._context.ask(document, texts, cancel, draft)
