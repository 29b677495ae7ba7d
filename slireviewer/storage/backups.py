"""Backups of a challenge: made and verified, listed, thinned out.

A backup is a challenge file of its own, with its key slots and a note of what it holds beside it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from slireviewer import __version__, paths
from slireviewer.errors import DamagedFile, InUse, ReviewError
from slireviewer.storage import journal, keys
from slireviewer.storage.notes import seal_everything
from slireviewer.storage.workspace import Workspace, look_into

NEWEST, HOURS, DAYS = 12, 24, 30
FOLDER = "backup_folder"  # the local fact that names a second folder

_NAME = re.compile(r"(\d{5,})-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)\.slir\Z")
_FORGOTTEN = timedelta(hours=1)  # after which an unfinished file belongs to nobody


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: where and when, what it holds, and whether its bytes are still those that were verified.

    ``of`` is the challenge file it was made of. ``missed`` says why there is no second copy, if one was wanted.
    """

    path: Path
    at: datetime
    entries: int
    notes: int
    points: int
    bytes: int
    sound: bool
    of: Path
    number: int = 0
    missed: str = ""

    def as_json(self) -> dict[str, Any]:
        """The backup as plain data."""
        data = {name: getattr(self, name) for name in ("entries", "notes", "points", "bytes", "sound", "missed")}
        return {"file": str(self.path), "at": self.at.isoformat(), **data, "of": str(self.of)}

    def sentence(self) -> str:
        """One line for a person."""
        said = f"{self.at:%Y-%m-%d %H:%M:%S}  {self.notes:,} notes, {self.points:,} points, {self.entries:,} changes"
        return f"{said}  {self.path}" + ("" if self.sound else "  (damaged)")


def info_path(path: Path) -> Path:
    """Where the note stands that says what a backup holds."""
    return path.with_name(path.name + "-info")


def backups_folder() -> Path:
    """Where the backups of all challenges are kept on this laptop; made when missing."""
    return _private(paths.data_folder() / "backups")


