"""Every command explains itself, ends with its code, and says one sentence where it fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.commands import app
from console.resource_files import resource_path
from tests.support.checkout import ROOT
from tests.support.command import Home

COMMANDS = (
    (),
    ("demo",),
    ("serve",),
    ("store",),
    ("store", "init"),
    ("store", "check"),
    ("people",),
    ("people", "enrol"),
    ("people", "end"),
    ("people", "list"),
    ("people", "card"),
    ("people", "add-key"),
    ("people", "revoke"),
    ("people", "passphrase"),
    ("people", "role"),
    ("people", "extend"),
    ("people", "drafts"),
    ("people", "co-sign"),
    ("people", "drop"),
    ("protect",),
    ("protect", "add"),
    ("protect", "list"),
    ("protect", "lower"),
    ("protect", "wishes"),
    ("protect", "consent"),
    ("protect", "object"),
    ("protect", "import"),
    ("policy",),
    ("policy", "list"),
    ("policy", "show"),
    ("policy", "check"),
    ("policy", "compare"),
    ("policy", "simulate"),
    ("policy", "staffing"),
    ("policy", "publish"),
    ("policy", "adopt"),
    ("policy", "tighten"),
    ("intake",),
    ("intake", "pull"),
    ("import",),
    ("restore",),
    ("audit",),
    ("audit", "verify"),
    ("audit", "story"),
    ("audit", "looks"),
    ("audit", "records"),
    ("audit", "pairs"),
    ("audit", "waits"),
    ("audit", "stuck"),
)
GROUPS = ("store", "people", "protect", "policy", "intake", "audit")
NEEDS_A_STORE = (
    ("store", "check"),
    ("people", "list"),
    ("people", "drafts"),
    ("people", "card", "Ana Pires"),
    ("people", "co-sign"),
    ("protect", "list"),
    ("protect", "wishes"),
    ("protect", "add", "@somebody"),
    ("policy", "show"),
    ("policy", "staffing"),
    ("intake", "pull"),
    ("serve", "--once"),
    ("restore", "somebody"),
    ("audit", "verify"),
    ("audit", "story", "somebody"),
    ("audit", "stuck"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_gives_an_example_and_the_exit_codes(command: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*command, "--help"])
    assert done.exit_code == 0
    words = " ".join(done.stdout.split())
    assert f"Usage: countersign {' '.join(command)}".rstrip() in words
    if command and command[-1] not in GROUPS:
        assert f"Example: countersign {' '.join(command)}" in words
        assert "Exit codes: 0 done; 2 something given can't be used" in words
        assert "--json" in words or command == ("demo",)


def test_the_pages_name_only_commands_that_there_are() -> None:
    known = {" ".join(command) for command in COMMANDS} | {"undo-since", "restores", "alarms"}
    for page in (ROOT / "README.md", resource_path("docs/governing.md"), resource_path("docs/import.md")):
        words = " ".join(page.read_text(encoding="utf-8").split())
        named = re.findall(r"`countersign ([a-z-]+)(?: ([a-z|-]+)(?=[ `]))?", words)
        assert named
        for group, rest in named:
            wanted = [f"{group} {one}" for one in rest.split("|")] if group in GROUPS and rest else [group]
            assert set(wanted) <= known, (page.name, wanted)


def test_the_import_s_help_names_every_needed_field() -> None:
    words = CliRunner().invoke(app, ["import", "--help"]).stdout
    for field in ("report", "account", "reporter", "reason", "time", "statement", "content", "language"):
        assert f'"{field}"' in words


@pytest.mark.parametrize("command", NEEDS_A_STORE, ids=" ".join)
def test_without_a_store_each_command_says_how_to_get_one(command: tuple[str, ...], tmp_path: Path) -> None:
    done = Home(tmp_path / "home").run(*command, secrets=False)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("There is no store here yet (") and done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("nothing",), "No such command 'nothing'."),
        (("people", "end"), "Missing argument 'person'."),
        (("audit", "verify", "--quick"), "No such option: --quick."),
        (("people", "enrol", "X", "--role", "king"), "Invalid value for '--role'"),
    ],
)
def test_a_wrong_call_is_2_and_one_sentence_that_names_the_help(
    command: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    done = Home(tmp_path / "home").run_apart(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(sentence) and done.err.count("\n") == 1 and "--help" in done.err


def test_a_command_without_a_terminal_asks_for_no_passphrase(home: Home) -> None:
    done = home.run_apart("people", "end", "Ana Pires", secrets=True)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("A passphrase is needed, and there is no terminal to ask on.")


def test_without_the_file_s_passphrase_no_secret_is_opened(home: Home) -> None:
    done = home.run("serve", "--once")
    assert done.code == 2 and done.err.count("\n") == 1
    assert done.err.startswith("The encrypted file of secrets needs its passphrase, and there is no terminal")


def test_a_wrong_passphrase_of_the_file_of_secrets_is_one_sentence(home: Home, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it\n", encoding="utf-8")
    done = home.run("serve", "--once", "--secrets-passphrase-file", wrong)
    assert done.code == 2 and done.err.startswith("The passphrase does not open this file (")


@pytest.mark.parametrize("damage", [b"", b"no store at all" * 100])
def test_a_foreign_file_in_the_store_s_place_is_one_sentence(home: Home, damage: bytes) -> None:
    home.store.write_bytes(damage)
    for command in (("audit", "verify"), ("people", "list"), ("store", "check")):
        done = home.run(*command)
        assert (done.code, done.out) == (2, ""), done
        assert done.err.startswith("This is not a Countersign store (") and done.err.count("\n") == 1


def test_a_home_can_be_named_before_the_command_or_in_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = CliRunner().invoke(app, ["--home", str(home.folder), "people", "list", "--json"])
    monkeypatch.setenv("COUNTERSIGN_HOME", str(home.folder))
    around = CliRunner().invoke(app, ["people", "list", "--json"])
    assert before.exit_code == around.exit_code == 0
    assert before.stdout == around.stdout != ""


def test_restore_and_story_ask_who_you_are_where_several_could_be(home: Home) -> None:
    for command in (("restore", "x"), ("audit", "story", "x")):
        done = home.run(*command, typed=("whatever",))
        assert done.code == 2 and done.err.startswith("More than one person can sign in here.")
        nobody = home.run(*command, "--as", "nobody", typed=("whatever",))
        assert nobody.code == 2 and nobody.err.startswith("Nobody who can sign in here is called so (nobody).")


def test_an_unknown_account_is_named(home: Home) -> None:
    typed = (home.passphrase_of["Zoe Adler"],)
    done = home.run("audit", "story", "@nobody_at_all", "--as", "zoe.adler", typed=typed)
    assert done.code == 2 and done.err.startswith("There is no such account here (@nobody_at_all).")
