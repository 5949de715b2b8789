"""Admitted proposals per second, against one PyNaCl verification and an insert of the same bytes for each.

Both commit in batches of 100, on files of the same disk, with WAL and ``synchronous=FULL``.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from nacl.signing import VerifyKey

from console.domain.actions import Action
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.registrar.loop import TIMERS_EVERY_S
from console.store import inbox, leases
from tests.bench.figures import Figure
from tests.support.office import key
from tests.support.registrar_world import RegistrarWorld

COUNT = 1_500
BATCH = 100
GOAL = 0.3
ROUNDS = 3


def measure() -> list[Figure]:
    """One figure: ours to theirs, per second; the best of three rounds of each, taken in turn."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            world = RegistrarWorld(Path(folder))
            try:
                world.registrar = world.new_registrar(timers_every_s=TIMERS_EVERY_S)
                world.registrar.load()
                requests = _requests(world)
                theirs.append(_peer(Path(folder), requests))
                ours.append(_ours(world, requests))
            finally:
                world.close()
    return [
        Figure("registrar", max(ours) / max(theirs), GOAL, False, max(ours), max(theirs), "/s", "admitted proposals")
    ]


def _requests(world: RegistrarWorld) -> list[SignedDocument]:
    """Signed proposals of one author, each on a case of its own that the author holds."""
    found = []
    for number in range(COUNT):
        case = world.case(f"bench-{number}")
        limits = {"now": world.now, "lease_s": 86_400, "most": COUNT}
        world.store.run(lambda uow, c=case, kw=limits: leases.claim(uow, "bruno", c, **kw))
        found.append(sign(world.proposal("bruno", case, Action.WARN), key("bruno")))
    return found


def _ours(world: RegistrarWorld, requests: list[SignedDocument]) -> float:
    for signed in requests:
        world.put("bruno", signed, most_pending=COUNT + 1)
    world.now += timedelta(seconds=1)
    began = time.perf_counter()
    while world.store.read(inbox.anything_pending):
        world.registrar.step()
    taken = time.perf_counter() - began
    admitted = sum(1 for signed in requests if signed.digest in world.state.proposals)
    if admitted != COUNT:
        raise SystemExit(f"registrar bench: only {admitted} of {COUNT} were admitted")
    return COUNT / taken


def _peer(folder: Path, requests: list[SignedDocument]) -> float:
    """What nobody can do without: verify each signature, keep each document."""
    db = sqlite3.connect(folder / "peer.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, document BLOB NOT NULL, signatures BLOB NOT NULL)")
    public = VerifyKey(bytes.fromhex(key("bruno").public))
    began = time.perf_counter()
    for start in range(0, len(requests), BATCH):
        db.execute("BEGIN IMMEDIATE")
        for signed in requests[start : start + BATCH]:
            prefix = f"countersign/{signed.kind}".encode() + b"\0"
            public.verify(prefix + signed.data, bytes.fromhex(signed.signatures[0].signature))
            row = (signed.data, signatures_to_bytes(signed.signatures))
            db.execute("INSERT INTO documents (document, signatures) VALUES (?, ?)", row)
        db.execute("COMMIT")
    taken = time.perf_counter() - began
    db.close()
    return len(requests) / taken
