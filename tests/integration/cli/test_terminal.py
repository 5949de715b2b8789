"""On a terminal passphrases are asked and not shown."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.checkout import ROOT
from tests.support.command import SECRETS, Home, environment

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

import pty


def read_until(terminal: int, wanted: str) -> str:
    """What is on the terminal once ``wanted`` is."""
    seen = b""
    while wanted.encode() not in seen:
        piece = os.read(terminal, 4096)
        assert piece, f"it ended before {wanted!r}: {seen.decode()}"
        seen += piece
    return seen.decode()


def test_a_passphrase_is_asked_for_by_name_and_never_shown(home: Home) -> None:
    own, other = pty.openpty()
    try:
        with subprocess.Popen(
            home.command("people", "end", "Ana Pires"),
            stdin=other,
            stdout=subprocess.PIPE,
            stderr=other,
            cwd=ROOT,
            env=environment(),
            start_new_session=True,
        ) as process:
            shown = read_until(own, "Passphrase of the encrypted file of secrets: ")
            os.write(own, f"{SECRETS}\n".encode())
            shown += read_until(own, "Passphrase of Ada Byron: ")
            os.write(own, f"{home.passphrase_of['Ada Byron']}\n".encode())
            assert process.stdout is not None
            out = process.stdout.read().decode()
            assert process.wait(timeout=60) == 0
    finally:
        os.close(own)
        os.close(other)
    assert out.startswith("The access of Ana Pires has ended (entry ")
    assert "Your keys and passwords are in an encrypted file; its passphrase opens it." in shown
    assert SECRETS not in shown and home.passphrase_of["Ada Byron"] not in shown
