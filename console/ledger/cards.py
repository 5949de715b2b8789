"""Enrolment cards: who asks to be enrolled, with which key, and the proof that they hold it (PROTOCOL.md section 6).

A card is made on its owner's machine, where the key stays; it names the store and environment that it is for, and the
key signs all of it.  Administrators compare its fingerprint with the one on its owner's screen before they sign.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

from console.errors import BadInput, Tampered
from console.ledger.canonical import decode_struct, encode_struct
from console.ledger.signing import PublicKeyHex, SignatureHex, SigningKey, check_public_key, verify

CARD_TAG: Final = "card/1"
LONGEST_CARD: Final = 4096
LONGEST_NAME: Final = 100
_ID = re.compile(r"[0-9a-z][0-9a-z._-]{0,63}\Z")


class EnrolmentCard(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type", tag=CARD_TAG
):
    """A card as it is handed over; ``signature`` is over its canonical bytes with an empty signature."""

    store: str
    env: str
    person: str
    """A new random id, or that of somebody who is enrolled already and wants another key."""
    name: str
    login: str
    key: PublicKeyHex
    signature: SignatureHex = ""


def make_card(key: SigningKey, *, store: str, env: str, person: str, name: str, login: str) -> str:
    """The card's text, one line; raises :class:`BadInput` for a name that nobody could read aloud."""
    check_name(name)
    bare = EnrolmentCard(store=store, env=env, person=person, name=name, login=login, key=key.public)
    signed = msgspec.structs.replace(bare, signature=key.sign(CARD_TAG, encode_struct(bare)))
    return encode_struct(signed).decode()


def read_card(text: str, *, store: str, env: str) -> EnrolmentCard:
    """The card in ``text``, for this store and environment.

    Raises :class:`BadInput` for what is no card, or of another store, or has a key that may not be enrolled (A8);
    :class:`Tampered` when its proof does not hold.
    """
    try:
        card = decode_struct(text.strip().encode(), EnrolmentCard, limit=LONGEST_CARD)
    except (BadInput, UnicodeEncodeError) as error:
        raise BadInput(
            "This is no enrolment card",
            what_to_do="Take the whole text that `countersign people card` printed.",
            message_id="card.none",
        ) from error
    if (card.store, card.env) != (store, env):
        raise BadInput(
            "The card is for another store or environment",
            what_to_do="Make one on the person's machine with this store's site file.",
            message_id="card.other_store",
        )
    check_name(card.name)
    if not _ID.match(card.person):
        raise BadInput("The card's person id is none", what_to_do="Make the card anew.", message_id="card.person")
    check_public_key(card.key)
    try:
        verify(card.key, CARD_TAG, encode_struct(msgspec.structs.replace(card, signature="")), card.signature)
    except Tampered as error:
        raise Tampered(
            "The card was changed: its owner's key did not sign this",
            "enrolment card",
            "Don't enrol it. Have the person make another one, and hand it over in another way.",
            message_id="card.changed",
        ) from error
    return card


def check_name(name: str) -> None:
    """Raise :class:`BadInput` unless a name is one line of up to 100 visible characters."""
    bad = not name.strip() or name != name.strip() or len(name) > LONGEST_NAME
    if bad or any(unicodedata.category(char)[0] == "C" for char in name):
        raise BadInput(
            f"A name is one line of up to {LONGEST_NAME} visible characters",
            what_to_do="Type the name as colleagues know it.",
            message_id="card.name",
        )
