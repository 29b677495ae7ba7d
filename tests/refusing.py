"""Places that take no file: a locked one, a read-only folder, a full disk, a folder in the way. Linux, as root."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

OLDER = b"the last good one"
REFUSALS = {
    "a locked file": "open in another program or the folder is read-only",
    "a read-only folder": "open in another program or the folder is read-only",
    "a full disk": "There is not enough room in",
    "a folder in the way": "There is already a folder called",
}
"""The kinds of places, with words of the sentence that each earns."""


@contextlib.contextmanager
def refusing(kind: str, folder: Path, names: tuple[str, ...]) -> Iterator[list[Path]]:
    """Paths called ``names`` in a folder below ``folder`` at which no file can be written.

    At each stands an older file, or a folder; that it is still there, alone and as it was, is seen to at the end.
    """
    there = folder / "refusing"
    there.mkdir()
    paths = [there / name for name in names]
    with contextlib.ExitStack() as after:
        if kind == "a full disk":
            _mount(after, there, "size=64k")
        elif kind == "a read-only folder" and os.geteuid() == 0:
            _mount(after, there, "size=1m")
        for path in paths:
            path.mkdir() if kind == "a folder in the way" else path.write_bytes(OLDER)
        if kind == "a locked file":
            for path in paths:
                _do("chattr", "+i", path)
                after.callback(_do, "chattr", "-i", path)
        elif kind == "a read-only folder":
            if os.geteuid() == 0:
                _do("mount", "-o", "remount,ro", there)
            else:
                there.chmod(0o500)
                after.callback(there.chmod, 0o700)
        elif kind == "a full disk":
            with contextlib.suppress(OSError), (there / "filler").open("wb") as filler:
                while True:
                    filler.write(bytes(4096))
                    filler.flush()
        yield paths
        for path in paths:
            assert path.is_dir() or path.read_bytes() == OLDER
        assert {path.name for path in there.iterdir()} <= {*names, "filler"}


def _mount(after: contextlib.ExitStack, there: Path, size: str) -> None:
    _do("mount", "-t", "tmpfs", "-o", size, "none", there)
    after.callback(_do, "umount", there)


def _do(*command: object) -> None:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"there is no {command[0]} here")
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this system does not let us make such a place: {done.stderr.strip()}")
