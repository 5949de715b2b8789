"""What holds for every test: no stray error log, Qt warning or thread, no Qt outside the window's tests.

Nothing of the person who runs the tests is read or written: the folders for data, settings and state are thrown away.
"""

from __future__ import annotations

import atexit
import importlib.abc
import importlib.machinery
import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

QT_MODULES = ("PySide6", "shiboken6")
SECONDS_TO_END = 3.0
HARMLESS_QT_MESSAGES = (
    r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard|setting the window opacity)",
)

if "COUNTERSIGN_TEST_FOLDER" not in os.environ:
    # pytest was started by hand, not by packaging/dev.py
    _folder = Path(tempfile.mkdtemp(prefix="countersign-test-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    for _name in ("DATA", "CONFIG", "STATE"):
        os.environ[f"XDG_{_name}_HOME"] = str(_folder / _name.lower())
    os.environ["COUNTERSIGN_TEST_FOLDER"] = str(_folder)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

# The same examples every time, and no limit by the clock of a busy machine.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("house")


class QtIsBlocked(importlib.abc.MetaPathFinder):
    """Refuses to import Qt, so that nothing but the window can come to need it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Raise for Qt, leave the rest to the others."""
        if fullname.partition(".")[0] in QT_MODULES:
            raise ImportError(f"{fullname} is blocked here: only the window's tests may import Qt", name=fullname)
        return None


def pytest_configure(config: pytest.Config) -> None:
    """Without the plugin for Qt (`-p no:pytest-qt`) block Qt itself."""
    if not config.pluginmanager.hasplugin("pytest-qt"):
        sys.meta_path.insert(0, QtIsBlocked())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With the plugin for Qt a warning of Qt fails the test."""
    if config.pluginmanager.hasplugin("pytest-qt"):
        for item in items:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"), append=True)
            item.add_marker(pytest.mark.qt_log_ignore(*HARMLESS_QT_MESSAGES, extend=True), append=True)


class ErrorRecords(logging.Handler):
    """Keeps every record of level error and above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.records.append(record)


@pytest.fixture
def _allowed_fragments() -> list[str]:
    return []


@pytest.fixture
def allow_error_log(_allowed_fragments: list[str]) -> Callable[[str], None]:
    """Call it with a part of the message of an error that the test provokes; other error records still fail it."""
    return _allowed_fragments.append


@pytest.fixture(autouse=True)
def _fail_on_error_log(_allowed_fragments: list[str]) -> Iterator[None]:
    handler = ErrorRecords()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    said = [f"{record.name}: {record.getMessage()}" for record in handler.records]
    unexpected = [line for line in said if not any(fragment in line for fragment in _allowed_fragments)]
    if unexpected:
        pytest.fail("an error was logged that the test does not allow:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def _fail_on_leftover_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + SECONDS_TO_END
    left = leftover(before)
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    left = leftover(before)
    if left:
        names = ", ".join(sorted(thread.name for thread in left))
        pytest.fail(f"threads still run after the test: {names}", pytrace=False)


def leftover(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads of Python that are new and alive; those that Qt made are ended by Qt's own pool."""
    now = set(threading.enumerate()) - before
    return [thread for thread in now if thread.is_alive() and type(thread).__name__ != "_DummyThread"]
