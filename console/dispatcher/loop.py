"""The dispatcher: follows the ledger, proves what is owed, carries it out (PROTOCOL.md section 8)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from console.cancel import NEVER, CancelToken
from console.dispatcher.carry_out import CarryOut, NotNow, Pinned, Snapshots
from console.dispatcher.follow import Follower
from console.dispatcher.memory import Memory
from console.dispatcher.watching import Watch
from console.domain import documents as doc
from console.domain.documents import DISPATCHER, OrderKind
from console.domain.effects import Owed, owed
from console.domain.pace import behind
from console.domain.state import State
from console.errors import Cancelled, CountersignError, Refused, Unavailable
from console.ledger.documents import sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.platforms.contract import Connector
from console.store import inbox
from console.store.engine import Store
from console.store.projections import set_service
from console.store.tables.ledger import InboxState

log = logging.getLogger(__name__)

IDLE_S = 0.2
_BY_PEOPLE = frozenset({OrderKind.RESTORE, OrderKind.LIFT})
"""Orders that wait for no time."""
ANSWER_WITHIN_S = 10.0
"""How long the registrar may take for one of the dispatcher's documents before the order is put off."""


def utc_now() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


class Dispatcher:
    """One store's dispatcher; it alone holds the platforms' tokens, and one runs at a time.

    ``wake_registrar`` is called when a document was put; ``read`` gets every account as it was read, so that
    the screens know its state.  ``monotonic`` is the stop watch (seconds) by which an order is put off.  While
    ``clock_trouble`` has a sentence, or the ledger's time is ahead of the clock, only what people restore or lift goes
    to the platform (PROTOCOL.md section 7).
    """

    def __init__(
        self,
        store: Store,
        store_id: str,
        env: str,
        key: SigningKey,
        connectors: Mapping[str, Connector],
        folder: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        pinned_roster: str | None = None,
        pinned: Pinned = lambda platform, account: None,
        read: Snapshots = lambda snapshot: None,
        wake_registrar: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        clock_trouble: Callable[[], str] = lambda: "",
    ) -> None:
        self._store = store
        self._key = key
        self._clock = clock
        self._wake_registrar = wake_registrar
        self._monotonic = monotonic
        self._clock_trouble = clock_trouble
        self._wake = threading.Event()
        memory = Memory(folder)
        self._follower = Follower(store, store_id, env, memory, pinned_roster)
        self._carry_out = CarryOut(store, memory, connectors, self._say, self._clock_now, pinned, read)
        self._watch = Watch(store, connectors, self._clock_now, read)
        self._watch_at = 0.0
        self._put_off: dict[str, tuple[float, NotNow]] = {}
        """Orders that wait, until when by the stop watch, and why."""
        self._problem: str | None = None
        """What the screens were told last; nothing yet, so that what an earlier process said is taken back."""

    @property
    def state(self) -> State:
        """The state that the dispatcher itself has folded."""
        return self._follower.state

    def wake(self) -> None:
        """The ledger has grown: don't sleep on."""
        self._wake.set()

    def step(self, cancel: CancelToken = NEVER) -> int:
        """Follow the ledger, then bring every owed order as far as it goes; returns how many orders came to an end.

        After each order the ledger is followed again, so that a restore never waits for a list made before it.
        """
        done = 0
        tried: set[str] = set()
        while True:
            self._follower.catch_up(cancel)
            item = self._next(tried)
            if item is None and self._look_around(cancel):
                continue  # what was asked meanwhile goes before the next look
            if item is None:
                held_up = (later.why for _, later in self._put_off.values() if later.why)
                self._tell(self._not_believed() or next(held_up, ""))
                return done
            tried.add(item.id)
            later = self._try(item, cancel)
            if later is None:
                done += 1
                self._put_off.pop(item.id, None)
            else:
                self._put_off[item.id] = (self._monotonic() + later.seconds, later)

    def work(self, cancel: CancelToken = NEVER) -> int | None:
        """One round of the loop: a step, or ``None`` when it failed, which is logged and told to the screens."""
        try:
            return self.step(cancel)
        except Cancelled:
            raise
        except CountersignError as error:
            log.warning("dispatcher stopped at=%s id=%s", error.where, error.message_id)
            self._tell(error.sentence)
            return None

    def run(self, stop: CancelToken) -> None:
        """Work until asked to stop; what fails is tried again, less and less often."""
        pause = IDLE_S
        while not stop.cancelled:
            try:
                pause = IDLE_S if self.work(stop) is not None else min(pause * 2, 5.0)
            except Cancelled:
                return
            self._wake.wait(pause)
            self._wake.clear()

    def _look_around(self, cancel: CancelToken) -> bool:
        """When nothing is owed: look at one protected account, a round of them every few seconds (I13).

        False when this round is over.
        """
        policy, now = self.state.policy, self._monotonic()
        if policy is None:
            return False
        if now >= self._watch_at:
            self._watch_at = now + policy.limits.watch_every_s
            self._watch.begin(self.state, cancel)
        return self._watch.step(self.state, self._say, cancel)

    def _next(self, tried: set[str]) -> Owed | None:
        """The next order whose time has come; a restore that was never tried does not wait for anything."""
        now = self._monotonic()
        items = owed(self.state, self._clock_now())
        if self._not_believed():
            items = tuple(item for item in items if item.kind in _BY_PEOPLE)
        owing = {item.id for item in items}
        self._put_off = {name: later for name, later in self._put_off.items() if name in owing}
        for item in items:
            until, _ = self._put_off.get(item.id, (0.0, None))
            if item.id not in tried and until <= now:
                return item
        return None

    def _try(self, item: Owed, cancel: CancelToken) -> NotNow | None:
        """One order; what is wrong with it alone (a text that was changed, say) does not hold up the others."""
        try:
            return self._carry_out.do(item, self.state, cancel)
        except Cancelled:
            raise
        except CountersignError as error:
            log.warning("order put off effect=%s id=%s", item.id[:12], error.message_id)
            return NotNow(2.0, error.sentence)

    def _not_believed(self) -> str:
        """Why no time is believed now, in one sentence; "" when it is."""
        return self._clock_trouble() or behind(self.state.time, self._clock())

    def _clock_now(self) -> datetime:
        now = self._clock()
        last = self.state.time
        return now if last is None else max(now, last)

    def _say(self, document: doc.DispatcherAny, cancel: CancelToken) -> State:
        """Put a document into the inbox and wait until the ledger has it and it is folded.

        Raises :class:`Refused` when the registrar does not admit it, :class:`Unavailable` when it does not answer.
        """
        signed = sign(document, self._key)
        signatures = signatures_to_bytes(signed.signatures)
        self._store.run(
            lambda uow: inbox.submit(
                uow,
                person=DISPATCHER,
                digest=signed.digest,
                kind=signed.kind,
                document=signed.data,
                signatures=signatures,
                now=self._clock(),
            ),
            cancel,
        )
        self._wake_registrar()
        until = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < until:
            state = self._store.read(lambda r: inbox.requests_of(r, [signed.digest]), cancel).get(signed.digest)
            if state is InboxState.REJECTED:
                raise Refused(
                    "The registrar did not admit what the dispatcher said",
                    signed.kind,
                    "It is tried again; the log has the reason.",
                    message_id="dispatcher.rejected",
                )
            if state is InboxState.ADMITTED:
                self._follower.catch_up(cancel)
                return self.state
            self._wake.wait(0.02)
            self._wake.clear()
            cancel.raise_if_cancelled()
        raise Unavailable(
            "The registrar does not answer",
            f"after {ANSWER_WITHIN_S:.0f} s",
            "Nothing more is sent until it does.",
            message_id="dispatcher.no_registrar",
        )

    def _tell(self, problem: str) -> None:
        if problem == self._problem:
            return
        try:
            self._store.run(lambda uow: set_service(uow, DISPATCHER, problem, self._clock()))
            self._problem = problem
        except CountersignError as error:
            log.warning("dispatcher cannot say so id=%s", error.message_id)
