"""What every command needs: the passphrase, the challenge, where to write, and how to answer."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from slireviewer.errors import ReviewError

PASSPHRASE = "SLIREVIEWER_PASSPHRASE"
# What a colleague's file may hold, but no terminal should be told: control signs and signs that turn text about.
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Command(Protocol):
    """Adds a command: its name, what runs it, and a line of help; ``file`` and ``answers`` say what it takes."""

    def __call__(
        self,
        name: str,
        run: Callable[[argparse.Namespace], int | None],
        summary: str,
        *,
        file: bool = True,
        answers: bool = True,
    ) -> argparse.ArgumentParser: ...


def passphrase(args: argparse.Namespace, *, twice: bool = False, starter: bool = False) -> str:
    """From the file named, the environment, or asked at the terminal. Raises ReviewError when there is none."""
    named = args.starter_passphrase_file if starter and args.starter_passphrase_file else args.passphrase_file
    if named:
        try:
            said = Path(named).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as problem:
            raise ReviewError(f"The passphrase file {named} cannot be read. Check its name.") from problem
    elif PASSPHRASE in os.environ:
        said = os.environ[PASSPHRASE]
    elif sys.stdin.isatty():
        import getpass

        what = "Passphrase of the starter: " if starter else "Passphrase: "
        said = getpass.getpass(what)
        if twice and getpass.getpass("Once more: ") != said:
            raise ReviewError("The two passphrases are not the same. Nothing was written.")
    else:
        raise ReviewError(f"A passphrase is needed: set {PASSPHRASE} or give --passphrase-file.")
    if not said:
        raise ReviewError("The passphrase is empty. Choose one that you can remember.")
    return said


def say(args: argparse.Namespace, data: Any, *lines: str) -> None:
    """Answer as JSON, or with these lines."""
    if getattr(args, "json", False):
        plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
        print(json.dumps(data, ensure_ascii=plain, indent=1))
    else:
        for line in lines:
            print(HIDDEN.sub("", line))


WORD = {".docx": "a Word document"}
"""What is only written for Word, as ``out_path`` asks for it."""


def out_path(said: str, kinds: Mapping[str, str] | None = None) -> Path:
    """Where to write: never over a challenge, or what belongs to one, and only in one of these ``kinds``, which are
    words by the end of a name; a name without an end is of the first. Raises ReviewError."""
    out = Path(said)
    if not out.name:
        raise ReviewError(f"“{said}” is not the name of a file. Give the file to be written a name.")
    if kinds and out.suffix and out.suffix.lower() not in kinds:
        can = " or ".join(f"{words} ({suffix})" for suffix, words in kinds.items())
        raise ReviewError(f"{out.name} can{' only' if len(kinds) == 1 else ''} be {can}. Nothing was written.")
    for suffix in ("", "-keys", "-wal", "-shm", "-lock", "-owner"):
        if out.name.endswith(suffix) and os.path.exists(f"{str(out).removesuffix(suffix)}-keys"):
            raise ReviewError(f"{out} belongs to a challenge, which would be lost. Choose another name.")
    return out


def opened(args: argparse.Namespace, *, writing: bool = True) -> Any:
    """The challenge for writing (or only for reading), with its lock."""
    from slireviewer import storage

    return storage.open_challenge(Path(args.file), passphrase(args), writing=writing)


def looking(args: argparse.Namespace) -> Any:
    """The challenge for reading: with its lock if nobody has it, so that interrupted work is finished first."""
    from slireviewer import storage
    from slireviewer.errors import InUse

    said = passphrase(args)
    try:
        return storage.open_challenge(Path(args.file), said)
    except InUse:
        return storage.open_challenge(Path(args.file), said, writing=False)


def back_up_first(workspace: Any) -> None:
    """A backup before much is taken in; what cannot be made now (a full disk) does not stop what can be undone."""
    from slireviewer import storage

    with contextlib.suppress(ReviewError):
        storage.backup_if_due(workspace, minutes=1)


def day(text: str) -> date:
    """A date given as YYYY-MM-DD."""
    return date.fromisoformat(text)


def number(text: str) -> int:
    """A whole number from 1 to 10,000."""
    said = int(text)
    if not 0 < said <= 10_000:
        raise ValueError
    return said
