"""One order, from proof to receipt: save, intend, order, read back (PROTOCOL.md section 8).

Each step is taken from the ledger's facts, so that a crash anywhere is gone on from there: what was intended and
has no receipt is read back before anything is sent again (A32).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from console.cancel import CancelToken
from console.dispatcher.memory import Memory
from console.dispatcher.orders import lifts_of, order_of, saved_of
from console.dispatcher.watching import standing
from console.domain import documents as doc
from console.domain.actions import Tier
from console.domain.documents import DISPATCHER, OrderKind, Outcome
from console.domain.effects import WAIT_REASONS, Owed, Target, why_not_apply, why_not_back_now
from console.domain.reasons import Reason, ReasonId
from console.domain.state import EffectFacts, ProposalFacts, State
from console.errors import Cancelled, CountersignError, Tampered
from console.platforms.contract import (
    Answer,
    Connector,
    Order,
    PlatformUnavailable,
    SavedState,
    Seen,
    Sent,
    Verdict,
    flag_tier,
    sent_of,
)
from console.platforms.reading import AccountSnapshot
from console.store.engine import Store
from console.store.projections import write_way_back
from console.store.rows import WayBackRow

log = logging.getLogger(__name__)

Say = Callable[[doc.DispatcherAny, CancelToken], State]
"""Puts a document into the inbox, waits until the ledger has it, and returns the state that has folded it."""
Pinned = Callable[[str, str], Tier | None]
"""Platform and platform account id to the tier of the dispatcher's own list."""
Snapshots = Callable[[AccountSnapshot], None]


_TOKEN_TROUBLE = frozenset({"platform.unauthorised", "platform.forbidden"})


class NotNow(msgspec.Struct, frozen=True):
    """The order has to wait; ``seconds`` at least, ``why`` for the screens ("" when nothing is wrong)."""

    seconds: float
    why: str


