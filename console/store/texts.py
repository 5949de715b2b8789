"""Personal texts under salted digests: checked whenever they are read, and the only thing that can be erased (I11)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from console.domain.cases import text_digest
from console.errors import Tampered
from console.store.reading import pieces
from console.store.rows import TextRow
from console.store.tables.ledger import texts
from console.store.unit_of_work import Reading, UnitOfWork

ERASED: Final = "[erased]"
"""Shown in place of a text that was erased."""


def make_text(text: str) -> TextRow:
    """A text with a salt of its own, ready to be put; two of the same text have different digests."""
    salt = secrets.token_bytes(16)
    return TextRow(digest=text_digest(salt, text), salt=salt, text=text)


def put_texts(uow: UnitOfWork, rows: Sequence[TextRow]) -> None:
    """Store texts; each digest can be put once, and is never replaced."""
    uow.insert(texts, rows)


def checked(digest: str, salt: bytes | None, text: str | None) -> str:
    """``text`` when it is the one that ``digest`` names, :data:`ERASED` when it was erased.

    Raises :class:`Tampered` naming the digest otherwise.
    """
    if salt is None or text is None:
        return ERASED
    if len(salt) != 16 or text_digest(salt, text) != digest:
        raise Tampered(
            "A stored text is not the one that was signed",
            f"text {digest}",
            "Do not act on it. Run audit verify --all, and tell an administrator.",
            message_id="store.text",
            digest=digest,
        )
    return text


def get_texts(reading: Reading, digests: Iterable[str]) -> Mapping[str, str]:
    """The texts behind digests, each checked; raises :class:`Tampered` for one that is missing or not the right one."""
    wanted = sorted(set(digests))
    found: dict[str, str] = {}
    for piece in pieces(wanted):
        query = select(texts.c.digest, texts.c.salt, texts.c.text).where(texts.c.digest.in_(piece))
        for digest, salt, text in reading.connection.execute(query):
            found[digest] = checked(digest, salt, text)
    for digest in wanted:
        if digest not in found:
            raise Tampered(
                "A text that was signed is missing",
                f"text {digest}",
                "Run audit verify --all, and tell an administrator.",
                message_id="store.text_missing",
                digest=digest,
            )
    return found


def get_text(reading: Reading, digest: str) -> str:
    """The text behind one digest; raises as :func:`get_texts`."""
    return get_texts(reading, (digest,))[digest]


def salted_text(reading: Reading, digest: str) -> tuple[str, str] | None:
    """A text and its salt (hex), checked; ``None`` when it is missing or was erased."""
    query = select(texts.c.salt, texts.c.text).where(texts.c.digest == digest)
    row = reading.connection.execute(query).first()
    if row is None or row.text is None or row.salt is None:
        return None
    return checked(digest, row.salt, row.text), row.salt.hex()


def find_texts(reading: Reading, digests: Iterable[str]) -> dict[str, str]:
    """As :func:`get_texts`, but what is missing or erased is left out."""
    found: dict[str, str] = {}
    for piece in pieces(sorted(set(digests))):
        query = select(texts.c.digest, texts.c.salt, texts.c.text).where(texts.c.digest.in_(piece))
        for digest, salt, text in reading.connection.execute(query):
            if text is not None:
                found[digest] = checked(digest, salt, text)
    return found


def erase_texts(uow: UnitOfWork, digests: Sequence[str], now: datetime) -> None:
    """Take texts and salts away for good; their digests, and so the proofs, stay."""
    if digests:
        statement = (
            texts.update()
            .where(texts.c.digest == bindparam("one"), texts.c.erased_at.is_(None))
            .values(text=None, salt=None, erased_at=now)
        )
        uow.connection.execute(statement, [{"one": digest} for digest in digests])
