"""The operator's command rings: a real program, a real store, the same call for every kind of second reading."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from console.domain.actions import Action
from console.domain.paging import CALL, pages
from console.domain.state import State
from console.errors import BadInput
from console.registrar.pager import Pager, check_command
from tests.support.floor import Floor, until

RINGS = """
import json, os, sys, time
with open({log!r}, "a", encoding="utf-8") as log:
    print(json.dumps([sys.argv[1:], dict(os.environ), sys.stdin.read()]), file=log)
time.sleep({wait})
sys.exit({code})
"""

Ring: TypeAlias = Callable[..., list[str]]


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    """A program that writes down how it was called."""

    def make(code: int = 0, wait: int = 0) -> list[str]:
        program = tmp_path / "ring.py"
        program.write_text(RINGS.format(log=str(tmp_path / "rung"), code=code, wait=wait), encoding="utf-8")
        return [sys.executable, str(program)]

    return make


def _state(floor: Floor) -> State:
    assert floor.running.services is not None
    return floor.running.services.registrar.state


def _rung(tmp_path: Path) -> list[tuple[list[str], dict[str, str], str]]:
    file = tmp_path / "rung"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_i14_the_command_runs_once_for_each_call_and_is_told_nothing_of_the_case(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_HOME", "a folder of ours")
    floor = Floor(tmp_path)
    floor.close()
    command = (*ring(), "--who={login}", "{text}")
    floor.running = floor.open(page_command=command)
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    floor.propose("ana", "president", Action.DISMISS)
    until(lambda: len(_rung(tmp_path)) == 2)
    state = _state(floor)
    drawn = sorted(state.people[one.person].logins[0] for one in state.assignments.values())
    assert sorted(call[0][0] for call in _rung(tmp_path)) == [f"--who={login}" for login in drawn]
    for arguments, environment, stdin in _rung(tmp_path):
        assert (arguments[1:], stdin) == ([CALL], "")
        own = {key: value for key, value in environment.items() if key.startswith("COUNTERSIGN")}
        login = arguments[0].removeprefix("--who=")
        assert own == {"COUNTERSIGN_PAGE_LOGIN": login, "COUNTERSIGN_PAGE_TEXT": CALL}
        assert set(environment) - set(own) - set(os.environ) <= {"LC_CTYPE"}, "nothing of ours, nothing of the case"
    floor.close()
    floor.running = floor.open(page_command=command, start=False)
    assert floor.running.services is not None and floor.running.services.pager is not None
    assert floor.running.services.pager.step() == 0, "opened again, nothing rings again"
    floor.close()


def test_a_command_that_fails_is_told_at_every_consoles_foot_until_it_works(tmp_path: Path, ring: Ring) -> None:
    floor = Floor(tmp_path)
    floor.propose("bruno", "harbour_news", Action.SUSPEND)
    until(lambda: bool(pages(_state(floor))))
    session = floor.session("ana")

    def rings(*command: str) -> str:
        pager = Pager(floor.running.store, command, lambda: _state(floor), floor.clock, within_s=2.0)
        assert pager.step() == 1 and pager.step() == 0
        return session.status().registrar

    assert rings(*ring(code=3)) == "The command that calls second readers ended with code 3."
    assert rings(*ring(wait=60)) == "The command that calls second readers did not end within 2 s and was stopped."
    missing = rings(str(tmp_path / "not there"))
    assert missing.startswith("The command that calls second readers can't be run: ")
    assert rings(*ring()) == ""
    rings(*ring(code=3))
    floor.again()
    assert floor.session("ana").status().registrar == "", "nothing rings here any more"
    floor.close()


@pytest.mark.parametrize("command", [(), ("notify-send", "x"), ("./ring",), (r"C:\ring.bat",), ("/ring.CMD",), ("",)])
def test_a_command_has_a_whole_path_and_needs_no_shell(command: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="whole path"):
        check_command(command)
