"""The contract on Matrix: Synapse's admin API, met through ``line.py``, carried out by the ways of ``ways.py``."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from console.cancel import CancelToken
from console.domain.actions import Action, Reversible
from console.errors import BadInput
from console.platforms import contract, failures
from console.platforms.contract import (
    Answer,
    AnswerStatus,
    Description,
    Order,
    PlatformRefused,
    SavedState,
    Seen,
    ServerInfo,
    Verdict,
)
from console.platforms.reading import AccountSnapshot, Content, ReportPage
from console.platforms.synapse import content, reports, rows
from console.platforms.synapse.closing import Deactivate
from console.platforms.synapse.finding import find
from console.platforms.synapse.line import open_line
from console.platforms.synapse.notices import Notice
from console.platforms.synapse.removing import Redact
from console.platforms.synapse.server import ADMIN, Server, describe
from console.platforms.synapse.settings import SynapseSettings
from console.platforms.synapse.ways import Done, Lock, RateLimit, ShadowBan, Suspend, Way

log = logging.getLogger(__name__)

FORM = "synapse/1"
_WAYS: dict[str, Way] = {
    way.name: way for way in (Notice(), Redact(), ShadowBan(), RateLimit(), Suspend(), Lock(), Deactivate())
}
_LIFTED = (Action.LABEL, Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE)


class Version(msgspec.Struct, frozen=True):
    """``GET /_synapse/admin/v1/server_version``."""

    server_version: str


class SynapseConnector:
    """One Matrix server.

    ``token`` is that of a full server administrator, used by nothing else; ``visitor_token``, where given, that of an
    ordinary account that only looks, so that effects are read back from where a visitor stands.  Raises
    :class:`BadInput` when a token can't be one.
    """

    def __init__(self, settings: SynapseSettings, token: str, *, visitor_token: str = "") -> None:
        for one in (token, *([visitor_token] if visitor_token else [])):
            if not one or not one.isascii() or not one.isprintable() or " " in one:
                raise BadInput(
                    "The platform's token can't be one",
                    where=settings.platform,
                    what_to_do="Store it again: one line without spaces, and below it that of a visitor, if any.",
                    message_id="platform.bad_token",
                )
        self._settings = settings
        self._token = token
        self._visitor_token = visitor_token
        self._description = describe(settings)
        # made once: reading the machine's certificates takes longer than a request
        self._tls = ssl.create_default_context()

    def describe(self) -> Description:
        """What Matrix can do under the site's choices."""
        return self._description

    def check(self, cancel: CancelToken) -> ServerInfo:
        """Who is there, whether it is the right server, and whether the token is an administrator's."""
        with self._server(cancel) as server:
            version = server.read(f"{ADMIN}/v1/server_version", Version).server_version
            if not server.is_local(server.own_id()):
                raise _other_server(server)
            if server.has_visitor and not server.is_local(server.visitor_id()):
                raise _other_server(server)
            server.read(f"{ADMIN}/v1/event_reports", rows.EventReports, {"limit": 1})
            return ServerInfo(name="Synapse", version=version, time=server.line.server_time)

    def fetch_reports(self, cursor: str | None, limit: int, cancel: CancelToken) -> ReportPage:
        """Reports on messages and accounts; reports on rooms can't be read from Synapse."""
        if not 1 <= limit <= 1000:
            raise BadInput("A page has 1 to 1000 reports", message_id="platform.bad_limit", limit=limit)
        with self._server(cancel) as server:
            return reports.page(server, cursor, limit)

    def look_up(self, account_id: str, cancel: CancelToken) -> AccountSnapshot | None:
        """The account, or ``None``; accounts of other servers are not this server's to tell of."""
        with self._server(cancel) as server:
            user = server.user(account_id)
            return None if user is None else server.snapshot(user)

    def find(self, text: str, limit: int, cancel: CancelToken) -> tuple[AccountSnapshot, ...]:
        """Accounts by id or name: the same first, then those that begin so, then those that hold it."""
        with self._server(cancel) as server:
            return find(server, text, limit)

    def content(self, content_id: str, cancel: CancelToken) -> Content | None:
        """One message as it was sent, also when it is removed."""
        with self._server(cancel) as server:
            return content.read(server, content_id)

    def save(self, order: Order, cancel: CancelToken) -> SavedState:
        """What the order's way needs to go back, read before any change."""
        effect = contract.admit(self._description, order)
        with self._server(cancel) as server:
            user = server.known_user(order.account_id)
            way = _WAYS.get(effect.way)
            data = way.save(server, order, user) if way is not None else {}
        no_way_back = _sentence(effect.lost) if effect.reversible is Reversible.NO else ""
        return SavedState(
            effect_id=order.effect_id,
            action=order.action,
            account_id=order.account_id,
            form=f"{FORM}:{effect.way}",
            data=msgspec.json.encode(data, order="deterministic").decode(),
            no_way_back=no_way_back,
        )

    def apply(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Carry the order out; see :meth:`contract.Connector.apply`."""
        effect = contract.admit(self._description, order)
        contract.check_saved(order, saved, f"{FORM}:{effect.way}")
        way = _WAYS.get(effect.way)
        if way is None:
            cancel.raise_if_cancelled()
            return _answer(order, Done(AnswerStatus.DONE, "Nothing had to be sent: Matrix has nothing to mark."))
        with self._server(cancel) as server:
            user = server.known_user(order.account_id)
            way.admit(server, order, user)
            if way.stands(server, order, user):
                return _answer(order, Done(AnswerStatus.ALREADY, "It was so already."))
            contract.check_expected(self._description, order, server.snapshot(user))
            if server.own_id() == order.account_id:
                raise _own_account(server)
            done = way.put(server, order, user)
        log.info("synapse_order call=apply way=%s effect=%s status=%s", effect.way, order.effect_id, done.status)
        return _answer(order, done)

    def restore(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Undo this effect from what was saved; see :meth:`contract.Connector.restore`."""
        way = _way_of(order, saved)
        if saved.no_way_back:
            raise failures.no_way_back(self._description.title)
        if way is None:
            cancel.raise_if_cancelled()
            return _answer(order, Done(AnswerStatus.ALREADY, "Nothing was sent, so nothing has to come back."))
        with self._server(cancel) as server:
            done = way.undo(server, order, server.known_user(order.account_id), _data(saved))
        log.info("synapse_order call=restore way=%s effect=%s status=%s", way.name, order.effect_id, done.status)
        return _answer(order, done)

    def lift(self, order: Order, cancel: CancelToken) -> Answer:
        """Undo what another administrator did by hand; see :meth:`contract.Connector.lift`.

        Deactivation means both here, the lock and the real one, whichever the site uses itself.
        """
        if order.action not in _LIFTED:
            raise BadInput("Only what stands on an account can be lifted", message_id="platform.bad_order")
        effect = contract.admit(self._description, order)
        with self._server(cancel) as server:
            user = server.known_user(order.account_id)
            if order.action is Action.DEACTIVATE:
                unlocked = _WAYS["lock"].lift(server, order, user)
                opened = _WAYS["deactivate"].lift(server, order, user)
                done = opened if opened.status is not AnswerStatus.ALREADY else unlocked
            else:
                done = _WAYS[effect.way].lift(server, order, user)
        log.info("synapse_order call=lift way=%s effect=%s status=%s", effect.way, order.effect_id, done.status)
        return _answer(order, done)

    def read_back(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether the effect is there, from where a visitor looks."""
        return self._look(order, saved, True, cancel)

    def restored(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether it is gone again, from where a visitor looks."""
        return self._look(order, saved, False, cancel)

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _look(self, order: Order, saved: SavedState, wanted: bool, cancel: CancelToken) -> Seen:
        way = _way_of(order, saved)
        with self._server(cancel) as server:
            user = server.user(order.account_id)
            if user is None:
                return Seen(verdict=Verdict.CANNOT_TELL, where="the server", what="there is no such account")
            if way is None:
                state = server.snapshot(user).state.digest()
                return Seen(verdict=Verdict.WANTED, where="nowhere", what="Matrix has nothing to mark", state=state)
            return way.look(server, order, user, _data(saved), wanted)

    @contextmanager
    def _server(self, cancel: CancelToken) -> Iterator[Server]:
        with open_line(self._settings, self._tls, self._description.title, cancel) as line:
            yield Server(line, self._settings, self._token, self._visitor_token)


def _way_of(order: Order, saved: SavedState) -> Way | None:
    """The way that was saved for, also when the site has chosen another since; ``None`` for "nothing"."""
    name = saved.form.removeprefix(f"{FORM}:")
    contract.check_saved(order, saved, f"{FORM}:{name}" if name in _WAYS or name == "nothing" else FORM)
    return _WAYS.get(name)


def _data(saved: SavedState) -> dict[str, Any]:
    try:
        return msgspec.json.decode(saved.data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise BadInput(
            "The stored way back can't be read",
            what_to_do="Restore the account on the platform itself.",
            message_id="platform.saved_unreadable",
        ) from error


def _sentence(lost: str) -> str:
    return f"There is no way back: {lost}."


def _answer(order: Order, done: Done) -> Answer:
    return Answer(
        effect_id=order.effect_id,
        status=done.status,
        summary=done.summary,
        reference=done.reference,
        not_returned=done.not_returned,
    )


def _own_account(server: Server) -> PlatformRefused:
    return PlatformRefused(
        "This is the account that the service itself uses",
        server.line.title,
        "Nothing was sent: it would lock itself out. Another administrator has to act on it by hand.",
        message_id="platform.own_account",
    )


def _other_server(server: Server) -> PlatformRefused:
    return PlatformRefused(
        "The token belongs to another Matrix server than the site file names",
        server.line.title,
        "Correct the server's name in the site file, or store the right token.",
        message_id="platform.other_server",
    )
