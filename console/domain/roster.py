"""The chain of rosters: taking authority away needs one, giving it needs the quorum (PROTOCOL.md section 6; I5)."""

from __future__ import annotations

import re

from console.domain.documents import RosterVersion, ServiceKind
from console.domain.people import Person, Role
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


def why_not_roster(state: State, version: RosterVersion, signers: tuple[str, ...]) -> tuple[Reason, ...]:
    """Why ``version`` can't follow the roster in force: shape, chain, and both quorums."""
    before = state.roster
    if (version.store, version.env) != (state.store, state.env):
        return (Reason.of(ReasonId.WRONG_STORE),)
    if problems(version):
        return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
    if before is None:
        first = version.number == 1 and version.previous is None
        if not first or len(administrators(version)) < FOUNDING_ADMINISTRATORS:
            return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
        enough = signed_by(version, signers) >= len(administrators(version))
        return () if enough else (Reason.of(ReasonId.NO_QUORUM),)
    if version.number != before.number + 1 or version.previous != state.roster_digest:
        return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
    policy = state.policies.get(version.policy)
    if version.quorum < before.quorum or policy is None or policy.clause_groups() != version.clause_groups:
        return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
    owner = {key: person.id for person in before.people for key in person.keys}
    if any(owner.get(key, person.id) != person.id for person in version.people for key in person.keys):
        return (Reason.of(ReasonId.NOT_NEXT_ROSTER),)
    both = signed_by(before, signers) >= before.quorum and signed_by(version, signers) >= version.quorum
    return () if both else (Reason.of(ReasonId.NO_QUORUM),)
