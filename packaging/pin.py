"""Write the hash-pinned requirements from `pyproject.toml`: `python3 packaging/pin.py`.

Four files, each complete with everything that is needed in turn, for all platforms (environment markers say where a
package belongs) and with the hashes of all files that the registry has for a version:

- `requirements.txt`            what Countersign runs on (installers take this one)
- `requirements-build.txt`      the build backend, so that nothing is fetched unpinned while installing
- `requirements-dev.txt`        all of the above, the tests and the linters
- `requirements-synapse.txt`    a real Matrix homeserver, for tests, in an environment of its own

Without arguments versions that are pinned already stay as long as they fit; `--upgrade` takes the newest;
`--check` only says (exit code 1) whether the files still belong to `pyproject.toml`.

Needs the network, and makes a throw-away environment with `uv`, which finds versions for every platform at once.
The index is the machine's own; no address and no path gets into the files.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
UV = "uv>=0.5"
OLDEST_PYTHON = "3.11"
HEADER = "# Made by packaging/pin.py from pyproject.toml; do not edit.\n"


def sources() -> dict[str, list[str]]:
    """For each file the direct requirements that it is made from; raises `KeyError` where pyproject.toml lacks them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    groups = project["dependency-groups"]
    return {
        "requirements.txt": runtime,
        "requirements-build.txt": groups["build"],
        "requirements-dev.txt": [*runtime, *groups["build"], *groups["dev"]],
        "requirements-synapse.txt": groups["synapse"],
    }


def make_uv(folder: Path) -> Path:
    """A throw-away environment with uv; returns its program."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", UV], check=True)
    return programs / ("uv.exe" if os.name == "nt" else "uv")


def compile_pins(uv: Path, wanted: list[str], output: Path, constraints: Path | None, *, upgrade: bool) -> str:
    """The pins of `wanted` and all they need, as text; keeps those in `output` unless `upgrade`."""
    command = [str(uv), "pip", "compile", "-", "--no-config", "--universal", "--python-version", OLDEST_PYTHON]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    # pip before 23.3 takes no pin without extras for a package that another one wants with extras (Debian 12 has 23.0).
    command.append("--no-strip-extras")
    command += ["--quiet", "--output-file", str(output)]
    if constraints is not None:
        command += ["--constraints", str(constraints)]
    if upgrade:
        command.append("--upgrade")
    # uv reads settings of its own only, none of pip's find-links or extra indexes.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    subprocess.run(
        command, input="\n".join(wanted) + "\n", text=True, check=True, env=environment, stdout=subprocess.DEVNULL
    )
    return output.read_text(encoding="utf-8")


def refuse_addresses(name: str, text: str) -> None:
    """Stop when a pin names an address or a path: only names, versions, markers and hashes belong here."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"://|^\s*-(?!-hash=)|\s@\s|(^|\s)[./~]", line):
            sys.exit(f"{name}:{number}: neither a pin nor a hash: {line.strip()}")


def direct_names(wanted: list[str]) -> set[str]:
    """Normalised project names (PEP 503) of some requirements."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;@]", line)[0]).lower() for line in wanted}


def missing_from(text: str, wanted: list[str]) -> set[str]:
    """The direct requirements that a requirements file does not pin."""
    return direct_names(wanted) - set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE))


def check() -> int:
    """Say what is not pinned; offline, so it sees names and not whether versions still fit."""
    failed = 0
    for name, wanted in sources().items():
        text = (HERE / name).read_text(encoding="utf-8")
        refuse_addresses(name, text)
        for project in sorted(missing_from(text, wanted)):
            print(f"packaging/{name}: {project} is not pinned; run: python3 packaging/pin.py")
            failed = 1
    return failed


def main() -> int:
    """Write the four files, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--check", action="store_true", help="only say whether the files belong to pyproject.toml")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    with tempfile.TemporaryDirectory() as folder:
        uv = make_uv(Path(folder) / "tool")
        shared = Path(folder) / "requirements-dev.txt"
        # First the file that holds most: the others take its versions, so that one environment can hold them all.
        for name, wanted in sorted(sources().items(), key=lambda item: -len(item[1])):
            target = HERE / name
            output = Path(folder) / name
            if target.exists():
                output.write_text(target.read_text(encoding="utf-8"), encoding="utf-8")
            constraints = None if name in {shared.name, "requirements-synapse.txt"} else shared
            text = compile_pins(uv, wanted, output, constraints, upgrade=arguments.upgrade)
            refuse_addresses(name, text)
            shared_text = text.removeprefix(HEADER)
            target.write_text(HEADER + shared_text, encoding="utf-8", newline="\n")
            print(f"packaging/{name}: {len(re.findall(r'(?m)^[a-z0-9]', text.replace(HEADER, '')))} packages")
    return check()


if __name__ == "__main__":
    sys.exit(main())
