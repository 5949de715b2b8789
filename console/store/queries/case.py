"""A whole case as it is shown: account, items, a page of reports, closed history; nothing of what waits (I14)."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import and_, or_, select

from console.domain.actions import Action, DeclaredEffect
from console.domain.cases import CaseState
from console.domain.documents import Outcome
from console.domain.views import AccountBrief, AccountView, CaseView, ContentView, HistoryLine, MediaView, ReportView
from console.store import leases
from console.store.queries.briefs import briefs
from console.store.reading import first, pairs
from console.store.rows import CaseRow
from console.store.tables.cases import accounts, case_contents, case_reasons, cases, contents, platforms, reports
from console.store.tables.work import proposals
from console.store.texts import ERASED, get_texts
from console.store.unit_of_work import Reading

FIRST_REPORTS = 50
"""Reports that come with the case; the rest by :func:`report_page`."""
_TAKEN_EFFECT = (Outcome.DONE, Outcome.PARTLY, Outcome.UNKNOWN)


def view(reading: Reading, case: str, person: str, now: datetime, most_reports: int = FIRST_REPORTS) -> CaseView | None:
    """The case as ``person`` sees it at ``now``; ``None`` when there is no such case.

    Whether they may see it (lease, assignment) is the caller's question.  Raises ``Tampered`` for a text that is not
    the one of its digest.
    """
    columns = (cases.c[name] for name in CaseRow.__struct_fields__)
    row = first(reading, select(*columns).where(cases.c.id == case), CaseRow)
    if row is None:
        return None
    held = leases.holder(reading, case, now)
    history = closed_history(reading, row.account, case)
    account, platform = _account(reading, row.account, len(history))
    counted = pairs(reading, select(case_reasons.c.reason, case_reasons.c.count).where(case_reasons.c.case == case))
    return CaseView(
        case=case,
        digest=row.digest,
        state=row.state,
        account=account,
        contents=_contents(reading, case),
        reports=report_page(reading, case, None, most_reports),
        report_count=row.report_count,
        counts=tuple((str(r), n) for r, n in sorted(counted, key=lambda pair: (-pair[1], pair[0]))),
        history=history,
        effects=_effects(reading, platform),
        lease_until=held[1] if held is not None and held[0] == person else None,
        claimed_by=held[0] if held is not None else None,
        labels=tuple(reading.connection.scalar(select(platforms.c.labels).where(platforms.c.id == platform)) or ()),
    )


def report_page(reading: Reading, case: str, after: str | None, limit: int) -> tuple[ReportView, ...]:
    """At most ``limit`` reports after the one with the id ``after``, oldest first."""
    c = reports.c
    query = select(c.id, c.digest, c.reason, c.pseudonym, c.statement_ref, c.language, c.at, c.content).where(
        c.case == case
    )
    if after is not None:
        at = reading.connection.scalar(select(c.at).where(c.id == after))
        if at is None:
            return ()
        query = query.where(or_(c.at > at, and_(c.at == at, c.id > after)))
    rows = pairs(reading, query.order_by(c.at, c.id).limit(limit))
    said = get_texts(reading, [ref for _, _, _, _, ref, *_ in rows if ref is not None])
    return tuple(
        ReportView(
            id=report,
            digest=digest,
            reason=str(reason),
            reporter=pseudonym,
            statement=said[ref] if ref is not None else "",
            language=language,
            at=at,
            content=content,
        )
        for report, digest, reason, pseudonym, ref, language, at, content in rows
    )


def closed_history(reading: Reading, account: str, case: str | None = None) -> tuple[HistoryLine, ...]:
    """What was done to the account before, newest first; matters whose case is not closed are left out (I14)."""
    p = proposals.c
    query = (
        select(p.digest, p.outcome_at, p.action, p.clause, p.effect, p.restored_at)
        .join(cases, cases.c.id == p.case)
        .where(p.account == account, p.outcome.in_(_TAKEN_EFFECT), cases.c.state == CaseState.CLOSED)
        .order_by(p.outcome_at.desc(), p.digest)
        .limit(100)
    )
    if case is not None:
        query = query.where(p.case != case)
    return tuple(
        HistoryLine(
            at=at,
            action=action,
            clause=clause,
            words=effect.sentence,
            effect=digest,
            restorable=restored_at is None and action is not Action.DISMISS,
        )
        for digest, at, action, clause, effect, restored_at in pairs(reading, query)
    )


def _account(reading: Reading, account: str, earlier: int) -> tuple[AccountView, str]:
    a = accounts.c
    columns = (
        a.platform_id_ref,
        a.handle_ref,
        a.name_ref,
        a.state,
        a.state_words,
        a.created,
        a.read_at,
        a.confusable_with,
    )
    row = pairs(reading, select(*columns).where(a.id == account))[0]
    platform_id_ref, handle_ref, name_ref, state, words, created, read_at, confusable = row
    found: dict[str, AccountBrief] = briefs(reading, [account, *([confusable] if confusable else [])])
    said = get_texts(reading, (platform_id_ref, handle_ref, name_ref))
    # The three texts that are signed, not the card that lists show.
    brief = msgspec.structs.replace(
        found[account], platform_id=said[platform_id_ref], handle=said[handle_ref], name=said[name_ref]
    )
    shown = AccountView(
        brief=brief,
        platform_id_ref=platform_id_ref,
        handle_ref=handle_ref,
        name_ref=name_ref,
        state=state,
        state_words=words,
        created=created,
        read_at=read_at,
        earlier_actions=earlier,
        confusable_with=found.get(confusable) if confusable else None,
    )
    return shown, found[account].platform


def _contents(reading: Reading, case: str) -> tuple[ContentView, ...]:
    c = contents.c
    query = (
        select(
            c.id,
            c.digest,
            c.platform_id_ref,
            c.text_ref,
            c.media_ref,
            c.kind,
            c.language,
            c.at,
            case_contents.c.reported_times,
        )
        .join(case_contents, case_contents.c.content == c.id)
        .where(case_contents.c.case == case)
        .order_by(c.at, c.id)
    )
    rows = pairs(reading, query)
    said = get_texts(reading, [ref for row in rows for ref in row[2:5] if ref is not None])
    return tuple(
        ContentView(
            id=item,
            digest=digest,
            platform_id=said[id_ref],
            platform_id_ref=id_ref,
            kind=kind,
            text=said[text_ref],
            language=language,
            at=at,
            reported_times=times,
            media=_media(said.get(media_ref)) if media_ref else (),
        )
        for item, digest, id_ref, text_ref, media_ref, kind, language, at, times in rows
    )


def _media(said: str | None) -> tuple[MediaView, ...]:
    return () if said is None or said == ERASED else msgspec.json.decode(said, type=tuple[MediaView, ...])


def _effects(reading: Reading, platform: str) -> tuple[DeclaredEffect, ...]:
    declared = reading.connection.scalar(select(platforms.c.effects).where(platforms.c.id == platform)) or ()
    order = list(Action)
    return tuple(sorted(declared, key=lambda effect: order.index(effect.action)))
