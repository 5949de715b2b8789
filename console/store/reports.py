"""What intake writes: reports once each, their evidence as it was, and the case that they belong to."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select

from console.domain.cases import CaseState, ReportReason, case_digest, digest_of, due_at_rank
from console.store import counting
from console.store.accounts import find_by_platform_id, write_accounts
from console.store.reading import pairs, pieces, structs
from console.store.rows import AccountRead, CaseRow, ContentRead, ReportRead, TakenIn
from console.store.tables.base import to_microseconds
from console.store.tables.cases import (
    accounts,
    case_contents,
    case_languages,
    case_reasons,
    cases,
    contents,
    reports,
)
from console.store.texts import make_text, put_texts
from console.store.unit_of_work import Reading, UnitOfWork


def take_in(
    uow: UnitOfWork, platform: str, reads: Sequence[ReportRead], seen: Sequence[AccountRead], now: datetime
) -> TakenIn:
    """Take a batch of reports and their accounts, all of one ``platform``; reports that are here already are counted.

    An account that is not in ``seen`` is taken as we know it, and one that nobody could look up as of unknown state
    and tier (which counts as the highest, I4), so that no report is lost.  A report joins its account's case unless
    that is closed; then a new one is opened.
    """
    ids = dict(write_accounts(uow, seen, now))
    missing = [read.account for read in reads if read.account not in ids]
    ids |= find_by_platform_id(uow, platform, missing)
    ids |= write_accounts(
        uow, [_not_looked_up(platform, name) for name in dict.fromkeys(missing) if name not in ids], now
    )
    new = _without_doubles(uow, reads)
    changed: dict[str, None] = {}
    digests: list[str] = []
    for read in new:
        case = _case_for(uow, ids[read.account], read, now)
        changed[case] = None
        digests.append(_write_report(uow, platform, ids[read.account], case, read, now))
    for account in seen:
        for case in live_cases(uow, ids[account.platform_id]):
            changed[case] = None
    return TakenIn(
        cases=tuple(refresh_case(uow, case) for case in changed),
        reports=tuple(digests),
        doubles=len(reads) - len(new),
    )


def _not_looked_up(platform: str, platform_id: str) -> AccountRead:
    return AccountRead(
        platform=platform,
        platform_id=platform_id,
        handle=platform_id,
        name="",
        state=digest_of("state", "not known"),
        state_words=("not known",),
        reach=None,
        reach_noun="",
        tier_flag=None,
    )


def live_cases(reading: Reading, account: str) -> tuple[str, ...]:
    """The cases of an account that are not closed: the open one (at most one) first, then what is being read."""
    query = (
        select(cases.c.id)
        .where(cases.c.account == account, cases.c.state.in_((CaseState.OPEN, CaseState.ASSIGNED)))
        .order_by(cases.c.state.desc(), cases.c.opened_at.desc())
    )
    return tuple(case for (case,) in pairs(reading, query))


def report_digest(read_id: str, reason: str, target_ref: str, reporter_ref: str, statement_ref: str | None) -> str:
    """The digest of a report's row, as the intake entry holds it."""
    return digest_of("report", read_id, reason, target_ref, reporter_ref, statement_ref or "")


def content_digest(platform_id_ref: str, text_ref: str, media_ref: str | None, kind: str, at_us: int) -> str:
    """The digest of one reported item, as a proposal cites it."""
    return digest_of("content", platform_id_ref, text_ref, media_ref or "", kind, str(at_us))


def evidence_of(reading: Reading, case: str) -> frozenset[str]:
    """The digests of all reported items and reports of a case."""
    items = (
        select(contents.c.digest)
        .join(case_contents, case_contents.c.content == contents.c.id)
        .where(case_contents.c.case == case)
    )
    found = set(reading.connection.scalars(items))
    found.update(reading.connection.scalars(select(reports.c.digest).where(reports.c.case == case)))
    return frozenset(found)


def refresh_case(uow: UnitOfWork, case: str) -> CaseRow:
    """Bring a case's counts, order and digest up to date with its reports and its account; returns it."""
    account = uow.connection.scalar(select(cases.c.account).where(cases.c.id == case))
    state, tier = pairs(uow, select(accounts.c.state, accounts.c.tier).where(accounts.c.id == account))[0]
    counted = pairs(uow, select(case_reasons.c.reason, case_reasons.c.count).where(case_reasons.c.case == case))
    ordered = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    languages = sorted(uow.connection.scalars(select(case_languages.c.language).where(case_languages.c.case == case)))
    oldest = uow.connection.scalar(select(func.min(reports.c.at)).where(reports.c.case == case))
    values = {
        "tier": tier,
        "digest": case_digest(account or "", state, evidence_of(uow, case)),
        "report_count": sum(count for _, count in counted),
        "reasons": tuple(str(reason) for reason, _ in ordered),
        "languages": tuple(languages),
    }
    if oldest is not None:
        values |= {"oldest_report": oldest, "rank": due_at_rank(oldest, [reason for reason, _ in counted])}
    uow.connection.execute(cases.update().where(cases.c.id == case).values(**values))
    return read_cases(uow, (case,))[0]


def refresh_cases_of(uow: UnitOfWork, account: str) -> tuple[CaseRow, ...]:
    """After an account's state was read anew: its live cases, with their new digests."""
    return tuple(refresh_case(uow, case) for case in live_cases(uow, account))


