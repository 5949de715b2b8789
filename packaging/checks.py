"""Everything that `dev.py test` checks: linters, types, layers, pins, and the tests in two sessions.

Standard library only. The tests of everything but the window run in a session in which Qt can't be imported
(`tests/conftest.py` sees to that when the plugin for Qt is off); those of the window run offscreen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import environments
from environments import ROOT, SYNAPSE, TEST, SetupFailed, say

WITHOUT_QT = ("tests/unit", "tests/integration", "tests/attacks")
WITH_QT = ("tests/window",)
NO_TESTS_COLLECTED = 5
PARALLEL = ("-n", "2", "--dist", "loadfile")
UNLOCK_KEYRING = (
    "if command -v gnome-keyring-daemon >/dev/null; then "
    "printf 'throw-away' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; fi; exec \"$@\""
)


@dataclass
class Outcome:
    """What one step came to."""

    name: str
    failed: bool = False
    seconds: float = 0.0
    passed: int = 0
    failures: int = 0
    skips: list[str] = field(default_factory=list)
    note: str = ""


def run_all(arguments: Sequence[str]) -> int:
    """All steps, or with arguments only pytest; prints a summary and returns the exit code."""
    outcomes = [] if arguments else run_linters()
    with tempfile.TemporaryDirectory(prefix="countersign-test-") as folder:
        outcomes += run_tests(list(arguments), Path(folder))
    return summary(outcomes)


def run_linters() -> list[Outcome]:
    """Ruff, mypy, import-linter and the pins, two at a time; what failed is printed."""
    steps: dict[str, list[str]] = {
        "mypy --strict console": [str(TEST.program("mypy"))],
        "ruff check": [str(TEST.program("ruff")), "check", "--quiet", "."],
        "ruff format": [str(TEST.program("ruff")), "format", "--check", "--quiet", "."],
        "import layers": [str(TEST.program("lint-imports"))],
        "pins": [str(TEST.python), str(ROOT / "packaging" / "pin.py"), "--check"],
    }

    def run(step: tuple[str, list[str]]) -> tuple[Outcome, str]:
        name, command = step
        began = time.monotonic()
        done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        return Outcome(name, failed=done.returncode != 0, seconds=time.monotonic() - began), said

    outcomes = []
    with ThreadPoolExecutor(2) as pool:
        for outcome, said in pool.map(run, steps.items()):
            say(f"{outcome.name}: {'FAILED' if outcome.failed else 'ok'}")
            if outcome.failed:
                print(said, flush=True)
            outcomes.append(outcome)
    return outcomes


def run_tests(arguments: list[str], folder: Path) -> list[Outcome]:
    """The two sessions of pytest, as far as the arguments name tests of theirs."""
    options, paths = split_paths(arguments)
    sessions = [
        ("tests without Qt", WITHOUT_QT, ["-p", "no:pytest-qt"]),
        ("tests of the window", WITH_QT, []),
    ]
    outcomes = []
    for name, folders, extra in sessions:
        chosen = [path for path in paths if belongs(path, folders)] if paths else [*folders]
        chosen = [path for path in chosen if has_tests(path)]
        if chosen:
            environment = test_environment(folder, chosen)
            outcomes.append(run_pytest(name, [*extra, *options, *chosen], folder, environment, explicit=bool(paths)))
    for path in paths:
        if not belongs(path, (*WITHOUT_QT, *WITH_QT)):
            outcomes.append(Outcome(f"no tests in {path}", failed=True))
    if arguments and outcomes and not any(one.passed or one.failures or one.skips for one in outcomes):
        outcomes.append(Outcome("no test was chosen", failed=True))
    return outcomes


def split_paths(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Options, and the arguments that name a file or folder (relative to here or to the checkout)."""
    options, paths = [], []
    for argument in arguments:
        name, separator, rest = argument.partition("::")
        found = next((base / name for base in (Path.cwd(), ROOT) if (base / name).exists()), None)
        if argument.startswith("-") or found is None or not found.resolve().is_relative_to(ROOT / "tests"):
            options.append(argument)
        elif found.resolve() == ROOT / "tests":
            paths.extend([*WITHOUT_QT, *WITH_QT])
        else:
            paths.append(found.resolve().relative_to(ROOT).as_posix() + separator + rest)
    return options, paths


