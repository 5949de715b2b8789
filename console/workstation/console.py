"""An open store with nobody signed in: who can sign in here, and signing in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.documents import DutyKind
from console.domain.people import active
from console.domain.views import PersonBrief
from console.domain.views_office import CardView
from console.errors import BadInput, CountersignError, Refused
from console.store.engine import Store
from console.store.queries import people
from console.workstation import cards
from console.workstation.asking import Asker
from console.workstation.drafts import Drafts
from console.workstation.following import Ledger
from console.workstation.keys import Keys
from console.workstation.outbox import Outbox
from console.workstation.session import Session

log = logging.getLogger(__name__)


class Console:
    """The workstation's end of a store.  ``asked`` is called when something was put into the inbox."""

    def __init__(
        self,
        store: Store,
        own_file: Store,
        keys: Keys,
        *,
        store_id: str,
        env: str,
        organisation: str,
        store_words: str,
        notice: str = "",
        pinned_roster: str | None,
        clock: Callable[[], datetime],
        asked: Callable[[], None] = lambda: None,
        closing: Callable[[], None] = lambda: None,
    ) -> None:
        self.organisation = organisation
        self.store_words = store_words
        self.notice = notice
        self.store_id = store_id
        self.env = env
        self.ledger = Ledger(store, own_file, store_id, env, pinned_roster, clock)
        self._store = store
        self._own = own_file
        self._keys = keys
        self._clock = clock
        self._outbox = Outbox(store, own_file, clock, asked)
        self._closing = closing

    def people(self, cancel: CancelToken = NEVER) -> tuple[PersonBrief, ...]:
        """Those whose key is on this workstation: reviewers first, then supervisors, each by name."""
        here = self._keys.people()
        found = self._store.read(lambda r: people.everybody(r, ended=False), cancel)
        return tuple(person for person in found if person.id in here)

    def everybody(self, cancel: CancelToken = NEVER) -> tuple[PersonBrief, ...]:
        """All who are enrolled, whether their key is here or not: who may ask for another workstation."""
        return self._store.read(lambda r: people.everybody(r, ended=False), cancel)

    def read_card(self, text: str, cancel: CancelToken = NEVER) -> CardView:
        """An enrolment card for this store; raises :class:`BadInput` for text that is none, or whose proof is wrong."""
        state = self.ledger.catch_up(cancel)
        shown = cards.shown(text, self.store_id, self.env, state, None)
        return msgspec.structs.replace(
            shown, known=next((p for p in self.everybody(cancel) if p.id == shown.person), None)
        )

    def lend_key(self, person: str, wrapped: bytes) -> None:
        """Use somebody's wrapped key from a safe while this console is open; it is not kept here."""
        self._keys.lend(person, wrapped)

    def make_card(
        self, name: str, passphrase: str, login: str = "", person: str = "", cancel: CancelToken = NEVER
    ) -> CardView:
        """Make a key on this machine, wrapped by ``passphrase``, and the card with which it is enrolled; no login.

        ``person`` is the id of somebody enrolled who wants to sign in here too; then ``name`` and ``login`` are theirs.
        Raises :class:`BadInput` for a name or passphrase that can't be, or a person who is not enrolled.
        """
        known = None
        if person:
            known = next((p for p in self.everybody(cancel) if p.id == person), None)
            state = self.ledger.catch_up(cancel)
            enrolled = state.person(person)
            if known is None or enrolled is None:
                raise BadInput("Nobody of that id is enrolled here", person, "Make a card as somebody new.")
            login = enrolled.logins[0]
        return cards.make(
            self._keys, self.store_id, self.env, name=name, login=login, passphrase=passphrase, known=known
        )

    def sign_in(self, person: str, passphrase: str, cancel: CancelToken = NEVER) -> Session:
        """Open a person's key and begin their shift.

        Raises :class:`BadInput` for a wrong passphrase, :class:`Refused` when the contract is over (I7),
        ``Tampered`` when the ledger does not hold.
        """
        state = self.ledger.catch_up(cancel)
        somebody = state.person(person)
        counts = frozenset() if somebody is None else frozenset(somebody.keys) - state.revoked
        key = self._keys.open(person, passphrase, lambda public: public in counts)
        if somebody is None or key.public not in counts:
            raise Refused(
                "This person is not in the roster with this key",
                "sign-in",
                "Ask an administrator to enrol them.",
                message_id="sign_in.not_in_roster",
            )
        if not active(somebody, state.doings(person).ended, self._clock()):
            raise Refused(
                "The contract has ended, so nobody signs in with it any more",
                "sign-in",
                "An administrator can enrol the person again.",
                message_id="sign_in.contract_over",
            )
        brief = next((p for p in self.people(cancel) if p.id == person), None)
        if brief is None:
            raise BadInput("Nobody of that name signs in here", "sign-in", message_id="sign_in.unknown")
        asker = Asker(self._outbox, self.store_id, self.env, person, somebody.role, key, self._clock)
        session = Session(
            self._store,
            self.ledger,
            self._keys,
            asker,
            Drafts(self._own, person, self._clock),
            somebody,
            brief,
            self._clock,
            self.notice,
        )
        try:
            session.duty(DutyKind.BEGIN, cancel)
        except CountersignError as error:
            log.warning("duty not said id=%s", error.message_id)
        return session

    def close(self) -> None:
        """Let go of everything; the store's services that run inside stop as well."""
        self._closing()
