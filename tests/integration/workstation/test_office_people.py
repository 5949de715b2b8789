"""People at real consoles on a real store: cards, rosters signed by two, revoked keys, another passphrase."""

from __future__ import annotations

import pytest

from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views_office import (
    AddKey,
    CardView,
    ChangeRole,
    DraftLine,
    Extend,
    Join,
    PersonLine,
    RemoveAdministrator,
)
from console.errors import BadInput, Refused, Tampered
from console.ledger.cards import make_card
from console.secrets.contract import MemoryStore
from console.workstation.console import Console
from console.workstation.keys import Keys
from tests.support.floor import Floor, phrase, until

NEW = "a new harbour wall"


def elsewhere(floor: Floor) -> Console:
    """Another workstation on the same store, with nobody's key on it."""
    here = floor.console
    return Console(
        here._store,
        here._own,
        Keys(MemoryStore()),
        store_id=here.store_id,
        env=here.env,
        organisation="Test",
        store_words="",
        pinned_roster=None,
        clock=floor.clock,
        asked=here._outbox._asked,
    )


def line(floor: Floor, name: str, seen_by: str = "ada") -> PersonLine:
    """Somebody's line in the office."""
    return next(one for one in floor.session(seen_by).office.people() if one.person.id == floor.ids.get(name, name))


def draft(floor: Floor, *changes: object, by: str = "ada") -> DraftLine:
    """A draft that ``by`` signed, as it stands in the office."""
    floor.must(by, floor.session(by).office.draft_roster(changes, phrase(by)))  # type: ignore[arg-type]
    return floor.session(by).office.drafts()[0]


def change(floor: Floor, *changes: object) -> None:
    """Ada proposes, Ben co-signs."""
    floor.must("ben", floor.session("ben").office.co_sign(draft(floor, *changes).digest, phrase("ben")))


def card(floor: Floor, name: str = "Nia Okoro", person: str = "") -> CardView:
    """A card made on this machine."""
    return floor.console.make_card(name, NEW, person=person)


def test_i5_a_newcomer_signs_in_once_two_administrators_have_signed(floor: Floor) -> None:
    made = card(floor)
    assert made.login == "nia.okoro"
    with pytest.raises(Refused):
        floor.console.sign_in(made.person, NEW)
    shown = draft(floor, Join(card=made.text, role=Role.REVIEWER, vendor="Vendor South"))
    assert shown.changes == ("Nia Okoro joins as reviewer of Vendor South.",)
    assert [one.fingerprint for one in shown.new_keys] == [made.fingerprint]
    assert (len(shown.signed_by), shown.needed, shown.mine) == (1, 2, True)
    with pytest.raises(Refused):
        floor.console.sign_in(made.person, NEW)
    floor.must("ben", floor.session("ben").office.co_sign(shown.digest, phrase("ben")))
    session = floor.console.sign_in(made.person, NEW)
    assert session.person.name == "Nia Okoro"
    assert floor.session("ada").office.drafts() == ()


def test_a71_nobody_signs_a_draft_for_two(floor: Floor) -> None:
    shown = draft(floor, Join(card=card(floor).text, role=Role.SUPERVISOR))
    assert "another administrator" in shown.why_not_sign
    with pytest.raises(Refused, match="another administrator"):
        floor.session("ada").office.co_sign(shown.digest, phrase("ada"))
    with pytest.raises(Refused, match="Only administrators"):
        floor.session("lena").office.co_sign(shown.digest, phrase("lena"))
    with pytest.raises(BadInput):
        floor.session("ben").office.co_sign(shown.digest, "not this one")


def test_a71_a_card_that_was_changed_or_is_for_another_store_is_refused(floor: Floor) -> None:
    made = card(floor)
    office = floor.session("ada").office
    with pytest.raises(Tampered, match="changed"):
        office.read_card(made.text.replace("Nia Okoro", "Nia Okora"))
    with pytest.raises(BadInput, match="no enrolment card"):
        office.read_card("hello")
    from tests.support.office import key

    foreign = make_card(key("x"), store="00" * 16, env="test", person="ab" * 16, name="X Y", login="xy")
    with pytest.raises(BadInput, match="another store"):
        office.read_card(foreign)


