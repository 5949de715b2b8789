"""The console imports what it declares, and declares what it imports."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib

from tests.support.checkout import ROOT


def normalised(name: str) -> str:
    """A project's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """What `pyproject.toml` says that the console needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normalised(re.split(r"[\s\[<>=!~;]", line)[0]) for line in project["dependencies"]}


def imported() -> set[str]:
    """The top-level names that the console imports, ours and Python's own left out."""
    names: set[str] = set()
    for path in (ROOT / "console").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"console", "__future__"}


def test_every_library_that_the_console_imports_is_declared() -> None:
    projects = importlib.metadata.packages_distributions()
    undeclared = {
        name
        for name in imported()
        if not declared().intersection(normalised(one) for one in projects.get(name, [name]))
    }
    assert undeclared - {"shiboken6"} == set()  # shiboken6 comes with PySide6 of the same version


def test_every_declared_library_is_imported() -> None:
    projects = importlib.metadata.packages_distributions()
    used = {normalised(one) for name in imported() for one in projects.get(name, [name])}
    assert declared() - used == set()
