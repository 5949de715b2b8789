"""The policy at a workstation: read, checked with line numbers, compared, tried on what was, published and adopted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.comparing import Difference, Weighs, compare
from console.domain.documents import Entry
from console.domain.people import Role
from console.domain.policy import Policy, parse_policy, policy_digest
from console.domain.policy_text import policy_problems
from console.domain.simulating import Line, gets_lighter, simulate
from console.domain.staffing import staffing, worst
from console.domain.state import State
from console.domain.views_office import (
    AdoptPolicy,
    CheckedPolicy,
    PolicyDifference,
    PolicyLine,
    Simulation,
    SimulationLine,
    Staffing,
    Weight,
)
from console.errors import BadInput, Refused, Unavailable
from console.ledger.entries import open_entry
from console.settings.toml_lines import line_of
from console.store.entries import entries_of, read_entries
from console.store.queries.people import everybody
from console.store.unit_of_work import Reading
from console.workstation.office_people import OfficePeople, brief_of

_FIRST_ENTRIES = 4
"""A founding's: the roster, its policy, the commitment to the lot."""
MOST_DAYS = 3660
_WEIGHTS = {Weighs.LIGHTER: Weight.LIGHTER, Weighs.HEAVIER: Weight.HEAVIER, Weighs.NEITHER: Weight.OTHER}


