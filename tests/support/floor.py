"""A whole floor on a real local store: a sandbox with three accounts, services on their threads, consoles, a clock.

The clock moves a millisecond whenever somebody reads it, and by :meth:`Clock.forward`; nothing else moves it.
"""

from __future__ import annotations

import copy
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from console.bootstrap.founding import Founder, found_store
from console.bootstrap.running import Running, open_local
from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import Verdict
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.state import EffectFacts
from console.domain.views import CaseView, Reading, RequestState
from console.platforms.sandbox import people, visitor
from console.platforms.sandbox.site import Site
from console.resource_files import resource_path
from console.secrets.contract import MemoryStore, SecretStore
from console.secrets.sealed import DEMO_ONLY
from console.settings.site import PlatformSettings, SiteFile, save_site
from console.store.texts import make_text
from console.workstation.console import Console
from console.workstation.said import Answers
from console.workstation.session import Session
from tests.support.copies import copied
from tests.support.office import REVIEWERS, SUPERVISORS, by_hand, key, policy_with

T = TypeVar("T")

QUICK = policy_with(
    ("friction.standard.suspend", "held_back_s", "1"),
    ("friction.standard.curb", "held_back_s", "1"),
    ("friction.head_of_state.deactivate", "cooling_off_s", "2"),
    toml=resource_path("policy/demo.toml").read_text(encoding="utf-8"),
)
VENDORS = {"ana": "Vendor South", "bruno": "Vendor North", "ira": "Vendor North", "quin": "Vendor South"}
ROLES: dict[str, Role] = {
    **dict.fromkeys(REVIEWERS, Role.REVIEWER),
    **dict.fromkeys(SUPERVISORS, Role.SUPERVISOR),
    **dict.fromkeys(("ada", "ben", "cyd"), Role.ADMINISTRATOR),
    "zoe": Role.AUDITOR,
}
TIERS = {"president": Tier.HEAD_OF_STATE, "harbour_news": Tier.VERIFIED, "somebody": Tier.STANDARD}
"""The accounts, by id and handle; each has a post of which people complain."""
CLAUSE = "4.7"
WHY = "It degrades people for what they are."


def phrase(name: str) -> str:
    """Somebody's passphrase."""
    return f"{name} walks the quiet harbour"


class Clock:
    """A clock that tests move."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime(2017, 11, 2, 14, 0, tzinfo=UTC)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self._now += timedelta(milliseconds=1)
            return self._now

    def forward(self, seconds: float = 0, **more: float) -> None:
        """Time passes."""
        with self._lock:
            self._now += timedelta(seconds=seconds, **more)


def lay_out(
    folder: Path,
    secrets: SecretStore,
    clock: Callable[[], datetime],
    policy: str = QUICK,
    accounts: Mapping[str, Tier] = TIERS,
) -> tuple[SiteFile, dict[str, str]]:
    """A founded store, its sandbox with reports, its site file; returns the site and everybody's ids by name."""
    site = Site.create(folder / "sandbox.db", now=clock)
    for name, tier in accounts.items():
        people.sign_up(
            site,
            people.Person(
                account_id=name, handle=name, name=name.title(), tier=tier, followers=41_700_000, created=clock()
            ),
        )
        post = people.post(site, name, f"what {name} said")
        people.report(site, name, "hate", f"{name} means us", content_id=post)
    founded = found_store(
        folder / "store.db",
        organisation="Test",
        environment="test",
        founders=[
            Founder(
                name=name,
                login=name,
                role=role,
                vendor=VENDORS.get(name, ""),
                key=key(name),
                passphrase=phrase(name),
                contract_until=clock() + timedelta(hours=6) if name == "ira" else None,
            )
            for name, role in ROLES.items()
        ],
        policy_toml=policy,
        secrets=secrets,
        profile=DEMO_ONLY,
        clock=clock(),
    )
    founded.store.close()
    site_file = SiteFile(
        organisation="Test",
        store="store.db",
        store_id=founded.store_id,
        environment="test",
        roster_root=founded.roster_root,
        platforms={"sandbox": PlatformSettings(connector="sandbox", address="sandbox.db")},
    )
    save_site(folder / "site.toml", site_file)
    return site_file, {person.logins[0]: person.id for person in founded.people}


