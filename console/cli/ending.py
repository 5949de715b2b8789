"""How every command ends: one sentence on stderr and an exit code that a script can use; details go to the log file."""

from __future__ import annotations

import logging
import logging.handlers
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperGroup

from console.errors import BadInput, Bug, Cancelled, CountersignError, Refused, Tampered, Unavailable

log = logging.getLogger(__name__)

CODES: Final[tuple[tuple[type[CountersignError], int], ...]] = (
    (BadInput, 2),
    (Refused, 3),
    (Unavailable, 4),
    (Tampered, 5),
    (Cancelled, 6),
    (Bug, 70),
)
ENDINGS: Final = (
    "Exit codes: 0 done; 2 something given can't be used; 3 a rule says no; 4 something does not answer now; "
    "5 a signature or a proof does not hold; 6 stopped by you; 70 our own mistake."
)
"""The foot of every command's help."""
_STOPPED: Final = 130
"""What Typer makes of Ctrl+C."""
_LOG_BYTES: Final = 2_000_000


def exit_code(error: CountersignError) -> int:
    """The code of ``console.errors``: 2, 3, 4, 5, 6 or 70."""
    return next((code for kind, code in CODES if isinstance(error, kind)), 70)


def say(words: str) -> None:
    """One line for the person, on stderr, so that stdout holds results only."""
    print(words, file=sys.stderr, flush=True)


class Commands(TyperGroup):
    """The root of all commands: whatever happens below ends in one sentence and a code, never in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command and leave the process with its code; without ``standalone_mode`` return the code."""
        base = super().main

        def run() -> object:
            return base(
                args,
                prog_name or "countersign",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        code = ended(run)
        if standalone_mode:
            sys.exit(code)
        return code


def ended(run: Callable[[], object]) -> int:
    """Run something and turn what it returns or raises into a code, with one sentence where it failed."""
    try:
        returned = run()
    except CountersignError as error:
        log.warning("ended kind=%s id=%s", type(error).__name__, error.message_id)
        say(error.sentence)
        return exit_code(error)
    except typer.TyperException as error:
        say(_usage(error))
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return _stopped()
    except BrokenPipeError:
        # Who read our output has gone: nothing is left to say, and Python must not try to at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 (the last resort: logged with an id, shown as one sentence)
        return _bug(error)
    if returned == _STOPPED:
        return _stopped()
    return returned if isinstance(returned, int) else 0


def _stopped() -> int:
    say("Stopped. What was done before stands; nothing is half done.")
    return 6


def _bug(error: Exception) -> int:
    name = secrets.token_hex(4)
    log.error("bug id=%s", name, exc_info=error)
    say(f"Something went wrong inside Countersign ({name}). Details are in the log file; tell whoever maintains it.")
    return 70


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = "countersign" if context is None else context.command_path
    return f"{' '.join(error.format_message().split()).rstrip('.')}. Help: {command} --help"


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """While inside, what modules log (no personal text, no secrets) goes to ``folder``/countersign.log."""
    root = logging.getLogger()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "countersign.log", maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError as error:
        say(f"No log is kept: {error.strerror or 'the folder can not be written'} ({folder}).")
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(min(before, logging.INFO) if before else logging.INFO)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()
