"""User settings: kept, and never in the way of the start."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from console.errors import BadInput, Refused, Unavailable
from console.settings import user
from console.settings.user import UserSettings, decode_layout, encode_layout, load_user, save_user

NOW = datetime(2017, 11, 2, 23, 0, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_hold_and_nobody_is_told_anything(path: Path) -> None:
    loaded = load_user(path, NOW)
    assert loaded.settings == UserSettings()
    assert loaded.notices == ()


def test_disturbing_media_is_blurred_and_grey_unless_somebody_chose_otherwise() -> None:
    assert UserSettings().blur_media
    assert UserSettings().grey_media


def test_what_was_saved_is_loaded(path: Path) -> None:
    settings = UserSettings(
        theme="dark",
        blur_media=False,
        last_person="0f" * 16,
        keys={"case.next": "J", "case.pass_on": "Ctrl+Shift+H", "queue.skip": ""},
        layout={"window": encode_layout(b"\x00\x01\xff"), "splitter.main": encode_layout(b"")},
    )
    save_user(path, settings)
    loaded = load_user(path, NOW)
    assert loaded.settings == settings
    assert loaded.notices == ()
    assert decode_layout(loaded.settings, "window") == b"\x00\x01\xff"
    assert decode_layout(loaded.settings, "never saved") == b""


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "version = 1\ntheme = 'pink'\n",
        "version = 1\nthem = 'dark'\n",
        "version = 1\n[keys]\n'Not A Command' = 'J'\n",
        "version = 1\n[keys]\ncase.next = 'J'\n",
        "version = 1\n[keys]\n'case.next' = '" + "J" * 65 + "'\n",
        "version = 1\n[layout]\nwindow = 'not base64!'\n",
        "version = 1\n[layout]\nwindow = '" + "A" * (user.LARGEST_LAYOUT + 4) + "'\n",
        "theme = 'dark'\n",
        "\x00",
    ],
)
def test_a_broken_file_is_set_aside_and_the_start_goes_on_with_the_defaults(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    loaded = load_user(path, NOW)
    assert loaded.settings == UserSettings()
    kept = path.with_name("settings.toml.broken-20171102T230005Z")
    assert kept.read_text(encoding="utf-8") == text
    assert not path.exists()
    why, where = loaded.notices
    assert isinstance(why, BadInput)
    assert why.where.startswith(str(path))
    assert where.where == str(kept)
    assert load_user(path, NOW).notices == ()


def test_a_choice_that_does_not_exist_lists_those_that_do(path: Path) -> None:
    path.write_text("version = 1\ntheme = 'MARKER'\n", encoding="utf-8")
    why = load_user(path, NOW).notices[0]
    assert why.what_to_do == "It takes dark, light or system."
    assert "MARKER" not in why.sentence


def test_the_time_in_the_name_is_utc(path: Path) -> None:
    path.write_text("rubbish", encoding="utf-8")
    load_user(path, NOW.astimezone(timezone(timedelta(hours=9))))
    assert path.with_name("settings.toml.broken-20171102T230005Z").exists()


def test_a_newer_file_stays_where_it_is_and_is_not_written_over(path: Path) -> None:
    path.write_text("version = 2\nnew = 1\n", encoding="utf-8")
    loaded = load_user(path, NOW)
    assert loaded.settings == UserSettings()
    assert [type(notice) for notice in loaded.notices] == [Refused]
    with pytest.raises(Refused, match="newer"):
        save_user(path, loaded.settings)
    assert path.read_text(encoding="utf-8") == "version = 2\nnew = 1\n"


def test_what_can_t_be_read_does_not_stop_the_start(path: Path) -> None:
    path.mkdir()
    loaded = load_user(path, NOW)
    assert loaded.settings == UserSettings()
    assert [type(notice) for notice in loaded.notices] == [Unavailable]


def test_a_broken_file_that_can_t_be_set_aside_does_not_stop_the_start(path: Path) -> None:
    path.write_text("rubbish", encoding="utf-8")
    path.with_name("settings.toml.broken-20171102T230005Z").mkdir()
    loaded = load_user(path, NOW)
    assert loaded.settings == UserSettings()
    assert [notice.message_id for notice in loaded.notices] == ["settings.toml", "settings.not_set_aside"]


def test_a_folder_that_can_t_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Unavailable):
        save_user(tmp_path / "file" / "settings.toml", UserSettings())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Unavailable, match="may not be written"):
            save_user(tmp_path / "settings.toml", UserSettings())
    finally:
        tmp_path.chmod(0o700)


def test_settings_are_changed_by_replacing_them() -> None:
    with pytest.raises(AttributeError):
        UserSettings().theme = "dark"  # type: ignore[misc]
    assert msgspec.structs.replace(UserSettings(), theme="dark").theme == "dark"
