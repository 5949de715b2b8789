"""The protection register and the policy by command line: more by one at once, less by two, shown before it is done."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Home
from tests.support.office import DEFAULT_POLICY, policy_with

HEAD = "platform,platform_id,tier,term_days\n"
PRESIDENT = "25073877"
NAMES = ("Ada Byron", "Ben Okri")


@pytest.fixture(scope="module")
def reported(founded: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A store that knows a head of state and three ordinary accounts, by reports of a file; nobody changes it."""
    folder = tmp_path_factory.mktemp("reported")
    home = founded.copy(folder / "home")
    line = {"reporter": "r", "reason": "spam", "time": "2017-11-02T18:00:00Z"}
    lines = (json.dumps(line | {"report": one, "account": one}) for one in (PRESIDENT, *ordinary(home)))
    (folder / "reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    home.must("import", folder / "reports.jsonl", secrets=True)
    return home


def ordinary(home: Home) -> tuple[str, str, str]:
    """Three ordinary accounts of the platform, by its ids."""
    query = "SELECT id FROM accounts WHERE tier = 'standard' ORDER BY id LIMIT 3"
    with closing(sqlite3.connect(home.folder / "data" / "sandbox.db")) as db:
        one, two, three = (row[0] for row in db.execute(query))
    return one, two, three


@pytest.fixture
def store(reported: Home, tmp_path: Path) -> Home:
    """A copy of it for one test."""
    return reported.copy(tmp_path / "home")


def register(home: Home) -> dict[str, Any]:
    """The register, by platform id."""
    return {one["platform_id"]: one for one in home.must("protect", "list", "--json").json}


def test_a_register_is_read_from_a_file_shown_first_raised_by_one_and_lowered_by_two(
    store: Home, tmp_path: Path
) -> None:
    ada, ben = (store.passphrase_of[name] for name in NAMES)
    known, former, other = ordinary(store)
    before = register(store)
    assert list(before) == [PRESIDENT] and before[PRESIDENT]["flag"] == "head_of_state"
    assert before[PRESIDENT]["register"] is None, "the platform alone protects it"
    file = tmp_path / "register.csv"
    file.write_text(f"{HEAD}sandbox,{known},verified,\nsandbox,{former},head_of_state,400\n", encoding="utf-8")
    shown = store.must("protect", "import", file).out
    assert "Protected as verified." in shown and "Nothing has changed. Do it with --yes.\n" in shown
    assert store.must("protect", "import", file, "--yes", "--dry-run", "--json").json["done"] is False
    assert register(store) == before

    done = store.must("protect", "import", file, "--yes", "--json", typed=(ada,)).json
    assert done["done"] and len(done["entries"]["raised"]) == 1 and done["entries"]["wishes"] == []
    held = register(store)
    assert (held[known]["register"], held[former]["term"]) == ("verified", "head_of_state")
    assert held[former]["term_until"] is not None and held[former]["register"] is None

    file.write_text(f"{HEAD}sandbox,{known},standard,\nsandbox,{other},verified,\n", encoding="utf-8")
    silent = store.run("protect", "import", file, "--yes", typed=(ada,))
    assert silent.code == 2 and silent.err == "A lowering needs its reason (line 2). Give it with --reason.\n"
    mixed = store.must("protect", "import", file, "--yes", "--reason", "out of office", "--json", typed=(ada,)).json
    assert len(mixed["entries"]["raised"]) == len(mixed["entries"]["wishes"]) == 1
    assert (register(store)[known]["register"], register(store)[other]["register"]) == ("verified", "verified")
    (wish,) = store.must("protect", "wishes", "--json").json
    assert (wish["state"], wish["author"], wish["reason"]) == ("waits_for_consent", "Ada Byron", "out of office")
    own = store.run("protect", "consent", "--by", "ada.byron", typed=(ada,))
    assert own.code == 3 and own.err.count("\n") == 1
    consented = store.must("protect", "consent", wish["wish"][:6], typed=(ben,)).out
    assert consented.startswith("Ben Okri consents to ") and "it holds from " in consented
    store.must("protect", "object", "--reason", "still a candidate", "--by", "ben.okri", typed=(ben,))
    (over,) = store.must("protect", "wishes", "--json").json
    assert (over["state"], over["over_by"]) == ("objected", "Ben Okri")
    assert register(store)[known]["register"] == "verified"

    both = store.must(
        "protect", "lower", known, "--reason", "again", "--by", "ada.byron", "--by", "ben.okri", typed=(ada, ben)
    ).out
    assert "Ben Okri consents" in both
    assert store.must("protect", "wishes").out.count("unless somebody objects") == 1
    store.must("audit", "verify", "--all")


def test_an_account_is_protected_for_a_term_or_before_anybody_reports_it(store: Home) -> None:
    ada = (store.passphrase_of["Ada Byron"],)
    lena = (store.passphrase_of["Lena Marsh"],)
    known, _, _ = ordinary(store)
    store.must("protect", "add", known, "--term-days", "30", "--by", "lena.marsh", typed=lena)
    made = store.must("protect", "add", "999", "--platform", "sandbox", "--until", "2060-01-20", "--json", typed=ada)
    assert made.json["term_s"] > 365 * 86400
    held = register(store)
    assert (held[known]["term"], held[known]["register"]) == ("head_of_state", None)
    assert held["999"]["term_until"] > "2060-01-20T23:59"
    listed = store.must("protect", "list", "--tier", "head_of_state").out
    assert "head of state 2060-01-2" in listed and "sandbox 999" in listed


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("add", "nobody at all"), 2, "No account here is exactly that, or more than one is (nobody at all)."),
        (("add", "known", "--term-days", "3", "--until", "2099-01-01"), 2, "A term has one end."),
        (("add", "known", "--until", "2199-01-01"), 2, "A term has at most 50 years."),
        (("add", "known", "--until", "2001-01-01"), 2, "The term is over already"),
        (("add", "9", "--platform", "nowhere"), 2, "The account can't be named so (nowhere)."),
        (("add", "known", "--by", "ana.pires"), 3, "Ana Pires is no administrator or supervisor."),
        (("add", "known", "--tier", "standard"), 3, "One person can only raise a tier. Lowering it takes two."),
        (("lower", "known", "--reason", "x"), 3, "Nothing in it is lower than what the register says."),
        (("consent",), 2, "No lowering is there. See them with: countersign protect wishes."),
        (("import", "nothing.csv"), 4, "The register file can't be read"),
    ],
)
def test_what_the_register_can_not_do_is_one_sentence(
    reported: Home, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    known, _, _ = ordinary(reported)
    given = [known if one == "known" else one for one in arguments]
    done = reported.run("protect", *given, typed=(reported.passphrase_of["Ada Byron"],))
    assert (done.code, done.err.count("\n")) == (code, 1) and done.err.startswith(sentence), done


def test_a_broken_line_is_named_and_stops_all_of_it(reported: Home, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    known, _, _ = ordinary(reported)
    rows = f"sandbox,{known},verified,\nsandbox,,verified,\nnowhere,1,verified,\n"
    file.write_text(HEAD + rows, encoding="utf-8")
    done = reported.run("protect", "import", file, "--yes", typed=("unused",))
    assert done.code == 2 and "1 added; 2 broken." in done.out
    assert done.err == (
        "2 of 3 lines are broken: It names no platform id; a handle is not enough, because it can change hands "
        "(line 3). Nothing was asked for. Mend the file and try again.\n"
    )


def test_a_policy_is_checked_compared_tried_and_adopted_by_two_where_it_gets_lighter(
    home: Home, tmp_path: Path
) -> None:
    ada, ben = (home.passphrase_of[name] for name in NAMES)
    (first,) = home.must("policy", "list", "--json").json
    text = home.must("policy", "show").out
    assert first["in_force"] and text == DEFAULT_POLICY
    broken, lighter, heavier = (tmp_path / f"{name}.toml" for name in ("broken", "lighter", "heavier"))
    broken.write_text(policy_with(("limits", "page_after_s", '"soon"')), encoding="utf-8")
    lighter.write_text(policy_with(("limits", "last_day_s", "60")), encoding="utf-8")
    heavier.write_text(policy_with(("limits", "claims_per_person", "2")), encoding="utf-8")

    wrong = home.run("policy", "check", broken)
    number = DEFAULT_POLICY.splitlines().index("page_after_s = 300") + 1
    assert wrong.code == 2 and wrong.out.startswith(f"line {number}: ")
    assert f"broken.toml, line {number})" in wrong.err and wrong.err.count("\n") == 1
    checked = home.must("policy", "check", lighter, "--json").json
    assert checked["lighter"] and checked["missing_per_shift"] > 0 and not checked["published"]
    (difference,) = home.must("policy", "compare", lighter, "--json").json["differences"]
    assert difference == {"where": "limits.last_day_s", "weight": "lighter"} | {
        name: difference[name] for name in ("before", "after")
    }
    other_way = home.must("policy", "compare", first["digest"][:8], lighter).out
    assert other_way.splitlines()[1].startswith("heavier")
    assert home.must("policy", "simulate", lighter, "--days", "7").out.startswith("0 proposals in the last 7 days")
    assert home.must("policy", "staffing", "--json").json["missing_per_shift"] == checked["missing_per_shift"]

    alone = home.run("policy", "tighten", lighter, "--by", "ada.byron", typed=(ada,))
    assert alone.code == 3 and alone.err.count("\n") == 1
    asked = home.must("policy", "adopt", lighter, "--by", "ada.byron", typed=(ada,)).out
    assert asked.startswith("The team is too small: ") and "Nothing has changed yet." in asked
    assert home.must("policy", "list", "--json").json[0]["digest"] == first["digest"]
    signed = home.must("people", "co-sign", "--by", "ben.okri", typed=(ben,)).out
    assert "missing per shift" in signed and "in force with roster version" in signed
    now = home.must("policy", "list", "--json").json[0]
    assert now["in_force"] and now["digest"] == checked["digest"]
    home.must("policy", "publish", heavier, "--by", "ada.byron", typed=(ada,))
    back = home.run("policy", "tighten", heavier, typed=(ada,))
    home.must("audit", "verify", "--all")
    assert back.code == 0, back
