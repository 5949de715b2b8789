"""``fold`` takes whatever entry comes: it never fails, and what names nothing that is known changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import DutyKind, Ending, Entry, OrderKind, Outcome, Verdict
from console.domain.effects import owed
from console.domain.findings import counted, enough
from console.domain.fold import KEPT_DISMISSALS, KEPT_PER_ACCOUNT, fold
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.state import State, shift_seconds
from console.domain.views import Status
from tests.support.builders import World
from tests.support.effects import account_of
from tests.support.office import ENV, START, STORE, digest, policy_text, root_roster

change = msgspec.structs.replace
NOTHING = digest("nothing that is known")
SERVICE: dict[str, Any] = {"store": STORE, "env": ENV, "author": doc.REGISTRAR}


def person(author: str = "lena") -> dict[str, Any]:
    return {"store": STORE, "env": ENV, "author": author, "role": Role.SUPERVISOR, "nonce": "ab" * 16}


UNKNOWN: list[doc.AnyDocument] = [
    doc.Withdrawal(**person(), proposal=NOTHING),
    doc.Finding(**person(), assignment=NOTHING, case=NOTHING, verdict=None, why=None),
    doc.Countersignature(
        **person(), proposal=NOTHING, finding=NOTHING, assignment=NOTHING, handle=NOTHING, name=NOTHING
    ),
    doc.Refusal(**person(), proposal=NOTHING, assignment=NOTHING, reason=NOTHING),
    doc.Recusal(**person(), assignment=NOTHING, reason=NOTHING),
    doc.Stop(**person(), proposal=NOTHING, reason=NOTHING),
    doc.Restore(**person(), account="ab" * 16, effect=NOTHING),
    doc.PolicyText(**person(), toml="this is no policy"),
    doc.PassedOver(**SERVICE, assignment=NOTHING),
    doc.Opened(**SERVICE, assignment=NOTHING, proposal=NOTHING, person="lena"),
    doc.Cooling(**SERVICE, proposal=NOTHING, seconds=0, announced_to=()),
    doc.Closed(**SERVICE, proposal=NOTHING, how=Ending.VOID, reasons=()),
    doc.Reopened(**SERVICE, case="case-1", because=NOTHING),
    doc.Rejections(**SERVICE, person="lena", hour=START, count=1, digest=NOTHING),
    doc.WayBack(**SERVICE, effect=NOTHING, saved=None),
    doc.Intent(**SERVICE, effect=NOTHING, kind=OrderKind.APPLY, attempt=1),
    doc.Receipt(**SERVICE, effect=NOTHING, kind=OrderKind.RESTORE, outcome=Outcome.DONE, state=None, note=""),
    doc.Drift(**SERVICE, effect=NOTHING, reasons=("state_changed",)),
    doc.Intake(**SERVICE, platform="sandbox", cases=(), reports=()),
]


def entry(state: State, document: doc.AnyDocument, name: str = "an entry") -> Entry:
    return Entry(index=state.size, time=state.time or START, document=document, digest=digest(name))


@pytest.mark.parametrize("document", UNKNOWN, ids=lambda d: type(d).__name__)
def test_an_entry_about_nothing_known_changes_nothing(document: doc.AnyDocument) -> None:
    world = World()
    world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    before = world.state
    after = fold(before, entry(before, document))
    assert after.size == before.size + 1
    same = ("proposals", "live", "assignments", "live_assignments", "effects", "restores", "accounts", "policies")
    assert all(getattr(after, name) == getattr(before, name) for name in same)


def signing(world: World) -> tuple[str, str]:
    """A proposal and its one reading, opened."""
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.agree(reading.id)
    return proposal, reading.id


def test_i1_what_others_sign_through_an_assignment_counts_for_nobody() -> None:
    world = World()
    proposal, reading = signing(world)
    owner = world.state.assignments[reading].person
    thief = next(p for p in ("lena", "osei") if p != owner)
    before = world.state
    for forged in (
        world.countersignature(reading, author=thief),
        world.finding(reading, None, author=thief),
        doc.Refusal(**person(thief), proposal=proposal, assignment=reading, reason=NOTHING),
        doc.Recusal(**person(thief), assignment=reading, reason=NOTHING),
        doc.Withdrawal(**person(thief), proposal=proposal),
        doc.Opened(**SERVICE, assignment=reading, proposal=proposal, person=thief),
        doc.Opened(**SERVICE, assignment=reading, proposal=NOTHING, person=owner),
    ):
        after = fold(before, entry(before, forged))
        assert after.proposals == before.proposals and after.assignments == before.assignments


SIGNED = {
    "through another's draw": {"person": "bruno"},
    "through no assignment": {"assignment": NOTHING},
    "with another finding": {"finding": NOTHING},
    "before it was opened": {"index": 0},
}


@pytest.mark.parametrize("how", SIGNED)
def test_i1_a_signature_counts_only_after_draw_finding_and_opening(how: str) -> None:
    world = World()
    proposal, reading = signing(world)
    world.countersign(reading)
    facts = world.facts(proposal)
    assert counted(world.state, facts, world.now) == (world.state.assignments[reading].person,)
    bent = change(facts, signed=(change(facts.signed[0], **SIGNED[how]),))
    assert counted(world.state, bent, world.now) == ()


READINGS: dict[str, dict[str, object]] = {
    "it was drawn for something else": {"drawn_for": NOTHING},
    "nothing was found": {"finding": None},
    "it was never opened": {"opened_index": None},
    "it was found before it was drawn": {"index": 10**6},
    "the case is another": {"case": "another"},
    "the account is another": {"account": "another"},
    "nothing was wrong": {"verdict": None},
    "it is milder": {"verdict": Verdict(clause="4.7", action=Action.WARN)},
    "its clause is not known": {"verdict": Verdict(clause="no such", action=Action.SUSPEND)},
}


@pytest.mark.parametrize("how", READINGS)
def test_i1_a_reading_that_was_bent_counts_for_nothing(how: str) -> None:
    world = World()
    proposal, name = signing(world)
    world.countersign(name)
    facts, reading = world.facts(proposal), world.state.assignments[name]
    bent = change(world.state, assignments=world.state.assignments.set(name, change(reading, **READINGS[how])))
    assert enough(world.state, facts, world.now)
    assert counted(bent, facts, world.now) == ()


def test_i2_people_who_share_a_key_count_once_even_if_a_roster_says_otherwise() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    first, second = world.sign_all(proposal)
    shared = change(world.state.people[second], keys=world.state.people[first].keys)
    bent = change(world.state, people=world.state.people.set(second, shared))
    assert counted(bent, world.facts(proposal), world.now) == (first,)


def test_i2_a_signer_who_shares_a_key_with_the_author_does_not_count() -> None:
    world = World()
    proposal, name = signing(world)
    world.countersign(name)
    signer = world.state.assignments[name].person
    shared = change(world.state.people[signer], keys=world.state.people["bruno"].keys)
    bent = change(world.state, people=world.state.people.set(signer, shared))
    assert counted(bent, world.facts(proposal), world.now) == ()
    gone = change(world.state, people=world.state.people.delete(signer))
    assert counted(gone, world.facts(proposal), world.now) == ()


def test_i4_under_a_policy_that_nobody_knows_nothing_is_ever_signed_enough() -> None:
    world = World()
    world.claim("bruno", case := world.case())
    body = world.proposal("bruno", case, Action.SUSPEND, policy=NOTHING)
    state = fold(world.state, entry(world.state, body))
    facts = state.proposals[digest("an entry")]
    assert facts.readers > len(state.people)
    assert not owed(state, world.now + timedelta(days=1))


def test_i4_a_policy_that_cannot_be_one_is_never_in_force() -> None:
    state = State(store=STORE, env=ENV)
    state = fold(state, entry(state, root_roster()))
    assert state.policy is None
    state = fold(state, entry(state, policy_text("name = 'nothing'")))
    assert state.policy is None
    state = fold(state, entry(state, policy_text()))
    assert state.policy is not None


def test_a_person_is_ended_once_and_at_the_first_time() -> None:
    world = World()
    world.end("ira")
    first = world.state.doings("ira").ended
    world.later(60)
    world.end("ira", "ben")
    assert world.state.doings("ira").ended == first


def test_intake_keeps_the_flag_of_protected_and_of_known_accounts_only() -> None:
    world = World()

    def taken(*cases: tuple[str, Tier]) -> State:
        items = tuple(doc.IntakeCase(case=c, account=account_of(c), tier=t, digest=NOTHING) for c, t in cases)
        state = world.state
        return fold(state, entry(state, doc.Intake(**SERVICE, platform="sandbox", cases=items, reports=())))

    state = taken(("one", Tier.STANDARD), ("two", Tier.VERIFIED))
    assert (account_of("one") in state.accounts, state.account(account_of("two")).flag) == (False, Tier.VERIFIED)
    proposal = world.propose("bruno", world.case("three"), Action.SUSPEND)
    state = taken(("three", Tier.HEAD_OF_STATE))
    assert state.proposals[proposal].tier is Tier.HEAD_OF_STATE
    world.protect(account_of("four"), Tier.VERIFIED)
    assert world.state.account(account_of("four")).flag is None


def test_what_is_remembered_of_dismissals_and_of_an_account_has_an_end() -> None:
    world = World()
    world.chance = lambda dismissal: "f" * 64  # type: ignore[method-assign]
    case = world.case()
    for number in range(KEPT_DISMISSALS + 6):
        world.propose("bruno", case, Action.DISMISS)
        world.later(days=1 if number > 30 else 0)
    assert len(world.state.dismissals) == KEPT_DISMISSALS
    assert len(world.state.account(account_of(case)).proposals) <= KEPT_PER_ACCOUNT + 8


def test_a_stored_way_back_of_what_ended_is_nothing_that_lives() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(), Action.SUSPEND)
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=NOTHING)
    assert proposal in world.state.live_effects
    world.withdraw("bruno", proposal)
    assert proposal not in world.state.live_effects


def test_ending_a_second_time_changes_nothing() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(), Action.SUSPEND)
    world.withdraw("bruno", proposal)
    again = doc.Closed(**SERVICE, proposal=proposal, how=Ending.VOID, reasons=())
    assert fold(world.state, entry(world.state, again)).proposals[proposal].closed == world.facts(proposal).closed


def test_an_order_of_the_other_kind_changes_nothing() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(), Action.SUSPEND)
    world.until_due(proposal)
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=NOTHING)
    for forged in (
        doc.Intent(**SERVICE, effect=proposal, kind=OrderKind.RESTORE, attempt=1),
        doc.Receipt(**SERVICE, effect=proposal, kind=OrderKind.RESTORE, outcome=Outcome.DONE, state=None, note=""),
    ):
        assert fold(world.state, entry(world.state, forged)).effects == world.state.effects


def test_a_draw_that_keeps_another_persons_reading_keeps_nothing() -> None:
    world = World()
    proposal, name = signing(world)
    kept = world.state.assignments[name]
    other = next(p for p in ("lena", "osei") if p != kept.person)
    draw = doc.Draw(
        **SERVICE, number=9, assignment="cd" * 16, case=kept.case, account=kept.account, drawn_for=proposal,
        secret="ab" * 32, commitment="ab" * 32, pool=(other,), person=other, kept=name,
    )  # fmt: skip
    assert fold(world.state, entry(world.state, draw)).assignments["cd" * 16].finding is None


def test_a_person_who_refuses_after_disagreeing_counts_once() -> None:
    world = World()
    proposal, name = signing(world)
    facts, who = world.facts(proposal), world.state.assignments[name].person
    bent = change(world.state, proposals=world.state.proposals.set(proposal, change(facts, against=(who,))))
    refusal = doc.Refusal(**person(who), proposal=proposal, assignment=name, reason=NOTHING)
    assert fold(bent, entry(bent, refusal)).proposals[proposal].against == (who,)
    reading = change(world.state.assignments[name], finding=None, finding_index=None)
    bare = change(bent, assignments=bent.assignments.set(name, reading))
    finding = world.finding(name, None)
    assert fold(bare, entry(bare, finding)).proposals[proposal].against == (who,)


# --- presence ---------------------------------------------------------------------------------------------------


def test_breaks_do_not_count_as_shift() -> None:
    world = World()
    world.duty("ana")
    world.later(hours=2)
    world.duty("ana", DutyKind.BREAK)
    world.later(hours=1)
    world.duty("ana", DutyKind.RENEW)
    world.later(hours=1)
    world.duty("ana", DutyKind.RENEW)
    assert shift_seconds(world.state.doings("ana"), world.now) == 3 * 3600


def test_signing_out_and_in_again_is_no_new_shift_and_a_rest_is() -> None:
    world = World()
    world.duty("ana")
    world.later(hours=5)
    world.duty("ana", DutyKind.END)
    world.later(hours=5.9)
    world.duty("ana")
    assert shift_seconds(world.state.doings("ana"), world.now) == 5 * 3600
    world.duty("ana", DutyKind.END)
    world.later(hours=6)
    assert shift_seconds(world.state.doings("ana"), world.now) == 0
    world.duty("ana")
    assert shift_seconds(world.state.doings("ana"), world.now) == 0


def test_working_without_saying_so_is_a_shift() -> None:
    """A patched console that never says that it is here gains nothing: what a person signs is a sign of life."""
    world = World()
    for number in range(11):
        world.must(doc.Note(**world.common("ana"), case=world.case(f"case-{number}"), text=NOTHING))
        world.later(hours=1)
    assert shift_seconds(world.state.doings("ana"), world.now) == 11 * 3600
    world.claim("ana", case := world.case())
    assert world.why_not(world.proposal("ana", case, Action.SUSPEND)) == {ReasonId.LONGEST_SHIFT}
    world.propose("ana", case, Action.WARN)


def test_working_through_a_break_is_no_break() -> None:
    world = World()
    world.duty("ana")
    world.later(hours=1)
    world.duty("ana", DutyKind.BREAK)
    world.must(doc.Note(**world.common("ana"), case=world.case(), text=NOTHING))
    world.later(hours=1)
    assert shift_seconds(world.state.doings("ana"), world.now) == 2 * 3600


def test_a_console_that_crashed_yesterday_does_not_make_a_shift_of_a_day() -> None:
    world = World()
    world.duty("ana")
    world.later(hours=20)
    assert shift_seconds(world.state.doings("ana"), world.now) == 0
    proposal = world.propose("ana", world.case(), Action.SUSPEND)
    assert world.facts(proposal).readers == 0


@pytest.mark.parametrize(("hours", "readers"), [(7.9, 0), (8.2, 0), (8.3, 1), (9.9, 1)])
def test_after_a_long_shift_the_next_case_needs_a_second_person(hours: float, readers: int) -> None:
    world = World()
    world.duty("ana")
    for _ in range(int(hours)):
        world.later(hours=1)
        world.duty("ana", DutyKind.RENEW)
    world.later(hours=hours - int(hours))
    assert world.facts(world.propose("ana", world.case(), Action.SUSPEND)).readers == readers
    assert world.facts(world.propose("ana", world.case("other"), Action.WARN)).readers == 0


def test_sixty_account_actions_in_an_hour_and_the_next_needs_a_second_person() -> None:
    world = World()
    proposals = [world.propose("ana", world.case(f"case-{n}"), Action.LIMIT) for n in range(61)]
    assert [world.facts(p).readers for p in proposals[-2:]] == [0, 1]
    world.later(hours=1)
    assert world.facts(world.propose("ana", world.case("later"), Action.LIMIT)).readers == 0


# --- any order of anything ----------------------------------------------------------------------------------------


def _pool() -> tuple[State, list[doc.AnyDocument]]:
    """Documents of a whole story, and those about nothing."""
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal)
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    assert world.status(proposal) is Status.RESTORED
    founded = State(store=STORE, env=ENV)
    for one in world.log[:3]:
        founded = fold(founded, one)
    return founded, [e.document for e in world.log[3:]] + UNKNOWN


FOUNDED, DOCUMENTS = _pool()


@given(st.lists(st.sampled_from(range(len(DOCUMENTS))), max_size=40))
def test_i1_in_whatever_order_entries_come_nothing_is_owed_without_two_signatures(order: list[int]) -> None:
    state = FOUNDED
    for number in order:
        document = DOCUMENTS[number]
        state = fold(state, entry(state, document, f"document {number}"))
        for item in owed(state, START + timedelta(hours=3)):
            facts = state.proposals[item.proposal]
            assert item.kind is OrderKind.RESTORE or state.effects.get(item.id) or len(facts.signed) >= 2
