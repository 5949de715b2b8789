"""2 November 2017 by command line alone: founded, enrolled, served, proposed, read, signed, restored, told, verified.

Where the command line has no command of its own (propose, find, countersign) the people's sessions of
``console.workstation`` ask, on the same store, while ``countersign serve`` decides and acts in another process.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from console.bootstrap.running import Running, open_local
from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.friction import enforced_ms
from console.domain.paging import CALL
from console.domain.reasons import ReasonId
from console.domain.views import CaseView, Reading, RequestState, Status
from console.platforms.sandbox import visitor
from console.platforms.sandbox.site import Site
from console.resource_files import resource_path
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.opening import secrets_file
from console.settings.site import load_site, save_site
from console.workstation.said import Answers
from console.workstation.session import Session
from tests.support.command import SECRETS, Home
from tests.support.office import by_hand, policy_with

PRESIDENT = "republic_president"
PRESIDENT_ID = "25073877"
SUPERVISORS = ("Lena Marsh", "Osei Boateng", "Priya Raman", "Jonas Weber", "Aiko Tanaka")
WHY = "The post threatens the people of another country with their end."
T = TypeVar("T")


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The people of that afternoon, and the reports that have come in; nobody changes it."""
    folder = tmp_path_factory.mktemp("afternoon")
    policy = folder / "policy.toml"
    demo = resource_path("policy", "demo.toml").read_text(encoding="utf-8")
    quick = ("friction.head_of_state.deactivate", "cooling_off_s", "2")
    policy.write_text(policy_with(quick, toml=demo), encoding="utf-8")
    home = Home(folder / "home")
    home.found("--policy", policy)
    tonight = (datetime.now(UTC) + timedelta(hours=6)).isoformat(timespec="seconds")
    home.enrol("Ira Kessler", "reviewer", "--vendor", "Vendor North", "--until", tonight)
    home.enrol("Ana Pires", "reviewer", "--vendor", "Vendor South")
    for name in SUPERVISORS:
        home.enrol(name, "supervisor")
    home.enrol("Zoe Adler", "auditor")
    home.open_quickly()
    with closing(sqlite3.connect(folder / "home" / "data" / "sandbox.db")) as db, db:
        db.execute("DELETE FROM reports WHERE account_id != ?", (PRESIDENT_ID,))  # those are not of this story
    assert home.must("intake", "pull", "--json", secrets=True).json["new"] > 0
    assert home.must("intake", "pull", "--json", secrets=True).json["new"] == 0
    return home


@pytest.fixture
def home(afternoon: Home, tmp_path: Path) -> Home:
    """The afternoon, once more from its beginning."""
    return afternoon.copy(tmp_path / "home")


class Floor:
    """The people at their consoles, on the store that another process leads."""

    def __init__(self, home: Home, running: Running) -> None:
        self._home = home
        assert running.console is not None and not running.leads
        self._console = running.console
        self._sessions: dict[str, Session] = {}

    def session(self, name: str) -> Session:
        """Somebody signed in, by their passphrase."""
        if name not in self._sessions:
            person = next(one for one in self._console.people() if one.name == name)
            self._sessions[name] = self._console.sign_in(person.id, self._home.passphrase_of[name])
        return self._sessions[name]

    def must(self, name: str, digest: str) -> None:
        """What was asked has to be admitted."""
        view = self.session(name).wait_for(digest, 15.0)
        assert view.state is RequestState.ADMITTED, (view, [reason.sentence for reason in view.reasons])

    def president(self, name: str) -> CaseView:
        """Claim the president's case and look at it."""
        session = self.session(name)
        (found,) = [one for one in session.find_account(PRESIDENT) if one.account.handle == PRESIDENT]
        assert found.case is not None
        session.claim(found.case)
        return session.case(found.case)

    def propose(self, name: str, case: CaseView) -> str:
        """Ask for the deactivation, every step of friction done, no faster than by hand; the request's digest."""
        session = self.session(name)
        plan = session.plan(case, Action.DEACTIVATE)
        CancelToken().wait(sum(least for _, least in enforced_ms(plan, session.policy().limits)) / 1000)
        answers = Answers(
            action=Action.DEACTIVATE,
            clause="4.2",
            justification=WHY,
            message="",
            content=(),
            evidence=(case.contents[0].digest,),
            duration_s=None,
            steps=by_hand(plan.steps),
        )
        return session.propose(case, plan, answers, self._home.passphrase_of[name])

    def drawn(self, many: int) -> dict[str, Reading]:
        """Who has a second reading to do; ``many`` of them."""

        def look() -> dict[str, Reading] | None:
            found = {name: self.session(name).readings() for name in SUPERVISORS}
            mine = {name: rows[0] for name, rows in found.items() if rows}
            return mine if len(mine) >= many else None

        return until(look)

    def find(self, name: str, reading: Reading, verdict: Verdict | None) -> None:
        """Read the case and sign a finding."""
        session = self.session(name)
        case = session.case(reading.row.case)
        self.must(name, session.find(reading.assignment, case, verdict, "What I found." if verdict else ""))


