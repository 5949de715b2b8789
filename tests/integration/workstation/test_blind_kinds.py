"""I14 at a workstation: proposal, routine second reading and canary look alike until one's finding is admitted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.views import Reading
from tests.support.floor import Floor, phrase, until
from tests.support.kinds import ACCOUNTS, KINDS, POLICY, lay_kinds
from tests.support.office import SUPERVISORS


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path, POLICY, ACCOUNTS)
    yield floor
    floor.close()


def _seen(floor: Floor, name: str, reading: Reading, account: str) -> str:
    """All that one person's console knows around one case, without what differs between any two cases."""
    session = floor.session(name)
    case = session.case(reading.row.case)
    (found,) = session.find_account(account)
    clock = next(c for c in session.floor.clocks() if c.assignment == reading.assignment)
    seen = (
        [row for row in session.readings() if row.assignment == reading.assignment],
        msgspec.structs.replace(case, digest=""),
        found,
        clock,
        [line.words for line in session.story(case.account.brief.id)],
        [line for line in session.recent(50) if line.account.id == case.account.brief.id],
        session.announcements(),
        [line.account.handle for line in session.floor.closed_cases() if line.account.handle == account],
        session.floor.waits(),
        session.status().verified_entry,
        session.verify().words,
    )
    said = repr(seen).replace(account, "ACCOUNT").replace(account.title(), "NAME")
    said = re.sub(r"datetime\.datetime\([^)]*\)", "TIME", said)
    said = re.sub(r"\d\d:\d\d UTC", "CLOCK", said)
    said = re.sub(r"\b[0-9a-f]{32,64}\b", "ID", said)
    return re.sub(r"(rank|reporter|platform_id|person)=[\w']+", "", said)


def test_i14_three_kinds_of_reading_are_the_same_to_whoever_was_drawn(floor: Floor) -> None:
    drawn = lay_kinds(floor)
    seen = {KINDS[account]: _seen(floor, name, reading, account) for account, (name, reading) in drawn.items()}
    others = [other for other in SUPERVISORS if other != drawn["cedar"][0]]
    for other in (*others, "bruno", "ada"):
        told = [line.words for line in floor.session(other).story(floor.account_id("cedar"))]
        assert told[-1].startswith("Carried out") and sum("Drawn" in words for words in told) == 1, told
    assert seen["a proposal"] == seen["a dismissal"] == seen["a canary"]
    name, _ = drawn["cedar"]
    maker = floor.session("rosa")
    assert [line.readings for line in maker.floor.canaries()] == [0] and floor.session(name).floor.canaries() == ()
    (told,) = floor.session("zoe").floor.waits()
    assert told.waiting == 1, "an auditor sees what a reader may not"
    assert floor.session("zoe").status().verified_entry


def test_i14_what_others_carried_out_on_a_case_is_told_after_ones_own_finding(floor: Floor) -> None:
    """Two do not agree, so a third reads; what ends meanwhile stands on no list of whoever still reads."""
    proposal = floor.propose("bruno", "alder", Action.LIMIT)
    ((first, reading),) = floor.drawn(1).items()
    floor.find(first, reading, None)
    (second, third) = [(name, r) for name, r in floor.drawn(2).items() if name != first]
    floor.find(*second, None)
    until(lambda: floor.session("zoe")._ledger.catch_up().proposals[proposal].closed)
    name, reading = third
    assert floor.session(name).floor.waits() == (), "somebody still reads it"
    floor.find(name, reading, None)
    (told,) = until(lambda: floor.session(name).floor.waits() or None)
    assert (told.count, told.waiting, told.ran_out) == (1, 0, 0)


def test_a_canary_of_an_open_matter_is_neither_offered_nor_refused_for_what_waits(floor: Floor) -> None:
    """Whether something waits on an account must not be learned by trying to make a canary of an older case."""
    floor.propose("bruno", "cedar", Action.DISMISS)
    ((name, reading),) = floor.drawn(1).items()
    maker = next(other for other in ("rosa", "lena") if other != name)
    assert floor.session(name).floor.closed_cases() == floor.session(maker).floor.closed_cases() == ()
    floor.find(name, reading, None)
    (case,) = until(lambda: floor.session(maker).floor.closed_cases() or None)
    assert case.tells == ()
    digest = floor.session(maker).floor.make_canary(case, None, phrase(maker))
    floor.must(maker, digest)
    assert floor.session(maker).floor.closed_cases() == ()
    floor.clock.forward(days=40)
    assert floor.session("zoe").floor.canaries()[0].account.handle == "cedar"
