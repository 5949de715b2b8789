"""Passphrases come from a terminal, a file or stdin, in the order of asking."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from console.cli.asking import Passphrases
from console.errors import BadInput, Unavailable
from console.secrets.opening import FileOffer


def offer(folder: Path, *, exists: bool) -> FileOffer:
    """What is offered where there is no keyring."""
    return FileOffer("There is no keyring.", folder / "secrets.json", exists)


def stdin_of(data: bytes) -> io.TextIOWrapper:
    """A stdin that is no terminal and holds ``data``."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


def test_lines_of_a_file_answer_in_order(tmp_path: Path) -> None:
    path = tmp_path / "pass"
    path.write_bytes("first one\r\n  second é \n\nthird".encode())
    asked = Passphrases(str(path))
    assert [asked.ask("a"), asked.ask_new("b"), asked.ask("c")] == ["first one", "  second é ", "third"]
    with pytest.raises(BadInput, match="The passphrase of d is missing"):
        asked.ask("d")


def test_stdin_answers_for_the_encrypted_file_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of(b"of the file\nof ada\n"))
    asked = Passphrases("-", "-")
    assert asked.choose(offer(tmp_path, exists=False)) == "of the file"
    assert asked.ask("ada") == "of ada"


def test_without_a_terminal_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of(b"never read\n"))
    with pytest.raises(BadInput, match="there is no terminal to ask on"):
        Passphrases(None).ask("ada")
    assert Passphrases(None).choose(offer(tmp_path, exists=False)) is None


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 70_000])
def test_what_is_no_file_of_passphrases_is_refused_without_repeating_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "pass"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        Passphrases(str(path)).ask("ada")
    assert "xxx" not in caught.value.sentence


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="The passphrases can't be read"):
        Passphrases(str(tmp_path / "none")).ask("ada")
