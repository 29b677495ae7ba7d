"""A finished file into its place: built aside, checked there, and only then swapped in. A failure leaves what was."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path

from slireviewer.errors import ReviewError


def put_in_place(data: bytes, out: Path, look: Callable[[Path], list[str]] | None = None) -> None:
    """Write ``data`` to ``out``, readable by its owner only.

    ``look`` reads the file back from the disk before it is kept, and says what is wrong with it, one line each. Raises
    ReviewError with one sentence; what stood at ``out`` then stays, and nothing else is left behind.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        try:
            _store(part, data)
            if look is not None:
                _keep(look(part), out)
            os.replace(part, out)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        _settle(out.parent)
    except OSError as error:
        raise ReviewError(_sentence(error, out)) from error


def _store(part: Path, data: bytes) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(wrong: list[str], out: Path) -> None:
    if wrong:
        error = ReviewError(f"{out.name} did not read back as it was written, so it was not kept; please try again.")
        error.add_note("; ".join(wrong))
        raise error


def _settle(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(error: OSError, out: Path) -> str:
    folder = out.absolute().parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"There is not enough room in {folder} for {out.name}; free some space or choose another folder."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"There is no folder {folder}; choose another place for {out.name}."
    if error.errno in (errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY):
        return f"There is already a folder called {out.name} in {folder}; choose another name."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.ETXTBSY):
        return (
            f"{out.name} could not be written to {folder}: the file is open in another program or the folder is "
            "read-only. Close it, or choose another place."
        )
    return f"{out.name} could not be written to {folder}: {error.strerror or error}."
