"""Taking an import file in: pages of lines, accounts asked from the platform, reports into the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from console.cancel import CancelToken
from console.cli.jsonl import BadLine, Line, lines
from console.dispatcher.intake import account_read
from console.platforms.contract import Connector
from console.store.rows import AccountRead, ReportRead

PAGE_LINES = 200
PAGE_CHARACTERS = 4_000_000
"""A page is taken in with as many lines, or when its texts are so long together."""

Take = Callable[[str, Sequence[ReportRead], Sequence[AccountRead]], int]
"""Platform, reports and their accounts, in one transaction; returns how many reports were new."""


class Imported(msgspec.Struct, frozen=True):
    """What became of a file: reports that are new, that were here before, and lines that were left out."""

    new: int
    known: int
    bad: int


class Importer:
    """One run over one file.  ``told`` hears of each bad line at once, ``progress`` of bytes done."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        take: Take,
        told: Callable[[BadLine], None],
        progress: Callable[[int], None],
        cancel: CancelToken,
    ) -> None:
        self._connectors = connectors
        self._take = take
        self._told = told
        self._progress = progress
        self._cancel = cancel
        self._accounts: dict[tuple[str, str], AccountRead | None] = {}
        self._page: list[Line] = []
        self._characters = 0
        self._new = self._known = self._bad = 0

    def run(self, path: Path) -> Imported:
        """Take in every line that can be; raises :class:`Unavailable` where platform, store or file don't answer.

        What was taken before stays, and running it again adds only the rest.
        """
        for line in lines(path):
            self._cancel.raise_if_cancelled()
            if isinstance(line, BadLine):
                self._leave_out(line)
                continue
            self._page.append(line)
            self._characters += len(line.report.statement) + (
                len(line.report.content.text) if line.report.content else 0
            )
            if len(self._page) >= PAGE_LINES or self._characters >= PAGE_CHARACTERS:
                self._flush()
        self._flush()
        return Imported(self._new, self._known, self._bad)

    def _flush(self) -> None:
        page, self._page, self._characters = self._page, [], 0
        by_platform: dict[str, list[ReportRead]] = {}
        for line in page:
            platform, why = self._platform(line)
            if not why and self._account(platform, line.report.account) is None:
                why = "the platform has no such account"
            if why:
                self._leave_out(BadLine(line.number, why))
            else:
                by_platform.setdefault(platform, []).append(line.report.read(platform))
        for platform, reports in by_platform.items():
            names = dict.fromkeys(report.account for report in reports)
            accounts = [a for name in names if (a := self._account(platform, name)) is not None]
            new = self._take(platform, reports, accounts)
            self._new += new
            self._known += len(reports) - new
        if page:
            self._progress(page[-1].end)

    def _platform(self, line: Line) -> tuple[str, str]:
        """The platform's name, or why there is none."""
        wanted = line.report.platform
        if wanted:
            return wanted, "" if wanted in self._connectors else "this store has no platform of that name"
        if len(self._connectors) == 1:
            return next(iter(self._connectors)), ""
        return "", "it has to name its platform, because this store has several"

    def _account(self, platform: str, name: str) -> AccountRead | None:
        """The account as the platform shows it now; asked once in a run."""
        key = (platform, name)
        if key not in self._accounts:
            connector = self._connectors[platform]
            snapshot = connector.look_up(name, self._cancel)
            self._accounts[key] = None if snapshot is None else account_read(connector.describe(), snapshot)
        return self._accounts[key]

    def _leave_out(self, line: BadLine) -> None:
        self._bad += 1
        self._told(line)
