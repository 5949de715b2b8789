"""What the parts of a session share: the store, the verified ledger, the person's keys and their say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from console.cancel import CancelToken
from console.domain.admission import why_not
from console.domain.documents import PersonAny
from console.domain.reasons import Reason
from console.domain.state import State
from console.errors import BadInput
from console.ledger.documents import SignedDocument
from console.ledger.signing import SigningKey
from console.store.engine import Store
from console.store.rows import TextRow
from console.workstation.asking import Asker
from console.workstation.following import Ledger
from console.workstation.keys import Keys
from console.workstation.presence import Presence
from console.workstation.said import Draft


class Context:
    """One signed-in person's means; every part of the session asks through it."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        keys: Keys,
        asker: Asker,
        presence: Presence,
        person_id: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.store = store
        self.ledger = ledger
        self.keys = keys
        self.asker = asker
        self.presence = presence
        self.person_id = person_id
        self.now = clock

    def state(self, cancel: CancelToken) -> State:
        """The ledger's state, verified up to now; raises ``Refused`` once the session is over (I7)."""
        self.presence.check()
        return self.ledger.catch_up(cancel)

    def ask(
        self, document: PersonAny, texts: Sequence[TextRow], cancel: CancelToken, draft: Draft | None = None
    ) -> str:
        """Sign and send a document; returns the request's digest."""
        self.presence.check()
        return self.asker.ask(document, texts, cancel, draft)

    def send(self, signed: SignedDocument, cancel: CancelToken) -> str:
        """Send a document that carries several people's signatures already; returns the request's digest."""
        self.presence.check()
        return self.asker.send(signed, (), cancel)

    def reasons(self, state: State, document: PersonAny) -> tuple[Reason, ...]:
        """What the registrar would answer this person now by its rules; empty for yes."""
        return why_not(state, document, "", None, self.now(), (self.asker.public,))

    def why_not(self, state: State, document: PersonAny) -> str:
        """As :meth:`reasons`, in one sentence; "" for yes."""
        reasons = self.reasons(state, document)
        return reasons[0].sentence if reasons else ""

    def prove_presence(self, passphrase: str | None) -> SigningKey:
        """Whoever types this passphrase is the person (A43); raises :class:`BadInput` when it is missing or wrong."""
        if not passphrase:
            raise BadInput("Your passphrase is missing", "commit", "Type it, then commit.", message_id="no_passphrase")
        return self.keys.open(self.person_id, passphrase, lambda public: public == self.asker.public)
