"""An account's card: platform id, handle and name in one personal text, so that a list looks up one and not three.

A card is for lists only.  What is signed names the three texts; a case shows those.
"""

from __future__ import annotations

import msgspec

from console.store.rows import TextRow
from console.store.texts import ERASED, checked, make_text


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What a list shows of an account."""

    platform_id: str
    handle: str
    name: str


_DECODER = msgspec.json.Decoder(Card)


def make_card(platform_id: str, handle: str, name: str) -> TextRow:
    """The card as a text, ready to be put."""
    return make_text(card_text(platform_id, handle, name))


def card_text(platform_id: str | None, handle: str | None, name: str | None) -> str:
    """The words of a card; a text that was erased stands as ``null``, which no card holds."""
    return msgspec.json.encode((platform_id, handle, name)).decode()


def read_card(digest: str, salt: bytes | None, text: str | None) -> Card:
    """The card behind a digest; raises ``Tampered`` when it is not that one."""
    said = checked(digest, salt, text)
    return Card(ERASED, ERASED, ERASED) if said == ERASED else _DECODER.decode(said)
