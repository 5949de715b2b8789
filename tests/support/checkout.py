"""The files of this checkout, for the tests that look after the house."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_clone() -> bool:
    """Whether git is here and this is a clone of its own (not an unpacked archive)."""
    return (ROOT / ".git").exists() and shutil.which("git") is not None


def files(*endings: str) -> list[Path]:
    """All files that belong to the project, also those not yet committed; with one of these endings where given.

    In an unpacked archive: all that lies here, without hidden folders.
    """
    if is_clone():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [
            path
            for path in ROOT.rglob("*")
            if not any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
        ]
    return sorted(path for path in found if path.is_file() and (not endings or path.name.endswith(endings)))


def relative(path: Path) -> str:
    """The path as the project writes it."""
    return path.relative_to(ROOT).as_posix()
