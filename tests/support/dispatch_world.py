"""The small world with a platform: a real registrar on a store, a real sandbox, a real dispatcher, one thread.

The dispatcher's documents are decided the moment that it asks, so a test steps through everything in order; a
:class:`Crash` ends the process between any two steps, and :meth:`DispatchWorld.restart` starts it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from console.cancel import NEVER, CancelToken
from console.dispatcher.intake import account_read, pull
from console.dispatcher.loop import Dispatcher
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.people import Person
from console.domain.reasons import ReasonId
from console.ledger.documents import sign
from console.ledger.entries import open_entry
from console.platforms.contract import Connector
from console.platforms.sandbox import people, visitor
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.declared import EFFECTS
from console.platforms.sandbox.faults import Fault, set_fault
from console.platforms.sandbox.site import Site
from console.registrar.intake import Intake
from console.store.projections import service_problem
from console.store.reports import live_cases
from console.store.unit_of_work import Reading
from tests.support.office import DEFAULT_POLICY, ENV, START, STORE, key
from tests.support.registrar_world import PLATFORM, RegistrarWorld


class Crash(BaseException):
    """The process ends here; nothing of ours catches it."""


class DispatchWorld(RegistrarWorld):
    """Everything of a local store but its threads."""

    def __init__(self, folder: Path, policy: str = DEFAULT_POLICY, people: tuple[Person, ...] | None = None) -> None:
        super().__init__(folder, policy, people)
        self.effects = dict(EFFECTS)
        self.store.run(self._write_platform)
        self.folder = folder
        self.site = Site.create(folder / "sandbox.db", now=self.clock)
        self.sandbox: Connector = SandboxConnector(self.site, timeout_s=0.05)
        self.pinned: dict[str, Tier] = {}
        self.ticks = 0.0
        self.said = 0
        self.crash_at: tuple[int, str] | None = None
        self.before_deciding: dict[int, Callable[[], object]] = {}
        self.dispatcher = self.new_dispatcher()

    # --- the process ------------------------------------------------------------------------------------------

    def new_dispatcher(self, connector: Connector | None = None, folder: Path | None = None) -> Dispatcher:
        """Another dispatcher on the same store and folder, as after a crash."""
        intake = Intake(self.registrar, self.clock)
        platform = connector or self.sandbox
        return Dispatcher(
            self.store,
            STORE,
            ENV,
            key(doc.DISPATCHER),
            {PLATFORM: platform},
            folder or self.folder / "dispatcher",
            clock=self.clock,
            pinned=lambda name, account: self.pinned.get(account),
            read=lambda snapshot: intake.account(account_read(platform.describe(), snapshot)),
            wake_registrar=self._woken,
            monotonic=lambda: self.ticks,
        )

    def _woken(self) -> None:
        self.said += 1
        if self.crash_at == (self.said, "put"):
            raise Crash
        self.before_deciding.pop(self.said, lambda: None)()
        self.tick()
        if self.crash_at == (self.said, "decided"):
            raise Crash

    def restart(self) -> None:
        """Registrar and dispatcher begin anew from what is on disk."""
        self.crash_at = None
        self.registrar = self.new_registrar()
        self.registrar.load()
        self.dispatcher = self.new_dispatcher()

    def act(self, seconds: float = 0.0) -> int:
        """The dispatcher does all that it can do, ``seconds`` later by its own stop watch; how many orders ended."""
        self.ticks += seconds
        self.tick()
        done = self.dispatcher.step()
        self.tick()
        return done

    def run_once(self, seconds: float = 0.0) -> int:
        """As :meth:`act`, by the door of the loop: what fails is told to the screens."""
        self.ticks += seconds
        self.tick()
        done = self.dispatcher.work(NEVER)
        self.tick()
        return done or 0

    # --- the platform -----------------------------------------------------------------------------------------

    def case(self, name: str = "case-1", *, tier: Tier | None = Tier.STANDARD, **changes: Any) -> str:
        """Somebody called ``name`` is on the platform and is reported for a post and for the account."""
        people.sign_up(
            self.site,
            people.Person(
                account_id=name, handle=name, name=name.title(), tier=tier, followers=1000, created=START, **changes
            ),
        )
        post = people.post(self.site, name, f"a post of {name}")
        people.report(self.site, name, "hate", "look at this", content_id=post)
        return self.reported(name)

    def reported(self, name: str) -> str:
        """One more report on the account, taken in; returns its open case."""
        people.report(self.site, name, "hate", "and at this")
        intake = Intake(self.registrar, self.clock)
        pull(
            self.sandbox,
            None,
            lambda page: intake.take(page.platform, page.reports, page.accounts, page.cursor),
            CancelToken(),
        )
        account = self.account(name)
        return self.store.read(lambda r: _live_case(r, account))

    def fault(self, fault: Fault, *, value: float = 0.0, times: int | None = None, only: str = "") -> None:
        """Let the platform fail."""
        set_fault(self.site, fault, value=value, times=times, only=only)

    def page(self, name: str = "case-1") -> visitor.Page:
        """What a visitor sees."""
        return visitor.status(self.site, name)

    def put_on(self, name: str = "case-1") -> list[str]:
        """The measures that were ever put on an account by an effect, oldest first."""
        with closing(sqlite3.connect(self.site.path)) as db:
            query = "SELECT kind FROM measures WHERE account_id = ? AND effect_id IS NOT NULL ORDER BY id"
            return [kind for (kind,) in db.execute(query, (name,))]

    # --- short ways -------------------------------------------------------------------------------------------

    def due_proposal(
        self, name: str = "case-1", *, tier: Tier = Tier.STANDARD, action: Action = Action.SUSPEND, author: str = "ana"
    ) -> str:
        """A proposal that may be carried out now: signed by all who have to, and past its waits."""
        proposal = self.propose(author, self.case(name, tier=tier), action)
        self.sign_all(proposal)
        self.until_due(proposal)
        return proposal

    def receipts(self, effect: str, kind: OrderKind | None = None) -> list[Outcome]:
        """The outcomes of all receipts of an effect, in ledger order."""
        return [r.outcome for r in self._receipts() if r.effect == effect and (kind is None or r.kind is kind)]

    def receipted(self) -> list[str]:
        """The effects in the order of their receipts."""
        return [receipt.effect for receipt in self._receipts()]

    def _receipts(self) -> list[doc.Receipt]:
        found = (open_entry(row.entry_index, row.body).entry.document for row in self.rows())
        return [document for document in found if isinstance(document, doc.Receipt)]

    def put_withdrawal(self, author: str, proposal: str) -> None:
        """A withdrawal lies in the inbox; nobody has decided on it."""
        self.put(author, sign(doc.Withdrawal(**self.common(author), proposal=proposal), key(author)))

    def may_not_withdraw(self, author: str, proposal: str) -> set[ReasonId]:
        """Why a withdrawal is not admitted."""
        return self.why_not(doc.Withdrawal(**self.common(author), proposal=proposal))

    def kinds(self) -> list[str]:
        """The kinds of all entries."""
        return [row.kind for row in self.rows()]

    def problem(self) -> str:
        """What the screens are told of the dispatcher."""
        return self.store.read(lambda r: service_problem(r, doc.DISPATCHER))


def _live_case(reading: Reading, account: str) -> str:
    return live_cases(reading, account)[0]
