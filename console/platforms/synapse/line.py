"""The wire: requests of one call of the contract, cancellable, with time limits and one clear sentence per failure.

A line lives for one call.  It remembers whether a changing request may have reached the server, so that whatever
breaks afterwards says ``Sent.MAYBE``.  Tokens go into the header and nowhere else; ids never into a log.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from console.cancel import CancelToken
from console.errors import CountersignError
from console.platforms import failures
from console.platforms.contract import PlatformRefused, PlatformUnavailable, Sent
from console.platforms.synapse.settings import SynapseSettings

log = logging.getLogger(__name__)
# httpx writes whole addresses, in which user ids stand, at level INFO.
for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)

MOST_BYTES = 64 * 1024 * 1024
CONNECT_S = 5.0
T = TypeVar("T")


def part(text: str) -> str:
    """An id as one part of a path, percent-encoded."""
    return quote(text, safe="")


class Reply(msgspec.Struct, frozen=True):
    """An answer that the caller said it can use."""

    status: int
    body: dict[str, Any]

    @property
    def errcode(self) -> str:
        """Matrix's own code of an error, or ""."""
        code = self.body.get("errcode")
        return code if isinstance(code, str) else ""


class Line:
    """The requests of one call; made by :func:`open_line`."""

    def __init__(self, client: httpx.Client, settings: SynapseSettings, title: str, cancel: CancelToken) -> None:
        self._client = client
        self._timeout_s = settings.timeout_s
        self._sockets: list[socket.socket] = []
        self.title = title
        self.cancel = cancel
        self.sent = Sent.NOTHING
        self.server_time: datetime | None = None
        """What the last answer's ``Date`` said."""

    def read(self, path: str, shape: type[T], *, token: str, params: Mapping[str, str | int] | None = None) -> T:
        """GET ``path`` as ``shape``."""
        return self.shaped(self.ask("GET", path, token=token, params=params).body, shape)

    def find(self, path: str, shape: type[T], *, token: str) -> T | None:
        """GET ``path`` as ``shape``; ``None`` where Synapse itself says that there is no such thing."""
        reply = self.ask("GET", path, token=token, accept=(200, 404))
        if reply.status == 200:
            return self.shaped(reply.body, shape)
        if reply.errcode == "M_NOT_FOUND":
            return None
        raise _no_admin_api(self.title, self.sent)

    def shaped(self, body: object, shape: type[T]) -> T:
        """``body`` as ``shape``; raises the sentence for an answer that makes no sense."""
        try:
            return msgspec.convert(body, shape)
        except msgspec.ValidationError as error:
            log.warning("synapse_shape wrong=%s", shape.__name__)
            raise failures.rubbish(self.title, self.sent) from error

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        token: str,
        params: Mapping[str, str | int] | None = None,
        changes: bool = False,
        accept: tuple[int, ...] = (200,),
    ) -> Reply:
        """One request.  ``changes`` tells an order from a look; ``accept`` the answers that the caller can use.

        Every other answer, and none, raises.
        """
        self._stop_if_asked()
        began = time.monotonic()
        try:
            status, headers, raw = self._exchange(method, path, body, token, params)
        except httpx.RequestError as error:
            log.info("synapse_request method=%s failed=%s", method, type(error).__name__)
            raise self._broken(error, changes) from None
        self._note_time(headers)
        log.debug("synapse_request method=%s status=%d ms=%d", method, status, (time.monotonic() - began) * 1000)
        if changes and (status < 300 or status >= 500):
            self.sent = Sent.MAYBE
        answer = _decoded(raw)
        if status in accept and answer is not None:
            return Reply(status, answer)
        raise self._failed(status, headers, answer or {})

    def _exchange(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None,
        token: str,
        params: Mapping[str, str | int] | None,
    ) -> tuple[int, httpx.Headers, bytes]:
        request = self._client.build_request(
            method,
            path,
            params=params,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            extensions={"trace": self._trace},
        )
        until = time.monotonic() + self._timeout_s
        response = self._client.send(request, stream=True)
        try:
            pieces, size = [], 0
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BYTES:
                    raise httpx.DecodingError("too long", request=request)
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("too slow", request=request)
            return response.status_code, response.headers, b"".join(pieces)
        finally:
            response.close()

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember each new connection, so that cancelling can cut it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            held = info["return_value"].get_extra_info("socket")
            if isinstance(held, socket.socket):
                self._sockets.append(held)
                if self.cancel.cancelled:
                    self.cut()

    def cut(self) -> None:
        """End what is on the wire; whoever waits for an answer wakes at once."""
        for held in self._sockets:
            try:
                socket.socket.shutdown(held, socket.SHUT_RDWR)
            except OSError:
                log.debug("synapse_cut already=closed")

    def _stop_if_asked(self) -> None:
        if self.cancel.cancelled:
            raise self._interrupted()

    def _interrupted(self) -> CountersignError:
        if self.sent is Sent.MAYBE:
            return failures.lost(self.title)
        try:
            self.cancel.raise_if_cancelled()
        except CountersignError as cancelled:
            return cancelled
        return failures.lost(self.title, self.sent)

    def pause(self, seconds: float) -> None:
        """Wait, unless the call is cancelled."""
        self.cancel.wait(seconds)
        self._stop_if_asked()

    def _broken(self, error: httpx.RequestError, changes: bool) -> CountersignError:
        reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
        if changes and reached:
            self.sent = Sent.MAYBE
        if self.cancel.cancelled:
            return self._interrupted()
        if isinstance(error, httpx.TimeoutException):
            seconds = min(CONNECT_S, self._timeout_s) if not reached else self._timeout_s
            return failures.slow(self.title, seconds, self.sent)
        if isinstance(error, httpx.DecodingError):
            return failures.rubbish(self.title, self.sent)
        if isinstance(error, httpx.ConnectError):
            return (
                _certificate(self.title, self.sent) if _is_certificate(error) else failures.down(self.title, self.sent)
            )
        return failures.lost(self.title, self.sent)

    def _failed(self, status: int, headers: httpx.Headers, body: dict[str, Any]) -> CountersignError:
        code = Reply(status, body).errcode
        if status == 401:
            return failures.unauthorised(self.title, self.sent)
        if status == 403:
            return failures.forbidden(self.title, self.sent)
        if status == 429:
            return failures.too_many(self.title, _retry_after(headers, body, self.server_time), self.sent)
        if status >= 500:
            return failures.error(self.title, status, self.sent)
        if status in (404, 405) and code in ("", "M_UNRECOGNIZED"):
            return _no_admin_api(self.title, self.sent)
        if 400 <= status < 500 and code:
            return PlatformRefused(
                f"The platform does not take what it was asked ({status}, {code})",
                self.title,
                "Look at the account on the platform, and at the server's settings.",
                message_id="platform.not_taken",
                sent=self.sent,
                status=status,
            )
        return failures.rubbish(self.title, self.sent)

    def _note_time(self, headers: httpx.Headers) -> None:
        try:
            told = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            return
        self.server_time = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _decoded(raw: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _retry_after(headers: httpx.Headers, body: Mapping[str, Any], now: datetime | None) -> float | None:
    """Seconds that the server asks for: its header (a number or a date), or Matrix's own field."""
    told = headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        if told and now is not None:
            return max(0.0, (parsedate_to_datetime(told).astimezone(UTC) - now).total_seconds())
    except ValueError:
        log.debug("synapse_retry_after unreadable=true")
    field = body.get("retry_after_ms")
    return max(0.0, field / 1000) if isinstance(field, int | float) else None


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _certificate(title: str, sent: Sent) -> PlatformUnavailable:
    return PlatformUnavailable(
        "The platform's certificate is not trusted here",
        title,
        "Nothing was changed. Add the certificate's authority to this machine, or correct the address.",
        message_id="platform.certificate",
        sent=sent,
    )


def _no_admin_api(title: str, sent: Sent) -> PlatformRefused:
    return PlatformRefused(
        "The address does not answer like the admin API of Synapse 1.163 or newer",
        title,
        "Let the reverse proxy pass /_synapse/admin to this machine, or update the server.",
        message_id="platform.no_admin_api",
        sent=sent,
    )


@contextmanager
def open_line(settings: SynapseSettings, tls: ssl.SSLContext, title: str, cancel: CancelToken) -> Iterator[Line]:
    """A line for one call.  Raises ``Cancelled`` when the token was asked before."""
    cancel.raise_if_cancelled()
    timeout = httpx.Timeout(settings.timeout_s, connect=min(CONNECT_S, settings.timeout_s))
    # no proxies from the environment and no redirects: the token goes to this address or nowhere
    with httpx.Client(
        base_url=settings.base_url, verify=tls, timeout=timeout, trust_env=False, follow_redirects=False
    ) as client:
        line = Line(client, settings, title, cancel)
        with cancel.interrupts(line.cut):
            yield line
