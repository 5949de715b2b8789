"""The registrar: takes what was asked, decides, and is the only writer of the ledger (PROTOCOL.md section 7)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.cases import digest_of
from console.domain.consistency import fault
from console.domain.documents import REGISTRAR, Entry
from console.domain.lot import commitment
from console.domain.people import active
from console.domain.reasons import Reason, ReasonId
from console.domain.state import State
from console.errors import Cancelled, CountersignError, Refused, Tampered, Unavailable
from console.ledger.checkpoints import make_checkpoint
from console.ledger.documents import ENTRY_LIMIT, SignedDocument, open_signed
from console.ledger.roster import weak_key
from console.ledger.signing import SigningKey
from console.ledger.tree import Tree, leaf_hash
from console.ledger.verify import Replay, origin
from console.registrar.admit import admit, cited, due, follow, read_request, removing, touch
from console.registrar.batch import Batch
from console.registrar.facts import Effects, facts_of
from console.registrar.lot_secrets import chance, lot_secret
from console.registrar.projections import project
from console.registrar.register import register_facts
from console.store import entries, inbox
from console.store.engine import Store
from console.store.leases import release_people
from console.store.projections import set_service
from console.store.rows import CheckpointRow, InboxAnswer, InboxRow, RejectionRow
from console.store.tables.ledger import InboxState
from console.store.texts import salted_text
from console.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BATCH = 100
TIMERS_EVERY_S = 0.25
IDLE_S = 0.2
"""How long the loop sleeps at most before it looks whether another process asked something."""


def utc_now() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


class Registrar:
    """One store's registrar.  Safe to call from several threads; one step at a time.

    ``effects`` tells what a platform's connector declares; ``changed`` is called after each kept batch.  While
    ``clock_trouble`` has a sentence, nothing is written that time alone makes due (PROTOCOL.md section 7).
    """

    def __init__(
        self,
        store: Store,
        store_id: str,
        env: str,
        key: SigningKey,
        effects: Effects,
        clock: Clock = utc_now,
        pinned_roster: str | None = None,
        changed: Callable[[], None] = lambda: None,
        timers_every_s: float = TIMERS_EVERY_S,
        clock_trouble: Callable[[], str] = lambda: "",
    ) -> None:
        self._store = store
        self._key = key
        self._effects = effects
        self._clock = clock
        self._changed = changed
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._secret = lot_secret(key)
        self._timers_at = 0.0
        self._rejections_to: datetime | None = None
        self._timers_every_s = timers_every_s
        self._clock_trouble = clock_trouble
        self._problem: str | None = None
        """What the screens were told last; nothing yet, so that what an earlier process said is taken back."""
        self._origin = origin(store_id, env)
        self._state = State(store=store_id, env=env)
        self._tree = Tree()
        self._pinned = pinned_roster

    @property
    def state(self) -> State:
        """The state after the last kept batch."""
        return self._state

    def load(self, cancel: CancelToken = NEVER) -> None:
        """Take up the ledger where it stands, verifying every entry; raises :class:`Tampered` naming one that fails."""
        replay = Replay(self._state.store, self._state.env, self._pinned, self._state, self._tree)
        while True:
            start = replay.state.size
            rows = self._store.read(lambda r, start=start: entries.read_entries(r, start), cancel)  # type: ignore[misc]
            for row in rows:
                cancel.raise_if_cancelled()
                replay.step(row.body)
            if not rows:
                break
        point = self._store.read(entries.latest_checkpoint, cancel)
        if point is not None:
            if point.size > replay.state.size:
                raise Tampered(
                    f"A checkpoint covers {point.size} entries, but only {replay.state.size} are there",
                    "the store's ledger",
                    "Nothing was written. Put the newest copy of the store in place, and run audit verify.",
                    message_id="ledger.entries_missing",
                )
            if point.size == replay.state.size:
                replay.check(point.note)
        self._state, self._tree = replay.state, replay.tree

    def wake(self) -> None:
        """Something was asked: don't sleep on."""
        self._wake.set()

    def step(self, cancel: CancelToken = NEVER) -> int:
        """Decide on one batch of requests and on what is due; returns how many entries were added."""
        with self._lock:
            timers = time.monotonic() - self._timers_at >= self._timers_every_s
            if not timers and not self._store.read(inbox.anything_pending, cancel):
                return 0
            try:
                added = self._transaction(lambda uow, batch: self._decide(uow, batch, timers), cancel)
            except (Cancelled, Unavailable, Tampered):
                raise
            except Exception as error:  # noqa: BLE001 - one request that we can't digest must not stop all others
                log.warning("batch failed error=%s", type(error).__name__)
                added = self._one_by_one(error, cancel)
            if timers:
                self._timers_at = time.monotonic()
            return added

    def _one_by_one(self, error: Exception, cancel: CancelToken) -> int:
        """After a batch that failed by our own mistake: each request by itself, and those that fail are rejected."""
        added, bad = 0, 0
        for row in self._store.read(lambda reading: inbox.take(reading, BATCH), cancel):
            try:
                added += self._transaction(lambda uow, batch, row=row: self._decide_on(uow, batch, (row,)), cancel)  # type: ignore[misc]
            except (Cancelled, Unavailable, Tampered):
                raise
            except Exception as own:  # noqa: BLE001 - as above
                bad += 1
                log.warning("request failed kind=%s error=%s", row.kind, type(own).__name__)
                reasons = (Reason.of(ReasonId.BAD_BYTES, what="the registrar could not decide on it"),)
                answer = InboxAnswer(id=row.id, state=InboxState.REJECTED, entry_index=None, reasons=reasons)
                self._transaction(lambda uow, batch, answer=answer: batch.answers.append(answer), cancel)  # type: ignore[misc]
        if not bad:
            raise error
        return added

    def write(self, make: Callable[[UnitOfWork, State], doc.RegistrarAny | None], cancel: CancelToken = NEVER) -> int:
        """Add one document of the registrar's own beside other rows (intake) in one transaction."""

        def body(uow: UnitOfWork, batch: Batch) -> None:
            document = make(uow, batch.state)
            if document is not None:
                follow(batch, batch.write(document), self._chance)

        with self._lock:
            return self._transaction(body, cancel)

    def found(self, roster: SignedDocument, policy: SignedDocument, cancel: CancelToken = NEVER) -> None:
        """Write the first three entries: the root roster, its policy, and the commitment to the first lot.

        ``roster`` is version 1, signed by all its administrators; ``policy`` the text whose digest it names, signed
        by one of them.  Raises :class:`Refused` with the reason when they can't found a store.
        """

        def body(uow: UnitOfWork, batch: Batch) -> None:
            if batch.state.size:
                raise Refused("This store is founded already", "the store's ledger", "Open it instead.")
            for signed in (roster, policy):
                opened = open_signed(signed, limit=ENTRY_LIMIT)
                trial = Entry(index=batch.state.size, time=batch.now, document=opened.document, digest=opened.digest)
                wrong = weak_key(opened.document) or fault(batch.state, trial, opened.signers)
                if wrong is not None:
                    raise Refused(f"The store can't be founded: {wrong}", signed.kind, "Mend it and try again.")
                touch(batch, batch.append(signed, opened.document, opened.digest))
            first = batch.state
            if first.policy is None or first.roster_digest is None:
                raise Refused("The roster names another policy than the one given", "roster/1", "Sign the roster anew.")
            commit = commitment(self._secret(1))
            batch.write(
                doc.Founding(
                    store=first.store, env=first.env, author=REGISTRAR, roster=first.roster_digest, commitment=commit
                )
            )

        with self._lock:
            self._transaction(body, cancel)

    def run(self, stop: CancelToken) -> None:
        """Work until asked to stop; what fails is logged, told to the screens, and tried again."""
        pause = IDLE_S
        while not stop.cancelled:
            try:
                busy = self.step(stop)
                pause = IDLE_S
                self._tell(self._clock_trouble())
            except Cancelled:
                return
            except CountersignError as error:
                busy, pause = 0, min(pause * 2, 5.0)
                log.warning("registrar stopped at=%s id=%s", error.where, error.message_id)
                self._tell(error.sentence)
            except Exception as error:
                busy, pause = 0, min(pause * 2, 5.0)
                log.error("registrar failed error=%s", type(error).__name__, exc_info=True)
                self._tell("The registrar stopped by a mistake of ours, and tries again. Please report this.")
            if not busy:
                self._wake.wait(pause)
                self._wake.clear()

    def _tell(self, problem: str) -> None:
        if problem == self._problem:
            return
        try:
            self._store.run(lambda uow: set_service(uow, REGISTRAR, problem, self._now()))
            self._problem = problem
        except CountersignError as error:
            log.warning("registrar cannot say so id=%s", error.message_id)

    def _now(self) -> datetime:
        now = self._clock()
        return now if self._state.time is None else max(now, self._state.time)

    def _chance(self, digest: str) -> str:
        return chance(self._key, digest)

    def _transaction(self, body: Callable[[UnitOfWork, Batch], None], cancel: CancelToken) -> int:
        """One batch: state and tree are taken over only when the store has kept the rows."""
        made: list[Batch] = []

        def work(uow: UnitOfWork) -> None:
            made.clear()
            if entries.size(uow) != self._state.size:
                raise Tampered(
                    "Somebody else has written to the ledger",
                    f"entry {self._state.size}",
                    "Close the other console that leads this store, then open this one again.",
                    message_id="registrar.not_alone",
                )
            batch = Batch(self._state, self._tree, self._now(), self._key, self._secret)
            batch.answer_of = lambda digest: salted_text(uow, digest)
            body(uow, batch)
            self._keep(uow, batch)
            made.append(batch)

        self._store.run(work, cancel)
        batch = made[0]
        self._state, self._tree = batch.state, batch.tree
        if batch.rows or batch.answers:
            self._changed()
        return len(batch.rows)

    def _decide(self, uow: UnitOfWork, batch: Batch, timers: bool) -> None:
        self._decide_on(uow, batch, inbox.take(uow, BATCH))
        if timers:
            if not self._clock_trouble():
                due(batch)
            self._rejections(uow, batch)
            self._release(uow, batch)

    def _release(self, uow: UnitOfWork, batch: Batch) -> None:
        """Whose contract is over holds no case any more (I7)."""
        people = batch.state.people.values()
        gone = tuple(p.id for p in people if not active(p, batch.state.doings(p.id).ended, batch.now))
        release_people(uow, gone)

    def _decide_on(self, uow: UnitOfWork, batch: Batch, rows: tuple[InboxRow, ...]) -> None:
        spent = entries.admitted_already(uow, [row.digest for row in rows]) if rows else frozenset()
        requests = [read_request(row) for row in rows]
        facts = facts_of(uow, cited(requests), self._effects, batch.now, removing(requests))
        register = register_facts(uow, (r.opened.document for r in requests if r.opened is not None))
        for row, request in zip(rows, requests, strict=True):
            index, reasons = admit(batch, request, facts, spent, register)
            admitted = index >= 0
            batch.answers.append(
                InboxAnswer(
                    id=row.id,
                    state=InboxState.ADMITTED if admitted else InboxState.REJECTED,
                    entry_index=index if admitted else None,
                    reasons=None if admitted else reasons,
                )
            )
            if admitted:
                follow(batch, batch.entries[-1], self._chance)
            else:
                log.info("rejected kind=%s reasons=%s", row.kind, ",".join(r.id for r in reasons))

    def _rejections(self, uow: UnitOfWork, batch: Batch) -> None:
        hour = batch.now.replace(minute=0, second=0, microsecond=0)
        if self._rejections_to == hour:
            return
        last = entries_hour(uow)
        since = last + timedelta(hours=1) if last is not None else hour - timedelta(hours=24)
        if since >= hour:
            return
        by_person: dict[tuple[str, datetime], list[str]] = {}
        while since < hour:
            until = since + timedelta(hours=1)
            for person, digest, reasons in inbox.rejected_between(uow, since, until):
                words = ",".join(r.id for r in reasons)
                by_person.setdefault((person, since), []).append(digest_of(digest, words))
            since = until
        noted: list[RejectionRow] = []
        for (person, at), digests in by_person.items():
            state = batch.state
            entry = batch.write(
                doc.Rejections(
                    store=state.store,
                    env=state.env,
                    author=REGISTRAR,
                    person=person,
                    hour=at,
                    count=len(digests),
                    digest=digest_of(*digests),
                )
            )
            noted.append(
                RejectionRow(
                    person=person, hour=at, count=len(digests), digest=digest_of(*digests), entry_index=entry.index
                )
            )
        inbox.write_rejections(uow, noted)

        def done() -> None:
            self._rejections_to = hour

        uow.after_commit(done)

    def _keep(self, uow: UnitOfWork, batch: Batch) -> None:
        """Rows, then the leaves read back and hashed again (A58), then the checkpoint over them."""
        inbox.answer(uow, batch.answers, batch.now)
        if not batch.rows:
            return
        entries.append_batch(uow, batch.rows, batch.node_rows(), batch.subjects, None)
        project(uow, batch)
        again = entries.read_entries(uow, batch.start, len(batch.rows))
        leaves = [n.hash for n in batch.nodes if n.level == 0]
        if [leaf_hash(row.body) for row in again] != leaves:
            raise Tampered(
                "Entries came back from the store changed",
                "the store's ledger",
                "Nothing was signed. Check the disk, and run store check.",
                message_id="registrar.flipped",
            )
        note = make_checkpoint(self._origin, batch.tree.size, batch.tree.root(), self._key)
        entries.append_batch(uow, (), (), (), CheckpointRow(size=batch.tree.size, at=batch.now, note=note))


def entries_hour(uow: UnitOfWork) -> datetime | None:
    """The last hour whose rejections are in the ledger."""
    return inbox.last_rejection_hour(uow)
