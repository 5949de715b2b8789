"""The ways back by command line: late restores of two, reports, undo since, alarms, and what ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap.running import open_local
from console.cancel import CancelToken
from console.domain.actions import Action, Tier
from console.domain.friction import enforced_ms
from console.domain.policy import parse_policy
from console.domain.views import QueueFilter, QueueRow, RequestState
from console.platforms.sandbox import people
from console.platforms.sandbox.site import Site
from console.secrets.contract import MemoryStore, SecretKind
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.opening import secrets_file
from console.secrets.sealed import DEMO_ONLY
from console.settings.site import load_site
from console.workstation.said import Answers
from console.workstation.session import Session
from tests.support.command import SECRETS, Home
from tests.support.floor import QUICK, lay_out, phrase, until
from tests.support.office import by_hand, policy_with

PRESIDENT = "president"
ACCOUNTS = {"president": Tier.HEAD_OF_STATE, **dict.fromkeys(("stays", "limited", "suspended"), Tier.STANDARD)}
QUICK_ONE = policy_with(("limits", "restores_per_hour", "1"), toml=QUICK)
STAYS_DOWN = next(clause.id for clause in parse_policy(QUICK).clauses if clause.stays_down)


def now() -> datetime:
    """The machine's time: the commands have no other."""
    return datetime.now(UTC)


def found(folder: Path) -> Home:
    """A home with everybody of the tests' floor, whose passphrases cost little."""
    home = Home(folder)
    (folder / "config").mkdir(parents=True)
    (folder / "data").mkdir()
    given = MemoryStore()
    site, ids = lay_out(folder / "config", given, now, QUICK_ONE, ACCOUNTS)
    kept = EncryptedFileStore.create(secrets_file(folder / "data", site.store_id), SECRETS, DEMO_ONLY)
    for kind in SecretKind:
        for name in given.names(kind):
            secret = given.get(kind, name)
            assert secret is not None
            kept.put(kind, name, secret)
    home.passphrase_of = {name: phrase(name) for name in ids}
    return home


@contextmanager
def at_work(home: Home) -> Iterator[Callable[[str], Session]]:
    """A console that leads the store, and its people."""
    site_path, data = home.folder / "config" / "site.toml", home.folder / "data"
    site = load_site(site_path)
    kept = EncryptedFileStore.open(secrets_file(data, site.store_id), SECRETS)
    running = open_local(site, site_path, kept, data, lead=True)
    assert running.console is not None
    console = running.console

    def session(name: str) -> Session:
        person = next(one for one in console.people() if one.name == name)
        return console.sign_in(person.id, home.passphrase_of[name])

    try:
        yield session
    finally:
        running.close()


def decide(session: Session, row: QueueRow, action: Action, clause: str, duration_s: int | None = None) -> str:
    """Claim a case and commit, every step of friction done."""
    session.claim(row.case)
    case = session.case(row.case)
    plan = session.plan(case, action, duration_s)
    CancelToken().wait(sum(least for _, least in enforced_ms(plan, session.policy().limits)) / 1000)
    answers = Answers(
        action=action,
        clause=clause,
        justification="It breaks the rule.",
        message="",
        content=(),
        evidence=(),
        duration_s=duration_s,
        steps=by_hand(plan.steps),
    )
    digest = session.propose(case, plan, answers)
    view = session.wait_for(digest, 15.0)
    assert view.state is RequestState.ADMITTED, [reason.sentence for reason in view.reasons]
    return digest


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Ana has suspended one account for what stays down, limited one for a day, and suspended another."""
    home = found(tmp_path_factory.mktemp("shift") / "home")
    with at_work(home) as session:
        ana = session("ana")
        until(lambda: len(ana.queue(QueueFilter(), None, 200).rows) == len(ACCOUNTS) or None)
        rows = {row.account.handle: row for row in ana.queue(QueueFilter(), None, 200).rows}
        decide(ana, rows["stays"], Action.SUSPEND, STAYS_DOWN)
        decide(ana, rows["limited"], Action.LIMIT, "4.7", 86400)
        decide(ana, rows["suspended"], Action.SUSPEND, "4.7")
        until(lambda: len(ana.recent(10)) == 3 or None)
    return home


@pytest.fixture
def home(shift: Home, tmp_path: Path) -> Home:
    """The same once more, for one test."""
    return shift.copy(tmp_path / "home")


def run(home: Home, who: str, *command: object) -> Any:
    """A command of somebody's, for scripts; it has to end well."""
    return home.must(*command, "--as", who, "--json", typed=(home.passphrase_of[who],)).json


def refused(home: Home, who: str, *command: object) -> tuple[int, str]:
    """A command of somebody's that has to be refused: its code and its sentence."""
    done = home.run(*command, "--as", who, typed=(home.passphrase_of[who],))
    assert done.code and done.err.count("\n") == 1, done
    return done.code, done.err


