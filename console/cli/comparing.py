"""``audit verify --all``: what the store shows beside the ledger, compared with what its entries say.

The entries are replayed with the registrar's own code, in the batches that the checkpoints mark, so that every row
can be made again; a row that differs, is missing or was added is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.cases import CaseState
from console.domain.state import State
from console.errors import BadInput
from console.ledger.entries import open_entry
from console.ledger.signing import SigningKey
from console.ledger.tree import Tree
from console.platforms.contract import SavedState
from console.registrar.admit import touch
from console.registrar.batch import Batch
from console.registrar.projections import (
    assignment_row,
    case_state,
    duty_row,
    effect_row,
    person_rows,
    proposal_row,
    speaks_for_its_case,
)
from console.store import check, check_rows
from console.store.check import Fault
from console.store.entries import read_checkpoints, read_entries
from console.store.rows import EntryRow, FindingRow, NoteRow, ReceiptRow, Row
from console.store.unit_of_work import Reading

_DIFFERS = "it is not what the ledger says"
_MISSING = "the ledger has it, and the row is gone"
_ADDED = "the ledger has no such thing"
_MANY = 1000


class Expected:
    """All rows that follow from the ledger, by table and key; fed a batch at a time."""

    def __init__(self, store: str, env: str) -> None:
        self.state = State(store=store, env=env)
        self._tree = Tree()
        # Nothing is signed here; a batch of the registrar's wants a key and a lot all the same.
        self._key = SigningKey.generate()
        self.rows: dict[str, dict[str, Row]] = {}
        self.cases: dict[str, CaseState] = {}
        self.subjects: set[tuple[str, int]] = set()
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reports: list[str] = []

    def take(self, entries: Iterable[EntryRow]) -> Iterator[Fault]:
        """The entries of one batch; what their rows say beside their bytes is compared at once."""
        rows = list(entries)
        if not rows:
            return
        opened = [open_entry(row.entry_index, row.body) for row in rows]
        batch = Batch(self.state, self._tree, opened[0].entry.time, self._key, lambda number: "")
        for row, one in zip(rows, opened, strict=True):
            entry = batch.append(one.signed, one.entry.document, one.entry.digest)
            touch(batch, entry)
            if batch.rows[-1] != row:
                yield Fault("entries", str(row.entry_index), "a column is not what the entry's bytes say")
            self._document(batch, entry)
        self._project(batch)
        self.state, self._tree = batch.state, batch.tree
        self.nodes.update(((node.level, node.position), node.hash) for node in batch.nodes)
        self.subjects.update((row.subject, row.entry_index) for row in batch.subjects)

    def _put(self, table: str, key: str, row: Row) -> None:
        self.rows.setdefault(table, {})[key] = row

    def _document(self, batch: Batch, entry: doc.Entry) -> None:
        """Rows that stand for one entry each."""
        body, index, at = entry.document, entry.index, entry.time
        if isinstance(body, doc.Intake):
            self.reports += body.reports
            for case in body.cases:
                self.cases.setdefault(case.case, CaseState.OPEN)
        elif isinstance(body, doc.Finding):
            self._put("findings", entry.digest, _finding(batch, entry, body))
        elif isinstance(body, doc.Receipt):
            row = ReceiptRow(
                entry_index=index,
                at=at,
                effect=body.effect,
                kind=body.kind,
                outcome=body.outcome,
                state=body.state,
                note=body.note,
            )
            self._put("receipts", str(index), row)
        elif isinstance(body, doc.Note):
            note = NoteRow(entry_index=index, at=at, case=body.case, person=body.author, text_ref=body.text)
            self._put("notes", str(index), note)

    def _project(self, batch: Batch) -> None:
        """As ``registrar.projections.project``, into memory."""
        state = batch.state
        for digest in batch.touched:
            if digest in state.proposals:
                proposal = state.proposals[digest]
                self._put("proposals", digest, proposal_row(state, proposal, batch))
                if speaks_for_its_case(state, proposal):
                    self.cases[proposal.body.case] = case_state(state, proposal, batch)
            if digest in state.effects:
                self._put("effects", digest, effect_row(state, state.effects[digest]))
        for name in batch.readings:
            self._put("assignments", name, assignment_row(state, state.assignments[name], batch))
        self.cases.update(batch.cases)
        if batch.people_changed:
            for person in person_rows(state):
                self._put("people", person.id, person)
        for name in batch.duties:
            self._put("duties", name, duty_row(state, name))


def _finding(batch: Batch, entry: doc.Entry, body: doc.Finding) -> FindingRow:
    return FindingRow(
        digest=entry.digest,
        entry_index=entry.index,
        at=entry.time,
        assignment=body.assignment,
        case=batch.state.assignments[body.assignment].case,
        person=body.author,
        case_digest=body.case,
        verdict=body.verdict,
        why_ref=body.why,
    )


def compare(reading: Reading, store: str, env: str, cancel: CancelToken) -> Iterator[Fault]:
    """Every row of the store that is not what it should be.  The entries themselves must have been verified before."""
    expected = Expected(store, env)
    for batch in _batches(reading, cancel):
        yield from expected.take(batch)
    yield from check.text_faults(reading, cancel)
    yield from check.evidence_faults(reading, cancel)
    yield from check.case_faults(reading, cancel)
    yield from check.card_faults(reading, cancel)
    yield from check.unknown_reports(reading, expected.reports)
    yield from (Fault("reports", digest, _MISSING) for digest in check.missing_reports(reading, expected.reports))
    yield from _rows(expected, reading, cancel)
    yield from _tree(expected, reading, cancel)
    yield from _cases(expected, reading, cancel)
    yield from _ways_back(expected, reading, cancel)


def _batches(reading: Reading, cancel: CancelToken) -> Iterator[list[EntryRow]]:
    """The entries, cut where the registrar made a checkpoint."""
    start = 0
    sizes = _checkpoint_sizes(reading)
    pending: list[EntryRow] = []
    while rows := read_entries(reading, start, _MANY):
        cancel.raise_if_cancelled()
        for row in rows:
            pending.append(row)
            if row.entry_index + 1 in sizes:
                yield pending
                pending = []
        start = rows[-1].entry_index + 1
    yield pending


def _checkpoint_sizes(reading: Reading) -> frozenset[int]:
    sizes: list[int] = []
    while rows := read_checkpoints(reading, sizes[-1] + 1 if sizes else 0, _MANY):
        sizes += [row.size for row in rows]
    return frozenset(sizes)


def _rows(expected: Expected, reading: Reading, cancel: CancelToken) -> Iterator[Fault]:
    tables: tuple[tuple[str, Iterable[Row], Callable[[Row], str]], ...] = (
        ("proposals", check.each_proposal(reading, cancel), _field("digest")),
        ("assignments", check.each_assignment(reading, cancel), _field("id")),
        ("findings", check.each_finding(reading, cancel), _field("digest")),
        ("effects", check.each_effect(reading, cancel), _field("id")),
        ("receipts", check.each_receipt(reading, cancel), _field("entry_index")),
        ("people", check.each_person(reading, cancel), _field("id")),
        ("duties", check_rows.each_duty(reading), _field("person")),
        ("notes", check_rows.each_note(reading), _field("entry_index")),
    )
    for table, rows, key in tables:
        wanted = dict(expected.rows.get(table, {}))
        for row in rows:
            name = key(row)
            other = wanted.pop(name, None)
            if other is None:
                yield Fault(table, name, _ADDED)
            elif other != row:
                yield Fault(table, name, f"{_DIFFERS}: {', '.join(_differing(row, other))}")
        yield from (Fault(table, name, _MISSING) for name in wanted)


def _field(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row, name))


def _differing(row: Row, other: Row) -> list[str]:
    return [name for name in row.__struct_fields__ if getattr(row, name) != getattr(other, name)]


def _tree(expected: Expected, reading: Reading, cancel: CancelToken) -> Iterator[Fault]:
    nodes = dict(expected.nodes)
    for level, position, digest in check_rows.each_node(reading, cancel):
        name = f"level {level}, position {position}"
        wanted = nodes.pop((level, position), None)
        if wanted != digest:
            yield Fault("tree_nodes", name, _ADDED if wanted is None else _DIFFERS)
    yield from (Fault("tree_nodes", f"level {level}, position {at}", _MISSING) for level, at in nodes)
    subjects = set(expected.subjects)
    for subject, index in check_rows.each_subject(reading, cancel):
        if (subject, index) not in subjects:
            yield Fault("entry_subjects", f"{subject}, entry {index}", _ADDED)
        subjects.discard((subject, index))
    yield from (Fault("entry_subjects", f"{name}, entry {index}", _MISSING) for name, index in sorted(subjects))


def _cases(expected: Expected, reading: Reading, cancel: CancelToken) -> Iterator[Fault]:
    """States of cases; a second open case of an account stays as it was, so that one is let be."""
    wanted = dict(expected.cases)
    rows = list(check_rows.each_case(reading, cancel))
    open_accounts = {account for _, account, state in rows if state is CaseState.OPEN}
    for case, account, state in rows:
        should = wanted.pop(case, None)
        if should is None:
            yield Fault("cases", case, _ADDED)
        elif state is not should and not (should is CaseState.OPEN and account in open_accounts):
            yield Fault("cases", case, f"it is {state}, and the ledger makes it {should}")
    yield from (Fault("cases", case, _MISSING) for case in wanted)


def _ways_back(expected: Expected, reading: Reading, cancel: CancelToken) -> Iterator[Fault]:
    there: set[str] = set()
    for row in check.each_way_back(reading, cancel):
        try:
            holds = SavedState.from_bytes(row.saved).digest() == row.digest
        except (BadInput, msgspec.MsgspecError):
            holds = False
        if not holds:
            yield Fault("way_backs", row.effect, "the saved state is not the one that was signed")
        there.add(row.effect)
    for name, effect in expected.state.effects.items():
        if effect.way_back is not None and name not in there:
            yield Fault("way_backs", name, _MISSING)
