"""What `tests/conftest.py` promises for every test, seen by running pytest on small tests that break it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

TESTS = {
    "test_error_log_fails": ("import logging\ndef test_it():\n    logging.getLogger('x').error('lost=%d', 3)\n", False),
    "test_warning_log_passes": ("import logging\ndef test_it():\n    logging.getLogger('x').warning('slow')\n", True),
    "test_allowed_error_log_passes": (
        "import logging\ndef test_it(allow_error_log):\n"
        "    allow_error_log('lost=')\n    logging.getLogger('x').error('lost=%d', 3)\n",
        True,
    ),
    "test_another_error_log_still_fails": (
        "import logging\ndef test_it(allow_error_log):\n"
        "    allow_error_log('found=')\n    logging.getLogger('x').error('lost=%d', 3)\n",
        False,
    ),
    "test_exception_in_a_thread_fails": (
        "import threading\ndef test_it():\n"
        "    thread = threading.Thread(target=lambda: 1 // 0)\n    thread.start()\n    thread.join()\n",
        False,
    ),
    "test_thread_that_stays_fails": (
        "import threading\nevent = threading.Event()\ndef test_it():\n"
        "    threading.Thread(target=event.wait, daemon=True).start()\n",
        False,
    ),
    "test_qt_import_fails": ("def test_it():\n    import PySide6\n", False),
    "test_folders_are_thrown_away_ones": (
        "import platformdirs, os\ndef test_it():\n"
        "    assert platformdirs.user_data_dir('x').startswith(os.environ['COUNTERSIGN_TEST_FOLDER'])\n",
        sys.platform == "linux",
    ),
}


def results(folder: Path, *options: str) -> dict[str, bool]:
    """Run the tests in a folder under our conftest; whether each passed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={folder}", "-rA", "-q"]
    command += ["-p", "tests.conftest", "-p", "no:xdist", "-p", "no:cacheprovider", *options, str(folder)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    lines = [line.split() for line in done.stdout.splitlines() if re.match(r"(PASSED|FAILED|ERROR) \S+::", line)]
    assert lines, done.stdout + done.stderr
    bad = {words[1] for words in lines if words[0] != "PASSED"}
    return {Path(words[1].partition("::")[0]).stem: words[1] not in bad for words in lines}


@pytest.mark.skipif(sys.platform == "win32", reason="the same on every system; starting Pythons is slow on Windows")
def test_a_stray_error_thread_or_import_of_qt_fails_a_test(tmp_path: Path) -> None:
    for name, (code, _) in TESTS.items():
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    assert results(tmp_path, "-p", "no:pytest-qt") == {name: passes for name, (_, passes) in TESTS.items()}
