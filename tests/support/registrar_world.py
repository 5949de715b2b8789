"""The small world on a real SQLite store, with the real registrar: ``tests.support.builders`` with a file beneath."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.domain import documents as doc
from console.domain.actions import Tier
from console.domain.admission import CaseFacts
from console.domain.cases import ReportReason
from console.domain.people import Person
from console.domain.reasons import Reason
from console.domain.state import State
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.registrar.facts import facts_of
from console.registrar.loop import Registrar
from console.store import entries, inbox, leases
from console.store.accounts import find_by_platform_id, write_accounts, write_platform
from console.store.inbox import MOST_PENDING, submit
from console.store.opening import create_store, open_store
from console.store.reports import evidence_of, live_cases, take_in
from console.store.rows import AccountRead, EntryRow, PlatformRow, ReportRead, TakenIn
from console.store.unit_of_work import Reading, UnitOfWork
from tests.support.builders import Hands
from tests.support.copies import copied
from tests.support.effects import EFFECTS
from tests.support.office import DEFAULT_POLICY, ENV, START, STORE, digest, key, policy_text, root_roster

PLATFORM = "sandbox"


class RegistrarWorld(Hands):
    """A founded store in ``folder`` whose registrar decides when asked; close it at the end.

    The clock is ``now``: nothing moves it but the test.  Requests are put straight into the inbox, as a patched
    console would.
    """

    def __init__(self, folder: Path, policy: str = DEFAULT_POLICY, people: tuple[Person, ...] | None = None) -> None:
        super().__init__()
        self.now = START
        self.effects = dict(EFFECTS)
        copied(("registrar world", policy, people), folder, lambda first: self._found(first, policy, people))
        self.store = open_store(folder / "store.db")
        self.registrar = self.new_registrar()
        self.registrar.load()

    def _found(self, folder: Path, policy: str, people: tuple[Person, ...] | None) -> None:
        self.store = create_store(folder / "store.db", {"store": STORE, "env": ENV, "organisation": "Test"})
        self.new_registrar().found(
            sign(root_roster(people, policy), *(key(name) for name in ("ada", "ben", "cyd"))),
            sign(policy_text(policy), key("ada")),
        )
        self.store.run(self._write_platform)
        self.store.close()

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def new_registrar(self, pinned_roster: str | None = None, timers_every_s: float = 0.0) -> Registrar:
        """Another registrar on the same store, as after a crash; ``load`` it before use."""
        return Registrar(
            self.store,
            STORE,
            ENV,
            key(doc.REGISTRAR),
            lambda platform: self.effects,
            clock=self.clock,
            pinned_roster=pinned_roster,
            timers_every_s=timers_every_s,
        )

    def clock(self) -> datetime:
        """The world's time."""
        return self.now

    @property
    def state(self) -> State:
        """The state after the last kept entry."""
        return self.registrar.state

    # --- accounts and cases -----------------------------------------------------------------------------------

    def account_read(self, name: str, tier: Tier | None = Tier.STANDARD, **changes: Any) -> AccountRead:
        """An account called ``name`` as a connector would read it."""
        base: dict[str, Any] = {
            "platform": PLATFORM,
            "platform_id": name,
            "handle": f"@{name}",
            "name": name.title(),
            "state": digest(f"state of {name}"),
            "state_words": ("active",),
            "reach": 1000,
            "reach_noun": "followers",
            "tier_flag": tier,
        }
        return AccountRead(**(base | changes))

    def report(self, account: AccountRead, *reports: str) -> str:
        """Reports of these names come in on an account; returns its open case."""
        reads = [self._report_read(account, name) for name in reports or ("first", "second")]
        taken: list[TakenIn] = []

        def make(uow: UnitOfWork, state: State) -> doc.Intake | None:
            taken.append(take_in(uow, account.platform, reads, (account,), self.now))
            if not taken[-1].cases:
                return None
            changed = tuple(
                doc.IntakeCase(case=c.id, account=c.account, tier=c.tier, digest=c.digest) for c in taken[-1].cases
            )
            return doc.Intake(
                store=STORE,
                env=ENV,
                author=doc.REGISTRAR,
                platform=account.platform,
                cases=changed,
                reports=taken[-1].reports,
            )

        self.registrar.write(make)
        return self.store.read(lambda r: live_cases(r, self.account(account.platform_id, r)))[0]

    def case(self, name: str = "case-1", *, tier: Tier | None = Tier.STANDARD, **changes: Any) -> str:
        """A case with two reports on an account called ``name``."""
        return self.report(self.account_read(name, tier, **changes), f"{name} first", f"{name} second")

    def account(self, platform_id: str, reading: Reading | None = None) -> str:
        """Our id of an account."""
        if reading is None:
            return self.store.read(lambda r: self.account(platform_id, r))
        return find_by_platform_id(reading, PLATFORM, [platform_id])[platform_id]

    def read_again(self, account: AccountRead) -> None:
        """A connector reads an account anew, without any report."""
        self.store.run(lambda uow: write_accounts(uow, (account,), self.now))

    def case_facts(self, case: str) -> CaseFacts:
        """What the registrar would find."""

        def look(reading: Reading) -> CaseFacts | None:
            cited = tuple(evidence_of(reading, case))
            return facts_of(reading, {case: cited}, lambda platform: self.effects, self.now, frozenset({case})).get(
                case
            )

        facts = self.store.read(look)
        assert facts is not None, f"no case {case}"
        return facts

    def claim(self, person: str, case: str) -> None:
        """Take a case (a minute ago: it was read), and give it back to nobody."""
        then, lease_s = self.now - timedelta(minutes=1), self.policy.limits.claim_lease_s + 60
        self.store.run(lambda uow: leases.claim(uow, person, case, then, lease_s, most=99))

    # --- asking -----------------------------------------------------------------------------------------------

    def put(self, author: str, signed: SignedDocument, most_pending: int = MOST_PENDING) -> bool:
        """Put signed bytes into the inbox, and leave them there."""
        return self.store.run(
            lambda uow: submit(
                uow,
                person=author,
                digest=signed.digest,
                kind=signed.kind,
                document=signed.data,
                signatures=signatures_to_bytes(signed.signatures),
                now=self.now,
                most_pending=most_pending,
            )
        )

    def ask_signed(self, author: str, signed: SignedDocument) -> tuple[Reason, ...]:
        """Put signed bytes into the inbox and let the registrar decide."""
        self.put(author, signed)
        self.tick()
        answer = self.store.read(lambda r: inbox.own_request(r, author, signed.digest))
        assert answer is not None and (answer.entry is not None or answer.reasons), "it was not answered"
        return answer.reasons

    def tick(self) -> None:
        """One step of the registrar, timers included."""
        self.registrar.step()

    def rows(self) -> tuple[EntryRow, ...]:
        """All entries as they lie in the store."""
        return self.store.read(lambda r: entries.read_entries(r, 0, 100_000))

    def _write_platform(self, uow: UnitOfWork) -> None:
        write_platform(
            uow,
            PlatformRow(
                id=PLATFORM,
                title="Sandbox",
                reach_noun="followers",
                effects=tuple(self.effects.values()),
                labels=(),
                at=self.now,
            ),
        )

    def _report_read(self, account: AccountRead, name: str) -> ReportRead:
        return ReportRead(
            id=digest(f"report {name}"),
            kind="account",
            platform_report_id=name,
            target=account.platform_id,
            account=account.platform_id,
            reporter=f"reporter of {name}",
            reason=ReportReason.HATE,
            reason_as_given="hate",
            statement=f"statement of {name}",
            language="en",
            at=self.now,
        )
