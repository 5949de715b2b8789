"""A66, I8: what one person may not restore takes a second, independent one; a stolen key's work comes back at once."""

from __future__ import annotations

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.effects import owed
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.undoing import done_since, restores_left, undo
from console.domain.views import Status
from console.domain.views_ways import Part, Undo
from tests.support.builders import Hands, World
from tests.support.office import digest, person


def suspended(floor: Hands, case: str = "case-1", author: str = "bruno", **changes: str) -> str:
    """A suspension, carried out."""
    proposal = floor.propose(author, floor.case(case), Action.SUSPEND, **changes)
    floor.until_due(proposal)
    floor.carry_out(proposal)
    return proposal


def late(floor: Hands, author: str, effect: str) -> doc.LateRestore:
    """The first of two."""
    account = floor.state.proposals[effect].body.account
    return doc.LateRestore(**floor.common(author), account=account, effect=effect, reason=digest("because"))


def consent(floor: Hands, author: str, wish: str) -> doc.Consent:
    """The second of two."""
    return doc.Consent(**floor.common(author), wish=wish)


def test_i8_past_the_fast_window_two_independent_people_restore(floor: Hands) -> None:
    effect = suspended(floor)
    assert floor.why_not(late(floor, "lena", effect)) == {ReasonId.ONE_IS_ENOUGH}
    floor.later(hours=25)
    wish = floor.must(late(floor, "ana", effect))
    assert not owed(floor.state, floor.now) and floor.status(effect) is Status.CARRIED_OUT
    assert floor.why_not(late(floor, "lena", effect)) == {ReasonId.ON_IT_ALREADY}
    assert floor.why_not(consent(floor, "ana", wish)) == {ReasonId.OWN_WISH}
    assert floor.why_not(consent(floor, "quin", wish)) == {ReasonId.NOT_INDEPENDENT}
    assert floor.why_not(consent(floor, "zoe", wish)) == {ReasonId.WRONG_ROLE}
    floor.must(consent(floor, "lena", wish))
    (item,) = owed(floor.state, floor.now)
    assert (item.id, item.kind) == (wish, OrderKind.RESTORE)
    floor.carry_out(wish, OrderKind.RESTORE)
    assert floor.status(effect) is Status.RESTORED
    assert floor.why_not(consent(floor, "osei", wish)) == {ReasonId.WISH_OVER}
    locked = floor.state.locked(floor.facts(effect).body.account, floor.now)
    assert locked == {"bruno", "ana", "lena"}, "author, wisher and second alike"


def test_i8_a_late_restore_that_nobody_consented_to_in_time_can_be_wished_anew(floor: Hands) -> None:
    effect = suspended(floor)
    floor.later(hours=25)
    wish = floor.must(late(floor, "ana", effect))
    floor.later(seconds=floor.policy.limits.sign_within_s)
    assert floor.why_not(consent(floor, "lena", wish)) == {ReasonId.WISH_OVER}
    again = floor.must(late(floor, "ana", effect))
    floor.must(consent(floor, "lena", again))
    floor.carry_out(again, OrderKind.RESTORE)
    assert floor.status(effect) is Status.RESTORED


@pytest.mark.parametrize("who", ["ana", "osei", "ada"])
def test_i8_its_author_a_supervisor_or_an_administrator_ends_a_late_restore(floor: Hands, who: str) -> None:
    effect = suspended(floor)
    floor.later(hours=25)
    wish = floor.must(late(floor, "ana", effect))
    objection = doc.Objection(**floor.common(who), wish=wish, reason=digest("no"))
    assert floor.why_not(doc.Objection(**floor.common("bruno"), wish=wish, reason=digest("no"))) == {
        ReasonId.WRONG_ROLE
    }
    floor.must(objection)
    assert floor.why_not(consent(floor, "lena", wish)) == {ReasonId.WISH_OVER}


def test_a66_on_the_last_day_and_for_what_stays_down_two_are_asked_for(world: World) -> None:
    stays = next(c.id for c in world.policy.clauses if c.stays_down)
    down = suspended(world, clause=stays)
    assert world.why_not(world.restoring("lena", down)) == {ReasonId.NEEDS_SECOND}
    world.must(consent(world, "osei", world.must(late(world, "lena", down))))
    other = suspended(world, "case-2")
    assert world.why_not(world.restoring("ira", other)) == {ReasonId.NEEDS_SECOND}
    world.must(consent(world, "osei", world.must(late(world, "ira", other))))


def test_a66_two_may_restore_past_the_limits_of_one_and_it_counts_for_neither(world: World) -> None:
    effects = [suspended(world, f"case-{n}") for n in range(6)]
    for effect in effects[:5]:
        world.restore("lena", effect)
    assert world.why_not(world.restoring("lena", effects[5])) == {ReasonId.TOO_MANY_RESTORES}
    world.must(consent(world, "osei", world.must(late(world, "lena", effects[5]))))
    assert not world.state.doings("osei").restores and len(world.state.doings("lena").restores) == 5


