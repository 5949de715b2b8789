"""`packaging/dev.py`, as far as it can be seen without making an environment."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.checkout import ROOT


@pytest.fixture
def packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the modules in `packaging/` be imported, as they are when dev.py starts."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


@pytest.fixture
def environments(packaging: None) -> ModuleType:
    """`packaging/environments.py`."""
    return importlib.import_module("environments")


@pytest.fixture
def checks(packaging: None) -> ModuleType:
    """`packaging/checks.py`."""
    return importlib.import_module("checks")


@pytest.fixture
def system_packages(packaging: None) -> ModuleType:
    """`packaging/system_packages.py`."""
    return importlib.import_module("system_packages")


def stamp(environments: ModuleType, place: Path, changes: dict[str, str] | None = None) -> object:
    """An environment in a folder, stamped as made from what is there now, but for the changes."""
    environment = environments.Environment(place, ("requirements.txt",), with_project=True)
    place.mkdir(exist_ok=True)
    made_from = {**environments.digests(environment), **(changes or {})}
    (place / environments.STAMP).write_text(json.dumps(made_from), encoding="utf-8")
    return environment


def test_nothing_is_done_when_nothing_changed(environments: ModuleType, tmp_path: Path) -> None:
    assert environments.is_current(stamp(environments, tmp_path / "env"))
    assert environments.ensure(stamp(environments, tmp_path / "env")) is False


@pytest.mark.parametrize("what", ["requirements.txt", "pyproject.toml", "python", "folder"])
def test_a_change_makes_the_environment_anew(environments: ModuleType, tmp_path: Path, what: str) -> None:
    assert not environments.is_current(stamp(environments, tmp_path / "env", {what: "something else"}))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}"])
def test_a_broken_stamp_counts_as_none(environments: ModuleType, tmp_path: Path, text: str) -> None:
    environment = stamp(environments, tmp_path / "env")
    (tmp_path / "env" / environments.STAMP).write_text(text, encoding="utf-8")
    assert not environments.is_current(environment)


def test_a_python_without_venv_is_told_in_one_line(environments: ModuleType) -> None:
    said = "The virtual environment was not created successfully because ensurepip is not available."
    assert "apt-get install -y python3-venv" in environments.why_no_environment(said, Path("x"))


def test_paths_are_told_from_options(checks: ModuleType) -> None:
    here = "tests/unit/test_house_dev.py"
    options, paths = checks.split_paths(["-k", "x", here + "::test_one", "tests/window", "--lf"])
    assert options == ["-k", "x", "--lf"]
    assert paths == [here + "::test_one", "tests/window"]


def test_all_tests_are_both_sessions(checks: ModuleType) -> None:
    _, paths = checks.split_paths(["tests"])
    assert paths == ["tests/unit", "tests/integration", "tests/attacks", "tests/window"]


def test_the_last_line_counts_every_step(checks: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [
        checks.Outcome("a linter", failed=True),
        checks.Outcome("some tests", failed=True, passed=3, failures=2, skips=["no keyring", "no keyring"]),
        checks.Outcome("more tests", passed=4),
    ]
    assert checks.summary(outcomes) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "7 passed, 3 failed, 2 skipped"
    assert "skipped 2 x: no keyring" in lines


def test_a_report_of_pytest_is_counted(checks: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite><testcase name='a'/><testcase name='b'><failure message='x'/></testcase>"
        "<testcase name='c'><error message='x'/></testcase><testcase name='d'><skipped message='no X'/></testcase>"
        "</testsuite></testsuites>",
        encoding="utf-8",
    )
    outcome = checks.Outcome("tests")
    checks.read_report(report, outcome)
    assert (outcome.passed, outcome.failures, outcome.skips) == (1, 2, ["no X"])


def test_either_of_two_names_of_a_package_will_do(system_packages: ModuleType) -> None:
    assert system_packages.alternatives("libglib2.0-0t64 | libglib2.0-0") == ["libglib2.0-0t64", "libglib2.0-0"]


def test_the_line_to_paste_asks_nothing(system_packages: ModuleType) -> None:
    line = system_packages.install_command(["xvfb"], sudo=True)
    assert line == ["sudo", "apt-get", "install", "--yes", "--no-install-recommends", "xvfb"]
