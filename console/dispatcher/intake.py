"""Reports in: pages from a connector, turned into rows for the registrar to take in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import msgspec

from console.cancel import CancelToken
from console.domain.cases import ReportReason
from console.domain.views import MediaView
from console.errors import Cancelled, CountersignError
from console.platforms.contract import Connector, Description, flag_tier
from console.platforms.reading import AccountSnapshot, Content, ReportedItem
from console.store.rows import AccountRead, ContentRead, ReportRead

log = logging.getLogger(__name__)

PAGE = 50
"""Reports taken in at once: a page is one transaction, and nobody should wait long behind it."""
EVERY_S = 10.0


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page as rows, and where the next one goes on."""

    platform: str
    reports: tuple[ReportRead, ...]
    accounts: tuple[AccountRead, ...]
    cursor: str | None
    more: bool


Take = Callable[[Page], int]
"""Takes a page in, in one transaction; returns how many reports were new."""
Cursor = Callable[[str], str | None]
"""Platform to where its intake goes on."""
Problem = Callable[[str, str], None]
"""Platform and one sentence ("" when it answers again)."""


def account_read(description: Description, snapshot: AccountSnapshot) -> AccountRead:
    """An account's snapshot as a row."""
    return AccountRead(
        platform=description.platform,
        platform_id=snapshot.account_id,
        handle=snapshot.handle,
        name=snapshot.name,
        state=snapshot.state.digest(),
        state_words=() if snapshot.state.untouched else (snapshot.state.words(),),
        reach=snapshot.reach,
        reach_noun=description.reach_noun,
        tier_flag=flag_tier(description, snapshot),
        avatar=snapshot.avatar,
        created=snapshot.created,
    )


def pull_page(connector: Connector, cursor: str | None, cancel: CancelToken) -> Page:
    """The next page of reports with the accounts that they are about; an account that is gone has no row."""
    description = connector.describe()
    page = connector.fetch_reports(cursor, PAGE, cancel)
    known = {account.account_id: account for account in page.accounts}
    for name in {item.account_id for item in page.items} - known.keys():
        snapshot = connector.look_up(name, cancel)
        if snapshot is not None:
            known[name] = snapshot
    return Page(
        platform=description.platform,
        reports=tuple(_report(item) for item in page.items if item.account_id in known),
        accounts=tuple(account_read(description, known[name]) for name in sorted(known)),
        cursor=page.cursor,
        more=page.more,
    )


def pull(connector: Connector, cursor: str | None, take: Take, cancel: CancelToken) -> int:
    """Take in everything since ``cursor``; returns how many reports were new."""
    new = 0
    while True:
        page = pull_page(connector, cursor, cancel)
        new += take(page)
        if not page.more or page.cursor == cursor:
            return new
        cursor = page.cursor


def run(
    connectors: Sequence[Connector],
    cursor: Cursor,
    take: Take,
    problem: Problem,
    stop: CancelToken,
    wake: threading.Event,
) -> None:
    """Pull from every connector again and again until asked to stop; what fails is told, and tried again."""
    troubled: set[str] = set()
    while not stop.cancelled:
        for connector in connectors:
            name = connector.describe().platform
            try:
                pull(connector, cursor(name), take, stop)
                if name in troubled:
                    problem(name, "")
                    troubled.discard(name)
            except Cancelled:
                return
            except CountersignError as error:
                log.warning("intake platform=%s id=%s", name, error.message_id)
                problem(name, error.sentence)
                troubled.add(name)
        wake.wait(EVERY_S)
        wake.clear()


def _report(item: ReportedItem) -> ReportRead:
    return ReportRead(
        id=item.key.identity(),
        kind=str(item.key.kind),
        platform_report_id=item.key.report_id,
        target=item.key.target_id,
        account=item.account_id,
        reporter=item.reporter_id,
        reason=ReportReason(item.reason_class),
        reason_as_given=item.reason,
        statement=item.statement,
        language=item.statement_language,
        at=item.key.time,
        content=None if item.content is None else _content(item.content),
    )


def _content(content: Content) -> ContentRead:
    media = tuple(
        MediaView(id=m.placeholder or m.ref, kind=str(m.kind), words=m.description or str(m.kind))
        for m in content.media
    )
    return ContentRead(
        platform_id=content.content_id,
        text=content.text,
        kind="post",
        language=content.language,
        at=content.time,
        media=media,
    )
