"""The world of the exhaustive search: who plays, three policies, two accounts, and every document that one may write.

Two authors (a contractor, and a supervisor who works cases too), five more supervisors (one of the contractor's own
vendor), three administrators.  All times of the policies are whole ticks, so that the clock has few places to stand;
what the rules compare is only which clock runs out before which.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from immutables import Map

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.admission import CaseFacts
from console.domain.circumstances import circumstances
from console.domain.documents import DISPATCHER, REGISTRAR, OrderKind, Outcome, StepDone, Verdict
from console.domain.effects import Target
from console.domain.fold import known_tier
from console.domain.friction import plan
from console.domain.lot import assignment_id, commitment, winner
from console.domain.people import Person, Role
from console.domain.policy import policy_digest
from console.domain.state import AssignmentFacts, State
from tests.support.effects import CLAUSE, EFFECTS, change
from tests.support.office import (
    DEFAULT_POLICY,
    ENV,
    START,
    STORE,
    digest,
    person,
    policy_text,
    policy_with,
    root_roster,
)

TICK_S = 900
TICK = timedelta(seconds=TICK_S)

AUTHORS = ("ana", "mara")
"""The contractor of Vendor South, and a supervisor who works cases too, so that she could sign her own."""
STAFF = ("lena", "osei", "paul", "rosa")
"""Supervisors who are alike: the search tells them apart only by what they have done."""
TEAMMATE = "quin"
"""The fifth supervisor, of the contractor's own vendor."""
ADMINISTRATORS = ("ada", "ben", "cyd")
CONTRACT_TICKS = 5
"""In worlds with a contract that ends: so many ticks after the beginning, the last of them its last day."""

_TIMES = (
    ("limits", "sign_within_s", str(2 * TICK_S)),
    ("limits", "carry_out_within_s", str(TICK_S)),
    ("limits", "draw_again_after_s", str(TICK_S)),
    ("limits", "widen_after_s", str(2 * TICK_S)),
    ("limits", "fast_window_s", str(2 * TICK_S)),
    ("limits", "lock_after_restore_s", str(3 * TICK_S)),
    ("limits", "last_day_s", str(TICK_S)),
    ("limits", "long_shift_s", "1000000000"),
    ("limits", "longest_shift_s", "1000000000"),
)
"""``announced`` and ``same readers`` last a week, as ever: in a search that is until its end."""


def _policy(readers: tuple[int, int], cooling: tuple[int, int], name: str) -> str:
    changes = [("", "name", f'"{name}"')]
    toml = policy_with(*_TIMES, toml=DEFAULT_POLICY.replace('name = "default"', f'name = "{name}"'))
    toml = toml.replace("claim_lease_s", f"lower_tier_after_s = {TICK_S}\nclaim_lease_s", 1)
    changes = []
    for tier, count, ticks in zip(("verified", "head_of_state"), readers, cooling, strict=True):
        changes += [
            (f"friction.{tier}.deactivate", "readers", str(count)),
            (f"friction.{tier}.deactivate", "cooling_off_s", str(ticks * TICK_S)),
            (f"friction.{tier}.suspend", "cooling_off_s", "0"),
        ]
    return policy_with(*changes, toml=toml)


DEMANDS: dict[str, dict[Tier, tuple[int, int]]] = {
    "usual": {Tier.STANDARD: (0, 0), Tier.VERIFIED: (1, 1), Tier.HEAD_OF_STATE: (2, 1)},
    "stricter": {Tier.STANDARD: (0, 0), Tier.VERIFIED: (2, 1), Tier.HEAD_OF_STATE: (2, 1)},
    "lighter": {Tier.STANDARD: (0, 0), Tier.VERIFIED: (1, 0), Tier.HEAD_OF_STATE: (1, 0)},
}
"""What each policy asks for before an account is deactivated: countersigners, and ticks of cooling-off."""

POLICIES = {
    name: _policy(
        (by[Tier.VERIFIED][0], by[Tier.HEAD_OF_STATE][0]), (by[Tier.VERIFIED][1], by[Tier.HEAD_OF_STATE][1]), name
    )
    for name, by in DEMANDS.items()
}
DIGEST_OF = {name: policy_digest(toml) for name, toml in POLICIES.items()}
NAME_OF = {digest_: name for name, digest_ in DIGEST_OF.items()}

