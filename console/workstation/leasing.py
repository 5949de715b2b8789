"""Claims, the only thing that a workstation writes directly (PROTOCOL.md section 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from console.cancel import CancelToken
from console.domain.policy import Limits, Policy
from console.domain.views import QueueFilter
from console.store import leases
from console.store.engine import Store
from console.workstation.presence import Presence


class Leasing:
    """One person's claims."""

    def __init__(
        self, store: Store, presence: Presence, policy: Callable[[], Policy], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._presence = presence
        self._policy = policy
        self._clock = clock
        self._begun: dict[str, datetime] = {}

    def begun(self, case: str) -> datetime | None:
        """When this person began on a case here; ``None`` when they did not, or it was given back since.

        What gets heavier in a shift is in force from the next case on, so it is asked as of then.
        """
        return self._begun.get(case)

    def claim(self, case: str, cancel: CancelToken) -> datetime:
        """Hold a case; returns until when."""
        limits = self._limits()
        until = self._store.run(
            lambda uow: leases.claim(
                uow, self._me, case, self._clock(), limits.claim_lease_s, limits.claims_per_person
            ),
            cancel,
        )
        self._begin(case)
        return until

    def claim_next(self, wanted: QueueFilter, cancel: CancelToken) -> str | None:
        """Hold the most urgent free case."""
        limits = self._limits()
        case = self._store.run(
            lambda uow: leases.claim_next(
                uow, self._me, wanted, self._clock(), limits.claim_lease_s, limits.claims_per_person
            ),
            cancel,
        )
        if case is not None:
            self._begin(case)
        return case

    def renew(self, case: str, cancel: CancelToken) -> datetime:
        """Hold it for longer."""
        seconds = self._limits().claim_lease_s
        return self._store.run(lambda uow: leases.renew(uow, self._me, case, self._clock(), seconds), cancel)

    def release(self, case: str, cancel: CancelToken) -> None:
        """Give it back; that may be done at any time."""
        self._begun.pop(case, None)
        self._store.run(lambda uow: leases.release(uow, self._me, case), cancel)

    def release_all(self, cancel: CancelToken) -> int:
        """Give everything back; returns how many cases that were."""
        self._begun.clear()
        return self._store.run(lambda uow: leases.release_all(uow, self._me, self._clock()), cancel)

    def _begin(self, case: str) -> None:
        """A case that is held already goes on being the same one; what was held and let go is another."""
        now = self._clock()
        held = self._store.read(lambda r: leases.held_by(r, self._me, now))
        self._begun = {name: at for name, at in self._begun.items() if name in held}
        self._begun.setdefault(case, now)

    @property
    def _me(self) -> str:
        return self._presence.person.id

    def _limits(self) -> Limits:
        self._presence.check_works_cases()
        return self._policy().limits
