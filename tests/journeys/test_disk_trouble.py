"""The disk is full, turns read-only or is taken away while somebody types: the window says so, and no word is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, Meeting
from tests.journeys.conftest import Journey, Reviewer

PASSPHRASE = "small disk"
HUNDRED = "The repairs backlog has fallen, tenants say so, and nobody quite knows why it fell so fast this year. "


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 5 MB with a challenge on it."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can make a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("disks cannot be mounted here")
    path = folder / "c.slir"
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=NO_ITEM, councils=("Anytown",)), lead="Ada Peer") as w:
        meeting = Meeting(id=storage.new_id(), title="Staff", starts=datetime(2026, 5, 12, 10), peers=frozenset({w.me}))
        with w.edit("Prepare") as e:
            storage.write_meeting(e, meeting)
    yield path
    for place in (folder, tmp_path / "elsewhere"):
        subprocess.run(["umount", "-l", str(place)], capture_output=True)


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def at_ten() -> datetime:
    return datetime(2026, 5, 12, 10, 5)


def stored(path: Path) -> str:
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        (note,) = storage.read_notes(r)
        return "\n".join(point.text for point in storage.note_points(r, note.id))


def trouble(travel: Journey, path: Path, qtbot: QtBot, begin: Callable[[], None], end: Callable[[], None]) -> None:
    """Type, let the disk fail, type on, see it said within three seconds, mend the disk, see it saved."""

    def steps(me: Reviewer) -> None:
        me.press("Ctrl+Shift+2")
        me.type("Before the trouble.")
        me.waits_for("Saved 10:05", 5000)
        begin()
        me.press("Return")
        me.type(HUNDRED * 3)
        me.waits_for("Not saved", 3000)
        me.type("Typed during the trouble.")
        end()
        qtbot.waitUntil(lambda: not me.sees("Not saved"), timeout=6000)
        me.waits_for("Saved 10:05", 5000)

    os.environ["SLIREVIEWER_PASSPHRASE"] = PASSPHRASE
    try:
        travel(steps, (str(path),), at_ten)
    finally:
        del os.environ["SLIREVIEWER_PASSPHRASE"]
    assert stored(path) == "Before the trouble.\n" + HUNDRED * 3 + "Typed during the trouble."


def test_a_full_disk(travel: Journey, disk: Path, qtbot: QtBot) -> None:
    filler = disk.parent / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as stream:
            try:
                while True:
                    stream.write(b"x" * 4096)
            except OSError:
                pass

    trouble(travel, disk, qtbot, fill, filler.unlink)


def test_a_file_made_read_only_while_it_is_open(
    travel: Journey, disk: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    # What is open already can still be written, so it goes on being saved; the window says what has happened to it.
    def steps(me: Reviewer) -> None:
        me.press("Ctrl+Shift+2")
        me.type("Before. ")
        me.waits_for("Saved 10:05", 5000)
        files = [disk.with_name(disk.name + suffix) for suffix in ("", "-wal", "-shm")]
        for file in files:
            file.chmod(0o400)
        me.type(HUNDRED * 3)
        me.press("Return")
        me.waits_for("on this laptop, but read-only", 3000)
        me.type("Typed while it was read-only.")
        for file in files:
            file.chmod(0o600)
        me.type(" And after it.")
        qtbot.waitUntil(lambda: not me.sees("read-only"), timeout=5000)
        me.waits_for("Saved 10:05", 5000)

    monkeypatch.setenv("SLIREVIEWER_PASSPHRASE", PASSPHRASE)
    travel(steps, (str(disk),), at_ten)
    assert stored(disk) == "Before. " + HUNDRED * 3 + "\nTyped while it was read-only. And after it."


def test_a_folder_that_is_taken_away(travel: Journey, disk: Path, qtbot: QtBot) -> None:
    away = disk.parent.parent / "elsewhere"
    away.mkdir()
    folder = str(disk.parent)
    run("mount", "--make-private", folder)
    trouble(
        travel, disk, qtbot,
        lambda: run("mount", "--move", folder, str(away)),
        lambda: run("mount", "--move", str(away), folder),
    )  # fmt: skip
