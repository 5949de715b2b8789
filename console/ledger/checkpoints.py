"""Signed checkpoints of the ledger: C2SP signed notes (https://c2sp.org/signed-note) whose text is a
checkpoint (https://c2sp.org/tlog-checkpoint), so that verifiers and witnesses written by others can read them.

A note: text ending in newline, an empty line, then lines ``— name base64(key id ‖ signature)``.
A checkpoint's text: origin, size in decimal, root in base64, a line each; then optional extension lines.
The key's name is the origin; signatures are Ed25519 (type 0x01) over the text.  Signatures of keys that we don't know,
as of later witnesses, are passed over; one of the known key that does not hold spoils the note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

import msgspec

from console.errors import BadInput, Tampered
from console.ledger.signing import PublicKeyHex, SigningKey, check_public_key, has_control_characters, verify_note
from console.ledger.tree import HASH_SIZE

NOTE_LIMIT: Final = 256 * 1024
"""Bytes of a note at most."""
SIGNATURE_LIMIT: Final = 100
"""Signatures of a note at most (the specification asks for 16 or more)."""

_ED25519: Final = b"\x01"
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_MARK: Final = "\u2014 "


class NoteSignature(msgspec.Struct, frozen=True):
    """One signature line: who says to have signed, the 4-byte key id, and the rest."""

    name: str
    key_id: bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True):
    """A signed note taken apart, not verified; ``text`` ends in newline."""

    text: str
    signatures: tuple[NoteSignature, ...]


class Checkpoint(msgspec.Struct, frozen=True):
    """The tree's size and root (32 bytes) as a log of that origin stated them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


class VerifierKey(msgspec.Struct, frozen=True):
    """A log's name and public key, as they are pinned."""

    name: str
    public: PublicKeyHex


# --- writing ------------------------------------------------------------------------------------------------------


def make_checkpoint(origin: str, size: int, root: bytes, key: SigningKey) -> str:
    """A signed checkpoint without extensions; raises :class:`BadInput` for a name, size or root that can't be one."""
    _check_name(origin)
    if not _DECIMAL.fullmatch(str(size)) or len(root) != HASH_SIZE:
        raise _bad("A checkpoint needs a size from 0 on and a root of 32 bytes", f"size {size}, {len(root)} bytes")
    text = f"{origin}\n{size}\n{_base64(root)}\n"
    return f"{text}\n{signature_line(text, origin, key)}"


def signature_line(text: str, name: str, key: SigningKey) -> str:
    """The line that ``key`` under ``name`` adds to a note of this text; append it to the note."""
    _check_name(name)
    signature = key.sign_note(text.encode())
    return f"{_MARK}{name} {_base64(key_id(name, key.public) + signature)}\n"


def key_id(name: str, public: PublicKeyHex) -> bytes:
    """The first 4 bytes of SHA-256(name || 0x0A || 0x01 || key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + bytes.fromhex(public)).digest()[:4]


def verifier_key(name: str, public: PublicKeyHex) -> str:
    """``name+hex key id+base64(0x01 || key)``: the form in which verifiers are given a log's key."""
    _check_name(name)
    check_public_key(public)
    return f"{name}+{key_id(name, public).hex()}+{_base64(_ED25519 + bytes.fromhex(public))}"


# --- reading ------------------------------------------------------------------------------------------------------


def parse_verifier_key(text: str) -> VerifierKey:
    """Read what :func:`verifier_key` writes; raises :class:`BadInput` for anything else, and for a weak key."""
    name, _, rest = text.partition("+")
    hexed, _, encoded = rest.partition("+")
    _check_name(name)
    raw = decode_base64(encoded, "the verifier key")
    if len(raw) != 33 or raw[:1] != _ED25519:
        raise _bad("This is no verifier key for Ed25519", "the verifier key")
    public = raw[1:].hex()
    check_public_key(public)
    if hexed != key_id(name, public).hex():
        raise _bad("The verifier key's id does not belong to its name and key", "the verifier key")
    return VerifierKey(name, public)