def until(look: Callable[[], T | None], seconds: float = 30.0) -> T:
    """What ``look`` says as soon as it says something."""
    patience = CancelToken()
    for _ in range(int(seconds / 0.1)):
        found = look()
        if found is not None:
            return found
        patience.wait(0.1)
    raise AssertionError(f"nothing came of it in {seconds:.0f} s")


@contextmanager
def at_work(home: Home) -> Iterator[Floor]:
    """``countersign serve`` in a process of its own, and everybody at their console here."""
    site_path = home.folder / "config" / "site.toml"
    site, data = load_site(site_path), home.folder / "data"
    with home.serving():
        secrets = EncryptedFileStore.open(secrets_file(data, site.store_id), SECRETS)
        running = open_local(site, site_path, secrets, data)
        try:
            yield Floor(home, running)
        finally:
            running.close()


def page(home: Home) -> visitor.Page:
    """The president's page as a visitor sees it."""
    return visitor.status(Site(home.folder / "data" / "sandbox.db", now=lambda: datetime.now(UTC)), PRESIDENT_ID)


def told(home: Home) -> list[dict[str, Any]]:
    """`audit story`, as the auditor is told it."""
    typed = (home.passphrase_of["Zoe Adler"],)
    lines: list[dict[str, Any]] = home.must(
        "audit", "story", PRESIDENT, "--as", "Zoe Adler", "--json", typed=typed
    ).json
    return lines


def audited(home: Home, command: str, *options: str, who: str = "Zoe Adler") -> Any:
    """What one of the other commands of `audit` says."""
    return home.must("audit", command, *options, "--as", who, "--json", typed=(home.passphrase_of[who],)).json


def words(lines: list[dict[str, Any]]) -> str:
    """What is told, one line each."""
    return "\n".join(line["words"] for line in lines)


def rings(home: Home, folder: Path) -> Path:
    """The site file names a program that rings; it writes down what it is told, here."""
    program, rung = folder / "ring.py", folder / "rung"
    program.write_text(
        f"import sys\nprint(sys.argv[1:], file=open({str(rung)!r}, 'a', encoding='utf-8'))", encoding="utf-8"
    )
    site_path = home.folder / "config" / "site.toml"
    command = (sys.executable, str(program), "{login}", "{text}")
    save_site(site_path, msgspec.structs.replace(load_site(site_path), page_command=command))
    rung.touch()
    return rung


