"""Opening without the passphrase, by choice: a secret in the keyring of the system opens one slot of the challenge.

What is in the keyring is of no use without the key file, and the slot in the key file of none without the keyring.
"""

from __future__ import annotations

import contextlib
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from slireviewer.errors import ReviewError
from slireviewer.storage import keys
from slireviewer.storage.workspace import Workspace

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "slireviewer"
_KEYRINGS = {"win32": ("Windows", "WinVaultKeyring"), "darwin": ("macOS", "Keyring")}


def is_remembered(path: Path) -> bool:
    """Whether the key file of the challenge has a slot for the keyring; the keyring itself is not asked."""
    try:
        return _slot(keys.read_slots(path)) is not None
    except ReviewError:
        return False


def remember(workspace: Workspace) -> None:
    """Let the keyring of this laptop open the challenge from now on. Raises ReviewError where there is no keyring."""
    from keyring.errors import KeyringError

    secret = keys.new_keyring_secret()
    slot = keys.wrap(workspace.key, secret, keys.KEYRING)
    try:
        backend().set_password(SERVICE, slot.salt.hex(), secret)
    except (KeyringError, RuntimeError, OSError) as problem:
        raise ReviewError(
            "The keyring of this laptop cannot be used. Unlock it, or go on typing the passphrase; nothing has changed."
        ) from problem
    before = keys.read_slots(workspace.path)
    keys.write_slots(workspace.path, [*(each for each in before if each.sort != keys.KEYRING), slot])
    _take_out(_slot(before))


def recall(path: Path) -> str | None:
    """What opens the challenge in place of its passphrase; none where the keyring does not give it."""
    from keyring.errors import KeyringError

    slot = _slot(keys.read_slots(path))
    if slot is None:
        return None
    try:
        return backend().get_password(SERVICE, slot.salt.hex())
    except (KeyringError, RuntimeError, OSError):
        return None


def forget(workspace: Workspace) -> None:
    """Let only the passphrase and a recovery code open the challenge from now on. Raises ReviewError."""
    before = keys.read_slots(workspace.path)
    keys.write_slots(workspace.path, [each for each in before if each.sort != keys.KEYRING])
    _take_out(_slot(before))


def _slot(slots: list[keys.Slot]) -> keys.Slot | None:
    return next((each for each in slots if each.sort == keys.KEYRING), None)


def _take_out(slot: keys.Slot | None) -> None:
    """What is left behind in a keyring that cannot be reached now opens nothing: its slot is gone."""
    from keyring.errors import KeyringError

    if slot is not None:
        with contextlib.suppress(KeyringError, RuntimeError, OSError):
            backend().delete_password(SERVICE, slot.salt.hex())


def backend() -> KeyringBackend:
    """The keyring of this system, named outright: none that keeps secrets in a plain file is ever found instead.

    Raises RuntimeError where there is none.
    """
    module, name = _KEYRINGS.get(sys.platform, ("SecretService", "Keyring"))
    kind: type[KeyringBackend] = getattr(import_module(f"keyring.backends.{module}"), name)
    if not kind.viable:
        raise RuntimeError("no keyring")
    return kind()


__all__ = ["forget", "is_remembered", "recall", "remember"]
