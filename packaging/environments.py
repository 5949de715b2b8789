"""Make the virtual environments, and notice when there is nothing to do.

Standard library only: this runs before anything is installed. Read first: `ensure`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STAMP = "countersign-stamp.json"
SECONDS_TO_WAIT_FOR_ANOTHER = 900
NEWEST_WITH_WHEELS = (3, 13)


class SetupFailed(Exception):
    """An environment could not be made; the message is one sentence for a person."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment beside `pyproject.toml`.

    `requirements` are names in `packaging/`; `with_project` installs Countersign itself, editable.
    """

    folder: Path
    requirements: tuple[str, ...]
    with_project: bool

    def program(self, name: str) -> Path:
        """The path of a program in the environment, with the ending of this system."""
        if os.name == "nt":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")


RUN = Environment(ROOT / ".venv", ("requirements-build.txt", "requirements.txt"), with_project=True)
TEST = Environment(ROOT / ".venv", ("requirements-build.txt", "requirements-dev.txt"), with_project=True)
SYNAPSE = Environment(ROOT / ".venv-synapse", ("requirements-synapse.txt",), with_project=False)


def digests(environment: Environment) -> dict[str, str]:
    """What the environment is made from: files by digest, the interpreter, and where it stands."""
    files = [HERE / name for name in environment.requirements]
    if environment.with_project:
        files.append(ROOT / "pyproject.toml")
    made_from = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    made_from["python"] = f"{sys.implementation.name} {sys.version.split()[0]} {sysconfig.get_platform()}"
    made_from["folder"] = str(environment.folder)  # scripts hold this path, so a moved checkout is made anew
    return made_from


def stamped(environment: Environment) -> dict[str, str]:
    """What the environment was last made from; empty when there is no (readable) stamp."""
    try:
        stamp = json.loads((environment.folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in stamp.items()} if isinstance(stamp, dict) else {}


def is_current(environment: Environment) -> bool:
    """Whether nothing needs to be done. What was made for the tests holds all that running needs."""
    wanted, found = digests(environment), stamped(environment)
    if environment is RUN and found and all(name in found for name in TEST.requirements):
        wanted = digests(TEST)
    return bool(found) and all(found.get(key) == value for key, value in wanted.items())


def ensure(environment: Environment) -> bool:
    """Make or bring up to date; returns whether something had to be done. Raises `SetupFailed`."""
    if is_current(environment):
        return False
    with only_one(environment.folder):
        if is_current(environment):
            return False
        if environment is RUN and all(name in stamped(environment) for name in TEST.requirements):
            environment = TEST
        make(environment)
    return True


def make(environment: Environment) -> None:
    """Create where needed, install the pins with their hashes, then the project, then write the stamp."""
    began = time.monotonic()
    before = stamped(environment)
    wanted = digests(environment)
    stamp = environment.folder / STAMP
    stamp.unlink(missing_ok=True)
    say(f"making {environment.folder.name} (this takes a minute or two, once)")
    usable = environment.python.exists() and all(before.get(key) == wanted[key] for key in ("python", "folder"))
    if before and not usable:
        create(environment, clear=True)
    elif not works(environment):
        create(environment, clear=environment.folder.exists())
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for name in environment.requirements:
        # What has to be built from source is built with the pinned tools of requirements-build.txt, not with others.
        alone = ["--no-build-isolation"] if environment.with_project else []
        pins = [*pip, "--require-hashes", "--prefer-binary", *alone, "--requirement", str(HERE / name)]
        step(pins, "The pinned packages could not be installed")
    if environment.with_project:
        project = [*pip, "--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT)]
        step(project, "Countersign itself could not be installed")
    stamp.write_text(json.dumps(wanted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    say(f"{environment.folder.name} is ready after {time.monotonic() - began:.0f} s")


def works(environment: Environment) -> bool:
    """Whether its interpreter starts and has pip."""
    if not environment.python.exists():
        return False
    command = [str(environment.python), "-c", "import pip"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def create(environment: Environment, *, clear: bool) -> None:
    """`python -m venv`, with one sentence where the system keeps it in a package of its own."""
    command = [sys.executable, "-m", "venv", *(["--clear"] if clear else []), str(environment.folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SetupFailed(why_no_environment(done.stdout + done.stderr, environment.folder))


def why_no_environment(said: str, folder: Path) -> str:
    """One sentence for what `python -m venv` said when it failed."""
    if "ensurepip" in said or "No module named venv" in said:
        return (
            "Python cannot make environments here (Debian and Ubuntu keep that apart). Run: "
            "apt-get install -y python3-venv   (with sudo in front unless you are root), then this again."
        )
    return f"No environment could be made in {folder}: {last_line(said)}"


def step(command: Sequence[str], failure: str) -> None:
    """Run one command of the installation; raises `SetupFailed` with what it said last."""
    done = subprocess.run(command, check=False, stdout=sys.stderr, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    if done.returncode != 0:
        print("\n".join(line for line in done.stderr.splitlines() if "WARNING" not in line), file=sys.stderr)
        raise SetupFailed(f"{failure}: {last_line(done.stderr)}{advice(done.stderr)}")


def advice(said: str) -> str:
    """What to do about a failed installation, where that is known; otherwise nothing."""
    if re.search(r"ERROR: No matching distribution found for pyside6", said, re.IGNORECASE):
        return ". The window needs macOS 14, Windows 10, or a Linux with glibc 2.34 (on ARM 2.39), or newer."
    if sys.version_info[:2] > NEWEST_WITH_WHEELS:
        newest = ".".join(map(str, NEWEST_WITH_WHEELS))
        return (
            f". This Python is newer than some of the libraries: start with Python 3.11 to {newest}, or install a C "
            "compiler and Python's headers, then this again."
        )
    return ""


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason was given"])[-1]


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one process at a time make an environment: two terminals may start at once.

    The lock belongs to the process, so nothing stays locked after a crash. Raises `SetupFailed` after 15 minutes.
    """
    path = folder.with_name(folder.name + ".lock")
    with path.open("a+b") as file:
        until = time.monotonic() + SECONDS_TO_WAIT_FOR_ANOTHER
        told = False
        while not try_lock(file.fileno()):
            if time.monotonic() > until:
                raise SetupFailed(f"Another process has been making {folder.name} for 15 minutes; end it first.")
            if not told:
                say(f"waiting for another process that makes {folder.name}")
                told = True
            time.sleep(0.2)
        yield


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock an open file without waiting; ends with the file."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock an open file without waiting; ends with the file."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def say(words: str) -> None:
    """One line about the setup, beside what the command itself prints."""
    print(f"[countersign] {words}", file=sys.stderr, flush=True)
