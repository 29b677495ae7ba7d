"""Making, opening and joining a challenge, and what is done each time before anybody may work in it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from slireviewer.errors import DamagedFile, NotOurFile, ReviewError
from slireviewer.model import Challenge, Person
from slireviewer.storage import (
    backups,
    folders,
    journal,
    keys,
    merging,
    package,
    restoring,
    salvage,
    signing,
    takeback,
    upgrades,
)
from slireviewer.storage.challenges import lay_out, write_person
from slireviewer.storage.contents import keep_contents
from slireviewer.storage.notes import RecoveredLine, seal_everything
from slireviewer.storage.overview import verify
from slireviewer.storage.tables import ASIDE, WAITING
from slireviewer.storage.workspace import Reading, Workspace, holding, look_into, new_id, open_file, settle

_SMALLEST = 4096


def _make(path: Path, passphrase: str, facts: Mapping[str, str]) -> Workspace:
    if not passphrase:
        raise ReviewError("A challenge needs a passphrase. Choose one that you can remember.")
    folders.refuse_unsafe(path.absolute())
    if os.path.exists(path) or os.path.exists(keys.keys_path(path)):
        raise ReviewError(f"{path.name} is already there and was left as it is. Choose another name.")
    try:
        for folder in reversed(path.absolute().parents):
            folder.mkdir(exist_ok=True, mode=0o700)
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
    if writing:
        folders.refuse_unsafe(path)
    if not os.path.exists(path):
        raise NotOurFile(f"There is no file {path}. Check the name, or choose it from the list.")
    if path.is_dir():
        raise NotOurFile(f"{path} is a folder. Choose the challenge file in it.")
    key = keys.unwrap(keys.read_slots(path), passphrase)
    if path.stat().st_size < _SMALLEST:
        # SQLite would take it for a new database, and begin one in it.
        raise DamagedFile(f"{path.name} is damaged: its contents are gone. Open a backup or a package instead.")
    return _ready(_open_file(path, key, writing=writing))


def _open_file(path: Path, key: bytes, *, writing: bool) -> Workspace:
    """The file, brought up to date first if an older version wrote it."""
    try:
        return open_file(path, key, writing=writing)
    except upgrades.OlderFormat:
        if not writing:
            raise
    _upgrade(path, key)
    return open_file(path, key)


def _upgrade(path: Path, key: bytes) -> None:
    """Bring a file of an older version up to date: on a copy, which takes its place when it is proven sound.

    The file as it was is kept as a backup. Whatever fails leaves it untouched. Raises ReviewError.
    """
    part = path.with_name(path.name + ".upgrade.part")
    with holding(path):
        kept = backups.back_up_older(path, key)
        try:
            backups.copy_file(kept.path, part)
            with look_into(part, key, changing=True) as conn:
                # Whatever happens to the copy, the file itself is still there.
                conn.exec_driver_sql("PRAGMA journal_mode = MEMORY")
                conn.exec_driver_sql("BEGIN IMMEDIATE")
                upgrades.upgrade_truth(conn)
                journal.rebuild(conn)
                conn.exec_driver_sql("COMMIT")
            if backups.prove(part, key) != kept.entries:
                raise DamagedFile(f"{path.name} could not be brought up to date; it was left as it was.")
            settle(path, key)
            os.replace(part, path)
            keys.sync_folder(path.parent)
        except OSError as problem:
            raise ReviewError(
                f"{path.name} could not be brought up to date ({problem.strerror}) and was left as it was. "
                "Make room on the disk and open it again."
            ) from problem
        finally:
            part.unlink(missing_ok=True)


def join_challenge(starter: Path, starter_passphrase: str, path: Path, passphrase: str, person: str) -> Workspace:
    """A new file on a peer's laptop, from the team lead's starter; ``person`` is who uses it. Raises ReviewError."""
    given = package.read_starter(package.load(starter), starter.name, starter_passphrase)
    facts = {
        "ch": given.challenge, "me": "", "identity": given.identity, "lead_key": given.lead_key, **_device(),
    }  # fmt: skip
    workspace = _make(path, passphrase, facts)
    try:
        merging.take_starter(workspace, given, person)
    except BaseException:
        workspace.close()
        _remove(path)
        raise
    return _ready(workspace)


def _ready(workspace: Workspace) -> Workspace:
    try:
        workspace.recovered = tuple(seal_everything(workspace))
        merging.finish_interrupted(workspace)
        takeback.finish_leaving(workspace)
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


def change_passphrase(of: Workspace | Path, passphrase: str, new: str) -> None:
    """Let ``new`` open the challenge instead of the passphrase it had; a recovery code stays, backups follow.

    A keyring no longer opens it.

    ``passphrase`` may be a recovery code. The database is not touched. Raises ReviewError.
    """
    if not new:
        raise ReviewError("The new passphrase is empty. Choose one that you can remember.")
    _renew(of, passphrase, {keys.RECOVERY}, lambda key: keys.wrap(key, new))


def add_recovery_code(of: Workspace | Path, passphrase: str) -> str:
    """Make a recovery code, which opens the challenge like its passphrase; an older code no longer does.

    It is kept nowhere: show it once, to be printed and locked away. Raises ReviewError.
    """
    code = keys.new_recovery_code()
    _renew(of, passphrase, {"passphrase", keys.KEYRING}, lambda key: keys.wrap_for_recovery(key, code))
    return code


def _renew(of: Workspace | Path, secret: str, stays: set[str], made: Callable[[bytes], keys.Slot]) -> None:
    """Keep the slots of the sorts ``stays`` and put one in the place of all others, here and beside the backups."""
    path = of.path if isinstance(of, Workspace) else of.absolute()
    slots = keys.read_slots(path)
    key = keys.unwrap(slots, secret)
    with contextlib.ExitStack() as stack:
        workspace = of if isinstance(of, Workspace) else stack.enter_context(_open_file(path, key, writing=True))
        slots = [*(slot for slot in slots if slot.sort in stays), made(key)]
        keys.write_slots(path, slots)
        restoring.renew_slots(workspace.facts, slots)


# ---- a damaged file ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair brought into a new file: how many changes of how many, and how much typing and files.

    ``waiting`` changes need others that are lost. ``keys_lost``: packages of the team can be neither read nor written.
    """

    path: Path
    entries: int
    expected: int
    waiting: int
    drafts: int
    attachments: int
    pages: int
    damaged_pages: int
    keys_lost: bool

    def as_json(self) -> dict[str, Any]:
        """The repair as plain data."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "path"} | {"file": str(self.path)}

    def sentence(self) -> str:
        """What a person is told."""
        said = f"{self.path}: {self.entries:,} of {self.expected:,} changes were saved, each as its author wrote it"
        if self.waiting:
            said += f"; {self.waiting:,} wait for changes that are lost, until a package brings them"
        if self.keys_lost:
            said += "; the keys for packages are lost, so export its records and import them where you join anew"
        return said + "."


def repair(path: Path, passphrase: str, out: Path) -> Repaired:
    """Bring all that can still be read of a damaged file into the new file ``out``; the damaged one stays as it is.

    Each change is proven by its name; lists and index are made anew; receipts of packages are not kept.
    Raises ReviewError.
    """
    path, out = path.absolute(), out.absolute()
    folders.refuse_unsafe(out)
    if out.exists() or keys.keys_path(out).exists():
        raise ReviewError(f"{out.name} is already there and was left as it is. Choose another name.")
    with holding(path):
        slots, key, kept, salt = restoring.any_slots(path, passphrase)
        try:
            found = salvage.salvage(path, key, salt)
        except OSError as problem:
            raise ReviewError(f"{path.name} cannot be read ({problem.strerror}). Copy it to another disk.") from problem
    facts = {name: kept[name] for name in salvage.FACTS if name in kept} | found.facts
    if not {"dev", "dev_private", "dev_public"} <= set(facts):
        facts |= _device()
    challenges = Counter(entry.ch for _, entry in found.entries.values())
    if not challenges:
        raise DamagedFile(f"Nothing of {path.name} could be read. Restore a backup, or ask for the team's packages.")
    facts.setdefault("ch", challenges.most_common(1)[0][0])
    keys_lost = "identity" not in facts or "lead_key" not in facts
    if keys_lost:
        import pyrage

        facts |= {"identity": str(pyrage.x25519.Identity.generate()), "lead_key": ""}
    facts.setdefault("me", "")
    keys.write_slots(out, slots)
    try:
        with open_file(out, key, new=facts) as workspace:
            waiting = _refill(workspace, found)
            wrong = verify(workspace)
            if wrong:
                raise DamagedFile(f"{path.name} could not be repaired. {' '.join(wrong)}")
    except BaseException:
        _remove(out)
        raise
    return Repaired(
        out, len(found.entries), found.expected, waiting, len(found.drafts), len(found.attachments), found.pages,
        found.damaged, keys_lost,
    )  # fmt: skip


def _refill(workspace: Workspace, found: salvage.Salvaged) -> int:
    """Write what was saved into a new file; the answer is the number of changes that wait."""
    mine = [(state, entry) for state, entry in found.entries.values() if entry.ch == workspace.challenge_id]
    with workspace.edit("Repair") as e:
        live = [entry for state, entry in mine if state != ASIDE]
        journal.apply(e.conn, live, edit=None, authorised=workspace.authorised)
        journal.keep_aside(e.conn, [entry for state, entry in mine if state == ASIDE])
        drafts = [(d[0], d[1], d[2], json.loads(d[3]), json.loads(d[4])) for d in found.drafts.values()]
        restoring.take_drafts(e, drafts, workspace.device, None)
        if found.attachments:
            keep_contents(e.conn, found.attachments.items())
        if found.peers:
            rows = list(found.peers.values())
            e.conn.exec_driver_sql("INSERT INTO peer(dev, person, key, vector, seen) VALUES(?, ?, ?, ?, ?)", rows)
        e.conn.exec_driver_sql("UPDATE edit SET undone = 1")
        return int(e.conn.exec_driver_sql("SELECT count(*) FROM op WHERE state = ?", (WAITING,)).scalar_one())


def recovered(r: Reading) -> list[RecoveredLine]:
    """What was found again at this opening, after a crash."""
    return [line for line in r.workspace.recovered if isinstance(line, RecoveredLine)]