def parse_note(note: str) -> Note:
    """Take a signed note apart, without verifying anything; raises :class:`BadInput` with the line that is wrong."""
    try:
        data = note.encode()
    except UnicodeEncodeError as error:
        raise _bad("A signed note is UTF-8, and this is not", "the note") from error
    if len(data) > NOTE_LIMIT or has_control_characters(data):
        raise _bad("A signed note is at most 256 KiB long and holds no control characters", f"{len(data)} bytes")
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise _bad("A signed note has a text, an empty line and signature lines", "the note")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURE_LIMIT:
        raise _bad(f"A signed note has at most {SIGNATURE_LIMIT} signatures here, not {len(lines)}", "the note")
    return Note(head + "\n", tuple(_parse_signature(line, number) for number, line in enumerate(lines, 1)))


def parse_checkpoint(note: str) -> Checkpoint:
    """What a checkpoint says, *not verified*: for showing, and for finding the key.  Raises :class:`BadInput`."""
    return _parse_text(parse_note(note).text)


def verify_checkpoint(note: str, origin: str, public: PublicKeyHex) -> Checkpoint:
    """The checkpoint, when the log's own key signed exactly this text.

    Raises :class:`BadInput` when it is no checkpoint or ``public`` no good key, :class:`Tampered` when it is of another
    log, or not, or not validly, signed by ``public`` under the name ``origin``.
    """
    check_public_key(public)
    parsed = parse_note(note)
    known = key_id(origin, public)
    mine = [s for s in parsed.signatures if s.name == origin and s.key_id == known]
    if not mine:
        raise _tampered("The ledger's own key has not signed this checkpoint")
    for signature in mine:
        verify_note(public, parsed.text.encode(), signature.signature)
    checkpoint = _parse_text(parsed.text)
    if checkpoint.origin != origin:
        raise _tampered("The checkpoint is of another ledger")
    return checkpoint


def parse_decimal(text: str, noun: str) -> int:
    """A size or index as the specifications write it: ASCII digits, no leading zero.  Raises :class:`BadInput`."""
    if not _DECIMAL.fullmatch(text):
        raise _bad(f"The {noun} is no whole number from 0 on", noun)
    return int(text)


def parse_hash(text: str, noun: str) -> bytes:
    """A 32-byte hash in base64.  Raises :class:`BadInput`."""
    raw = decode_base64(text, noun)
    if len(raw) != HASH_SIZE:
        raise _bad(f"A hash has {HASH_SIZE} bytes, not {len(raw)}", noun)
    return raw


def decode_base64(text: str, noun: str) -> bytes:
    """Standard base64 (RFC 4648 section 4) in its one form: padded, no spare bits, nothing else in between."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad("This is not base64", noun) from error
    if _base64(raw) != text:
        raise _bad("This base64 is not written in its one canonical way", noun)
    return raw


def _parse_text(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise _bad("A checkpoint has an origin, a size and a root, a line each, and no empty line", "the checkpoint")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, parse_decimal(size, "tree size"), parse_hash(root, "root hash"), tuple(extensions))


def _parse_signature(line: str, number: int) -> NoteSignature:
    where = f"signature {number}"
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not _is_name(name):
        raise _bad("A signature line starts with an em dash and a name", where)
    raw = decode_base64(encoded, where)
    if len(raw) < 5:
        raise _bad("A signature holds a key id of 4 bytes and more", where)
    return NoteSignature(name, raw[:4], raw[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or ord(c) < 0x20 for c in name)


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise _bad("A ledger's name is not empty and holds no spaces, control characters or plus", "name")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bad(what: str, where: str) -> BadInput:
    return BadInput(what, where, "Get the file again from where it was written.", message_id="checkpoint.form")


def _tampered(what: str) -> Tampered:
    return Tampered(what, "checkpoint", "Don't rely on it. Tell an auditor.", message_id="checkpoint.signature")