def test_i8_a_late_restore_by_command_line_takes_two(home: Home) -> None:
    handle = "stays"
    alone = refused(home, "lena", "restore", handle)
    assert alone[0] == 3 and "--late" in alone[1]
    asked = run(home, "lena", "restore", handle, "--late", "It was satire")
    (line,) = run(home, "osei", "restores", "list")
    assert (line["wish"], line["state"], line["reason"]) == (asked["wish"], "waits", "It was satire")
    assert not line["you_may_not"]
    own = refused(home, "lena", "restores", "consent", handle)
    assert own[0] == 3
    run(home, "osei", "restores", "consent", handle)
    with at_work(home) as session:
        zoe = session("zoe")
        until(lambda: next((e.restored_at for e in zoe.recent(10) if e.account.handle == handle), None))
    assert run(home, "osei", "restores", "list")[0]["state"] == "done"
    again = refused(home, "osei", "restores", "consent", handle)
    assert again[0] == 2
    (missing,) = run(home, "lena", "restores", "unreported")
    reported = run(home, "lena", "restores", "report", handle, "--text", "The report was a joke.")
    assert reported["restore"] == missing["restore"]
    assert run(home, "lena", "restores", "unreported") == []
    words = "\n".join(f"{one['words']}: {one['detail']}" for one in run(home, "zoe", "audit", "story", handle))
    assert "lena asked to restore it (suspend), which takes a second person: It was satire" in words
    assert "osei consented to the restore: suspend" in words
    assert "lena reported on the restore: The report was a joke." in words
    home.must("audit", "verify", "--all")


def test_an_objection_by_command_line_ends_a_late_restore(home: Home) -> None:
    handle = "stays"
    run(home, "lena", "restore", handle, "--late", "It was satire")
    run(home, "osei", "restores", "object", handle, "--reason", "It was not")
    assert run(home, "lena", "restores", "list")[0]["state"] == "objected"


def test_undo_since_by_command_line_lists_first_and_restores_within_the_limits(
    home: Home,
) -> None:
    stays, limited, suspended = "stays", "limited", "suspended"
    listed = run(home, "lena", "undo-since", "ana", "2017-11-02")
    assert [line["handle"] for line in listed["lines"]] == [suspended, limited, stays]
    assert [line["undo"] for line in listed["lines"]] == ["restore", "restore", "second"] and listed["left"] == 1
    assert run(home, "zoe", "undo-since", "ana", "2017-11-02")["lines"][0]["undo"] == "nothing"
    own = refused(home, "ana", "undo-since", "ana", "2017-11-02")
    assert own[0] == 3
    (end,) = run(home, "ana", "restores", "ending")
    assert (end["handle"], end["state"]) == (limited, "runs")
    done = run(home, "lena", "undo-since", "ana", "2017-11-02", "--yes", "--late", "Her key was stolen")
    answers = [line["answer"] for line in done["lines"]]
    assert answers[0].startswith("asked") and "within the hour" in answers[1] and answers[2].startswith("asked")
    left = run(home, "osei", "undo-since", "ana", "2017-11-02")["lines"]
    assert limited in [line["handle"] for line in left]
    nobody = refused(home, "lena", "undo-since", "Nobody", "2017-11-02")
    assert nobody[0] == 2


def test_i13_alarms_by_command_line_are_listed_lifted_and_explained(
    home: Home,
) -> None:
    site = Site(home.folder / "config" / "sandbox.db", now=now)
    assert run(home, "lena", "alarms", "list") == []
    people.act_by_hand(site, PRESIDENT, Action.SUSPEND)
    people.act_by_hand(site, PRESIDENT, Action.LIMIT)
    with at_work(home) as session:
        zoe = session("zoe")
        until(lambda: len(zoe.ways.alarms()) == 2 or None)
    first, second = run(home, "lena", "alarms", "list")
    assert {first["looks_like"], second["looks_like"]} == {"suspend", "limit"} and first["handle"] == PRESIDENT
    run(home, "lena", "alarms", "lift", PRESIDENT)
    with at_work(home) as session:
        zoe = session("zoe")
        until(lambda: len(zoe.ways.alarms()) == 1 or None)
    run(home, "osei", "alarms", "explain", PRESIDENT, "--text", "The campaign asked for it")
    assert run(home, "lena", "alarms", "list") == []
    none = refused(home, "lena", "alarms", "lift", PRESIDENT)
    assert none[0] == 2
    words = "\n".join(f"{one['words']}: {one['detail']}" for one in run(home, "zoe", "audit", "story", PRESIDENT))
    assert "Alarm: the platform shows what nobody here has done" in words
    assert "lena asked to lift what nobody here had done" in words and "Lifted; read back" in words
    assert "osei explained the change that nobody here had made: The campaign asked for it" in words
    home.must("audit", "verify", "--all")
