"""The command `countersign`: without arguments the console's window, with them one command.

Only the window loads `console.ui`, and it loads store and ledger after its first paint; so the other commands are
imported only when one of them is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: does what `arguments` (the process's own by default) ask, and exits with the command's code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if _only_the_window(given):
        from console.cli import window
        from console.cli.last_words import ended

        home = _home(given)
        sys.exit(ended(lambda: window.open_window(home)))
    from console.cli.commands import app

    app(args=given, prog_name="countersign")


def _only_the_window(given: Sequence[str]) -> bool:
    """Whether nothing is asked but the console, of the usual folders or of a `--home`."""
    match given:
        case []:
            return True
        case ["--home", folder]:
            return not folder.startswith("-")
        case [only]:
            return only.startswith("--home=")
    return False


def _home(given: Sequence[str]) -> Path | None:
    """The folder that `--home` names; `given` holds nothing else."""
    return Path(given[-1].removeprefix("--home=")) if given else None


if __name__ == "__main__":
    main()
