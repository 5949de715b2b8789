"""The protection register at real consoles on a real store: raised by one, lowered by two, read from files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.domain.actions import Action, Tier
from console.domain.cases import ReportReason
from console.domain.reasons import ReasonId
from console.domain.views_office import PreviewKind, ProtectRow, RegisterLine, WishLine, WishState
from console.errors import BadInput
from console.store.rows import AccountRead, ReportRead
from tests.support.floor import Floor, phrase, until
from tests.support.office import digest

DAY = 86400


def shown(floor: Floor, account: str, by: str = "ada") -> RegisterLine | None:
    """An account's line in the register."""
    lines = floor.session(by).office.register()
    return next((one for one in lines if one.account.platform_id == account), None)


def protect(floor: Floor, *rows: ProtectRow, by: str = "ada") -> None:
    """Somebody raises protections; they hold when this ends."""
    for asked in floor.session(by).office.raise_tier(rows, phrase(by)):
        floor.must(by, asked)


def row(tier: Tier, account: str = "somebody", term_s: int | None = None) -> ProtectRow:
    """An account by its platform's id."""
    return ProtectRow(tier=tier, platform="sandbox", platform_id=account, term_s=term_s)


def wish(floor: Floor, by: str = "ada") -> WishLine:
    """The newest lowering."""
    return floor.session(by).office.wishes()[0]


def lower(floor: Floor, tier: Tier = Tier.STANDARD, account: str = "somebody") -> str:
    """Ada wishes to lower; returns the wish."""
    (asked,) = floor.session("ada").office.lower((row(tier, account),), "left office", phrase("ada"))
    return floor.must("ada", asked)


def tier_now(floor: Floor, account: str = "somebody") -> Tier:
    """What the rules make of it."""
    return floor.console.ledger.catch_up().account(floor.account_id(account)).registered


def test_i4_one_supervisor_raises_at_once(floor: Floor) -> None:
    assert shown(floor, "somebody") is None
    protect(floor, row(Tier.VERIFIED), by="lena")
    line = shown(floor, "somebody")
    assert line is not None
    assert (line.register, line.term, line.account.tier) == (Tier.VERIFIED, None, Tier.VERIFIED)


def test_i4_lowering_takes_two_and_a_delay(floor: Floor) -> None:
    protect(floor, row(Tier.VERIFIED))
    digest_ = lower(floor)
    line = wish(floor)
    assert (line.state, line.reason, line.mine) == (WishState.WAITS_FOR_CONSENT, "left office", True)
    assert "somebody else" in line.why_not_consent
    assert floor.rejected("ada", floor.session("ada").office.consent(digest_, phrase("ada"))) == {ReasonId.OWN_WISH}
    asked = floor.session("lena").office.consent(digest_, phrase("lena"))
    assert floor.rejected("lena", asked) == {ReasonId.WRONG_ROLE}
    floor.must("ben", floor.session("ben").office.consent(digest_, phrase("ben")))
    assert wish(floor).state is WishState.WAITS_FOR_DELAY
    assert tier_now(floor) is Tier.VERIFIED
    floor.clock.forward(DAY - 60)
    assert tier_now(floor) is Tier.VERIFIED
    floor.clock.forward(120)
    until(lambda: tier_now(floor) is Tier.STANDARD or None)
    assert wish(floor).state is WishState.DONE
    until(lambda: shown(floor, "somebody") is None or None)


def test_i4_one_objection_ends_a_lowering_and_so_does_a_raise(floor: Floor) -> None:
    protect(floor, row(Tier.VERIFIED))
    first = lower(floor)
    floor.must("ben", floor.session("ben").office.consent(first, phrase("ben")))
    floor.must("cyd", floor.session("cyd").office.object(first, "no"))
    assert wish(floor).state is WishState.OBJECTED
    lower(floor)
    protect(floor, row(Tier.HEAD_OF_STATE), by="lena")
    assert wish(floor).state is WishState.OBJECTED
    floor.clock.forward(3 * DAY)
    assert tier_now(floor) is Tier.HEAD_OF_STATE


def test_i4_nothing_is_lowered_while_a_proposal_on_the_account_waits(floor: Floor) -> None:
    protect(floor, row(Tier.VERIFIED))
    floor.must("ben", floor.session("ben").office.consent(lower(floor), phrase("ben")))
    floor.clock.forward(DAY - 60)
    proposal = floor.propose("bruno", "somebody", Action.SUSPEND)
    floor.clock.forward(120)
    floor.must("ana", floor.session("ana").skip(floor.case_id("harbour_news")))
    assert tier_now(floor) is Tier.VERIFIED
    floor.must("bruno", floor.session("bruno").withdraw(proposal))
    until(lambda: tier_now(floor) is Tier.STANDARD or None)


def test_a_term_of_office_ends_by_itself(floor: Floor) -> None:
    protect(floor, row(Tier.HEAD_OF_STATE, term_s=30 * DAY))
    line = shown(floor, "somebody")
    assert line is not None and line.term is Tier.HEAD_OF_STATE and line.term_until is not None
    floor.clock.forward(29 * DAY)
    assert tier_now(floor) is Tier.HEAD_OF_STATE
    floor.clock.forward(2 * DAY)
    until(lambda: tier_now(floor) is Tier.STANDARD or None)


