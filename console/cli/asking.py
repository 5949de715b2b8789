"""Passphrases: asked on the terminal and not shown, or read from a file or stdin; never from arguments or environment.

Arguments stand in the list of processes and in the history of the shell, the environment in every child process.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from console.cli.last_words import say
from console.errors import BadInput, Unavailable
from console.secrets.opening import FileOffer

LONGEST_FILE: Final = 64 * 1024

PassphraseFile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Read passphrases from FILE (- for stdin) instead of asking: one a line, in the order of asking.",
        show_default=False,
    ),
]
SecretsPassphraseFile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--secrets-passphrase-file",
        metavar="FILE",
        help="The passphrase of the encrypted file of secrets, on a machine without a keyring: the first line of FILE "
        "(- for stdin).",
        show_default=False,
    ),
]


class Passphrases:
    """Answers in order, each once: from the lines of files, or typed."""

    def __init__(self, source: str | None, secrets_source: str | None = None) -> None:
        """Both are a path, "-" for stdin, or None for the terminal; nothing is read yet.

        Where both are the same, the line of the encrypted file of secrets comes first.
        """
        self._source = source
        self._secrets_source = secrets_source
        self._lines: dict[str, list[str]] = {}

    def ask(self, whose: str) -> str:
        """One passphrase; ``whose`` names it in the prompt.  Raises :class:`BadInput` where there is none to be had."""
        if self._source is None:
            return _typed(f"Passphrase of {whose}: ")
        return self._line(self._source, whose)

    def ask_new(self, whose: str) -> str:
        """A new passphrase: typed twice, or read once."""
        return self.ask(whose) if self._source is not None else _typed_twice(whose)

    def choose(self, offer: FileOffer) -> str | None:
        """The passphrase of the encrypted file of secrets (a ``console.secrets.opening.Choose``).

        A file that does not exist yet is made where a passphrase was given for it, or where the person says yes.
        """
        if self._secrets_source is not None:
            return self._line(self._secrets_source, "the encrypted file of secrets")
        if not sys.stdin.isatty():
            if not offer.exists:
                return None
            raise BadInput(
                "The encrypted file of secrets needs its passphrase, and there is no terminal to ask on",
                str(offer.path),
                "Give --secrets-passphrase-file FILE, or - for stdin.",
                message_id="cli.no_terminal",
            )
        if offer.exists:
            say(offer.sentence)
            return _typed("Passphrase of the encrypted file of secrets: ")
        say(offer.sentence)
        if not typer.confirm(f"Make it ({offer.path})?", err=True):
            return None
        return _typed_twice("the encrypted file of secrets")

    def _line(self, source: str, whose: str) -> str:
        lines = self._lines.get(source)
        if lines is None:
            lines = self._lines[source] = _read(source)
        if not lines:
            raise BadInput(
                f"The passphrase of {whose} is missing",
                _where(source),
                "Put one passphrase on each line, in the order in which they are asked for.",
                message_id="cli.passphrase_missing",
            )
        return lines.pop(0)


def _typed_twice(whose: str) -> str:
    first = _typed(f"New passphrase of {whose} (at least 8 characters): ")
    if _typed(f"The same again, for {whose}: ") != first:
        raise BadInput(
            "The two passphrases differ",
            what_to_do="Nothing was changed; begin again.",
            message_id="cli.passphrases_differ",
        )
    return first


def _typed(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise BadInput(
            "A passphrase is needed, and there is no terminal to ask on",
            what_to_do="Give --passphrase-file FILE, or --passphrase-file - and the passphrase on stdin.",
            message_id="cli.no_terminal",
        )
    return getpass.getpass(prompt, stream=sys.stderr)


def _read(source: str) -> list[str]:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(LONGEST_FILE + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise Unavailable(
            f"The passphrases can't be read: {error.strerror or 'unknown reason'}",
            _where(source),
            "Check the name and who may read it.",
            message_id="cli.passphrase_file",
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The passphrases are not UTF-8 text", _where(source), "Save the file as UTF-8.") from error
    if len(data) > LONGEST_FILE:
        raise BadInput("This is no file of passphrases: it is too long", _where(source), "Check the name.")
    return [line.removesuffix("\r") for line in text.split("\n") if line.strip()]


def _where(source: str) -> str:
    return "stdin" if source == "-" else source
