"""`countersign demo`: everything at once, on a store that is thrown away."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from console.bootstrap.demo import Demo, open_demo
from console.cancel import CancelToken
from console.cli.place import Home, place_of
from console.cli.serve import stops
from console.cli.words import show, show_json, show_table
from console.errors import BadInput, Refused
from console.settings.machine import load_machine
from console.settings.paths import machine_folder


def demo(
    context: typer.Context,
    no_window: Annotated[
        bool,
        typer.Option(
            "--no-window",
            help="For scripts and tests: print people and paths as JSON, and run until stdin ends or SIGTERM comes.",
        ),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="FOLDER", help="Keep it in this empty folder instead of throwing it away."),
    ] = None,
    home: Home = None,
) -> None:
    """Try everything: a throw-away store, a small platform of its own, and people with printed passphrases.

    Three contractors of two vendors, five supervisors, three administrators (one key as if in a safe) and an
    auditor work there; waits are seconds instead of minutes, and the window's head says so. When the window is
    closed everything is gone.

    Try the afternoon of 2 November 2017: sign in as Ira, whose contract ends today, and ask for the president's
    account.

    Example: countersign demo
    """
    place = place_of(context, home)
    if load_machine(machine_folder()).forbid_demo:
        raise Refused("The policy of this machine allows no demo", what_to_do="Ask its administrator.")
    if folder is not None and folder.is_dir() and any(folder.iterdir()):
        raise BadInput("The folder is not empty", str(folder), "Name another one; nothing was changed.")
    if no_window:
        _serve(folder)
        return
    running = open_demo(folder)
    try:
        _tell(running)
        raise typer.Exit(_window(running, place.folders.user_settings))
    finally:
        running.close()


def _serve(folder: Path | None) -> None:
    """Run the demo's services until nobody wants them any more."""
    stop = CancelToken()
    with stops(stop):
        running = open_demo(folder, cancel=stop)
        try:
            show_json(
                {
                    "folder": str(running.folder),
                    "store": str(running.running.store.path),
                    "sandbox": str(running.sandbox),
                    "site_file": str(running.site_file),
                    "people": [
                        {
                            "person": one.id,
                            "name": one.name,
                            "role": one.role.value,
                            "vendor": one.vendor,
                            "passphrase": one.passphrase,
                            "note": one.words,
                        }
                        for one in running.people
                    ],
                }
            )
            sys.stdout.flush()
            threading.Thread(target=_until_stdin_ends, args=(stop,), name="countersign-stdin", daemon=True).start()
            while not stop.wait(1.0):
                pass
        finally:
            running.close()


def _until_stdin_ends(stop: CancelToken) -> None:
    # Not through Python's own buffer, whose lock a waiting thread would hold when the process ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.cancel()


def _tell(running: Demo) -> None:
    show("A throw-away store with a small platform. Waits are seconds instead of minutes.")
    show()
    show_table(
        ("name", "role", "vendor", "passphrase", ""),
        [(one.name, one.role.value, one.vendor or "-", one.passphrase or "-", one.words) for one in running.people],
    )
    sys.stdout.flush()


def _window(running: Demo, settings: Path) -> int:
    from console.cli.window import run

    return run(lambda cancel: running.running.console, settings)
