"""Canaries: made from closed cases, read blind by people who don't know them, revealed after the finding."""

from __future__ import annotations

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.canaries import answer_of, answer_words, canary_readers
from console.domain.consistency import fault
from console.domain.documents import Entry, Verdict
from console.domain.measures import caught, record
from console.domain.reasons import ReasonId
from tests.support.builders import World
from tests.support.canaries import make_canary
from tests.support.effects import account_of
from tests.support.office import digest, key, policy_with

RIGHT = Verdict(clause="4.7", action=Action.SUSPEND)
ALL_CANARIES = policy_with(("limits", "skips_per_day", "12")).replace(
    "skips_per_day = 12", "skips_per_day = 12\ncanary_per_mille = 1000"
)


def _closed(world: World, name: str = "old", tier: Tier = Tier.VERIFIED) -> str:
    """A case that was dismissed and is closed; nobody reads it again."""
    case = world.case(name, tier=tier)
    world.set_case(name, open=False)
    return case


def _with_canary(verdict: Verdict | None = RIGHT, tier: Tier = Tier.VERIFIED) -> tuple[World, str]:
    world = World(ALL_CANARIES)
    return world, make_canary(world, _closed(world, tier=tier), verdict)


def _drawn_for(world: World, digest_: str) -> list[str]:
    return [a.id for a in world.state.assignments.values() if a.drawn_for == digest_]


@pytest.mark.parametrize("verdict", [None, RIGHT, Verdict(clause="4.7", action=Action.LIMIT, duration_s=86400)])
def test_an_answer_comes_back_from_its_words(verdict: Verdict | None) -> None:
    assert answer_of(answer_words(verdict)) == verdict


@pytest.mark.parametrize("words", ["", "4.7|suspend", "4.7|fly|", "4.7|suspend|x"])
def test_other_words_are_no_answer(words: str) -> None:
    with pytest.raises(ValueError):
        answer_of(words)


def test_only_a_supervisor_makes_one_of_a_closed_case_and_once() -> None:
    world = World()
    case = _closed(world)
    body = doc.Canary(**world.common("ana"), case=case, account=account_of(case), answer=digest("x"))
    assert world.why_not(body) == {ReasonId.WRONG_ROLE}
    open_case = world.case("open")
    body = doc.Canary(**world.common("rosa"), case=open_case, account=account_of(open_case), answer=digest("x"))
    assert world.why_not(body) == {ReasonId.NOT_CLOSED}
    make_canary(world, case)
    again = doc.Canary(**world.common("lena"), case=case, account=account_of(case), answer=digest("y"))
    assert world.why_not(again) == {ReasonId.CANARY_ALREADY}


def test_i14_beside_a_reading_with_a_proposal_a_canary_is_drawn_like_any_other() -> None:
    world, canary = _with_canary()
    world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = (world.state.assignments[a] for a in _drawn_for(world, canary))
    assert (reading.case, reading.account, reading.over) == ("old", account_of("old"), None)
    draws = [entry.document for entry in world.log if isinstance(entry.document, doc.Draw)]
    assert len(draws) == 2
    fields = [set(msgspec.to_builtins(one)) for one in draws]
    assert fields[0] == fields[1]


def test_a_canary_that_nobody_may_read_delays_nothing() -> None:
    world, canary = _with_canary()
    for name in ("lena", "osei", "paul", "quin"):
        world.end(name)
    assert _drawn_for(world, canary) == []
    proposal = world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    assert len(world.readings(proposal)) == 1


def test_a60_makers_and_those_who_know_the_case_never_draw_it() -> None:
    world = World(ALL_CANARIES)
    case = world.case("old", tier=Tier.VERIFIED)
    dismissal = world.propose("lena", case, Action.DISMISS)
    read = [a.person for a in world.state.assignments.values() if a.drawn_for == dismissal]
    for reading in world.readings(dismissal):
        world.disagree(reading.id)
    world.set_case("old", open=False)
    maker = next(name for name in ("rosa", "osei", "paul") if name not in read)
    made = make_canary(world, case, None, maker)
    canary = world.state.canaries[made]
    left = set(canary_readers(world.state, canary, world.now))
    assert left and not left & {maker, "lena", *read}


def test_nobody_reads_the_same_canary_twice() -> None:
    world, canary = _with_canary()
    seen: set[str] = set()
    for number in range(6):
        proposal = world.propose("bruno", world.case(f"new-{number}", tier=Tier.VERIFIED), Action.WARN)
        for reading in world.readings(canary):
            assert reading.person not in seen
            seen.add(reading.person)
            world.find(reading.id, RIGHT)
        world.sign_all(proposal)
        world.later(hours=7)
    assert len(seen) == 4


