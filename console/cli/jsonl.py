"""The lines of an import file: one report each, closed schema, every text as it came (``resources/docs/import.md``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import msgspec

from console.cli.words import plain
from console.domain.cases import ReportReason
from console.domain.views import MediaView
from console.errors import BadInput, Unavailable
from console.platforms.reading import MediaKind, ReportKey, ReportKind
from console.store.rows import ContentRead, ReportRead

_HALF: Final = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|\\u[dD][c-fC-F]")
"""A written-out half of a character; asked only of lines that the decoder has refused."""
LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes: two texts of a million characters, each written as \\uXXXX pairs, and room."""

Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
Language: TypeAlias = Annotated[str, msgspec.Meta(max_length=35)]
LongText: TypeAlias = Annotated[str, msgspec.Meta(max_length=1_000_000)]
Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class MediaLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture or film on the reported item; the bytes are never fetched."""

    kind: MediaKind
    ref: Name
    description: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


class ContentLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reported item as it was when it was reported."""

    id: Name
    text: LongText
    time: Instant
    language: Language = ""
    media: Annotated[tuple[MediaLine, ...], msgspec.Meta(max_length=100)] = ()


class ReportLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report."""

    report: Name
    account: Name
    reporter: Name
    reason: ReportReason
    time: Instant
    reason_as_given: Annotated[str, msgspec.Meta(max_length=500)] = ""
    statement: LongText = ""
    language: Language = ""
    content: ContentLine | None = None
    platform: Annotated[str, msgspec.Meta(max_length=64)] = ""

    def read(self, platform: str) -> ReportRead:
        """The report as intake takes it; the same line gives the same identity."""
        kind = ReportKind.ACCOUNT if self.content is None else ReportKind.CONTENT
        target = self.account if self.content is None else self.content.id
        key = ReportKey(platform=platform, kind=kind, report_id=self.report, time=self.time, target_id=target)
        return ReportRead(
            id=key.identity(),
            kind=str(kind),
            platform_report_id=self.report,
            target=target,
            account=self.account,
            reporter=self.reporter,
            reason=self.reason,
            reason_as_given=self.reason_as_given or str(self.reason),
            statement=self.statement,
            language=self.language,
            at=self.time,
            content=None if self.content is None else _content(self.content),
        )


class BadLine(msgspec.Struct, frozen=True):
    """A line that was left out: its number, counted from 1, and why."""

    number: int
    why: str


class Line(msgspec.Struct, frozen=True):
    """A line that can be taken; ``end`` is the byte in the file after it."""

    number: int
    end: int
    report: ReportLine


def lines(path: Path) -> Iterator[Line | BadLine]:
    """Every line of ``path`` that is not empty, in order.  Raises :class:`BadInput` or :class:`Unavailable`."""
    decoder = msgspec.json.Decoder(ReportLine)
    try:
        with path.open("rb") as file:
            number = 0
            while data := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(data) > LONGEST_LINE:
                    _skip_rest(file.readline, data)
                    yield BadLine(number, f"the line is longer than {LONGEST_LINE} bytes")
                elif data.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield _line(decoder, number, file.tell(), data)
    except FileNotFoundError as error:
        raise BadInput("There is no such file", str(path), "Check its name.", message_id="import.missing") from error
    except OSError as error:
        raise Unavailable(
            f"The file can't be read: {error.strerror or 'unknown reason'}",
            str(path),
            "What was imported before stays; run it again when the file can be read.",
            message_id="import.unreadable",
        ) from error


def _line(decoder: msgspec.json.Decoder[ReportLine], number: int, end: int, data: bytes) -> Line | BadLine:
    if number == 1:
        data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        report = decoder.decode(data)
    except UnicodeError:
        return BadLine(number, "the line is not UTF-8")
    except msgspec.ValidationError as error:
        return BadLine(number, _in_words(str(error)))
    except (msgspec.DecodeError, RecursionError):
        half = _HALF.search(data) is not None
        return BadLine(number, "a text holds half of a character (a lone surrogate)" if half else "it is not JSON")
    return Line(number, end, report)


def _in_words(problem: str) -> str:
    """msgspec's words in plain ones; they hold names of fields, and values only of the closed list of reasons."""
    what, _, where = problem.replace("`", "").partition(" - at ")
    field = f"field {where.removeprefix('$.')}: " if where.startswith("$.") else ""
    for begin, words in _WORDS:
        if what.startswith(begin):
            return plain(f"{field}{words}{what.removeprefix(begin)}" if words.endswith(" ") else f"{field}{words}")
    return plain(f"{field}{what[:1].lower()}{what[1:]}")


_WORDS: Final = (
    ("Object contains unknown field ", "there is no field named "),
    ("Object missing required field ", "it lacks the field "),
    ("Expected object, got", "it is not an object in braces"),
    ("Invalid RFC3339", "a time is written like 2017-11-02T18:00:00Z"),
    ("Expected datetime", "a time is written like 2017-11-02T18:00:00Z"),
    ("Invalid enum value ", f"not one of {', '.join(ReportReason)}: "),
    ("Expected str of length >= 1", "it is empty"),
    ("Expected str of length <= ", "its longest length in characters is "),
    ("Expected str, got ", "it has to be text, not "),
)


def _skip_rest(readline: Callable[[int], bytes], data: bytes) -> None:
    """Read on to the end of a line that is far too long, a piece at a time."""
    while data and not data.endswith(b"\n"):
        data = readline(LONGEST_LINE)


def _content(line: ContentLine) -> ContentRead:
    return ContentRead(
        platform_id=line.id,
        text=line.text,
        kind="post",
        language=line.language,
        at=line.time,
        media=tuple(MediaView(id=m.ref, kind=str(m.kind), words=m.description or str(m.kind)) for m in line.media),
    )
