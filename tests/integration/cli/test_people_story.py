"""People by command line: keys made on their owners' machines, rosters signed by two, keys that count no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.opening import secrets_file
from console.secrets.sealed import DEMO_ONLY
from console.settings.site import load_site, save_site
from tests.support.command import SECRETS, Done, Home

NEW = "Osei Boateng"


def machine(home: Home, folder: Path) -> Home:
    """Another machine on the same store, with secrets of its own and nobody's key."""
    site = load_site(home.folder / "config" / "site.toml")
    (folder / "config").mkdir(parents=True)
    save_site(folder / "config" / "site.toml", msgspec.structs.replace(site, store=str(home.store)))
    EncryptedFileStore.create(secrets_file(folder / "data", site.store_id), SECRETS, DEMO_ONLY)
    other = Home(folder)
    other.passphrase_of = home.passphrase_of
    return other


def people(home: Home) -> dict[str, Any]:
    """The list, by name."""
    return {one["name"]: one for one in home.must("people", "list", "--json").json}


def signs_in(home: Home, name: str) -> Done:
    """Somebody asks for an account that nobody knows: 2 once they are signed in."""
    return home.run("audit", "story", "@nobody", "--as", name, typed=(home.passphrase_of[name],))


def test_a_person_makes_their_key_two_sign_for_it_and_another_workstation_takes_over(
    home: Home, tmp_path: Path
) -> None:
    home.passphrase_of |= {NEW: "osei walks the harbour"}
    ada, ben = home.passphrase_of["Ada Byron"], home.passphrase_of["Ben Okri"]
    own = machine(home, tmp_path / "own")
    card = tmp_path / "osei.card"
    made = own.must("people", "card", NEW, "--out", card, "--json", typed=(home.passphrase_of[NEW],)).json
    assert signs_in(own, NEW).code == 2 and NEW not in people(home)

    wanted = ("people", "enrol", "--card", card, "--role", "supervisor")
    first = home.must(*wanted, "--by", "ada.byron", "--json", typed=(ada,)).json
    assert (first["in_force"], first["signed_by"]) == (False, ["Ada Byron"]) and NEW not in people(home)
    (draft,) = home.must("people", "drafts", "--json").json
    assert draft["new_keys"] == [{"name": NEW, "fingerprint": made["fingerprint"]}] and draft["needed"] == 2
    assert made["fingerprint"] in home.must("people", "drafts").out
    same = home.run("people", "co-sign", "--by", "ada.byron", typed=(ada,))
    assert same.code == 3 and same.err.startswith("You have signed this; another administrator has to")
    second = home.must("people", "co-sign", typed=(ben,)).out
    assert made["fingerprint"] in second and "in force with roster version" in second
    assert people(home)[NEW]["fingerprints"] == [made["fingerprint"]]
    assert signs_in(own, NEW).err.startswith("There is no such account here")

    laptop = machine(home, tmp_path / "laptop")
    again = tmp_path / "laptop.card"
    theirs = laptop.must("people", "card", "--for", NEW, "--out", again, "--json", typed=("another one of osei",)).json
    wrong = home.run("people", "enrol", "--card", again, "--role", "supervisor", typed=(ada, ben))
    assert wrong.code == 2 and "is enrolled already" in wrong.err
    home.must("people", "add-key", "--card", again, typed=(ada, ben))
    assert sorted(people(home)[NEW]["fingerprints"]) == sorted([made["fingerprint"], theirs["fingerprint"]])
    last = home.must("people", "revoke", NEW, "--key", made["fingerprint"][:9], "--json", typed=(ada,)).json
    assert last["signed_by"] == "Ada Byron" and people(home)[NEW]["revoked"] == [made["fingerprint"]]
    assert signs_in(own, NEW).code in (2, 3) and not signs_in(own, NEW).err.startswith("There is no such account")

    changed = ("people", "passphrase", "--as", NEW)
    laptop.must(*changed, typed=("another one of osei", "the third one of osei"))
    old = laptop.run(*changed, typed=("another one of osei", "whatever it may be"))
    assert old.code == 2 and old.err.count("\n") == 1
    laptop.passphrase_of = {NEW: "the third one of osei"}
    assert signs_in(laptop, NEW).err.startswith("There is no such account here")
    home.must("audit", "verify", "--all")


