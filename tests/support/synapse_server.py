"""A real Matrix Synapse on loopback for tests: people, rooms, messages and reports, made over its client API.

``with synapse(folder) as server`` starts one (about 2 s, database finished), or skips the test with the reason where
there is none (``synapse_python.py``).  It ends with its ``with``, and by itself when the tests' process dies, because
its standard input ends then.  Request limits are off unless asked for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.synapse_python import synapse_python, why_no_synapse

SERVER_NAME = "peer.test"
NO_LIMIT = {"per_second": 1_000_000, "burst_count": 1_000_000}
_CHILD = """
import os, signal, sys, threading
def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end_with_parent, daemon=True).start()
from synapse.app.homeserver import main
main()
"""


@dataclass(frozen=True)
class Person:
    """Somebody with an account on the server."""

    user_id: str
    token: str
    password: str

    @property
    def localpart(self) -> str:
        """The part of the id between ``@`` and the colon."""
        return self.user_id[1:].partition(":")[0]


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    body: Any

    def ok(self) -> Any:
        """The body of a 200; fails the test otherwise."""
        assert self.status == 200, (self.status, self.body)
        return self.body


def part(text: str) -> str:
    """An id as a part of a path."""
    return quote(text, safe="")


class SynapseServer:
    """A running server.  ``admin`` is a full administrator; ``visitor`` somebody who only looks."""

    def __init__(self, base_url: str, secret: str, folder: Path) -> None:
        self.base_url = base_url
        self.server_name = SERVER_NAME
        self.folder = folder
        self._secret = secret
        self._numbers = itertools.count(1)
        self.admin, self.visitor = self._known() or (self.person("admin", admin=True), self.person("visitor"))
        kept = [(one.user_id, one.token, one.password) for one in (self.admin, self.visitor)]
        (folder / "people.json").write_text(json.dumps(kept), encoding="utf-8")

    def _known(self) -> tuple[Person, Person] | None:
        """Administrator and visitor of an earlier start on the same folder."""
        kept = self.folder / "people.json"
        if not kept.exists():
            return None
        admin, visitor = json.loads(kept.read_text(encoding="utf-8"))
        return Person(*admin), Person(*visitor)

    def call(self, method: str, path: str, body: object = None, *, token: str = "") -> Reply:
        """One request with ``token`` (none for ""); never raises for an answer."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Reply(answer.status, json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, json.loads(error.read() or b"{}"))

    def ask(self, method: str, path: str, body: object = None) -> Reply:
        """One request as the administrator."""
        return self.call(method, path, body, token=self.admin.token)

    def user(self, user_id: str) -> dict[str, Any]:
        """The account as an administrator reads it."""
        body: dict[str, Any] = self.ask("GET", f"/_synapse/admin/v2/users/{part(user_id)}").ok()
        return body

    def person(self, name: str = "", *, admin: bool = False, display_name: str = "") -> Person:
        """A new account (by the shared secret: HMAC-SHA1 over NUL-joined fields); a name of its own for ""."""
        name = name or f"person{next(self._numbers)}"
        path, password = "/_synapse/admin/v1/register", f"pw-{name}-{secrets.token_hex(4)}"
        nonce = self.call("GET", path).ok()["nonce"]
        fields = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(self._secret.encode(), "\0".join(fields).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        if display_name:
            body["displayname"] = display_name
        got = self.call("POST", path, body).ok()
        return Person(got["user_id"], got["access_token"], password)

    def room(self, creator: Person, name: str = "", members: Sequence[Person] = (), *, public: bool = True) -> str:
        """A new room with these members; anybody may join a public one."""
        body = {"preset": "public_chat" if public else "private_chat", "name": name}
        body |= {"visibility": "public"} if public else {"invite": [member.user_id for member in members]}
        room: str = self.call("POST", "/_matrix/client/v3/createRoom", body, token=creator.token).ok()["room_id"]
        for member in members:
            self.call("POST", f"/_matrix/client/v3/join/{part(room)}", {}, token=member.token).ok()
        return room

    def send(self, author: Person, room: str, content: Mapping[str, object]) -> Reply:
        """Try to send a message of any content."""
        path = f"/_matrix/client/v3/rooms/{part(room)}/send/m.room.message/{secrets.token_hex(8)}"
        return self.call("PUT", path, content, token=author.token)

    def say(self, author: Person, room: str, text: str) -> str:
        """Send a message; its event id."""
        event: str = self.send(author, room, {"msgtype": "m.text", "body": text}).ok()["event_id"]
        return event

    def event(self, reader: Person, room: str, event: str) -> Reply:
        """An event as a member of the room reads it."""
        return self.call("GET", f"/_matrix/client/v3/rooms/{part(room)}/event/{part(event)}", token=reader.token)

    def report_event(self, reporter: Person, room: str, event: str, reason: str, score: int = -50) -> Reply:
        """Report a message that the reporter sees."""
        path = f"/_matrix/client/v3/rooms/{part(room)}/report/{part(event)}"
        return self.call("POST", path, {"reason": reason, "score": score}, token=reporter.token)

    def report_user(self, reporter: Person, user_id: str, reason: str) -> Reply:
        """Report an account."""
        path = f"/_matrix/client/v3/users/{part(user_id)}/report"
        return self.call("POST", path, {"reason": reason}, token=reporter.token)

    def upload(self, owner: Person, data: bytes = b"picture") -> str:
        """Put a file on the server; its ``mxc://`` address."""
        request = urllib.request.Request(
            self.base_url + "/_matrix/media/v3/upload",
            data=data,
            method="POST",
            headers={"Authorization": f"Bearer {owner.token}", "Content-Type": "image/png"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            uri: str = json.loads(answer.read())["content_uri"]
        return uri

    def download(self, reader: Person, mxc: str) -> int:
        """The status that comes when a member fetches a file."""
        path = f"/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"
        request = urllib.request.Request(self.base_url + path, headers={"Authorization": f"Bearer {reader.token}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def log_in(self, person: Person, password: str = "") -> Reply:
        """Try to log in with a password (the person's own for "")."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": person.user_id},
            "password": password or person.password,
        }
        return self.call("POST", "/_matrix/client/v3/login", body)

    def visitor_view(self, user_id: str) -> VisitorView:
        """What another member finds of the account: profile, directory search, a view from outside alone."""
        profile = self.call("GET", f"/_matrix/client/v3/profile/{part(user_id)}", token=self.visitor.token)
        search = self.call(
            "POST",
            "/_matrix/client/v3/user_directory/search",
            {"search_term": user_id, "limit": 50},
            token=self.visitor.token,
        )
        found = any(row["user_id"] == user_id for row in search.ok()["results"])
        name = profile.body.get("displayname", "") if profile.status == 200 else None
        return VisitorView(name=name, in_directory=found)


@dataclass(frozen=True)
class VisitorView:
    """``name`` on the profile (``None``: no profile); whether the directory finds the account."""

    name: str | None
    in_directory: bool


# --- the story of 2017 -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoryWorld:
    """What the story of 2017 needs on a Matrix server: the president, the rooms, and who complained."""

    server: SynapseServer
    president: Person
    rooms: tuple[str, ...]
    posts: tuple[str, ...]
    reporters: tuple[Person, ...]

    def visitor_sees(self, account: str) -> bool:
        """Whether somebody who looks for the account finds it: a lock takes it out of directory search."""
        return self.server.visitor_view(account).in_directory

    def president_can_log_in(self) -> bool:
        """Whether the person behind the account still gets in."""
        return self.server.log_in(self.president).status == 200


def story_world(server: SynapseServer) -> StoryWorld:
    """Make the president's account, public rooms with other members, posts, and reports of several people."""
    president = server.person("president", display_name="The President")
    reporters = tuple(server.person(f"citizen{n}", display_name=f"Citizen {n}") for n in range(1, 5))
    rooms = tuple(
        server.room(president, name, (*reporters, server.visitor)) for name in ("Plaza", "Announcements", "Press")
    )
    posts = tuple(
        server.say(president, room, text)
        for room, text in zip(
            (rooms[0], rooms[1], rooms[2], rooms[0]),
            (
                "My speech tonight will be the longest ever given in this square.",
                "The new bridge opens on Monday, tell everybody.",
                "No more questions from that paper.",
                "They are all crooks over there, every one of them!",
            ),
            strict=True,
        )
    )
    server.report_event(reporters[0], rooms[0], posts[3], "harassment: he insults a whole city").ok()
    server.report_event(reporters[1], rooms[0], posts[3], "rude and abusive").ok()
    server.report_event(reporters[2], rooms[2], posts[2], "I do not like this account").ok()
    server.report_user(reporters[3], president.user_id, "impersonation? this can't be him").ok()
    return StoryWorld(server, president, rooms, posts, reporters)


# --- starting and stopping -------------------------------------------------------------------------------------------


@contextmanager
def synapse(folder: Path, *, limits: bool = False) -> Iterator[SynapseServer]:
    """A server of its own in ``folder``; skips the test where there is none.  ``limits`` leaves Synapse's own on.

    Started again on the same folder it has everything still, tokens included.
    """
    if reason := why_no_synapse():
        pytest.skip(f"no real Synapse: {reason}")
    folder.mkdir(parents=True, exist_ok=True)
    secret, port = _kept(folder / "secret", secrets.token_hex(16)), _free_port()
    base_url = f"http://127.0.0.1:{port}"
    _write_settings(folder, port, secret, limits)
    with (
        open(folder / "console.log", "ab") as out,
        subprocess.Popen(
            [str(synapse_python()), "-c", _CHILD, "-c", str(folder / "homeserver.yaml")],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
        ) as child,
    ):
        try:
            _wait_healthy(base_url, child, folder / "console.log")
            _wait_finished(folder / "homeserver.db")
            yield SynapseServer(base_url, secret, folder)
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()


def _kept(path: Path, fresh: str) -> str:
    """What the file holds since its first start."""
    if not path.exists():
        path.write_text(fresh, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write_settings(folder: Path, port: int, secret: str, limits: bool) -> None:
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    _kept(folder / "signing.key", f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
    handler = {"class": "logging.FileHandler", "filename": str(folder / "homeserver.log"), "encoding": "utf-8"}
    log = {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
    (folder / "log.json").write_text(json.dumps(log), encoding="utf-8")
    settings = _settings(folder, port, secret) | ({} if limits else _no_limits())
    (folder / "homeserver.yaml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML


def _settings(folder: Path, port: int, secret: str) -> dict[str, object]:
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "tls": False,
                "bind_addresses": ["127.0.0.1"],
                # no "federation": nothing leaves this machine
                "resources": [{"names": ["client", "media"], "compress": False}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / "log.json"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secret + "m",
        "form_secret": secret + "f",
        "enable_registration": False,
        "report_stats": False,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "presence": {"enabled": False},
        # A new database is finished in the background, one step a second; until then reactivation answers 500.
        "background_updates": {"sleep_enabled": False},
        # a hash that costs little: people exist in milliseconds
        "bcrypt_rounds": 4,
        "server_notices": {
            "system_mxid_localpart": "notices",
            "system_mxid_display_name": "Server notices",
            "room_name": "Server notices",
            "auto_join": True,
        },
    }


def _no_limits() -> dict[str, object]:
    plain = ("message", "registration", "registration_token_validity", "admin_redaction", "reports", "room_creation")
    plain += ("joins_per_room", "3pid_validation", "media_create", "delayed_event_mgmt", "user_directory")
    limits: dict[str, object] = {f"rc_{name}": NO_LIMIT for name in plain}
    limits["rc_login"] = {"address": NO_LIMIT, "account": NO_LIMIT, "failed_attempts": NO_LIMIT}
    limits["rc_joins"] = {"local": NO_LIMIT, "remote": NO_LIMIT}
    limits["rc_invites"] = {"per_room": NO_LIMIT, "per_user": NO_LIMIT, "per_issuer": NO_LIMIT}
    limits["rc_presence"] = {"per_user": NO_LIMIT}
    return limits


def _pause() -> None:
    threading.Event().wait(0.03)


def _wait_healthy(base_url: str, child: subprocess.Popen[bytes], log: Path, limit_s: float = 60.0) -> None:
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(base_url + "/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            _pause()
    raise RuntimeError(f"Synapse did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _wait_finished(database: Path, limit_s: float = 60.0) -> None:
    """Until the new database has no background work left (the admin API says "none" between two steps as well)."""
    until = time.monotonic() + limit_s
    with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=10)) as db:
        while db.execute("SELECT count(*) FROM background_updates").fetchone()[0]:
            if time.monotonic() > until:
                raise RuntimeError("Synapse's background updates did not finish in time")
            _pause()