ACCOUNTS = (digest("account one")[:32], digest("account two")[:32])
CASES = ("case-one", "case-two")
"""One case on each account."""
AS_SEEN = {account: digest(f"state of {account}") for account in ACCOUNTS}


def people(contract: bool) -> tuple[Person, ...]:
    """The cast; with ``contract`` the contractor's ends after :data:`CONTRACT_TICKS`."""
    until = START + CONTRACT_TICKS * TICK if contract else None
    return (
        person("ana", Role.REVIEWER, "Vendor South", until),
        person("mara", Role.SUPERVISOR),
        *(person(name, Role.SUPERVISOR) for name in STAFF),
        person(TEAMMATE, Role.SUPERVISOR, "Vendor South"),
        *(person(name, Role.ADMINISTRATOR) for name in ADMINISTRATORS),
    )


PERSON = {p.id: p for p in people(contract=False)}
KEY_OF = {p.id: p.keys[0] for p in PERSON.values()}


def signers_of(document: doc.Document) -> tuple[str, ...]:
    """The keys under a document: of its author, who signs as themselves (rosters say theirs in the move)."""
    return (KEY_OF[document.author],) if document.author in KEY_OF else (_SERVICE[document.author],)


_SERVICE = {service.kind.value: service.key for service in root_roster().services}


def founding(contract: bool) -> Iterator[tuple[doc.AnyDocument, str, tuple[str, ...]]]:
    """The first entries: document, digest, signers.  All three policies' texts are there; the usual one is in force."""
    roster = root_roster(people(contract), POLICIES["usual"])
    first = digest("the founding roster")
    yield roster, first, tuple(KEY_OF[name] for name in ADMINISTRATORS)
    for name, toml in POLICIES.items():
        yield policy_text(toml), digest(f"text of {name}"), (KEY_OF["ada"],)
    founded = doc.Founding(**_service(REGISTRAR), roster=first, commitment=commitment("00" * 32))
    yield founded, digest("founding"), (_SERVICE[REGISTRAR],)


def _service(author: str) -> dict[str, Any]:
    return {"store": STORE, "env": ENV, "author": author}


_NONCE = digest("nonce")[:32]


def _common(author: str) -> dict[str, Any]:
    return {"store": STORE, "env": ENV, "author": author, "role": PERSON[author].role, "nonce": _NONCE}


# --- what people write ------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def case_facts(at: int, holder: str, state: str) -> CaseFacts:
    """What store and connector know of case number ``at``: the platform calls neither account protected."""
    account, name = ACCOUNTS[at], CASES[at]
    return CaseFacts(
        case=name,
        account=account,
        platform="sandbox",
        platform_id=digest(f"platform id of {account}"),
        tier=Tier.STANDARD,
        state=state,
        open=True,
        holder=holder,
        evidence=frozenset({digest(f"{name} report")}),
        contents=frozenset(),
        confusable_with=None,
        effects=Map(EFFECTS),
    )


def proposal(state: State, author: str, at: int, action: Action, now: datetime, **changes: Any) -> doc.Proposal:
    """A proposal on case number ``at`` as an honest console writes it; ``changes`` on top."""
    facts = case_facts(at, author, AS_SEEN[ACCOUNTS[at]])
    policy = state.policy
    assert policy is not None
    tier = known_tier(state, facts.account, facts.tier)
    duration_s = changes.get("duration_s")
    now_is = circumstances(state, policy, author, facts.account, None, now)
    steps = plan(policy, tier, action, facts.effects[action], duration_s, now_is).steps
    base = doc.Proposal(
        **_common(author),
        case=facts.case,
        account=facts.account,
        platform=facts.platform,
        platform_id=facts.platform_id,
        action=action,
        effect=facts.effects[action],
        duration_s=None,
        content=(),
        message=None,
        clause=CLAUSE,
        justification=digest("a justification"),
        seen=doc.Seen(
            tier=tier,
            state=facts.state,
            handle=digest("handle"),
            name=digest("name"),
            reach=41_700_000,
            case=digest(f"{facts.case} as shown"),
            evidence=tuple(sorted(facts.evidence)),
            confusable=None,
        ),
        steps=tuple(StepDone(kind=kind, after_ms=800 * (n + 1)) for n, kind in enumerate(steps)),
        policy=state.policy_in_force,
        sign_within_s=policy.limits.sign_within_s,
        carry_out_within_s=policy.limits.carry_out_within_s,
    )
    return change(base, **changes) if changes else base