def test_i4_an_account_that_nobody_reported_yet_can_be_protected_and_is_the_one_that_is_reported_later(
    floor: Floor,
) -> None:
    protect(floor, row(Tier.HEAD_OF_STATE, "minister"))
    line = shown(floor, "minister")
    assert line is not None
    assert line.account.tier is Tier.HEAD_OF_STATE
    account = AccountRead(
        platform="sandbox",
        platform_id="minister",
        handle="@minister",
        name="Minister",
        state=digest("state"),
        state_words=(),
        reach=7,
        reach_noun="followers",
        tier_flag=Tier.STANDARD,
    )
    report = ReportRead(
        id=digest("report"),
        kind="account",
        platform_report_id="r1",
        target="minister",
        account="minister",
        reporter="x",
        reason=ReportReason.HATE,
        reason_as_given="hate",
        statement="",
        language="en",
        at=floor.clock(),
        content=None,
    )
    assert floor.running.services is not None
    assert floor.running.services.intake.take("sandbox", (report,), (account,)) == 1
    again = shown(floor, "minister")
    assert again is not None
    assert (again.account.id, again.account.handle) == (line.account.id, "@minister")
    assert (again.account.tier, again.register) == (Tier.HEAD_OF_STATE, Tier.HEAD_OF_STATE)


def test_i4_protecting_a_platform_that_nobody_connected_is_refused(floor: Floor) -> None:
    with pytest.raises(BadInput, match="named so"):
        floor.session("ada").office.raise_tier(
            (ProtectRow(tier=Tier.VERIFIED, platform="elsewhere", platform_id="x"),), phrase("ada")
        )


FILE = b"""platform,platform_id,tier,term_until,term_days,note
sandbox,somebody,head_of_state,2021-01-20,,the new one
sandbox,minister,verified,,,
sandbox,president,standard,,,left office
sandbox,harbour_news,Verified,,,as it is
sandbox,,verified,,,
sandbox,who,vip,,,
sandbox,minister,head of state,,,again
elsewhere,x,verified,,,
sandbox,past,verified,2001-01-01,,
"""


def test_a_file_is_shown_before_anything_changes_and_then_asked_for(floor: Floor) -> None:
    protect(floor, row(Tier.HEAD_OF_STATE, "president"), row(Tier.VERIFIED, "harbour_news"))
    office = floor.session("ada").office
    before = floor.console.ledger.catch_up().size
    preview = office.read_csv(FILE)
    assert [(one.line, one.kind) for one in preview.rows] == [
        (2, PreviewKind.ADD),
        (3, PreviewKind.ADD),
        (4, PreviewKind.LOWER),
        (5, PreviewKind.SAME),
        (6, PreviewKind.BAD),
        (7, PreviewKind.BAD),
        (8, PreviewKind.BAD),
        (9, PreviewKind.BAD),
        (10, PreviewKind.BAD),
    ]
    words = {one.line: one.words for one in preview.rows}
    assert "Protected as head of state until 20 Jan 2021" in words[2]
    assert preview.rows[1].unknown
    assert "second administrator" in words[4]
    assert "handle" in words[6] and "standard, verified" in words[7] and "line 3" in words[8]
    assert "elsewhere" in words[9] and "over already" in words[10]
    assert floor.console.ledger.catch_up().size == before
    with pytest.raises(BadInput, match="reason"):
        office.apply_csv(preview, "", phrase("ada"))
    for asked in office.apply_csv(preview, "the term is over", phrase("ada")):
        floor.must("ada", asked)
    assert tier_now(floor) is Tier.HEAD_OF_STATE
    assert tier_now(floor, "minister") is Tier.VERIFIED
    assert wish(floor).rows[0].account.platform_id == "president"
    again = office.read_csv(FILE)
    assert [one.kind for one in again.rows[:4]] == [
        PreviewKind.SAME, PreviewKind.SAME, PreviewKind.LOWER, PreviewKind.SAME,
    ]  # fmt: skip


def test_a_large_file_becomes_several_requests(floor: Floor) -> None:
    lines = "\n".join(f"sandbox,member-{n},verified" for n in range(1000))
    office = floor.session("ada").office
    preview = office.read_csv(f"platform,platform_id,tier\n{lines}\n".encode())
    asked = office.apply_csv(preview, "", phrase("ada"))
    assert len(asked) == 7
    for one in asked:
        floor.must("ada", one)
    assert len(office.register(limit=2000)) == 1002
    assert [one.account.platform_id for one in office.register("member-77")][0] == "member-77"


def test_i4_a_flag_and_the_register_are_apart(floor: Floor) -> None:
    """What the register said does not come back as the platform's flag once it is lowered."""
    protect(floor, row(Tier.HEAD_OF_STATE))
    assert floor.running.services is not None
    read = AccountRead(
        platform="sandbox",
        platform_id="somebody",
        handle="somebody",
        name="Somebody",
        state=digest("another state"),
        state_words=(),
        reach=7,
        reach_noun="followers",
        tier_flag=Tier.STANDARD,
    )
    floor.running.services.intake.account(read)
    floor.must("ben", floor.session("ben").office.consent(lower(floor), phrase("ben")))
    floor.clock.forward(DAY + 60)
    until(lambda: tier_now(floor) is Tier.STANDARD or None)
    facts = floor.console.ledger.catch_up().account(floor.account_id("somebody"))
    assert facts.known(floor.clock() + timedelta(seconds=1)) in ((), (Tier.STANDARD,))
