"""One batch of entries in the making: state and tree as they will be, and what has to be written for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from console.domain import documents as doc
from console.domain.cases import CaseState
from console.domain.documents import Entry
from console.domain.fold import fold
from console.domain.lot import LotSecret
from console.domain.policy import policy_digest
from console.domain.state import State
from console.ledger.documents import SignedDocument, sign
from console.ledger.entries import make_entry
from console.ledger.signing import SigningKey
from console.ledger.tree import Node, Tree, leaf_hash
from console.store.rows import EntryRow, InboxAnswer, NodeRow, SubjectRow


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account that is protected before anything was reported of it; ``platform_id`` in clear, for its row only."""

    account: str
    platform: str
    platform_id: str


class Batch:
    """Collects entries; nothing of it counts before the transaction that writes it is kept.

    ``touched`` are the digests of proposals (and restores), ``readings`` the assignments, that screens must see
    anew; ``cases`` their new states, the last word counts; ``register`` the accounts whose protection changed.
    """

    def __init__(self, state: State, tree: Tree, now: datetime, key: SigningKey, secret: LotSecret) -> None:
        self.state = state
        self.tree = Tree(tree.size, tree.frontier)
        self.now = now if state.time is None else max(now, state.time)
        self.start = state.size
        self.secret = secret
        self._key = key
        self.rows: list[EntryRow] = []
        self.nodes: list[Node] = []
        self.subjects: list[SubjectRow] = []
        self.answers: list[InboxAnswer] = []
        self.entries: list[Entry] = []
        self.digests: set[str] = set()
        self.decided: set[str] = set()
        self.touched: dict[str, None] = {}
        self.readings: dict[str, None] = {}
        self.cases: dict[str, CaseState] = {}
        self.passes: list[tuple[str, tuple[str, ...]]] = []
        self.people_changed = False
        self.new_accounts: dict[tuple[str, str], NewAccount] = {}
        self.register: dict[str, None] = {}
        self.duties: dict[str, None] = {}
        self.answer_of: Callable[[str], tuple[str, str] | None] = lambda digest: None
        """The words and salt (hex) behind a canary's answer, if the store still has them."""

    def append(self, signed: SignedDocument, document: doc.AnyDocument, digest: str) -> Entry:
        """Put one document at the end."""
        index = self.state.size
        data = make_entry(index, self.now, signed)
        entry = Entry(index=index, time=self.now, document=document, digest=digest)
        self.nodes += self.tree.append(leaf_hash(data))
        self.state = fold(self.state, entry)
        self.rows.append(
            EntryRow(
                entry_index=index,
                at=self.now,
                kind=signed.kind,
                author=document.author,
                digest=digest,
                body=data,
            )
        )
        self.subjects += [SubjectRow(subject=s, entry_index=index) for s in subjects_of(self.state, entry)]
        self.entries.append(entry)
        self.digests.add(digest)
        return entry

    def write(self, document: doc.RegistrarAny) -> Entry:
        """Put a document of the registrar's own at the end."""
        signed = sign(document, self._key)
        return self.append(signed, document, signed.digest)

    def node_rows(self) -> list[NodeRow]:
        """The tree's new nodes as rows."""
        return [NodeRow(level=n.level, position=n.position, hash=n.hash) for n in self.nodes]


def subjects_of(state: State, entry: Entry) -> tuple[str, ...]:
    """To whose stories an entry belongs: account, case, proposal, effect, and who is named in it; each once.

    Its own digest and its author stand in the entry's row, and are looked up there.
    """
    found: list[str | None] = []
    document = entry.document
    for name in ("case", "account", "proposal", "effect", "person", "drawn_for", "because"):
        value = getattr(document, name, None)
        found.append(value if isinstance(value, str) else None)  # a proposal's effect is what it does, no digest
    assignment = state.assignments.get(getattr(document, "assignment", ""))
    if assignment is not None:
        found += [assignment.case, assignment.account, assignment.drawn_for]
    for digest in (
        getattr(document, "proposal", ""),
        getattr(document, "effect", ""),
        getattr(document, "because", ""),
    ):
        found += _of_effect(state, digest if isinstance(digest, str) else "")
    restore = state.restores.get(getattr(document, "restore", ""))
    if restore is not None:
        found += [restore.digest, restore.body.account, *_of_effect(state, restore.body.effect)]
    found += _of_alarm(state, getattr(document, "alarm", ""))
    if isinstance(document, doc.PolicyText):
        found.append(policy_digest(document.toml))
    if isinstance(document, doc.RegisterChange | doc.Lowering):
        found += [row.account for row in document.rows]
    wish = state.wishes.get(getattr(document, "wish", ""))
    if wish is not None:
        rows = wish.body.rows if isinstance(wish.body, doc.Lowering) else ()
        found += [wish.digest, *(row.account for row in rows)]
        if isinstance(wish.body, doc.LateRestore):
            found += [wish.body.account, *_of_effect(state, wish.body.effect)]
    if isinstance(document, doc.Intake):
        found += [name for case in document.cases for name in (case.case, case.account)]
    return tuple(dict.fromkeys(s for s in found if s))


def _of_effect(state: State, digest: str) -> list[str]:
    proposal = state.proposals.get(digest)
    effect = state.effects.get(digest)
    if proposal is None and effect is not None and effect.of is not None:
        if effect.of in state.alarms:
            return _of_alarm(state, effect.of)
        proposal = state.proposals.get(effect.of)
    return [] if proposal is None else [proposal.digest, proposal.body.case, proposal.body.account]


def _of_alarm(state: State, digest: str) -> list[str]:
    alarm = state.alarms.get(digest)
    return [] if alarm is None else [alarm.digest, alarm.body.account]
