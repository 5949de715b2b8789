"""Rules of governance: protection register, keys, policies, rosters in the making, and the second one's consent.

Taking authority away, or protecting more, needs one person; the other way needs two (PROTOCOL.md section 6; I4, I5).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from console.domain import documents as doc
from console.domain import restoring
from console.domain.actions import Tier
from console.domain.comparing import lighter
from console.domain.people import Person, Role, active
from console.domain.reasons import Reason, ReasonId
from console.domain.roster import drafted, why_not_follow
from console.domain.state import AccountFacts, State, WishFacts

Reasons = tuple[Reason, ...]
NONE: Reasons = ()

MOST_ROWS = 500
"""Rows of one change of the register at most; a request is bounded in bytes besides (PROTOCOL.md section 1)."""
MOST_TERM_S = 50 * 366 * 86400
"""A term of office is no longer than this, in seconds; what shall hold for longer holds for good."""

# --- the protection register ------------------------------------------------------------------------------------


def _why_not_register(
    state: State, body: doc.RegisterChange, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """One administrator or supervisor raises at once; whatever is in it protects more than before (I4)."""
    if person.role not in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        return (_wrong_role(person),)
    if not _shaped(body.rows):
        return (_BAD_ROWS,)
    raised = all(raises(state.account(row.account), row.tier, row.term_s, now) for row in body.rows)
    return NONE if raised else (Reason.of(ReasonId.TIER_NOT_RAISED),)


def raises(facts: AccountFacts, tier: Tier, term_s: int | None, now: datetime) -> bool:
    """Whether this protects an account more than the register does, and takes nothing away that it has (I4).

    For good: higher than what it has for good.  For a term of ``term_s`` seconds from ``now`` on: higher than what it
    has for good, and beside another term at least as high and as long, and one of them more.
    """
    if not tier.protected or (facts.register is not None and tier.rank <= facts.register.rank):
        return False
    if term_s is None or facts.term is None:
        return True
    before, until, _ = facts.term
    longer = (until - now).total_seconds() < term_s
    as_long = (until - now).total_seconds() <= term_s
    return (tier.rank > before.rank and as_long) or (tier is before and longer)


def _why_not_lower(
    state: State, body: doc.Lowering, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """The first of two administrators; nothing changes by it (I4, A35)."""
    if person.role is not Role.ADMINISTRATOR:
        return (_wrong_role(person),)
    if not _shaped(body.rows) or any(row.term_s is not None for row in body.rows):
        return (_BAD_ROWS,)
    return NONE if lowers(state, body) else (Reason.of(ReasonId.TIER_NOT_LOWERED),)


def lowers(state: State, body: doc.Lowering) -> bool:
    """Whether every row of it is lower than what the register says now."""
    return all(row.tier.rank < state.account(row.account).registered.rank for row in body.rows)


def _shaped(rows: tuple[doc.RegisterRow, ...]) -> bool:
    accounts = {row.account for row in rows}
    terms = all(row.term_s is None or 0 < row.term_s <= MOST_TERM_S for row in rows)
    return 0 < len(rows) <= MOST_ROWS and len(accounts) == len(rows) and terms


_BAD_ROWS = Reason.of(ReasonId.BAD_BYTES, what="its rows are none or too many, or name an account twice or a bad term")


def _wrong_role(person: Person) -> Reason:
    return Reason.of(ReasonId.WRONG_ROLE, role=person.role.value)


# --- the second one ---------------------------------------------------------------------------------------------


def _why_not_consent(
    state: State, body: doc.Consent, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """Somebody else than who wished it, who may; once, unless the one before has left meanwhile (I2, I7)."""
    wish = state.wishes.get(body.wish)
    if wish is None:
        return (Reason.of(ReasonId.UNKNOWN_WISH),)
    if wish.over is not None:
        return (Reason.of(ReasonId.WISH_OVER),)
    author = state.person(wish.body.author)
    if wish.body.author == person.id or (author is not None and set(author.keys) & set(person.keys)):
        return (Reason.of(ReasonId.OWN_WISH),)
    rule = CONSENTS.get(type(wish.body))
    if rule is None:
        return (Reason.of(ReasonId.UNSUPPORTED),)
    return rule(state, wish, now, person)


def _why_not_consent_to_lowering(state: State, wish: WishFacts, now: datetime, person: Person) -> Reasons:
    if person.role is not Role.ADMINISTRATOR:
        return (_wrong_role(person),)
    if not administers(state, wish.body.author, now):
        return (Reason.of(ReasonId.WISH_OVER),)  # who has left wishes nothing any more (I7)
    if wish.consented_by is not None and administers(state, wish.consented_by, now):
        return (Reason.of(ReasonId.WISH_OVER),)
    assert isinstance(wish.body, doc.Lowering)  # the table below
    return NONE if lowers(state, wish.body) else (Reason.of(ReasonId.TIER_NOT_LOWERED),)


CONSENTS: dict[type, Callable[[State, WishFacts, datetime, Person], Reasons]] = {
    doc.Lowering: _why_not_consent_to_lowering,
    **restoring.CONSENTS,
}
"""What a wish is to who may consent to it; that it is somebody else, and the wish is not over, is seen to before."""


def administers(state: State, person_id: str, now: datetime) -> bool:
    """Whether somebody is an administrator of the roster in force whose contract is not over."""
    person = state.person(person_id)
    return (
        person is not None
        and person.human
        and person.role is Role.ADMINISTRATOR
        and active(person, state.doings(person_id).ended, now)
    )


def _why_not_object(
    state: State, body: doc.Objection, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """Its author takes a wish back; any administrator ends a lowering or a draft, a supervisor a late restore."""
    draft, wish = state.drafts.get(body.wish), state.wishes.get(body.wish)
    if draft is not None:
        return NONE if person.role is Role.ADMINISTRATOR else (_wrong_role(person),)
    if wish is None:
        return (Reason.of(ReasonId.UNKNOWN_WISH),)
    if wish.over is not None:
        return (Reason.of(ReasonId.WISH_OVER),)
    second = person.role is Role.SUPERVISOR and isinstance(wish.body, doc.LateRestore)
    may = wish.body.author == person.id or person.role is Role.ADMINISTRATOR or second
    return NONE if may else (_wrong_role(person),)


# --- keys -------------------------------------------------------------------------------------------------------


def _why_not_revoke(
    state: State, body: doc.Revocation, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """One's own key, or by an administrator that of somebody who isn't one; never a person's last one.

    Who has no key left can't even say that it was wrong: ending the person says so openly.
    """
    target = state.person(body.person)
    if target is None:
        return (Reason.of(ReasonId.UNKNOWN_PERSON),)
    if body.key not in target.keys or body.key in state.revoked:
        return (Reason.of(ReasonId.UNKNOWN_KEY),)
    if target.id != person.id:
        if person.role is not Role.ADMINISTRATOR:
            return (_wrong_role(person),)
        if target.role is Role.ADMINISTRATOR:
            return (Reason.of(ReasonId.NO_QUORUM),)
    left = set(target.keys) - state.revoked - {body.key}
    return NONE if left else (Reason.of(ReasonId.LAST_KEY),)


# --- the policy -------------------------------------------------------------------------------------------------


def _why_not_tighten(
    state: State, body: doc.Tightening, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """One administrator, if nothing gets lighter (I5)."""
    if person.role is not Role.ADMINISTRATOR:
        return (_wrong_role(person),)
    before, after = state.policy, state.policies.get(body.policy)
    if before is None or after is None or body.policy == state.policy_in_force:
        return (Reason.of(ReasonId.UNKNOWN_POLICY),)
    softer = lighter(before, after)
    return (Reason.of(ReasonId.POLICY_LIGHTER, what=softer[0].where),) if softer else NONE


# --- rosters in the making --------------------------------------------------------------------------------------


def _why_not_draft(
    state: State, body: doc.RosterDraft, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """A roster that could follow the one in force, but for the signatures that are still missing (A36).

    That its bytes are canonical, its keys strong and the signature real is asked where signatures are verified
    (`console.ledger.roster`).
    """
    if person.role is not Role.ADMINISTRATOR:
        return (_wrong_role(person),)
    if body.key not in person.keys or body.key in state.revoked:
        return (Reason.of(ReasonId.UNKNOWN_KEY),)
    version = drafted(body)
    if version is None:
        return (Reason.of(ReasonId.BAD_BYTES, what="it holds no roster"),)
    return why_not_follow(state, version)


RULES: dict[type, Callable[..., Reasons]] = {
    doc.RegisterChange: _why_not_register,
    doc.Lowering: _why_not_lower,
    doc.Consent: _why_not_consent,
    doc.Objection: _why_not_object,
    doc.Revocation: _why_not_revoke,
    doc.Tightening: _why_not_tighten,
    doc.RosterDraft: _why_not_draft,
}
"""Document type to its rule, with the arguments of `admission`: state, body, digest, case facts, now, person."""

CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
