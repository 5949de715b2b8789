"""A process that leads a store and is killed with ``kill -9`` at a chosen call of the platform.

Run as ``python -m tests.support.dying FOLDER CALL WHEN START``: opens the home that :class:`tests.support.floor.Floor`
made in FOLDER, runs its services by a clock that begins at START, and dies before or after (WHEN) the first CALL
("save", "apply", "restore", ...), or with CALL "batch" in the middle of the registrar's transaction.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.bootstrap.running import open_local
from console.platforms.sandbox.connector import SandboxConnector
from console.registrar import loop
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.opening import secrets_file
from console.settings.site import load_site

SECRETS = "dying passphrase"


def die(*_: object) -> None:
    """No handler, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(call: Callable[..., Any], when: str) -> Callable[..., Any]:
    """``call``, and the end of the process before or after it."""

    def last(*args: Any, **named: Any) -> Any:
        if when == "before":
            die()
        try:
            return call(*args, **named)
        finally:
            die()

    return last


def main(folder: Path, call: str, when: str, start: datetime) -> None:
    """Serve until killed."""
    began = time.monotonic()
    site_path = folder / "site.toml"
    site = load_site(site_path)
    secrets = EncryptedFileStore.open(secrets_file(folder, site.store_id), SECRETS)
    if call == "batch":
        loop.Registrar._keep = dying(loop.Registrar._keep, when)  # type: ignore[method-assign]
    else:
        setattr(SandboxConnector, call, dying(getattr(SandboxConnector, call), when))
    open_local(site, site_path, secrets, folder, clock=lambda: start + timedelta(seconds=time.monotonic() - began))
    threading.Event().wait(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], datetime.fromisoformat(sys.argv[4]))
