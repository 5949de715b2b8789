"""The next roster: what follows from everything that was taken away since the last one, and what is changed besides.

Pure; two administrators sign what comes out (PROTOCOL.md section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from console.domain.documents import RosterVersion
from console.domain.people import Person, Role
from console.domain.roster import problems
from console.domain.state import State
from console.errors import BadInput, Refused

change = msgspec.structs.replace


def staying(state: State) -> tuple[Person, ...]:
    """The people of the roster in force without who was ended since, and without the keys that were revoked since."""
    if state.roster is None:
        return ()
    return tuple(
        change(p, keys=tuple(key for key in p.keys if key not in state.revoked))
        for p in state.roster.people
        if state.doings(p.id).ended is None
    )


def next_version(state: State, author: str, nonce: str, **changes: Any) -> RosterVersion:
    """The next roster with ``changes`` (fields of `roster/1`) on top of what was taken away since; not signed yet.

    A policy that was tightened joins it.  Raises :class:`Refused` where the store is not founded, :class:`BadInput`
    with what is wrong where it can't be a roster.
    """
    before = state.roster
    if before is None:
        raise Refused("This store is not founded yet", what_to_do="Run: countersign store init.")
    policy = state.policy
    after = change(
        before,
        author=author,
        role=Role.ADMINISTRATOR,
        nonce=nonce,
        number=before.number + 1,
        previous=state.roster_digest,
        people=staying(state),
        policy=state.policy_in_force,
        clause_groups=policy.clause_groups() if policy is not None else before.clause_groups,
    )
    after = change(after, **changes)
    wrong = problems(after)
    if wrong:
        raise BadInput(
            f"This can't be the next roster: {wrong[0]}",
            what_to_do="Choose another login, or mend what is named.",
            message_id="roster.cannot_be",
        )
    return after


def joined(people: tuple[Person, ...], newcomer: Person) -> tuple[Person, ...]:
    """``people`` with somebody new."""
    return (*people, newcomer)


def replaced(people: tuple[Person, ...], person: str, **changes: Any) -> tuple[Person, ...]:
    """``people`` with fields of one of them changed; raises :class:`BadInput` when nobody has this id."""
    if not any(p.id == person for p in people):
        raise BadInput(
            "The roster has no such person", person, "See who there is with: countersign people list.",
            message_id="roster.unknown_person",
        )  # fmt: skip
    return tuple(change(p, **changes) if p.id == person else p for p in people)


def without(people: tuple[Person, ...], person: str) -> tuple[Person, ...]:
    """``people`` without one of them; raises as :func:`replaced`."""
    replaced(people, person)
    return tuple(p for p in people if p.id != person)


Name = Callable[[str], str]
"""A person's id, or the digest of a name, to the name."""


def described(state: State, version: RosterVersion, name: Name, called: Name) -> tuple[str, ...]:
    """What ``version`` changes in the roster in force, a sentence each, most important first.

    ``name`` gives names by person id, ``called`` those of new people by the digest of their name.
    """
    before = state.roster
    if before is None:
        return ()
    old = {p.id: p for p in before.people}
    new = {p.id: p for p in version.people}
    found = [
        f"{called(p.name)} joins as {_role(p)}{_until(p.contract_until)}." for p in new.values() if p.id not in old
    ]
    for p in old.values():
        if p.id not in new:
            ended = " (ended already)" if state.doings(p.id).ended is not None else ""
            found.append(f"{name(p.id)} ({p.role.value}) leaves{ended}.")
        elif new[p.id] != p:
            found += _changes(name(p.id), p, new[p.id], state)
    if version.quorum != before.quorum:
        found.append(f"{version.quorum} administrators have to sign instead of {before.quorum}.")
    if version.policy != before.policy:
        policy = state.policies.get(version.policy)
        known = f"“{policy.name}” ({version.policy[:12]})" if policy is not None else version.policy[:12]
        kept = ", which is in force already" if version.policy == state.tightened else ""
        found.append(f"The policy {known} is adopted{kept}.")
    if version.services != before.services:
        found.append("The keys of registrar or dispatcher change.")
    return tuple(found) or ("Nothing changes.",)


def _changes(name: str, was: Person, now: Person, state: State) -> Iterator[str]:
    if was.role is not now.role:
        yield f"{name} becomes {now.role.value} ({was.role.value} before)."
    for key in now.keys:
        if key not in was.keys:
            yield f"{name} gets another key."
    for key in was.keys:
        if key not in now.keys:
            yield f"A key of {name} goes{' (revoked already)' if key in state.revoked else ''}."
    if (was.contract_from, was.contract_until) != (now.contract_from, now.contract_until):
        yield f"The contract of {name} now ends {_day(now.contract_until)} ({_day(was.contract_until)} before)."
    if was.vendor != now.vendor:
        yield f"{name} is now of {now.vendor or 'the own staff'} ({was.vendor or 'own staff'} before)."
    if was.human != now.human:
        yield f"{name} counts as {'a human' if now.human else 'an automation'} now."
    if was.logins != now.logins:
        yield f"The logins of {name} are now {', '.join(now.logins)}."
    if was.name != now.name:
        yield f"{name} is called otherwise."


def _role(person: Person) -> str:
    return f"{person.role.value}{f' of {person.vendor}' if person.vendor else ''}"


def _until(at: datetime | None) -> str:
    return "" if at is None else f" until {_day(at)}"


def _day(at: datetime | None) -> str:
    return "never" if at is None else at.strftime("%d %b %Y %H:%M UTC")