def test_a_second_workstation_is_a_key_more_and_the_lost_one_is_revoked(floor: Floor) -> None:
    lena = floor.ids["lena"]
    there = elsewhere(floor)
    made = there.make_card("", NEW, person=lena)
    assert made.known is not None and made.known.id == lena
    read = floor.session("ada").office.read_card(made.text)
    assert read.known is not None and not read.problem
    change(floor, AddKey(person=lena, card=made.text))
    assert there.sign_in(lena, NEW).person.id == lena
    session = floor.session("lena")
    first = line(floor, "lena").keys[0].public
    floor.must("ada", floor.session("ada").office.revoke(lena, first, phrase("ada")))
    until(lambda: floor.console.ledger.catch_up().revoked or None)
    with pytest.raises(Refused, match="revoked"):
        session.status()
    with pytest.raises(Refused, match="roster"):
        floor.sign_in("lena")
    assert there.sign_in(lena, NEW).person.id == lena
    assert [one.revoked for one in line(floor, "lena").keys] == [True, False]


def test_i5_a_revoked_key_never_comes_back(floor: Floor) -> None:
    lena = floor.ids["lena"]
    made = elsewhere(floor).make_card("", NEW, person=lena)
    change(floor, AddKey(person=lena, card=made.text))
    floor.must("ada", floor.session("ada").office.revoke(lena, made.key, phrase("ada")))
    until(lambda: floor.console.ledger.catch_up().revoked or None)
    assert "revoked" in floor.session("ada").office.read_card(made.text).problem
    with pytest.raises(BadInput, match="revoked"):
        floor.session("ada").office.draft_roster((AddKey(person=lena, card=made.text),), phrase("ada"))
    change(floor, Extend(person=lena, until=None))
    assert made.key not in [one.public for one in line(floor, "lena").keys]


def test_a_persons_only_key_is_not_revoked(floor: Floor) -> None:
    lena = line(floor, "lena")
    assert "only key" in lena.why_not_revoke
    asked = floor.session("ada").office.revoke(lena.person.id, lena.keys[0].public, phrase("ada"))
    assert floor.rejected("ada", asked) == {ReasonId.LAST_KEY}


def test_i5_an_administrator_leaves_by_two_others(floor: Floor) -> None:
    cyd = floor.ids["cyd"]
    assert "takes two" in line(floor, "cyd").why_not_end
    asked = floor.session("ada").office.end(cyd, phrase("ada"))
    assert floor.rejected("ada", asked) == {ReasonId.NO_QUORUM}
    change(floor, RemoveAdministrator(person=cyd))
    assert cyd not in {one.person.id for one in floor.session("ada").office.people()}
    with pytest.raises(Refused):
        floor.session("cyd").status()


def test_one_administrator_ends_who_is_none(floor: Floor) -> None:
    bruno = floor.ids["bruno"]
    assert line(floor, "bruno").why_not_end == ""
    assert "role" in line(floor, "bruno", seen_by="lena").why_not_end
    floor.must("ada", floor.session("ada").office.end(bruno, phrase("ada")))
    assert line(floor, "bruno").over


def test_a_role_changes_by_two_and_a_dropped_draft_changes_nothing(floor: Floor) -> None:
    bruno = floor.ids["bruno"]
    shown = draft(floor, ChangeRole(person=bruno, role=Role.SUPERVISOR))
    assert shown.changes == ("bruno becomes supervisor (reviewer before).",)
    floor.must("ben", floor.session("ben").office.drop(shown.digest, "not yet"))
    assert floor.session("ada").office.drafts() == ()
    with pytest.raises(Refused, match="no such draft"):
        floor.session("ben").office.co_sign(shown.digest, phrase("ben"))
    change(floor, ChangeRole(person=bruno, role=Role.SUPERVISOR))
    assert line(floor, "bruno").person.role is Role.SUPERVISOR


def test_after_a_new_passphrase_the_old_one_opens_nothing(floor: Floor) -> None:
    office = floor.session("lena").office
    with pytest.raises(BadInput, match="not right"):
        office.change_passphrase("not this one", NEW)
    with pytest.raises(BadInput, match="fewer"):
        office.change_passphrase(phrase("lena"), "short")
    office.change_passphrase(phrase("lena"), NEW)
    with pytest.raises(BadInput, match="not right"):
        floor.sign_in("lena")
    assert floor.console.sign_in(floor.ids["lena"], NEW).person.id == floor.ids["lena"]
