"""`countersign serve`: the part that decides and the part that acts, without a window."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Final

import typer

from console.bootstrap.services import Services
from console.cancel import CancelToken
from console.cli.asking import Passphrases, SecretsPassphraseFile
from console.cli.last_words import say
from console.cli.opened import open_leading
from console.cli.place import AsJson, Home, place_of
from console.cli.words import show, show_json
from console.domain.documents import DISPATCHER, REGISTRAR
from console.errors import BadInput
from console.registrar.pager import PAGER, check_command
from console.store.entries import size
from console.store.projections import service_problem

LOOK_EVERY_S: Final = 1.0


def serve(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is to be done now, then end: for scripts and timers.")
    ] = False,
    page_command: Annotated[
        list[str] | None,
        typer.Option(
            "--page-command",
            metavar="PART",
            help="What rings when a second reader is called: the program's whole path, then once more per argument.",
        ),
    ] = None,
    secrets_file: SecretsPassphraseFile = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Run registrar, dispatcher and intake for this store, until Ctrl+C or SIGTERM.

    The registrar decides on what was asked and writes the ledger, the dispatcher carries out what is owed, and
    intake fetches reports. One process leads a store: a second one ends with 4. Consoles on this machine work
    beside it.

    With --once: fetch, decide, carry out what is due, and end; what has to wait (held back, cooling off) is for
    the next time.

    The command that --page-command (or page_command in the site file) names is run once for each call to a second
    reading, without a shell and for at most 10 seconds. In its parts {login} becomes the person's login and {text} one
    sentence, the same for every call; COUNTERSIGN_PAGE_LOGIN and COUNTERSIGN_PAGE_TEXT hold them too. Of the case it is
    told nothing.

    Example: countersign serve --page-command /usr/bin/notify-send --page-command "{login}: {text}"

    Example: countersign serve --once && echo "nothing is left to do now"
    """
    stop = CancelToken()
    rings = _checked(page_command or ())
    passphrases = Passphrases(None, secrets_file)
    with open_leading(place_of(context, home), passphrases, rings) as (services, site), stops(stop):
        if once:
            before = services.store.read(size)
            services.once(stop)
            entries = services.store.read(size)
            _tell(as_json, entries, entries - before)
            return
        services.start()
        show(f"Leading the store of {site.organisation} ({site.environment}); Ctrl+C ends it.")
        sys.stdout.flush()
        _watch(services, stop)
    say("Stopped; nothing is half done.")


def _checked(command: Sequence[str]) -> tuple[str, ...]:
    """The command that rings, if it can be run now; nobody should find out at the first call."""
    if not command:
        return ()
    checked = check_command(command)
    if shutil.which(checked[0]) is None:
        raise BadInput("There is no such program to call second readers with", checked[0], "Check --page-command.")
    return checked


def _tell(as_json: bool, entries: int, new: int) -> None:
    if as_json:
        show_json({"entries": entries, "new": new})
    else:
        show(f"Done: the ledger has {entries} entries, {new} of them new.")


def _watch(services: Services, stop: CancelToken) -> None:
    """Until asked to stop, say on stderr what goes wrong and that it is well again."""
    said = {REGISTRAR: "", DISPATCHER: "", PAGER: ""}
    while not stop.wait(LOOK_EVERY_S):
        for name, before in list(said.items()):
            problem = services.store.read(lambda reading, name=name: service_problem(reading, name))  # type: ignore[misc]
            if problem != before:
                said[name] = problem
                say(f"{name}: {problem or 'works again'}")


@contextmanager
def stops(token: CancelToken) -> Iterator[None]:
    """While inside, Ctrl+C and SIGTERM ask ``token`` to stop, instead of ending the process where it stands."""

    def ask(number: int, frame: FrameType | None) -> None:
        token.cancel()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
