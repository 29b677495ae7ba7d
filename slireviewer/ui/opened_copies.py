"""Private copies of kept files, for looking at them with the system's own programs."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from slireviewer import paths

_DAY = 86_400  # seconds


class OpenedCopies:
    """A folder of this window's own, made when the first copy is wanted."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def folder(self) -> Path:
        """Where copies lie; those that a stopped program left over are deleted first."""
        if self._folder is None:
            home = paths.state_folder()
            for old in home.glob("opened-*"):
                if time.time() - old.stat().st_mtime > _DAY:
                    shutil.rmtree(old, ignore_errors=True)
            self._folder = Path(tempfile.mkdtemp(prefix="opened-", dir=home))
        return self._folder

    def clear(self) -> None:
        """Delete the copies."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def copy_out(folder: Path, name: str, data: bytes) -> Path:
    """A copy in ``folder`` that nobody else can read, under a name that is safe there."""
    own = Path(tempfile.mkdtemp(dir=folder))  # two files may have one name
    path = own / clean_name(name)
    path.touch(0o600)
    path.write_bytes(data)
    return path


def clean_name(name: str) -> str:
    """A file's name that is safe to write anywhere: no folders, no signs that hide its end, not too long."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    stem, dot, end = name.rpartition(".")
    if not dot:
        stem, end = name, ""
    return f"{stem[:100] or 'file'}{dot}{end[:10]}"
