"""What a connector must do (rules 1 to 13 of the connector pages; DESIGN.md section 4, PROTOCOL.md sections 3 and 8).

A connector knows one platform.  It is synchronous, keeps no state of its own between calls, and may be called from
any thread, but never for two orders on one account at a time (rule 7: the dispatcher sees to that).

Every call takes a :class:`CancelToken`; every request to the platform has a time limit and ends when the token is
asked.  Reads raise :class:`Cancelled`.  An order that was cancelled or lost *after* its first changing request began
raises :class:`PlatformUnavailable` with ``sent=Sent.MAYBE``: nobody may believe that nothing was changed.

What the dispatcher does with it: ``look_up`` → ``save`` → (stores the way back) → (stores the intent) → ``apply`` →
``read_back``; later ``restore`` → ``restored``; ``lift`` for what somebody else did.  After a lost answer:
``read_back`` first, and only then ``apply`` again with the same effect id.  The suite that
each connector passes is ``tests/support/connector_contract.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from console.cancel import CancelToken
from console.domain.actions import Action, DeclaredEffect, Tier
from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.platforms.reading import AccountSnapshot, Content, ReportKey, ReportPage

# --- what a connector says of itself ---------------------------------------------------------------------------------


class TierFlag(StrEnum):
    """Whether the platform itself marks accounts as verified or official."""

    READ = "read"
    """It does, and each snapshot carries it; a snapshot without it is unknown, which counts as the highest (I4)."""
    NONE = "none"
    """It has no such flag: only the protection register speaks (PROTOCOL.md section 8)."""


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector declares.  Known without asking the platform; the same for as long as its settings are.

    ``platform`` is the stable key of every account's identity: never rename it, and never give two servers one key
    ("sandbox", "matrix:example.org").  ``title`` is for people.  ``reach_noun`` is plural ("followers", "rooms").
    ``effects``: a missing action is not supported; it is refused and never replaced in silence (rule 2).  Dismissal
    is declared by every connector; where the platform has nothing to mark, its ``way`` is "nothing" and no request
    is made.  ``labels`` are the words that ``LABEL`` may put.  ``ends_timed`` says who ends a timed action (rule 10):
    False, and the dispatcher restores it at its time; True, and the platform does by itself (``restore`` then
    answers ``ALREADY``).
    """

    platform: str
    title: str
    reach_noun: str
    tier_flag: TierFlag
    effects: Mapping[Action, DeclaredEffect]
    labels: tuple[str, ...] = ()
    ends_timed: bool = False


class ServerInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Who answered: name and version of the server, its time (aware UTC) where it tells it."""

    name: str
    version: str
    time: datetime | None = None


def flag_tier(description: Description, snapshot: AccountSnapshot) -> Tier | None:
    """What the platform itself says of the tier; ``None`` is not known, and counts as the highest (I4)."""
    return Tier.STANDARD if description.tier_flag is TierFlag.NONE else snapshot.tier


# --- orders ----------------------------------------------------------------------------------------------------------


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order to the platform, made by the dispatcher from signed bytes and its texts alone; never logged.

    ``effect_id`` (hex) is the idempotency key: the same order sent twice takes effect once.  ``content_ids`` name
    what REMOVE_CONTENT removes, ``reports`` what DISMISS resolves.  ``duration_s`` is whole seconds above zero, and
    ``None`` is without end.  ``message`` goes to the person (WARN, and elsewhere where the platform tells reasons);
    ``label`` is one of ``Description.labels``.  ``expected_handle`` and ``expected_state`` (a digest of
    ``AccountState``), where given, are compared with the platform right before the first change (rule 6); when they
    differ nothing is sent and :class:`PlatformRefused` with ``message_id="platform.drifted"`` is raised.  What is
    already as ordered answers ``ALREADY`` before anything is compared, so that a repeated order is no drift.
    """

    effect_id: str
    action: Action
    account_id: str
    content_ids: tuple[str, ...] = ()
    reports: tuple[ReportKey, ...] = ()
    duration_s: int | None = None
    message: str = ""
    label: str = ""
    expected_handle: str | None = None
    expected_state: str | None = None


