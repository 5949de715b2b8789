"""Founding a store: its first roster signed by all administrators, its policy, its services' keys."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain.documents import DISPATCHER, REGISTRAR, PolicyText, RosterVersion, ServiceKey, ServiceKind
from console.domain.people import Person, Role
from console.domain.policy import parse_policy, policy_digest
from console.domain.roster import FOUNDING_QUORUM, problems
from console.errors import BadInput, CountersignError
from console.ledger.documents import SignedDocument, sign
from console.ledger.signing import SigningKey
from console.registrar.loop import Registrar, utc_now
from console.secrets.contract import SecretKind, SecretStore
from console.secrets.sealed import STANDARD, KdfProfile
from console.secrets.wrapped_keys import wrap
from console.store.engine import Store
from console.store.opening import create_store
from console.store.texts import make_text, put_texts


class Founder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the first roster.

    With a ``passphrase`` the key is kept on this workstation, wrapped by it; without one only ``key`` has it (an
    administrator's key that goes into a safe).
    """

    name: str
    login: str
    role: Role
    key: SigningKey
    passphrase: str | None = None
    vendor: str = ""
    contract_until: datetime | None = None


class Founded(msgspec.Struct, frozen=True, kw_only=True):
    """A founded store: its ids, the digest to pin, and the people in the order given."""

    store: Store
    store_id: str
    environment: str
    roster_root: str
    people: tuple[Person, ...]


def found_store(
    path: Path,
    *,
    organisation: str,
    environment: str,
    founders: Sequence[Founder],
    policy_toml: str,
    secrets: SecretStore,
    store_id: str = "",
    profile: KdfProfile = STANDARD,
    clock: datetime | None = None,
    cancel: CancelToken = NEVER,
) -> Founded:
    """Make the store's file and its first entries; keys go into ``secrets``.

    ``clock`` dates the founding (now, if it is ``None``).  Raises :class:`BadInput` when people or policy can't found
    a store, or the file exists; then no file is left behind.
    """
    own_id = store_id or random.token_hex(16)
    services = {kind: SigningKey.generate() for kind in (REGISTRAR, DISPATCHER)}
    names = [make_text(f.name) for f in founders]
    people = tuple(_person(f, name.digest) for f, name in zip(founders, names, strict=True))
    signed, text = _first_documents(own_id, environment, founders, people, services, policy_toml)
    store = create_store(path, {"store": own_id, "env": environment, "organisation": organisation}, cancel)
    try:
        store.run(lambda uow: put_texts(uow, names), cancel)
        registrar = Registrar(
            store, own_id, environment, services[REGISTRAR], lambda platform: {}, clock=lambda: clock or utc_now()
        )
        registrar.load(cancel)
        registrar.found(signed, text, cancel)
        for kind, key in services.items():
            secrets.put(SecretKind.SERVICE_KEY, kind, key.seed)
        for founder, person in zip(founders, people, strict=True):
            if founder.passphrase is not None:
                secrets.put(SecretKind.SIGNING_KEY, person.id, wrap(founder.key.seed, founder.passphrase, profile))
    except CountersignError:
        store.close()
        path.unlink(missing_ok=True)
        raise
    return Founded(store=store, store_id=own_id, environment=environment, roster_root=signed.digest, people=people)


def _person(founder: Founder, name: str) -> Person:
    """A founder as the roster has them; ``name`` is the digest of the name."""
    return Person(
        id=random.token_hex(8),
        name=name,
        logins=(founder.login,),
        keys=(founder.key.public,),
        role=founder.role,
        vendor=founder.vendor,
        contract_until=founder.contract_until,
    )


def _first_documents(
    store_id: str,
    environment: str,
    founders: Sequence[Founder],
    people: tuple[Person, ...],
    services: Mapping[str, SigningKey],
    policy_toml: str,
) -> tuple[SignedDocument, SignedDocument]:
    """Roster version 1, signed by all its administrators, and the policy's text, signed by the first of them.

    Raises :class:`BadInput` when these people or this policy can't found a store.
    """
    policy = parse_policy(policy_toml, "policy")
    signers = [f.key for f in founders if f.role is Role.ADMINISTRATOR]
    author = next((p.id for p in people if p.role is Role.ADMINISTRATOR), "")
    header: dict[str, Any] = {"store": store_id, "env": environment, "author": author, "role": Role.ADMINISTRATOR}
    roster = RosterVersion(
        **header,
        nonce=random.token_hex(16),
        number=1,
        previous=None,
        people=people,
        services=tuple(ServiceKey(kind=ServiceKind(kind), key=key.public) for kind, key in services.items()),
        quorum=FOUNDING_QUORUM,
        policy=policy_digest(policy_toml),
        clause_groups=policy.clause_groups(),
    )
    wrong = problems(roster)
    if wrong:
        raise BadInput("These people can't found a store", "roster", f"Mend this first: {wrong[0]}.")
    text = PolicyText(**header, nonce=random.token_hex(16), toml=policy_toml)
    return sign(roster, *signers), sign(text, signers[0])
