"""Registrar, dispatcher and intake on threads beside an open store; one process leads a store, by a lock file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from console.cancel import NEVER, CancelToken
from console.dispatcher import intake as intake_loop
from console.dispatcher.intake import Page, account_read
from console.dispatcher.loop import Dispatcher
from console.domain.actions import Action, DeclaredEffect, Tier
from console.errors import CountersignError
from console.ledger.signing import SigningKey
from console.platforms.contract import Connector
from console.platforms.reading import AccountSnapshot
from console.registrar.intake import Intake
from console.registrar.loop import Registrar, utc_now
from console.registrar.pager import PAGER, Pager
from console.store.accounts import platform as platform_row
from console.store.accounts import set_platform_problem, write_platform
from console.store.engine import Store
from console.store.projections import service_problem, set_service
from console.store.rows import PlatformRow

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Lead:
    """The right to run a store's services: held by one process at a time."""

    def __init__(self, store_path: Path) -> None:
        # Not of one thread: a window opens the store on a worker, and closes it from its own thread.
        self._lock = FileLock(f"{store_path}.lead", thread_local=False)

    def take(self) -> bool:
        """Whether this process leads now; never waits."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def give_back(self) -> None:
        """Let another process lead."""
        self._lock.release()


class Services:
    """The services of one store; make it only while leading."""

    def __init__(
        self,
        store: Store,
        store_id: str,
        env: str,
        registrar_key: SigningKey,
        dispatcher_key: SigningKey,
        connectors: Mapping[str, Connector],
        folder: Path,
        *,
        pinned_roster: str | None,
        protected: Mapping[str, frozenset[str]] | None = None,
        page_command: Sequence[str] = (),
        clock: Clock = utc_now,
        clock_trouble: Callable[[], str] = lambda: "",
    ) -> None:
        self.store = store
        self.connectors = connectors
        self._clock = clock
        self._protected = protected or {}
        self._stop = CancelToken()
        self._threads: list[threading.Thread] = []
        self._intake_wake = threading.Event()
        self.registrar = Registrar(
            store,
            store_id,
            env,
            registrar_key,
            self.effects,
            clock=clock,
            pinned_roster=pinned_roster,
            changed=self._ledger_grew,
            clock_trouble=clock_trouble,
        )
        self.intake = Intake(self.registrar, clock)
        self.pager = Pager(store, page_command, lambda: self.registrar.state, clock) if page_command else None
        self.dispatcher = Dispatcher(
            store,
            store_id,
            env,
            dispatcher_key,
            connectors,
            folder,
            clock=clock,
            pinned_roster=pinned_roster,
            pinned=self.pinned,
            read=self._account_read,
            wake_registrar=self.registrar.wake,
            clock_trouble=clock_trouble,
        )

    def load(self, cancel: CancelToken = NEVER) -> None:
        """Take up the ledger where it stands; raises ``Tampered`` when it does not hold."""
        self.registrar.load(cancel)
        if self.pager is not None:
            self.pager.begin()
        elif self.store.read(lambda r: service_problem(r, PAGER)):
            self.store.run(lambda uow: set_service(uow, PAGER, "", self._clock()))  # nothing rings here any more
        for connector in self.connectors.values():
            self._declare(connector)

    def start(self) -> None:
        """Run everything on threads of its own."""
        loops: list[tuple[str, Callable[[], None]]] = [
            ("registrar", lambda: self.registrar.run(self._stop)),
            ("dispatcher", lambda: self.dispatcher.run(self._stop)),
            ("intake", self._run_intake),
        ]
        if self.pager is not None:
            pager = self.pager
            loops.append(("pager", lambda: pager.run(self._stop)))
        for name, loop in loops:
            thread = threading.Thread(target=loop, name=f"countersign-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def once(self, cancel: CancelToken = NEVER) -> None:
        """Do all that is to be done now, then return: what was asked, what is owed, what was reported."""
        self.pull(cancel)
        helper = threading.Thread(
            target=lambda: self.registrar.run(self._stop), name="countersign-registrar", daemon=True
        )
        helper.start()
        self._threads.append(helper)
        while self.registrar.step(cancel) or self.dispatcher.step(cancel):
            cancel.raise_if_cancelled()
        self.stop()

    def stop(self) -> None:
        """Ask all loops to stop, and wait for them; ring for what was called meanwhile."""
        self._stop.cancel()
        self.registrar.wake()
        self.dispatcher.wake()
        self._intake_wake.set()
        for thread in self._threads:
            thread.join(timeout=15.0)
        self._threads.clear()
        if self.pager is not None:
            self.pager.step()  # whoever was called in the last moment is rung for all the same

    def wake(self) -> None:
        """Something was put into the inbox."""
        self.registrar.wake()

    def pull(self, cancel: CancelToken = NEVER) -> int:
        """Take in what was reported since the last time; returns how many reports were new."""
        new = 0
        for name, connector in self.connectors.items():
            new += intake_loop.pull(connector, self._cursor(name), self._take, cancel)
        return new

    def effects(self, platform: str) -> Mapping[Action, DeclaredEffect]:
        """What a platform's connector declares; nothing for one that is not connected here."""
        connector = self.connectors.get(platform)
        return {} if connector is None else connector.describe().effects

    def pinned(self, platform: str, account: str) -> Tier | None:
        """The dispatcher's own list of protected accounts, from the site file; what stands there is the highest."""
        return Tier.HEAD_OF_STATE if account in self._protected.get(platform, frozenset()) else None

    def _run_intake(self) -> None:
        intake_loop.run(
            tuple(self.connectors.values()), self._cursor, self._take, self._problem, self._stop, self._intake_wake
        )

    def _ledger_grew(self) -> None:
        self.dispatcher.wake()
        if self.pager is not None:
            self.pager.wake()

    def _take(self, page: Page) -> int:
        return self.intake.take(page.platform, page.reports, page.accounts, page.cursor, self._stop)

    def _cursor(self, name: str) -> str | None:
        row = self.store.read(lambda r: platform_row(r, name))
        return None if row is None else row.cursor

    def _problem(self, name: str, sentence: str) -> None:
        try:
            self.store.run(lambda uow: set_platform_problem(uow, name, sentence, self._clock()))
        except CountersignError as error:
            log.warning("platform problem not noted id=%s", error.message_id)

    def _account_read(self, snapshot: AccountSnapshot) -> None:
        connector = self.connectors.get(snapshot.platform)
        if connector is not None:
            self.intake.account(account_read(connector.describe(), snapshot))

    def _declare(self, connector: Connector) -> None:
        description = connector.describe()
        effects = tuple(description.effects[action] for action in Action if action in description.effects)
        row = PlatformRow(
            id=description.platform,
            title=description.title,
            reach_noun=description.reach_noun,
            effects=effects,
            labels=description.labels,
            at=self._clock(),
            cursor=self._cursor(description.platform),
        )
        self.store.run(lambda uow: write_platform(uow, row))
