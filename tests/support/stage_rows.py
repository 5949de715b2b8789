"""Believable rows for the stage: people, a queue, cases, a story."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible, Tier
from console.domain.cases import DUE_S, CaseState, ReportReason
from console.domain.people import Role
from console.domain.views import (
    AccountBrief,
    AccountView,
    CaseView,
    ContentView,
    HistoryLine,
    MediaView,
    PersonBrief,
    QueueRow,
    ReportView,
    StoryLine,
)

NOW = datetime(2017, 11, 2, 18, 45, tzinfo=UTC)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


PEOPLE = (
    PersonBrief(
        id="p-ira",
        name="Ira Kessler",
        role=Role.REVIEWER,
        vendor="Vendor North",
        contract_until=NOW + timedelta(hours=4),
    ),
    PersonBrief(id="p-ana", name="Ana Pires", role=Role.REVIEWER, vendor="Vendor South"),
    PersonBrief(id="p-osei", name="Osei Boateng", role=Role.SUPERVISOR),
    PersonBrief(id="p-lena", name="Lena Marsh", role=Role.SUPERVISOR),
)

ROWS: tuple[tuple[str, str, Tier, int | None, str, int, str, float], ...] = (
    ("Marjaana Tiede", "@mtiede", Tier.VERIFIED, 88_000, "impersonation", 2, "de", 1),
    (
        "President of the Republic",
        "@republic_president",
        Tier.HEAD_OF_STATE,
        41_700_000,
        "violence hate",
        214,
        "en fr",
        5,
    ),
    ("kz_99182", "@kz_99182", Tier.STANDARD, 12, "spam", 41, "en", 72),
    ("Jonas O.", "@jonaso", Tier.STANDARD, 340, "harassment", 6, "sv", 0.84),
    ("Republic President", "@republic_presldent", Tier.STANDARD, 9_120, "impersonation", 9, "en", 2),
    ("Amal Laila", "@amal.laila", Tier.STANDARD, 1_204, "hate", 3, "ar", 0.34),
    ("North Wind News", "@northwindnews", Tier.VERIFIED, 2_300_000, "illegal", 12, "en", 4),
    ("b_ok_1", "@b_ok_1", Tier.STANDARD, 3, "nudity", 2, "pt", 0.14),
    ("Savings Club 24", "@savingsclub24", Tier.STANDARD, 51_000, "scam", 88, "en", 25),
    ("Pia I.", "@piai", Tier.STANDARD, None, "self_harm", 1, "fi", 0.07),
)


def row_at(number: int, now: datetime) -> QueueRow:
    name, handle, tier, reach, reasons, count, languages, hours = ROWS[number % len(ROWS)]
    again = number // len(ROWS)
    oldest = now - timedelta(hours=hours)
    which = tuple(reasons.split())
    due = oldest + timedelta(seconds=min(DUE_S[ReportReason(r)] for r in which))
    return QueueRow(
        case=f"case-{number:06d}",
        rank=number,
        account=AccountBrief(
            id=f"acc-{number}",
            platform="sandbox",
            platform_id=str(25_073_877 + number * 7919),
            handle=handle + (str(again) if again else ""),
            name=name,
            tier=tier,
            reach=reach,
            reach_noun="followers",
        ),
        reasons=which,
        report_count=count,
        languages=tuple(languages.split()),
        oldest_report=oldest,
        due_at=due,
        claimed_by="p-ana" if number == 6 else None,
        claimed_until=now + timedelta(minutes=9) if number == 6 else None,
    )


def _effect(action: Action, way: str, impact: Impact, sentence: str, *, timed: bool = False) -> DeclaredEffect:
    return DeclaredEffect(
        action=action, way=way, impact=impact, sentence=sentence, reversible=Reversible.WHOLE, timed=timed
    )


EFFECTS = (
    _effect(Action.DISMISS, "none", Impact.NOTHING, "Nothing changes."),
    _effect(Action.WARN, "notice", Impact.NOTHING, "The person gets a notice."),
    _effect(Action.LABEL, "label", Impact.MARKED, "Visitors see a label."),
    _effect(Action.REMOVE_CONTENT, "remove", Impact.MARKED, "Visitors don't see the post any more."),
    _effect(Action.LIMIT, "limit", Impact.MUTED, "Only followers see new posts.", timed=True),
    _effect(Action.SUSPEND, "suspend", Impact.HIDDEN, "Visitors don't see the account.", timed=True),
    _effect(
        Action.DEACTIVATE, "deactivate", Impact.GONE, "The account vanishes for visitors; its data is kept 30 days."
    ),
)


_THREAT = (
    "\u201cThey will not be around much longer.\u201d The post names the leader of another country, and answers a "
    "speech of that day."
)
_LURE = "See what my friends found \u2192 h\u200bttp://win.example \u202egnp.exe now!"


def case_of(row: QueueRow, now: datetime) -> CaseView:
    president = row.account.tier is Tier.HEAD_OF_STATE
    post = ContentView(
        id="post-1", digest=digest("post-1"), platform_id="919048", platform_id_ref=digest("ref-post-1"), kind="post",
        text=_THREAT if president else _LURE,
        language=row.languages[0], at=now - timedelta(minutes=24), reported_times=max(1, row.report_count * 7 // 8),
        media=(MediaView(id="m1", kind="photo", words="Photo"),) if president else (),
    )  # fmt: skip
    second = ContentView(
        id="post-2", digest=digest("post-2"), platform_id="918811", platform_id_ref=digest("ref-post-2"), kind="post",
        text="Never again will we be threatened. " * (120 if president else 3), language=row.languages[0],
        at=now - timedelta(hours=3), reported_times=max(1, row.report_count // 10), media=(),
    )  # fmt: skip
    statements = (
        "This is a threat against a whole people and against clause 4 of your rules.",
        "Je demande la suspension de ce compte.",
        "<b>Look</b> at this <img src=x> and at \u202ethis\u202c as well.",
        "He did it again after the warning of 14:02. " * 90,
        "same as always",
        "Please do something",
    )
    counts = (("violence", 188), ("hate", 21), ("other", 5)) if president else ((row.reasons[0], row.report_count),)
    reports = tuple(
        ReportView(
            id=f"rep-{i:04d}", digest=digest(f"rep-{i}"), reason=row.reasons[i % len(row.reasons)],
            reporter=digest(f"reporter-{i}")[:4], statement=statements[i % len(statements)],
            language=row.languages[i % len(row.languages)], at=now - timedelta(minutes=21 - min(i, 20)),
            content="post-1" if i % 3 else "post-2",
        )
        for i in range(min(row.report_count, 60))
    )  # fmt: skip
    look_alike = None
    if row.account.handle.startswith("@republic_presld"):
        look_alike = row_at(1, now).account
    return CaseView(
        case=row.case, digest=digest(row.case), state=CaseState.OPEN,
        account=AccountView(
            brief=row.account, platform_id_ref=digest("pid" + row.case), handle_ref=digest("h" + row.case),
            name_ref=digest("n" + row.case), state=digest("state" + row.case),
            state_words=("active", "visible to everyone"),
            created=datetime(2009, 3, 18, tzinfo=UTC), read_at=now - timedelta(seconds=40),
            earlier_actions=0 if president else 1, confusable_with=look_alike,
        ),
        contents=(post, second) if row.report_count > 2 else (post,), reports=reports, report_count=row.report_count,
        counts=counts,
        history=() if president else (
            HistoryLine(
                at=now - timedelta(days=40), action=Action.LABEL, clause="0.1", words="Label: unwanted messages",
                effect=digest("eff"), restorable=True,
            ),
        ),
        effects=EFFECTS, labels=("sensitive", "spam"), lease_until=now + timedelta(minutes=14), claimed_by="p-ira",
    )  # fmt: skip


def story_lines(now: datetime) -> tuple[StoryLine, ...]:
    steps = (
        ("Claimed by Ira K.", "p-ira", "claim", 540),
        ("Ira K. proposed: deactivate, clause 4.2", "p-ira", "proposal", 400),
        ("Drawn by lot: Osei B., Lena M. (of 6 eligible)", "", "draw", 399),
        ("Osei B. found 4.2, deactivate; signed", "p-osei", "countersignature", 260),
        ("Lena M. found 4.2, deactivate; signed", "p-lena", "countersignature", 150),
        ("Cooling-off begun, announced to 9 people on duty", "", "cooling", 149),
        ("Carried out; read back as gone", "", "receipt", 40),
    )
    return tuple(
        StoryLine(
            index=18_190 + i, at=now - timedelta(seconds=before), words=said, person=who, kind=kind,
            detail="", digest=digest(said),
        )
        for i, (said, who, kind, before) in enumerate(steps)
    )  # fmt: skip
