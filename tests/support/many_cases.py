"""A store with many open cases, filled in seconds: for the figures, and for tests that ask how lists grow.

The rows are what intake would have written (texts under salted digests, search, counters), made in bulk.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from console.domain.actions import Tier
from console.domain.cases import CaseState, ReportReason, case_digest, due_at_rank, text_digest
from console.store.accounts import account_lookup
from console.store.cards import card_text
from console.store.engine import Store
from console.store.opening import create_store
from console.store.reports import content_digest, report_digest
from console.store.tables.base import to_microseconds

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FACTS = {"store": "0123456789abcdef0123456789abcdef", "env": "test", "organisation": "Test"}
_STEP = 40_000
_LANGUAGES = ("en", "de", "fr", "pt", "ar", "hi")


def new_store(folder: Path, name: str = "store.db") -> Store:
    """An empty store in ``folder``."""
    return create_store(folder / name, FACTS)


def store_with_cases(folder: Path, count: int, name: str = "many.db", *, reports: bool = True) -> Store:
    """A store with ``count`` open cases, the same every time; each with one report unless ``reports`` is false."""
    store = new_store(folder, name)
    fill(store, count, reports=reports)
    return store


def fill(store: Store, count: int, seed: int = 1, *, reports: bool = True) -> None:
    """Add ``count`` accounts with one open case each: past our own code, sorted, and without fsync or triggers.

    200,000 cases without reports take some 20 seconds.
    """
    chance = random.Random(seed)
    raw = sqlite3.connect(store.path, isolation_level=None)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
        raw.execute(f"PRAGMA {pragma}")
    guards = [row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    raw.execute("BEGIN IMMEDIATE")
    for name in [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
        raw.execute(f"DROP TRIGGER {name}")
    for start in range(0, count, _STEP):
        rows: dict[str, list[dict[str, Any]]] = {}
        for number in range(start, min(start + _STEP, count)):
            for table, row in _rows_of(number, chance, reports):
                rows.setdefault(table, []).append(row)
        for table, of_table in rows.items():
            _insert(raw, table, of_table)
    raw.execute(
        "INSERT INTO counters (name, value) VALUES ('open_cases', ?1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + ?1",
        (count,),
    )
    for guard in guards:
        raw.execute(guard)
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _insert(raw: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """In the order of the first column, which is the key, so that the tree grows at one end only."""
    names = list(rows[0])
    rows.sort(key=lambda row: str(row[names[0]]))
    columns, marks = ", ".join(f'"{n}"' for n in names), ", ".join(f":{n}" for n in names)
    raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _rows_of(number: int, chance: random.Random, with_report: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    account, case, content, report = (chance.randbytes(16).hex() for _ in range(4))
    report += report
    oldest = NOON - timedelta(seconds=chance.randrange(40 * 24 * 3600), microseconds=number)
    reason = chance.choice(list(ReportReason))
    tier = Tier.HEAD_OF_STATE if number % 5000 == 7 else Tier.VERIFIED if number % 50 == 3 else Tier.STANDARD
    language = chance.choice(_LANGUAGES)
    said = {
        "id": f"user-{number:07d}",
        "handle": f"person{number:07d}",
        "name": f"Person number {number}",
    }
    if with_report:
        said |= {
            "content_id": f"post-{number}",
            "content": f"Reported words of post {number}, a sentence or two long.",
            "reporter": f"reporter-{number % 997}",
            "statement": "This breaks the rules.",
        }
    said["card"] = card_text(said["id"], said["handle"], said["name"])
    refs: dict[str, str] = {}
    for key, text in said.items():
        salt = chance.randbytes(16)
        refs[key] = text_digest(salt, text)
        yield "texts", {"digest": refs[key], "salt": salt, "text": text, "erased_at": None}
    reach = chance.randrange(100_000)
    state = hashlib.sha256(b"nothing in force").hexdigest()
    yield (
        "accounts",
        {
            "id": account,
            "platform": "sandbox",
            "lookup": account_lookup("sandbox", said["id"]),
            "platform_id_ref": refs["id"],
            "handle_ref": refs["handle"],
            "name_ref": refs["name"],
            "card_ref": refs["card"],
            "tier": tier.value,
            "tier_flag": tier.value,
            "tier_register": None,
            "reach": reach,
            "reach_noun": "followers",
            "state": state,
            "state_words": '["nothing in force"]',
            "avatar": "",
            "created": None,
            "read_at": to_microseconds(NOON),
            "confusable_with": None,
        },
    )
    for field in ("handle", "name", "id"):
        yield "account_search", {"account": account, "field": field, "folded": said[field].casefold()}
    at = to_microseconds(oldest)
    evidence: tuple[str, ...] = ()
    if with_report:
        item = content_digest(refs["content_id"], refs["content"], None, "post", at)
        complaint = report_digest(report, reason, refs["content_id"], refs["reporter"], refs["statement"])
        evidence = (item, complaint)
    yield (
        "cases",
        {
            "id": case,
            "account": account,
            "state": CaseState.OPEN.value,
            "rank": due_at_rank(oldest, (reason,)),
            "tier": tier.value,
            "card_ref": refs["card"],
            "reach": reach,
            "reach_noun": "followers",
            "platform": "sandbox",
            "digest": case_digest(account, state, evidence),
            "oldest_report": at,
            "report_count": 1,
            "reasons": f'["{reason.value}"]',
            "languages": f'["{language}"]',
            "opened_at": to_microseconds(NOON),
            "closed_at": None,
        },
    )
    yield "case_reasons", {"case": case, "reason": reason.value, "count": 1}
    yield "case_languages", {"case": case, "language": language}
    if not with_report:
        return
    yield (
        "contents",
        {
            "id": content,
            "account": account,
            "lookup": hashlib.sha256(said["content_id"].encode()).hexdigest(),
            "platform_id_ref": refs["content_id"],
            "text_ref": refs["content"],
            "media_ref": None,
            "kind": "post",
            "language": language,
            "at": at,
            "digest": item,
        },
    )
    yield "case_contents", {"case": case, "content": content, "reported_times": 1}
    yield (
        "reports",
        {
            "id": report,
            "case": case,
            "kind": "content",
            "platform_report_id": str(number),
            "target_ref": refs["content_id"],
            "reporter_ref": refs["reporter"],
            "pseudonym": "abcd",
            "reason": reason.value,
            "reason_as_given": reason.value,
            "statement_ref": refs["statement"],
            "language": language,
            "at": at,
            "content": content,
            "digest": complaint,
            "taken_at": to_microseconds(NOON),
        },
    )
