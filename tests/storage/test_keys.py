"""The key slots beside a challenge file: what opens them, and what is told apart when they are not right."""

from __future__ import annotations

import contextlib
import json
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from slireviewer.errors import DamagedFile, NewerFormat, NotOurFile, ReviewError, WrongPassphrase
from slireviewer.storage import keys
from tests.support import hasten

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def slots(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of slots of a passphrase and of a recovery code."""
    path = tmp_path_factory.mktemp("slots") / "a.slir"
    keys.write_slots(path, [keys.wrap(KEY, "one"), keys.wrap(KEY, "two words", "recovery")])
    return keys.keys_path(path).read_bytes()


@pytest.fixture
def path(tmp_path: Path, slots: bytes) -> Path:
    """A database name with those slots beside it."""
    path = tmp_path / "a.slir"
    keys.keys_path(path).write_bytes(slots)
    keys.keys_path(path).chmod(0o600)
    return path


def rewritten(path: Path, change: Any) -> None:
    """The slots, changed by somebody who also makes the check sum right."""
    data = json.loads(keys.keys_path(path).read_bytes())
    data.pop("check")
    change(data)
    check = sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    keys.keys_path(path).write_text(json.dumps({**data, "check": check}))


def test_every_slot_opens_the_same_key(path: Path) -> None:
    slots = keys.read_slots(path)
    assert [slot.sort for slot in slots] == ["passphrase", "recovery"]
    assert keys.unwrap(slots, "one") == keys.unwrap(slots, "two words") == KEY


@pytest.mark.parametrize("wrong", ["One", "one ", "", "two", "öne", "\udcff"])
def test_no_other_passphrase_opens_it(path: Path, wrong: str) -> None:
    with pytest.raises(WrongPassphrase, match="capitals"):
        keys.unwrap(keys.read_slots(path), wrong)


@pytest.mark.parametrize("said", ["é 🌊", "\udcff\udcfe", "x" * 10_000])
def test_any_text_is_a_passphrase(path: Path, said: str) -> None:
    assert keys.unwrap([keys.wrap(KEY, said)], said) == KEY


def test_opening_takes_work(path: Path) -> None:
    """RFC 9106's second recommendation, so that guessing is slow."""
    for slot in keys.read_slots(path):
        assert (slot.memory, slot.passes, slot.lanes) == (64 * 1024, 3, 4)
        assert len(slot.salt) == 16
    first, second = keys.wrap(KEY, "one"), keys.wrap(KEY, "one")
    assert first.salt != second.salt and first.nonce != second.nonce and first.wrapped != second.wrapped


def test_neither_key_nor_passphrase_stands_in_the_file(path: Path) -> None:
    raw = keys.keys_path(path).read_bytes()
    assert KEY not in raw and KEY.hex().encode() not in raw and b"two words" not in raw
    assert stat.S_IMODE(keys.keys_path(path).stat().st_mode) == 0o600


def test_a_missing_key_file_is_named(path: Path) -> None:
    keys.keys_path(path).unlink()
    with pytest.raises(NotOurFile, match=r"a\.slir-keys must stand in the same folder"):
        keys.read_slots(path)


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    keys.keys_path(path).unlink()
    keys.keys_path(path).mkdir()
    with pytest.raises(ReviewError, match=r"a\.slir-keys cannot be read"):
        keys.read_slots(path)


def test_a_newer_key_file_is_told_from_a_damaged_one(path: Path) -> None:
    rewritten(path, lambda data: data.update(format=2, slots="in another way"))
    with pytest.raises(NewerFormat, match="Install that version"):
        keys.read_slots(path)


def test_any_changed_or_missing_byte_is_noticed(path: Path) -> None:
    file = keys.keys_path(path)
    good = file.read_bytes()
    wanted = keys.read_slots(path)
    for at in range(len(good)):
        file.write_bytes(good[:at])
        with pytest.raises(DamagedFile):
            keys.read_slots(path)
        changed = bytearray(good)
        changed[at] ^= 1 << at % 7
        file.write_bytes(changed)
        with contextlib.suppress(DamagedFile, NewerFormat):
            assert keys.read_slots(path) == wanted


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b"[" * 500_000, b"\xff\xfe", b'{"check": 1}', b"3"])
def test_anything_else_in_its_place_is_damage(path: Path, content: bytes) -> None:
    keys.keys_path(path).write_bytes(content)
    with pytest.raises(DamagedFile, match="restore|backup"):
        keys.read_slots(path)


@pytest.mark.parametrize(
    "change",
    [
        {"memory": -5}, {"memory": 0}, {"memory": "much"}, {"memory": None}, {"passes": 0}, {"lanes": 0}, {"lanes": -1},
        {"memory": 8, "lanes": 16}, {"salt": ""}, {"salt": "AA=="}, {"nonce": ""}, {"nonce": "AAAA"}, {"wrapped": ""},
        {"wrapped": "AAAA"}, {"salt": 7}, {"salt": "é"}, {"sort": None},
    ],
)  # fmt: skip
def test_slots_that_somebody_made_up_never_open_and_never_break(path: Path, change: dict[str, Any]) -> None:
    rewritten(path, lambda data: [slot.update(change) for slot in data["slots"]])
    with pytest.raises((DamagedFile, WrongPassphrase)):
        keys.unwrap(keys.read_slots(path), "nothing")


def test_slots_cannot_order_endless_work(path: Path) -> None:
    rewritten(path, lambda data: [slot.update(memory=2**60, passes=2**60, lanes=2**60) for slot in data["slots"]])
    assert {(slot.memory, slot.passes, slot.lanes) for slot in keys.read_slots(path)} == {(1024 * 1024, 20, 16)}


def test_a_new_passphrase_wraps_the_same_key(path: Path) -> None:
    keys.write_slots(path, [keys.wrap(keys.unwrap(keys.read_slots(path), "one"), "a long walk by the river")])
    hasten(path)
    assert keys.unwrap(keys.read_slots(path), "a long walk by the river") == KEY
    with pytest.raises(WrongPassphrase):
        keys.unwrap(keys.read_slots(path), "one")


def test_writing_that_fails_leaves_the_old_slots(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys.keys_path(path).read_bytes()

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(ReviewError, match="No space left on device"):
        keys.write_slots(path, [])
    assert keys.keys_path(path).read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["a.slir-keys"]
