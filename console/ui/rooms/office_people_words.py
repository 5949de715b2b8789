"""People of the office in words: how somebody stands in the list, and what stands beside it."""

from __future__ import annotations

from datetime import datetime

from console.domain.people import Role
from console.domain.views_office import CardView, KeyLine, PersonLine
from console.ui import words
from console.ui.rooms.dates import day_words
from console.ui.rooms.detail import Block, Blocks, Code, Fact, Head, Title, Told
from console.ui.rooms.lines import Line
from console.ui.text import one_line
from console.ui.widgets.notice import Tone


def role_words(role: Role, vendor: str) -> str:
    """Role and vendor: ``reviewer · Vendor South``, ``auditor · own staff``."""
    return f"{role.value} \u00b7 {one_line(vendor, 60) or 'own staff'}"


def contract_words(person: PersonLine, now: datetime) -> str:
    """Until when somebody is here."""
    if person.ended is not None:
        return f"ended {words.ago(person.ended, now)}"
    until = person.person.contract_until
    if person.contract_from is not None and person.contract_from > now:
        return f"from {day_words(person.contract_from)}"
    if until is None:
        return "no end"
    return f"{'over since' if person.over else 'until'} {day_words(until)}"


def person_line(person: PersonLine, now: datetime) -> Line:
    """How somebody stands in the list."""
    brief = person.person
    state = "ended" if person.ended is not None else "over" if person.over else "on duty" if person.on_duty else ""
    live = sum(not key.revoked for key in person.keys)
    keys = "" if live == 1 else f" \u00b7 {words.of(live, 'key')}"
    return Line(
        brief.id,
        one_line(brief.name, 80) + (" (you)" if person.me else ""),
        f"{role_words(brief.role, brief.vendor)} \u00b7 {contract_words(person, now)}{keys}",
        mark=state,
        tone="restore" if state == "on duty" else "harm" if state else "muted",
        picture=brief.id,
        pale=person.over,
    )


def person_blocks(person: PersonLine, now: datetime) -> Blocks:
    """Everything about somebody."""
    brief = person.person
    pills: list[tuple[str, str]] = []
    if person.me:
        pills.append(("you", "accent"))
    if person.over:
        pills.append(("ended" if person.ended is not None else "over", "harm"))
    elif person.on_duty:
        pills.append(("on duty", "restore"))
    if not person.human:
        pills.append(("automation", ""))
    blocks: list[Block] = [
        Head(one_line(brief.name, 80), role_words(brief.role, brief.vendor), brief.id, pills=tuple(pills)),
        *_ended(person, now),
        Fact("Login", one_line(person.login, 80) or "none"),
        Fact("Contract", contract_words(person, now), _exact(person)),
    ]
    if person.contract_from is not None:
        blocks.append(Fact("Began", day_words(person.contract_from), words.exact(person.contract_from)))
    blocks.append(Title("Keys" if len(person.keys) != 1 else "Key"))
    blocks += [_key(key, at, len(person.keys)) for at, key in enumerate(person.keys, start=1)]
    return tuple(blocks)


def _ended(person: PersonLine, now: datetime) -> list[Block]:
    if person.ended is not None:
        return [
            Told(
                Tone.CALM,
                f"Ended {words.ago(person.ended, now)}",
                "Nothing of theirs is admitted any more; the next roster leaves them out.",
            )
        ]
    if person.over:
        return [Told(Tone.CALM, "The contract is over", "Nothing of theirs is admitted while it is.")]
    return []


def _exact(person: PersonLine) -> str:
    until = person.person.contract_until
    return "" if until is None else words.exact(until)


def _key(key: KeyLine, number: int, many: int) -> Code:
    label = "Fingerprint" if many == 1 else f"Fingerprint {number} of {many}"
    if key.revoked:
        return Code(f"{label}: revoked, it counts no more", key.fingerprint, "harm")
    return Code(label, key.fingerprint)


def key_words(key: KeyLine) -> str:
    """A key in a choice: the first two groups of its fingerprint."""
    return " ".join(key.fingerprint.split("-")[:2]) + " \u2026"


def card_words(card: CardView) -> tuple[str, str]:
    """Whose card it is, and what about it."""
    if card.known is not None:
        return one_line(card.name, 80), f"another workstation of theirs \u00b7 {role_words(card.known.role, '')}"
    return one_line(card.name, 80), f"somebody new \u00b7 login {one_line(card.login, 60)}"
