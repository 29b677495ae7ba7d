"""What a backup holds, taken in again: its entries are added to the challenge as it is now; nothing is thrown away."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from slireviewer import __version__
from slireviewer.errors import DamagedFile, NotOurFile, ReviewError
from slireviewer.history import BadEntry, Entry, parse_entry, same
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import folders, journal, keys, package, receipts, tables
from slireviewer.storage.backups import (
    FOLDER,
    Backup,
    backup_if_due,
    backup_lines,
    copy_file,
    folder_of,
    hash_of,
    listed,
    read_info,
    unwritable,
    verified,
)
from slireviewer.storage.binned import text_of
from slireviewer.storage.challenges import person_lines
from slireviewer.storage.contents import keep_named
from slireviewer.storage.notes import seal_everything
from slireviewer.storage.workspace import Edit, Workspace, look_into, now

Draft = tuple[str, str, str, Any, list[str]]  # item, field, kind, value, what it replaces


@dataclass(frozen=True, slots=True)
class _Held:
    """What a backup holds that can be taken in."""

    facts: dict[str, str]
    entries: list[Entry]
    drafts: list[Draft]
    attachments: list[tuple[str, bytes]]
    wrong: int


@contextlib.contextmanager
def _settled(path: Path) -> Generator[Path]:
    """A file that can be looked into: a copy of it if its last changes stand in a log beside it."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="slireviewer-") as folder:
        copy = Path(folder) / "copy.slir"
        shutil.copyfile(path, copy)
        shutil.copyfile(wal, copy.with_name(copy.name + "-wal"))
        yield copy


def _read(path: Path, key: bytes) -> _Held:
    """Everything in a backup, each entry proven by its name. Raises DamagedFile or NotOurFile."""
    if not path.is_file():
        raise NotOurFile(f"There is no backup {path}. Choose one from the list.")
    with _settled(path) as file, look_into(file, key, changing=file != path) as conn:
        facts = {row[0]: row[1] for row in conn.exec_driver_sql("SELECT key, value FROM meta")}
        entries, wrong = [], 0
        rows = conn.exec_driver_sql("SELECT id, raw FROM op WHERE state != ? ORDER BY n", (tables.ASIDE,))
        for id, raw in rows:
            try:
                entry = parse_entry(raw)
            except BadEntry:
                wrong += 1
                continue
            if entry.id == id:
                entries.append(entry)
            else:
                wrong += 1
        typed = conn.exec_driver_sql('SELECT item, field, kind, value, "on" FROM draft ORDER BY at, item, field')
        drafts = [(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4])) for row in typed]
        attachments = [(row[0], row[1]) for row in conn.exec_driver_sql("SELECT sha, data FROM content")]
    return _Held(facts, entries, drafts, attachments, wrong)


