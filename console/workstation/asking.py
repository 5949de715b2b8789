"""Asking: a document is built, signed, and given to the outbox (PROTOCOL.md section 1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.documents import PersonAny
from console.domain.people import Role
from console.domain.views import RequestState, RequestView
from console.errors import BadInput, Refused
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.store import drafts as own
from console.store.rows import TextRow
from console.store.texts import make_text
from console.workstation.outbox import Outbox
from console.workstation.said import Draft

LOOK_EVERY_S = 0.03


class Texts:
    """Collects the personal texts of one request; each gets a salt of its own."""

    def __init__(self) -> None:
        self.rows: list[TextRow] = []

    def put(self, text: str) -> str | None:
        """The text's digest, or ``None`` for an empty one."""
        return self.must(text) if text.strip() else None

    def must(self, text: str) -> str:
        """The text's digest."""
        row = make_text(text)
        self.rows.append(row)
        return row.digest


class Asker:
    """Signs and sends for one signed-in person, as long as they are signed in."""

    def __init__(
        self,
        outbox: Outbox,
        store_id: str,
        env: str,
        person: str,
        role: Role,
        key: SigningKey,
        clock: Callable[[], datetime],
    ) -> None:
        self.outbox = outbox
        self._common = {"store": store_id, "env": env, "author": person, "role": role}
        self._person = person
        self._key: SigningKey | None = key
        self._clock = clock

    @property
    def signed_in(self) -> bool:
        """Whether the person's key is still at hand."""
        return self._key is not None

    @property
    def public(self) -> str:
        """The person's public key, in hex; "" once it is forgotten."""
        return "" if self._key is None else self._key.public

    def forget(self) -> None:
        """Let go of the person's key: nothing more is signed."""
        self._key = None

    def header(self) -> dict[str, Any]:
        """The fields that every document of this person has, with a fresh nonce."""
        return {**self._common, "nonce": secrets.token_hex(16)}

    def ask(
        self,
        document: PersonAny,
        texts: Sequence[TextRow] = (),
        cancel: CancelToken = NEVER,
        draft: Draft | None = None,
    ) -> str:
        """Sign, keep and send; returns the request's digest.

        ``draft`` is what comes back when it could not be sent in time.  Raises as :meth:`Outbox.send`, and
        :class:`Refused` when nobody is signed in any more.
        """
        if self._key is None:
            raise Refused("You are signed out", "sign-in", "Sign in again.", message_id="session.signed_out")
        return self.send(sign(document, self._key), texts, cancel, draft)

    def send(
        self,
        signed: SignedDocument,
        texts: Sequence[TextRow] = (),
        cancel: CancelToken = NEVER,
        draft: Draft | None = None,
    ) -> str:
        """As :meth:`ask`, for what is signed already (a roster carries several people's signatures)."""
        if not self.signed_in:
            raise Refused("You are signed out", "sign-in", "Sign in again.", message_id="session.signed_out")
        request = own.OwnRequest(
            digest=signed.digest,
            person=self._person,
            kind=signed.kind,
            document=signed.data,
            signatures=signatures_to_bytes(signed.signatures),
            texts=msgspec.json.encode(list(texts)),
            context=b"" if draft is None else msgspec.json.encode(draft),
            asked_at=self._clock(),
        )
        self.outbox.send(request, cancel)
        return signed.digest

    def request(self, digest: str, cancel: CancelToken = NEVER) -> RequestView:
        """Where a request lies and what became of it; raises :class:`BadInput` for one that is not this person's."""
        view = self.outbox.view(self._person, digest, cancel)
        if view is None:
            raise BadInput("There is no such request of yours", digest[:12], message_id="workstation.no_request")
        return view

    def wait_for(self, digest: str, timeout_s: float, cancel: CancelToken = NEVER) -> RequestView:
        """The request once it is answered, or as it stands after ``timeout_s`` seconds."""
        left = timeout_s
        view = self.request(digest, cancel)
        while view.state is RequestState.ASKED and left > 0:
            cancel.wait(LOOK_EVERY_S)
            cancel.raise_if_cancelled()
            left -= LOOK_EVERY_S
            view = self.request(digest, cancel)
        if view.state in (RequestState.ADMITTED, RequestState.REJECTED):
            self.outbox.note_answer(self._person, digest)
        return view