class SavedState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a restore needs, read before anything was changed and bound to one effect (rule 3).

    ``form`` names connector and version of the shape ("sandbox/1"); ``data`` is JSON text of the connector's own.
    ``no_way_back`` is "" or one sentence that says that there is none (then ``restore`` is refused).  It may hold
    names, room lists and the like: keep it beside the ledger, put its digest into it.
    """

    effect_id: str
    action: Action
    account_id: str
    form: str
    data: str
    no_way_back: str = ""

    def to_bytes(self) -> bytes:
        """As UTF-8 JSON, for keeping; ``from_bytes`` gives the same back."""
        return msgspec.json.encode(self)

    @staticmethod
    def from_bytes(raw: bytes) -> SavedState:
        """Raises :class:`BadInput` when the bytes are not a saved state."""
        try:
            return msgspec.json.decode(raw, type=SavedState)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                "The stored way back can't be read",
                what_to_do="Restore the account on the platform itself, and check the dispatcher's folder.",
                message_id="platform.saved_unreadable",
            ) from error

    def digest(self) -> str:
        """Hex SHA-256 of ``to_bytes``."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


class AnswerStatus(StrEnum):
    """What the platform answered; never the proof of an effect, which is ``read_back`` (rule 5)."""

    DONE = "done"
    ALREADY = "already"
    """It was so before; success only if the ledger has an effect that explains it, else the alarm of I13 (rule 8)."""
    PARTLY = "partly"
    """Some of it was done; ``summary`` says what, ``not_returned`` what did not come back."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The platform's answer to an order.

    ``summary`` is one plain sentence without personal text.  ``reference`` is the platform's own id of what it did
    (an event, a redaction), "" where it has none.  ``not_returned`` lists, after a restore, what did not come back.
    """

    effect_id: str
    status: AnswerStatus
    summary: str
    reference: str = ""
    not_returned: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What was seen, against what was ordered."""

    WANTED = "wanted"
    NOT_WANTED = "not_wanted"
    CANNOT_TELL = "cannot_tell"
    """The platform shows nobody whether it is so; ends as *sent or unknown* (PROTOCOL.md section 8)."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor of the platform finds.  ``where`` was looked, ``what`` was found: no personal text in either.

    ``state`` is the digest of the account's state then; ``None`` when it could not be read.
    """

    verdict: Verdict
    where: str
    what: str
    state: str | None = None


# --- errors ----------------------------------------------------------------------------------------------------------


class Sent(StrEnum):
    """Whether a request that changes something can have reached the platform."""

    NOTHING = "nothing"
    """Surely not: it may be sent again without looking."""
    MAYBE = "maybe"
    """It did, or nobody knows: read back before anything else."""


class PlatformUnavailable(Unavailable):
    """Down, too slow, 429, 5xx, or an answer that is no answer.

    ``retry_after_s`` is how long the platform asked to be left alone, ``None`` where it did not say.
    """

    def __init__(
        self,
        what: str,
        where: str = "",
        what_to_do: str = "",
        *,
        message_id: str,
        sent: Sent = Sent.NOTHING,
        retry_after_s: float | None = None,
        **fields: object,
    ) -> None:
        super().__init__(what, where, what_to_do, message_id=message_id, **fields)
        self.sent = sent
        self.retry_after_s = retry_after_s


class PlatformRefused(Refused):
    """The platform (401, 403), or the contract itself, says no; trying the same again will not help."""

    def __init__(
        self,
        what: str,
        where: str = "",
        what_to_do: str = "",
        *,
        message_id: str,
        sent: Sent = Sent.NOTHING,
        **fields: object,
    ) -> None:
        super().__init__(what, where, what_to_do, message_id=message_id, **fields)
        self.sent = sent


def sent_of(error: CountersignError) -> Sent:
    """Whether something can have reached the platform before ``error``; what does not say so counts as MAYBE."""
    return error.sent if isinstance(error, PlatformUnavailable | PlatformRefused) else Sent.MAYBE


def admit(description: Description, order: Order) -> DeclaredEffect:
    """The declared effect of ``order``; each connector asks this before it sends anything.

    Raises :class:`PlatformRefused` when the action is not declared (``platform.unsupported``; rule 2), and
    :class:`BadInput` when a parameter can't be meant: a duration of zero, below, or on an action without end
    (rule 10), no content to remove, a label that the platform does not know.
    """
    effect = description.effects.get(order.action)
    if effect is None:
        raise PlatformRefused(
            f"{description.title} has no way to {str(order.action).replace('_', ' ')}",
            what_to_do="Choose another action.",
            message_id="platform.unsupported",
            action=str(order.action),
        )
    wrong = _wrong_parameter(description, effect, order)
    if wrong:
        raise BadInput(wrong, what_to_do="Nothing was sent.", message_id="platform.bad_order")
    return effect


def _wrong_parameter(description: Description, effect: DeclaredEffect, order: Order) -> str:
    if not order.effect_id or not order.account_id:
        return "An order needs an effect id and an account id"
    if order.duration_s is not None and not effect.timed:
        return "This action can't end by itself on this platform"
    if order.duration_s is not None and order.duration_s <= 0:
        return "A duration has to be longer than nothing"
    if order.action is Action.REMOVE_CONTENT and not order.content_ids:
        return "Removing content needs to know which content"
    if order.action is Action.LABEL and order.label not in description.labels:
        return "The platform does not know this label"
    if order.action is Action.WARN and not order.message.strip():
        return "A warning needs words"
    return ""


# --- the connector ---------------------------------------------------------------------------------------------------


@runtime_checkable
class Connector(Protocol):
    """One platform.  All methods may raise :class:`PlatformUnavailable`, :class:`PlatformRefused` and ``Cancelled``."""

    def describe(self) -> Description:
        """What this connector declares; asks nobody, raises nothing."""
        ...

    def check(self, cancel: CancelToken) -> ServerInfo:
        """Ask who is there, and whether the token is good for what the connector needs."""
        ...

    def fetch_reports(self, cursor: str | None, limit: int, cancel: CancelToken) -> ReportPage:
        """At most ``limit`` (1 to 1000) reports since ``cursor``, oldest first; ``None`` begins at the beginning.

        Pages may overlap; the caller drops doubles by ``ReportKey.identity()``.  A cursor that the platform no
        longer knows begins at the beginning.
        """
        ...

    def look_up(self, account_id: str, cancel: CancelToken) -> AccountSnapshot | None:
        """The account with this stable id; ``None`` when there is none.  Never creates one (rule 6)."""
        ...

    def find(self, text: str, limit: int, cancel: CancelToken) -> tuple[AccountSnapshot, ...]:
        """Accounts whose id, handle or name match what a person typed, best first; what is not found is empty."""
        ...

    def content(self, content_id: str, cancel: CancelToken) -> Content | None:
        """One piece of content with its text; ``None`` when there is none (any more)."""
        ...

    def save(self, order: Order, cancel: CancelToken) -> SavedState:
        """Read what a restore of ``order`` would need, before any change; or the words that there is no way back."""
        ...

    def apply(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Send the order.  Twice with one effect id takes effect once; an unknown account is refused, never made.

        ``saved`` must be of this effect (``BadInput`` otherwise).
        """
        ...

    def restore(self, order: Order, saved: SavedState, cancel: CancelToken) -> Answer:
        """Undo ``order`` from what was saved (rule 9), also when it was only half done, done twice or never done.

        Undoes this effect alone: what other effects or people did stays.  Raises :class:`PlatformRefused` with
        ``message_id="platform.no_way_back"`` where there is none.
        """
        ...

    def lift(self, order: Order, cancel: CancelToken) -> Answer:
        """Undo what stands on the account of the kind ``order.action`` though no effect of ours put it there (I13).

        For the restore of an unexplained change (PROTOCOL.md section 10): ``order`` has a fresh effect id and no
        way back of its own.  Only for LABEL, LIMIT, SUSPEND and DEACTIVATE; ``ALREADY`` when nothing stands.
        """
        ...

    def read_back(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether the effect of ``order`` is there, from where a visitor looks (or the person, for a notice)."""
        ...

    def restored(self, order: Order, saved: SavedState, cancel: CancelToken) -> Seen:
        """Whether ``order`` is undone, from where a visitor looks: WANTED means that it is as before."""
        ...

    def close(self) -> None:
        """Let go of connections and files; afterwards no other method is called."""
        ...


def unknown_account(description: Description) -> PlatformRefused:
    """For an order on an account that the platform does not have; nothing was sent."""
    return PlatformRefused(
        "The platform has no account with this id",
        where=description.title,
        what_to_do="Nothing was sent. Look the account up again.",
        message_id="platform.unknown_account",
    )


def check_expected(description: Description, order: Order, snapshot: AccountSnapshot) -> None:
    """Compare the account with what the order expects (rule 6); raises ``platform.drifted`` when it differs."""
    if order.expected_handle is not None and order.expected_handle != snapshot.handle:
        difference = "The account's handle is not the one that was signed"
    elif order.expected_state is not None and order.expected_state != snapshot.state.digest():
        difference = "The account's state on the platform is not the one that was signed"
    else:
        return
    raise PlatformRefused(
        difference,
        where=description.title,
        what_to_do="Nothing was sent. Look at the account again.",
        message_id="platform.drifted",
    )


def check_saved(order: Order, saved: SavedState, form: str) -> None:
    """Raise :class:`BadInput` unless ``saved`` belongs to exactly this order and has the shape ``form``."""
    same = (saved.effect_id, saved.action, saved.account_id) == (order.effect_id, order.action, order.account_id)
    if not same or saved.form != form:
        raise BadInput(
            "The stored way back belongs to another effect",
            what_to_do="Nothing was sent.",
            message_id="platform.saved_foreign",
        )
