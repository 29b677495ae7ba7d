"""Opening without the passphrase, by choice: the keyring of the system keeps a secret that opens one slot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from slireviewer import storage
from slireviewer.errors import ReviewError, WrongPassphrase
from slireviewer.model import NO_ITEM, Challenge
from slireviewer.storage import keys, remembering

PASSPHRASE = "three plain words"


class Ring(KeyringBackend):  # type: ignore[misc,unused-ignore]
    """The keyring of a laptop, which may be locked."""

    priority = 1.0  # type: ignore[assignment,unused-ignore]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(remembering, "backend", lambda: made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "c.slir"
    storage.create_challenge(file, PASSPHRASE, Challenge(id=NO_ITEM, councils=("Anyshire",))).close()
    return file


def opens(path: Path, secret: str) -> bool:
    try:
        storage.open_challenge(path, secret).close()
    except WrongPassphrase:
        return False
    return True


def test_the_keyring_opens_it_and_so_does_the_passphrase(path: Path, ring: Ring) -> None:
    assert not storage.is_remembered(path) and storage.recall(path) is None
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.remember(w)
        storage.remember(w)
    assert storage.is_remembered(path) and len(ring.kept) == 1
    secret = storage.recall(path)
    assert secret is not None and opens(path, secret) and opens(path, PASSPHRASE)
    assert not opens(path, "another passphrase")
    assert PASSPHRASE not in str(ring.kept) and secret not in path.with_name("c.slir-keys").read_text("utf-8")


def test_forgotten_it_opens_by_the_passphrase_alone(path: Path, ring: Ring) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.remember(w)
        secret = storage.recall(path)
        storage.forget(w)
    assert secret is not None and not opens(path, secret) and opens(path, PASSPHRASE)
    assert ring.kept == {} and storage.recall(path) is None and not storage.is_remembered(path)


def test_a_new_passphrase_ends_it_and_a_recovery_code_does_not(path: Path, ring: Ring) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.remember(w)
        code = storage.add_recovery_code(w, PASSPHRASE)
        secret = storage.recall(path)
        assert secret is not None
    assert opens(path, secret) and opens(path, code)
    storage.change_passphrase(path, PASSPHRASE, "four plain words now")
    assert not opens(path, secret) and not storage.is_remembered(path) and opens(path, code)


def test_a_locked_keyring_changes_nothing(path: Path, ring: Ring) -> None:
    ring.locked = True
    before = keys.read_slots(path)
    with storage.open_challenge(path, PASSPHRASE) as w, pytest.raises(ReviewError, match="nothing has changed"):
        storage.remember(w)
    assert keys.read_slots(path) == before and ring.kept == {}
    ring.locked = False
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.remember(w)
        ring.locked = True
        assert storage.recall(path) is None
        ring.locked = False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for the session bus of Linux")
def test_without_a_keyring_it_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with storage.open_challenge(path, PASSPHRASE) as w, pytest.raises(ReviewError, match="keyring of this laptop"):
        storage.remember(w)
    assert opens(path, PASSPHRASE)
