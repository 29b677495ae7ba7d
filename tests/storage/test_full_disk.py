"""A disk that fills, a file that may not be written, a folder that is taken away: said plainly, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, ItemId, Note, Point, PointKind
from tests.support import PASSPHRASE, copy_of, environment, hasten, small_disk, team


class Editor:
    """What the editor does: keeps all that was typed, and tries again to save the whole note."""

    def __init__(self, w: storage.Workspace) -> None:
        self.w = w
        with w.read() as r:
            self.meeting = storage.meeting_lines(r)[0].meeting.id
            mine = storage.my_note(r, self.meeting)
            self.points = storage.note_points(r, mine.id) if mine else []
        self.note = Note(id=storage.new_id(), meeting=self.meeting, person=w.me)
        self.typed: list[str] = []

    def type(self, size: int = 2_000) -> None:
        text = f"Point {len(self.typed)}: " + "x" * size
        self.typed.append(text)
        place = f"z{len(self.typed):06d}z"
        self.points.append(Point(id=storage.new_id(), note=NO_ITEM, text=text, kind=PointKind.CONTEXT, position=place))

    def save(self) -> None:
        with self.w.edit("Type notes") as e:
            storage.write_points(e, self.meeting, self.points, new_note=self.note)


def stored(path: Path) -> list[str]:
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == []
        with w.read() as r:
            note = storage.my_note(r, storage.meeting_lines(r)[0].meeting.id)
            assert note is not None
            return [p.text for p in storage.note_points(r, note.id) if p.text.startswith("Point ")]


def test_a_disk_filled_while_typing_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        path = copy_of(team().peer(2), disk.folder)
        with storage.open_challenge(path, PASSPHRASE) as w:
            editor = Editor(w)
            editor.type()
            editor.save()
            disk.fill(200 * 1024)
            saved, refusal, slowest = 0, "", 0.0
            while not refusal:
                editor.type()
                begun = time.monotonic()
                try:
                    editor.save()
                    saved = len(editor.typed)
                except ReviewError as problem:
                    refusal = str(problem)
                slowest = max(slowest, time.monotonic() - begun)
            assert "disk is full" in refusal and refusal.endswith("."), refusal
            assert slowest < 20, "nobody waits for a disk that stays full"
            assert saved >= 2
            for _ in range(5):
                editor.type(20_000)
                with pytest.raises(ReviewError, match=r"disk is full"):
                    editor.save()
            with w.read() as r:
                note = storage.my_note(r, editor.meeting)
                assert note is not None
                held = {point.text for point in storage.note_points(r, note.id)}
            assert set(editor.typed[:saved]) <= held, "what was saved can be read while the disk is full"
            disk.clear()
            editor.save()
        assert stored(path) == editor.typed


def test_a_file_made_read_only_while_it_is_open(tmp_path: Path) -> None:
    """In a process that stops being root, for root may write anything."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("needs root, to become somebody who is not")
    with tempfile.TemporaryDirectory(prefix="read-only-") as made:
        path = copy_of(team().peer(2), Path(made))
        hasten(path)
        script = Path(__file__).with_name("read_only_child.py")
        seen = subprocess.run(
            [sys.executable, str(script), str(path)], capture_output=True, text=True, check=False, timeout=60,
            env=environment(HOME=made, XDG_DATA_HOME=made),
        )  # fmt: skip
        assert seen.returncode == 0, seen.stderr
        first, second = seen.stdout.splitlines()
        assert "may not be written" in first and first.endswith(".")
        assert second == "saved"
        assert stored(path) == ["Point 0", "Point 1"]


def test_a_folder_taken_away_is_said_and_what_was_typed_is_saved_when_it_is_back(tmp_path: Path) -> None:
    path = copy_of(team().peer(2), tmp_path / "disk")
    with storage.open_challenge(path, PASSPHRASE) as w:
        editor = Editor(w)
        editor.type()
        editor.save()
        try:
            (tmp_path / "disk").rename(tmp_path / "away")
        except OSError:
            pytest.skip("what is open cannot be taken away here")
        editor.type()
        begun = time.monotonic()
        with pytest.raises(ReviewError, match=r"no longer in .*Put it back.*\.$"):
            editor.save()
        assert time.monotonic() - begun < 20, "nobody waits for a folder that stays away"
        (tmp_path / "away").rename(tmp_path / "disk")
        editor.save()
    assert stored(path) == editor.typed


def test_a_file_that_was_deleted_or_replaced_is_not_written_on(tmp_path: Path) -> None:
    path = copy_of(team().peer(2), tmp_path / "disk")
    with storage.open_challenge(path, PASSPHRASE) as w:
        editor = Editor(w)
        editor.type()
        try:
            path.rename(path.with_name("moved.slir"))
        except OSError:
            pytest.skip("what is open cannot be moved here")
        path.write_bytes(b"something else")
        with pytest.raises(ReviewError, match="no longer in"):
            editor.save()
        with pytest.raises(ReviewError, match="no longer in"):
            w.set_me(ItemId("ab" * 16))
        made = storage.back_up(w, tmp_path / "rescue")
        assert made.sound and made.entries > 0, "what was saved before can be taken out all the same"
        path.unlink()
        path.with_name("moved.slir").rename(path)
        editor.save()
    assert stored(path) == editor.typed
