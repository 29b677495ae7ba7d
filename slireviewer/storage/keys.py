"""The key of a challenge file: a random key for the database, wrapped in slots that a passphrase opens.

The slots stand in a small file beside the database. A new passphrase wraps the same key again; without any slot
the database cannot be read by anybody.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from slireviewer.errors import DamagedFile, NewerFormat, NotOurFile, ReviewError, WrongPassphrase

FORMAT = 1
# Argon2id, the second recommendation of RFC 9106: 64 MiB, three passes, four lanes.
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
_MOST = {"memory": 1024 * 1024, "passes": 20, "lanes": 16}


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key: what sort of secret opens it, and the key wrapped under that secret."""

    sort: str
    salt: bytes
    nonce: bytes
    wrapped: bytes
    memory: int = _MEMORY_KIB
    passes: int = _PASSES
    lanes: int = _LANES


def keys_path(path: Path) -> Path:
    """Where the key slots of a database stand."""
    return path.with_name(path.name + "-keys")


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def _wrapping_key(secret: str, slot: Slot) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=slot.salt, length=32, iterations=slot.passes, lanes=slot.lanes, memory_cost=slot.memory)
    return kdf.derive(secret.encode("utf-8", "surrogatepass"))


def wrap(key: bytes, secret: str, sort: str = "passphrase") -> Slot:
    """A slot by which ``secret`` opens ``key``."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    slot = Slot(sort, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    wrapped = AESGCM(_wrapping_key(secret, slot)).encrypt(slot.nonce, key, sort.encode())
    return Slot(sort, slot.salt, slot.nonce, wrapped)


def unwrap(slots: list[Slot], secret: str) -> bytes:
    """The key, by whichever slot the secret (a passphrase, a recovery code, or what a keyring kept) opens.

    Raises WrongPassphrase.
    """
    code = _code(secret)
    kept = secret.startswith(_KEPT)
    tried = [(slot, secret) for slot in slots if (slot.sort == KEYRING) == kept]
    if code is not None and _is_whole(code):
        tried = [(slot, code) for slot in slots if slot.sort == RECOVERY] + tried
    for slot, said in tried:
        key = _unwrapped(slot, said)
        if key is not None:
            return key
    if code is not None and any(slot.sort == RECOVERY for slot in slots):
        why = "was made for another challenge, or a newer one was made since" if _is_whole(code) else "is mistyped"
        raise WrongPassphrase(f"That recovery code {why}. Compare it with the printed sheet, and try again.")
    raise WrongPassphrase("That passphrase does not open this challenge. Check capitals and spaces, and try again.")


def _unwrapped(slot: Slot, secret: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_wrapping_key(secret, slot)).decrypt(slot.nonce, slot.wrapped, slot.sort.encode())
    except InvalidTag:
        return None


# ---- keyrings ----------------------------------------------------------------------------------------------

KEYRING = "keyring"
_KEPT = "slireviewer-keyring:"


def new_keyring_secret() -> str:
    """What is put into a keyring to open a challenge: 256 random bits."""
    return _KEPT + secrets.token_hex(32)


# ---- recovery codes ----------------------------------------------------------------------------------------

RECOVERY = "recovery"
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
_MISREAD = str.maketrans("OIL", "011", " -‐‑–—\t")
_RANDOM, _CHECK = 22, 3


def new_recovery_code() -> str:
    """A code to print and lock away: five groups of five signs, 110 random bits, of which mistypings are noticed."""
    said = "".join(secrets.choice(_SIGNS) for _ in range(_RANDOM))
    code = said + _check(said)
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))


def wrap_for_recovery(key: bytes, code: str) -> Slot:
    """A slot that the code opens, however it is spaced and capitalised."""
    return wrap(key, _code(code) or code, RECOVERY)


def _check(said: str) -> str:
    number = int.from_bytes(sha256(said.encode()).digest()[:4], "big")
    return "".join(_SIGNS[number >> shift & 31] for shift in (0, 5, 10))


def _code(said: str) -> str | None:
    """``said`` as a recovery code is kept, if it has the form of one."""
    code = said.strip().upper().translate(_MISREAD)
    return code if len(code) == _RANDOM + _CHECK and set(code) <= set(_SIGNS) else None


def _is_whole(code: str) -> bool:
    return _check(code[:_RANDOM]) == code[_RANDOM:]


def _encode(slot: Slot) -> dict[str, Any]:
    binary = {name: base64.b64encode(getattr(slot, name)).decode() for name in ("salt", "nonce", "wrapped")}
    return {"sort": slot.sort, "memory": slot.memory, "passes": slot.passes, "lanes": slot.lanes, **binary}


def _decode(said: dict[str, Any]) -> Slot:
    salt, nonce, wrapped = (base64.b64decode(said[name]) for name in ("salt", "nonce", "wrapped"))
    memory, passes, lanes = (min(int(said[name]), most) for name, most in _MOST.items())
    if lanes < 1 or passes < 1 or memory < 8 * lanes or len(salt) < 8 or len(nonce) != 12:
        raise ValueError("a slot that no version of the program has written")
    return Slot(str(said["sort"]), salt, nonce, wrapped, memory, passes, lanes)


def write_slots(path: Path, slots: list[Slot]) -> None:
    """Replace the slots beside the database ``path`` as a whole, privately and durably."""
    body = {"format": FORMAT, "slots": [_encode(slot) for slot in slots]}
    text = json.dumps(body, sort_keys=True)
    write_private(keys_path(path), json.dumps({**body, "check": sha256(text.encode()).hexdigest()}).encode())


def read_slots(path: Path) -> list[Slot]:
    """The slots beside the database ``path``; a missing, damaged or newer key file is told apart."""
    file = keys_path(path)
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise NotOurFile(
            f"{path.name} has no key file: {file.name} must stand in the same folder. "
            "If it was left behind when the challenge was copied, copy it too; "
            "if this is not a challenge, open another."
        ) from None
    except OSError as problem:
        raise ReviewError(
            f"{file.name} cannot be read ({problem.strerror}). Check that you may open this folder."
        ) from problem
    damaged = DamagedFile(
        f"The key file {file.name} is damaged. Put it back from a backup; the challenge is untouched."
    )
    try:
        data = json.loads(raw)
        check = data.pop("check")
        if type(data["format"]) is int and data["format"] > FORMAT:
            raise NewerFormat(
                "This challenge was made by a newer version of slireviewer. Install that version to open it."
            )
        if sha256(json.dumps(data, sort_keys=True).encode()).hexdigest() != check:
            raise damaged
        return [_decode(said) for said in data["slots"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, aside first, then swapped in once it is on the disk."""
    part = aside(path)
    try:
        # What a crash left there may be open to others, so it is not written into.
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        sync_folder(path.parent)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise ReviewError(
            f"{path.name} cannot be written ({problem.strerror}). Choose another folder or make room on the disk."
        ) from problem


def aside(path: Path, mark: str = "") -> Path:
    """The name under which ``path`` is written until it is complete. Raises ReviewError when it can have none."""
    if not path.name:
        raise ReviewError(f"“{path}” is not the name of a file. Give the file to be written a name.")
    return path.with_name(f"{path.name}{mark}.part")


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable where the system allows it (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