class CarryOut:
    """Carries out what is owed, one order after another."""

    def __init__(
        self,
        store: Store,
        memory: Memory,
        connectors: Mapping[str, Connector],
        say: Say,
        clock: Callable[[], datetime],
        pinned: Pinned,
        read: Snapshots,
    ) -> None:
        self._store = store
        self._memory = memory
        self._connectors = connectors
        self._say = say
        self._clock = clock
        self._pinned = pinned
        self._read = read
        self._sent_here: set[str] = set()
        """Intents of this process for which nothing was sent yet: only these may be ordered without reading back."""

    def do(self, item: Owed, state: State, cancel: CancelToken) -> NotNow | None:
        """Bring one order as far as it goes now; ``None`` when it is done or has ended."""
        alarm = state.alarms.get(state.effects[item.id].of or "") if item.kind is OrderKind.LIFT else None
        platform = state.proposals[item.proposal].body.platform if alarm is None else alarm.body.platform
        connector = self._connectors.get(platform)
        if connector is None:
            return NotNow(5.0, f"No connector for {platform} is set up here.")
        try:
            if alarm is not None:
                labels = connector.describe().labels
                lifts = self._store.read(lambda r: lifts_of(r, item.id, alarm.body, labels), cancel)
                return self._lift(item, state, lifts, connector, cancel)
            proposal = state.proposals[item.proposal]
            order = self._store.read(lambda r: order_of(r, proposal.digest, proposal.body), cancel)
            if item.kind is not OrderKind.APPLY:
                return self._back(item, state, order, connector, cancel)
            return self._apply(proposal, state, order, connector, cancel)
        except PlatformUnavailable as error:
            return NotNow(error.retry_after_s or 2.0, error.sentence)

    # --- apply ----------------------------------------------------------------------------------------------------

    def _apply(
        self, proposal: ProposalFacts, state: State, order: Order, connector: Connector, cancel: CancelToken
    ) -> NotNow | None:
        effect = state.effects.get(proposal.digest)
        if effect is not None and effect.intents:
            return self._go_on(proposal, effect, state, order, connector, cancel)
        refused = self._prove(proposal, state, order, connector, cancel)
        if refused is not None:
            return refused
        if effect is None or (effect.way_back is None and not effect.no_way_back):
            state = self._save(state, proposal.digest, order, connector, cancel)
        state = self._intend(state, proposal.digest, OrderKind.APPLY, cancel)
        self._sent_here.add(proposal.digest)
        return self._go_on(proposal, state.effects[proposal.digest], state, order, connector, cancel, proven=True)

    def _why_not(
        self, proposal: ProposalFacts, state: State, order: Order, connector: Connector, cancel: CancelToken
    ) -> tuple[Reason, ...]:
        """Why the effect may not be carried out now, with the platform as it is now."""
        description = connector.describe()
        snapshot = connector.look_up(order.account_id, cancel)
        if snapshot is not None:
            self._read(snapshot)
        same = snapshot is not None and snapshot.account_id == order.account_id
        target = Target(
            exists=snapshot is not None,
            tier=None if snapshot is None else flag_tier(description, snapshot),
            state="" if snapshot is None else snapshot.state.digest(),
            declared=description.effects.get(proposal.body.action),
            platform_id=proposal.body.platform_id if same else "",
        )
        pinned = self._pinned(proposal.body.platform, order.account_id)
        return why_not_apply(state, proposal, self._clock(), target, pinned)

    def _prove(
        self, proposal: ProposalFacts, state: State, order: Order, connector: Connector, cancel: CancelToken
    ) -> NotNow | None:
        """Prove the effect against the platform as it is now; a drift is told to the registrar, which ends it."""
        reasons = self._why_not(proposal, state, order, connector, cancel)
        if not reasons:
            return None
        if all(r.id in WAIT_REASONS or r.id is ReasonId.CARRY_TIME_OVER for r in reasons):
            return NotNow(1.0, "")
        ids = tuple(sorted({r.id.value for r in reasons if r.id not in WAIT_REASONS}))
        log.info("drift effect=%s reasons=%s", proposal.digest[:12], ",".join(ids))
        self._say(
            doc.Drift(
                store=state.store,
                env=state.env,
                author=DISPATCHER,
                effect=proposal.digest,
                reasons=ids,
                after=state.size,
            ),
            cancel,
        )
        return NotNow(1.0, "")

    def _save(self, state: State, effect: str, order: Order, connector: Connector, cancel: CancelToken) -> State:
        """The way back comes first: kept in both places, its digest in the ledger."""
        saved = connector.save(order, cancel)
        data, digest = saved.to_bytes(), saved.digest()
        self._memory.keep_way_back(effect, data)
        row = WayBackRow(effect=effect, saved=data, digest=digest, at=self._clock())
        self._store.run(lambda uow: write_way_back(uow, row), cancel)
        named = None if saved.no_way_back else digest
        return self._say(
            doc.WayBack(store=state.store, env=state.env, author=DISPATCHER, effect=effect, saved=named), cancel
        )

    def _intend(self, state: State, effect: str, kind: OrderKind, cancel: CancelToken) -> State:
        known = state.effects.get(effect)
        attempt = 1 if known is None else known.intents + 1
        intent = doc.Intent(
            store=state.store, env=state.env, author=DISPATCHER, effect=effect, kind=kind, attempt=attempt
        )
        return self._say(intent, cancel)

    def _go_on(
        self,
        proposal: ProposalFacts,
        effect: EffectFacts,
        state: State,
        order: Order,
        connector: Connector,
        cancel: CancelToken,
        proven: bool = False,
    ) -> NotNow | None:
        """Intended: read back unless nothing can have been sent, prove again, then order, then read back.

        Between intent and order may lie hours: the platform was down, or this process.  What was over since then
        (its time, its author's contract, the account's tier) is not sent any more (I6, I7).
        """
        saved = self._saved(effect, order, cancel)
        if proposal.digest not in self._sent_here:
            seen = connector.read_back(order, saved, cancel)
            if seen.verdict is not Verdict.NOT_WANTED:
                return self._receive(state, proposal.digest, OrderKind.APPLY, seen, "", order, connector, cancel)
        if not proven:
            reasons = self._why_not(proposal, state, order, connector, cancel)
            over = next((r for r in reasons if r.id is not ReasonId.STATE_CHANGED), None)
            if over is not None:  # a changed state may be half of this order; whether it goes on, the connector checks
                return self._fail(state, proposal.digest, OrderKind.APPLY, None, over.sentence, cancel)
        try:
            answer = connector.apply(order, saved, cancel)
        except CountersignError as error:
            return self._lost(state, proposal.digest, OrderKind.APPLY, error, cancel)
        self._sent_here.discard(proposal.digest)
        seen = connector.read_back(order, saved, cancel)
        return self._receive(state, proposal.digest, OrderKind.APPLY, seen, _said(answer), order, connector, cancel)

    # --- ways back --------------------------------------------------------------------------------------------

    def _back(self, item: Owed, state: State, order: Order, connector: Connector, cancel: CancelToken) -> NotNow | None:
        """A restore, or the end of a temporary action: the stored way back, read back from where a visitor looks."""
        if why_not_back_now(state, item.id, self._clock()):
            return None
        undone = state.effects[item.proposal]
        if undone.way_back is None:
            words = "The platform has no way back for this."
            return self._fail(state, item.id, item.kind, None, words, cancel)
        saved = self._saved(undone, order, cancel)
        effect = state.effects[item.id]
        if not effect.intents:
            state = self._intend(state, item.id, item.kind, cancel)
            self._sent_here.add(item.id)
        note = ""
        seen = None
        if item.id not in self._sent_here:
            seen = connector.restored(order, saved, cancel)
        if seen is None or seen.verdict is Verdict.NOT_WANTED:
            try:
                note = _said(connector.restore(order, saved, cancel))
            except CountersignError as error:
                return self._lost(state, item.id, item.kind, error, cancel)
            self._sent_here.discard(item.id)
            seen = connector.restored(order, saved, cancel)
        if undone.outcome is None:  # the apply was under way; with a receipt of its own it is so no longer
            words = "A restore was asked before it was known what became of it."
            self._receipt(state, undone.id, OrderKind.APPLY, Outcome.UNKNOWN, None, words, cancel)
        return self._receive(state, item.id, item.kind, seen, note, order, connector, cancel)

    def _lift(
        self, item: Owed, state: State, orders: tuple[Order, ...], connector: Connector, cancel: CancelToken
    ) -> NotNow | None:
        """Undo a change that no entry explains; lifting twice changes nothing, so a crash just does it again."""
        if why_not_back_now(state, item.id, self._clock()):
            return None
        if not state.effects[item.id].intents:
            state = self._intend(state, item.id, OrderKind.LIFT, cancel)
        if not orders:
            return self._fail(state, item.id, OrderKind.LIFT, None, "The platform does not know what it saw.", cancel)
        try:
            note = "; ".join(said for said in (_said(connector.lift(order, cancel)) for order in orders) if said)
        except CountersignError as error:
            return self._lost(state, item.id, OrderKind.LIFT, error, cancel)
        snapshot = connector.look_up(orders[0].account_id, cancel)
        stands = snapshot is None or orders[0].action in standing(snapshot.state)
        if snapshot is not None:
            self._read(snapshot)
        if stands:
            return self._fail(state, item.id, OrderKind.LIFT, None, "Read back: it still stands.", cancel)
        outcome = Outcome.PARTLY if note else Outcome.DONE
        seen = None if snapshot is None else snapshot.state.digest()
        self._receipt(state, item.id, OrderKind.LIFT, outcome, seen, note, cancel)
        return None

    # --- what became of it ----------------------------------------------------------------------------------------

    def _saved(self, effect: EffectFacts, order: Order, cancel: CancelToken) -> SavedState:
        """The stored way back; where there is none, what the connector said in its place."""
        own = self._memory.way_back(order.effect_id)
        if effect.way_back is None:
            if own is None:
                raise Tampered(
                    "The words that there is no way back are missing from the dispatcher's folder",
                    f"effect {order.effect_id[:12]}",
                    "Put the folder back, and tell an auditor.",
                    message_id="dispatcher.way_back",
                )
            return SavedState.from_bytes(own)
        digest = effect.way_back
        return self._store.read(lambda r: saved_of(r, order.effect_id, digest, own), cancel)

    def _lost(
        self, state: State, effect: str, kind: OrderKind, error: CountersignError, cancel: CancelToken
    ) -> NotNow | None:
        """No answer, or a no.  What surely was not sent is tried again; everything else is read back first."""
        if isinstance(error, Cancelled):
            raise error
        if error.message_id in _TOKEN_TROUBLE and sent_of(error) is Sent.NOTHING:
            return NotNow(5.0, error.sentence)  # the token, not the order, is what is wrong
        if isinstance(error, PlatformUnavailable):
            if sent_of(error) is not Sent.NOTHING:
                self._sent_here.discard(effect)
            return NotNow(error.retry_after_s or 2.0, error.sentence)
        self._sent_here.discard(effect)
        if sent_of(error) is Sent.NOTHING:
            return self._fail(state, effect, kind, None, error.what, cancel)
        return NotNow(2.0, error.sentence)

    def _receive(
        self,
        state: State,
        effect: str,
        kind: OrderKind,
        seen: Seen,
        note: str,
        order: Order,
        connector: Connector,
        cancel: CancelToken,
    ) -> NotNow | None:
        """The receipt of what a visitor sees now."""
        if seen.verdict is Verdict.NOT_WANTED:
            return self._fail(state, effect, kind, seen.state, f"Read back: {seen.what}", cancel)
        outcome = Outcome.UNKNOWN if seen.verdict is Verdict.CANNOT_TELL else Outcome.DONE
        if outcome is Outcome.DONE and note and kind is not OrderKind.APPLY:
            outcome = Outcome.PARTLY
        self._receipt(state, effect, kind, outcome, seen.state, note, cancel)
        snapshot = connector.look_up(order.account_id, cancel)
        if snapshot is not None:
            self._read(snapshot)
        return None

    def _fail(
        self, state: State, effect: str, kind: OrderKind, seen: str | None, note: str, cancel: CancelToken
    ) -> NotNow | None:
        self._receipt(state, effect, kind, Outcome.FAILED, seen, note, cancel)
        return None

    def _receipt(
        self,
        state: State,
        effect: str,
        kind: OrderKind,
        outcome: Outcome,
        seen: str | None,
        note: str,
        cancel: CancelToken,
    ) -> None:
        self._sent_here.discard(effect)
        self._say(
            doc.Receipt(
                store=state.store,
                env=state.env,
                author=DISPATCHER,
                effect=effect,
                kind=kind,
                outcome=outcome,
                state=seen,
                note=note[:500],
            ),
            cancel,
        )
        log.info("receipt effect=%s kind=%s outcome=%s", effect[:12], kind, outcome)


def _said(answer: Answer) -> str:
    """What did not come back, or "" when nothing is missing."""
    return "; ".join(answer.not_returned)
