"""What the sandbox's people do: sign up, post, report, change their handle; and what other moderators do by hand.

For tests and demos; a console never calls this.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec

from console.domain.actions import Action, Tier
from console.platforms.reading import MediaRef, ReportKind
from console.platforms.sandbox.site import Site, seconds


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A new account; ``tier`` ``None`` means that the platform's flag can't be read."""

    account_id: str
    handle: str
    name: str
    tier: Tier | None = Tier.STANDARD
    followers: int = 0
    created: datetime
    language: str = "en"
    biography: str = ""


def sign_up(site: Site, person: Person) -> None:
    """Add an account."""
    with site.writing() as db:
        db.execute(
            "INSERT INTO accounts (id, handle, name, tier, followers, created, language, biography, avatar)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                person.account_id,
                person.handle,
                person.name,
                str(person.tier) if person.tier else None,
                person.followers,
                seconds(person.created),
                person.language,
                person.biography,
                secrets.token_hex(4),
            ),
        )


def post(site: Site, account_id: str, text: str, *, language: str = "en", media: tuple[MediaRef, ...] = ()) -> str:
    """Post something; gives the new content id."""
    content_id = f"p{secrets.token_hex(6)}"
    with site.writing() as db:
        db.execute(
            "INSERT INTO posts (id, account_id, text, created, language, media) VALUES (?, ?, ?, ?, ?, ?)",
            (content_id, account_id, text, seconds(site.now()), language, msgspec.json.encode(media).decode()),
        )
    return content_id


def report(
    site: Site,
    account_id: str,
    reason: str,
    statement: str = "",
    *,
    content_id: str = "",
    reporter_id: str = "visitor",
    language: str = "",
) -> str:
    """Report an account, or a post of it; gives the new report id."""
    report_id = f"r{secrets.token_hex(6)}"
    kind = ReportKind.CONTENT if content_id else ReportKind.ACCOUNT
    with site.writing() as db:
        db.execute(
            "INSERT INTO reports (id, kind, account_id, target_id, reporter_id, reason, statement, language, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                report_id,
                str(kind),
                account_id,
                content_id or account_id,
                reporter_id,
                reason,
                statement,
                language,
                seconds(site.now()),
            ),
        )
    return report_id


def rename(site: Site, account_id: str, *, handle: str | None = None, name: str | None = None) -> None:
    """Change what an account is called; its id stays."""
    with site.writing() as db:
        db.execute(
            "UPDATE accounts SET handle = coalesce(?, handle), name = coalesce(?, name) WHERE id = ?",
            (handle, name, account_id),
        )


def set_flag(site: Site, account_id: str, tier: Tier | None) -> None:
    """Change the platform's own verified or official flag; ``None``: it can't be read."""
    with site.writing() as db:
        db.execute("UPDATE accounts SET tier = ? WHERE id = ?", (str(tier) if tier else None, account_id))


def act_by_hand(site: Site, account_id: str, action: Action, *, label: str = "") -> None:
    """Another moderator acts past every console: what I13 is about."""
    with site.writing() as db:
        db.execute(
            "INSERT INTO measures (effect_id, account_id, kind, target, message, began) VALUES (NULL, ?, ?, ?, '', ?)",
            (account_id, str(action), label, seconds(site.now())),
        )


def undo_by_hand(site: Site, account_id: str, action: Action) -> None:
    """Another moderator undoes what stands on the account of this kind, whoever put it there."""
    with site.writing() as db:
        db.execute(
            "UPDATE measures SET ended = ? WHERE account_id = ? AND kind = ? AND ended IS NULL",
            (seconds(site.now()), account_id, str(action)),
        )
