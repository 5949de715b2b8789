"""Who did what: an account's entries as sentences, in order, for people (DESIGN.md section 1).

Pure: entries and names in, lines out.  The times are the ledger's; the words are the console's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.documents import Entry, OrderKind, Outcome
from console.domain.reasons import words_of
from console.domain.sentences import span
from console.domain.views import StoryLine


class Names(msgspec.Struct, frozen=True):
    """How ids become words: a person's id to their name, a text's digest to the text, a clause's id to its title."""

    person: Callable[[str], str]
    text: Callable[[str], str]
    clause: Callable[[str], str]


ACTION_WORDS: dict[Action, str] = {action: action.value.replace("_", " ") for action in Action}


def tell(entries: Iterable[Entry], names: Names) -> tuple[StoryLine, ...]:
    """The story that ``entries`` tell, one line each, oldest first; what belongs to no story is left out."""
    teller = _Teller(names)
    lines = (teller.line(entry) for entry in sorted(entries, key=lambda e: e.index))
    return tuple(line for line in lines if line is not None)


class _Teller:
    """Remembers what was proposed, so that later entries can be told in its words."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._proposals: dict[str, doc.Proposal] = {}
        self._backs: dict[str, doc.Restore | doc.LateRestore | doc.DurationOver] = {}
        self._alarms: dict[str, doc.Unexplained] = {}

    def line(self, entry: Entry) -> StoryLine | None:
        body = entry.document
        if isinstance(body, doc.Proposal):
            self._proposals[entry.digest] = body
        if isinstance(body, doc.Restore | doc.LateRestore | doc.DurationOver):
            self._backs[entry.digest] = body
        if isinstance(body, doc.Unexplained):
            self._alarms[entry.digest] = body
        if isinstance(body, doc.ServiceDocument):
            told = self._service(body)
            person = ""
        else:
            told = self._person(body)
            person = body.author
        if told is None:
            return None
        words, detail = told
        return StoryLine(
            index=entry.index,
            at=entry.time,
            words=words,
            person=self._names.person(person) if person else "",
            kind=doc.type_tag(body),
            detail=detail,
            digest=entry.digest,
        )

    def _person(self, body: doc.PersonAny) -> tuple[str, str] | None:
        who = self._names.person(body.author)
        if isinstance(body, doc.Proposal):
            return self._proposed(body, who)
        if isinstance(body, doc.Withdrawal):
            return f"{who} took it back", self._what(body.proposal)
        if isinstance(body, doc.Finding):
            return self._found(body, who)
        if isinstance(body, doc.Countersignature):
            return f"{who} countersigned", self._what(body.proposal)
        if isinstance(body, doc.Refusal):
            return f"{who} refused to sign", self._names.text(body.reason)
        if isinstance(body, doc.Recusal):
            return f"{who} stepped aside", self._names.text(body.reason)
        if isinstance(body, doc.Stop):
            return f"{who} stopped it", self._names.text(body.reason)
        if isinstance(body, doc.TierChange):
            return f"{who} raised the protection to {body.tier.value.replace('_', ' ')}", ""
        return self._way_back(body, who) or self._small(body, who)

    def _way_back(self, body: doc.PersonAny, who: str) -> tuple[str, str] | None:
        if isinstance(body, doc.Restore):
            return self._restored(body, who)
        if isinstance(body, doc.LateRestore):
            what = self._what(body.effect)
            return f"{who} asked to restore it ({what}), which takes a second person", self._names.text(body.reason)
        if isinstance(body, doc.Consent) and body.wish in self._backs:
            return f"{who} consented to the restore", self._what(body.wish)
        if isinstance(body, doc.Objection) and body.wish in self._backs:
            mine = self._backs[body.wish].author == body.author
            words = f"{who} took the wish to restore it back" if mine else f"{who} objected to the restore"
            return words, self._names.text(body.reason)
        if isinstance(body, doc.AfterReport):
            return f"{who} reported on the restore", self._names.text(body.text)
        if isinstance(body, doc.Explanation):
            return f"{who} explained the change that nobody here had made", self._names.text(body.text)
        return None

    def _restored(self, body: doc.Restore, who: str) -> tuple[str, str]:
        alarm, undone = self._alarms.get(body.effect), self._proposals.get(body.effect)
        if alarm is not None:
            return f"{who} asked to lift what nobody here had done", alarm.words
        reopening = undone is not None and undone.action is Action.DISMISS
        return (f"{who} reopened the case" if reopening else f"{who} restored it"), self._what(body.effect)

    def _small(self, body: doc.PersonAny, who: str) -> tuple[str, str] | None:
        if isinstance(body, doc.Skip):
            return f"{who} passed the case on", ""
        if isinstance(body, doc.Look):
            return f"{who} looked at the {body.what}", ""
        if isinstance(body, doc.Note):
            return f"{who} wrote a note", self._names.text(body.text)
        if isinstance(body, doc.Canary):
            return f"{who} set the case aside for training readings", ""
        if isinstance(body, doc.End):
            return f"{who} ended the access of {self._names.person(body.person)}", ""
        return None

    def _proposed(self, body: doc.Proposal, who: str) -> tuple[str, str]:
        why = self._names.text(body.justification) if body.justification else ""
        if body.action is Action.DISMISS:
            return f"{who} dismissed the reports", why
        lasting = f" for {span(body.duration_s)}" if body.duration_s else ""
        clause = f"clause {body.clause} {self._names.clause(body.clause)}".strip()
        return f"{who} proposed: {ACTION_WORDS[body.action]}{lasting}, {clause}", why

    def _found(self, body: doc.Finding, who: str) -> tuple[str, str]:
        why = self._names.text(body.why) if body.why else ""
        if body.verdict is None:
            return f"{who} read the case and found no violation", why
        return f"{who} read the case and found {body.verdict.clause}, {ACTION_WORDS[body.verdict.action]}", why

    def _service(self, body: doc.RegistrarAny | doc.DispatcherAny) -> tuple[str, str] | None:
        if isinstance(body, doc.Intake):
            return "Reports came in", ""
        if isinstance(body, doc.Draw):
            return self._drawn(body)
        if isinstance(body, doc.PassedOver):
            return "The reading ran out of time and was passed over", ""
        if isinstance(body, doc.Opened):
            return f"The proposal was opened to {self._names.person(body.person)}, who had found the same", ""
        if isinstance(body, doc.Cooling):
            return self._cooling(body)
        if isinstance(body, doc.Closed):
            reasons = " ".join(words_of(r) for r in body.reasons)
            return f"Ended: {body.how.value}", reasons
        if isinstance(body, doc.Reopened):
            return "The case went back into the queue", ""
        if isinstance(body, doc.DurationOver):
            proposal = self._proposals.get(body.effect)
            lasted = span(proposal.duration_s or 0) if proposal is not None else "its time"
            return f"Its time is over: {self._what(body.effect)} for {lasted} ends by itself", ""
        return self._dispatcher(body)

    def _drawn(self, body: doc.Draw) -> tuple[str, str]:
        person = self._names.person(body.person)
        if body.kept is not None:
            return f"{person} keeps the reading of the time before", f"draw {body.number}"
        others = f"of {len(body.pool)} eligible" if len(body.pool) > 1 else "the only one eligible"
        return f"Drawn by lot to read the case: {person} ({others})", f"draw {body.number}"

    def _cooling(self, body: doc.Cooling) -> tuple[str, str]:
        if not body.seconds:
            return "All have signed", ""
        heard = ", ".join(self._names.person(p) for p in body.announced_to)
        return f"Cooling-off of {span(body.seconds)} begun, announced to {len(body.announced_to)} people", heard

    def _dispatcher(self, body: doc.RegistrarAny | doc.DispatcherAny) -> tuple[str, str] | None:
        if isinstance(body, doc.WayBack):
            return ("The way back was stored" if body.saved else "Signed: there is no way back"), ""
        if isinstance(body, doc.Intent):
            way = _ORDERED.get(body.kind) or self._what(body.effect)
            return f"Ordered from the platform: {way}", f"attempt {body.attempt}" if body.attempt > 1 else ""
        if isinstance(body, doc.Receipt):
            return self._received(body)
        if isinstance(body, doc.Drift):
            return "Not carried out: something had changed", " ".join(words_of(r) for r in body.reasons)
        if isinstance(body, doc.Unexplained):
            return "Alarm: the platform shows what nobody here has done", body.words
        if isinstance(body, doc.Settled):
            alarm = self._alarms.get(body.alarm)
            return "The alarm is over: the platform does not show it any more", "" if alarm is None else alarm.words
        return None

    def _received(self, body: doc.Receipt) -> tuple[str, str]:
        done = _DONE[body.kind]
        words = {
            Outcome.DONE: f"{done}; read back from where a visitor looks",
            Outcome.PARTLY: f"{done} in part; read back from where a visitor looks",
            Outcome.FAILED: f"{done}: failed",
            Outcome.UNKNOWN: "Sent, and nobody can tell whether it took effect",
        }
        return words[body.outcome], body.note

    def _what(self, digest: str) -> str:
        back = self._backs.get(digest)
        body = self._proposals.get(back.effect if back is not None else digest)
        return "" if body is None else ACTION_WORDS[body.action]


_ORDERED = {
    OrderKind.RESTORE: "restore",
    OrderKind.END: "the end of what had its time",
    OrderKind.LIFT: "to lift what nobody here had done",
}
_DONE = {
    OrderKind.APPLY: "Carried out",
    OrderKind.RESTORE: "Restored",
    OrderKind.END: "Ended by itself",
    OrderKind.LIFT: "Lifted",
}
