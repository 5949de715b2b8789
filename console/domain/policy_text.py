"""What is wrong with a policy's text, each with the line where it stands, as far as that can be told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import msgspec

from console.domain.policy import Policy, parse_policy
from console.domain.views_office import PolicyProblem
from console.errors import BadInput

LineOf = Callable[[str, tuple[str, ...]], int | None]
"""A text and the path of a key to the line (from 1) of the longest beginning of it that stands there."""

_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$?(?P<path>[^`]*)`)?$", re.DOTALL)
_TYPES = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_TYPE_WORDS = {
    "int": "a whole number",
    "float": "a number with a fraction",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list in brackets",
    "object": "a table",
    "null": "nothing",
}
_PART = re.compile(r"[A-Za-z0-9_-]+")


def policy_problems(toml: str, line_of: LineOf) -> tuple[PolicyProblem, ...]:
    """All that is wrong; empty when the text is a policy that may be adopted."""
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        words = _TOML_LINE.sub("", str(error)).strip()
        line = int(found[1]) if found else len(toml.splitlines()) or None
        return (PolicyProblem(line=line, words=f"This is not valid TOML: {words}."),)
    try:
        msgspec.convert(table, Policy, strict=True)
    except msgspec.ValidationError as error:
        return (_shape(toml, str(error), line_of),)
    try:
        parse_policy(toml)
    except BadInput as error:
        problems = error.fields.get("problems", ())
        return tuple(_rule(toml, str(words), line_of) for words in (problems if isinstance(problems, list) else ()))
    return ()


def _shape(toml: str, words: str, line_of: LineOf) -> PolicyProblem:
    match = _AT.match(words)
    what, path = (_plainly(match["what"]), match["path"] or "") if match else (words, "")
    parts = tuple(_PART.findall(path))
    if parts[:1] == ("clauses",):
        return PolicyProblem(line=_clause_line(toml, parts), words=f"clauses: {what}.")
    where = f"{'.'.join(parts)}: " if parts else ""
    name = re.search(r"field `([^`]+)`", what)
    whole = (*parts, name[1]) if name else parts
    return PolicyProblem(line=line_of(toml, whole), words=f"{where}{what}.")


def _rule(toml: str, words: str, line_of: LineOf) -> PolicyProblem:
    """A rule's words begin with the key that breaks it, or name a clause."""
    clause = re.match(r"clause '?([^' ]+)'? ", words)
    if clause:
        wanted = re.compile(rf"""\s*id\s*=\s*["']{re.escape(clause[1])}["']""")
        lines = [number for number, line in enumerate(toml.splitlines(), start=1) if wanted.match(line)]
        return PolicyProblem(line=lines[-1] if lines else None, words=f"{words[:1].upper()}{words[1:]}.")
    key = words.split()[0]
    path = tuple(key.split(".")) if re.fullmatch(r"[a-z_.]+", key) else ()
    begins = words if path else f"{words[:1].upper()}{words[1:]}"  # a key stands as it is written
    return PolicyProblem(line=line_of(toml, path), words=f"{begins}.")


def _plainly(what: str) -> str:
    """What msgspec says of a wrong type, in words of the file."""
    found = _TYPES.fullmatch(what)
    if found is None:
        return what
    wanted = " or ".join(_TYPE_WORDS.get(one.strip(), one) for one in found[1].split("|"))
    return f"this has to be {wanted}, and it is {_TYPE_WORDS.get(found[2], found[2])}"


def _clause_line(toml: str, parts: tuple[str, ...]) -> int | None:
    """The line of the clause at an index of the list: ``("clauses", "3", "id")``."""
    index = next((int(part) for part in parts[1:] if part.isdigit()), None)
    heads = [n for n, line in enumerate(toml.splitlines(), start=1) if line.strip().startswith("[[clauses]]")]
    return heads[index] if index is not None and index < len(heads) else (heads[0] if heads else None)
