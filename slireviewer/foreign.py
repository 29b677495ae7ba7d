"""Files that others made: a look at what one would unpack to, and a process of its own to read it in.

A file may be made to do harm, or merely be broken; whatever its reading costs is spent and lost in that process, which
has little time and memory. What the files say is not known here.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from slireviewer.errors import ReviewError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Reader = Callable[[str, str], dict[str, Any]]
"""A function of a module that reads a file (its path, its kind) into plain data, which can be sent as JSON."""

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of Office before 2007 begin, and those of today that have a password."""

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200

_MOST_ANSWER = 64 * 1024 * 1024
_LOOK_S = 0.05
"""How often the process is looked at."""


class NoZip(Exception):
    """The file is no zip, or a broken one."""


class Bomb(Exception):
    """The file would unpack to more than any document holds."""


class Locked(Exception):
    """The file has a password."""


class TooSlow(Exception):
    """The file was not read in time, or was not wanted any more."""


class Broken(Exception):
    """The process that read the file ended without an answer: it ran out of memory, or its reader crashed."""


def names_in_zip(path: Path) -> list[str]:
    """The names of what is in a zip, if it may be unpacked. Raises NoZip, Bomb or Locked; unpacks nothing."""
    try:
        if _members(path) > MOST_MEMBERS:
            raise Bomb
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NoZip from error
    unpacked = sum(member.file_size for member in members)
    tightest = max((member.file_size / max(1, member.compress_size) for member in members), default=0)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or (unpacked > 2**20 and tightest > MOST_RATIO):
        raise Bomb
    if any(member.flag_bits & 1 for member in members):
        raise Locked
    return [member.filename for member in members]


def _members(path: Path) -> int:
    """How many members a zip says that it has, read from its end alone: a list of a million is not worth reading."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return 0 if at < 0 else max(int.from_bytes(end[at + 10 : at + 12], "little"), _room_for(end, at))


def _room_for(end: bytes, at: int) -> int:
    """At least how many members its list holds whatever it says, at 400 bytes each, which is more than names need."""
    listed = int.from_bytes(end[at + 12 : at + 16], "little")
    return 0 if listed == 0xFFFFFFFF else listed // 400


def read_aside(
    reader: Reader, path: Path, kind: str, *, seconds: float, memory: int, stopped: Callable[[], bool] = bool
) -> dict[str, Any]:
    """What ``reader`` makes of the file at ``path``, done in a process of its own with so much time and memory (bytes).

    Raises TooSlow when there is no answer within ``seconds`` or before ``stopped`` says so, Broken when there is none.
    """
    with contextlib.closing(_Child(reader, path, kind, seconds, memory)) as child:
        return child.answer(seconds, stopped)


class _Child:
    """A process that reads one file and says what it found; whatever happens to it happens to it alone."""

    def __init__(self, reader: Reader, path: Path, kind: str, seconds: float, memory: int) -> None:
        import psutil

        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        given = (reader, str(path), kind, seconds, memory, there)
        self._process = context.Process(target=_read, args=given, daemon=True)
        self._process.start()
        self._memory = memory
        self._watched = psutil.Process(self._process.pid)
        there.close()

    def answer(self, seconds: float, stopped: Callable[[], bool]) -> dict[str, Any]:
        try:
            end = monotonic() + seconds
            while stopped() or not self._here.poll(max(0.0, min(_LOOK_S, end - monotonic()))):
                if monotonic() >= end or stopped():
                    raise TooSlow
                if self._held() > self._memory:
                    raise Broken
            said: dict[str, Any] = json.loads(self._here.recv_bytes(_MOST_ANSWER))
        except (EOFError, OSError) as error:
            raise Broken from error
        return said

    def _held(self) -> int:
        """The memory (bytes) that the process holds: Windows and macOS set no bound to it by themselves."""
        import psutil

        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:
            return 0  # it has ended

    def close(self) -> None:
        """End the process, if it has not ended."""
        self._here.close()
        if self._process.is_alive():
            self._process.join(0.2)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()


def _read(reader: Reader, path: str, kind: str, seconds: float, memory: int, there: Connection) -> None:
    """What the process does: read, answer, end."""
    if os.name == "posix":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1), (resource.RLIMIT_CORE, 0),
        ):  # fmt: skip
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
    try:
        said = reader(path, kind)
    except ReviewError as refusal:
        said = {"refused": str(refusal)}
    there.send_bytes(json.dumps(said).encode())
    there.close()