def _given(workspace: Workspace, path: Path, passphrase: str) -> tuple[_Held, package.Package]:
    """What a backup of this challenge holds. Raises ReviewError."""
    try:
        held = _read(path, workspace.key)
    except DamagedFile:
        if not passphrase:
            raise
        held = _read(path, keys.unwrap(keys.read_slots(path), passphrase))
    if held.facts.get("ch") != workspace.challenge_id:
        raise NotOurFile(f"{path.name} is a backup of another challenge. Choose one of this challenge.")
    with workspace.read() as r:
        team = {person.id: person.name for person in person_lines(r)}
    given = _as_package(path, held, team)
    package.stubs_allowed(workspace, given)
    return held, given


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring would do: its receipt, and (what, kind, text) of the first of the items it would touch."""

    receipt: receipts.Receipt
    lines: tuple[tuple[str, str, str], ...]


class _Looked(Exception):
    """Leaves a transaction in which nothing is to be kept."""


def preview_restore(workspace: Workspace, path: Path, *, passphrase: str = "", most: int = 200) -> Preview:
    """What restoring a backup would do, exactly, with nothing written. Raises ReviewError."""
    held, given = _given(workspace, path, passphrase)
    found: Preview | None = None
    with contextlib.suppress(_Looked), workspace.edit("Look into a backup", patient=True) as e:
        number = e.number(is_merge=True)
        outcome = journal.apply(e.conn, held.entries, edit=number, authorised=workspace.authorised, reactivate=True)
        outcome.add(take_drafts(e, held.drafts, held.facts.get("dev", ""), number))
        receipt = receipts.make_receipt(given, True, outcome, "nothing changed yet")
        texts = [
            (what, kind, text_of(e, ItemKind(kind), ItemId(item)))
            for what, kind, item in receipt.items[:most]
            if kind in tables.TYPED
        ]
        found = Preview(receipt, tuple(texts))
        raise _Looked
    assert found is not None
    return found


def restore_backup(workspace: Workspace, path: Path, *, passphrase: str = "") -> receipts.Receipt:
    """Add everything that a backup of this challenge holds to the challenge as it is now, as one step to undo.

    What is here already changes nothing. A backup of another laptop needs its ``passphrase``. Raises ReviewError.
    """
    seal_everything(workspace)
    held, given = _given(workspace, path, passphrase)
    with contextlib.suppress(ReviewError):  # what is restored can be undone without it
        backup_if_due(workspace, minutes=0)
    with workspace.edit(f"Restore {given.name}", patient=True) as e:
        number = e.number(is_merge=True)
        outcome = journal.apply(e.conn, held.entries, edit=number, authorised=workspace.authorised, reactivate=True)
        outcome.add(take_drafts(e, held.drafts, held.facts.get("dev", ""), number))
        if held.attachments:
            keep_named(e.conn, held.attachments)
        receipt = receipts.make_receipt(given, True, outcome, "restored")
        e.conn.exec_driver_sql(
            "INSERT INTO package_in(sha, name, at, edit, state, receipt) VALUES(?, ?, ?, ?, 'done', ?)",
            (given.sha, given.name, now(), number, json.dumps(receipt.as_json(), ensure_ascii=False)),
        )
        e.compacts = any(entry.redact for entry in held.entries)
        if not outcome.applied and not outcome.waiting and not outcome.foreign:
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (number,))
        e.note(outcome.touched)
    return receipt


def _as_package(path: Path, held: _Held, names: Mapping[ItemId, str]) -> package.Package:
    try:
        made = read_info(path)["at"]
    except DamagedFile:
        made = datetime.fromtimestamp(path.stat().st_mtime).isoformat(timespec="seconds")
    me = ItemId(held.facts.get("me", ""))
    device, key = held.facts.get("dev", ""), held.facts.get("dev_public", "")
    return package.Package(
        name=f"the backup of {made.replace('T', ' ')}", sha=hash_of(path), data=b"", starter=False,
        challenge=held.facts["ch"], person=me, person_name=names.get(me, ""), device=device, key=key, made=made,
        app=__version__, vector={}, entries=held.entries, attachments={},
    )  # fmt: skip


def take_drafts(e: Edit, drafts: Iterable[Draft], device: str, number: int | None) -> journal.Applied:
    """Take in typing that was under way on a laptop, unless it went on and was sealed since."""
    made: dict[tuple[str, str], tuple[dict[str, Any], dict[str, list[str]]]] = {}
    for item, name, kind, value, replaced in drafts:
        later = any(
            name in entry.set and entry.dev == device and set(entry.on.get(name, ())) == set(replaced)
            for entry in journal.item_entries(e.conn, item, kind=kind)
        )
        if later or same(e.state(kind, item).shown().get(name), value):
            continue
        fields, on = made.setdefault((kind, item), ({}, {}))
        fields[name] = value
        on[name] = [id for id, state in journal.states_of(e.conn, replaced).items() if state == tables.APPLIED]
    entries = [e.entry(kind, item, fields, on=on) for (kind, item), (fields, on) in made.items()]
    return journal.apply(e.conn, entries, edit=number, authorised=e.workspace.authorised)


def restore_into(path: Path, backup: Path, passphrase: str) -> Backup:
    """Put a verified backup where the challenge file is gone; it opens with the passphrase of that time.

    What is there is never written over. Raises ReviewError.
    """
    path = path.absolute()
    folders.refuse_unsafe(path)
    if path.exists():
        raise ReviewError(f"{path.name} is already there and was left as it is. Choose another name.")
    if not backup.is_file():
        raise NotOurFile(f"There is no backup {backup}. Choose one from the list.")
    slots = keys.read_slots(backup)
    key = keys.unwrap(slots, passphrase)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _settled(backup) as file:
            if file != backup:
                with look_into(file, key, changing=True) as conn:
                    conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            copy_file(file, part)
        held, _ = verified(part, key)
        if not _opens(path, passphrase, key):
            keys.write_slots(path, slots)
        _set_aside_log(path)
        os.replace(part, path)
        keys.sync_folder(path.parent)
    except OSError as problem:
        raise unwritable(path.parent, problem) from problem
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    at = datetime.fromtimestamp(backup.stat().st_mtime).replace(microsecond=0)
    with contextlib.suppress(DamagedFile):
        at = datetime.fromisoformat(read_info(backup)["at"])
    return Backup(backup, at, held["entries"], held["notes"], held["points"], path.stat().st_size, True, path)


def _opens(path: Path, passphrase: str, key: bytes) -> bool:
    """Whether key slots that were left behind beside a lost file open the same key; others are not written over."""
    if not keys.keys_path(path).exists():
        return False
    if keys.unwrap(keys.read_slots(path), passphrase) != key:
        raise ReviewError(f"{keys.keys_path(path).name} belongs to another challenge. Choose another name.")
    return True


def _set_aside_log(path: Path) -> None:
    """A log left behind by a file that is gone must not be taken for that of the file which takes its place."""
    left = path.with_name(path.name + "-wal")
    if left.exists():
        os.replace(left, path.with_name(f"{path.name}-wal-of-lost-file"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    keys.sync_folder(path.parent)


def restore_keys(path: Path, passphrase: str) -> Backup:
    """Put a lost or damaged key file back from the newest backup whose key opens the challenge. Raises ReviewError."""
    for backup in backup_lines(path):
        try:
            slots = keys.read_slots(backup.path)
            key = keys.unwrap(slots, passphrase)
            with _settled(path) as file, look_into(file, key, changing=file != path):
                pass
        except DamagedFile:
            continue
        keys.write_slots(path, slots)
        return backup
    raise NotOurFile(f"No backup on this laptop has the key of {path.name}. Look for a copy of its key file.")


def any_slots(path: Path, passphrase: str) -> tuple[list[keys.Slot], bytes, dict[str, str], bytes]:
    """Slots and key of a challenge, from a backup if its own are lost; and the facts and salt of the newest backup."""
    slots: list[keys.Slot] = []
    key, problem = b"", None
    try:
        slots = keys.read_slots(path)
        key = keys.unwrap(slots, passphrase)
    except (NotOurFile, DamagedFile) as refused:
        problem = refused
    for backup in backup_lines(path):
        with contextlib.suppress(DamagedFile, NotOurFile):
            slots = slots or keys.read_slots(backup.path)
            key = key or keys.unwrap(slots, passphrase)
            with look_into(backup.path, key) as conn:
                facts = {row[0]: row[1] for row in conn.exec_driver_sql("SELECT key, value FROM meta")}
            with backup.path.open("rb") as stream:
                return slots, key, facts, stream.read(16)
    if problem is not None and not key:
        raise problem
    return slots, key, {}, b""


def renew_slots(facts: dict[str, str], slots: list[keys.Slot]) -> int:
    """Let the backups of a copy open as the challenge itself does now; the answer is how many there are."""
    folders = [folder_of(facts)] + ([Path(facts[FOLDER])] if facts.get(FOLDER) else [])
    renewed = 0
    for folder in folders:
        for backup in listed(folder, facts, check=False):
            with contextlib.suppress(ReviewError):
                keys.write_slots(backup.path, slots)
                renewed += 1
    return renewed