class OfficePolicy(OfficePeople):
    """The part of the office that has to do with the policy; one that gets lighter joins a next roster."""

    def policies(self, cancel: CancelToken = NEVER) -> tuple[PolicyLine, ...]:
        """The policies whose text stands in the ledger; the one in force first, then the newest."""
        state = self._context.state(cancel)
        return self._context.store.read(lambda r: policy_lines(state, r), cancel)

    def policy_text(self, digest: str = "", cancel: CancelToken = NEVER) -> str:
        """The TOML of a policy in the ledger; of the one in force for ""."""
        state = self._context.state(cancel)
        return self._context.store.read(lambda r: policy_toml(state, r, digest), cancel)

    def check_policy(self, toml: str, cancel: CancelToken = NEVER) -> CheckedPolicy:
        """What is wrong with a policy's text (with line numbers), or how it differs from the policy in force."""
        return checked_policy(self._context.state(cancel), toml, self._context.now())

    def simulate(
        self,
        toml: str,
        days: int = 30,
        cancel: CancelToken = NEVER,
        progress: Callable[[int, int], None] = lambda done, whole: None,
    ) -> Simulation:
        """What the proposals of the last days would have met; raises :class:`BadInput` for a text that is no policy.

        ``progress`` hears how many of how many are done.
        """
        return simulated(self._context.state(cancel), toml, days, self._context.now(), cancel, progress)

    def publish(self, toml: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Put a policy's text into the ledger; it is not in force by that.

        Raises :class:`BadInput` for a text that is no policy, :class:`Refused` for whoever is no administrator.
        """
        self._must_administer()
        self._context.prove_presence(passphrase)
        problems = policy_problems(toml, line_of)
        if problems:
            where = "the policy" if problems[0].line is None else f"line {problems[0].line}"
            raise BadInput("The policy can't be adopted", where, f"Mend this first: {problems[0].words}")
        return self._context.ask(doc.PolicyText(**self._context.asker.header(), toml=toml), (), cancel)

    def tighten(self, digest: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Put a policy in force that is nowhere lighter: one administrator, at once (I5)."""
        self._context.prove_presence(passphrase)
        state = self._context.state(cancel)
        body = doc.Tightening(**self._context.asker.header(), policy=digest)
        not_now = self._context.why_not(state, body)
        if not_now:
            raise Refused(not_now.rstrip("."), digest[:12], message_id="office.tighten")
        return self._context.ask(body, (), cancel)

    def adopt(self, digest: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Propose a policy with the next roster: two administrators (I5).

        Raises :class:`Refused` for the last roster's own policy while one that was tightened since has not joined.
        """
        state = self._context.state(cancel)
        if state.tightened is not None and state.roster is not None and digest == state.roster.policy:
            raise Refused(
                "This policy was tightened since the last roster, so the next roster can't go back to it",
                digest[:12],
                "First draft any other change: the tighter one joins with it. Then adopt this one.",
                message_id="office.tightened_since",
            )
        return self.draft_roster((AdoptPolicy(digest=digest),), passphrase, cancel)

    def may_govern(self) -> bool:
        """Whether this person is an administrator: the others see all of it and change (nearly) nothing."""
        return self._context.presence.person.role is Role.ADMINISTRATOR


def checked_policy(state: State, toml: str, now: datetime) -> CheckedPolicy:
    """What is wrong with a policy's text (with line numbers), or how it differs from the policy in force."""
    digest, problems = policy_digest(toml), policy_problems(toml, line_of)
    if problems:
        return CheckedPolicy(digest=digest, name="", problems=problems)
    policy, before = parse_policy(toml), _in_force(state)
    missing = staffing(policy, state, now)
    return CheckedPolicy(
        digest=digest,
        name=policy.name,
        problems=(),
        differences=tuple(shown_difference(one) for one in compare(before, policy)),
        staffing=Staffing(missing=worst(missing), words=tuple(one.words for one in missing)),
        published=digest in state.policies,
        in_force=digest == state.policy_in_force,
    )


def simulated(
    state: State,
    toml: str,
    days: int,
    now: datetime,
    cancel: CancelToken,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Simulation:
    """What the proposals of the last days would have met; raises :class:`BadInput` for a text that is no policy."""
    policy = parse_policy(toml)
    if not 0 < days <= MOST_DAYS:
        raise BadInput("So many days can't be looked at", f"{days}", f"Give from 1 to {MOST_DAYS} days.")

    def step(done: int, whole: int) -> None:
        cancel.raise_if_cancelled()
        progress(done, whole)

    found = simulate(state, policy, now - timedelta(days=days), step)
    return Simulation(
        days=days,
        total=found.total,
        changed=found.changed,
        lines=tuple(_line(one) for one in found.lines),
        more_wait_s=found.more_wait_s,
        less_wait_s=found.less_wait_s,
        more_readings=found.more_readings,
        fewer_readings=found.fewer_readings,
        unknown=found.unknown,
    )


def policy_lines(state: State, reading: Reading) -> tuple[PolicyLine, ...]:
    """The policies whose text stands in the ledger; the one in force first, then the newest."""
    names = {person.id: person for person in everybody(reading)}
    found = {digest: policy_entry(reading, digest) for digest in state.policies}
    lines = [
        PolicyLine(
            digest=digest,
            name=policy.name,
            at=entry.time,
            author=brief_of(state, names, entry.document.author),
            in_force=digest == state.policy_in_force,
            tightened=digest == state.tightened,
        )
        for digest, policy in state.policies.items()
        if (entry := found[digest]) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (line.in_force, line.at), reverse=True))


def policy_toml(state: State, reading: Reading, digest: str = "") -> str:
    """The TOML of a policy in the ledger, of the one in force for ""; raises :class:`BadInput` for none."""
    wanted = digest or state.policy_in_force
    entry = policy_entry(reading, wanted)
    if entry is None or not isinstance(entry.document, doc.PolicyText):
        raise BadInput("The ledger has no policy with this digest", wanted[:12], "Choose one that it has.")
    return entry.document.toml


def _in_force(state: State) -> Policy:
    if state.policy is None:
        raise Unavailable("The policy in force is not known yet", "the ledger", "Wait until it is read.")
    return state.policy


def policy_entry(reading: Reading, digest: str) -> Entry | None:
    """The verified entry that holds a policy's text; ``None`` where it can't be found."""
    rows = entries_of(reading, digest) or read_entries(reading, 0, _FIRST_ENTRIES)
    for row in rows:
        if row.kind == _POLICY:
            entry = open_entry(row.entry_index, row.body).entry
            if isinstance(entry.document, doc.PolicyText) and policy_digest(entry.document.toml) == digest:
                return entry
    return None


_POLICY = str(doc.PolicyText.__struct_config__.tag)


def shown_difference(difference: Difference) -> PolicyDifference:
    """A difference as screens and command line show it."""
    return PolicyDifference(
        where=difference.where,
        before=difference.before,
        after=difference.after,
        weight=_WEIGHTS[difference.weighs],
    )


def _line(line: Line) -> SimulationLine:
    """Here *now* is what is in force and *then* what would be; there it is the other way round."""
    before = (len(line.steps_then), line.readers_then, line.wait_then_s)
    after = (len(line.steps_now), line.readers_now, line.wait_now_s)
    weight = Weight.LIGHTER if gets_lighter(line) else Weight.HEAVIER if after != before else Weight.OTHER
    return SimulationLine(
        tier=line.tier,
        action=line.action,
        count=line.count,
        steps_now=tuple(step.value for step in line.steps_then),
        steps_then=tuple(step.value for step in line.steps_now),
        readers_now=line.readers_then,
        readers_then=line.readers_now,
        wait_now_s=line.wait_then_s,
        wait_then_s=line.wait_now_s,
        weight=weight,
    )
