"""Asking: a document is built, signed, kept here, and put into the store's inbox (PROTOCOL.md sections 1 and 11).

What could not be put at once is kept: withdrawals, refusals, stops and restores go out late, in order, once;
a proposal or countersignature that waited for more than two minutes becomes a draft again.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.documents import PersonAny
from console.domain.people import Role
from console.domain.views import RequestState, RequestView
from console.errors import BadInput, Unavailable
from console.ledger.documents import sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.store import drafts as own
from console.store import inbox
from console.store.engine import Store
from console.store.rows import TextRow

LATE_KINDS = frozenset({"withdrawal/1", "refusal/1", "stop/1", "restore/1", "recusal/1", "duty/1"})
"""What goes out late as it is; everything else has to be committed anew (PROTOCOL.md section 11)."""
LATE_AFTER = timedelta(minutes=2)
LOOK_EVERY_S = 0.03


class Asker:
    """Signs and sends for one signed-in person."""

    def __init__(
        self,
        store: Store,
        own_file: Store,
        store_id: str,
        env: str,
        person: str,
        role: Role,
        key: SigningKey,
        clock: Callable[[], datetime],
        asked: Callable[[], None],
    ) -> None:
        self._store = store
        self._own = own_file
        self._common = {"store": store_id, "env": env, "author": person, "role": role}
        self._person = person
        self._key = key
        self._clock = clock
        self._asked = asked
        self._in_order = threading.Lock()

    def header(self) -> dict[str, Any]:
        """The fields that every document of this person has, with a fresh nonce."""
        return {**self._common, "nonce": secrets.token_hex(16)}

    def ask(self, document: PersonAny, texts: Sequence[TextRow] = (), cancel: CancelToken = NEVER) -> str:
        """Sign, keep and send; returns the request's digest.

        Raises :class:`BadInput` or :class:`Refused` when it can't be taken as it is; when the store does not
        answer, the request stays here and :class:`Unavailable` says so.
        """
        signed = sign(document, self._key)
        request = own.OwnRequest(
            digest=signed.digest,
            person=self._person,
            kind=signed.kind,
            document=signed.data,
            signatures=signatures_to_bytes(signed.signatures),
            texts=msgspec.json.encode(list(texts)),
            context=b"",
            asked_at=self._clock(),
        )
        with self._in_order:
            self._own.run(lambda uow: own.keep_request(uow, request))
            try:
                self._put(request, cancel)
            except Unavailable as error:
                raise Unavailable(
                    f"The store does not answer: {error.what}",
                    error.where,
                    "What you decided is kept on this workstation and goes out by itself.",
                    message_id="workstation.kept",
                ) from error
            except BadInput:
                self._own.run(lambda uow: own.back_to_draft(uow, request.digest))
                raise
        return signed.digest

    def send_late(self, cancel: CancelToken = NEVER) -> int:
        """Send what was kept, in order; what came too late becomes a draft again.  Returns how many are left."""
        with self._in_order:
            for request in self._own.read(lambda r: own.unanswered(r, self._person)):
                if request.sent_at is not None:
                    self._note_answer(request.digest)
                elif request.kind not in LATE_KINDS and self._clock() - request.asked_at > LATE_AFTER:
                    self._own.run(lambda uow, d=request.digest: own.back_to_draft(uow, d))  # type: ignore[misc]
                else:
                    self._put(request, cancel)
        return len(self._own.read(lambda r: own.unanswered(r, self._person)))

    def request(self, digest: str, cancel: CancelToken = NEVER) -> RequestView:
        """Where a request lies and what became of it; raises :class:`BadInput` for one that is not this person's."""
        view = self._store.read(lambda r: inbox.own_request(r, self._person, digest), cancel)
        if view is not None:
            return view
        kept = self._own.read(lambda r: own.own_request(r, digest))
        if kept is None or kept.person != self._person:
            raise BadInput("There is no such request of yours", digest[:12], message_id="workstation.no_request")
        return RequestView(
            digest=digest, kind=kept.kind, state=kept.state, entry=kept.entry_index, reasons=kept.reasons
        )

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
            self._note_answer(digest)
        return view

    def _put(self, request: own.OwnRequest, cancel: CancelToken) -> None:
        texts = msgspec.json.decode(request.texts, type=list[TextRow])
        self._store.run(
            lambda uow: inbox.submit(
                uow,
                person=self._person,
                digest=request.digest,
                kind=request.kind,
                document=request.document,
                signatures=request.signatures,
                now=self._clock(),
                with_texts=texts,
            ),
            cancel,
        )
        self._own.run(lambda uow: own.mark_sent(uow, request.digest, self._clock()))
        self._asked()

    def _note_answer(self, digest: str) -> None:
        view = self._store.read(lambda r: inbox.own_request(r, self._person, digest))
        if view is not None and view.state in (RequestState.ADMITTED, RequestState.REJECTED):
            found = view
            self._own.run(lambda uow: own.mark_answered(uow, digest, found.state, found.entry, found.reasons))