def read_cases(reading: Reading, ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """Cases as they stand in their table, in the order of their ids."""
    found: list[CaseRow] = []
    for piece in pieces(tuple(dict.fromkeys(ids))):
        columns = (cases.c[name] for name in CaseRow.__struct_fields__)
        found += structs(reading, select(*columns).where(cases.c.id.in_(piece)).order_by(cases.c.id), CaseRow)
    return tuple(found)


def _without_doubles(uow: UnitOfWork, reads: Sequence[ReportRead]) -> list[ReportRead]:
    there: set[str] = set()
    for piece in pieces([read.id for read in reads]):
        there.update(uow.connection.scalars(select(reports.c.id).where(reports.c.id.in_(piece))))
    new: list[ReportRead] = []
    for read in reads:
        if read.id not in there:
            there.add(read.id)
            new.append(read)
    return new


def _case_for(uow: UnitOfWork, account: str, read: ReportRead, now: datetime) -> str:
    found = live_cases(uow, account)
    if found:
        return found[0]
    case = secrets.token_hex(16)
    a = accounts.c
    query = select(a.tier, a.card_ref, a.reach, a.reach_noun, a.platform).where(a.id == account)
    tier, card_ref, reach, reach_noun, platform = pairs(uow, query)[0]
    uow.connection.execute(
        cases.insert(),
        {
            "id": case,
            "account": account,
            "state": CaseState.OPEN,
            "rank": due_at_rank(read.at, (read.reason,)),
            "tier": tier,
            "card_ref": card_ref,
            "reach": reach,
            "reach_noun": reach_noun,
            "platform": platform,
            "digest": "",
            "oldest_report": read.at,
            "report_count": 0,
            "reasons": (),
            "languages": (),
            "opened_at": now,
            "closed_at": None,
        },
    )
    counting.add(uow, counting.OPEN_CASES, 1)
    return case


def _write_report(uow: UnitOfWork, platform: str, account: str, case: str, read: ReportRead, now: datetime) -> str:
    content = None if read.content is None else _write_content(uow, platform, account, case, read.content)
    target, reporter = make_text(read.target), make_text(read.reporter)
    statement = make_text(read.statement) if read.statement else None
    put_texts(uow, [t for t in (target, reporter, statement) if t is not None])
    statement_ref = None if statement is None else statement.digest
    digest = report_digest(read.id, read.reason, target.digest, reporter.digest, statement_ref)
    uow.connection.execute(
        reports.insert(),
        {
            "id": read.id,
            "case": case,
            "kind": read.kind,
            "platform_report_id": read.platform_report_id,
            "target_ref": target.digest,
            "reporter_ref": reporter.digest,
            "pseudonym": pseudonym(case, read.reporter),
            "reason": read.reason,
            "reason_as_given": read.reason_as_given,
            "statement_ref": statement_ref,
            "language": read.language,
            "at": read.at,
            "content": content,
            "digest": digest,
            "taken_at": now,
        },
    )
    _count_reason(uow, case, read.reason)
    for language in {read.language, read.content.language if read.content else ""} - {""}:
        _note_language(uow, case, language)
    return digest


def pseudonym(case: str, reporter: str) -> str:
    """Four characters that stand for one reporter within one case, and for nobody anywhere else."""
    raw = hashlib.sha256(f"{case}\0{reporter}".encode()).digest()
    return base64.b32encode(raw)[:4].decode().lower()


def _write_content(uow: UnitOfWork, platform: str, account: str, case: str, read: ContentRead) -> str:
    media = msgspec.json.encode(read.media).decode() if read.media else ""
    lookup = digest_of("content", platform, read.platform_id, read.text, media)
    content = uow.connection.scalar(select(contents.c.id).where(contents.c.lookup == lookup))
    if content is None:
        content = secrets.token_hex(16)
        platform_id, text = make_text(read.platform_id), make_text(read.text)
        with_media = make_text(media) if media else None
        put_texts(uow, [t for t in (platform_id, text, with_media) if t is not None])
        media_ref = None if with_media is None else with_media.digest
        uow.connection.execute(
            contents.insert(),
            {
                "id": content,
                "account": account,
                "lookup": lookup,
                "platform_id_ref": platform_id.digest,
                "text_ref": text.digest,
                "media_ref": media_ref,
                "kind": read.kind,
                "language": read.language,
                "at": read.at,
                "digest": content_digest(
                    platform_id.digest, text.digest, media_ref, read.kind, to_microseconds(read.at)
                ),
            },
        )
    here = (case_contents.c.case == case, case_contents.c.content == content)
    more = case_contents.update().where(*here).values(reported_times=case_contents.c.reported_times + 1)
    if not uow.connection.execute(more).rowcount:
        uow.connection.execute(case_contents.insert(), {"case": case, "content": content, "reported_times": 1})
    return content


def _count_reason(uow: UnitOfWork, case: str, reason: ReportReason) -> None:
    here = (case_reasons.c.case == case, case_reasons.c.reason == reason)
    more = case_reasons.update().where(*here).values(count=case_reasons.c.count + 1)
    if not uow.connection.execute(more).rowcount:
        uow.connection.execute(case_reasons.insert(), {"case": case, "reason": reason, "count": 1})


def _note_language(uow: UnitOfWork, case: str, language: str) -> None:
    here = (case_languages.c.case == case, case_languages.c.language == language)
    if uow.connection.scalar(select(case_languages.c.case).where(*here)) is None:
        uow.connection.execute(case_languages.insert(), {"case": case, "language": language})
