"""The real command in a process of its own, on a home of its own; and a home with people in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from typer.testing import CliRunner

from console.cli.commands import app
from console.secrets.contract import SecretKind
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.sealed import DEMO_ONLY
from console.secrets.wrapped_keys import rewrap
from tests.support.checkout import ROOT

SECRETS = "of the file of secrets"
"""The passphrase of the encrypted file of secrets: tests touch nobody's keyring."""


class Done(msgspec.Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed for scripts."""
        return json.loads(self.out)


def environment() -> dict[str, str]:
    """Of the test's environment what a program needs, and no keyring."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERSIGN", "PYTEST"))}
    # Whatever is written to stderr as a warning of Python would not be one sentence.
    return kept | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONWARNINGS": "error"}


def _lines(typed: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in typed).encode()


class Home:
    """A home folder, and the command on it; ``passphrase_of`` knows what everybody enrolled here types."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase_of: dict[str, str] = {}
        self._secrets = folder.parent / f"{folder.name}.secrets"
        self._secrets.write_text(SECRETS + "\n", encoding="utf-8")

    def command(self, *arguments: object) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "console.cli.main", *map(str, arguments), "--home", str(self.folder)]

    def run(self, *arguments: object, typed: tuple[str, ...] = (), secrets: bool = False) -> Done:
        """Run one command to its end, in this process: the same code, without waiting for imports each time.

        ``typed`` are passphrases on stdin, ``secrets`` opens the file of secrets.
        """
        command = self._with_passphrases(self.command(*arguments)[3:], typed, secrets)
        result = CliRunner().invoke(app, command, input=_lines(typed))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    def run_apart(self, *arguments: object, typed: tuple[str, ...] = (), secrets: bool = False) -> Done:
        """As :meth:`run`, in a process of its own, as a person or a script would."""
        done = subprocess.run(
            self._with_passphrases(self.command(*arguments), typed, secrets),
            input=_lines(typed),
            capture_output=True,
            cwd=ROOT,
            env=environment(),
            timeout=100,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def _with_passphrases(self, command: list[str], typed: tuple[str, ...], secrets: bool) -> list[str]:
        if typed:
            command = [*command, "--passphrase-file", "-"]
        if typed or secrets:
            command = [*command, "--secrets-passphrase-file", str(self._secrets)]
        return command

    def must(self, *arguments: object, typed: tuple[str, ...] = (), secrets: bool = False) -> Done:
        """As :meth:`run`, and it has to end well and say nothing on stderr."""
        done = self.run(*arguments, typed=typed, secrets=secrets)
        assert (done.code, done.err) == (0, ""), done
        return done

    def found(self, *options: object) -> Done:
        """Found the store with Ada, Ben and Cyd, whose key goes into a safe."""
        names = ("Ada Byron", "Ben Okri", "Cyd Hale")
        typed = tuple(self._passphrase(name) for name in names)
        wanted = [part for name in names for part in ("--administrator", name)]
        safe = ("--safe", "Cyd Hale", "--safe-file", self.safe_file)
        return self.must(
            "store", "init", "--json", "--organisation", "Example Social", "--environment", "training",
            *wanted, *safe, *options, typed=typed,
        )  # fmt: skip

    def open_quickly(self) -> None:
        """From now on the secrets here open in no time, and are worth nothing: each command opens them once more."""
        (file,) = (self.folder / "data" / "secrets").glob("*.json")
        secrets = EncryptedFileStore.open(file, SECRETS)
        secrets.change_passphrase(SECRETS, DEMO_ONLY)
        for one in self.must("people", "list", "--json").json:
            wrapped = secrets.get(SecretKind.SIGNING_KEY, one["person"])
            if wrapped is not None:
                passphrase = self.passphrase_of[one["name"]]
                quick = rewrap(wrapped, passphrase, passphrase, DEMO_ONLY)
                secrets.put(SecretKind.SIGNING_KEY, one["person"], quick)

    @property
    def safe_file(self) -> Path:
        """Where Cyd's key lies."""
        return self.folder.parent / f"{self.folder.name}.safe"

    def enrol(self, name: str, role: str, *options: object) -> Done:
        """Enrol somebody, signed by Ada and Ben."""
        typed = (self._passphrase(name), *(self._passphrase(who) for who in ("Ada Byron", "Ben Okri")))
        return self.must("people", "enrol", name, "--role", role, "--json", *options, typed=typed)

    def _passphrase(self, name: str) -> str:
        return self.passphrase_of.setdefault(name, f"{name.casefold()} knows this")

    def copy(self, folder: Path) -> Home:
        """The same store and people in another folder."""
        shutil.copytree(self.folder, folder)
        other = Home(folder)
        other.passphrase_of = dict(self.passphrase_of)
        if self.safe_file.exists():
            shutil.copy(self.safe_file, other.safe_file)
        return other

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.folder / "data" / "store.db"

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """``countersign serve`` beside it, up when this begins, ended by SIGTERM; it has to end well."""
        command = [*self.command("serve"), "--secrets-passphrase-file", str(self._secrets)]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(),
        ) as process:
            try:
                assert process.stdout is not None
                first = process.stdout.readline()
                assert first.startswith(b"Leading the store"), (first, process.stderr and process.stderr.read())
                yield process
            finally:
                process.terminate()
                _, err = process.communicate(timeout=60)
            assert (process.returncode, err.decode()) == (0, "Stopped; nothing is half done.\n")
