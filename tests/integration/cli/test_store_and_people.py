"""Founding, enrolling, ending, protecting: by the real command, each with its exit code and one sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from console.settings.site import load_site
from tests.support.command import Home


def test_a_founded_store_is_pinned_checked_and_verified(home: Home) -> None:
    site = load_site(home.folder / "config" / "site.toml")
    checked = home.must("store", "check", "--json").json
    assert (checked["wrong"], checked["facts"]["store"]) == ([], site.store_id)
    verified = home.must("audit", "verify", "--all", "--json").json
    assert verified["holds"] and verified["faults"] == []
    assert verified["entries"] == verified["covered"] == checked["entries"]
    assert verified["checkpoint"].startswith(f"countersign/training/{site.store_id}\n{verified['entries']}\n")


def test_the_printed_root_is_the_one_that_the_site_file_pins(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    done = home.found().json
    site = load_site(Path(done["site_file"]))
    assert done["roster_root"] == site.roster_root
    assert Path(done["store"]) == home.store
    (tmp_path / "other.toml").write_text("name = 'x'", encoding="utf-8")


def test_founding_twice_is_refused_and_changes_nothing(home: Home) -> None:
    before = home.store.read_bytes()
    done = home.run(
        "store", "init", "--organisation", "Other", "--administrator", "A", "--administrator", "B",
        "--administrator", "C", typed=("passphrase a", "passphrase b", "passphrase c"),
    )  # fmt: skip
    assert done.code == 2 and done.err.startswith("There is a store here already (") and done.err.count("\n") == 1
    assert home.store.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--administrator", "A", "--administrator", "B"), "A store needs 3 different administrators or more."),
        (("--administrator", "A", "--administrator", "B", "--administrator", "a"), "A store needs 3 different"),
        (("--administrator", "A", "--administrator", "B", "--administrator", "C", "--safe", "C"), "--safe names an"),
        (
            ("--administrator", "A", "--administrator", "B", "--administrator", "C", "--environment", "a b"),
            "What was given does not make a site file",
        ),
        (
            ("--administrator", "A", "--administrator", "B", "--administrator", "C", "--option", "x"),
            "An option is written NAME=VALUE",
        ),
        (
            ("--administrator", "A", "--administrator", "B", "--administrator", "C", "--platform", "nothing"),
            "There is no connector named 'nothing'",
        ),
        (
            ("--administrator", "A", "--administrator", "B", "--administrator", "C", "--policy", "/nothing.toml"),
            "The policy can't be read (/nothing.toml).",
        ),
    ],
)
def test_what_can_not_found_a_store_is_said_before_anything_is_made(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    home = Home(tmp_path / "home")
    typed = ("passphrase a", "passphrase b", "passphrase c")
    done = home.run("store", "init", "--organisation", "Example", *arguments, typed=typed)
    assert done.code == 2 and done.err.startswith(sentence) and done.err.count("\n") == 1, done
    assert not home.store.exists() and not (home.folder / "config" / "site.toml").exists()


def test_the_key_in_the_safe_is_nowhere_else_and_signs_with_its_passphrase(home: Home) -> None:
    assert stat.S_IMODE(home.safe_file.stat().st_mode) == 0o600
    typed = ("of the new one", home.passphrase_of["Ada Byron"], home.passphrase_of["Cyd Hale"])
    wanted = ("people", "enrol", "Osei Boateng", "--role", "supervisor", "--by", "Ada Byron", "--by", "cyd.hale")
    refused = home.run(*wanted, typed=typed)
    assert refused.code == 3 and refused.err.startswith("The key of Cyd Hale is not on this machine.")
    done = home.must(*wanted, "--safe-file", home.safe_file, "--json", typed=typed).json
    assert done["signed_by"] == ["Ada Byron", "Cyd Hale"]


def test_giving_authority_takes_two_different_administrators(home: Home) -> None:
    typed = ("of the new one", home.passphrase_of["Ada Byron"], home.passphrase_of["Ada Byron"])
    wanted = ("people", "enrol", "Osei Boateng", "--role", "supervisor", "--by", "Ada Byron", "--by")
    same = home.run(*wanted, "ada.byron", typed=typed)
    assert same.code == 3 and same.err.startswith("This takes 2 different administrators")
    nobody = home.run(*wanted, "Lena Marsh", typed=typed)
    assert nobody.code == 3 and nobody.err.startswith("Lena Marsh is no administrator.")


def test_a_wrong_passphrase_names_whose_it_was_and_enrols_nobody(home: Home) -> None:
    before = home.must("people", "list").out
    typed = ("of the new one", home.passphrase_of["Ada Byron"], "not Ben's")
    done = home.run("people", "enrol", "Osei Boateng", "--role", "supervisor", typed=typed)
    assert (done.code, done.out) == (2, "")
    assert done.err == "The passphrase of Ben Okri is not right. Nothing was changed; begin again.\n"
    assert home.must("people", "list").out == before


def test_the_same_person_is_not_enrolled_twice(home: Home) -> None:
    typed = ("of the new one", home.passphrase_of["Ada Byron"], home.passphrase_of["Ben Okri"])
    done = home.run("people", "enrol", "Lena Marsh", "--role", "supervisor", typed=typed)
    assert done.code == 2 and "login lena.marsh stands there twice" in done.err


def test_taking_authority_away_takes_one_and_holds_at_once(home: Home) -> None:
    home.must("people", "end", "Ana Pires", typed=(home.passphrase_of["Ada Byron"],))
    listed = {one["name"]: one for one in home.must("people", "list", "--json").json}
    assert listed["Ana Pires"]["ended"] is not None and listed["Lena Marsh"]["ended"] is None
    done = home.run("audit", "story", "x", "--as", "Ana Pires", typed=(home.passphrase_of["Ana Pires"],))
    assert done.code in (2, 3) and done.err.count("\n") == 1
    home.must("audit", "verify", "--all")


def test_a_person_is_listed_with_role_vendor_and_end_of_contract(home: Home) -> None:
    listed = {one["name"]: one for one in home.must("people", "list", "--json").json}
    ana = listed["Ana Pires"]
    assert (ana["role"], ana["vendor"], ana["login"]) == ("reviewer", "Vendor South", "ana.pires")
    assert ana["contract_until"] == "2099-12-31T23:59:59.999999Z"
    assert len(listed) == 6
