"""Every ending is one sentence on stderr and its code; nothing is ever a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from console.cli.ending import Commands
from console.cli.last_words import ended, log_file, say
from console.errors import BadInput, Bug, Cancelled, CountersignError, Refused, Tampered, Unavailable

KINDS: tuple[tuple[type[CountersignError], int], ...] = (
    (BadInput, 2),
    (Refused, 3),
    (Unavailable, 4),
    (Tampered, 5),
    (Cancelled, 6),
    (Bug, 70),
)


def raising(error: BaseException) -> Callable[[], object]:
    """Something that fails so."""

    def run() -> object:
        raise error

    return run


@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_each_kind_of_error_has_its_code_and_one_sentence(
    kind: type[CountersignError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(raising(kind("It broke", "here", "Mend it."))) == code
    assert capsys.readouterr().err == "It broke (here). Mend it.\n"


def test_what_nobody_foresaw_is_logged_with_an_id_and_shown_as_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, allow_error_log: Callable[[str], None]
) -> None:
    allow_error_log("bug id=")
    with log_file(tmp_path):
        assert ended(raising(ZeroDivisionError("by zero"))) == 70
    said = capsys.readouterr().err
    assert said.startswith("Something went wrong inside Countersign (") and said.count("\n") == 1
    log = (tmp_path / "countersign.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log and said.split("(")[1].split(")")[0] in log


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_6_wherever_it_comes(error: BaseException) -> None:
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False, rich_markup_mode=None)

    @app.callback(invoke_without_command=True)
    def command() -> None:
        raise error

    done = CliRunner().invoke(app, [])
    assert (done.exit_code, done.stdout) == (6, "")
    assert done.stderr == "Stopped. What was done before stands; nothing is half done.\n"


def test_what_went_well_is_0() -> None:
    assert ended(lambda: None) == 0
    assert ended(lambda: 0) == 0


def test_a_log_folder_that_can_not_be_made_is_said_and_costs_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file in its place", encoding="utf-8")
    with log_file(tmp_path / "log"):
        logging.getLogger("console").info("unheard")
    assert capsys.readouterr().err.startswith("No log is kept: ")


def test_the_log_file_is_let_go(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    with log_file(tmp_path):
        logging.getLogger("console.cli").info("heard")
    assert logging.getLogger().handlers == before
    assert "heard" in (tmp_path / "countersign.log").read_text(encoding="utf-8")


def test_what_is_said_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    say("one line")
    assert capsys.readouterr() == ("", "one line\n")
