"""What rings when somebody is called: the operator's own command, once for each call (DESIGN.md, "Clocks").

It is started without a shell, told who is called and one sentence that is always the same, and nothing else: no case,
no account, no kind of reading, so that whoever sees the call can't tell what waits (I14).
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from console.cancel import NEVER, CancelToken
from console.domain.paging import CALL, Page, pages
from console.domain.state import State
from console.errors import BadInput, Cancelled, CountersignError
from console.store.engine import Store
from console.store.projections import set_service

log = logging.getLogger(__name__)

PAGER: Final = "pager"
"""The name under which the store keeps what is wrong with it."""
WITHIN_S: Final = 10.0
"""A command that has not ended by then is ended, so that one that hangs holds up no other call."""
LOGIN, TEXT = "{login}", "{text}"
"""What stands for the person's login and for the sentence in the command's arguments."""
LOGIN_VARIABLE, TEXT_VARIABLE = "COUNTERSIGN_PAGE_LOGIN", "COUNTERSIGN_PAGE_TEXT"
_OWN: Final = "COUNTERSIGN"
_SHELLS: Final = (".bat", ".cmd")


def check_command(command: Sequence[str]) -> tuple[str, ...]:
    """The command, if it can be one; raises :class:`BadInput`.

    The program needs its whole path, so that no folder in PATH can put another in its place, and Windows' batch files
    are refused, because those only a shell can run.
    """
    program = command[0] if command else ""
    if not Path(program).is_absolute() or program.casefold().endswith(_SHELLS):
        raise BadInput(
            "The command that calls second readers has to begin with the whole path of a program, no batch file",
            program,
            "Give it as /usr/local/bin/name, and each argument by itself.",
            message_id="pager.command",
        )
    return tuple(command)


class Pager:
    """Runs the command for each call that the registrar wrote after :meth:`begin`; at most once, even over a crash."""

    def __init__(
        self,
        store: Store,
        command: Sequence[str],
        state: Callable[[], State],
        clock: Callable[[], datetime],
        within_s: float = WITHIN_S,
    ) -> None:
        self._store = store
        self._command = check_command(command)
        self._state = state
        self._clock = clock
        self._within_s = within_s
        self._wake = threading.Event()
        self._rung = 0
        self._problem: str | None = None

    def begin(self) -> None:
        """What was called up to now has rung, or is too old to ring: another reader is drawn soon."""
        self._rung = self._state().size

    def wake(self) -> None:
        """The ledger grew."""
        self._wake.set()

    def run(self, stop: CancelToken) -> None:
        """Ring until asked to stop; a command that runs then is let end, for :data:`WITHIN_S` at most."""
        try:
            with stop.interrupts(self._wake.set):
                while not stop.cancelled:
                    self._wake.wait()
                    self._wake.clear()
                    self.step(stop)
        except Cancelled:
            return

    def step(self, stop: CancelToken = NEVER) -> int:
        """Ring for what was called since the last time; returns how many calls that were."""
        state = self._state()
        found = pages(state, since=self._rung)
        self._rung = max(self._rung, state.size)
        for page in found:
            if stop.cancelled:
                break
            self._tell(self._ring(state, page))
        return len(found)

    def _ring(self, state: State, page: Page) -> str:
        """Run the command for one call; returns what went wrong in one sentence, or nothing."""
        person = state.person(page.person)
        login = "" if person is None or not person.logins else person.logins[0]
        command = [part.replace(LOGIN, login).replace(TEXT, CALL) for part in self._command]
        try:
            code = _run(command, _environment(login), self._within_s)
        except subprocess.TimeoutExpired:
            return f"The command that calls second readers did not end within {self._within_s:.0f} s and was stopped."
        except OSError as error:
            why = error.strerror or "unknown reason"
            return f"The command that calls second readers can't be run: {why}."
        return "" if code == 0 else f"The command that calls second readers ended with code {code}."

    def _tell(self, problem: str) -> None:
        """Log it, and have every console's foot say so; said again only when it differs."""
        if problem:
            log.warning("not rung problem=%s", problem)
        if problem == self._problem:
            return
        try:
            self._store.run(lambda uow: set_service(uow, PAGER, problem, self._clock()))
            self._problem = problem
        except CountersignError as error:
            log.warning("pager cannot say so id=%s", error.message_id)


def _environment(login: str) -> dict[str, str]:
    """What the service itself was started with, nothing of ours, and the two things that a call says."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OWN)}
    return kept | {LOGIN_VARIABLE: login, TEXT_VARIABLE: CALL}


def _run(command: Sequence[str], environment: dict[str, str], within_s: float) -> int:
    """The command's exit code; one that takes too long is ended with whatever it started itself."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=Path(command[0]).anchor,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        try:
            return process.wait(within_s)
        except BaseException:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            raise
