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


def tree(path: Path) -> ast.Module:
    """What Python reads in a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.relative_to(ROOT) for path in CONSOLE.rglob("*.py") if not ast.get_docstring(tree(path))]
    assert silent == []


def test_a_package_file_holds_its_docstring_only() -> None:
    bodies = {path.parent.relative_to(ROOT): tree(path).body for path in CONSOLE.rglob("__init__.py")}
    assert [name for name, body in bodies.items() if len(body) != 1 or not isinstance(body[0], ast.Expr)] == []


def test_domain_reads_no_clock() -> None:
    calls = [
        f"{path.name}:{node.lineno}"
        for path in (CONSOLE / "domain").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"now", "utcnow", "today"}
    ]
    assert calls == []
