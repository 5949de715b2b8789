"""How every settings file is read: strictly, with its place in the message, upgraded when older, refused when newer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.settings import toml_file
from console.settings.toml_file import Kind


class Inner(msgspec.Struct, frozen=True, omit_defaults=True):
    depth: int = 0


class Sample(msgspec.Struct, frozen=True, omit_defaults=True):
    version: int = 3
    colour: str = "grey"
    width: int = 1
    inner: Inner = Inner()
    named: dict[str, Inner] = {}


def to_2(table: dict[str, Any]) -> dict[str, Any]:
    """Version 2 renamed ``color``."""
    table["colour"] = table.pop("color")
    return table


def to_3(table: dict[str, Any]) -> dict[str, Any]:
    """Version 3 measures twice as fine."""
    table["width"] = table["width"] * 2
    return table


SAMPLE = Kind(name="sample file", struct=Sample, version=3, upgrades={1: to_2, 2: to_3}, header="A sample.\nTwo lines.")


def refused(text: str) -> CountersignError:
    with pytest.raises(CountersignError) as caught:
        toml_file.parse(SAMPLE, text, "sample.toml")
    return caught.value


def test_a_file_of_this_version_is_read() -> None:
    read = toml_file.parse(SAMPLE, 'version = 3\ncolour = "red"\n[inner]\ndepth = 2\n[named.a]\ndepth = 1\n', "x")
    assert read == Sample(colour="red", inner=Inner(2), named={"a": Inner(1)})


def test_a_file_of_version_1_is_upgraded_through_every_step() -> None:
    assert toml_file.parse(SAMPLE, 'version = 1\ncolor = "red"\nwidth = 4\n', "x") == Sample(colour="red", width=8)


def test_a_file_of_version_2_takes_only_the_last_step() -> None:
    assert toml_file.parse(SAMPLE, "version = 2\nwidth = 4\n", "x") == Sample(width=8)


def test_an_older_file_that_does_not_fit_its_version_is_bad_input() -> None:
    error = refused("version = 1\nwidth = 4\n")
    assert isinstance(error, BadInput)
    assert error.message_id == "settings.upgrade"


def test_a_newer_file_is_refused_in_one_sentence() -> None:
    error = refused("version = 4\nwhatever = 1\n")
    assert isinstance(error, Refused)
    assert error.what == "The sample file was written by a newer version of Countersign"
    assert error.where == "sample.toml"
    assert error.what_to_do == "Update Countersign on this machine."


@pytest.mark.parametrize("text", ["", "colour = 'red'", "version = '3'", "version = 0", "version = true"])
def test_a_file_without_a_usable_version_is_bad_input(text: str) -> None:
    error = refused(text)
    assert error.message_id == "settings.no_version"
    assert "`version = 3`" in error.what_to_do


@pytest.mark.parametrize(
    ("text", "key", "line", "nearest"),
    [
        ("version = 3\ncolor = 'red'\n", "color", 2, "colour"),
        ("version = 3\n\n# colr = 1\nCOLOUR = 'red'\n", "COLOUR", 4, "colour"),
        ("version = 3\n[inner]\ndept = 1\n", "inner.dept", 3, "depth"),
        ("version = 3\ninner.dept = 1\n", "inner.dept", 2, "depth"),
        ("version = 3\ninner = { dept = 1 }\n", "inner.dept", 2, "depth"),
        ("version = 3\n[named.'a b']\ndeth = 1\n", "named.a b.deth", 3, "depth"),
        ("version = 3\n[iner]\ndepth = 1\n", "iner", 2, "inner"),
    ],
)
def test_an_unknown_key_is_named_with_its_line_and_the_nearest_one(
    text: str, key: str, line: int, nearest: str
) -> None:
    error = refused(text)
    assert isinstance(error, BadInput)
    assert f"`{key}`" in error.what
    assert error.where == f"sample.toml, line {line}"
    assert error.what_to_do == f"Did you mean `{nearest}`?"


def test_an_unknown_key_like_no_other_lists_those_that_exist() -> None:
    assert refused("version = 3\nzzz = 1\n").what_to_do == "These exist: colour, inner, named, version, width."


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("version = 3\nwidth = 'wide'\n", "width", 2),
        ("version = 3\nwidth = 1.5\n", "width", 2),
        ("version = 3\n[inner]\ndepth = '2'\n", "inner.depth", 3),
        ("version = 3\n\ninner = 4\n", "inner", 3),
    ],
)
def test_a_value_of_a_wrong_type_is_named_with_its_line(text: str, key: str, line: int) -> None:
    error = refused(text)
    assert f"`{key}`" in error.what
    assert error.where == f"sample.toml, line {line}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("version = 3\ncolour = \n", "sample.toml, line 2"),
        ("version = 3\nversion = 3\n", "sample.toml, line 2"),
        ("version = 3\nwidth = " + "9" * 5000, "sample.toml"),
        ("version = 3\nwidth = " + "[" * 50000, "sample.toml"),
    ],
)
def test_what_is_not_toml_is_bad_input_with_its_line(text: str, where: str) -> None:
    error = refused(text)
    assert isinstance(error, BadInput)
    assert error.message_id == "settings.toml"
    assert error.where == where


@given(st.text(max_size=200))
def test_no_text_at_all_raises_anything_but_our_own_sentences(text: str) -> None:
    try:
        toml_file.parse(SAMPLE, "version = 3\n" + text, "x")
    except CountersignError as error:
        assert error.sentence


def test_saving_and_loading_gives_the_same(tmp_path: Path) -> None:
    value = Sample(colour='"quoted"\n🙂', width=-1, inner=Inner(5), named={"a.b": Inner(1)})
    toml_file.save(SAMPLE, tmp_path / "new folder" / "x.toml", value)
    assert toml_file.load(SAMPLE, tmp_path / "new folder" / "x.toml") == value


def test_what_has_its_default_is_not_written_so_that_a_later_default_counts() -> None:
    assert toml_file.render(SAMPLE, Sample(width=7)) == "# A sample.\n# Two lines.\nversion = 3\nwidth = 7\n"


def test_saving_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    for width in (1, 2):
        toml_file.save(SAMPLE, tmp_path / "x.toml", Sample(width=width))
    assert [file.name for file in tmp_path.iterdir()] == ["x.toml"]


def test_a_newer_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("version = 4\n", encoding="utf-8")
    with pytest.raises(Refused, match="newer version"):
        toml_file.save(SAMPLE, path, Sample())
    assert path.read_text(encoding="utf-8") == "version = 4\n"


def test_a_missing_file_is_none_or_one_sentence(tmp_path: Path) -> None:
    assert toml_file.load_if_there(SAMPLE, tmp_path / "x.toml") is None
    with pytest.raises(Unavailable, match="can't be read"):
        toml_file.load(SAMPLE, tmp_path / "x.toml")


def test_a_folder_in_the_file_s_place_is_not_taken_for_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't be read"):
        toml_file.load_if_there(SAMPLE, tmp_path)


def test_text_that_is_not_utf_8_names_the_byte(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"version = 3\ncolour = '\xff'\n")
    with pytest.raises(BadInput, match="not UTF-8") as caught:
        toml_file.load(SAMPLE, tmp_path / "x.toml")
    assert caught.value.where.endswith("byte 23")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xef\xbb\xbfversion = 3\r\nwidth = 2\r\n")
    assert toml_file.load(SAMPLE, tmp_path / "x.toml") == Sample(width=2)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x.toml").open("wb") as file:
        file.truncate(toml_file.LARGEST_FILE + 1)
    with pytest.raises(BadInput, match="too large"):
        toml_file.load(SAMPLE, tmp_path / "x.toml")
