#!/usr/bin/env python3
"""Everything in one command, on Linux, macOS and Windows; it needs only Python 3.11 or newer (and git to get here).

    python3 packaging/dev.py demo            a throw-away store and platform, with printed passphrases, in a window
    python3 packaging/dev.py run [ARGS...]   countersign ARGS... (without any: the console)
    python3 packaging/dev.py setup           only make the environment
    python3 packaging/dev.py test            linters, types, layers and all tests
    python3 packaging/dev.py test ARGS...    only pytest, with these arguments
    python3 packaging/dev.py bench [NAME...] [--json] [--quick]

Each makes the environment `.venv` beside `pyproject.toml` first, from pinned packages with their hashes; when nothing
changed since the last time, that is nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys

if sys.version_info < (3, 11):
    sys.exit("Countersign needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import checks
import environments
import system_packages
from environments import ROOT, RUN, TEST, SetupFailed, say

COMMANDS = ("setup", "demo", "run", "test", "bench")


def main(arguments: list[str]) -> int:
    """Do one command; returns its exit code (2: asked wrongly, 4: the environment could not be made)."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print((__doc__ or "").strip())
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        print(f"There is no command {command}; there are: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        return do(command, rest)
    except SetupFailed as failure:
        say(str(failure))
        return 4
    except KeyboardInterrupt:
        return 130


def do(command: str, rest: list[str]) -> int:
    """The five commands; raises `SetupFailed`."""
    if command == "test":
        system_packages.ensure(("window", "fonts", "tests"))
        environments.ensure(TEST)
        return checks.run_all(rest)
    opens_window = command == "demo" or (command == "run" and not rest)
    there = system_packages.ensure(("window", "fonts"), needed=("window",))
    if opens_window and not there:
        raise SetupFailed("The window cannot open without the system packages above; install them, then try again.")
    environments.ensure(RUN)
    if command == "setup":
        say("ready. To try it: python3 packaging/dev.py demo")
        return 0
    if command == "bench":
        return replace([str(RUN.python), str(ROOT / "tests" / "bench" / "run.py"), *rest])
    return replace([str(RUN.program("countersign")), *(["demo"] if command == "demo" else []), *rest])


def replace(command: list[str]) -> int:
    """Become that program where the system can, so that signals and exit codes are its own."""
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
