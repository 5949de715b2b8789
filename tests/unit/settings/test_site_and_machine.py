"""Site file, machine policy and the folders they lie in."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.settings import paths, site
from console.settings.machine import MachinePolicy, apply_policy, fixed_settings, load_machine
from console.settings.site import PlatformSettings, SiteFile, load_site, local_store_path, save_site
from console.settings.user import UserSettings

SITE = SiteFile(
    organisation="Example Trust & Safety",
    store="store.sqlite",
    store_id="store-1",
    environment="training",
    roster_root="ab" * 32,
    product_line="Queue of the north",
    platforms={
        "sandbox": PlatformSettings("sandbox", address="sandbox.sqlite", protected=("1001", "1002")),
        "matrix": PlatformSettings(
            "synapse", "https://matrix.example", options={"deactivate_is_lock": True, "pages": 3}
        ),
    },
)

WHOLE = f"""version = 1
organisation = "Example"
store = "postgresql://reviewer@db.example/countersign"
store_id = "store-1"
environment = "production"
roster_root = "{"ab" * 32}"
"""


def site_error(tmp_path: Path, text: str) -> CountersignError:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CountersignError) as caught:
        load_site(path)
    return caught.value


def test_a_site_file_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    save_site(tmp_path / "site.toml", SITE)
    assert load_site(tmp_path / "site.toml") == SITE


def test_a_local_store_lies_relative_to_the_site_file(tmp_path: Path) -> None:
    assert SITE.is_local
    assert local_store_path(SITE, tmp_path / "site.toml") == tmp_path / "store.sqlite"
    elsewhere = msgspec.structs.replace(SITE, store=str(tmp_path / "else" / "where"))
    assert local_store_path(elsewhere, Path("/etc/site.toml")) == tmp_path / "else" / "where"


def test_a_postgresql_store_is_not_local(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(WHOLE, encoding="utf-8")
    assert not load_site(tmp_path / "site.toml").is_local


@pytest.mark.parametrize("missing", ["organisation", "store", "store_id", "environment", "roster_root"])
def test_a_site_file_that_leaves_out_what_must_be_known_is_bad_input(tmp_path: Path, missing: str) -> None:
    text = "".join(f"{line}\n" for line in WHOLE.splitlines() if not line.startswith(f"{missing} "))
    error = site_error(tmp_path, text)
    assert isinstance(error, BadInput)
    assert f"`{missing}`" in error.what


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("ab" * 32, "AB" * 32, "roster_root"),
        ("ab" * 32, "ab" * 31, "roster_root"),
        ('"store-1"', '"../store"', "store_id"),
        ('"store-1"', '"store-1\\n"', "store_id"),
        ('"Example"', '""', "organisation"),
        ('"Example"', '"two\\nlines"', "organisation"),
        ('"production"', '"the real one"', "environment"),
    ],
)
def test_a_value_out_of_shape_is_named_with_its_line(tmp_path: Path, old: str, new: str, key: str) -> None:
    error = site_error(tmp_path, WHOLE.replace(old, new))
    assert isinstance(error, BadInput)
    assert f"`{key}`" in error.what
    assert ", line " in error.where


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("reviewer@", "reviewer:MARKER@"),
        WHOLE.replace("/countersign", "/countersign?password=MARKER"),
        WHOLE + '[platforms.matrix]\nconnector = "synapse"\noptions.access_token = "MARKER"\n',
        WHOLE + '[platforms.matrix]\nconnector = "synapse"\naddress = "https://admin:MARKER@matrix.example"\n',
    ],
)
def test_a_secret_in_the_site_file_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    error = site_error(tmp_path, text)
    assert isinstance(error, BadInput)
    assert "among the secrets" in error.what
    assert "MARKER" not in error.sentence


def test_an_unknown_key_of_a_platform_names_its_line_and_the_nearest(tmp_path: Path) -> None:
    error = site_error(tmp_path, WHOLE + '[platforms.matrix]\nconnector = "synapse"\nadress = "https://x"\n')
    assert error.where.endswith("site.toml, line 9")
    assert error.what_to_do == "Did you mean `address`?"


@pytest.mark.parametrize(
    ("lines", "place", "takes"),
    [
        ("connector = 3\n", ", line 8", "1 to 64 letters"),
        ('connector = "synapse"\nprotected = ["a", 3]\n', ", line 9", "a list, each of it one line of text in quotes"),
        ('connector = "synapse"\noptions.ratio = 1.5\n', ", line 9", "text in quotes, a whole number or true or false"),
        ('connector = "synapse"\noptions = 4\n', ", line 9", "a table"),
    ],
)
def test_a_value_deep_inside_is_named_with_its_line_and_what_it_takes(
    tmp_path: Path, lines: str, place: str, takes: str
) -> None:
    error = site_error(tmp_path, WHOLE + "[platforms.matrix]\n" + lines)
    assert error.where.endswith(place)
    assert error.what_to_do.startswith(f"It takes {takes}")
    assert "`platforms.matrix." in error.what


def test_a_platform_without_its_connector_is_told_what_it_lacks(tmp_path: Path) -> None:
    error = site_error(tmp_path, WHOLE + '[platforms.matrix]\naddress = "https://matrix.example"\n')
    assert error.what == "The site file lacks `platforms.matrix.connector`"
    assert error.where.endswith(", line 7")


def test_a_newer_site_file_is_refused(tmp_path: Path) -> None:
    assert isinstance(site_error(tmp_path, WHOLE.replace("version = 1", "version = 9")), Refused)


def test_a_missing_site_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="site file can't be read"):
        load_site(tmp_path / "site.toml")


def test_the_site_file_says_on_top_that_it_holds_no_secret(tmp_path: Path) -> None:
    save_site(tmp_path / "site.toml", SITE)
    assert (tmp_path / "site.toml").read_text(encoding="utf-8").startswith(f"# {site.KIND.header}\nversion = 1\n")


def test_without_a_machine_policy_nothing_is_fixed(tmp_path: Path) -> None:
    policy = load_machine(tmp_path)
    chosen = UserSettings(theme="light", blur_media=False)
    assert apply_policy(chosen, policy) == chosen
    assert fixed_settings(policy) == frozenset()


def test_what_the_machine_fixes_goes_before_what_the_person_prefers(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        "version = 1\nblur_media = true\ntheme = 'dark'\nrequire_keyring = true\n", encoding="utf-8"
    )
    policy = load_machine(tmp_path)
    assert policy == MachinePolicy(theme="dark", blur_media=True, require_keyring=True)
    in_force = apply_policy(UserSettings(theme="light", blur_media=False, grey_media=False), policy)
    assert in_force == UserSettings(theme="dark", blur_media=True, grey_media=False)
    assert fixed_settings(policy) == {"theme", "blur_media"}


@pytest.mark.parametrize("text", ["rubbish", "version = 1\nrequire_keyrings = true\n", "version = 2\n"])
def test_a_machine_policy_that_is_not_understood_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CountersignError):
        load_machine(tmp_path)
    assert (tmp_path / "policy.toml").read_text(encoding="utf-8") == text


def test_a_machine_policy_that_can_t_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").mkdir()
    with pytest.raises(Unavailable):
        load_machine(tmp_path)


def test_one_variable_moves_every_folder_of_the_user(tmp_path: Path) -> None:
    moved = paths.folders({"COUNTERSIGN_HOME": str(tmp_path)})
    assert moved == paths.Folders(data=tmp_path / "data", config=tmp_path / "config", logs=tmp_path / "log")
    assert moved.user_settings == tmp_path / "config" / "settings.toml"
    assert not any(tmp_path.iterdir())


def test_without_it_they_are_three_folders_named_after_the_application() -> None:
    found = paths.folders({})
    assert all("countersign" in str(folder) for folder in (found.data, found.config, found.logs))
    assert all(folder.is_absolute() for folder in (found.data, found.config, found.logs))


def test_no_variable_moves_the_machine_s_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = paths.machine_folder()
    for name in (
        "COUNTERSIGN_HOME",
        "XDG_CONFIG_DIRS",
        "XDG_CONFIG_HOME",
        "ProgramData",
        "WIN_PD_OVERRIDE_COMMON_APPDATA",
    ):
        monkeypatch.setenv(name, str(tmp_path))
    assert paths.machine_folder() == before
    if sys.platform == "linux":
        assert before == Path("/etc/countersign")


def test_the_machine_s_site_file_goes_before_the_user_s(tmp_path: Path) -> None:
    of_user = paths.folders({"COUNTERSIGN_HOME": str(tmp_path / "home")})
    machine = tmp_path / "machine"
    assert paths.find_site_file(of_user, machine) is None
    save_site(of_user.site_file, SITE)
    assert paths.find_site_file(of_user, machine) == of_user.site_file
    save_site(machine / "site.toml", SITE)
    assert paths.find_site_file(of_user, machine) == machine / "site.toml"
