"""A Matrix server that is slow, broken, in a hurry, or no Matrix server: each said in one clear sentence.

The counterpart is a real HTTP server that answers as it is told, so that every answer crosses the wire.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from console.cancel import NEVER, CancelToken
from console.domain.actions import Action
from console.errors import Cancelled, CountersignError
from console.platforms.contract import Order, PlatformRefused, PlatformUnavailable, SavedState, Sent, sent_of
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.settings import SynapseSettings

ACCOUNT = "@user1:peer.test"
USER: dict[str, Any] = {
    "name": ACCOUNT,
    "admin": False,
    "deactivated": False,
    "locked": False,
    "shadow_banned": False,
    "suspended": False,
    "erased": False,
    "creation_ts": 1_700_000_000,
    "displayname": "Private Name",
}
TOKEN = "syt_do_not_tell"
Script = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request; the script answers the changing ones, or all when it says so."""

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def plain(self) -> None:
        """As a server in good order answers a look."""
        if "joined_rooms" in self.path:
            self.answer(200, {"joined_rooms": []})
        elif "whoami" in self.path:
            self.answer(200, {"user_id": "@admin:peer.test"})
        else:
            self.answer(200, USER)

    def handle_one(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        server: Any = self.server
        server.seen.append((self.command, self.path, self.headers.get("Authorization")))
        if server.orders_only and self.command == "GET":
            self.plain()
        else:
            server.script(self)

    do_GET = do_PUT = do_POST = do_DELETE = handle_one

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the screen."""


@contextmanager
def listening(script: Script, *, orders_only: bool = False) -> Iterator[tuple[str, list[Any]]]:
    """A server with this script; its address and what it was asked."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.script, server.orders_only, server.seen = script, orders_only, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def connect(address: str, timeout_s: float = 5.0) -> SynapseConnector:
    return SynapseConnector(SynapseSettings(base_url=address, server_name="peer.test", timeout_s=timeout_s), TOKEN)


def suspension() -> tuple[Order, SavedState]:
    order = Order(effect_id="ab", action=Action.SUSPEND, account_id=ACCOUNT)
    data = '{"before": false}'
    return order, SavedState(
        effect_id="ab", action=Action.SUSPEND, account_id=ACCOUNT, form="synapse/1:suspend", data=data
    )


def told(status: int, body: object, **headers: str) -> Script:
    return lambda asked: asked.answer(status, body, {k.replace("_", "-"): v for k, v in headers.items()})


LIMITED = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 5871}
ANSWERS: list[tuple[str, Script, str, Sent, Sent]] = [
    ("401", told(401, {"errcode": "M_UNKNOWN_TOKEN"}), "platform.unauthorised", Sent.NOTHING, Sent.NOTHING),
    ("403", told(403, {"errcode": "M_FORBIDDEN"}), "platform.forbidden", Sent.NOTHING, Sent.NOTHING),
    ("404 of a proxy", told(404, b"<html>"), "platform.no_admin_api", Sent.NOTHING, Sent.NOTHING),
    (
        "404 of an old server",
        told(404, {"errcode": "M_UNRECOGNIZED"}),
        "platform.no_admin_api",
        Sent.NOTHING,
        Sent.NOTHING,
    ),
    ("429", told(429, LIMITED, Retry_After="6"), "platform.too_many", Sent.NOTHING, Sent.NOTHING),
    ("400", told(400, {"errcode": "M_UNKNOWN"}), "platform.not_taken", Sent.NOTHING, Sent.NOTHING),
    ("500", told(500, {"errcode": "M_UNKNOWN"}), "platform.error", Sent.NOTHING, Sent.MAYBE),
    ("502 of a proxy", told(502, b"<html>Bad Gateway</html>"), "platform.error", Sent.NOTHING, Sent.MAYBE),
    ("rubbish", told(200, b"\xff\xfe{"), "platform.rubbish", Sent.NOTHING, Sent.MAYBE),
    ("another shape", told(200, {"hello": 1}), "platform.rubbish", Sent.NOTHING, Sent.MAYBE),
    ("a list", told(200, [1, 2]), "platform.rubbish", Sent.NOTHING, Sent.MAYBE),
    ("wrong compression", told(200, b"no gzip", Content_Encoding="gzip"), "platform.rubbish", Sent.NOTHING, Sent.MAYBE),
    ("nothing", lambda asked: asked.close_connection or None, "platform.lost", Sent.NOTHING, Sent.MAYBE),
]


