"""Making, opening and joining a challenge, and what is done each time before anybody may work in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from slireviewer.errors import DamagedFile, NotOurFile, ReviewError
from slireviewer.model import Challenge, Person
from slireviewer.storage import keys, package, signing
from slireviewer.storage.challenges import lay_out, write_person
from slireviewer.storage.notes import RecoveredLine, seal_everything
from slireviewer.storage.workspace import Reading, Workspace, new_id, open_file

_SMALLEST = 4096


def _make(path: Path, passphrase: str, facts: Mapping[str, str]) -> Workspace:
    if not passphrase:
        raise ReviewError("A challenge needs a passphrase. Choose one that you can remember.")
    if path.exists() or keys.keys_path(path).exists():
        raise ReviewError(f"{path.name} is already there and was left as it is. Choose another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ReviewError(f"{path.parent} cannot be made ({problem.strerror}). Choose another folder.") from problem
    key = keys.new_key()
    keys.write_slots(path, [keys.wrap(key, passphrase)])
    try:
        return open_file(path, key, new=facts)
    except BaseException:
        _remove(path)
        raise


def _remove(path: Path) -> None:
    """Take away a file that was being made and is of no use."""
    for suffix in ("", "-wal", "-shm", "-keys", "-lock", "-owner"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _device() -> dict[str, str]:
    private, public = signing.new_pair()
    return {"dev": secrets.token_hex(16), "dev_private": private, "dev_public": public}


def create_challenge(path: Path, passphrase: str, challenge: Challenge, *, lead: str = "") -> Workspace:
    """A new challenge file, with the themes and questions of its framework; its maker is the team lead.

    ``challenge.id`` is set anew. ``lead`` names the maker, who then is the first of the team. Raises ReviewError.
    """
    import pyrage

    device = _device()
    facts = {
        "ch": new_id(), "me": "", "identity": str(pyrage.x25519.Identity.generate()),
        "lead_key": device["dev_public"], **device,
    }  # fmt: skip
    workspace = _make(path, passphrase, facts)
    try:
        with workspace.edit("Start the challenge") as e:
            lay_out(e, replace(challenge, id=workspace.challenge_id))
            person = Person(id=new_id(), name=lead.strip(), role="Peer challenge manager", manager=True, position="z")
            if person.name:
                write_person(e, person)
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1")
        if person.name:
            workspace.set_me(person.id)
    except BaseException:
        workspace.close()
        _remove(path)
        raise
    return _ready(workspace)


def open_challenge(path: Path, passphrase: str, *, writing: bool = True) -> Workspace:
    """The challenge in ``path``. Unsealed typing becomes entries, an unfinished merge is finished.

    Raises WrongPassphrase, NotOurFile, DamagedFile, NewerFormat, InUse: each with one sentence.
    """
    path = path.absolute()
    if not path.exists():
        raise NotOurFile(f"There is no file {path}. Check the name, or choose it from the list.")
    if path.is_dir():
        raise NotOurFile(f"{path} is a folder. Choose the challenge file in it.")
    key = keys.unwrap(keys.read_slots(path), passphrase)
    if path.stat().st_size < _SMALLEST:
        # SQLite would take it for a new database, and begin one in it.
        raise DamagedFile(f"{path.name} is damaged: its contents are gone. Open a backup or a package instead.")
    return _ready(open_file(path, key, writing=writing))


def join_challenge(starter: Path, starter_passphrase: str, path: Path, passphrase: str, person: str) -> Workspace:
    """A new file on a peer's laptop, from the team lead's starter; ``person`` is who uses it. Raises ReviewError."""
    given = package.read_starter(package.load(starter), starter.name, starter_passphrase)
    facts = {
        "ch": given.challenge, "me": "", "identity": given.identity, "lead_key": given.lead_key, **_device(),
    }  # fmt: skip
    workspace = _make(path, passphrase, facts)
    try:
        package.take_starter(workspace, given, person)
    except BaseException:
        workspace.close()
        _remove(path)
        raise
    return _ready(workspace)


def _ready(workspace: Workspace) -> Workspace:
    try:
        workspace.recovered = tuple(seal_everything(workspace))
        package.finish_interrupted(workspace)
    except BaseException:
        workspace.close()
        raise
    workspace.before_close.append(lambda: _seal_quietly(workspace))
    return workspace


def _seal_quietly(workspace: Workspace) -> None:
    """Seal at closing; what cannot be sealed now stays a draft on the disk and is sealed at the next opening."""
    try:
        seal_everything(workspace)
    except ReviewError:
        return


def recovered(r: Reading) -> list[RecoveredLine]:
    """What was found again at this opening, after a crash."""
    return [line for line in r.workspace.recovered if isinstance(line, RecoveredLine)]