def test_first_telling_nobody_alone_and_two_who_find_nothing(home: Home, tmp_path: Path) -> None:
    rung = rings(home, tmp_path)
    with at_work(home) as floor:
        case = floor.president("Ira Kessler")
        plan = floor.session("Ira Kessler").plan(case, Action.DEACTIVATE)
        assert [reason.id for reason in plan.forbidden] == [ReasonId.LAST_DAY_PROTECTED]
        asked = floor.propose("Ira Kessler", case)
        refused = floor.session("Ira Kessler").wait_for(asked, 15.0)
        assert refused.state is RequestState.REJECTED
        assert refused.reasons[0].sentence.startswith("Not today: your contract ends today")
        floor.session("Ira Kessler").release(case.case)

        floor.must("Ana Pires", floor.propose("Ana Pires", floor.president("Ana Pires")))
        assert page(home).kind is visitor.PageKind.PROFILE
        drawn = floor.drawn(2)
        (stuck,) = audited(home, "stuck")
        assert (stuck["account"], stuck["missing"], stuck["reading"]) == (PRESIDENT, 2, 2)
        assert not stuck["nobody_left"] and "2 signatures are missing" in stuck["what"]
        logins = {name.casefold().replace(" ", ".") for name in drawn}
        called = until(lambda: lines if len(lines := rung.read_text().splitlines()) == 2 else None)
        assert set(called) == {str([login, CALL]) for login in logins}, "each once, and told nothing of the case"
        for name, reading in drawn.items():
            floor.find(name, reading, None)
        ended = until(lambda: next((w for w in floor.session("Ana Pires").waiting() if w.until is None), None))
        assert ended.status is Status.REFUSED and page(home).kind is visitor.PageKind.PROFILE
        nothing = home.run("restore", PRESIDENT, "--as", "Lena Marsh", typed=(home.passphrase_of["Lena Marsh"],))
        assert nothing.code == 3 and nothing.err.startswith("Nothing is in effect on this account")
    story = words(told(home))
    assert "Ana Pires proposed: deactivate, clause 4.2 Threats of violence" in story
    assert story.count("read the case and found no violation") == 2
    assert "Ended: refused" in story and "Ordered from the platform" not in story
    home.must("audit", "verify", "--all")


class Gone(msgspec.Struct, frozen=True):
    """The store in which the account is gone, and a supervisor who had no part in it."""

    home: Home
    other: str


