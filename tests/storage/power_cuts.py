"""A disk that loses its power: a recording of what a process really asked of the disk, and what may be left of it.

A process is recorded by strace. Of every file, what was written since its last fsync may be lost, kept or torn into
sectors, in any combination; of every folder, what was created, renamed or deleted since the last fsync of that folder
may be lost: mostly the later before the earlier (as on a journalling file system), at times any of it. The fsync of a
file does not save its name.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "open,openat,creat,close,dup,dup2,dup3,lseek,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,"
    "fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,"
    "copy_file_range,sendfile"
)


@dataclass(frozen=True)
class Event:
    """One thing asked of the disk (or said): what, of which path, and with what."""

    what: str
    path: str = ""
    other: str = ""
    at: int = 0
    data: bytes = b""


def record(command: Sequence[str], folder: Path, trace: Path, env: Mapping[str, str]) -> list[Event]:
    """What a command did to the files beneath ``folder``, and what it said on the standard output, in order."""
    watched = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-e", "signal=none"]
    done = subprocess.run(
        [*watched, "-o", str(trace), *command], env=dict(env), capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    with trace.open(encoding="ascii") as lines:
        return list(_events(lines, str(folder)))


_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?")
_FD = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _events(lines: Iterator[str], folder: str) -> Iterator[Event]:
    places: dict[tuple[str, int], int] = {}
    for line in lines:
        assert "unfinished" not in line, "two threads at the disk: the order is not known"
        match = _LINE.match(line)
        if match is None or int(match[4]) < 0:
            continue
        who, call, given, answer = match[1], match[2], match[3], int(match[4])
        fds = [(fd, _bytes(path).decode("utf-8", "replace")) for fd, path in _FD.findall(given)]
        texts = [_bytes(text) for text in _TEXT.findall(given)]
        here = (who, int(fds[0][0])) if fds and fds[0][0] != "AT_FDCWD" else ("", 0)
        path = fds[0][1] if fds else ""
        if call in ("open", "openat", "creat"):
            name = _bytes(match[5] or "").decode("utf-8", "replace")
            places[who, answer] = 0
            if name.startswith(folder):
                assert "O_APPEND" not in given and "O_TMPFILE" not in given
                if "O_CREAT" in given:
                    yield Event("create", name)
                if "O_TRUNC" in given:
                    yield Event("truncate", name)
            continue
        if call == "lseek":
            places[here] = answer
            continue
        if call == "write" and here[1] == 1:
            yield Event("said", data=texts[0])
            continue
        names = [text.decode("utf-8", "replace") for text in texts]
        if call in ("rename", "unlink", "mkdir", "rmdir", "renameat", "unlinkat", "mkdirat", "renameat2"):
            absolute = [
                name if name.startswith("/") else f"{fds[min(n, len(fds) - 1)][1]}/{name}"
                for n, name in enumerate(names)
            ]
            if absolute[0].startswith(folder):
                yield Event(re.sub("at2?$", "", call), absolute[0], *absolute[1:2])
            continue
        if not path.startswith(folder) or path.endswith(" (deleted)"):
            continue
        if call in ("fsync", "fdatasync"):
            yield Event("sync", path)
        elif call == "ftruncate":
            yield Event("truncate", path, at=int(given.rsplit(", ", 1)[1]))
        elif call == "write":
            yield Event("write", path, at=places[here], data=texts[0][:answer])
            places[here] += answer
        elif call == "pwrite64":
            yield Event("write", path, at=int(given.rsplit(", ", 1)[1]), data=texts[0][:answer])
        else:
            assert call == "close", f"{call} is not understood"


# ---- the disk ----------------------------------------------------------------------------------------------


@dataclass
class _File:
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # (place, bytes), or (size, None)

    def apply(self, data: bytearray, at: int, written: bytes | None) -> None:
        if written is None:
            del data[at:]
            data.extend(bytes(at - len(data)))
        else:
            data.extend(bytes(max(0, at - len(data))))
            data[at : at + len(written)] = written

    def sync(self) -> None:
        self.durable = self.survivor(None, 1)
        self.pending = []

    def survivor(self, rng: random.Random | None, chance: float) -> bytes:
        """The file as it may be after the cut; each unsynced write is there with ``chance``, some in parts."""
        data = bytearray(self.durable)
        for at, written in self.pending:
            if rng is None or rng.random() < chance:
                self.apply(data, at, written)
            elif written is not None and chance > 0 and rng.random() < 0.5:
                first = -at % SECTOR
                for start in (0, *range(first, len(written), SECTOR)):
                    if rng.random() < 0.5:
                        end = first if start < first else start + SECTOR
                        self.apply(data, at + start, written[start:end])
        return bytes(data)


class Disk:
    """The files of a recording: what is there, and what of it would be there after a power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.live: dict[str, _File | None] = {}  # None: a folder
        for path in sorted(folder.rglob("*")):
            self.live[str(path)] = None if path.is_dir() else _File(path.read_bytes())
        self.durable = dict(self.live)
        self.pending: dict[str, list[tuple[str, str, _File | None]]] = defaultdict(list)

    def happen(self, event: Event) -> None:
        """Let one thing happen."""
        path, parent = event.path, event.path.rsplit("/", 1)[0]
        if event.what == "create":
            if path not in self.live:
                made = self.live[path] = _File()
                self.pending[parent].append(("link", path, made))
        elif event.what == "mkdir":
            self.live[path] = None
            self.pending[parent].append(("link", path, None))
        elif event.what in ("unlink", "rmdir"):
            del self.live[path]
            self.pending[parent].append(("unlink", path, None))
        elif event.what == "rename":
            assert event.other.rsplit("/", 1)[0] == parent, "renamed into another folder"
            moved = self.live.pop(path)
            self.live[event.other] = moved
            self.pending[parent].append((f"rename {path}", event.other, moved))
        elif event.what == "sync" and self.live.get(path) is None:
            for change in self.pending.pop(path, ()):
                self._settle(self.durable, change)
        else:
            file = self.live[path]
            assert file is not None
            if event.what == "sync":
                file.sync()
            else:
                file.pending.append((event.at, event.data if event.what == "write" else None))

    @staticmethod
    def _settle(names: dict[str, _File | None], change: tuple[str, str, _File | None]) -> None:
        what, path, file = change
        if what == "unlink":
            names.pop(path, None)
            return
        if what.startswith("rename "):
            names.pop(what[7:], None)
        names[path] = file

    def cut(self, rng: random.Random, into: Path) -> None:
        """Write what may be left after a cut at this moment to the folder ``into``."""
        chance = rng.choice((0.0, 0.0, 0.1, 0.5, 0.9, 1.0))
        names = dict(self.durable)
        in_order = rng.random() < 0.6
        for changes in self.pending.values():
            until = len(changes) if chance == 1 else 0 if chance == 0 else rng.randint(0, len(changes))
            for change in changes[:until] if in_order else [c for c in changes if rng.random() < chance]:
                self._settle(names, change)
        for name, file in sorted(names.items()):
            target = into / name[len(self.folder) + 1 :]
            # What lies in a folder whose own name was lost is lost with it; memory shared by processes is no file.
            if not target.parent.is_dir() or name.endswith("-shm"):
                continue
            if file is None:
                target.mkdir()
            else:
                target.write_bytes(file.survivor(rng, chance))
