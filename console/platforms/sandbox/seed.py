"""Fill a new sandbox from ``resources/sandbox/``: accounts.jsonl, posts.jsonl, reports.jsonl.

Times in these files are minutes before now, so that a demo made today has reports of the last minutes and days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from console.domain.actions import Tier
from console.errors import BadInput
from console.platforms.reading import MediaRef, ReportKind
from console.platforms.sandbox.site import Clock, Site, seconds


class SeedAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of accounts.jsonl; ``days`` is the account's age."""

    id: str
    handle: str
    name: str
    tier: Tier
    followers: int
    days: int
    language: str
    biography: str
    avatar: str


class SeedPost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of posts.jsonl."""

    id: str
    account: str
    minutes: int
    language: str
    text: str
    media: tuple[MediaRef, ...] = ()


class SeedReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of reports.jsonl; ``post`` is "" for a report on the account itself."""

    id: str
    account: str
    reporter: str
    minutes: int
    reason: str
    language: str
    statement: str
    post: str = ""


Line = TypeVar("Line", SeedAccount, SeedPost, SeedReport)


def make(path: Path, resources: Path, *, now: Clock) -> Site:
    """A new platform in ``path``, filled from the folder ``resources``; raises :class:`BadInput` naming a bad line."""
    accounts = list(_lines(resources / "accounts.jsonl", SeedAccount))
    posts = list(_lines(resources / "posts.jsonl", SeedPost))
    reports = list(_lines(resources / "reports.jsonl", SeedReport))
    site = Site.create(path, now=now)
    fill(site, accounts, posts, reports, now())
    return site


def fill(
    site: Site, accounts: list[SeedAccount], posts: list[SeedPost], reports: list[SeedReport], moment: datetime
) -> None:
    """Put everything into ``site`` in one transaction, reports in the order of their times."""
    present = seconds(moment)
    with site.writing() as db:
        db.executemany(
            "INSERT INTO accounts (id, handle, name, tier, followers, created, language, biography, avatar)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    a.id,
                    a.handle,
                    a.name,
                    str(a.tier),
                    a.followers,
                    present - a.days * 86400,
                    a.language,
                    a.biography,
                    a.avatar,
                )
                for a in accounts
            ],
        )
        db.executemany(
            "INSERT INTO posts (id, account_id, text, created, language, media) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (p.id, p.account, p.text, present - p.minutes * 60, p.language, msgspec.json.encode(p.media).decode())
                for p in posts
            ],
        )
        db.executemany(
            "INSERT INTO reports (id, kind, account_id, target_id, reporter_id, reason, statement, language, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    r.id,
                    str(ReportKind.CONTENT if r.post else ReportKind.ACCOUNT),
                    r.account,
                    r.post or r.account,
                    r.reporter,
                    r.reason,
                    r.statement,
                    r.language,
                    present - r.minutes * 60,
                )
                for r in sorted(reports, key=lambda r: (-r.minutes, r.id))
            ],
        )


def _lines(path: Path, form: type[Line]) -> Iterator[Line]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(
            "The sandbox's example data is not there",
            where=str(path),
            what_to_do="Install the program again.",
            message_id="sandbox.no_seed",
        ) from error
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=form)
        except msgspec.DecodeError as error:
            raise BadInput(
                f"The sandbox's example data has a bad line: {error}",
                where=f"{path.name}, line {number}",
                what_to_do="Install the program again.",
                message_id="sandbox.bad_seed",
            ) from error
