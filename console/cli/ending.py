"""How every command ends: one sentence on stderr and an exit code that a script can use, usage errors included."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Final

import typer
from typer.core import TyperGroup

from console.cli.last_words import ended, stopped
from console.errors import BadInput

ENDINGS: Final = (
    "Exit codes: 0 done; 2 something given can't be used; 3 a rule says no; 4 something does not answer now; "
    "5 a signature or a proof does not hold; 6 stopped by you; 70 our own mistake."
)
"""The foot of every command's help."""
_STOPPED: Final = 130
"""What Typer makes of Ctrl+C."""


class Commands(TyperGroup):
    """The root of all commands: whatever happens below ends in one sentence and a code, never in a traceback."""

    _kept: ExitStack | None = None

    def keep(self, resource: AbstractContextManager[object]) -> None:
        """Enter ``resource`` now and leave it when the command has ended, its last words included."""
        if self._kept is not None:
            self._kept.enter_context(resource)

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
            try:
                code = base(
                    args,
                    prog_name or "countersign",
                    complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **extra,
                )
            except typer.TyperException as error:
                raise BadInput(*_usage(error), message_id="cli.usage") from error
            except typer.Abort:
                return stopped()
            return stopped() if code == _STOPPED else code

        with ExitStack() as self._kept:
            code = ended(run)
        self._kept = None
        if standalone_mode:
            sys.exit(code)
        return code


def _usage(error: typer.TyperException) -> tuple[str, str, str]:
    context = getattr(error, "ctx", None)
    command = "countersign" if context is None else context.command_path
    return " ".join(error.format_message().split()), "", f"Help: {command} --help"
