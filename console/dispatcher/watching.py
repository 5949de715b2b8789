"""Watching protected accounts: what stands on the platform beside what the ledger explains (I13).

A round looks at a bounded number of accounts, and the next one goes on where it stopped, so that ten thousand
protected accounts don't ask more of the platform than a hundred do; those of the highest tier are in every round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from console.cancel import CancelToken
from console.dispatcher.orders import label_words
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.cases import digest_of
from console.domain.documents import DISPATCHER
from console.domain.restoring import explained
from console.domain.state import State
from console.errors import Cancelled, CountersignError
from console.platforms.contract import Connector, PlatformUnavailable
from console.platforms.reading import AccountSnapshot, AccountState
from console.store.accounts import WatchedAccount, watched
from console.store.engine import Store

log = logging.getLogger(__name__)

PER_ROUND = 50
"""Accounts whose turn it is in one round at most; beside them as many with an alarm and of the highest tier."""
GONE = "gone: the platform has no such account any more"

Say = Callable[[doc.DispatcherAny, CancelToken], State]


def standing(state: AccountState) -> dict[Action, str]:
    """What the platform's switches look like as actions, each with its words; only what can be lifted."""
    found: dict[Action, str] = {}
    if state.deactivated or state.erased or state.locked or state.taken_down:
        words = [w for w in ("deactivated", "erased", "locked", "taken_down") if getattr(state, w)]
        found[Action.DEACTIVATE] = ", ".join(words).replace("_", " ")
    if state.suspended:
        found[Action.SUSPEND] = "suspended"
    if state.limited:
        found[Action.LIMIT] = "limited"
    if state.labels:
        found[Action.LABEL] = ", ".join(label_words(label) for label in sorted(state.labels))
    return found


class Watch:
    """Compares protected accounts with the ledger, one at a time, so that an order never waits for a whole round."""

    def __init__(
        self,
        store: Store,
        connectors: Mapping[str, Connector],
        clock: Callable[[], datetime],
        read: Callable[[AccountSnapshot], None],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._clock = clock
        self._read = read
        self._after = ""
        self._round: list[WatchedAccount] = []

    def begin(self, state: State, cancel: CancelToken) -> None:
        """Another round: accounts with an alarm first, then those of the highest tier, then the next of all others."""
        alarmed = sorted({state.alarms[name].body.account for name in state.live_alarms})
        known = {name: facts.known(state.time) for name, facts in state.accounts.items()}
        protected = sorted(name for name, tiers in known.items() if any(tier.protected for tier in tiers))
        heads = [name for name in protected if Tier.HEAD_OF_STATE in known[name]]
        turn = [name for name in protected if name > self._after][:PER_ROUND]
        self._after = turn[-1] if len(turn) == PER_ROUND else ""
        names = tuple(dict.fromkeys((*alarmed[:PER_ROUND], *heads[:PER_ROUND], *turn)))
        self._round = list(self._store.read(lambda r: watched(r, names), cancel))

    def step(self, state: State, say: Say, cancel: CancelToken) -> bool:
        """Look at the next account of the round and say what there is to say; False when the round is over."""
        if not self._round:
            return False
        account = self._round.pop(0)
        for document in self._look(account, state, cancel):
            say(document, cancel)
        return True

    def _look(
        self, account: WatchedAccount, state: State, cancel: CancelToken
    ) -> tuple[doc.Unexplained | doc.Settled, ...]:
        connector = self._connectors.get(account.platform)
        if connector is None:
            return ()
        try:
            snapshot = connector.look_up(account.platform_id, cancel)
        except Cancelled:
            raise
        except CountersignError as error:
            log.info("watch put off id=%s", error.message_id)
            if isinstance(error, PlatformUnavailable):  # nothing else of this platform answers either
                self._round = [other for other in self._round if other.platform != account.platform]
            return ()
        if snapshot is None:
            return compare(state, account, None) if account.was_read else ()
        self._read(snapshot)
        return compare(state, account, snapshot.state)


def last_read_back(state: State, account: str) -> str | None:
    """The digest of the platform's state as our newest order on an account left it."""
    names: list[str] = []
    for digest in state.account(account).proposals:
        effect = state.effects.get(digest)
        if effect is not None:
            names += [n for n in (digest, effect.restored_by, effect.ended_by) if n is not None]
    done = [e for e in (state.effects.get(name) for name in names) if e is not None and e.at is not None]
    newest = max(done, key=lambda e: (e.at or _NEVER, e.index), default=None)
    return None if newest is None else newest.state


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


_SWITCHES = frozenset({Action.LABEL, Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE})
"""What an account shows of itself; other actions show on its content, or nowhere."""


def compare(
    state: State, account: WatchedAccount, seen: AccountState | None
) -> tuple[doc.Unexplained | doc.Settled, ...]:
    """What is to be said of an account as the platform shows it: new alarms, and alarms that are over.

    ``seen`` is ``None`` for an account that was there and is there no more: that looks like a deactivation.  What
    somebody has explained stays so until it is not seen any more.
    """
    known = explained(state, account.id)
    digest = digest_of("gone", account.platform_id_ref) if seen is None else seen.digest()
    stands = {Action.DEACTIVATE: GONE} if seen is None else standing(seen)
    # A platform may show what we did under another of its switches: as our last order left it, nothing is new then.
    elsewhere = (known & _SWITCHES) - stands.keys()
    new = {} if elsewhere and last_read_back(state, account.id) == digest else stands
    common = {"store": state.store, "env": state.env, "author": DISPATCHER}
    alarms = [a for a in state.alarms.values() if a.body.account == account.id and a.over in (None, "explained")]
    said: list[doc.Unexplained | doc.Settled] = [
        doc.Settled(**common, alarm=alarm.digest)
        for alarm in alarms
        if (alarm.lifted_by is None or alarm.over) and (alarm.body.action not in stands or alarm.body.action in known)
    ]
    told = {alarm.body.action for alarm in alarms}
    for action, words in new.items():
        if action in known or action in told:
            continue
        said.append(
            doc.Unexplained(
                **common,
                account=account.id,
                platform=account.platform,
                platform_id=account.platform_id_ref,
                action=action,
                state=digest,
                words=words,
                after=state.size,
            )
        )
    return tuple(said)
