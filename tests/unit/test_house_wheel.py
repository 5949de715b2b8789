"""The wheel: built from what is committed, installed, and asked for its resources."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.checkout import ROOT, is_clone

TELL = """
import console, importlib.metadata, sys
from console.resource_files import resource_path
print(console.__file__)
print(resource_path())
print(importlib.metadata.version("countersign"))
print(importlib.metadata.entry_points(group="console_scripts")["countersign"].value)
"""


def run(command: list[str], folder: Path) -> str:
    """Run it, and return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The wheel built from a clean archive of the last commit."""
    if not is_clone():
        pytest.skip("the project is not a git clone here, so there is no clean archive to build from")
    source = tmp_path / "source"
    source.mkdir()
    archive = tmp_path / "source.tar"
    run(["git", "archive", "--output", str(archive), "HEAD"], ROOT)
    with tarfile.open(archive) as packed:
        packed.extractall(source, filter="data")
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)], source)
    (made,) = tmp_path.glob("*.whl")
    return made


def test_the_wheel_holds_the_console_and_all_resources_and_nothing_else(wheel: Path, tmp_path: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    source = tmp_path / "source"
    resources = {
        path.relative_to(source / "resources").as_posix()
        for path in (source / "resources").rglob("*")
        if path.is_file()
    }
    assert resources, "there are no resources"
    assert {f"console/_resources/{name}" for name in resources} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"console", "countersign"}
    modules = {path.relative_to(source).as_posix() for path in (source / "console").rglob("*.py")}
    assert modules <= names


def test_an_installed_wheel_finds_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--no-deps", "--no-index", "--target", str(target), str(wheel)], tmp_path)
    told = run([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r})\n{TELL}"], tmp_path)
    where, resources, version, script = told.splitlines()
    assert Path(where).parent == target / "console"
    assert Path(resources) == target / "console" / "_resources"
    assert version == "0.1.0"
    assert script == "console.cli.main:main"
