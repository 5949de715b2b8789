"""What holds for every file of the project: its size, its place, and what may not stand in it."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.checkout import ROOT, files, relative

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "console",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}
TEXT = (".py", ".toml", ".md", ".txt", ".sql", ".qss", ".yml", ".yaml", ".json", ".jsonl", ".svg", ".sh", "run")
SOURCE = (".py", ".toml", ".md", ".sql", ".qss", ".sh", ".ci/run")
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org", "snapshot." + "debian.org")
OPTIONS = ("--index" + "-url", "--extra" + "-index-url", "--find" + "-links", "PIP_FIND" + "_LINKS")
MACHINE_PATH = re.compile(r"(?<![\w.\-])/(?:work|root|home/\w+|opt/\w+)/")
SLEEPLESS = ("tests/unit/", "tests/integration/", "tests/window/", "tests/attacks/")

PYTHON = files(".py")


def python_below(*folders: str) -> list[Path]:
    """The Python files below some folders."""
    return [path for path in PYTHON if relative(path).startswith(folders)]


@cache
def tree(path: Path) -> ast.Module:
    """What Python reads in a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_python_file_is_longer_than_500_lines() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file, each with its lines without the docstring."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None
            words = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - words


def test_no_function_of_the_console_is_longer_than_60_lines() -> None:
    long = {
        f"{relative(path)}: {name}": length
        for path in python_below("console/", "packaging/")
        if "migrations" not in path.parts  # a migration is a table, column by column
        for name, length in functions(path)
        if length > LONGEST_FUNCTION
    }
    assert long == {}


def test_the_top_level_holds_only_its_fixed_names() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in files()} - TOP_LEVEL == set()


def test_packaging_is_no_package() -> None:
    # As one it would hide the library of that name from everything that is started in the checkout.
    assert not (ROOT / "packaging" / "__init__.py").exists()


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the text files of the project."""
    return [
        f"{relative(path)}:{number}: {line.strip()[:100]}"
        for path in files(*TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    anything = "|".join(re.escape(words) for words in (*HOSTS, *OPTIONS))
    assert lines_with(re.compile(anything)) == []


def test_no_file_names_a_path_of_some_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def invisible(text: str) -> list[str]:
    """The characters of a text that nobody sees: controls, format and bidirectional marks, odd spaces."""
    return sorted(
        {
            f"U+{ord(character):04X}"
            for character in set(text)
            if unicodedata.category(character) in {"Cc", "Cf", "Co", "Zl", "Zp", "Zs"} and character not in "\n\t "
        }
    )


def test_no_source_holds_an_invisible_character() -> None:
    found = {relative(path): invisible(path.read_text(encoding="utf-8")) for path in files(*SOURCE)}
    assert {name: marks for name, marks in found.items() if marks} == {}


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u00a0", "\ufeff", "\x00", "\u2028"])
def test_invisible_characters_are_seen(mark: str) -> None:
    assert invisible(f"a{mark}b") == [f"U+{ord(mark):04X}"]


def test_every_text_file_ends_its_lines_alike() -> None:
    wrong = [relative(path) for path in files(*SOURCE) if b"\r" in path.read_bytes()]
    assert wrong == []


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call by its dotted name, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_no_test_waits_by_the_clock() -> None:
    waits = [
        f"{relative(path)}:{line}: {name}"
        for path in python_below(*SLEEPLESS)
        for name, line in calls(path)
        if name in {"time.sleep", "sleep", "qtbot.wait", "QTest.qWait"}
    ]
    assert waits == []


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def test_no_test_mocks() -> None:
    found = [f"{relative(path)}:{line}" for path in PYTHON for name, line in imports(path) if name == "unittest.mock"]
    assert found == []


def test_the_window_runs_no_event_loop_inside_another() -> None:
    nested = [
        f"{relative(path)}:{line}: {name}"
        for path in python_below("console/ui/")
        for name, line in calls(path)
        if name.endswith("processEvents") or (name.endswith((".exec", ".exec_")) and "app" not in name.lower())
    ]
    assert nested == []


def test_every_pin_has_its_hashes() -> None:
    for path in (ROOT / "packaging").glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2])
        assert pins, path.name
        for pin in pins:
            first, *hashes = pin.strip().split("\n")
            assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[\w.+!]+( ; .+)? \\$", first), f"{path.name}: {first}"
            assert hashes, f"{path.name}: {first} has no hash"
            assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", one) for one in hashes), first


def test_the_requirements_agree_with_each_other() -> None:
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "packaging" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")
    ]
    runtime, build, everything = pins
    for some in (runtime, build):
        assert {name: everything.get(name) for name in some} == some
