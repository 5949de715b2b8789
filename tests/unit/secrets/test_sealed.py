"""Sealed boxes and wrapped keys: what opens, what does not, and what it is called."""

from __future__ import annotations

import hashlib
import json
import logging
import traceback

import nacl.secret
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from console.errors import BadInput, CountersignError, Tampered
from console.secrets import sealed, wrapped_keys
from console.secrets.sealed import DEMO_ONLY, STANDARD

SEED = bytes(range(32))
RIGHT = "correct horse battery"


def wrapped() -> bytes:
    return wrapped_keys.wrap(SEED, RIGHT, DEMO_ONLY)


def changed(data: bytes, **fields: object) -> bytes:
    """The box with other fields and a digest that fits them, as somebody would who knows the format."""
    box = json.loads(data) | fields
    header = [box[name] for name in ("type", "kdf", "passes", "memory", "salt", "check")]
    compact = {"separators": (",", ":")}
    text = json.dumps(header, **compact) + json.dumps([box["nonce"], box["sealed"]], **compact)
    return json.dumps(box | {"digest": hashlib.sha256(text.encode()).hexdigest()}).encode()


def test_the_right_passphrase_gives_the_seed_back() -> None:
    assert wrapped_keys.unwrap(wrapped(), RIGHT) == SEED


def test_a_wrong_passphrase_is_bad_input_and_not_damage() -> None:
    with pytest.raises(BadInput, match="The passphrase is not right"):
        wrapped_keys.unwrap(wrapped(), "correct horse batterx")


def test_the_box_can_be_opened_by_the_published_recipe_alone() -> None:
    box = json.loads(wrapped())
    key = argon2id.kdf(48, RIGHT.encode(), bytes.fromhex(box["salt"]), opslimit=box["passes"], memlimit=box["memory"])[
        :32
    ]
    header = json.dumps(
        [box[name] for name in ("type", "kdf", "passes", "memory", "salt", "check")], separators=(",", ":")
    )
    opened = nacl.secret.Aead(key).decrypt(bytes.fromhex(box["sealed"]), header.encode(), bytes.fromhex(box["nonce"]))
    assert opened == SEED


def test_a_box_written_by_the_first_version_still_opens() -> None:
    kept = (
        b'{"type":"wrapped-key/1","kdf":"argon2id13","passes":1,"memory":8192,'
        b'"salt":"00112233445566778899aabbccddeeff",'
    )
    # Everything after the salt follows from it by hand, with the primitives only.
    salt = bytes.fromhex("00112233445566778899aabbccddeeff")
    derived = argon2id.kdf(48, b"an old passphrase", salt, opslimit=1, memlimit=8192)
    check, nonce = derived[32:].hex(), b"n" * 24
    header = json.dumps(["wrapped-key/1", "argon2id13", 1, 8192, salt.hex(), check], separators=(",", ":")).encode()
    inside = nacl.secret.Aead(derived[:32]).encrypt(SEED, header, nonce).ciphertext.hex()
    rest = json.dumps([nonce.hex(), inside], separators=(",", ":")).encode()
    digest = hashlib.sha256(header + rest).hexdigest()
    box = kept + f'"check":"{check}","nonce":"{nonce.hex()}","sealed":"{inside}","digest":"{digest}"}}'.encode()
    assert wrapped_keys.unwrap(box, "an old passphrase") == SEED


def test_the_standard_profile_is_used_unless_another_is_named() -> None:
    box = json.loads(wrapped_keys.wrap(SEED, RIGHT))
    assert (box["passes"], box["memory"]) == (STANDARD.passes, STANDARD.memory) == (2, 64 << 20)


def test_two_boxes_of_the_same_seed_share_neither_salt_nor_nonce_nor_content() -> None:
    one, other = json.loads(wrapped()), json.loads(wrapped())
    assert all(one[name] != other[name] for name in ("salt", "nonce", "sealed", "check"))


def test_a_wrapped_key_fits_into_the_credential_manager_of_windows() -> None:
    assert len(wrapped()) <= 960


def test_rewrapping_changes_the_passphrase_and_keeps_the_seed() -> None:
    again = wrapped_keys.rewrap(wrapped(), RIGHT, "a new one", DEMO_ONLY)
    assert wrapped_keys.unwrap(again, "a new one") == SEED
    with pytest.raises(BadInput):
        wrapped_keys.unwrap(again, RIGHT)


def test_rewrapping_with_a_wrong_old_passphrase_is_refused() -> None:
    with pytest.raises(BadInput, match="not right"):
        wrapped_keys.rewrap(wrapped(), "wrong", "a new one", DEMO_ONLY)


@settings(max_examples=150)
@given(data=st.data())
def test_any_single_changed_byte_is_called_damage(data: st.DataObject) -> None:
    box = bytearray(wrapped())
    at = data.draw(st.integers(0, len(box) - 1))
    box[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CountersignError) as caught:
        wrapped_keys.unwrap(bytes(box), RIGHT)
    # One digit of the version's number can turn version 1 into a later one, which is its own sentence.
    assert isinstance(caught.value, Tampered) or caught.value.message_id == "secrets.newer"


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_truncated_box_is_called_damage(cut: int) -> None:
    with pytest.raises(Tampered):
        wrapped_keys.unwrap(wrapped()[:cut], RIGHT)


