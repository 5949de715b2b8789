"""What may be imported where, seen from outside: by starting a Python of its own."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "console"
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in CONSOLE.rglob("*.py")
    if "versions" not in path.parts and path.name != "env.py"  # Alembic runs those itself
)
WITHOUT_WINDOW = [name for name in MODULES if not name.startswith("console.ui")]

IMPORT_AND_TELL = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6"))))
"""


def loaded_qt(names: list[str]) -> list[str]:
    """The modules of Qt that a new Python has loaded after importing these."""
    command = [sys.executable, "-c", IMPORT_AND_TELL, json.dumps(names)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    result: list[str] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_everything_but_the_window_is_imported_without_qt() -> None:
    assert loaded_qt(WITHOUT_WINDOW) == []


def test_qt_is_blocked_where_the_plugin_for_it_is_off(pytestconfig: pytest.Config) -> None:
    if pytestconfig.pluginmanager.hasplugin("pytest-qt"):
        pytest.skip("pytest was started by hand with the plugin for Qt")
    with pytest.raises(ImportError, match="blocked here"):
        __import__("PySide6.QtCore")


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_docstring(name: str) -> None:
    path = ROOT.joinpath(*name.split("."))
    source = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), f"{name} does not say what it is for"


@pytest.mark.parametrize("path", sorted(CONSOLE.rglob("__init__.py")), ids=lambda path: path.parent.name)
def test_a_package_file_holds_its_docstring_only(path: Path) -> None:
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(statements) == 1, f"{path.relative_to(ROOT)} holds code; put it in a module with a name"
    assert isinstance(statements[0], ast.Expr)


CLOCKS = {"now", "utcnow", "today"}


@pytest.mark.parametrize("path", sorted((CONSOLE / "domain").rglob("*.py")), ids=lambda path: path.stem)
def test_domain_reads_no_clock(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert calls == [], f"{path.name}: the time is an argument (lines {calls})"
