"""A67: bots that report a protected account void nothing, and push no case in the queue."""

from __future__ import annotations

from console.domain.actions import Action, Tier
from console.domain.cases import ReportReason, due_at_rank
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import World
from tests.support.office import START, digest
from tests.support.registrar_world import RegistrarWorld


def test_a67_new_reports_void_nothing(registrar: RegistrarWorld) -> None:
    account = registrar.account_read("president", Tier.HEAD_OF_STATE)
    case = registrar.report(account, "one", "two")
    proposal = registrar.propose("bruno", case, Action.DEACTIVATE)
    registrar.report(account, *(f"bot {n}" for n in range(50)))
    assert registrar.status(proposal) is Status.HANDED_OFF
    registrar.sign_all(proposal)
    registrar.report(account, *(f"another bot {n}" for n in range(50)))
    registrar.until_due(proposal)
    assert registrar.status(proposal) is Status.DUE


def test_a67_reports_that_came_while_the_author_wrote_do_not_matter(registrar: RegistrarWorld) -> None:
    account = registrar.account_read("president", Tier.HEAD_OF_STATE)
    case = registrar.report(account, "one", "two")
    registrar.claim("bruno", case)
    body = registrar.proposal("bruno", case, Action.DEACTIVATE)
    registrar.report(account, "bot 1")
    registrar.must(body)


def test_a67_a_finding_is_not_refused_because_of_new_reports(registrar: RegistrarWorld) -> None:
    account = registrar.account_read("president", Tier.VERIFIED)
    proposal = registrar.propose("bruno", registrar.report(account, "one"), Action.SUSPEND)
    (reading,) = registrar.readings(proposal)
    registrar.report(account, "bot 1")
    registrar.agree(reading.id)
    assert registrar.readings(proposal)[0].opened_index is not None


def test_a67_more_reports_do_not_push_a_case() -> None:
    one = due_at_rank(START, [ReportReason.SPAM])
    assert due_at_rank(START, [ReportReason.SPAM] * 10_000) == one


def test_a67_an_unknown_case_is_said_to_be_so(world: World) -> None:
    world.claim("bruno", case := world.case())
    body = world.proposal("bruno", case, Action.WARN)
    del world.cases[case]
    assert world.why_not(body) == {ReasonId.UNKNOWN_CASE}
    assert digest("x")
