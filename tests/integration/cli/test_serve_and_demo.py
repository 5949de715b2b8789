"""The parts without a window: one leads, a second one says so; once for scripts; the demo for scripts and tests."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.support.checkout import ROOT
from tests.support.command import Home, environment


def test_once_fetches_decides_and_ends(home: Home) -> None:
    first = home.must("serve", "--once", "--json", secrets=True).json
    assert first["new"] > 0
    second = home.must("serve", "--once", "--json", secrets=True).json
    assert (second["new"], second["entries"]) == (0, first["entries"])


def test_a_pull_that_brings_nothing_new_leaves_no_entry_whatever_the_register_says(home: Home, tmp_path: Path) -> None:
    home.must("intake", "pull", secrets=True)
    with closing(sqlite3.connect(home.folder / "data" / "sandbox.db")) as db:
        (account,) = db.execute("SELECT account_id FROM reports ORDER BY seq DESC LIMIT 1").fetchone()
    home.must("protect", "add", account, typed=(home.passphrase_of["Ada Byron"],))
    file = tmp_path / "one.jsonl"
    line = {"report": "1", "account": account, "reporter": "r", "reason": "spam", "time": "2017-11-02T18:00:00Z"}
    file.write_text(json.dumps(line), encoding="utf-8")
    home.must("import", file, secrets=True)
    home.must("serve", "--once", secrets=True)
    assert home.must("serve", "--once", "--json", secrets=True).json["new"] == 0


def test_one_process_leads_and_another_one_says_so_and_asks(home: Home) -> None:
    with home.serving():
        for command in (("serve", "--once"), ("intake", "pull"), ("import", "x.jsonl")):
            done = home.run(*command, secrets=True)
            assert (done.code, done.out) == (4, ""), done
            assert done.err.startswith("Another Countersign leads this store (") and done.err.count("\n") == 1
        home.must("people", "end", "Ana Pires", typed=(home.passphrase_of["Ada Byron"],))
        assert home.must("people", "list").out.count("ended ") == 1
        home.must("audit", "verify", "--all")


def test_what_rings_has_to_be_a_program_with_its_whole_path(home: Home, tmp_path: Path) -> None:
    for command, words in (("notify-send", "the whole path of a program"), (tmp_path / "none", "no such program")):
        done = home.run("serve", "--once", "--page-command", command, secrets=True)
        assert (done.code, done.out) == (2, "") and words in done.err and done.err.count("\n") == 1


def test_the_demo_without_a_window_runs_until_stdin_ends(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    command = Home(tmp_path / "home").command("demo", "--no-window", "--folder", folder)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment()
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}":
            lines.append(process.stdout.readline().decode().rstrip("\n"))
        printed = json.loads("\n".join(lines))
        roles = [one["role"] for one in printed["people"]]
        assert [roles.count(r) for r in ("reviewer", "supervisor", "administrator", "auditor")] == [3, 5, 3, 1]
        assert sum(1 for one in printed["people"] if one["passphrase"]) == len(roles) - 1
        with closing(sqlite3.connect(printed["store"])) as db:
            assert db.execute("SELECT count(*) FROM entries").fetchone()[0] >= 3
        assert Path(printed["sandbox"]).is_file() and Path(printed["site_file"]).is_file()
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (0, "")


def test_the_demo_is_ended_by_sigterm_and_its_folder_is_thrown_away(tmp_path: Path) -> None:
    command = Home(tmp_path / "home").command("demo", "--no-window")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment()
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}":
            lines.append(process.stdout.readline().decode().rstrip("\n"))
        folder = Path(json.loads("\n".join(lines))["folder"])
        assert folder.is_dir()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert process.wait(timeout=60) == 0, process.stderr.read()
    assert not folder.exists()


def test_the_demo_takes_no_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = Home(tmp_path / "home").run("demo", "--no-window", "--folder", tmp_path)
    assert done.code == 2 and done.err.startswith("The folder is not empty (")
