"""One restore from gesture to the platform's read-back, 100 runs: median and p99, beside the incident's 660 s."""

from __future__ import annotations

import time
from itertools import islice

from console.bootstrap.demo import Demo, open_demo
from console.domain.actions import Action
from console.domain.documents import StepDone
from console.domain.policy import policy_digest
from console.domain.views import QueueFilter, QueueRow, RequestState
from console.resource_files import resource_path
from console.workstation.said import Answers
from console.workstation.session import Session
from tests.bench.figures import Figure
from tests.support.office import policy_with

RUNS = 100
INCIDENT_S = 660.0
GOAL = 1.0 / INCIDENT_S
"""Under a second, as a share of the eleven minutes."""
PATIENCE_S = 120.0
SPARE = 20
"""Cases more than runs: look-alikes of protected accounts need a second person, and are left out."""


def measure() -> list[Figure]:
    """One figure: the median restore against the incident."""
    demo = open_demo(policy_toml=_policy())
    try:
        taken = sorted(_restores(demo))
    finally:
        demo.close()
    median, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99) - 1]
    more = (f"{len(taken)} restores: median {median * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms; the incident took 660 s",)
    return [Figure("restore", median / INCIDENT_S, GOAL, True, median, INCIDENT_S, "s", "median", more)]


def _policy() -> str:
    """The demo's policy without the limits that keep one person from doing this a hundred times."""
    toml = resource_path("policy", "demo.toml").read_text(encoding="utf-8")
    changes = (
        ("limits", "restores_per_hour", "1000"),
        ("limits", "account_actions_per_hour", "1000"),
        ("limits", "claims_per_person", "1000"),
        ("limits", "pending_per_person", "1000"),
        ("friction.standard.curb", "held_back_s", "1"),
    )
    changed = policy_with(*changes, toml=toml)
    assert policy_digest(changed) != policy_digest(toml)
    return changed


def _restores(demo: Demo) -> list[float]:
    person = next(p for p in demo.people if p.name == "Tomas Lind")
    console, services = demo.running.console, demo.running.services
    assert console is not None and services is not None
    session = console.sign_in(person.id, person.passphrase)
    limited = (_limit(session, row) for row in _standard_rows(session))
    effects = list(islice((pair for pair in limited if pair is not None), RUNS))
    _until(lambda: all(_done(services.dispatcher.state.effects.get(e[0])) for e in effects))
    taken = []
    for proposal, account in effects:
        began = time.perf_counter()
        restore = session.restore(proposal, account)
        _until(lambda r=restore: _done(services.dispatcher.state.effects.get(r)), every_s=0.001)
        taken.append(time.perf_counter() - began)
    return taken


def _standard_rows(session: Session) -> list[QueueRow]:
    found: list[QueueRow] = []

    def enough() -> bool:
        found.clear()
        cursor = None
        while True:
            page = session.queue(QueueFilter(), cursor, 200)
            found.extend(row for row in page.rows if not row.account.tier.protected)
            cursor = page.cursor
            if cursor is None:
                return len(found) >= RUNS + SPARE

    _until(enough)
    return found


def _limit(session: Session, row: QueueRow) -> tuple[str, str] | None:
    """Propose to limit one account; returns the proposal and the account, ``None`` where a look-alike is slow."""
    session.claim(row.case)
    case = session.case(row.case)
    plan = session.plan(case, Action.LIMIT)
    if plan.readers:
        return None
    answers = Answers(
        action=Action.LIMIT,
        clause="0.1",
        justification="",
        message="",
        content=(),
        evidence=(),
        duration_s=None,
        steps=tuple(StepDone(kind=kind, after_ms=900) for kind in plan.steps),
    )
    digest = session.propose(case, plan, answers)
    view = session.wait_for(digest, 20)
    if view.state is not RequestState.ADMITTED:
        raise SystemExit(f"restore bench: {[reason.sentence for reason in view.reasons]}")
    return digest, row.account.id


def _done(effect: object) -> bool:
    return getattr(effect, "outcome", None) is not None


def _until(holds: object, every_s: float = 0.05) -> None:
    assert callable(holds)
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("restore bench: it took too long")
        time.sleep(every_s)
