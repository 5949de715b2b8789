"""The console's window: the one command that loads Qt, and that loads store and ledger only after the first paint."""

from __future__ import annotations

import gc
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from console.cancel import CancelToken
from console.cli.last_words import log_file
from console.errors import Unavailable
from console.settings.paths import HOME_VARIABLE, folders


def open_window(home: Path | None) -> int:
    """Show the console on the user's store, or the one below ``home``; returns the exit code.

    Where secrets lie in an encrypted file and there is a terminal, its passphrase is asked there before anything else.
    """
    chosen = folders(None if home is None else {HOME_VARIABLE: str(home)})
    answers: list[str] = []
    if any((chosen.data / "secrets").glob("*.json")) and sys.stdin is not None and sys.stdin.isatty():
        answers.append(getpass.getpass("Passphrase of the encrypted file of secrets: ", stream=sys.stderr))

    def open_console(cancel: CancelToken) -> Any:
        from console.cli.opening import open_for_window  # not before something is painted

        return open_for_window(chosen, answers, cancel)

    with log_file(chosen.logs):
        return run(open_console, chosen.user_settings)


def run(open_console: Callable[[CancelToken], Any], settings: Path) -> int:
    """Show the window until it is closed.  Raises :class:`Unavailable` where Qt can't be loaded.

    Nothing is collected before the first paint: of the thousands of objects that modules and widgets are, none is
    garbage, and looking for some costs a tenth of the way there.
    """
    gc.disable()

    def open_after_paint(cancel: CancelToken) -> Any:
        gc.freeze()
        gc.enable()
        return open_console(cancel)

    try:
        from console.ui.app import run_window
    except ImportError as error:
        gc.enable()
        raise Unavailable(
            "The window can't be opened: a library that it needs is missing",
            str(error.name or error),
            "The commands work without it: countersign --help.",
            message_id="cli.no_window",
        ) from error
    return run_window(open_after_paint, settings)
