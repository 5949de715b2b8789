"""What a registrar or dispatcher with a stolen key could write, and what ``consistency.fault`` says of it (I1, I9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.consistency import fault
from console.domain.documents import Ending, Entry, OrderKind, Outcome, ServiceKind
from console.domain.duties import draw
from console.domain.lot import commitment, winner
from console.domain.state import AssignmentFacts
from console.ledger.documents import sign
from console.registrar.lot_secrets import lot_secret
from tests.support.builders import World
from tests.support.effects import account_of, declared
from tests.support.office import ENV, STORE, digest, key

change = msgspec.structs.replace
SECRET = lot_secret(key("registrar"))
COMMON = {"store": STORE, "env": ENV, "author": doc.REGISTRAR}
BY_DISPATCHER = {"store": STORE, "env": ENV, "author": doc.DISPATCHER}


def found(world: World, document: doc.AnyDocument, *signers: str, **changes: object) -> str | None:
    """What is wrong with an entry that holds ``document`` and stands next; signed by its author unless told."""
    names = signers or (document.author,)
    entry = Entry(
        index=world.state.size,
        time=world.now,
        document=document,
        digest=sign(document, *(key(n) for n in names)).digest,
    )
    return fault(world.state, change(entry, **changes), tuple(key(n).public for n in names))


@pytest.fixture
def read() -> tuple[World, str, AssignmentFacts]:
    """A proposal on a verified account, and its one reading."""
    world = World()
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    return world, proposal, world.readings(proposal)[0]


Read = tuple[World, str, AssignmentFacts]


# --- whoever writes ---------------------------------------------------------------------------------------------


def test_i9_an_entry_has_the_next_number_and_no_earlier_time(read: Read) -> None:
    world, _, _ = read
    honest = world.ending("ira")
    assert found(world, honest) is None
    assert found(world, honest, index=0) == f"it is numbered 0, but {world.state.size} is next"
    assert (
        found(world, honest, time=world.now - timedelta(seconds=1)) == "its time is before that of the entry before it"
    )


def test_a21_a_service_document_is_for_this_store_and_by_its_service(read: Read) -> None:
    world, proposal, reading = read
    passed = doc.PassedOver(**COMMON, assignment=reading.id)
    assert found(world, change(passed, store="ab" * 16)) == "it was written for another store or environment"
    assert found(world, change(passed, env="production")) == "it was written for another store or environment"
    for signer in ("dispatcher", "ada", "lena"):
        assert found(world, passed, signer) == "it is not signed by the registrar"
    saved = doc.WayBack(**BY_DISPATCHER, effect=proposal, saved=None)
    assert found(world, saved, "registrar") == "it is not signed by the dispatcher"
    assert found(world, change(saved, author="registrar"), "dispatcher") == "it is not signed by the dispatcher"


def test_a_service_key_counts_from_and_to_its_index(read: Read) -> None:
    world, _, reading = read
    size = world.state.size
    roster = world.state.roster
    assert roster is not None
    rest = tuple(k for k in roster.services if k.kind is ServiceKind.DISPATCHER)
    world.must(
        world.next_roster(
            services=(
                *rest,
                doc.ServiceKey(kind=ServiceKind.REGISTRAR, key=key("registrar").public, until_index=size + 1),
                doc.ServiceKey(kind=ServiceKind.REGISTRAR, key=key("next registrar").public, from_index=size + 1),
            )
        ),
        key("ada"),
        key("ben"),
    )
    world.now += timedelta(minutes=15)
    passed = doc.PassedOver(**COMMON, assignment=reading.id)
    assert found(world, passed, "registrar") == "it is not signed by the registrar"
    assert found(world, passed, "next registrar") is None


def test_i9_a_second_founding_is_none(read: Read) -> None:
    world, _, _ = read
    again = doc.Founding(**COMMON, roster=world.state.roster_digest or "", commitment=commitment(SECRET(1)))
    assert found(world, again) == "it founds another store"


def test_a25_a_document_that_stands_in_the_ledger_cannot_stand_there_again(read: Read) -> None:
    world, proposal, _ = read
    assert found(world, world.facts(proposal).body) == "the same document stands in the ledger before"


# --- draws ------------------------------------------------------------------------------------------------------


DRAWS: dict[str, tuple[Callable[[doc.Draw, AssignmentFacts], doc.Draw], str]] = {
    "another number": (lambda d, r: change(d, number=d.number + 1), "is next"),
    "another secret": (lambda d, r: change(d, secret="ab" * 32), "committed to"),
    "another assignment": (lambda d, r: change(d, assignment="ab" * 16), "not the one that the lot gives"),
    "an empty pool": (lambda d, r: change(d, pool=()), "empty or not in order"),
    "a shuffled pool": (lambda d, r: change(d, pool=d.pool[::-1]), "empty or not in order"),
    "a friend": (lambda d, r: change(d, person=next(p for p in d.pool if p != d.person)), "another person"),
    "a pool of friends": (
        lambda d, r: change(d, pool=d.pool[:2], person=winner(d.secret, d.drawn_for, d.pool[:2])),
        "not that of all eligible",
    ),
    "the author in the pool": (
        lambda d, r: change(
            d, pool=tuple(sorted((*d.pool, "bruno"))), person=winner(d.secret, d.drawn_for, (*d.pool, "bruno"))
        ),
        "not that of all eligible",
    ),
    "another case": (lambda d, r: change(d, case="another"), "assigns another case"),
    "another account": (lambda d, r: change(d, account="another"), "assigns another case"),
    "a reading kept for no reason": (lambda d, r: change(d, kept=r.id), "kept"),
}


@pytest.mark.parametrize("name", DRAWS)
def test_a12_a_forged_draw_is_named(read: Read, name: str) -> None:
    world, proposal, reading = read
    bend, words = DRAWS[name]
    honest = _draw_after_recusal(world, proposal, reading)
    assert found(world, honest) is None
    wrong = found(world, bend(honest, reading))
    assert wrong is not None and words in wrong


def _draw_after_recusal(world: World, proposal: str, reading: AssignmentFacts) -> doc.Draw:
    """The draw that the registrar owes once the reader stepped aside, which it has not written yet."""
    recusal = doc.Recusal(**world.common(reading.person), assignment=reading.id, reason=digest("a reason"))
    world.force(recusal)
    body = world.facts(proposal).body
    pool = tuple(p for p in reading.pool if p != reading.person)
    return draw(
        world.state, case=body.case, account=body.account, drawn_for=proposal, pool=pool, kept=None, secret=SECRET
    )


def test_a12_drawing_more_people_than_are_needed_is_named(read: Read) -> None:
    world, proposal, reading = read
    body = world.facts(proposal).body
    more = draw(
        world.state, case=body.case, account=body.account, drawn_for=proposal,
        pool=tuple(p for p in reading.pool if p != reading.person), kept=None, secret=SECRET,
    )  # fmt: skip
    assert found(world, more) == "nobody was to be drawn"


def test_a12_a_dismissal_is_read_again_once(world_with_dismissal: tuple[World, str]) -> None:
    world, dismissal = world_with_dismissal
    body = world.facts(dismissal).body
    pool = ("lena", "osei", "paul", "quin", "rosa")
    honest = draw(
        world.state, case=body.case, account=body.account, drawn_for=dismissal, pool=pool, kept=None, secret=SECRET
    )
    assert found(world, honest) is None
    world.write(honest)
    again = draw(
        world.state, case=body.case, account=body.account, drawn_for=dismissal, pool=pool, kept=None, secret=SECRET
    )
    assert found(world, again) == "nobody was to be drawn"


@pytest.fixture
def world_with_dismissal() -> tuple[World, str]:
    """A dismissal that nobody reads again yet."""
    world = World()
    world.chance = lambda dismissal: "f" * 64  # type: ignore[method-assign]
    return world, world.propose("bruno", world.case(), Action.DISMISS)


def test_a12_a_dismissal_that_sends_an_order_is_read_again_as_well() -> None:
    world = World()
    world.effects[Action.DISMISS] = declared(Action.DISMISS, way="close reports")
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]
    dismissal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DISMISS)
    assert len(world.readings(dismissal)) == 1
    assert world.facts(dismissal).readers == 0
    world.until_due(dismissal)
    world.carry_out(dismissal)


# --- openings, cooling-off, endings -----------------------------------------------------------------------------


def test_i1_a_forged_opening_is_named(read: Read) -> None:
    world, proposal, reading = read
    wrong = "it opens a proposal to somebody who was not drawn for it, or did not find the same"
    opened = doc.Opened(**COMMON, assignment=reading.id, proposal=proposal, person=reading.person)
    assert found(world, opened) == wrong  # before any finding
    other = next(p for p in reading.pool if p != reading.person)
    assert found(world, change(opened, person=other)) == wrong
    assert found(world, change(opened, proposal=digest("another"))) == "there is no such proposal, or it has ended"
    world.disagree(reading.id)
    assert found(world, opened) == wrong
    for more in world.readings(proposal):
        assert found(world, change(opened, assignment=more.id, person=more.person)) == wrong


def test_i1_a_forged_cooling_off_is_named(read: Read) -> None:
    world, proposal, reading = read
    wrong = "not enough people have signed, or the cooling-off is not as long and public as the policy says"
    assert found(world, doc.Cooling(**COMMON, proposal=proposal, seconds=900, announced_to=())) == wrong
    world.agree(reading.id)
    world.force(world.countersignature(reading.id))
    everybody = tuple(sorted(p.id for p in world.state.people.values() if p.id != "zoe"))
    honest = doc.Cooling(**COMMON, proposal=proposal, seconds=900, announced_to=everybody, after=world.state.size)
    assert found(world, honest) is None
    assert found(world, change(honest, seconds=1)) == wrong
    assert found(world, change(honest, announced_to=())) == wrong
    assert found(world, change(honest, after=0)) == wrong
    world.write(honest)
    assert found(world, change(honest, after=world.state.size)) == wrong  # it runs already


@pytest.mark.parametrize("how", list(Ending))
def test_i6_a_forged_ending_is_named(read: Read, how: Ending) -> None:
    world, proposal, _ = read
    closed = doc.Closed(**COMMON, proposal=proposal, how=how, reasons=("author_gone",))
    assert found(world, closed) == "nothing had ended the proposal in this way"
    world.withdraw("bruno", proposal)
    assert found(world, closed) == "there is no such proposal, or it has ended"


def test_i7_freezing_when_the_author_is_gone_is_no_forgery(read: Read) -> None:
    world, proposal, _ = read
    world.force(world.ending("bruno"))
    closed = doc.Closed(**COMMON, proposal=proposal, how=Ending.FROZEN, reasons=("author_gone",))
    assert found(world, closed) is None
    assert found(world, change(closed, how=Ending.VOID)) is not None
    assert found(world, change(closed, reasons=("policy_stricter",))) is not None


def test_a_reading_is_passed_over_when_its_time_is_over_and_not_before(read: Read) -> None:
    world, _, reading = read
    passed = doc.PassedOver(**COMMON, assignment=reading.id)
    assert found(world, passed) == "the reading's time was not over"
    assert found(world, change(passed, assignment="ab" * 16)) == "there is no such reading to pass over"
    world.now += timedelta(minutes=15)
    assert found(world, passed) is None
    world.tick()
    assert found(world, passed) == "there is no such reading to pass over"


def test_a_case_is_reopened_for_a_finding_against_its_dismissal_only(world_with_dismissal: tuple[World, str]) -> None:
    world, dismissal = world_with_dismissal
    reopened = doc.Reopened(**COMMON, case="case-1", because=dismissal)
    assert found(world, reopened) == "nobody found against the dismissal"
    assert found(world, change(reopened, case="another")) == "it reopens a case for no known reason"
    assert found(world, change(reopened, because=digest("none"))) == "it reopens a case for no known reason"
    world.propose("bruno", world.case("acted", tier=Tier.VERIFIED), Action.SUSPEND)  # the mix draws for the dismissal
    (reading,) = world.readings(dismissal)
    verdict = doc.Verdict(clause="4.7", action=Action.WARN)
    world.force(world.finding(reading.id, verdict))
    assert found(world, reopened) is None


# --- the dispatcher ---------------------------------------------------------------------------------------------


def test_i6_a_way_back_is_for_what_waits(read: Read) -> None:
    world, proposal, _ = read
    saved = doc.WayBack(**BY_DISPATCHER, effect=proposal, saved=digest("saved"))
    assert found(world, saved) is None
    assert (
        found(world, change(saved, effect=digest("none"))) == "there is no such proposal to carry out, or it has ended"
    )
    world.sign_all(proposal)
    world.until_due(proposal)
    world.order(proposal)
    assert found(world, change(saved, saved=digest("another"))) == "it was ordered already"


def test_i1_an_intent_without_signatures_is_named(read: Read) -> None:
    world, proposal, _ = read
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    intent = doc.Intent(**BY_DISPATCHER, effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert found(world, intent) == "it may not be ordered (not_due)"
    assert found(world, change(intent, kind=OrderKind.RESTORE)) == "it may not be ordered (not_waiting)"
    assert found(world, change(intent, effect=digest("none"))) == "it may not be ordered (not_waiting)"


def test_i6_a_receipt_is_for_what_was_ordered_once(read: Read) -> None:
    world, proposal, _ = read
    receipt = doc.Receipt(
        **BY_DISPATCHER, effect=proposal, kind=OrderKind.APPLY, outcome=Outcome.DONE, state=None, note=""
    )
    wrong = "there is no such order that waits for a receipt"
    assert found(world, receipt) == wrong
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    assert found(world, receipt) == "it was never ordered"
    world.sign_all(proposal)
    world.until_due(proposal)
    world.dispatcher_says(doc.Intent, effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert found(world, receipt) is None
    assert found(world, change(receipt, kind=OrderKind.RESTORE)) == wrong
    world.service(receipt)
    assert found(world, change(receipt, outcome=Outcome.FAILED)) == wrong


def test_i8_a_restore_that_cannot_be_sent_may_be_said_to_have_failed(read: Read) -> None:
    world, proposal, _ = read
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal)
    restore = world.restore("lena", proposal)
    failed = doc.Receipt(
        **BY_DISPATCHER, effect=restore, kind=OrderKind.RESTORE, outcome=Outcome.FAILED, state=None, note="no way back"
    )
    assert found(world, failed) is None
    assert found(world, change(failed, outcome=Outcome.DONE)) == "it was never ordered"


def test_i3_a_drift_has_known_reasons_and_something_that_waits(read: Read) -> None:
    world, proposal, _ = read
    drift = doc.Drift(**BY_DISPATCHER, effect=proposal, reasons=("state_changed",))
    assert found(world, drift) is None
    for reasons in ((), ("because",), ("state_changed", "because")):
        assert found(world, change(drift, reasons=reasons)) == "nobody knows its reasons"
    wrong = "there is no such proposal that waits to be carried out"
    assert found(world, change(drift, effect=digest("none"))) == wrong
    world.sign_all(proposal)
    world.until_due(proposal)
    world.order(proposal)
    assert found(world, drift) == wrong


def test_i6_a_second_attempt_follows_the_first_and_nothing_else(read: Read) -> None:
    world, proposal, _ = read
    world.sign_all(proposal)
    world.until_due(proposal)
    world.order(proposal)
    intent = doc.Intent(**BY_DISPATCHER, effect=proposal, kind=OrderKind.APPLY, attempt=2)
    assert found(world, intent) is None
    assert found(world, change(intent, attempt=3)) is not None


# --- people, of whose store a verifier knows nothing ------------------------------------------------------------


def test_i9_what_people_say_of_cases_is_no_forgery(read: Read) -> None:
    world, _, _ = read
    for document in (
        doc.Skip(**world.common("ana"), case="case-1"),
        doc.Look(**world.common("ana"), case="case-1", what="media"),
        doc.Note(**world.common("ana"), case="case-1", text=digest("a note")),
        doc.Canary(**world.common("lena"), case="case-9", account=account_of("case-9"), answer=digest("an answer")),
        doc.SharedView(**world.common("ana"), name=digest("a name"), filter=digest("a filter")),
    ):
        assert found(world, document) is None
        assert found(world, document, "bruno") is not None


def test_a_canary_is_a_supervisors(read: Read) -> None:
    world, _, _ = read
    canary = doc.Canary(**world.common("ana"), case="case-1", account=account_of("case-1"), answer=digest("an answer"))
    assert found(world, canary) is not None