@pytest.mark.parametrize(("script", "message_id", "sent"), [a[1:4] for a in ANSWERS], ids=[a[0] for a in ANSWERS])
def test_a_look_that_fails_is_said_in_one_sentence_and_changed_nothing(
    script: Script, message_id: str, sent: Sent
) -> None:
    with listening(script) as (address, _), pytest.raises(CountersignError) as failed:
        connect(address).look_up(ACCOUNT, NEVER)
    assert (failed.value.message_id, sent_of(failed.value)) == (message_id, sent)
    assert_clear(failed.value)


@pytest.mark.parametrize(
    ("script", "message_id", "sent"), [(a[1], a[2], a[4]) for a in ANSWERS], ids=[a[0] for a in ANSWERS]
)
def test_an_order_that_fails_says_whether_it_can_have_arrived(script: Script, message_id: str, sent: Sent) -> None:
    with listening(script, orders_only=True) as (address, seen), pytest.raises(CountersignError) as failed:
        connect(address).apply(*suspension(), NEVER)
    assert (failed.value.message_id, sent_of(failed.value)) == (message_id, sent)
    assert [method for method, _, _ in seen].count("PUT") == 1
    assert_clear(failed.value)


def assert_clear(error: CountersignError) -> None:
    assert "\n" not in error.sentence and error.what_to_do
    for secret in (TOKEN, "user1", "Private Name"):
        assert secret not in f"{error!r} {error.sentence} {error.fields}"


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        (LIMITED, {"Retry_After": "6"}, 6.0),
        (LIMITED, {}, 5.871),
        (LIMITED, {"Retry_After": "soon"}, 5.871),
        ({}, {}, None),
        (b"<html>", {"Retry_After": "30"}, 30.0),
    ],
)
def test_429_tells_how_long_to_wait(body: object, headers: dict[str, str], seconds: float | None) -> None:
    with listening(told(429, body, **headers)) as (address, _), pytest.raises(PlatformUnavailable) as failed:
        connect(address).look_up(ACCOUNT, NEVER)
    assert failed.value.retry_after_s == seconds


def test_429_with_a_date_is_counted_by_the_servers_own_clock() -> None:
    def script(asked: Asked) -> None:
        asked.send_response_only(429)
        asked.send_header("Date", "Tue, 24 Nov 2026 12:00:00 GMT")
        asked.send_header("Retry-After", "Tue, 24 Nov 2026 12:01:30 GMT")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    with listening(script) as (address, _), pytest.raises(PlatformUnavailable) as failed:
        connect(address).look_up(ACCOUNT, NEVER)
    assert failed.value.retry_after_s == 90.0


def test_a_made_account_is_an_error_that_says_so() -> None:
    order = Order(effect_id="ab", action=Action.DEACTIVATE, account_id=ACCOUNT)
    saved = SavedState(effect_id="ab", action=order.action, account_id=ACCOUNT, form="synapse/1:lock", data="{}")
    with listening(told(201, USER), orders_only=True) as (address, _), pytest.raises(PlatformRefused) as refused:
        connect(address).apply(order, saved, NEVER)
    assert (refused.value.message_id, refused.value.sent) == ("platform.made_account", Sent.MAYBE)


def test_200_without_the_wanted_state_is_no_success() -> None:
    order = Order(effect_id="ab", action=Action.DEACTIVATE, account_id=ACCOUNT)
    saved = SavedState(effect_id="ab", action=order.action, account_id=ACCOUNT, form="synapse/1:lock", data="{}")
    with listening(told(200, USER), orders_only=True) as (address, _), pytest.raises(PlatformUnavailable) as failed:
        connect(address).apply(order, saved, NEVER)
    assert (failed.value.message_id, failed.value.sent) == ("platform.rubbish", Sent.MAYBE)


