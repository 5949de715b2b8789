"""A process that leads a store is killed with ``kill -9``: nothing is lost, the effect is there exactly once (A32)."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.documents import DISPATCHER, REGISTRAR, OrderKind, Outcome
from console.resource_files import resource_path
from console.secrets.contract import SecretKind
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.opening import secrets_file
from console.secrets.sealed import DEMO_ONLY
from tests.support.checkout import ROOT
from tests.support.dying import SECRETS
from tests.support.floor import Floor, until
from tests.support.office import policy_with

HELD_BACK_S = 60
LASTS_S = 3600
POLICY = policy_with(
    ("friction.standard.suspend", "held_back_s", str(HELD_BACK_S)),
    toml=resource_path("policy/demo.toml").read_text(encoding="utf-8"),
)


@pytest.mark.parametrize(
    ("call", "when"),
    [("batch", "before"), ("batch", "after"), ("save", "after"), ("apply", "before"), ("apply", "after")],
)
def test_i6_a32_killed_at_any_call_the_effect_is_there_exactly_once(tmp_path: Path, call: str, when: str) -> None:
    floor = Floor(tmp_path, POLICY)
    try:
        proposal = floor.propose("ana", "somebody", Action.SUSPEND)
        floor.running.close()
        assert floor.page("somebody").can_post
        assert kill(floor, call, when) == -signal.SIGKILL
        floor.clock.forward(HELD_BACK_S + 30)
        floor.running = floor.open()
        services = floor.running.services
        assert services is not None
        until(lambda: (found := services.dispatcher.state.effects.get(proposal)) is not None and found.outcome)
        effect = services.dispatcher.state.effects[proposal]
        assert effect.outcome is Outcome.DONE
        assert not floor.page("somebody").can_post
        report = floor.sign_in("zoe").verify()
        assert report.holds, report.words
    finally:
        floor.close()


@pytest.mark.parametrize(("call", "when"), [("batch", "before"), ("restore", "before"), ("restore", "after")])
def test_a72_killed_at_the_end_of_a_temporary_action_it_ends_exactly_once(tmp_path: Path, call: str, when: str) -> None:
    floor = Floor(tmp_path)
    try:
        session, case = floor.session("ana"), floor.case("ana", "somebody")
        answers = msgspec.structs.replace(floor.answers(session, case, Action.SUSPEND), duration_s=LASTS_S)
        asked = session.propose(case, session.plan(case, Action.SUSPEND, LASTS_S), answers)
        proposal = floor.must("ana", asked)
        floor.clock.forward(5)
        until(lambda: not floor.page("somebody").can_post)
        until(lambda: floor.console.ledger.catch_up().effects[proposal].outcome)
        floor.running.close()
        assert kill(floor, call, when, LASTS_S + 1) == -signal.SIGKILL
        floor.clock.forward(LASTS_S + 30)
        floor.again()
        until(lambda: floor.page("somebody").can_post)
        state = until(lambda: (now := floor.console.ledger.catch_up()).effects[proposal].ended_by and now)
        end = until(lambda: (e := floor.console.ledger.catch_up().effects[state.effects[proposal].ended_by]).at and e)
        assert end.outcome is Outcome.DONE and end.kind is OrderKind.END
        assert sum(1 for effect in state.effects.values() if effect.kind is OrderKind.END) == 1
        report = floor.sign_in("zoe").verify()
        assert report.holds, report.words
    finally:
        floor.close()


def kill(floor: Floor, call: str, when: str, after_s: int = HELD_BACK_S + 1) -> int:
    """Let another process lead the store, ``after_s`` later, until it dies at that call; returns how it ended."""
    kept = EncryptedFileStore.create(secrets_file(floor.folder, floor.site_file.store_id), SECRETS, DEMO_ONLY)
    for name in (REGISTRAR, DISPATCHER):
        seed = floor.secrets.get(SecretKind.SERVICE_KEY, name)
        assert seed is not None
        kept.put(SecretKind.SERVICE_KEY, name, seed)
    start = (floor.clock() + timedelta(seconds=after_s)).isoformat()
    words = [sys.executable, "-m", "tests.support.dying", str(floor.folder), call, when, start]
    return subprocess.run(words, cwd=ROOT, timeout=60, check=False, capture_output=True).returncode