def finding(reading: AssignmentFacts, author: str, verdict: Verdict | None) -> doc.Finding:
    """A finding on a reading, by whomever."""
    case = digest(f"{reading.case} as shown")
    return doc.Finding(**_common(author), assignment=reading.id, case=case, verdict=verdict, why=None)


def countersignature(reading: AssignmentFacts, author: str, proposal_: str) -> doc.Countersignature:
    """A countersignature through a reading, by whomever, of whatever."""
    return doc.Countersignature(
        **_common(author),
        proposal=proposal_,
        finding=reading.finding or digest("no finding"),
        assignment=reading.id,
        handle=digest("handle"),
        name=digest("name"),
    )


def refusal(reading: AssignmentFacts) -> doc.Refusal:
    """The drawn person's refusal."""
    common = _common(reading.person)
    return doc.Refusal(**common, proposal=reading.drawn_for, assignment=reading.id, reason=digest("a reason"))


def recusal(reading: AssignmentFacts) -> doc.Recusal:
    """The drawn person steps aside."""
    return doc.Recusal(**_common(reading.person), assignment=reading.id, reason=digest("a reason"))


def withdrawal(author: str, proposal_: str) -> doc.Withdrawal:
    """Somebody takes a proposal back."""
    return doc.Withdrawal(**_common(author), proposal=proposal_)


def stop(author: str, proposal_: str) -> doc.Stop:
    """Somebody stops what is cooling off."""
    return doc.Stop(**_common(author), proposal=proposal_, reason=digest("a reason"))


def restore(author: str, account: str, effect: str) -> doc.Restore:
    """Somebody restores."""
    return doc.Restore(**_common(author), account=account, effect=effect)


def late_restore(author: str, account: str, effect: str) -> doc.LateRestore:
    """Somebody wishes for a restore that needs two."""
    return doc.LateRestore(**_common(author), account=account, effect=effect, reason=digest("a reason"))


def tier_change(author: str, account: str, tier: Tier) -> doc.TierChange:
    """One person changes an account's protection."""
    platform_id = digest(f"platform id of {account}")
    return doc.TierChange(**_common(author), account=account, platform="sandbox", platform_id=platform_id, tier=tier)


def register_change(author: str, account: str, tier: Tier) -> doc.RegisterChange:
    """The same through a change of the register."""
    return doc.RegisterChange(**_common(author), rows=(_row(account, tier),))


def lowering(author: str, account: str, tier: Tier) -> doc.Lowering:
    """One administrator's wish for less protection."""
    return doc.Lowering(**_common(author), rows=(_row(account, tier),), reason=digest("a reason"))


def _row(account: str, tier: Tier) -> doc.RegisterRow:
    platform_id = digest(f"platform id of {account}")
    return doc.RegisterRow(account=account, platform="sandbox", platform_id=platform_id, tier=tier)


def consent(author: str, wish: str) -> doc.Consent:
    """Somebody's word to a wish."""
    return doc.Consent(**_common(author), wish=wish)


def end(author: str, person_: str) -> doc.End:
    """Somebody ends a contract."""
    return doc.End(**_common(author), person=person_)


def tightening(author: str, policy: str) -> doc.Tightening:
    """One person puts a policy (by name) in force."""
    return doc.Tightening(**_common(author), policy=DIGEST_OF[policy])


def roster(state: State, **changes: Any) -> doc.RosterVersion:
    """The next roster with ``changes``; who signs it is said where it is written."""
    before = state.roster
    assert before is not None and state.policy is not None
    following = {"number": before.number + 1, "previous": state.roster_digest, "policy": state.policy_in_force}
    return change(before, **{**following, "nonce": _NONCE, **changes})


# --- what services write ----------------------------------------------------------------------------------------


