"""Enrolment cards at a workstation: made without a login on the person's own machine, read by administrators."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from console.domain.state import State
from console.domain.views import PersonBrief
from console.domain.views_office import CardView
from console.errors import BadInput
from console.ledger import cards
from console.ledger.signing import SigningKey, fingerprint
from console.secrets.passphrases import check_new
from console.workstation.keys import Keys

_NOT_LOGIN = re.compile(r"[^a-z0-9._-]+")


def make(
    keys: Keys, store: str, env: str, *, name: str, login: str, passphrase: str, known: PersonBrief | None
) -> CardView:
    """A new key in this workstation's secrets, and its card; ``known`` asks for another workstation of theirs."""
    called = name.strip() if known is None else known.name
    cards.check_name(called)
    check_new(passphrase)
    person = secrets.token_hex(16) if known is None else known.id
    key = SigningKey.generate()
    text = cards.make_card(key, store=store, env=env, person=person, name=called, login=login or login_of(called))
    keys.add(person, key, passphrase)
    return shown(text, store, env, None, known)


def shown(text: str, store: str, env: str, state: State | None, known: PersonBrief | None) -> CardView:
    """The card in ``text``; raises as :func:`console.ledger.cards.read_card`."""
    card = cards.read_card(text, store=store, env=env)
    return CardView(
        text=text.strip(),
        person=card.person,
        name=card.name,
        login=card.login,
        key=card.key,
        fingerprint=fingerprint(card.key),
        known=known,
        problem="" if state is None else _problem(state, card),
    )


def _problem(state: State, card: cards.EnrolmentCard) -> str:
    if card.key in state.revoked:
        return "This key was revoked; it never counts again. Have the person make another card."
    owner = next((p for p in state.people.values() if card.key in p.keys), None)
    if owner is not None:
        return "This key is enrolled already."
    person = state.person(card.person)
    if person is not None and state.doings(person.id).ended is not None:
        return "The access of this person has ended. Have them make a card as somebody new."
    return ""


def must_be_usable(card: CardView) -> None:
    """Raise :class:`BadInput` with the card's problem, if it has one."""
    if card.problem:
        what, _, to_do = card.problem.partition(". ")
        raise BadInput(what.rstrip("."), card.name, to_do, message_id="card.unusable")


def login_of(name: str) -> str:
    """A login proposed for a name: lower-case ASCII, "Ana Pires" becomes "ana.pires".

    A name of which nothing is left in ASCII gets one made from its digest.
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    login = _NOT_LOGIN.sub(".", bare).strip("._-")[:63]
    return login if login[:1].isalpha() else f"p{hashlib.sha256(name.strip().encode()).hexdigest()[:12]}"
