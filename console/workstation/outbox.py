"""What was signed here and is not answered yet: kept in the workstation's own file until the store has it (I12).

What could not be put at once is kept: withdrawals, refusals, recusals, stops and restores go out late, in order, once;
everything else becomes a draft again after two minutes, to be committed anew (PROTOCOL.md section 11).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.views import RequestState, RequestView
from console.errors import CountersignError, Refused, Unavailable
from console.store import drafts as own
from console.store import inbox
from console.store.engine import Store
from console.store.rows import TextRow
from console.store.unit_of_work import UnitOfWork
from console.workstation.said import Draft

log = logging.getLogger(__name__)

LATE_KINDS = frozenset({"withdrawal/1", "refusal/1", "recusal/1", "stop/1", "restore/1"})
"""What goes out late as it is.  A sign of life is not among them: late, it would not be true any more."""
LATE_AFTER = timedelta(minutes=2)


class Outbox:
    """One workstation's signed requests, of all its people; safe to use from any thread.

    ``asked`` is called when something was put into the store's inbox.
    """

    def __init__(self, store: Store, own_file: Store, clock: Callable[[], datetime], asked: Callable[[], None]) -> None:
        self._store = store
        self._own = own_file
        self._clock = clock
        self._asked = asked
        self._in_order = threading.Lock()

    def send(self, request: own.OwnRequest, cancel: CancelToken = NEVER) -> None:
        """Keep a signed request here, then put it into the store's inbox.

        Raises :class:`Unavailable` (``workstation.kept``) when it stays here for now; ``BadInput``, ``Refused`` or
        ``Cancelled`` when it was not sent and is a draft again.
        """
        late = request.kind in LATE_KINDS
        with self._in_order:
            self._own.run(lambda uow: own.keep_request(uow, request))
            try:
                self._put(request, cancel)
            except Unavailable as error:
                raise _kept(error, f"The store does not answer: {error.what}", late) from error
            except Refused as error:
                if late:
                    raise _kept(error, error.what, late) from error
                self._back(request)
                raise
            except CountersignError:
                self._back(request)
                raise

    def send_late(self, cancel: CancelToken = NEVER) -> None:
        """Send what was kept, in order; what came too late, or can't be taken, becomes a draft again.

        Raises :class:`Unavailable` while the store does not answer, ``Cancelled`` when asked to stop.
        """
        with self._in_order:
            full: set[str] = set()
            for request in self._own.read(own.unanswered):
                if request.sent_at is not None:
                    self.note_answer(request.person, request.digest)
                elif request.kind not in LATE_KINDS and self._clock() - request.asked_at > LATE_AFTER:
                    self._back(request)
                elif request.person not in full and not self._put_late(request, cancel):
                    full.add(request.person)

    def unsent(self, person: str) -> int:
        """How many requests of a person lie here and not in the store."""
        return sum(r.sent_at is None for r in self._own.read(lambda reading: own.unanswered(reading, person)))

    def view(self, person: str, digest: str, cancel: CancelToken = NEVER) -> RequestView | None:
        """Where a person's own request lies and what became of it; ``None`` for one that is not theirs."""
        kept = self._own.read(lambda r: own.own_request(r, digest))
        if kept is not None and kept.person != person:
            kept = None
        try:
            found = self._store.read(lambda r: inbox.own_request(r, person, digest), cancel)
        except Unavailable:
            if kept is None:
                raise
            found = None
        if found is not None or kept is None:
            return found
        return RequestView(
            digest=digest, kind=kept.kind, state=kept.state, entry=kept.entry_index, reasons=kept.reasons
        )

    def note_answer(self, person: str, digest: str) -> None:
        """Write down here what the registrar said, if it has."""
        view = self._store.read(lambda r: inbox.own_request(r, person, digest))
        if view is not None and view.state in (RequestState.ADMITTED, RequestState.REJECTED):
            found = view
            self._own.run(lambda uow: own.mark_answered(uow, digest, found.state, found.entry, found.reasons))

    def _put_late(self, request: own.OwnRequest, cancel: CancelToken) -> bool:
        """Whether it went out, or is a draft again; False when the person has too many waiting."""
        try:
            self._put(request, cancel)
        except Refused:
            return False
        except Unavailable:
            raise
        except CountersignError as error:
            cancel.raise_if_cancelled()
            log.warning("late request not taken kind=%s id=%s", request.kind, error.message_id)
            self._back(request)
        return True

    def _put(self, request: own.OwnRequest, cancel: CancelToken) -> None:
        texts = msgspec.json.decode(request.texts, type=list[TextRow])
        self._store.run(
            lambda uow: inbox.submit(
                uow,
                person=request.person,
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

    def _back(self, request: own.OwnRequest) -> None:
        """A draft again: what was typed stands where it was typed, unless something newer does."""
        draft = msgspec.json.decode(request.context, type=Draft) if request.context else None

        def back(uow: UnitOfWork) -> None:
            own.back_to_draft(uow, request.digest)
            if draft is not None and own.draft(uow, request.person, draft.case) is None:
                row = own.OwnDraft(
                    person=request.person, case=draft.case, body=request.context, saved_at=request.asked_at
                )
                own.save_draft(uow, row)

        self._own.run(back)


def _kept(error: CountersignError, what: str, late: bool) -> Unavailable:
    return Unavailable(
        what,
        error.where,
        "What you decided is kept on this workstation and goes out by itself."
        if late
        else "It is kept on this workstation: within two minutes it goes out by itself, then it is a draft again.",
        message_id="workstation.kept",
    )