def test_i8_the_wish_of_somebody_who_has_left_meanwhile_still_needs_only_its_second(world: World) -> None:
    effect = suspended(world)
    world.later(hours=25)
    wish = world.must(late(world, "ana", effect))
    world.end("ana")
    world.must(consent(world, "lena", wish))
    world.carry_out(wish, OrderKind.RESTORE)
    assert world.status(effect) is Status.RESTORED


def test_i11_the_words_of_late_restores_reports_and_explanations_are_digests_only(world: World) -> None:
    effect = suspended(world)
    restore = world.restore("lena", effect)
    account = world.facts(effect).body.account
    loud: tuple[doc.PersonAny, ...] = (
        doc.LateRestore(**world.common("ana"), account=account, effect=effect, reason="he is a friend of mine"),
        doc.AfterReport(**world.common("lena"), restore=restore, text="I was tired"),
        doc.Explanation(**world.common("lena"), alarm=digest("an alarm"), text="it was Bruno"),
    )
    for document in loud:
        assert world.why_not(document) == {ReasonId.BAD_BYTES}


def test_i8_only_whoever_restored_reports_on_it_and_may_do_so_again(floor: Hands) -> None:
    restore = floor.restore("lena", suspended(floor))
    report = doc.AfterReport(**floor.common("osei"), restore=restore, text=digest("it was me"))
    assert floor.why_not(report) == {ReasonId.NOT_YOUR_RESTORE}
    for text in ("first", "second"):
        floor.must(doc.AfterReport(**floor.common("lena"), restore=restore, text=digest(text)))
        assert floor.state.restores[restore].report == digest(text)


# --- a stolen key -----------------------------------------------------------------------------------------------


def test_a66_a_stolen_keys_work_comes_back_at_once_when_somebody_else_has_ended_its_owner(world: World) -> None:
    effects = [suspended(world, f"case-{n}") for n in range(7)]
    lena = world.state.people["lena"]
    assert restores_left(world.state, "bruno", world.now, lena) == 5
    world.end("bruno", "ada")
    assert restores_left(world.state, "bruno", world.now, lena) is None
    for effect in effects:
        world.restore("lena", effect)
    assert world.why_not(world.restoring("lena", effects[0])) == {ReasonId.ON_IT_ALREADY}


def test_a66_who_ended_somebody_does_not_lift_their_own_limit_by_it(world: World) -> None:
    effects = [suspended(world, f"case-{n}") for n in range(6)]
    world.end("bruno", "ada")
    for effect in effects[:5]:
        world.restore("ada", effect)
    assert world.why_not(world.restoring("ada", effects[5])) == {ReasonId.TOO_MANY_RESTORES}


def test_undo_since_lists_what_stands_or_waits_newest_first_and_what_each_takes(world: World) -> None:
    old = suspended(world, "before")
    world.later(hours=1)
    since = world.now
    first = suspended(world, "one")
    dismissed = world.propose("bruno", world.case("two"), Action.DISMISS)
    world.later(seconds=20)
    waits = world.propose("bruno", world.case("three"), Action.SUSPEND)
    undone = suspended(world, "four")
    world.carry_out(world.restore("lena", undone), OrderKind.RESTORE)
    stays = suspended(world, "five", clause=next(c.id for c in world.policy.clauses if c.stays_down))
    osei = world.state.people["osei"]
    found = done_since(world.state, "bruno", since, world.now, osei)
    assert [done.proposal.digest for done in found] == [stays, waits, dismissed, first]
    assert old not in {done.proposal.digest for done in found}
    assert [undo(world.state, done, world.now, osei)[0] for done in found] == [
        Undo.SECOND,
        Undo.RESTORE,
        Undo.RESTORE,
        Undo.RESTORE,
    ]
    zoe = world.state.people["zoe"]
    assert {undo(world.state, done, world.now, zoe)[0] for done in found} == {Undo.NOTHING}
    own = done_since(world.state, "lena", since, world.now, osei)
    assert [(done.proposal.digest, done.part) for done in own] == [(undone, Part.RESTORED)]
    assert undo(world.state, own[0], world.now, osei) == (Undo.NOTHING, ())


def test_i14_undo_since_tells_no_supervisor_of_what_is_still_to_be_read(world: World) -> None:
    world.enrol(person("sam", Role.SUPERVISOR))
    since = world.now
    handed = world.propose("bruno", world.case("one", tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(handed)
    supervisor = world.state.people["sam"]
    assert done_since(world.state, "bruno", since, world.now, supervisor) == ()
    whole = done_since(world.state, "bruno", since, world.now, world.state.people["ada"])
    assert [done.proposal.digest for done in whole] == [handed]
    world.agree(reading.id)
    world.countersign(reading.id)
    (cooling,) = done_since(world.state, "bruno", since, world.now, supervisor)
    assert undo(world.state, cooling, world.now, supervisor) == (Undo.STOP, ())
    (signed,) = done_since(world.state, reading.person, since, world.now, world.state.people["ada"])
    assert (signed.part, signed.proposal.digest) == (Part.SIGNED, handed)