class Laid(msgspec.Struct, frozen=True):
    """A floor that nobody has worked on yet: its site file, everybody's ids, their keys, and when it was done."""

    site_file: SiteFile
    ids: dict[str, str]
    secrets: MemoryStore
    now: datetime


def _first(folder: Path, policy: str, accounts: Mapping[str, Tier]) -> Laid:
    clock, secrets = Clock(), MemoryStore()
    site_file, ids = lay_out(folder, secrets, clock, policy, accounts)
    return Laid(site_file, ids, secrets, clock())


class Floor:
    """The people at their consoles."""

    def __init__(self, folder: Path, policy: str = QUICK, accounts: Mapping[str, Tier] = TIERS) -> None:
        self.folder = folder
        self.accounts = accounts
        made = copied(("floor", policy, tuple(accounts.items())), folder, lambda first: _first(first, policy, accounts))
        self.clock = Clock(made.now)
        self.secrets = copy.deepcopy(made.secrets)
        self.site_file, self.ids = made.site_file, dict(made.ids)
        self.sandbox = Site(folder / "sandbox.db", now=self.clock)
        self.running = self.open()
        self._sessions: dict[str, Session] = {}
        until(self._reported)

    def _reported(self) -> bool:
        query = "SELECT count(*) FROM cases"
        with closing(sqlite3.connect(self.folder / "store.db")) as db:
            (found,) = db.execute(query).fetchone()
        return bool(found == len(self.accounts))

    def open(
        self,
        data: str = ".",
        lead: bool = True,
        start: bool = True,
        clock: Callable[[], datetime] | None = None,
        page_command: Sequence[str] = (),
    ) -> Running:
        """A console on the store, with its own files in the folder ``data``."""
        home = self.folder / data
        home.mkdir(exist_ok=True)
        return open_local(
            self.site_file,
            self.folder / "site.toml",
            self.secrets,
            home,
            lead=lead,
            start=start,
            page_command=page_command,
            clock=clock or self.clock,
        )

    def close(self) -> None:
        """Everything stops."""
        self.running.close()

    def again(self) -> None:
        """The program is closed and opened again."""
        self.running.close()
        self._sessions.clear()
        self.running = self.open()

    @property
    def console(self) -> Console:
        """The console of the first workstation."""
        assert self.running.console is not None
        return self.running.console

    def sign_in(self, name: str, console: Console | None = None) -> Session:
        """Sign in anew."""
        return (console or self.console).sign_in(self.ids[name], phrase(name))

    def session(self, name: str) -> Session:
        """Somebody signed in, once."""
        if name not in self._sessions:
            self._sessions[name] = self.sign_in(name)
        return self._sessions[name]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the store: it can be read, and nobody's request arrives."""
        self.running.store._patience_s = 0.1
        with closing(sqlite3.connect(self.folder / "store.db", isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            yield
            db.execute("ROLLBACK")
        self.running.store._patience_s = 5.0

    # --- what people do ---------------------------------------------------------------------------------------

    def case_id(self, account: str) -> str:
        """The open case on an account."""
        (found,) = [f for f in self.session("zoe").find_account(account) if f.account.handle == account]
        assert found.case is not None
        return found.case

    def account_id(self, account: str) -> str:
        """Our id of an account."""
        (found,) = [f for f in self.session("zoe").find_account(account) if f.account.handle == account]
        return found.account.id

    def case(self, name: str, account: str) -> CaseView:
        """Somebody claims a case and looks at it, for as long as nobody's steps take less."""
        session = self.session(name)
        case = self.case_id(account)
        session.claim(case)
        view = session.case(case)
        self.clock.forward(5)
        return view

    def answers(self, session: Session, case: CaseView, action: Action, duration_s: int | None = None) -> Answers:
        """Every step done, as the plan says."""
        plan = session.plan(case, action, duration_s)
        return Answers(
            action=action,
            clause="" if action is Action.DISMISS else CLAUSE,
            justification=WHY,
            message="",
            content=(),
            evidence=(case.contents[0].digest,) if case.contents else (),
            duration_s=duration_s,
            steps=by_hand(plan.steps),
        )

    def ask(self, name: str, account: str, action: Action, duration_s: int | None = None) -> str:
        """Claim, look, propose; the request's digest, whatever becomes of it."""
        session, case = self.session(name), self.case(name, account)
        plan = session.plan(case, action, duration_s)
        return session.propose(case, plan, self.answers(session, case, action, duration_s), phrase(name))

    def propose(self, name: str, account: str, action: Action, duration_s: int | None = None) -> str:
        """Propose what has to be admitted."""
        return self.must(name, self.ask(name, account, action, duration_s))

    def done(self, name: str, account: str, action: Action = Action.SUSPEND, duration_s: int | None = None) -> str:
        """Proposed and carried out, on an account that needs nobody else."""
        proposal = self.propose(name, account, action, duration_s)
        self.clock.forward(5)
        until(lambda: self.effect(proposal) is not None)
        return proposal

    def effect(self, proposal: str) -> EffectFacts | None:
        """What the ledger says of an order that the platform has answered."""
        found = self.console.ledger.catch_up().effects.get(proposal)
        return found if found is not None and found.outcome is not None else None

    def must(self, name: str, digest: str) -> str:
        """What was asked has to be admitted."""
        view = self.session(name).wait_for(digest, 10.0)
        assert view.state is RequestState.ADMITTED, (view.kind, [reason.sentence for reason in view.reasons])
        return digest

    def rejected(self, name: str, digest: str) -> set[ReasonId]:
        """What was asked has to be refused; why."""
        view = self.session(name).wait_for(digest, 10.0)
        assert view.state is RequestState.REJECTED, view
        return {reason.id for reason in view.reasons}

    def end(self, person: str, author: str = "ada") -> None:
        """An administrator's console ends a person's contract."""
        asker = self.session(author)._asker
        asker.ask(doc.End(**asker.header(), person=self.ids[person]))

    def protect(self, author: str, account: str, tier: Tier) -> None:
        """Somebody's console raises an account's protection; returns once it holds."""
        asker = self.session(author)._asker
        called = make_text(account)
        digest = asker.ask(
            doc.TierChange(**asker.header(), account=account, platform="sandbox", platform_id=called.digest, tier=tier),
            (called,),
        )
        self.must(author, digest)

    def drawn(self, many: int) -> Mapping[str, Reading]:
        """Who has a second reading to do; ``many`` of them."""

        def look() -> dict[str, Reading] | None:
            found = {name: self.session(name).readings() for name in SUPERVISORS}
            mine = {name: rows[0] for name, rows in found.items() if rows}
            return mine if len(mine) >= many else None

        return until(look)

    def find(self, name: str, reading: Reading, verdict: Verdict | None) -> None:
        """Read the case and sign a finding."""
        session = self.session(name)
        case = session.case(reading.row.case)
        self.must(name, session.find(reading.assignment, case, verdict, WHY))

    def page(self, account: str) -> visitor.Page:
        """What a visitor sees."""
        return visitor.status(self.sandbox, account)


def until(look: Callable[[], T | None], seconds: float = 15.0) -> T:
    """What ``look`` says as soon as it says something."""
    patience = CancelToken()
    for _ in range(int(seconds / 0.02)):
        found = look()
        if found is not None and found is not False:
            return found
        patience.wait(0.02)
    raise AssertionError(f"nothing came of it in {seconds:.0f} s")