def test_a_changed_content_with_a_fitting_digest_is_called_damage() -> None:
    box = wrapped()
    flipped = format(int(json.loads(box)["sealed"], 16) ^ 1, "x").zfill(96)
    with pytest.raises(Tampered, match="seal does not hold"):
        wrapped_keys.unwrap(changed(box, sealed=flipped), RIGHT)


def test_weakened_parameters_don_t_open_the_box() -> None:
    box = wrapped_keys.wrap(SEED, RIGHT, sealed.KdfProfile(2, 16384))
    with pytest.raises(BadInput, match="not right"):
        wrapped_keys.unwrap(changed(box, passes=1, memory=8192), RIGHT)


@pytest.mark.parametrize("fields", [{"memory": 1 << 40}, {"passes": 10**9}, {"passes": 0}, {"memory": 1}])
def test_a_planted_box_can_t_ask_for_unbounded_work(fields: dict[str, int]) -> None:
    with pytest.raises(Tampered, match="out of range"):
        wrapped_keys.unwrap(changed(wrapped(), **fields), RIGHT)


@pytest.mark.parametrize("fields", [{"salt": "00"}, {"salt": "zz" * 16}, {"nonce": ""}, {"sealed": "abc"}])
def test_a_malformed_field_is_called_damage(fields: dict[str, str]) -> None:
    with pytest.raises(Tampered, match="hexadecimal"):
        wrapped_keys.unwrap(changed(wrapped(), **fields), RIGHT)


@pytest.mark.parametrize("text", ['{"type":"wrapped-key/2","more":1}', '{"type":"wrapped-key/10"}'])
def test_a_box_of_a_newer_version_says_so(text: str) -> None:
    with pytest.raises(BadInput, match="newer version"):
        wrapped_keys.unwrap(text.encode(), RIGHT)


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe", b"[]", b"{}", b'{"type":7}', b'{"type":"wrapped-key/x"}', b"\0" * 99]
)
def test_rubbish_is_called_damage(text: bytes) -> None:
    with pytest.raises(Tampered):
        wrapped_keys.unwrap(text, RIGHT)


@pytest.mark.parametrize("size", [0, 1, 15])
def test_a_content_shorter_than_its_seal_is_called_damage(size: int) -> None:
    with pytest.raises(Tampered, match="cut off"):
        wrapped_keys.unwrap(changed(wrapped(), sealed="00" * size), RIGHT)


def test_a_box_of_another_kind_is_not_taken_for_a_key() -> None:
    with pytest.raises(Tampered, match="another kind"):
        wrapped_keys.unwrap(sealed.seal("secrets-file/1", SEED, RIGHT, DEMO_ONLY), RIGHT)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_only_a_seed_of_32_bytes_is_wrapped(size: int) -> None:
    with pytest.raises(BadInput, match="32 bytes"):
        wrapped_keys.wrap(b"x" * size, RIGHT, DEMO_ONLY)


def test_a_key_of_a_changed_passphrase_says_so() -> None:
    key = sealed.new_key(RIGHT, DEMO_ONLY)
    with pytest.raises(BadInput, match="changed meanwhile"):
        key.open("wrapped-key/1", wrapped())


def test_no_key_or_passphrase_shows_in_words_logs_or_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seed, passphrase = b"MARKER-SEED-MARKER-SEED-MARKER-S", "MARKER-PASSPHRASE"
    box = wrapped_keys.wrap(seed, passphrase, DEMO_ONLY)
    shown = [repr(sealed.new_key(passphrase, DEMO_ONLY)), box.decode()]
    attempts = [
        lambda: wrapped_keys.unwrap(box, passphrase + "MARKER"),
        lambda: wrapped_keys.unwrap(box[:-9], passphrase),
        lambda: wrapped_keys.unwrap(box, passphrase + "\t"),
        lambda: wrapped_keys.unwrap(b"MARKER" + box, passphrase),
        lambda: wrapped_keys.unwrap(changed(box, sealed="4d41524b4552"), passphrase),
        lambda: wrapped_keys.wrap(seed + b"MARKER", passphrase, DEMO_ONLY),
    ]
    for attempt in attempts:
        with pytest.raises(CountersignError) as caught:
            attempt()
        error = caught.value
        shown += [error.sentence, repr(error), repr(error.fields)]
        # The lines of source in a traceback are this test's own; what is raised is what counts.
        shown += [repr(each) for each in _chain(error)]
        shown += traceback.format_exception_only(error)
    shown.append(caplog.text)
    for text in shown:
        assert "MARKER" not in text
        assert seed.hex() not in text


def _chain(error: BaseException) -> list[BaseException]:
    """The exceptions that a traceback would print with ``error``."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None:
        found.append(following)
        suppressed = following.__suppress_context__
        following = following.__cause__ or (None if suppressed else following.__context__)
    return found


def test_a_key_can_t_be_pickled() -> None:
    with pytest.raises(TypeError):
        sealed.new_key(RIGHT, DEMO_ONLY).__reduce__()
