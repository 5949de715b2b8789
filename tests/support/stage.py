"""An example session with believable rows, for screenshots and layout only: nothing is signed, nothing is decided.

Stories and rules are tested against the real workstation; here only rows are made up, and plans come from the domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.actions import Action
from console.domain.documents import DutyKind, StepKind, Verdict
from console.domain.friction import Circumstances, Plan, plan
from console.domain.people import Role
from console.domain.policy import Policy, parse_policy
from console.domain.views import (
    Announcement,
    CaseView,
    FloorStatus,
    FoundAccount,
    OpenedProposal,
    PersonBrief,
    QueueFilter,
    QueuePage,
    QueueRow,
    Reading,
    RecentEffect,
    ReportView,
    RequestState,
    RequestView,
    Status,
    StoryLine,
    WaitingLine,
)
from console.errors import BadInput, Refused, Unavailable
from console.resource_files import resource_path
from tests.support.stage_floor import StageFloor
from tests.support.stage_rows import EFFECTS, NOW, PEOPLE, case_of, digest, row_at, story_lines
from tests.support.stage_ways import StageWays


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence with a gap, as the domain makes it."""

    before: str
    after: str
    choices: tuple[str, ...]
    right: int
    asks: str


@dataclass(frozen=True, slots=True)
class Match:
    """How a typed handle compares."""

    matches: bool
    differs_at: int | None
    words: str


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a point."""

    token: int
    areas: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verified:
    """The ledger holds."""

    holds: bool = True
    size: int = 18_204
    words: str = "Ledger holds, checked up to entry 18,204"


@dataclass
class StageSession:
    """One signed-in person on the stage; ``calls`` keeps what was asked, for tests of panes."""

    person: PersonBrief
    now: datetime = NOW
    size: int = 1204
    circumstances: Circumstances = field(default_factory=Circumstances)
    offline: bool = False
    ledger_error: str = ""
    ended: str = ""
    carried_out: bool = False
    empty: bool = False
    calls: list[tuple[str, Any]] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    saved: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Verdict | None] = field(default_factory=dict)
    changes: int = 0
    areas: frozenset[str] = frozenset()
    opens: bool = True
    kept: tuple[str, ...] = ()
    shift_s: int = 7 * 3600 + 300
    announced: bool = True
    urgent: int = 0
    """How many alarms there are; with any, also a late restore, a restore without a report, and something just done."""

    @property
    def ways(self) -> StageWays:
        return StageWays(self.person, self.now, self._ask, urgent=self.urgent)

    def _ask(self, name: str, value: Any = None) -> str:
        if self.offline:
            raise Unavailable("The store does not answer since 14:02", "", "Your text is kept on this workstation.")
        self.calls.append((name, value))
        self.changes += 1
        self.areas = frozenset({"queue", "case", "readings", "waiting", "recent", "announcements", "status", "story"})
        return digest(f"{name}{len(self.calls)}")

    def asked(self, name: str) -> list[Any]:
        """What was asked by that name."""
        return [value for called, value in self.calls if called == name]

    @property
    def floor(self) -> StageFloor:
        """The floor of this person."""
        return StageFloor(self.person, self.now)

    # ---- reading
    def status(self, cancel: CancelToken = NEVER) -> FloorStatus:
        if self.ended:
            raise Refused(self.ended)
        return FloorStatus(
            connected=not self.offline, inbox=0, drafts=len(self.saved), verified_entry=18_204,
            ledger_error=self.ledger_error, registrar="", shift_s=self.shift_s, since_break_s=80 * 60,
            last_day=self.circumstances.last_day, now=self.now, notice="", platform="",
        )  # fmt: skip

    def queue(
        self, filter: QueueFilter, cursor: tuple[int, str] | None, limit: int, cancel: CancelToken = NEVER
    ) -> QueuePage:
        if self.offline:
            raise Unavailable("The store does not answer since 14:02", "", "It is asked again by itself.")
        if self.empty:
            return QueuePage(rows=(), cursor=None, open_count=0)
        start = 0 if cursor is None else cursor[0] + 1
        rows: list[QueueRow] = []
        number = start
        while number < self.size and len(rows) < limit:
            row = row_at(number, self.now)
            if row.case in self.claimed:
                row = msgspec.structs.replace(
                    row, claimed_by=self.person.id, claimed_until=self.now + timedelta(minutes=14)
                )
            if self._fits(row, filter):
                rows.append(row)
            number += 1
        end = number >= self.size or not rows
        return QueuePage(rows=tuple(rows), cursor=None if end else (rows[-1].rank, rows[-1].case), open_count=self.size)

    def _fits(self, row: QueueRow, asked: QueueFilter) -> bool:
        text = asked.text.casefold()
        return (
            (not asked.reasons or bool(set(asked.reasons) & set(row.reasons)))
            and (not asked.languages or bool(set(asked.languages) & set(row.languages)))
            and (not asked.tiers or row.account.tier in asked.tiers)
            and (asked.older_than_s is None or self.now - row.oldest_report > timedelta(seconds=asked.older_than_s))
            and (not asked.unclaimed or row.claimed_by is None)
            and (not asked.mine or row.claimed_by == self.person.id)
            and (not text or text in f"{row.account.name} {row.account.handle}".casefold())
        )

    def case(self, case: str, cancel: CancelToken = NEVER) -> CaseView:
        view = case_of(row_at(int(case.rpartition("-")[2]), self.now), self.now)
        if case not in self.claimed:
            view = msgspec.structs.replace(view, lease_until=None, claimed_by=None)
        return view

    def reports(self, case: str, after: str | None, limit: int, cancel: CancelToken = NEVER) -> tuple[ReportView, ...]:
        return ()

    def readings(self, cancel: CancelToken = NEVER) -> tuple[Reading, ...]:
        if self.person.role is not Role.SUPERVISOR:
            return ()
        return tuple(
            Reading(
                assignment=f"as-{n}", row=row_at(n, self.now), until=self.now + timedelta(minutes=14),
                recorded=f"as-{n}" in self.found,
                opened=digest("proposal") if self.opens and self.found.get(f"as-{n}") is not None else None,
            )
            for n in (0, 1)
        )  # fmt: skip

    def opened(self, assignment: str, cancel: CancelToken = NEVER) -> OpenedProposal:
        own = self.found.get(assignment)
        if own is None:
            raise Refused("This was not opened to you")
        row = row_at(int(assignment.rpartition("-")[2]), self.now)
        return OpenedProposal(
            digest=digest("proposal"), assignment=assignment, finding=digest("finding"), account=row.account,
            handle_then="@republic_president", name_then="President of the Republic (office)", reach_then=41_600_000,
            handle_ref_now=digest("h"), name_ref_now=digest("n"), action=Action.DEACTIVATE,
            effect=EFFECTS[6], duration_s=None, clause="4.2", clause_title="Threats of violence",
            justification="Post 919048 threatens the people of another country, "
            "and was repeated after the warning of 14:02.",
            message="", proposed_at=self.now - timedelta(minutes=9), own_verdict=own, evidence=(digest("post-1"),),
            steps=(StepKind.CLAUSE, StepKind.JUSTIFICATION, StepKind.SENTENCE, StepKind.HANDLE, StepKind.HOLD),
            cooling_off_s=2700, still_needed=1,
        )  # fmt: skip

    def waiting(self, cancel: CancelToken = NEVER) -> tuple[WaitingLine, ...]:
        return (
            WaitingLine(
                proposal=digest("w1"), case="case-000006", account=row_at(6, self.now).account, action=Action.LABEL,
                status=Status.HANDED_OFF, since=self.now - timedelta(minutes=4), until=self.now + timedelta(hours=7),
                whom="Waits for a second person, drawn by lot and paged 4 min ago.", can_undo=True, can_stop=False,
            ),
            WaitingLine(
                proposal=digest("w2"), case="case-000003", account=row_at(3, self.now).account, action=Action.SUSPEND,
                status=Status.HELD_BACK, since=self.now - timedelta(seconds=8), until=self.now + timedelta(seconds=22),
                whom="Held back: nothing has reached the platform yet.", can_undo=True, can_stop=False,
            ),
        )  # fmt: skip

    def announcements(self, cancel: CancelToken = NEVER) -> tuple[Announcement, ...]:
        if self.person.role is not Role.SUPERVISOR or not self.announced:
            return ()
        return (
            Announcement(
                proposal=digest("a1"), account=row_at(16, self.now).account, action=Action.SUSPEND,
                since=self.now - timedelta(minutes=3), until=self.now + timedelta(minutes=12),
                words="Suspend, clause 2.1, found alike by two people.", can_stop=True,
            ),
        )  # fmt: skip

    def recent(self, limit: int, cancel: CancelToken = NEVER) -> tuple[RecentEffect, ...]:
        lines = [
            RecentEffect(
                effect=digest("eff2"), case="case-000008", account=row_at(8, self.now).account, action=Action.SUSPEND,
                at=self.now - timedelta(minutes=50), words="Suspend, clause 3.1", why_not=(), restored_at=None,
            ),
        ]  # fmt: skip
        if self.carried_out:
            lines.insert(0, self._effect())
        return tuple(lines)

    def _effect(self) -> RecentEffect:
        return RecentEffect(
            effect=digest("eff1"), case="case-000001", account=row_at(1, self.now).account, action=Action.DEACTIVATE,
            at=self.now - timedelta(seconds=40),
            words="Deactivate \u00b7 proposed by Ira K., found by Osei B. and Lena M.", why_not=(), restored_at=None,
        )  # fmt: skip

    def find_account(self, text: str, cancel: CancelToken = NEVER) -> tuple[FoundAccount, ...]:
        text = text.casefold()
        hits = [row_at(n, self.now) for n in range(10)]
        return tuple(
            FoundAccount(
                account=row.account,
                case=row.case,
                recent=self._effect() if self.carried_out and row.rank == 1 else None,
            )
            for row in hits
            if text and text in f"{row.account.name} {row.account.handle} {row.account.platform_id}".casefold()
        )

    def story(self, account: str, cancel: CancelToken = NEVER) -> tuple[StoryLine, ...]:
        return story_lines(self.now) if self.carried_out else ()

    def request(self, digest: str, cancel: CancelToken = NEVER) -> RequestView:
        return RequestView(digest=digest, kind="proposal", state=RequestState.ADMITTED, entry=18_205, reasons=())

    def policy(self) -> Policy:
        return _policy()

    def plan(self, case: CaseView, action: Action, duration_s: int | None = None) -> Plan:
        effect = next(e for e in case.effects if e.action is action)
        return plan(self.policy(), case.account.brief.tier, action, effect, duration_s, self.circumstances)

    def phrases(self) -> tuple[str, ...]:
        return self.kept

    def keep_phrases(self, phrases: tuple[str, ...]) -> None:
        self.kept = phrases

    def gap(self, case: CaseView, plan: Plan, action: Action, duration_s: int | None = None) -> Gap:
        return Gap(
            before=f"In 45 minutes {case.account.brief.name} vanishes for ",
            after=" followers.",
            choices=("4.17 million", "41.7 million", "417 thousand", "2.1 million"),
            right=1,
            asks="reach",
        )

    def compare_handle(self, case: CaseView, typed: str) -> Match:
        wanted = case.account.brief.handle
        if typed == wanted:
            return Match(True, None, "")
        at = next(
            (i for i, (a, b) in enumerate(zip(typed, wanted, strict=False)) if a != b), min(len(typed), len(wanted))
        )
        return Match(False, at, f"It differs at character {at + 1}.")

    def changes_since(self, token: int, cancel: CancelToken = NEVER) -> News:
        if token == self.changes:
            return News(token)
        return News(self.changes, self.areas)

    # ---- leases
    def claim(self, case: str, cancel: CancelToken = NEVER) -> datetime:
        if case == "case-000006":
            raise Refused("Ana Pires holds this case", "", "Take the next one with G.")
        self._ask("claim", case)
        self.claimed.add(case)
        return self.now + timedelta(minutes=14)

    def claim_next(self, filter: QueueFilter, cancel: CancelToken = NEVER) -> str | None:
        for row in self.queue(filter, None, 20).rows:
            if row.claimed_by is None:
                self.claim(row.case)
                return row.case
        return None

    def renew(self, case: str, cancel: CancelToken = NEVER) -> datetime:
        return self.now + timedelta(minutes=14)

    def release(self, case: str, cancel: CancelToken = NEVER) -> None:
        self._ask("release", case)
        self.claimed.discard(case)

    def hand_over(self, cancel: CancelToken = NEVER) -> int:
        self._ask("hand_over")
        number = len(self.claimed)
        self.claimed.clear()
        return number

    # ---- drafts
    def draft(self, case: str) -> Any:
        return self.saved.get(case)

    def save_draft(self, draft: Any) -> None:
        self.saved[draft.case] = draft

    def drop_draft(self, case: str) -> None:
        self.saved.pop(case, None)

    def drafts(self) -> tuple[Any, ...]:
        return tuple(self.saved.values())

    # ---- asking
    def propose(
        self, case: CaseView, plan: Plan, answers: Any, passphrase: str | None = None, cancel: CancelToken = NEVER
    ) -> str:
        if case.account.brief.tier.protected and passphrase != "right":
            raise BadInput("The passphrase is not right", "", "Type it again; nothing has been sent.")
        return self._ask("propose", answers)

    def withdraw(self, proposal: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("withdraw", proposal)

    def find(
        self, assignment: str, case: CaseView, verdict: Verdict | None, why: str, cancel: CancelToken = NEVER
    ) -> str:
        self.found[assignment] = verdict
        return self._ask("find", (assignment, verdict, why))

    def countersign(self, opened: OpenedProposal, passphrase: str, cancel: CancelToken = NEVER) -> str:
        if passphrase != "right":
            raise BadInput("The passphrase is not right", "", "Type it again; nothing has been signed.")
        return self._ask("countersign", opened.digest)

    def refuse(self, assignment: str, proposal: str, reason: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("refuse", (assignment, reason))

    def recuse(self, assignment: str, reason: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("recuse", (assignment, reason))

    def stop(self, proposal: str, reason: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("stop", (proposal, reason))

    def restore(self, effect: str, account: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("restore", (effect, account))

    def skip(self, case: str, cancel: CancelToken = NEVER) -> str:
        self.claimed.discard(case)
        return self._ask("skip", case)

    def note(self, case: str, text: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("note", (case, text))

    def look(self, case: str, what: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("look", (case, what))

    def duty(self, kind: DutyKind, cancel: CancelToken = NEVER) -> str:
        return self._ask("duty", kind)

    def wait_for(self, digest: str, timeout_s: float, cancel: CancelToken = NEVER) -> RequestView:
        return self.request(digest)

    def verify(self, cancel: CancelToken = NEVER, progress: Any = None) -> Verified:
        return Verified()

    def sign_out(self) -> None:
        self.calls.append(("sign_out", None))


_POLICY: list[Policy] = []


def _policy() -> Policy:
    if not _POLICY:
        _POLICY.append(parse_policy(resource_path("policy", "default.toml").read_text(encoding="utf-8")))
    return _POLICY[0]


@dataclass
class StageConsole:
    """An open example store."""

    organisation: str = "Example Social"
    store_words: str = "sandbox store"
    notice: str = ""
    sessions: list[StageSession] = field(default_factory=list)
    setting: dict[str, Any] = field(default_factory=dict)

    def people(self, cancel: CancelToken = NEVER) -> tuple[PersonBrief, ...]:
        return PEOPLE

    def sign_in(self, person: str, passphrase: str, cancel: CancelToken = NEVER) -> StageSession:
        if passphrase != "right":
            raise BadInput("The passphrase is not right", "", "Type it again.")
        session = StageSession(next(p for p in PEOPLE if p.id == person), **self.setting)
        self.sessions.append(session)
        return session

    def close(self) -> None:
        pass
