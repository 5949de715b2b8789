"""People and their keys at a workstation: ending, revoking, enrolment cards, and rosters signed by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from immutables import Map

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.comparing import Weighs, compare
from console.domain.people import Person, Role, active
from console.domain.policy import Policy
from console.domain.reasons import ReasonId
from console.domain.roster import administrators, drafted, why_not_follow, why_not_roster
from console.domain.roster_changes import described, joined, next_version, replaced, staying, without
from console.domain.staffing import staffing
from console.domain.state import RosterDraftFacts, State, rested
from console.domain.views import PersonBrief
from console.domain.views_office import (
    AddKey,
    AdoptPolicy,
    CardView,
    Change,
    ChangeRole,
    DraftLine,
    Extend,
    Join,
    KeyLine,
    NewKey,
    PersonLine,
)
from console.errors import BadInput, Refused
from console.ledger.documents import encode
from console.ledger.roster import ROSTER_TAG, with_signatures
from console.ledger.signing import fingerprint
from console.store.queries.people import everybody
from console.store.texts import find_texts
from console.store.unit_of_work import Reading
from console.workstation import cards
from console.workstation.asking import Texts
from console.workstation.context import Context


class OfficePeople:
    """The part of the office that has to do with people."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def people(self, cancel: CancelToken = NEVER) -> tuple[PersonLine, ...]:
        """Everybody of the roster in force, by role and name."""
        state = self._context.state(cancel)
        briefs = self._briefs(cancel)
        order = {person: at for at, person in enumerate(briefs)}
        found = sorted(state.people.values(), key=lambda p: order.get(p.id, len(order)))
        return tuple(self._line(state, p, briefs) for p in found)

    def end(self, person: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """End somebody who is no administrator, at once and for good."""
        self._context.prove_presence(passphrase)
        return self._context.ask(doc.End(**self._context.asker.header(), person=person), (), cancel)

    def revoke(self, person: str, key: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """A key that counts no more from now on: one's own, or (administrators) that of one who isn't."""
        self._context.prove_presence(passphrase)
        body = doc.Revocation(**self._context.asker.header(), person=person, key=key)
        return self._context.ask(body, (), cancel)

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap this person's key on this workstation under another passphrase; the old one stops working."""
        self._context.presence.check()
        self._context.keys.change_passphrase(self._context.person_id, old, new)

    def read_card(self, text: str, cancel: CancelToken = NEVER) -> CardView:
        """An enrolment card; raises :class:`BadInput` for text that is none, or whose proof does not hold."""
        state = self._context.state(cancel)
        first = cards.shown(text, state.store, state.env, state, None)
        if state.person(first.person) is None:
            return first
        return msgspec.structs.replace(first, known=self._briefs(cancel).get(first.person))

    # --- rosters in the making ------------------------------------------------------------------------------------

    def draft_roster(self, changes: Sequence[Change], passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Propose the next roster with these changes, signed by this administrator; another one co-signs.

        Raises :class:`BadInput` for changes that can't be, :class:`Refused` for whoever is no administrator.
        """
        key = self._context.prove_presence(passphrase)
        state, texts = self._context.state(cancel), Texts()
        self._must_administer()
        header = self._context.asker.header()
        version = self._changed(state, changes, texts, cancel)
        data = encode(version)
        body = doc.RosterDraft(**header, version=data.decode(), key=key.public, signature=key.sign(ROSTER_TAG, data))
        return self._context.ask(body, texts.rows, cancel)

    def drafts(self, cancel: CancelToken = NEVER) -> tuple[DraftLine, ...]:
        """The next rosters that wait for signatures, newest first."""
        state, me = self._context.state(cancel), self._context.presence.person
        return self._context.store.read(lambda r: draft_lines(state, r, self._context.now(), me), cancel)

    def co_sign(self, draft: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Sign a draft's exact bytes; with the quorum reached the roster itself is asked for.

        Raises :class:`Refused` when the draft can't be signed (any more), with the reason.
        """
        key = self._context.prove_presence(passphrase)
        state = self._context.state(cancel)
        self._must_administer()
        same = _same(state, draft)
        version = drafted(same[0].body) if same else None
        if version is None:
            raise Refused("There is no such draft any more", draft[:12], "Look at the drafts again.")
        not_now = why_not_sign(state, version, same, self._context.presence.person)
        if not_now:
            raise Refused(not_now.rstrip("."), "the next roster", "Look at the drafts again.")
        data = same[0].body.version
        mine = doc.RosterDraft(
            **self._context.asker.header(),
            version=data,
            key=key.public,
            signature=key.sign(ROSTER_TAG, data.encode()),
        )
        roster = with_signatures((*(facts.body for facts in same), mine))
        missing = why_not_roster(state, version, tuple(s.key for s in roster.signatures), self._context.now())
        if not missing:
            return self._context.send(roster, cancel)
        return self._context.ask(mine, (), cancel)

    def drop(self, draft: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """Take a draft off the table; any administrator may."""
        texts = Texts()
        body = doc.Objection(**self._context.asker.header(), wish=draft, reason=texts.must(reason))
        return self._context.ask(body, texts.rows, cancel)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _briefs(self, cancel: CancelToken) -> dict[str, PersonBrief]:
        return {person.id: person for person in self._context.store.read(everybody, cancel)}

    def _must_administer(self) -> None:
        role = self._context.presence.person.role
        if role is not Role.ADMINISTRATOR:
            raise Refused(
                "Only administrators sign rosters", role.value, "Ask one of them.", message_id="office.wrong_role"
            )

    def _line(self, state: State, person: Person, briefs: Mapping[str, PersonBrief]) -> PersonLine:
        doings, now = state.doings(person.id), self._context.now()
        key = next((k for k in person.keys if k not in state.revoked), "")
        header = self._context.asker.header()
        return PersonLine(
            person=brief_of(state, briefs, person.id),
            login=person.logins[0] if person.logins else "",
            contract_from=person.contract_from,
            keys=tuple(KeyLine(public=k, fingerprint=fingerprint(k), revoked=k in state.revoked) for k in person.keys),
            human=person.human,
            me=person.id == self._context.person_id,
            on_duty=doings.on_duty_since is not None and not rested(doings, now),
            ended=doings.ended,
            over=not active(person, doings.ended, now),
            why_not_end=self._why_not_end(state, person),
            why_not_revoke=self._context.why_not(state, doc.Revocation(**header, person=person.id, key=key)),
        )

    def _why_not_end(self, state: State, person: Person) -> str:
        if state.doings(person.id).ended is not None:
            return "Their access has ended already."
        if person.role is Role.ADMINISTRATOR:
            return "Ending an administrator takes two others: propose the next roster without them."
        return self._context.why_not(state, doc.End(**self._context.asker.header(), person=person.id))

    def _changed(self, state: State, changes: Sequence[Change], texts: Texts, cancel: CancelToken) -> doc.RosterVersion:
        people, fields = staying(state), {}
        for change in changes:
            if isinstance(change, AdoptPolicy):
                fields = _adopted(state, change.digest)
            else:
                people = self._with(people, change, texts, cancel)
        header = self._context.asker.header()
        return next_version(state, self._context.person_id, str(header["nonce"]), people=people, **fields)

    def _with(
        self, people: tuple[Person, ...], change: Change, texts: Texts, cancel: CancelToken
    ) -> tuple[Person, ...]:
        match change:
            case Join():
                return joined(people, self._newcomer(change, texts, cancel))
            case AddKey():
                card = self._usable(change.card, cancel)
                if card.person != change.person:
                    raise BadInput("The card is of another person", card.name, "Take their own card.")
                had = next((p.keys for p in people if p.id == change.person), ())
                return replaced(people, change.person, keys=(*had, card.key))
            case ChangeRole():
                return replaced(people, change.person, role=change.role)
            case Extend():
                return replaced(people, change.person, contract_until=change.until)
            case AdoptPolicy():
                return people
        return without(people, change.person)

    def _newcomer(self, change: Join, texts: Texts, cancel: CancelToken) -> Person:
        card = self._usable(change.card, cancel)
        if card.known is not None:
            raise BadInput(
                f"{card.name} is enrolled already", "enrolment card", "Add the card's key to them instead.",
                message_id="card.known",
            )  # fmt: skip
        if change.contract_from and change.contract_until and change.contract_until <= change.contract_from:
            raise BadInput("The contract ends before it begins", card.name, "Correct its dates.")
        return Person(
            id=card.person,
            name=texts.must(card.name),
            logins=(change.login or card.login,),
            keys=(card.key,),
            role=change.role,
            vendor=change.vendor.strip(),
            contract_from=change.contract_from,
            contract_until=change.contract_until,
        )

    def _usable(self, text: str, cancel: CancelToken) -> CardView:
        card = self.read_card(text, cancel)
        cards.must_be_usable(card)
        return card


def draft_lines(state: State, reading: Reading, now: datetime, me: Person | None = None) -> tuple[DraftLine, ...]:
    """The next rosters that wait for signatures, newest first, as ``me`` (or nobody in particular) sees them."""
    by_version: dict[str, list[RosterDraftFacts]] = {}
    for facts in sorted(state.drafts.values(), key=lambda f: f.index):
        by_version.setdefault(facts.body.version, []).append(facts)
    briefs = {person.id: person for person in everybody(reading)}
    lines = [_draft_line(state, same, briefs, reading, now, me) for same in by_version.values()]
    return tuple(reversed([line for line in lines if line is not None]))


def _draft_line(
    state: State,
    same: Sequence[RosterDraftFacts],
    briefs: Mapping[str, PersonBrief],
    reading: Reading,
    now: datetime,
    me: Person | None,
) -> DraftLine | None:
    version, known = drafted(same[0].body), state.roster
    if version is None or known is None:
        return None
    said = find_texts(reading, [p.name for p in version.people])
    own = {key for p in known.people for key in p.keys}
    fresh = [(p, key) for p in version.people for key in p.keys if key not in own]
    return DraftLine(
        digest=same[0].digest,
        number=version.number,
        at=same[0].at,
        author=brief_of(state, briefs, same[0].body.author),
        changes=described(
            state, version, lambda p: brief_of(state, briefs, p).name, lambda ref: said.get(ref, "Somebody")
        ),
        new_keys=tuple(NewKey(name=said.get(p.name, p.id), fingerprint=fingerprint(key)) for p, key in fresh),
        signed_by=tuple(brief_of(state, briefs, facts.body.author) for facts in same),
        needed=max(known.quorum, version.quorum),
        why_not_sign="" if me is None else why_not_sign(state, version, same, me),
        mine=me is not None and same[0].body.author == me.id,
        warnings=_warnings(state, version, now),
    )


def why_not_sign(state: State, version: doc.RosterVersion, same: Sequence[RosterDraftFacts], me: Person) -> str:
    """Why ``me`` can't sign this draft, in one sentence; "" for yes."""
    if me.role is not Role.ADMINISTRATOR:
        return "Only administrators sign rosters."
    if any(facts.body.author == me.id for facts in same):
        return "You have signed this; another administrator has to."
    if why_not_follow(state, version):
        return "It does not follow what is in force now any more: propose it anew."
    leaves = me.id not in {p.id for p in administrators(version)}
    return "You are no administrator in it, so your signature would not count." if leaves else ""


def _warnings(state: State, version: doc.RosterVersion, now: datetime) -> tuple[str, ...]:
    """What becomes lighter, and for whom the team would be too small, told when a policy is adopted."""
    policy = state.policies.get(version.policy)
    if policy is None or version.policy == state.policy_in_force:
        return ()
    lighter = () if state.policy is None else compare(state.policy, policy)
    then = msgspec.structs.replace(state, people=Map({p.id: p for p in version.people}))
    return (
        *(f"Lighter: {d.where}, {d.before} before, {d.after} then." for d in lighter if d.weighs is Weighs.LIGHTER),
        *(missing.words for missing in staffing(policy, then, now)),
    )


def brief_of(state: State, briefs: Mapping[str, PersonBrief], person: str) -> PersonBrief:
    """A person as others see them; somebody whom the store has no name of stands under their id."""
    known = state.person(person)
    role = known.role if known is not None else Role.ADMINISTRATOR
    return briefs.get(person) or PersonBrief(id=person, name=person, role=role)


def _same(state: State, draft: str) -> tuple[RosterDraftFacts, ...]:
    """The drafts with the same bytes as this one, oldest first."""
    facts = state.drafts.get(draft)
    if facts is None:
        return ()
    same = [other for other in state.drafts.values() if other.body.version == facts.body.version]
    return tuple(sorted(same, key=lambda f: f.index))


def _adopted(state: State, digest: str) -> dict[str, object]:
    policy: Policy | None = state.policies.get(digest)
    if policy is None:
        raise BadInput(
            "The ledger has no policy with this digest", digest[:12], "Put its text in first.",
            message_id=ReasonId.UNKNOWN_POLICY,
        )  # fmt: skip
    return {"policy": digest, "clause_groups": policy.clause_groups()}
