"""The chain of rosters: taking authority away needs one, giving it needs the quorum (PROTOCOL.md section 6; I5)."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from console.domain.documents import RosterDraft, RosterVersion, ServiceKind
from console.domain.people import Person, Role, active
from console.domain.reasons import Reason, ReasonId
from console.domain.state import State

FOUNDING_QUORUM = 2
FOUNDING_ADMINISTRATORS = 3
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,62}\Z")
_KEY = re.compile(r"[0-9a-f]{64}\Z")


def problems(version: RosterVersion) -> tuple[str, ...]:
    """What is wrong with a roster by itself, in plain words (A3, A5, A7); empty when nothing is.

    One key, one login and one id belong to one person; logins are lower-case ASCII; the quorum is at least two
    and there are more administrators than it asks for.
    """
    found: list[str] = []
    ids = [p.id for p in version.people]
    keys = [k for p in version.people for k in p.keys] + [s.key for s in version.services]
    logins = [n for p in version.people for n in p.logins]
    for what, values in (("person", ids), ("key", keys), ("login", [n.casefold() for n in logins])):
        found += [f"{what} {v} stands there twice" for v in sorted({v for v in values if values.count(v) > 1})]
    found += [f"login {n!r} is not lower-case ASCII" for n in logins if not _LOGIN.match(n)]
    found += [f"key {k!r} is not 32 bytes in lower-case hex" for k in keys if not _KEY.match(k)]
    found += [f"{p.id} has no key" for p in version.people if not p.keys]
    found += [f"the name of {p.id} is not a digest" for p in version.people if not _KEY.match(p.name)]
    admins = administrators(version)
    if version.quorum < FOUNDING_QUORUM:
        found.append(f"a quorum of {version.quorum} is fewer than {FOUNDING_QUORUM}")
    if len(admins) < max(version.quorum, FOUNDING_QUORUM):
        found.append(f"{len(admins)} administrators can't reach a quorum of {version.quorum}")
    for kind in ServiceKind:
        if not any(s.kind is kind for s in version.services):
            found.append(f"there is no key for the {kind.value}")
    return tuple(found)


def administrators(version: RosterVersion) -> tuple[Person, ...]:
    """Its administrators who are human."""
    return tuple(p for p in version.people if p.role is Role.ADMINISTRATOR and p.human)


def signed_by(version: RosterVersion, signers: tuple[str, ...]) -> int:
    """How many different administrators of ``version`` are among the verified ``signers`` (keys in hex; I2)."""
    return sum(1 for person in administrators(version) if set(person.keys) & set(signers))


def drafted(body: RosterDraft) -> RosterVersion | None:
    """The roster inside a draft, or ``None`` when it can't be read."""
    try:
        return msgspec.json.decode(body.version, type=RosterVersion)
    except msgspec.DecodeError:
        return None


def why_not_follow(state: State, version: RosterVersion) -> tuple[Reason, ...]:
    """Why ``version`` can't follow the roster in force whoever signs it: shape, chain, what was taken away since.

    The quorum never falls: who may weaken a rule is fixed at the founding (I5).
    """
    before = state.roster
    if (version.store, version.env) != (state.store, state.env):
        return (Reason.of(ReasonId.WRONG_STORE),)
    policy = state.policies.get(version.policy)
    fits = (
        before is not None
        and not problems(version)
        and version.number == before.number + 1
        and version.previous == state.roster_digest
        and version.quorum >= before.quorum
        and policy is not None
        and policy.clause_groups() == version.clause_groups
        and not _key_changes_hands(before, version)
        and not _brings_back(state, before, version)
    )
    return () if fits else (Reason.of(ReasonId.NOT_NEXT_ROSTER),)


def _key_changes_hands(before: RosterVersion, version: RosterVersion) -> bool:
    owner = {key: person.id for person in before.people for key in person.keys}
    return any(owner.get(key, person.id) != person.id for person in version.people for key in person.keys)


def _brings_back(state: State, before: RosterVersion, version: RosterVersion) -> bool:
    """Whether it would quietly undo what one administrator took away since the last one (PROTOCOL.md section 6).

    A revoked key never comes back; a policy that was tightened is not put back by a roster that only carries the old
    one on (another policy is a decision of its own).
    """
    keys = {key for person in version.people for key in person.keys}
    return bool(keys & state.revoked) or (state.tightened is not None and version.policy == before.policy)


def why_not_roster(
    state: State, version: RosterVersion, signers: tuple[str, ...], now: datetime | None = None
) -> tuple[Reason, ...]:
    """Why ``version`` can't follow the roster in force: shape, chain, and both quorums.

    Only administrators whose contract is not over at ``now`` count, and no revoked keys (I7).
    """
    before = state.roster
    if before is None:
        return _why_not_first(state, version, signers)
    wrong = why_not_follow(state, version)
    if wrong:
        return wrong
    good = tuple(key for key in _of_active(state, before, signers, now) if key not in state.revoked)
    both = signed_by(before, good) >= before.quorum and signed_by(version, good) >= version.quorum
    return () if both else (Reason.of(ReasonId.NO_QUORUM),)


def _why_not_first(state: State, version: RosterVersion, signers: tuple[str, ...]) -> tuple[Reason, ...]:
    if (version.store, version.env) != (state.store, state.env):
        return (Reason.of(ReasonId.WRONG_STORE),)
    first = version.number == 1 and version.previous is None
    if problems(version) or not first or len(administrators(version)) < FOUNDING_ADMINISTRATORS:
        return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
    enough = signed_by(version, signers) >= len(administrators(version))
    return () if enough else (Reason.of(ReasonId.NO_QUORUM),)


def _of_active(state: State, before: RosterVersion, signers: tuple[str, ...], now: datetime | None) -> tuple[str, ...]:
    """``signers`` without the keys of people whose contract is over."""
    if now is None:
        return signers
    gone = {key for p in before.people if not active(p, state.doings(p.id).ended, now) for key in p.keys}
    return tuple(key for key in signers if key not in gone)
