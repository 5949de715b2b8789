"""The protection register at a workstation: raised by one at once, lowered by two after a delay, read from files."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from console.cancel import NEVER, CancelToken
from console.domain import documents as doc
from console.domain.actions import Tier
from console.domain.governance import raises
from console.domain.register_file import FileRow, read_rows
from console.domain.state import State, WishFacts
from console.domain.timers import lowers_at
from console.domain.views import AccountBrief
from console.domain.views_office import (
    PreviewKind,
    PreviewRow,
    ProtectRow,
    RegisterLine,
    RegisterPreview,
    WishLine,
    WishRow,
    WishState,
)
from console.errors import BadInput
from console.store import accounts
from console.store.queries import register
from console.store.queries.briefs import briefs
from console.store.queries.people import everybody
from console.store.texts import find_texts
from console.store.unit_of_work import Reading
from console.workstation.asking import Texts
from console.workstation.context import Context
from console.workstation.office_people import brief_of

ROWS_PER_REQUEST = 150
"""So that rows and the texts of their platform ids stay below what one request may hold (PROTOCOL.md section 1)."""
WAIT_AFTER = 20
"""Requests that are sent before their answers are waited for: a person has at most 50 pending."""
WAIT_S = 60.0
SAME_TERM = timedelta(hours=1)
"""Terms that end so close to each other are the same: a file names days, the ledger counts seconds."""
SHOWN_AFTER = timedelta(days=7)
"""How long a wish that is over is still shown."""


class OfficeRegister:
    """The part of the office that has to do with the protection register."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def register(
        self, text: str = "", tiers: Sequence[Tier] = (), cancel: CancelToken = NEVER, limit: int = 500
    ) -> tuple[RegisterLine, ...]:
        """Protected accounts, the highest tier first; those whose handle, name or id holds ``text``."""
        state = self._context.state(cancel)
        return self._context.store.read(lambda r: register_lines(state, r, text, tiers, limit), cancel)

    def raise_tier(self, rows: Sequence[ProtectRow], passphrase: str, cancel: CancelToken = NEVER) -> tuple[str, ...]:
        """Protect accounts, or protect them more: one administrator or supervisor, at once (I4).

        Raises :class:`BadInput` for an account that can't be named so, or a platform that is not connected.
        """
        self._context.prove_presence(passphrase)
        return self._ask_rows(rows, None, cancel)

    def lower(
        self, rows: Sequence[ProtectRow], reason: str, passphrase: str, cancel: CancelToken = NEVER
    ) -> tuple[str, ...]:
        """Wish to protect accounts less: a second administrator consents, then a delay runs (I4, A35)."""
        self._context.prove_presence(passphrase)
        if not reason.strip():
            raise BadInput("A lowering needs its reason", "reason", "Say why, for the one who consents.")
        return self._ask_rows(rows, reason, cancel)

    def wishes(self, cancel: CancelToken = NEVER) -> tuple[WishLine, ...]:
        """The lowerings that wait, and those that ended lately; newest first."""
        state, now, me = self._context.state(cancel), self._context.now(), self._context.person_id
        lines = self._context.store.read(lambda r: wish_lines(state, r, now, me), cancel)
        return tuple(self._may(state, line) for line in lines)

    def _may(self, state: State, line: WishLine) -> WishLine:
        header = self._context.asker.header()
        return msgspec.structs.replace(
            line,
            why_not_consent=self._context.why_not(state, doc.Consent(**header, wish=line.digest)),
            why_not_object=self._context.why_not(state, doc.Objection(**header, wish=line.digest, reason="0" * 64)),
        )

    def consent(self, wish: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """The second administrator's word to a lowering."""
        self._context.prove_presence(passphrase)
        return self._context.ask(doc.Consent(**self._context.asker.header(), wish=wish), (), cancel)

    def object(self, wish: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """End a lowering that waits; its author takes it back the same way."""
        texts = Texts()
        body = doc.Objection(**self._context.asker.header(), wish=wish, reason=texts.must(reason))
        return self._context.ask(body, texts.rows, cancel)

    # --- files ----------------------------------------------------------------------------------------------------

    def read_csv(self, data: bytes, cancel: CancelToken = NEVER) -> RegisterPreview:
        """What a register file would change, line by line; broken lines are named, nothing is changed.

        Raises :class:`BadInput` where it is no register file at all.
        """
        state, now = self._context.state(cancel), self._context.now()
        return self._context.store.read(lambda r: register_preview(state, r, data, now, cancel), cancel)

    def apply_csv(
        self, preview: RegisterPreview, reason: str, passphrase: str, cancel: CancelToken = NEVER
    ) -> tuple[str, ...]:
        """Ask for what a preview shows; ``reason`` is for what it lowers ("" where it lowers nothing).

        Broken lines are left out: whoever shows the preview has named them.
        """
        if preview.lowers and not reason.strip():
            raise BadInput("A lowering needs its reason", "reason", "Say why, for the one who consents.")
        self._context.prove_presence(passphrase)
        raised = self._ask_rows([_asked(row) for row in preview.raises], None, cancel) if preview.raises else ()
        lowered = self._ask_rows([_asked(row) for row in preview.lowers], reason, cancel) if preview.lowers else ()
        return (*raised, *lowered)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _ask_rows(self, rows: Sequence[ProtectRow], reason: str | None, cancel: CancelToken) -> tuple[str, ...]:
        """One request for each so many rows: a raise, or with ``reason`` a lowering."""
        named = self._named(rows, cancel)
        asked: list[str] = []
        for start in range(0, len(named), ROWS_PER_REQUEST):
            cancel.raise_if_cancelled()
            if asked and len(asked) % WAIT_AFTER == 0:
                self._context.asker.wait_for(asked[-1], WAIT_S, cancel)
            texts = Texts()
            header = self._context.asker.header()
            signed = tuple(
                doc.RegisterRow(
                    account=row.account,
                    platform=row.platform,
                    platform_id=texts.must(row.platform_id),
                    tier=row.tier,
                    term_s=None if reason is not None else row.term_s,
                )
                for row in named[start : start + ROWS_PER_REQUEST]
            )
            body: doc.RegisterChange | doc.Lowering
            if reason is None:
                body = doc.RegisterChange(**header, rows=signed)
            else:
                body = doc.Lowering(**header, rows=signed, reason=texts.must(reason))
            asked.append(self._context.ask(body, texts.rows, cancel))
        return tuple(asked)

    def _named(self, rows: Sequence[ProtectRow], cancel: CancelToken) -> list[ProtectRow]:
        """Each row with our id and the platform's; an account that nobody knows yet gets a random id of ours."""

        def look(reading: Reading) -> list[ProtectRow]:
            known = briefs(reading, [row.account for row in rows if row.account])
            found: list[ProtectRow] = []
            for row in rows:
                brief = known.get(row.account)
                if row.account and brief is None:
                    raise BadInput("The store knows no such account", row.account, "Find it by its handle first.")
                found.append(_of(row, brief) if brief is not None else _looked_up(reading, row))
            return found

        if not rows:
            raise BadInput("Nothing was chosen", "the register", "Choose accounts, then ask again.")
        return self._context.store.read(look, cancel)


def register_lines(
    state: State, reading: Reading, text: str = "", tiers: Sequence[Tier] = (), limit: int = 500
) -> tuple[RegisterLine, ...]:
    """Protected accounts, the highest tier first; those whose handle, name or id holds ``text``, the best match first.

    No tiers are all of them.
    """
    waiting = {
        row.account: digest
        for digest in state.live_wishes
        if isinstance(wish := state.wishes[digest].body, doc.Lowering)
        for row in wish.rows
    }
    ids = register.protected(reading, text, tiers, limit)
    found = briefs(reading, ids)
    lines = [_line(state, found[name], waiting) for name in ids if name in found]
    if text.strip():
        return tuple(lines)
    return tuple(sorted(lines, key=lambda one: (-one.account.tier.rank, one.account.handle.casefold())))


def register_preview(
    state: State, reading: Reading, data: bytes, now: datetime, cancel: CancelToken = NEVER
) -> RegisterPreview:
    """What a register file would change, line by line; raises :class:`BadInput` where it is no register file at all."""
    rows = read_rows(data, now)
    ids: dict[tuple[str, str], str] = {}
    platforms = dict.fromkeys(row.platform for row in rows if not row.problem)
    for platform in platforms:
        own = [row.platform_id for row in rows if row.platform == platform]
        found = accounts.find_by_platform_id(reading, platform, own)
        ids |= {(platform, platform_id): account for platform_id, account in found.items()}
    shown = briefs(reading, tuple(ids.values()))
    connected = frozenset(name for name in platforms if accounts.platform(reading, name) is not None)
    made = []
    for row in rows:
        cancel.raise_if_cancelled()
        account = ids.get((row.platform, row.platform_id), "")
        made.append(_previewed(state, row, account, shown.get(account), row.platform in connected, now))
    return RegisterPreview(rows=tuple(made))


def _previewed(
    state: State, row: FileRow, account: str, brief: AccountBrief | None, connected: bool, now: datetime
) -> PreviewRow:
    """One line of a register file beside what the register says now."""
    shown = PreviewRow(
        line=row.line,
        kind=PreviewKind.BAD,
        platform=row.platform,
        platform_id=row.platform_id,
        account=brief,
        unknown=not account,
        tier=row.tier,
        term_s=row.term_s,
        term_until=None if row.term_s is None else now + timedelta(seconds=row.term_s),
        note=row.note,
        words=row.problem,
    )
    if row.problem or row.tier is None:
        return shown
    if not connected:
        return _with(shown, PreviewKind.BAD, f"No platform here is called {row.platform}.")
    facts = state.account(account)
    before = facts.registered
    shown = msgspec.structs.replace(shown, before=before)
    then = row.tier.value.replace("_", " ")
    was = before.value.replace("_", " ")
    until = shown.term_until
    same = until is not None and facts.term is not None and abs(until - facts.term[1]) < SAME_TERM
    if same and facts.term is not None and facts.term[0] is row.tier:
        return _with(shown, PreviewKind.SAME, f"Stays {was}.")
    if raises(facts, row.tier, row.term_s, now):
        term = "" if shown.term_until is None else f" until {shown.term_until:%d %b %Y}"
        if not before.protected:
            return _with(shown, PreviewKind.ADD, f"Protected as {then}{term}.")
        if row.tier.rank > before.rank:
            return _with(shown, PreviewKind.RAISE, f"Raised from {was} to {then}{term}.")
        return _with(shown, PreviewKind.TERM, f"Stays {was}, now as {then}{term or ' for good'}.")
    if row.tier.rank >= before.rank:
        return _with(shown, PreviewKind.SAME, f"Stays {was}." if before.protected else "Not in the register.")
    if row.term_s is not None:
        return _with(shown, PreviewKind.BAD, f"It is {was} now; lower it first, then give it a term.")
    return _with(shown, PreviewKind.LOWER, f"Lowered from {was} to {then}: a second administrator has to consent.")


def wish_lines(state: State, reading: Reading, now: datetime, me: str = "") -> tuple[WishLine, ...]:
    """The lowerings that wait, and those that ended lately; newest first."""
    shown = [
        wish
        for wish in state.wishes.values()
        if isinstance(wish.body, doc.Lowering) and (wish.over_at is None or now - wish.over_at < SHOWN_AFTER)
    ]
    names = {person.id: person for person in everybody(reading)}
    found = briefs(reading, [row.account for wish in shown for row in _rows(wish)])
    said = find_texts(reading, [wish.body.reason for wish in shown])
    lines: list[WishLine] = []
    for wish in sorted(shown, key=lambda wish: wish.index, reverse=True):
        by, over, counts_at = wish.consented_by, wish.over_by, lowers_at(state, wish, now)
        rows = tuple(
            WishRow(account=found[row.account], now=state.account(row.account).registered, then=row.tier)
            for row in _rows(wish)
            if row.account in found
        )
        line = WishLine(
            digest=wish.digest,
            at=wish.at,
            author=brief_of(state, names, wish.body.author),
            reason=said.get(wish.body.reason, ""),
            rows=rows,
            state=_state(wish, by is not None and counts_at is not None),
            consented_by=None if by is None else brief_of(state, names, by),
            counts_at=counts_at,
            over_at=wish.over_at,
            over_by=brief_of(state, names, over) if over else None,
            mine=wish.body.author == me,
        )
        lines.append(line)
    return tuple(lines)


def _line(state: State, account: AccountBrief, waiting: Mapping[str, str]) -> RegisterLine:
    facts = state.account(account.id)
    return RegisterLine(
        account=account,
        register=facts.register,
        term=None if facts.term is None else facts.term[0],
        term_until=None if facts.term is None else facts.term[1],
        flag=facts.flag,
        lowering=waiting.get(account.id),
    )


def _rows(wish: WishFacts) -> tuple[doc.RegisterRow, ...]:
    return wish.body.rows if isinstance(wish.body, doc.Lowering) else ()


def _state(wish: WishFacts, agreed: bool) -> WishState:
    if wish.over is not None:
        return WishState.DONE if wish.over == "done" else WishState.OBJECTED
    return WishState.WAITS_FOR_DELAY if agreed else WishState.WAITS_FOR_CONSENT


def _with(row: PreviewRow, kind: PreviewKind, words: str) -> PreviewRow:
    return msgspec.structs.replace(row, kind=kind, words=words)


def _asked(row: PreviewRow) -> ProtectRow:
    assert row.tier is not None  # rows that are raised or lowered have one
    return ProtectRow(
        tier=row.tier,
        account="" if row.account is None else row.account.id,
        platform=row.platform,
        platform_id=row.platform_id,
        term_s=row.term_s,
    )


def _of(row: ProtectRow, brief: AccountBrief) -> ProtectRow:
    return msgspec.structs.replace(row, platform=brief.platform, platform_id=brief.platform_id)


def _looked_up(reading: Reading, row: ProtectRow) -> ProtectRow:
    if not row.platform_id.strip() or accounts.platform(reading, row.platform) is None:
        raise BadInput(
            "The account can't be named so",
            row.platform or "no platform",
            "Give a platform that is connected here, and its id of the account.",
            message_id="register.unknown_platform",
        )
    known = accounts.find_by_platform_id(reading, row.platform, [row.platform_id])
    return msgspec.structs.replace(row, account=known.get(row.platform_id) or secrets.token_hex(16))