@pytest.mark.parametrize(("found", "right"), [(RIGHT, True), (None, False)])
def test_after_the_finding_it_is_revealed_and_counted(found: Verdict | None, right: bool) -> None:
    world, canary = _with_canary()
    world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(canary)
    assert record(world.state, reading.person).canaries.all == 0
    world.find(reading.id, found)
    assert isinstance(world.log[-1].document, doc.Revealed)
    facts = world.state.assignments[reading.id]
    assert facts.revealed and caught(world.state, facts) is right
    assert world.state.canaries[canary].answer == RIGHT
    told = record(world.state, reading.person).canaries
    assert (told.hits, told.all) == (int(right), 1)


def test_a_canary_is_never_carried_out_and_changes_no_case() -> None:
    world, canary = _with_canary()
    world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(canary)
    world.find(reading.id, RIGHT)
    world.later(hours=20)
    assert canary not in world.state.proposals and canary not in world.state.effects
    assert not any(isinstance(entry.document, doc.Reopened) for entry in world.log)


def test_a60_an_answer_that_was_not_committed_to_is_refused() -> None:
    world, canary = _with_canary()
    world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(canary)
    words, salt = world.answers.pop(world.state.canaries[canary].body.answer)
    world.find(reading.id, RIGHT)
    assert not world.state.assignments[reading.id].revealed, "an answer that was erased is not made up"

    def faulty(words: str, salt: str, assignment: str) -> str | None:
        body = doc.Revealed(
            store=world.state.store, env=world.state.env, author="registrar", assignment=assignment, canary=canary,
            words=words, salt=salt,
        )  # fmt: skip
        entry = Entry(index=world.state.size, time=world.now, document=body, digest=digest("revealed"))
        return fault(world.state, entry, (key("registrar").public,))

    assert faulty("none", salt, reading.id) is not None
    assert faulty(words, "11" * 16, reading.id) is not None
    assert faulty(words, salt, "another") is not None
    assert faulty(words, salt, reading.id) is None


def test_a60_a_draw_for_what_is_no_canary_or_by_another_pool_is_refused() -> None:
    from console.domain.drawing import draw
    from console.registrar.lot_secrets import lot_secret

    world, canary = _with_canary()
    for target, pool in ((canary, ("lena",)), (digest("nothing"), ("lena", "osei"))):
        forged = draw(
            world.state, case="old", account=account_of("old"), drawn_for=target, pool=pool, kept=None,
            secret=lot_secret(key("registrar")),
        )  # fmt: skip
        entry = Entry(index=world.state.size, time=world.now, document=forged, digest=digest("an entry"))
        assert fault(world.state, entry, (key("registrar").public,)) is not None


def test_a_call_is_on_the_record_for_every_kind_of_reading() -> None:
    world, canary = _with_canary()
    proposal = world.propose("bruno", world.case("new", tier=Tier.VERIFIED), Action.SUSPEND)
    world.later(1)
    called = [entry.document.assignment for entry in world.log if isinstance(entry.document, doc.Paged)]
    assert set(called) == {*_drawn_for(world, canary), *_drawn_for(world, proposal)}
    world.later(minutes=6)
    assert len([entry for entry in world.log if isinstance(entry.document, doc.Paged)]) == 2, "each is called once"


def test_a_forged_call_is_refused() -> None:
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.duty(reading.person)
    body = doc.Paged(store=world.state.store, env=world.state.env, author="registrar", assignment=reading.id)
    entry = Entry(index=world.state.size, time=world.now, document=body, digest=digest("paged"))
    assert fault(world.state, entry, (key("registrar").public,)) == "nobody was to be called"


def test_i14_a_canary_that_nobody_answered_is_asked_of_others_on_the_clocks_of_a_proposal() -> None:
    world, canary = _with_canary()
    world.propose("bruno", world.case("acted", tier=Tier.VERIFIED), Action.SUSPEND)
    for _ in range(3):
        world.later(minutes=15)
    readers = [world.state.assignments[name].person for name in _drawn_for(world, canary)]
    assert len(readers) == len(set(readers)) == 4 and "rosa" not in readers
    world.later(minutes=15)
    again = [world.state.assignments[name].person for name in _drawn_for(world, canary)][-1]
    assert again in readers, "widened: who did not answer is called once more"
