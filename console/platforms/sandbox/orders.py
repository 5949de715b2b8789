"""What an order changes in the platform's file; the rules of the platform, without faults and without the contract.

A measure is (kind, target): the action's name and "" or a label, a content id, a report, a notice.  An order is
known by its effect id for ever: sent twice it takes effect once, and after it was undone it never does again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import msgspec

from console.domain.actions import Action, Tier
from console.platforms.contract import AnswerStatus, Order
from console.platforms.reading import AccountSnapshot, AccountState, ReportKey
from console.platforms.sandbox.site import Site, instant, seconds
from console.platforms.sandbox.visitor import in_force, kept_until

PLATFORM = "sandbox"


class Done(msgspec.Struct, frozen=True):
    """What became of an order in the file."""

    status: AnswerStatus
    summary: str
    not_returned: tuple[str, ...] = ()


def report_target(key: ReportKey) -> str:
    """How a closed report is named in ``measures``."""
    return f"{key.kind}:{key.report_id}"


def targets(order: Order) -> tuple[str, ...]:
    """What an order puts its measure on, each once."""
    match order.action:
        case Action.REMOVE_CONTENT:
            return tuple(dict.fromkeys(order.content_ids))
        case Action.LABEL:
            return (order.label,)
        case Action.WARN:
            return (order.effect_id,)
        case Action.DISMISS:
            return tuple(dict.fromkeys(report_target(key) for key in order.reports))
        case _:
            return ("",)


def snapshot(db: sqlite3.Connection, row: sqlite3.Row, site: Site) -> AccountSnapshot:
    """The account of ``row`` as a moderator sees it."""
    now = site.now()
    measures = in_force(db, row["id"], now)
    kinds = {m["kind"]: m for m in measures}
    untils = [m["until"] for m in measures if m["until"] is not None and m["kind"] in ("suspend", "limit")]
    gone = kinds.get("deactivate")
    return AccountSnapshot(
        platform=PLATFORM,
        account_id=row["id"],
        handle=row["handle"],
        name=row["name"],
        state=AccountState(
            suspended="suspend" in kinds,
            limited="limit" in kinds,
            deactivated=gone is not None,
            erased=gone is not None and kept_until(gone["began"]) < seconds(now),
            labels=tuple(sorted({m["target"] for m in measures if m["kind"] == "label"})),
            until=instant(min(untils)) if untils else None,
        ),
        reach=row["followers"],
        created=instant(row["created"]),
        tier=Tier(row["tier"]) if row["tier"] else None,
        avatar=row["avatar"],
        biography=row["biography"],
        language=row["language"],
    )


def find_row(db: sqlite3.Connection, account_id: str) -> sqlite3.Row | None:
    """The account's row by its stable id."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM accounts WHERE id = ?", (account_id,)).fetchone()
    return row


def standing(db: sqlite3.Connection, order: Order, site: Site) -> frozenset[str]:
    """Those targets of ``order`` on which such a measure is in force now, whoever put it there."""
    wanted = set(targets(order))
    measures = in_force(db, order.account_id, site.now())
    return frozenset(m["target"] for m in measures if m["kind"] == str(order.action) and m["target"] in wanted)


def foreign_content(db: sqlite3.Connection, order: Order) -> bool:
    """Whether the order names content that is not this account's."""
    if order.action is not Action.REMOVE_CONTENT:
        return False
    rows = db.execute("SELECT id FROM posts WHERE account_id = ?", (order.account_id,)).fetchall()
    return not set(order.content_ids) <= {row["id"] for row in rows}


def carry_out(
    db: sqlite3.Connection, order: Order, site: Site, *, half: bool, before_change: Callable[[], None]
) -> Done:
    """Put the order's measures; ``before_change`` may refuse right before the first change (rule 6)."""
    known = db.execute("SELECT undone FROM orders WHERE effect_id = ?", (order.effect_id,)).fetchone()
    if known is not None:
        words = "was carried out before" if known["undone"] is None else "was undone, and is not carried out again"
        return Done(AnswerStatus.ALREADY, f"This order {words}.")
    wanted = targets(order)
    missing = [target for target in wanted if target not in standing(db, order, site)]
    if not missing and wanted:
        return Done(AnswerStatus.ALREADY, "It was so already.")
    before_change()
    now = seconds(site.now())
    until = now + order.duration_s if order.duration_s is not None else None
    part = missing[: len(missing) // 2] if half else missing
    db.executemany(
        "INSERT INTO measures (effect_id, account_id, kind, target, until, message, began)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(order.effect_id, order.account_id, str(order.action), t, until, order.message, now) for t in part],
    )
    if not half:
        db.execute(
            "INSERT INTO orders (effect_id, account_id, action, at) VALUES (?, ?, ?, ?)",
            (order.effect_id, order.account_id, str(order.action), now),
        )
    return Done(AnswerStatus.DONE, _SAID[order.action])


_SAID = {
    Action.DISMISS: "The reports are closed.",
    Action.WARN: "The notice is in the person's inbox.",
    Action.LABEL: "The label is on the account.",
    Action.REMOVE_CONTENT: "The content is removed.",
    Action.LIMIT: "The account is limited.",
    Action.SUSPEND: "The account is suspended.",
    Action.DEACTIVATE: "The account is deactivated.",
}


def undo(db: sqlite3.Connection, order: Order, site: Site, *, half: bool) -> Done:
    """End what this effect put, and nothing else; also remembers an order that never came, so that it never will."""
    now = seconds(site.now())
    rows = db.execute(
        "SELECT id, kind, began FROM measures WHERE effect_id = ? AND ended IS NULL ORDER BY id", (order.effect_id,)
    ).fetchall()
    part = rows[: len(rows) // 2] if half else rows
    lost = _end(db, order.account_id, part, now)
    if not half:
        db.execute(
            "INSERT INTO orders (effect_id, account_id, action, at, undone) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (effect_id) DO UPDATE SET undone = coalesce(undone, excluded.undone)",
            (order.effect_id, order.account_id, str(order.action), now, now),
        )
    return _undone(rows, lost)


def lift(db: sqlite3.Connection, order: Order, site: Site) -> Done:
    """End what moderators put by hand of the order's kind (for a label: this one)."""
    rows = db.execute(
        "SELECT id, kind, began FROM measures"
        " WHERE effect_id IS NULL AND ended IS NULL AND account_id = ? AND kind = ? AND target = ?",
        (order.account_id, str(order.action), order.label if order.action is Action.LABEL else ""),
    ).fetchall()
    return _undone(rows, _end(db, order.account_id, rows, seconds(site.now())))


def _undone(rows: list[sqlite3.Row], lost: tuple[str, ...]) -> Done:
    if not rows:
        return Done(AnswerStatus.ALREADY, "Nothing was left to undo.")
    if lost:
        return Done(AnswerStatus.PARTLY, "The account is back, but its data had been deleted after 30 days.", lost)
    return Done(AnswerStatus.DONE, "It is as it was before.")


def _end(db: sqlite3.Connection, account_id: str, rows: list[sqlite3.Row], now: int) -> tuple[str, ...]:
    """End measures; what a platform deleted after 30 days comes back empty, and is named."""
    db.executemany("UPDATE measures SET ended = ? WHERE id = ?", [(now, row["id"]) for row in rows])
    if not any(row["kind"] == "deactivate" and kept_until(row["began"]) < now for row in rows):
        return ()
    db.execute("DELETE FROM posts WHERE account_id = ?", (account_id,))
    db.execute("UPDATE accounts SET followers = 0 WHERE id = ?", (account_id,))
    return ("its posts", "its followers")