@pytest.fixture(scope="module")
def gone(afternoon: Home, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """The second telling: two find what the author found and sign, it cools off, the account is gone."""
    home = afternoon.copy(tmp_path_factory.mktemp("gone") / "home")
    with at_work(home) as floor:
        floor.must("Ana Pires", floor.propose("Ana Pires", floor.president("Ana Pires")))
        drawn = floor.drawn(2)
        for name, reading in drawn.items():
            floor.find(name, reading, Verdict(clause="4.2", action=Action.DEACTIVATE))
        for name, reading in drawn.items():
            session = floor.session(name)
            until(lambda session=session: next((r for r in session.readings() if r.opened is not None), None))  # type: ignore[misc]
            opened = session.opened(reading.assignment)
            assert (opened.account.handle, opened.justification) == (PRESIDENT, WHY)
            floor.must(name, session.countersign(opened, home.passphrase_of[name]))
        assert page(home).kind is visitor.PageKind.PROFILE, "it cools off first"
        until(lambda: page(home).kind is visitor.PageKind.GONE or None)
        recent = until(lambda: next(iter(floor.session("Zoe Adler").recent(5)), None))
        assert recent.account.handle == PRESIDENT
        return Gone(home, next(name for name in SUPERVISORS if name not in drawn))


def restore(home: Home, who: str) -> dict[str, Any]:
    """`restore`, as another supervisor types it."""
    done = home.run_apart("restore", PRESIDENT, "--as", who, "--json", typed=(home.passphrase_of[who],))
    assert (done.code, done.err) == (0, "")
    assert (done.json["handle"], done.json["action"]) == (PRESIDENT, "deactivate")
    assert done.json["restored_at"] is not None and done.json["seconds"] < 20
    assert page(home).kind is visitor.PageKind.PROFILE
    answer: dict[str, Any] = done.json
    return answer


def test_restore_needs_nobody_else_and_no_server(gone: Gone, tmp_path: Path) -> None:
    home = gone.home.copy(tmp_path / "home")
    assert page(home).kind is visitor.PageKind.GONE
    restore(home, gone.other)
    typed = (home.passphrase_of[gone.other],)
    again = home.run("restore", PRESIDENT, "--as", gone.other, typed=typed)
    assert again.code == 3 and again.err.startswith("Nothing is in effect on this account")
    home.must("audit", "verify", "--all")


def tampered(home: Home, statement: str) -> None:
    """As the owner of the file could: drop every guard, change something, put the guards back."""
    with closing(sqlite3.connect(home.store, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        assert db.execute(statement).rowcount == 1, statement
        for _, sql in guards:
            db.execute(sql)


def test_an_auditor_is_shown_who_reads_how_with_whom_how_long_it_took_and_who_looked(
    gone: Gone, tmp_path: Path
) -> None:
    home = gone.home.copy(tmp_path / "home")
    records = {one["name"]: one for one in audited(home, "records")}
    read = [one for one in records.values() if one["readings"]]
    assert len(read) == 2 and all(
        one["agreed"] | {"low": 0} == {"hits": 1, "all": 1, "low": 0, "high": 1} for one in read
    )
    own = read[0]["name"]
    assert audited(home, "records", who=own) == [read[0]], "everybody else is shown their own"
    assert {(one["author"], one["reader"], one["met"]) for one in audited(home, "pairs")} >= {("Ana Pires", own, 1)}
    (wait,) = [one for one in audited(home, "waits", "--days", "7") if one["tier"] == "head_of_state"]
    assert (wait["count"], wait["waiting"], wait["ran_out"]) == (1, 0, 0) and wait["p50_s"] == wait["p95_s"]
    looks = audited(home, "looks", "--of", "Ana Pires")
    assert {one["what"] for one in looks} >= {"case"} and looks[0]["accounts"] == [PRESIDENT]
    assert audited(home, "looks", "--before", str(looks[-1]["entry"]), "--of", "Ana Pires") == []
    assert audited(home, "stuck") == []
    typed = (home.passphrase_of["Ana Pires"],)
    for command in ("looks", "pairs", "waits", "stuck"):
        refused = home.run("audit", command, "--as", "Ana Pires", typed=typed)
        assert refused.code == 3 and refused.err.startswith("This is for "), refused
    typed = (home.passphrase_of["Zoe Adler"],)
    for command, told_ in (
        ("records", " of 1 ("),
        ("pairs", "by the lot"),
        ("waits", "head of state"),
        ("looks", "case"),
    ):
        assert told_ in home.must("audit", command, "--as", "Zoe Adler", typed=typed).out
    assert home.must("audit", "stuck", "--as", "Zoe Adler", typed=typed).out == "Nothing waits for a signature.\n"


def test_second_telling_two_sign_it_is_gone_restored_told_and_provable(gone: Gone, tmp_path: Path) -> None:
    restored = gone.home.copy(tmp_path / "home")
    with restored.serving():
        restore(restored, gone.other)
    lines = told(restored)
    story = words(lines)
    assert story.count("read the case and found 4.2, deactivate") == 2
    assert story.count(" countersigned") == 2
    assert "Carried out; read back from where a visitor looks" in story
    assert "Restored; read back from where a visitor looks" in story
    assert [line["entry"] for line in lines] == sorted(line["entry"] for line in lines)
    assert all(line["at"].endswith("Z") for line in lines)
    assert f"{gone.other} restored it" in story
    assert {line["person"] for line in lines} >= {"Ana Pires", gone.other}
    verified = restored.must("audit", "verify", "--all", "--json").json
    assert verified["holds"] and verified["covered"] == verified["entries"]

    proposal = next(line["entry"] for line in lines if line["kind"] == "proposal/1")
    changes = {
        f"Entry {proposal} of the ledger does not hold": (
            f"UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '4.2', '4.3') AS BLOB)"
            f" WHERE entry_index = {proposal}",
            (),
        ),
        "proposals ": ("UPDATE proposals SET author = 'somebody' WHERE action = 'deactivate'", ("--all",)),
        "texts ": (f"UPDATE texts SET text = 'Another reason.' WHERE text = '{WHY}'", ("--all",)),
    }
    for number, (named, (statement, options)) in enumerate(changes.items()):
        other = restored.copy(tmp_path / f"changed-{number}")
        tampered(other, statement)
        if options:
            other.must("audit", "verify")
        done = other.run("audit", "verify", *options)
        assert done.code == 5 and named in done.err and done.err.count("\n") == 1, done
