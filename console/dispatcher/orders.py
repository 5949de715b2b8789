"""Orders to the platform, made from signed bytes and the texts that they name; nothing else (A22)."""

from __future__ import annotations

import msgspec

from console.domain.actions import Action
from console.domain.documents import Proposal, Unexplained
from console.errors import Tampered
from console.platforms.contract import Order, SavedState
from console.platforms.reading import ReportKey, ReportKind
from console.store.projections import way_back
from console.store.queries.facts import report_keys
from console.store.texts import get_texts
from console.store.unit_of_work import Reading


def order_of(reading: Reading, effect: str, body: Proposal) -> Order:
    """The order of one proposal; raises :class:`Tampered` when a text is not the one that was signed."""
    wanted = [body.platform_id, *body.content, *([body.message] if body.message else [])]
    texts = get_texts(reading, wanted)
    message = texts[body.message] if body.message else ""
    reports: tuple[ReportKey, ...] = ()
    if body.action is Action.DISMISS:
        reports = tuple(
            ReportKey(platform=body.platform, kind=ReportKind(k.kind), report_id=k.id, time=k.at, target_id=k.target)
            for k in report_keys(reading, body.case)
        )
    return Order(
        effect_id=effect,
        action=body.action,
        account_id=texts[body.platform_id],
        content_ids=tuple(texts[c] for c in body.content),
        reports=reports,
        duration_s=body.duration_s,
        message="" if body.action is Action.LABEL else message,
        label=message if body.action is Action.LABEL else "",
        expected_state=body.seen.state,
    )


def lifts_of(reading: Reading, effect: str, alarm: Unexplained, labels: tuple[str, ...]) -> tuple[Order, ...]:
    """The orders that lift what an alarm saw, on the account that it names: one, or one for each label it tells of.

    ``labels`` are those that the platform knows.  Raises :class:`Tampered` as above.
    """
    account = get_texts(reading, [alarm.platform_id])[alarm.platform_id]
    order = Order(effect_id=effect, action=alarm.action, account_id=account)
    if alarm.action is not Action.LABEL:
        return (order,)
    told = alarm.words.split(", ")
    return tuple(msgspec.structs.replace(order, label=label) for label in labels if label_words(label) in told)


def label_words(label: str) -> str:
    """How an alarm tells of a label."""
    return f"labelled {label}"


def saved_of(reading: Reading, effect: str, digest: str, own_copy: bytes | None) -> SavedState:
    """The stored way back whose digest the ledger has; the dispatcher's own copy first, then the store's.

    Raises :class:`Tampered` when neither is the one that was signed.
    """
    row = way_back(reading, effect)
    for data in (own_copy, None if row is None else row.saved):
        if data is not None:
            saved = SavedState.from_bytes(data)
            if saved.digest() == digest:
                return saved
    raise Tampered(
        "The stored way back is not the one that was signed",
        f"effect {effect[:12]}",
        "Restore the account on the platform itself, and tell an auditor.",
        message_id="dispatcher.way_back",
    )