def _private(folder: Path) -> Path:
    """A folder that is there and will be there after a power cut; one that is made is for its owner only."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in folder.parents:
            with contextlib.suppress(OSError):  # folders of the system, which are there in any case
                keys.sync_folder(each)
    return folder


def own_folder(workspace: Workspace) -> Path:
    """Where the backups of this copy of the challenge are kept, unless another folder is named."""
    return folder_of(workspace.facts)


def folder_of(facts: dict[str, str]) -> Path:
    """Where the backups of the copy with these facts lie."""
    return _private(backups_folder() / f"{facts['ch']}-{facts['dev'][:8]}")


def set_backup_folder(workspace: Workspace, folder: Path | None) -> None:
    """Keep a second copy of each backup in ``folder``, or no longer. Raises ReviewError if it cannot be written."""
    if folder is not None:
        try:
            _private(folder)
            handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
            os.close(handle)
            Path(name).unlink()
        except OSError as problem:
            raise unwritable(folder, problem) from problem
    workspace.set_fact(FOLDER, str(folder.absolute()) if folder else "")


def unwritable(folder: Path, problem: OSError) -> ReviewError:
    """What is said when a folder for backups cannot be written."""
    return ReviewError(f"{folder} cannot be written ({problem.strerror}). Choose another folder for backups.")


# ---- making ----------------------------------------------------------------------------------------------


def back_up(workspace: Workspace, folder: Path | None = None) -> Backup:
    """Write and verify a backup, and take older ones away that are no longer needed.

    ``folder`` is used instead of the usual ones; there nothing is taken away. Raises ReviewError, with nothing
    left behind and every older backup kept.
    """
    seal_everything(workspace)
    return _back_up(workspace, folder)


def backup_if_due(workspace: Workspace, minutes: float = 30) -> Backup | None:
    """A backup if something changed since the last one and that is ``minutes`` old; typing goes on undisturbed.

    For a job: with 30 while somebody works, with 1 before a merge or an import, with 0 at the end.
    """
    last = next(iter(listed(own_folder(workspace), workspace.facts)), None)
    if last is not None:
        age = abs((datetime.now() - last.at).total_seconds())
        if age < minutes * 60:
            return None
        with workspace.read() as r:
            if read_info(last.path)["state"] == _state(r.conn):
                return None
    return _back_up(workspace, None)


def _back_up(workspace: Workspace, folder: Path | None) -> Backup:
    first = folder if folder is not None else own_folder(workspace)
    try:
        with _one_at_a_time(workspace):
            made = _make(workspace, _private(first))
            if folder is None:
                _thin_out(first, workspace.facts, made)
                second = workspace.facts.get(FOLDER)
                if second:
                    made = replace(made, missed=_copy_along(Path(second), made, workspace))
    except OSError as problem:
        raise unwritable(first, problem) from problem
    return made


def back_up_older(path: Path, key: bytes) -> Backup:
    """A backup of a file that an older version wrote, as it is. Raises ReviewError."""
    workspace = Workspace(path, key, None)
    try:
        with workspace.read() as r:
            workspace.facts = {row[0]: row[1] for row in r.conn.exec_driver_sql("SELECT key, value FROM meta")}
        return _back_up(workspace, None)
    finally:
        workspace.close()


@contextlib.contextmanager
def _one_at_a_time(workspace: Workspace) -> Generator[None]:
    folder = own_folder(workspace)
    try:
        with FileLock(folder.with_name(folder.name + ".lock"), timeout=60, mode=0o600):
            yield
    except Timeout:
        raise InUse("Another window is making a backup just now. Try again in a moment.") from None


def _make(workspace: Workspace, folder: Path) -> Backup:
    at = datetime.now().replace(microsecond=0)
    number = max((backup.number for backup in _named(folder)), default=0) + 1
    path = folder / f"{number:05d}-{at:%Y-%m-%dT%H-%M-%S}.slir"
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with workspace.read() as r:
            before = _counts(r.conn)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        workspace.copy_to(part)
        with workspace.read() as r:
            after = _counts(r.conn)
        held, state = verified(part, workspace.key)
        if not before["entries"] <= held["entries"] <= after["entries"]:
            raise DamagedFile(f"The backup in {folder} did not come out whole and was thrown away. Try another disk.")
        _sync(part)
        info = {
            "format": 1, "at": at.isoformat(), "challenge": workspace.challenge_id, "device": workspace.device,
            "of": str(workspace.path.absolute()), **held, "state": state, "app": __version__,
            "bytes": part.stat().st_size, "sha256": hash_of(part),
        }  # fmt: skip
        _finish(part, path, keys.keys_path(workspace.path).read_bytes(), info)
    except DatabaseError as problem:
        why = "the disk is full" if "full" in str(problem.orig) else "the disk does not take it"
        raise ReviewError(f"No backup could be made in {folder}: {why}. Make room, or choose another folder.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return _backup(path, info, sound=True)


def _finish(part: Path, path: Path, slots: bytes, info: dict[str, Any]) -> None:
    """Give a verified file its name, last of all; its key slots and its note are there before it."""
    keys.write_private(keys.keys_path(path), slots)
    keys.write_private(info_path(path), json.dumps(info, sort_keys=True).encode())
    os.replace(part, path)
    keys.sync_folder(path.parent)


def _counts(conn: Connection) -> dict[str, int]:
    there = {row[0] for row in conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    queries = {"entries": "op", "notes": "note", "points": "point"}
    return {
        name: conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() if table in there else 0
        for name, table in queries.items()
    }


def _state(conn: Connection) -> list[Any]:
    """What is the same as long as nothing changed: the log, typing, attachments, undoing, local facts."""
    queries = (
        "SELECT count(*), coalesce(max(n), 0) FROM op",
        "SELECT count(*), coalesce(sum(state), 0) FROM op WHERE state != 0",
        "SELECT count(*), coalesce(max(at), ''), coalesce(sum(length(value)), 0) FROM draft",
        "SELECT (SELECT count(*) FROM content), (SELECT count(*) FROM redacted), (SELECT count(*) FROM peer)",
        "SELECT coalesce(max(id), 0), coalesce(sum(undone), 0) FROM edit",
    )
    try:
        state = [value for query in queries for value in conn.exec_driver_sql(query).one()]
    except OperationalError:
        return []  # the tables of another version
    facts = conn.exec_driver_sql("SELECT key, value FROM meta WHERE key != 'projection' ORDER BY key").all()
    return [*state, sha256(repr([tuple(row) for row in facts]).encode()).hexdigest()[:16]]


def verified(path: Path, key: bytes) -> tuple[dict[str, int], list[Any]]:
    """What a file holds, when every page of it is sound. Raises DamagedFile."""
    with look_into(path, key) as conn:
        checks = [row[0] for row in conn.exec_driver_sql("PRAGMA quick_check")]
        if checks != ["ok"] or conn.exec_driver_sql("PRAGMA cipher_integrity_check").all():
            raise DamagedFile(f"{path.name} is damaged: SQLite finds pages that are not as they were written.")
        return _counts(conn), _state(conn)


def _sync(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _copy_along(folder: Path, made: Backup, workspace: Workspace) -> str:
    """Put a second copy of a backup into ``folder``; the answer is the sentence why that could not be done."""
    target = folder / made.path.name
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    info = read_info(made.path)
    try:
        _private(folder)
        copy_file(made.path, part)
        if hash_of(part) != info["sha256"]:
            return f"The second copy in {folder} did not arrive whole. Try another disk."
        _finish(part, target, keys.keys_path(made.path).read_bytes(), info)
        _thin_out(folder, workspace.facts, replace(made, path=target))
    except OSError as problem:
        return str(unwritable(folder, problem))
    except ReviewError as problem:
        return str(problem)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return ""


def prove(path: Path, key: bytes) -> int:
    """The number of entries in a closed file of which everything is sound. Raises DamagedFile."""
    held, _ = verified(path, key)
    with look_into(path, key) as conn:
        if journal.wrong_names(conn):
            raise DamagedFile(f"{path.name} is damaged: some changes are not what their authors wrote.")
    _sync(path)
    return held["entries"]


def copy_file(source: Path, part: Path) -> None:
    """Copy a closed file to a private one, durably; what an earlier attempt left there is thrown away."""
    part.unlink(missing_ok=True)
    with source.open("rb") as given, open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as taken:
        shutil.copyfileobj(given, taken, 1024 * 1024)
        taken.flush()
        os.fsync(taken.fileno())


# ---- thinning out ------------------------------------------------------------------------------------------


def kept(made: Sequence[tuple[int, datetime]]) -> set[int]:
    """The numbers of the backups to keep: the newest 12, and the newest of each of 24 hours and of 30 days.

    Which is newer is decided by the number, since clocks go wrong.
    """
    order = sorted(made, reverse=True)
    keep = {number for number, _ in order[:NEWEST]}
    for most, form in ((HOURS, "%Y-%m-%d %H"), (DAYS, "%Y-%m-%d")):
        slots: dict[str, int] = {}
        for number, at in order:
            slots.setdefault(at.strftime(form), number)
        keep.update(list(slots.values())[:most])
    return keep


def _thin_out(folder: Path, facts: dict[str, str], made: Backup) -> None:
    """Take away the backups of this copy that are not to be kept, and what was left unfinished long ago."""
    mine = listed(folder, facts, check=False)
    keep = kept([(backup.number, backup.at) for backup in mine]) | {made.number}
    for backup in mine:
        if backup.number not in keep:
            _remove(backup.path)
    for left in (*folder.glob("*.slir.*.part"), *folder.glob("*.slir-*")):
        whole = left.with_name(left.name.split(".slir")[0] + ".slir")
        with contextlib.suppress(OSError):
            if not whole.exists() and datetime.now().timestamp() - left.stat().st_mtime > _FORGOTTEN.total_seconds():
                left.unlink()


def _remove(path: Path) -> None:
    """Take a backup away, the file first, so that no file without its keys is left."""
    for gone in (path, keys.keys_path(path), info_path(path)):
        with contextlib.suppress(OSError):
            gone.unlink(missing_ok=True)


# ---- listing -----------------------------------------------------------------------------------------------


def backup_lines(of: Workspace | Path) -> list[Backup]:
    """The backups of a challenge, newest first: of an open one, of a file (there or gone), or all in a folder."""
    if isinstance(of, Workspace):
        found = listed(own_folder(of), of.facts)
        second = of.facts.get(FOLDER)
        return found + (listed(Path(second), of.facts) if second else [])
    if of.is_dir():
        return _newest_first(_named(of))
    file = of.absolute()
    return _newest_first(b for folder in _folders() for b in _named(folder) if b.of == file)


def _folders() -> list[Path]:
    return [folder for folder in sorted(backups_folder().iterdir()) if folder.is_dir()]


def _newest_first(found: Iterable[Backup]) -> list[Backup]:
    return [_checked(b) for b in sorted(found, key=lambda b: (b.number, b.at, b.path), reverse=True)]


def listed(folder: Path, facts: dict[str, str], *, check: bool = True) -> list[Backup]:
    """The backups of one copy of a challenge in a folder, newest first."""
    found = []
    for backup in _named(folder):
        info = read_info(backup.path)
        if (info["challenge"], info["device"]) == (facts["ch"], facts["dev"]):
            found.append(backup)
    return _newest_first(found) if check else sorted(found, key=lambda b: b.number, reverse=True)


def _named(folder: Path) -> list[Backup]:
    """Every backup in a folder, as its note has it."""
    found = []
    try:
        names = sorted(folder.glob("*.slir"))
    except OSError:
        return []
    for path in names:
        if _NAME.match(path.name):
            with contextlib.suppress(DamagedFile):
                found.append(_backup(path, read_info(path), sound=False))
    return found


def _backup(path: Path, info: dict[str, Any], *, sound: bool) -> Backup:
    match = _NAME.match(path.name)
    return Backup(
        path=path, at=datetime.fromisoformat(info["at"]), entries=info["entries"], notes=info["notes"],
        points=info["points"], bytes=info["bytes"], sound=sound, of=Path(info["of"]),
        number=int(match[1]) if match else 0,
    )  # fmt: skip


def read_info(path: Path) -> dict[str, Any]:
    """The note beside a backup. Raises DamagedFile when there is none that can be read."""
    try:
        info = json.loads(info_path(path).read_bytes())
        datetime.fromisoformat(info["at"])
        numbers = all(type(info[name]) is int for name in ("entries", "notes", "points", "bytes"))
        texts = all(type(info[name]) is str for name in ("of", "challenge", "device", "sha256"))
        if numbers and texts and type(info["state"]) is list:
            return dict(info)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise DamagedFile(f"The note beside the backup {path.name} is missing or damaged.")


def _checked(backup: Backup) -> Backup:
    """The backup, and whether its bytes are those that were verified when it was made."""
    try:
        whole = backup.path.stat().st_size == backup.bytes and hash_of(backup.path) == read_info(backup.path)["sha256"]
        keys.read_slots(backup.path)
    except (OSError, ReviewError):
        whole = False
    return replace(backup, sound=whole)
