"""A real keyring for tests: a D-Bus session and a gnome-keyring of their own, in throw-away folders.

``with keyring_session(folder) as session`` starts both as children; ``session.environment`` leads a program to them,
``session.run(code)`` runs Python there.  Nothing of the person's own session or keyring is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("dbus-daemon", "gnome-keyring-daemon")


def why_not() -> str:
    """Why no keyring can be started here; empty where it can."""
    if os.name != "posix":
        return "the Secret Service exists on Linux only"
    missing = [program for program in NEEDED if shutil.which(program) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


@dataclass(frozen=True)
class KeyringSession:
    """The environment that leads to the running keyring."""

    environment: dict[str, str]

    def run(self, code: str, *arguments: str) -> str:
        """Run ``code`` in a Python of its own inside the session; what it printed.  Fails where it fails."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def keyring_session(folder: Path, *, unlocked: bool = True, with_keyring: bool = True) -> Iterator[KeyringSession]:
    """Start a session in ``folder``: with an unlocked keyring, a locked one that nobody can unlock, or none at all."""
    environment = _environment(folder)
    (folder / "bus.conf").write_text(_BUS.format(folder=folder), encoding="utf-8")
    with _child(
        [*_command("dbus-daemon"), f"--config-file={folder / 'bus.conf'}", "--print-address"], environment
    ) as bus:
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        if not with_keyring:
            yield KeyringSession(environment)
            return
        command = [*_command("gnome-keyring-daemon"), "--foreground", "--components=secrets"]
        with _child([*command, "--unlock"] if unlocked else command, environment) as daemon:
            assert daemon.stdin is not None
            assert daemon.stdout is not None
            daemon.stdin.write("throw-away" if unlocked else "")
            daemon.stdin.close()
            _wait_for_secrets(environment)
            yield KeyringSession(environment)


# Without service folders nothing is started on demand: neither the keyring of the machine nor a prompt.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_WAIT = """
import sys
from jeepney import DBusAddress, MatchRule, message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
with open_dbus_connection() as connection:
    bus = Proxy(message_bus, connection, timeout=30)
    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, "org.freedesktop.secrets")
    bus.AddMatch(rule)
    with connection.filter(rule) as queue:
        if not bus.NameHasOwner("org.freedesktop.secrets")[0]:
            connection.recv_until_filtered(queue, timeout=30)
"""


def _wait_for_secrets(environment: dict[str, str]) -> None:
    KeyringSession(environment).run(_WAIT)


def _environment(folder: Path) -> dict[str, str]:
    """An environment without a display, whose home and runtime folders are below ``folder``."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    return {
        **kept,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "share"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _command(program: str) -> list[str]:
    found = shutil.which(program)
    assert found is not None, why_not()
    return [found, "--nofork"] if program == "dbus-daemon" else [found]


@contextmanager
def _child(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A child process that is ended, by its own id, when the block ends."""
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