def belongs(path: str, folders: Sequence[str]) -> bool:
    """Whether a test path lies in one of the folders."""
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def has_tests(path: str) -> bool:
    """Whether a file or folder holds tests: a folder may still be empty."""
    place = ROOT / path.partition("::")[0]
    return place.is_file() or any(place.rglob("test_*.py"))


def test_environment(folder: Path, chosen: Sequence[str]) -> dict[str, str]:
    """Environment variables: nothing of the person who tests is read or written, and Qt paints offscreen."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "PYTEST_QT_API": "pyside6",
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONUTF8": "1",
        "COUNTERSIGN_TEST_FOLDER": str(folder),
    }
    if not all(belongs(path, ("tests/unit", "tests/attacks")) for path in chosen):
        environment.update(synapse())
    return environment


def synapse() -> dict[str, str]:
    """Where the real homeserver's interpreter is, or why there is none; `tests/support/synapse_python.py` reads it."""
    if os.name == "nt":
        return {"COUNTERSIGN_NO_SYNAPSE": "matrix-synapse is not made for Windows"}
    try:
        environments.ensure(SYNAPSE)
    except SetupFailed as failure:
        say(f"the tests on a real Synapse are skipped: {failure}")
        return {"COUNTERSIGN_NO_SYNAPSE": str(failure)}
    return {"COUNTERSIGN_SYNAPSE_PYTHON": str(SYNAPSE.python)}


def run_pytest(
    name: str, arguments: list[str], folder: Path, environment: dict[str, str], *, explicit: bool
) -> Outcome:
    """One session of pytest, where possible on a D-Bus and with an unlocked keyring of its own."""
    report = folder / f"{name.replace(' ', '-')}.xml"
    command = [str(TEST.python), "-m", "pytest", f"--junit-xml={report}", *arguments]
    alone = ("-n", "--numprocesses", "--pdb", "-s", "--capture=no", "--collect-only", "--co")
    if not any(one.split("=")[0] in alone or one.startswith("-n") or "::" in one for one in arguments):
        command += PARALLEL
    if sys.platform == "linux" and shutil.which("dbus-run-session"):
        command = ["dbus-run-session", "--", "sh", "-c", UNLOCK_KEYRING, "sh", *command]
    say(f"{name}: {' '.join(arguments)}")
    began = time.monotonic()
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment)
    outcome = Outcome(name, seconds=time.monotonic() - began)
    read_report(report, outcome)
    nothing = done.returncode == NO_TESTS_COLLECTED and not explicit
    outcome.failed = done.returncode != 0 and not nothing
    if outcome.failed and not outcome.failures:
        outcome.note = f"pytest ended with {done.returncode}"
    return outcome


def read_report(report: Path, outcome: Outcome) -> None:
    """Count what pytest wrote in its JUnit report."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        kinds = {child.tag: child for child in case}
        if "failure" in kinds or "error" in kinds:
            outcome.failures += 1
        elif "skipped" in kinds:
            outcome.skips.append(kinds["skipped"].get("message") or "no reason given")
        else:
            outcome.passed += 1


def summary(outcomes: list[Outcome]) -> int:
    """Print every step and every reason to skip, then the counts as the last line; returns the exit code."""
    print("\n== what was checked", flush=True)
    for outcome in outcomes:
        counts = ""
        if outcome.passed or outcome.failures or outcome.skips:
            counts = f"{outcome.passed} passed, {outcome.failures} failed, {len(outcome.skips)} skipped"
        verdict = "FAILED" if outcome.failed else "ok"
        words = "; ".join(word for word in (counts, outcome.note) if word)
        print(f"{verdict:>6}  {outcome.name:<24} {outcome.seconds:6.1f} s  {words}")
    for reason, times in Counter(skip for outcome in outcomes for skip in outcome.skips).most_common():
        print(f"skipped {times} x: {reason}")
    broken = [outcome.name for outcome in outcomes if outcome.failed]
    if broken:
        print(f"FAILED: {', '.join(broken)}")
    passed = sum(outcome.passed for outcome in outcomes)
    failures = sum(outcome.failures for outcome in outcomes)
    # A step without counts of its own (a linter, a crash of pytest) is one failure, so that the last line tells.
    failures += sum(1 for outcome in outcomes if outcome.failed and not outcome.failures)
    print(f"{passed} passed, {failures} failed, {sum(len(outcome.skips) for outcome in outcomes)} skipped", flush=True)
    return 1 if broken else 0
