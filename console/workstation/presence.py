"""Whether somebody may go on sitting here: asked before everything that a session reads, claims or signs (I7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from console.domain.people import Person, active, may_propose
from console.errors import Refused
from console.workstation.asking import Asker
from console.workstation.following import Ledger


class Presence:
    """One signed-in person, as the roster in force has them."""

    def __init__(self, person: Person, ledger: Ledger, asker: Asker, clock: Callable[[], datetime]) -> None:
        self._person = person
        self._ledger = ledger
        self._asker = asker
        self._clock = clock

    @property
    def person(self) -> Person:
        """The person by the newest roster that names them."""
        return self._ledger.state.person(self._person.id) or self._person

    def check(self) -> None:
        """Raise :class:`Refused` unless this session goes on: signed in, and the contract not over."""
        if not self._asker.signed_in:
            raise Refused("You are signed out", "sign-in", "Sign in again.", message_id="session.signed_out")
        state, now = self._ledger.state, self._clock()
        known = state.person(self._person.id)
        if known is None or not active(known, state.doings(known.id).ended, now):
            raise Refused(
                "Your contract has ended, so your session is over",
                "sign-in",
                "What you held is back in the queue, and what you proposed is frozen.",
                message_id="session.contract_over",
            )

        if self._asker.public in state.revoked:
            raise Refused(
                "The key of this workstation was revoked, so your session is over",
                "sign-in",
                "Sign in where you have another key, or ask an administrator.",
                message_id="session.key_revoked",
            )

    def check_works_cases(self) -> None:
        """Raise :class:`Refused` unless this person works cases: administrators and auditors don't."""
        self.check()
        if not may_propose(self.person):
            raise Refused(
                "Cases are claimed by reviewers and supervisors",
                self.person.role.value,
                "Leave it to one of them.",
                message_id="session.no_cases",
            )
