"""What the operating system lacks, and its installation where we may.

Standard library only. The lists are in `system-packages.toml`; other systems than Debian and Ubuntu are not asked:
macOS and Windows have all of it, and other Linux distributions are told what failed when the window does.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from environments import say

LISTS = Path(__file__).resolve().parent / "system-packages.toml"


def missing(groups: Iterable[str]) -> dict[str, list[str]]:
    """For each group the entries of the list that are not installed; empty where this is not Debian or Ubuntu."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return {}
    wanted = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    names = sorted({name for group in groups for entry in wanted[group]["packages"] for name in alternatives(entry)})
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\\n", *names]
    shown = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    there = {line.split()[0] for line in shown if line.endswith(" installed")}
    lacking = {
        group: [entry for entry in wanted[group]["packages"] if not there.intersection(alternatives(entry))]
        for group in groups
    }
    return {group: entries for group, entries in lacking.items() if entries}


def alternatives(entry: str) -> list[str]:
    """The names in "a | b"."""
    return [name.strip() for name in entry.split("|")]


def known(entry: str) -> str:
    """The first of the alternatives that this system's package lists have (else the last, the oldest name)."""
    names = alternatives(entry)
    for name in names[:-1]:
        shown = subprocess.run(["apt-cache", "policy", name], check=False, capture_output=True, text=True).stdout
        if "Candidate:" in shown and "Candidate: (none)" not in shown:
            return name
    return names[-1]


def install_command(entries: Iterable[str], *, sudo: bool) -> list[str]:
    """The command that installs them, without recommendations and questions."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *(known(entry) for entry in entries)]
    return ["sudo", *command] if sudo else command


def ensure(groups: Iterable[str], *, needed: Iterable[str] = ()) -> bool:
    """Install what is missing of `groups`, where we may; returns whether everything in `needed` is there.

    As root without asking; otherwise after asking, on a terminal with sudo; otherwise it prints one line to paste.
    """
    lacking = missing(groups)
    if not lacking:
        return True
    entries = [entry for group in lacking for entry in lacking[group]]
    root = os.geteuid() == 0 if hasattr(os, "geteuid") else False
    if root or may_use_sudo(entries):
        install(entries, sudo=not root)
        lacking = missing(groups)
    for group, rest in lacking.items():
        why = tomllib.loads(LISTS.read_text(encoding="utf-8"))[group]["why"]
        say(f"missing system packages ({why}). Paste this line to install them:")
        print(f"    {line_to_paste(rest, root=root)}", file=sys.stderr, flush=True)
    return not set(lacking).intersection(needed)


def line_to_paste(entries: Iterable[str], *, root: bool) -> str:
    """One line for a shell that installs them: as root, by sudo, or where there is none by su."""
    if root or shutil.which("sudo"):
        return shlex.join(install_command(entries, sudo=not root))
    return shlex.join(["su", "-", "-c", shlex.join(install_command(entries, sudo=False))])


def may_use_sudo(entries: list[str]) -> bool:
    """Ask, where somebody can answer."""
    if shutil.which("sudo") is None or not sys.stdin.isatty() or not sys.stderr.isatty() or os.environ.get("CI"):
        return False
    say(f"{len(entries)} system packages are missing: {', '.join(alternatives(entry)[-1] for entry in entries)}")
    print("[countersign] Install them with sudo apt-get? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def install(entries: list[str], *, sudo: bool) -> None:
    """Refresh the lists, then install; what failed is printed, and seen by looking again at what is missing."""
    say(f"installing {len(entries)} system packages")
    quiet = ["--quiet", "--quiet", "--option", "Dpkg::Use-Pty=0"]
    prefix = ["sudo"] if sudo else []
    for command in ([*prefix, "apt-get", "update"], install_command(entries, sudo=sudo)):
        apt = command.index("apt-get")
        command[apt:apt] = ["env", "DEBIAN_FRONTEND=noninteractive"]
        done = subprocess.run([*command, *quiet], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            print((done.stdout + done.stderr).strip(), file=sys.stderr, flush=True)