def test_an_old_server_that_does_not_tell_a_switch_is_not_believed() -> None:
    old = {key: value for key, value in USER.items() if key != "suspended"}
    with listening(told(200, old)) as (address, _), pytest.raises(PlatformUnavailable) as failed:
        connect(address).look_up(ACCOUNT, NEVER)
    assert failed.value.message_id == "platform.rubbish"


def test_a_redirect_never_takes_the_token_elsewhere() -> None:
    with listening(told(200, USER)) as (elsewhere, stolen):
        with listening(told(307, {}, Location=f"{elsewhere}/x")) as (address, _):
            with pytest.raises(CountersignError):
                connect(address).look_up(ACCOUNT, NEVER)
        assert stolen == []


# --- slow, and stopped by a person


class Slow:
    """Answers only when it is let go."""

    def __init__(self) -> None:
        self.arrived, self.go = threading.Event(), threading.Event()

    def __call__(self, asked: Asked) -> None:
        self.arrived.set()
        self.go.wait(10)
        asked.close_connection = True


def test_a_slow_server_is_given_up_in_time() -> None:
    slow = Slow()
    with listening(slow) as (address, _):
        began = time.monotonic()
        with pytest.raises(PlatformUnavailable) as failed:
            connect(address, timeout_s=0.3).look_up(ACCOUNT, NEVER)
        assert time.monotonic() - began < 3
        slow.go.set()
    assert (failed.value.message_id, failed.value.sent) == ("platform.slow", Sent.NOTHING)


def test_a_server_that_drips_is_given_up_in_time() -> None:
    done = threading.Event()

    def drip(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "1000")
        asked.end_headers()
        while not done.wait(0.05):
            try:
                asked.wfile.write(b" ")
            except OSError:
                return

    with listening(drip) as (address, _):
        with pytest.raises(PlatformUnavailable) as failed:
            connect(address, timeout_s=0.3).look_up(ACCOUNT, NEVER)
        done.set()
    assert failed.value.message_id == "platform.slow"


@pytest.mark.parametrize("orders_only", [False, True], ids=["look", "order"])
def test_whoever_cancels_does_not_wait_and_an_order_under_way_may_have_arrived(orders_only: bool) -> None:
    slow, cancel = Slow(), CancelToken()
    stopper = threading.Thread(target=lambda: (slow.arrived.wait(5), cancel.cancel()))
    with listening(slow, orders_only=orders_only) as (address, _):
        connector = connect(address, timeout_s=30)
        stopper.start()
        began = time.monotonic()
        with pytest.raises(CountersignError) as stopped:
            connector.apply(*suspension(), cancel)
        assert time.monotonic() - began < 3
        stopper.join()
        slow.go.set()
    if orders_only:
        assert isinstance(stopped.value, PlatformUnavailable)
        assert (stopped.value.message_id, stopped.value.sent) == ("platform.lost", Sent.MAYBE)
    else:
        assert isinstance(stopped.value, Cancelled)


# --- what is said of it


def test_no_log_holds_a_token_an_id_or_a_name(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scripts = (told(200, {f"user_{ACCOUNT}_suspended": True}), told(500, {}), told(403, {}))
    for script in scripts:
        with listening(script, orders_only=True) as (address, _):
            try:
                connect(address).apply(*suspension(), NEVER)
            except CountersignError as error:
                assert sent_of(error) in Sent
    written = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "synapse_order" in written
    for secret in (TOKEN, "user1", "Private Name", "%40"):
        assert secret not in written


def test_the_token_goes_in_the_header_and_ids_are_encoded() -> None:
    with listening(told(200, {}), orders_only=True) as (address, seen):
        connect(address).look_up(ACCOUNT, NEVER)
    assert seen[0] == ("GET", "/_synapse/admin/v2/users/%40user1%3Apeer.test", f"Bearer {TOKEN}")
    assert all(TOKEN not in path for _, path, _ in seen)