def test_roles_contracts_and_administrators_change_by_two_and_a_draft_is_dropped_by_one(home: Home) -> None:
    ada, ben, cyd = (home.passphrase_of[name] for name in ("Ada Byron", "Ben Okri", "Cyd Hale"))
    home.must("people", "extend", "ana.pires", "--until", "2099-06-30", typed=(ada, ben))
    assert people(home)["Ana Pires"]["contract_until"] == "2099-06-30T23:59:59.999999Z"
    home.must("people", "extend", "ana.pires", "--no-end", typed=(ada, ben))
    assert people(home)["Ana Pires"]["contract_until"] is None

    home.must("people", "role", "lena.marsh", "administrator", "--by", "ben.okri", typed=(ben,))
    assert people(home)["Lena Marsh"]["role"] == "supervisor"
    dropped = home.must("people", "drop", "--reason", "the wrong person", "--by", "ada.byron", "--json", typed=(ada,))
    assert dropped.json["entry"] > 0 and home.must("people", "drafts").out == "No roster waits for signatures.\n"
    gone = home.run("people", "co-sign", typed=(ada,))
    assert (gone.code, gone.err) == (2, "No draft is there. See them with: countersign people drafts.\n")
    home.must("people", "role", "lena.marsh", "administrator", typed=(ada, ben))
    assert people(home)["Lena Marsh"]["role"] == "administrator"

    alone = home.must("people", "end", "Ben Okri", "--by", "ada.byron", "--json", typed=(ada,)).json
    assert not alone["in_force"] and people(home)["Ben Okri"]["ended"] is None
    own = home.run("people", "co-sign", "--by", "ben.okri", typed=(ben,))
    assert own.code == 3 and own.err.startswith("You are no administrator in it")
    missing = home.run("people", "co-sign", "--by", "cyd.hale", typed=(cyd,))
    assert missing.code == 3 and missing.err.startswith("The key of Cyd Hale is not on this machine.")
    home.must("people", "co-sign", "--by", "cyd.hale", "--safe-file", home.safe_file, typed=(cyd,))
    assert not people(home)["Ben Okri"]["in_roster"] and people(home)["Ada Byron"]["in_roster"]
    ended = home.run("people", "role", "ana.pires", "supervisor", "--by", "ben.okri", typed=(ben,))
    assert ended.code == 2 and ended.err.startswith("Nobody here is called 'ben.okri'.")


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (("card",), ("x",), "Say who the card is for."),
        (("card", "A", "--for", "ana.pires"), ("x",), "Say who the card is for."),
        (("card", "A"), ("short",), "The passphrase"),
        (("enrol", "--role", "reviewer"), ("x",), "Say who is enrolled."),
        (("add-key", "--card", "nothing.card"), ("x",), "The card can't be read"),
        (("extend", "ana.pires"), ("x",), "Say when the contract ends."),
        (("extend", "ana.pires", "--until", "soon"), ("x",), "The time of --until can't be read (soon)."),
        (("revoke", "ana.pires", "--key", "ZZZZ"), ("x",), "No key of this person begins so (ZZZZ)."),
        (("role", "nobody", "reviewer"), ("x",), "Nobody here is called 'nobody'."),
        (("end", "Ana Pires"), ("not Ada's",), "The passphrase of Ada Byron is not right. Nothing was changed"),
        (("co-sign", "3f"), ("x",), "No draft is called '3f'."),
    ],
)
def test_what_can_not_be_is_one_sentence(
    founded: Home, arguments: tuple[str, ...], typed: tuple[str, ...], sentence: str
) -> None:
    done = founded.run("people", *arguments, typed=typed)
    assert done.err.startswith(sentence) and done.err.count("\n") == 1 and done.code in (2, 4), done
