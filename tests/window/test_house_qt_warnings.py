"""A stray warning of Qt fails a test of the window, unless the test says which one it provokes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.checkout import ROOT

TESTS = """
import pytest
from PySide6.QtCore import qWarning

def test_stray(qapp):
    qWarning("something is wrong")

@pytest.mark.qt_log_ignore("something is", extend=True)
def test_allowed(qapp):
    qWarning("something is wrong")

def test_harmless(qapp):
    qWarning("This plugin does not support propagateSizeHints()")
"""


def test_a_stray_qt_warning_fails_a_test(tmp_path: Path) -> None:
    (tmp_path / "test_warnings.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}", "-rA", "-q"]
    command += ["-p", "tests.conftest", "-p", "no:xdist", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    said = [line.split(" - ")[0] for line in done.stdout.splitlines()]
    assert "FAILED test_warnings.py::test_stray" in said, done.stdout + done.stderr
    assert "PASSED test_warnings.py::test_allowed" in said
    assert "PASSED test_warnings.py::test_harmless" in said
