"""Last words of every command: one sentence on stderr and an exit code; details go to the log file.

Without Typer, because the window starts through here and has no use for it.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

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
_LOG_BYTES: Final = 2_000_000
_LOGS_KEPT: Final = 3


def exit_code(error: CountersignError) -> int:
    """The code of ``console.errors``: 2, 3, 4, 5, 6 or 70."""
    return next((code for kind, code in CODES if isinstance(error, kind)), 70)


def say(words: str) -> None:
    """One line for the person, on stderr, so that stdout holds results only."""
    print(words, file=sys.stderr, flush=True)


def ended(run: Callable[[], object]) -> int:
    """Run something and turn what it returns or raises into a code, with one sentence where it failed."""
    # Without any handler Python prints warnings to stderr, which is for our one sentence.
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)
    try:
        return _ended(run)
    finally:
        logging.getLogger().removeHandler(silent)


def _ended(run: Callable[[], object]) -> int:
    try:
        returned = run()
    except CountersignError as error:
        log.warning("ended kind=%s id=%s", type(error).__name__, error.message_id)
        say(error.sentence)
        return exit_code(error)
    except KeyboardInterrupt:
        return stopped()
    except BrokenPipeError:
        # Who read our output has gone: nothing is left to say, and Python must not try to at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 (the last resort: logged with an id, shown as one sentence)
        return _bug(error)
    return returned if isinstance(returned, int) else 0


def stopped() -> int:
    """The person stopped it."""
    say("Stopped. What was done before stands; nothing is half done.")
    return 6


def _bug(error: Exception) -> int:
    name = os.urandom(4).hex()
    log.error("bug id=%s", name, exc_info=error)
    say(f"Something went wrong inside Countersign ({name}). Details are in the log file; tell whoever maintains it.")
    return 70


def _rotate(file: Path) -> None:
    """A log that has grown large becomes ``.1``, that one ``.2``, and so on to ``.3``; looked at once a start.

    The standard library's rotating handler brings sockets and pickles along, which delay the first paint.
    """
    if not file.exists() or file.stat().st_size < _LOG_BYTES:
        return
    for number in range(_LOGS_KEPT, 0, -1):
        older = file.with_name(f"{file.name}.{number}")
        newer = file.with_name(f"{file.name}.{number - 1}") if number > 1 else file
        if newer.exists():
            newer.replace(older)


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """While inside, what modules log (no personal text, no secrets) goes to ``folder``/countersign.log."""
    root = logging.getLogger()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _rotate(folder / "countersign.log")
        handler = logging.FileHandler(folder / "countersign.log", encoding="utf-8", delay=True)
    except OSError as error:
        say(f"No log is kept: {error.strerror or 'the folder can not be written'} ({folder}).")
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("console")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(before)
        root.removeHandler(handler)
        handler.close()