def drawn(state: State, owed: doc.Draw, person_: str) -> tuple[State, doc.Draw]:
    """A draw that is owed, with a lot that gives ``person_``; and the state in which that lot was committed to."""
    secret = _secret(owed.number, owed.drawn_for, owed.pool, person_)
    assignment = assignment_id(secret, owed.drawn_for)
    draw = change(owed, secret=secret, assignment=assignment, person=person_)
    return change(state, commitment=commitment(secret)), draw


def lot_as_said(state: State, draw: doc.Draw) -> tuple[State, doc.Draw]:
    """A draw whose lot gives somebody else than it says."""
    secret = _secret(draw.number, draw.drawn_for, draw.pool, next(p for p in draw.pool if p != draw.person))
    said = change(draw, secret=secret, assignment=assignment_id(secret, draw.drawn_for))
    return change(state, commitment=commitment(secret)), said


@lru_cache(maxsize=100_000)
def _secret(number: int, drawn_for: str, pool: tuple[str, ...], person_: str) -> str:
    tries = (digest(f"secret {number} {n}") for n in range(10_000))
    return next(secret for secret in tries if winner(secret, drawn_for, pool) == person_)


def forged_draw(state: State, proposal_: str, person_: str, pool: tuple[str, ...]) -> tuple[State, doc.Draw]:
    """A draw that nobody asked for, out of a pool that somebody made up."""
    body = state.proposals[proposal_].body
    base = doc.Draw(
        **_service(REGISTRAR),
        number=state.draws + 1,
        assignment="",
        case=body.case,
        account=body.account,
        drawn_for=proposal_,
        secret="",
        commitment=digest("another"),
        pool=pool,
        person=person_,
        kept=None,
    )
    return drawn(state, base, person_)


def opened(reading: AssignmentFacts) -> doc.Opened:
    """The registrar opens a proposal to a reader."""
    common = _service(REGISTRAR)
    return doc.Opened(**common, assignment=reading.id, proposal=reading.drawn_for, person=reading.person)


def cooling(state: State, proposal_: str) -> doc.Cooling:
    """The registrar begins a cooling-off."""
    seconds = state.proposals[proposal_].cooling_off_s
    common = _service(REGISTRAR)
    return doc.Cooling(**common, proposal=proposal_, seconds=seconds, announced_to=(), after=state.size)


def passed_over(reading: AssignmentFacts) -> doc.PassedOver:
    """The registrar passes a reader over."""
    return doc.PassedOver(**_service(REGISTRAR), assignment=reading.id)


def lowered(wish: str) -> doc.Lowered:
    """The registrar lowers what two wanted."""
    return doc.Lowered(**_service(REGISTRAR), wish=wish)


def duration_over(effect: str) -> doc.DurationOver:
    """The registrar says that a temporary action is over."""
    return doc.DurationOver(**_service(REGISTRAR), effect=effect)


def way_back(effect: str) -> doc.WayBack:
    """The dispatcher stores a way back."""
    return doc.WayBack(**_service(DISPATCHER), effect=effect, saved=digest("saved"))


def intent(effect: str, kind: OrderKind) -> doc.Intent:
    """The dispatcher is about to order."""
    return doc.Intent(**_service(DISPATCHER), effect=effect, kind=kind, attempt=1)


def receipt(effect: str, kind: OrderKind, outcome: Outcome) -> doc.Receipt:
    """What became of an order."""
    return doc.Receipt(**_service(DISPATCHER), effect=effect, kind=kind, outcome=outcome, state=None, note="")


def drift(effect: str, reasons: tuple[str, ...], after: int) -> doc.Drift:
    """The dispatcher found that something may not be carried out."""
    return doc.Drift(**_service(DISPATCHER), effect=effect, reasons=reasons, after=after)


def target(account: str, drifted: str) -> Target:
    """What the platform says of an account: as it was seen, or ``drifted`` ("state", "tier", "unknown", "gone")."""
    seen = digest(f"state of {account}")
    tier: Tier | None = {"tier": Tier.HEAD_OF_STATE, "unknown": None}.get(drifted, Tier.STANDARD)
    return Target(
        exists=drifted != "gone",
        tier=tier,
        state=digest("another state") if drifted == "state" else seen,
        declared=EFFECTS[Action.DEACTIVATE],
        platform_id=digest(f"platform id of {account}"),
    )
