"""A demo leaves nothing behind: no thread, no lock, no file."""

from __future__ import annotations

from pathlib import Path

from console.bootstrap.demo import open_demo


def test_closing_a_demo_stops_its_threads_and_throws_its_folder_away() -> None:
    demo = open_demo()
    assert demo.folder.is_dir()
    demo.close()
    assert not demo.folder.exists()
    demo.close()


def test_closing_the_console_is_closing_the_demo(tmp_path: Path) -> None:
    demo = open_demo(tmp_path / "demo")
    assert demo.running.console is not None
    demo.running.console.close()
    demo.close()
    assert (tmp_path / "demo" / "store.db").exists(), "a folder that was given is left to its owner"
