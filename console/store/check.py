"""What ``audit verify --all`` compares: every stored text, report, item, case and projection, as they lie there.

Nothing here trusts a row.  What can be checked within the store (a text against its digest, evidence against its
parts) is answered with faults that name the row; what follows from the ledger comes back as rows, for the verifier
to compare with what folding the entries gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Table, select

from console.cancel import NEVER, CancelToken
from console.domain.cases import case_digest, text_digest
from console.store.cards import card_text
from console.store.reports import content_digest, evidence_of, report_digest
from console.store.rows import AssignmentRow, EffectRow, FindingRow, PersonRow, ProposalRow, ReceiptRow, Row, WayBackRow
from console.store.tables.base import to_microseconds
from console.store.tables.cases import accounts, cases, contents, reports, way_backs
from console.store.tables.ledger import texts
from console.store.tables.work import assignments, effects, findings, people, proposals, receipts
from console.store.unit_of_work import Reading

_STEP: Final = 1000


class Fault(msgspec.Struct, frozen=True):
    """A row that is not what it should be: its table, its key, and in a few words what is wrong."""

    table: str
    key: str
    words: str


def text_faults(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[Fault]:
    """Texts that are not the ones of their digests; erased ones are no fault."""
    for digest, salt, text, erased_at in _each(reading, texts, ("digest", "salt", "text", "erased_at"), cancel):
        if erased_at is not None and text is None and salt is None:
            continue
        if salt is None or text is None or len(salt) != 16 or text_digest(salt, text) != digest:
            yield Fault("texts", digest, "the text is not the one that was signed")


def evidence_faults(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[Fault]:
    """Reports and reported items that are not what their digests say."""
    columns = ("id", "reason", "target_ref", "reporter_ref", "statement_ref", "digest")
    for report, reason, target, reporter, statement, digest in _each(reading, reports, columns, cancel):
        if report_digest(report, reason, target, reporter, statement) != digest:
            yield Fault("reports", report, "the report was changed")
    parts = ("id", "platform_id_ref", "text_ref", "media_ref", "kind", "at", "digest")
    for item, platform_id, text, media, kind, at, digest in _each(reading, contents, parts, cancel):
        if content_digest(platform_id, text, media, kind, to_microseconds(at)) != digest:
            yield Fault("contents", item, "the reported item was changed")


def case_faults(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[Fault]:
    """Cases that are not closed whose digest is not that of their account and evidence."""
    query = (
        select(cases.c.id, cases.c.account, cases.c.digest, accounts.c.state)
        .join(accounts, accounts.c.id == cases.c.account)
        .where(cases.c.closed_at.is_(None))
        .order_by(cases.c.id)
    )
    for case, account, digest, state in reading.connection.execute(query).all():
        cancel.raise_if_cancelled()
        if case_digest(account, state, evidence_of(reading, case)) != digest:
            yield Fault("cases", case, "the case's digest is not that of its account and evidence")


def card_faults(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[Fault]:
    """Accounts, and cases, whose card in lists says something else than the texts that are signed."""
    columns = ("id", "platform_id_ref", "handle_ref", "name_ref", "card_ref")
    for account, platform_id, handle, name, card in _each(reading, accounts, columns, cancel):
        said = dict(
            reading.connection.execute(
                select(texts.c.digest, texts.c.text).where(texts.c.digest.in_((platform_id, handle, name, card)))
            ).all()
        )
        if said.get(card) is not None and said[card] != card_text(
            said.get(platform_id), said.get(handle), said.get(name)
        ):
            yield Fault("accounts", account, "its card in lists is not what its texts say")
    query = select(cases.c.id).join(accounts, accounts.c.id == cases.c.account)
    for case in reading.connection.scalars(query.where(cases.c.card_ref != accounts.c.card_ref)):
        yield Fault("cases", case, "its card is not its account's")


def missing_reports(reading: Reading, digests: Sequence[str]) -> tuple[str, ...]:
    """Those of the digests in intake entries for which there is no report any more."""
    there = set(reading.connection.scalars(select(reports.c.digest)))
    return tuple(digest for digest in digests if digest not in there)


def unknown_reports(reading: Reading, digests: Sequence[str]) -> tuple[Fault, ...]:
    """Reports that no intake entry names; ``digests`` are those of all intake entries."""
    named = frozenset(digests)
    query = select(reports.c.id, reports.c.digest).order_by(reports.c.id)
    rows = reading.connection.execute(query).all()
    return tuple(Fault("reports", i, "no entry of the ledger names this report") for i, d in rows if d not in named)


def each_proposal(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[ProposalRow]:
    """Every proposal's row."""
    return _rows(reading, proposals, ProposalRow, cancel)


def each_assignment(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[AssignmentRow]:
    """Every assignment's row."""
    return _rows(reading, assignments, AssignmentRow, cancel)


def each_finding(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[FindingRow]:
    """Every finding's row."""
    return _rows(reading, findings, FindingRow, cancel)


def each_effect(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[EffectRow]:
    """Every effect's row."""
    return _rows(reading, effects, EffectRow, cancel)


def each_receipt(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[ReceiptRow]:
    """Every receipt's row."""
    return _rows(reading, receipts, ReceiptRow, cancel)


def each_person(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[PersonRow]:
    """Every person's row."""
    return _rows(reading, people, PersonRow, cancel)


def each_way_back(reading: Reading, cancel: CancelToken = NEVER) -> Iterator[WayBackRow]:
    """Every saved way back; the caller compares its digest with its bytes and with the ledger."""
    return _rows(reading, way_backs, WayBackRow, cancel)


def _rows(reading: Reading, table: Table[Any], kind: type[Any], cancel: CancelToken) -> Iterator[Any]:
    assert issubclass(kind, Row)
    names = kind.__struct_fields__
    for values in _each(reading, table, names, cancel):
        yield kind(**dict(zip(names, values, strict=True)))


def _each(
    reading: Reading, table: Table[Any], columns: Sequence[str], cancel: CancelToken
) -> Iterator[tuple[Any, ...]]:
    """All rows in order of the primary key, a few at a time, so that a large store needs little memory."""
    query = select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
    result = reading.connection.execution_options(yield_per=_STEP).execute(query)
    for piece in result.partitions(_STEP):
        cancel.raise_if_cancelled()
        yield from piece
