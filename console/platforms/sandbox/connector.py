"""The contract on the sandbox: what the file holds, met through a service that can fail (``faults.py``)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console.cancel import CancelToken
from console.domain.actions import Action
from console.errors import BadInput, Unavailable
from console.platforms import contract, failures
from console.platforms.contract import (
    Answer,
    Description,
    Order,
    PlatformRefused,
    PlatformUnavailable,
    SavedState,
    Seen,
    Sent,
    ServerInfo,
    TierFlag,
    Verdict,
)
from console.platforms.reading import AccountSnapshot, Content, ReportPage
from console.platforms.sandbox import orders, reports, visitor
from console.platforms.sandbox.declared import EFFECTS, LABELS
from console.platforms.sandbox.faults import Fault, Struck, strike
from console.platforms.sandbox.orders import PLATFORM, Done
from console.platforms.sandbox.site import Site

log = logging.getLogger(__name__)

FORM = "sandbox/1"
VERSION = "1"


class SandboxConnector:
    """The sandbox as a platform.  ``timeout_s`` is how long one request may take."""

    def __init__(self, site: Site, *, timeout_s: float = 10.0) -> None:
        self._site = site
        self._timeout_s = timeout_s
        self._title = site.title

    def describe(self) -> Description:
        """What the sandbox can do: everything, and all of it comes back."""
        return Description(
            platform=PLATFORM,
            title=self._title,
            reach_noun="followers",
            tier_flag=TierFlag.READ,
            effects=EFFECTS,
            labels=LABELS,
        )

    def check(self, cancel: CancelToken) -> ServerInfo:
        """Who is there; the sandbox's time is its clock's."""
        with self._reading("check", cancel):
            return ServerInfo(name=self._title, version=VERSION, time=self._site.now())

    def fetch_reports(self, cursor: str | None, limit: int, cancel: CancelToken) -> ReportPage:
        """See :meth:`contract.Connector.fetch_reports`; pages overlap by a few reports on purpose."""
        if not 1 <= limit <= 1000:
            raise BadInput("A page has 1 to 1000 reports", message_id="platform.bad_limit", limit=limit)
        with self._reading("fetch_reports", cancel):
            return reports.page(self._site, cursor, limit, cancel)

    def look_up(self, account_id: str, cancel: CancelToken) -> AccountSnapshot | None:
        """The account with this id, or ``None``."""
        with self._reading("look_up", cancel), self._site.reading(cancel) as db:
            row = orders.find_row(db, account_id)
            return None if row is None else orders.snapshot(db, row, self._site)

    def find(self, text: str, limit: int, cancel: CancelToken) -> tuple[AccountSnapshot, ...]:
        """Accounts by id, handle or name: the same first, then those that begin so, then those that hold it."""
        wanted = text.strip().lstrip("@").casefold()
        with self._reading("find", cancel), self._site.reading(cancel) as db:
            ranked = []
            for row in db.execute("SELECT * FROM accounts") if wanted else ():
                rank = _rank(wanted, row["id"], row["handle"].casefold(), row["name"].casefold())
                if rank is not None:
                    ranked.append((rank, -row["followers"], row["id"], row))
            ranked.sort(key=lambda entry: entry[:3])
            return tuple(orders.snapshot(db, entry[3], self._site) for entry in ranked[:limit])

    def content(self, content_id: str, cancel: CancelToken) -> Content | None:
        """One post with its text, also when it is removed."""
        with self._reading("content", cancel), self._site.reading(cancel) as db:
            return reports.content(db, content_id, self._site)

    def save(self, order: Order, cancel: CancelToken) -> SavedState:
        """The account as it is, and which of the wanted measures stand already."""
        contract.admit(self.describe(), order)
        with self._reading("save", cancel), self._site.reading(cancel) as db:
            row = orders.find_row(db, order.account_id)
            if row is None:
                raise contract.unknown_account(self.describe())
            seen = orders.snapshot(db, row, self._site)
            data = {
                "before": sorted(orders.standing(db, order, self._site)),
                "state": seen.state.digest(),
                "handle": seen.handle,
                "name": seen.name,
                "followers": seen.reach,
            }
        return SavedState(
            effect_id=order.effect_id,
            action=order.action,
            account_id=order.account_id,
            form=FORM,
            data=json.dumps(data, ensure_ascii=False, sort_keys=True),
        )

    def apply(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Carry the order out; see :meth:`contract.Connector.apply`."""
        description = self.describe()
        contract.admit(description, order)
        contract.check_saved(order, saved, FORM)

        def change(half: bool) -> Done:
            with self._site.writing(cancel) as db:
                row = orders.find_row(db, order.account_id)
                if row is None:
                    raise contract.unknown_account(description)
                if orders.foreign_content(db, order):
                    raise PlatformRefused(
                        "The content is not of this account",
                        where=description.title,
                        what_to_do="Nothing was sent.",
                        message_id="platform.foreign_content",
                    )
                seen = orders.snapshot(db, row, self._site)
                return orders.carry_out(
                    db,
                    order,
                    self._site,
                    half=half,
                    before_change=lambda: contract.check_expected(description, order, seen),
                )

        return self._ordering("apply", order, change, cancel)

    def restore(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Undo this effect and nothing else; see :meth:`contract.Connector.restore`."""
        contract.check_saved(order, saved, FORM)

        def change(half: bool) -> Done:
            with self._site.writing(cancel) as db:
                if orders.find_row(db, order.account_id) is None:
                    raise contract.unknown_account(self.describe())
                return orders.undo(db, order, self._site, half=half)

        return self._ordering("restore", order, change, cancel)

    def lift(self, order: Order, cancel: CancelToken) -> Answer:
        """Undo what another moderator put by hand; see :meth:`contract.Connector.lift`."""
        if order.action not in (Action.LABEL, Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE):
            raise BadInput("Only what stands on an account can be lifted", message_id="platform.bad_order")

        def change(_half: bool) -> Done:
            with self._site.writing(cancel) as db:
                if orders.find_row(db, order.account_id) is None:
                    raise contract.unknown_account(self.describe())
                return orders.lift(db, order, self._site)

        return self._ordering("lift", order, change, cancel)

    def read_back(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether a visitor sees the effect of ``order`` on all that it named."""
        contract.check_saved(order, saved, FORM)
        return self._look("read_back", order, orders.targets(order), True, cancel)

    def restored(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether a visitor sees it as it was before ``order``; what stood before may stand."""
        contract.check_saved(order, saved, FORM)
        before = set(json.loads(saved.data)["before"])
        rest = tuple(target for target in orders.targets(order) if target not in before)
        return self._look("restored", order, rest, False, cancel)

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _look(self, call: str, order: Order, targets: tuple[str, ...], there: bool, cancel: CancelToken) -> Seen:
        with self._reading(call, cancel):
            seen = reports.seen_by_visitor(self._site, order, targets)
            page = visitor.status(self._site, order.account_id)
            with self._site.reading(cancel) as db:
                row = orders.find_row(db, order.account_id)
                state = None if row is None else orders.snapshot(db, row, self._site).state
        where = {Action.WARN: "the person's inbox", Action.DISMISS: "the reporters' lists"}.get(
            order.action, "the public page"
        )
        if None in seen or page.kind is visitor.PageKind.UNKNOWN:
            verdict = Verdict.CANNOT_TELL
        else:
            verdict = Verdict.WANTED if all(found is there for found in seen) else Verdict.NOT_WANTED
        found = f"page: {page.kind}; state: {state.words() if state else 'unknown'}"
        return Seen(verdict=verdict, where=where, what=found, state=state.digest() if state else None)

    @contextmanager
    def _reading(self, call: str, cancel: CancelToken) -> Iterator[None]:
        """One request that changes nothing: the faults of the day, and errors in the contract's words."""
        try:
            self._meet(strike(self._site, call, order=False), cancel, sent=Sent.NOTHING)
            yield
        except PlatformUnavailable:
            raise
        except Unavailable as error:
            raise failures.down(self._title, Sent.NOTHING) from error

    def _ordering(self, call: str, order: Order, change: Callable[[bool], Done], cancel: CancelToken) -> Answer:
        """One request that changes something; whatever breaks after it began is ``Sent.MAYBE``."""
        struck = strike(self._site, call, order=True)
        self._meet(struck, cancel, sent=Sent.MAYBE)
        if Fault.LOST_REQUEST in struck.kinds:
            raise failures.lost(self._title)
        if Fault.NO_EFFECT in struck.kinds:
            return _answer(order, Done(contract.AnswerStatus.DONE, "The platform says that it is done."))
        half = Fault.HALF in struck.kinds
        try:
            done = change(half)
        except PlatformUnavailable:
            raise
        except Unavailable as error:
            raise failures.down(self._title, Sent.MAYBE) from error
        log.info(
            "sandbox_order call=%s action=%s effect=%s status=%s", call, order.action, order.effect_id, done.status
        )
        if half:
            raise failures.error(self._title, 500, Sent.MAYBE)
        if Fault.RUBBISH in struck.kinds:
            raise failures.rubbish(self._title, Sent.MAYBE)
        if Fault.LOST_ANSWER in struck.kinds:
            raise failures.lost(self._title)
        return _answer(order, done)

    def _meet(self, struck: Struck, cancel: CancelToken, *, sent: Sent) -> None:
        """Raise what a request meets before it is served; ``sent`` is what is known once it is on its way."""
        cancel.raise_if_cancelled()
        if Fault.DOWN in struck.kinds:
            raise failures.down(self._title)
        if Fault.SLOW in struck.kinds:
            stopped = cancel.wait(min(struck.slow_s, self._timeout_s))
            if stopped and sent is Sent.NOTHING:
                cancel.raise_if_cancelled()
            if stopped or struck.slow_s >= self._timeout_s:
                raise failures.slow(self._title, self._timeout_s, sent)
        for fault, refusal in ((Fault.UNAUTHORISED, failures.unauthorised), (Fault.FORBIDDEN, failures.forbidden)):
            if fault in struck.kinds:
                raise refusal(self._title)
        if Fault.TOO_MANY in struck.kinds:
            raise failures.too_many(self._title, struck.retry_after_s)
        if Fault.ERROR in struck.kinds:
            raise failures.error(self._title, 500, sent)
        if Fault.RUBBISH in struck.kinds and sent is Sent.NOTHING:
            raise failures.rubbish(self._title, sent)


def _rank(wanted: str, account_id: str, handle: str, name: str) -> int | None:
    for rank, hit in enumerate(
        (
            wanted in (account_id, handle),
            name == wanted,
            handle.startswith(wanted) or name.startswith(wanted),
            wanted in handle or wanted in name,
        )
    ):
        if hit:
            return rank
    return None


def _answer(order: Order, done: Done) -> Answer:
    return Answer(effect_id=order.effect_id, status=done.status, summary=done.summary, not_returned=done.not_returned)
