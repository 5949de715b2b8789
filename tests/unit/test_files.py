"""A file is replaced whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.errors import Unavailable
from console.files import write_atomically

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes and limits are a thing of POSIX")

NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from console.errors import Unavailable
from console.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    write_atomically(Path(sys.argv[1]), b"x" * 100)
except Unavailable as error:
    print(error.what)
"""


def test_the_file_holds_the_new_bytes_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["file"]


@posix_only
def test_a_private_file_is_its_owner_s_alone_and_another_can_be_read_by_all(tmp_path: Path) -> None:
    write_atomically(tmp_path / "private", b"", private=True)
    write_atomically(tmp_path / "other", b"")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o644


@posix_only
def test_a_private_file_does_not_keep_the_open_mode_of_the_one_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o666)
    write_atomically(tmp_path / "file", b"new", private=True)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@posix_only
def test_without_room_the_old_file_stays_whole_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(path)], capture_output=True, text=True, cwd=root, timeout=60, check=True
    )
    assert done.stdout.strip() == "The file could not be written: File too large"
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_is_said_in_these_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="The disk is full"):
        write_atomically(tmp_path / "file", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_file_s_place_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(Unavailable, match="could not be written"):
        write_atomically(tmp_path / "file", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
