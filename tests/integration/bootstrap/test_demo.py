"""The throw-away demo as it is promised: who is there, what Ira may, that it works, and that nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.bootstrap.demo import Demo, open_demo
from console.bootstrap.running import Running, open_local
from console.domain.actions import Action, Tier
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views import PersonBrief, QueueFilter, QueuePage, RequestState
from console.errors import BadInput
from console.platforms.sandbox import visitor
from console.platforms.sandbox.site import Site
from console.registrar.loop import utc_now
from console.secrets.contract import MemoryStore, SecretKind
from console.settings.site import load_site
from console.workstation.said import Answers
from console.workstation.session import Session
from tests.support.floor import until

DAY_S = 24 * 3600


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """One demo for these tests; they leave each other's accounts alone."""
    demo = open_demo()
    yield demo
    demo.close()


@pytest.fixture(autouse=True)
def _fail_on_leftover_threads() -> None:
    """The module's demo keeps its threads; its end is looked at by a test of its own."""


def sit_down(demo: Demo, name: str) -> Session:
    """Somebody of the printed list, by the printed passphrase."""
    (person,) = [person for person in demo.people if person.name == name]
    assert demo.running.console is not None
    return demo.running.console.sign_in(person.id, person.passphrase)


def test_the_cast_is_three_contractors_of_two_vendors_five_supervisors_three_administrators_and_an_auditor(
    demo: Demo,
) -> None:
    by_role = {role: [p for p in demo.people if p.role is role] for role in Role}
    assert {role: len(people) for role, people in by_role.items()} == {
        Role.REVIEWER: 3,
        Role.SUPERVISOR: 5,
        Role.ADMINISTRATOR: 3,
        Role.AUDITOR: 1,
    }
    assert {person.vendor for person in by_role[Role.REVIEWER]} == {"Vendor North", "Vendor South"}
    assert demo.running.leads


def test_who_signs_in_here_is_everybody_but_the_key_in_the_safe(demo: Demo) -> None:
    assert demo.running.console is not None
    here: tuple[PersonBrief, ...] = demo.running.console.people()
    printed = {person.id for person in demo.people if person.passphrase}
    assert {person.id for person in here} == printed and len(printed) == 11
    (safe,) = [person for person in demo.people if not person.passphrase]
    with pytest.raises(BadInput, match="not on this workstation"):
        demo.running.console.sign_in(safe.id, "anything at all")


def test_everybody_printed_signs_in_with_the_printed_passphrase(demo: Demo) -> None:
    for person in demo.people:
        if person.passphrase:
            session = sit_down(demo, person.name)
            assert session.person.name == person.name and session.status().ledger_error == ""


def test_the_header_says_that_this_is_a_demo(demo: Demo) -> None:
    assert demo.running.console is not None
    assert "seconds" in demo.running.console.notice and "thrown away" in demo.running.console.notice
    assert demo.running.console.store_words == "sandbox store"


def test_ira_is_seven_hours_into_the_last_day_of_a_contract(demo: Demo) -> None:
    session = sit_down(demo, "Ira Kessler")
    status = session.status()
    assert status.last_day and 7 * 3600 <= status.shift_s < 7 * 3600 + 1800
    assert session.person.contract_until is not None
    assert 0 < (session.person.contract_until - utc_now()).total_seconds() < DAY_S
    president = until(lambda: next((f for f in session.find_account("25073877") if f.case is not None), None), 60)
    assert president.case is not None and president.account.tier is Tier.HEAD_OF_STATE
    session.claim(president.case)
    plan = session.plan(session.case(president.case), Action.DEACTIVATE)
    assert [reason.id for reason in plan.forbidden] == [ReasonId.LAST_DAY_PROTECTED]
    assert plan.readers == 2 and plan.cooling_off_s < 120, "seconds instead of minutes"
    session.release(president.case)


def test_any_contractor_can_be_read_by_at_least_four_supervisors(demo: Demo) -> None:
    supervisors = [person for person in demo.people if person.role is Role.SUPERVISOR]
    for author in demo.people:
        if author.role is Role.REVIEWER:
            assert sum(not one.vendor or one.vendor != author.vendor for one in supervisors) >= 4


def test_the_queue_is_full_of_reports_in_several_languages(demo: Demo) -> None:
    session = sit_down(demo, "Mona Adeyemi")
    page = until(lambda: _full(session), 60)
    assert page.rows and page.cursor is not None
    assert len({language for row in page.rows for language in row.languages}) > 2


def _full(session: Session) -> QueuePage | None:
    page = session.queue(QueueFilter(), None, 100)
    return page if page.open_count > 100 else None


def test_a_light_action_on_a_standard_account_reaches_the_platform_by_itself(demo: Demo) -> None:
    session = sit_down(demo, "Tomas Lind")
    case_id = session.claim_next(QueueFilter(tiers=(Tier.STANDARD,)))
    assert case_id is not None
    case = session.case(case_id)
    plan = session.plan(case, Action.DISMISS)
    answers = Answers(
        action=Action.DISMISS,
        clause="",
        justification="",
        message="",
        content=(),
        evidence=(),
        duration_s=None,
        steps=(),
    )
    asked = session.propose(case, plan, answers)
    assert session.wait_for(asked, 10).state is RequestState.ADMITTED
    site = Site(demo.sandbox, now=utc_now)
    until(lambda: visitor.closed_reports(site, case.account.brief.platform_id) or None, 60)


def test_a_second_process_on_the_same_store_only_asks_and_says_so(demo: Demo, tmp_path: Path) -> None:
    secrets = MemoryStore()
    for kind in (SecretKind.SERVICE_KEY, SecretKind.SIGNING_KEY):
        assert secrets.names(kind) == ()
    second: Running = open_local(load_site(demo.site_file), demo.site_file, secrets, tmp_path)
    try:
        assert not second.leads and second.console is not None
        assert second.console.people() == (), "no key of anybody is on that workstation"
        assert "Another console leads" in second.console.notice
    finally:
        second.close()
