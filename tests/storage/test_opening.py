"""Making, opening and joining a challenge, and every way in which that can fail: one sentence, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import DamagedFile, InUse, NewerFormat, NotOurFile, ReviewError, WrongPassphrase
from slireviewer.model import NO_ITEM, Challenge, ItemId, Note, Point, PointKind, Theme
from slireviewer.storage import keys
from tests.support import PASSPHRASE, copy_of, environment, held, small_disk, team

HOST = Challenge(id=NO_ITEM, councils=("Port Brannock",), framework="cpc-2021")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_of(team().peer(2), tmp_path / "laptop")


def opened(path: Path, passphrase: str = PASSPHRASE, *, writing: bool = True) -> storage.Workspace:
    return storage.open_challenge(path, passphrase, writing=writing)


def refusal(path: Path, kind: type[ReviewError], passphrase: str = PASSPHRASE) -> str:
    """The sentence with which opening is refused, for writing and for reading; what is on the disk stays."""
    before = held(path)
    said = set()
    for writing in (True, False):
        with pytest.raises(kind) as refused:
            opened(path, passphrase, writing=writing).close()
        text = str(refused.value)
        assert text.endswith(".") and "\n" not in text
        said.add(text)
        after = {suffix: data for suffix, data in held(path).items() if suffix not in ("-wal", "-shm") or data}
        assert {k: v for k, v in after.items() if k != "-shm"} == before
    return " ".join(said)


# ---- making ----------------------------------------------------------------------------------------------


def test_a_new_challenge_is_private_from_the_first_byte(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = tmp_path / "deep" / "folder" / "a.slir"
        with storage.create_challenge(path, PASSPHRASE, HOST, lead="Edda Marsh") as w:
            with w.edit("Change") as e:
                e.put(*storage.find_item(e, w.challenge_id), {"sites": ["Quay"]})
            while_open = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(old)
    wanted = {"a.slir", "a.slir-keys", "a.slir-lock", "a.slir-owner", "a.slir-wal", "a.slir-shm"}
    assert set(while_open) == wanted
    assert set(while_open.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {file.name for file in path.parent.iterdir()} <= {"a.slir", "a.slir-keys", "a.slir-lock"}


@pytest.mark.parametrize("there", ["a.slir", "a.slir-keys"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("somebody's work")
    with pytest.raises(ReviewError, match="already there"):
        storage.create_challenge(tmp_path / "a.slir", PASSPHRASE, HOST)
    with pytest.raises(ReviewError, match="already there"):
        storage.join_challenge(team().quick_starter, PASSPHRASE, tmp_path / "a.slir", PASSPHRASE, "k-r2")
    assert [file.name for file in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "somebody's work"


def test_making_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ReviewError):
        storage.create_challenge(tmp_path / "a.slir", PASSPHRASE, Challenge(id=NO_ITEM, councils=("X",), framework="?"))
    with pytest.raises(ReviewError, match="no one “Nobody”"):
        storage.join_challenge(team().quick_starter, PASSPHRASE, tmp_path / "b.slir", PASSPHRASE, "Nobody")
    with pytest.raises(ReviewError, match="passphrase"):
        storage.create_challenge(tmp_path / "c.slir", "", HOST)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReviewError, match="cannot be made"):
        storage.create_challenge(tmp_path / "file" / "d.slir", PASSPHRASE, HOST)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_joining_starts_with_what_the_lead_prepared(path: Path) -> None:
    with opened(path) as w, w.read() as r:
        assert storage.find_person(r, w.me).name == "Ivo Fenn"
        assert not w.is_lead
        assert len(storage.read_meetings(r)) == 12
        assert {note.person for note in storage.read_notes(r)} == {w.me}


# ---- opening ---------------------------------------------------------------------------------------------


def test_opening_and_closing_changes_no_byte(path: Path) -> None:
    before = held(path)
    for writing in (True, False):
        with opened(path, writing=writing) as w, w.read() as r:
            storage.status(r)
        assert held(path) == before


def test_the_wrong_passphrase_opens_nothing(path: Path) -> None:
    assert "capitals" in refusal(path, WrongPassphrase, "A long walk by the river")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "a.slir", NotOurFile)
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotOurFile, match="is a folder"):
        opened(tmp_path / "folder")


@pytest.mark.parametrize("content", [b"", b"Dear colleague,", b"SQLite format 3\0" + bytes(4096), os.urandom(9000)])
def test_a_foreign_file_is_refused_and_left_alone(path: Path, tmp_path: Path, content: bytes) -> None:
    alone = tmp_path / "alone.slir"
    alone.write_bytes(content)
    assert "no key file" in refusal(alone, NotOurFile)
    path.write_bytes(content)
    assert "damaged" in refusal(path, DamagedFile)


def test_the_keys_of_another_challenge_do_not_open_it(path: Path) -> None:
    shutil.copyfile(keys.keys_path(team().lead), keys.keys_path(path))
    assert "cannot be read with its key" in refusal(path, DamagedFile)


@pytest.mark.parametrize("size", [1, 100, 4095, 4096])
def test_a_file_that_is_cut_off_is_damaged(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    assert "damaged" in refusal(path, DamagedFile)


@pytest.mark.parametrize("place", [0, 15, 16, 100, 4000])
def test_a_damaged_head_is_noticed(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(data)
    assert "damaged" in refusal(path, DamagedFile)


def test_a_damaged_page_anywhere_is_a_sentence_and_never_a_crash(path: Path) -> None:
    data = path.read_bytes()
    sound = 0
    for page in range(1, len(data) // 4096):
        changed = bytearray(data)
        changed[page * 4096 + 77] ^= 1
        path.write_bytes(changed)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with contextlib.suppress(DamagedFile), opened(path) as w:
            sound += not storage.verify(w)
    assert sound <= 1, "only a page that nothing uses may be damaged unnoticed"


def test_a_file_of_a_newer_version_is_refused_politely(path: Path) -> None:
    with opened(path) as w, w.edit("Pretend") as e:
        e.conn.exec_driver_sql("PRAGMA user_version = 2")
    assert "Install the newer version" in refusal(path, NewerFormat)


def test_a_view_ends_with_its_block_though_an_answer_was_not_read_to_its_end(path: Path) -> None:
    with storage.open_challenge(path, PASSPHRASE) as workspace:
        with workspace.read() as r:
            half = r.conn.exec_driver_sql("SELECT id FROM op")
            assert half.fetchone() is not None
            before = storage.status(r)["entries"]
        with workspace.edit("Prepare") as e:
            storage.write_theme(e, Theme(id=storage.new_id(), title="Housing", position="z"))
        with workspace.read() as r:
            assert storage.status(r)["entries"] > before
        half.close()


def test_lists_made_by_other_rules_are_made_anew(path: Path) -> None:
    with opened(path) as w:
        with w.read() as r:
            before = list(storage.export_records(r))
        with w.edit("Pretend") as e:
            e.conn.exec_driver_sql("UPDATE meta SET value = '0' WHERE key = 'projection'")
            e.conn.exec_driver_sql("DROP TABLE point")
    with opened(path) as w, w.read() as r:
        assert list(storage.export_records(r)) == before


# ---- one at a time ---------------------------------------------------------------------------------------

_HOLD = """
import sys, time
from pathlib import Path
from slireviewer import storage
w = storage.open_challenge(Path(sys.argv[1]), {passphrase!r})
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def elsewhere(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process has the file."""
    holding = subprocess.Popen(
        [sys.executable, "-c", _HOLD.format(passphrase=PASSPHRASE), str(path)],
        stdout=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert holding.stdout is not None and holding.stdout.readline() == b"open\n"
    yield holding
    holding.kill()
    holding.wait()
    holding.stdout.close()


def test_a_second_opening_says_who_has_the_file(path: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    with pytest.raises(InUse) as refused:
        opened(path)
    assert f"process {elsewhere.pid} on " in str(refused.value) and str(refused.value).endswith(".")
    with opened(path, writing=False) as w:
        with w.read() as r:
            assert storage.status(r)["me"] == "Ivo Fenn"
        with pytest.raises(InUse, match="open elsewhere"), w.edit("Change"):
            pass
        assert storage.write_export(w, path.with_name("out.jsonl")) > 100
    assert path.with_name(path.name + "-owner").exists(), "a reader does not take the owner's note away"


def test_a_process_that_dies_lets_go_of_the_file(path: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    elsewhere.send_signal(signal.SIGKILL)
    elsewhere.wait()
    with opened(path) as w:
        assert not w.read_only


def test_a_lock_or_note_left_behind_is_no_hindrance(path: Path) -> None:
    path.with_name(path.name + "-lock").write_bytes(b"")
    path.with_name(path.name + "-owner").write_bytes(b"{half a no")
    with opened(path):
        for left in (b"{half a no", b"\xff", b""):
            path.with_name(path.name + "-owner").write_bytes(left)
            with pytest.raises(InUse, match=r"already open"):
                opened(path)
    with opened(path):
        pass


# ---- disks -----------------------------------------------------------------------------------------------


def test_a_folder_that_may_not_be_written_is_a_sentence(path: Path) -> None:
    with small_disk(path.parent.parent / "disk", 8) as disk:
        copied = copy_of(path, disk.folder)
        with opened(copied) as w, w.read() as r:
            before = list(storage.export_records(r))
        disk.read_only()
        with pytest.raises(ReviewError, match=r"cannot be written \(Read-only file system\)\."):
            opened(copied)
        with pytest.raises(ReviewError, match=r"\.$"):
            storage.create_challenge(disk.folder / "new.slir", PASSPHRASE, HOST)
        disk.writable()
        with opened(copied) as w, w.read() as r:
            assert list(storage.export_records(r)) == before


def _type_for_ever(w: storage.Workspace, meeting: ItemId, saved: list[str]) -> None:
    points: list[Point] = []
    at = Note(id=storage.new_id(), meeting=meeting, person=w.me)
    while True:
        text = f"Said {len(saved)}: " + "x" * 5_000
        made = Point(
            id=storage.new_id(), note=NO_ITEM, text=text, kind=PointKind.CONTEXT, position=f"m{len(saved):06d}m"
        )
        points.append(made)
        with w.edit("Type notes") as e:
            storage.write_points(e, meeting, points, new_note=at)
        saved.append(text)


def _merge_for_ever(w: storage.Workspace, package: bytes) -> None:
    while True:
        storage.merge_package(w, storage.read_package(w, package, "p"), chunk=20)
        w.undo()


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with small_disk(path.parent.parent / "disk", 4) as disk:
        copied = copy_of(path, disk.folder)
        with opened(copied) as w:
            with w.read() as r:
                meeting = storage.read_meetings(r)[0].id
            disk.fill(600 * 1024)
            saved: list[str] = []
            with pytest.raises(ReviewError, match="disk is full"):
                _type_for_ever(w, meeting, saved)
            assert len(saved) > 3
            for write in (storage.write_package, storage.write_export):
                with pytest.raises(ReviewError, match=r"\.$"):
                    write(w, disk.folder / "out")
        assert not list(disk.folder.glob("out*")), "nothing half-written"
        disk.clear()
        with opened(copied) as w:
            assert storage.verify(w) == []
            with w.read() as r:
                texts = {point.text for point in storage.read_points(r)}
            assert set(saved) <= texts, "what was acknowledged is there"


def test_a_full_disk_refuses_a_new_challenge_and_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        disk.fill(100 * 1024)
        before = sorted(disk.folder.iterdir())
        with pytest.raises(ReviewError, match=r"\.$"):
            storage.create_challenge(disk.folder / "a.slir", PASSPHRASE, HOST)
        with pytest.raises(ReviewError, match=r"\.$"):
            storage.join_challenge(team().quick_starter, PASSPHRASE, disk.folder / "b.slir", PASSPHRASE, "k-r2")
        assert sorted(disk.folder.iterdir()) == before


def test_a_disk_that_fills_during_a_merge_is_finished_or_withdrawn_later(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        copied = copy_of(team().lead, disk.folder)
        package = storage.load(team().package(2))
        with opened(copied) as w:
            with w.read() as r:
                before = list(storage.export_records(r))
            for room in (8, 40, 120, 200):
                disk.fill(room * 1024)
                with pytest.raises(ReviewError, match=r"\.$"):
                    _merge_for_ever(w, package)
                disk.clear()
        with opened(copied) as w:
            with w.read() as r:
                now = list(storage.export_records(r))
                states = {line["state"] for line in storage.receipt_lines(r)}
            assert storage.verify(w) == []
            if now != before:
                w.undo()
                with w.read() as r:
                    assert list(storage.export_records(r)) == before
        assert states <= {"done", "undone", "withdrawn"}


# ---- after a crash ---------------------------------------------------------------------------------------


def test_typing_that_a_crash_interrupted_is_found_again(path: Path) -> None:
    script = _HOLD.format(passphrase=PASSPHRASE).replace(
        'print("open"',
        """
from slireviewer.model import NO_ITEM, Note, Point, PointKind
with w.read() as r:
    meeting = storage.read_meetings(r)[0].id
with w.edit("Type notes") as e:
    point = Point(id=storage.new_id(), note=NO_ITEM, text="The lantern was lit", kind=PointKind.CONTEXT, position="m")
    storage.write_points(e, meeting, [point], new_note=Note(id=storage.new_id(), meeting=meeting, person=w.me))
print("open\"""",
    )
    typing = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, env=environment())
    assert typing.stdout is not None and typing.stdout.readline() == b"open\n"
    typing.kill()
    typing.wait()
    typing.stdout.close()
    with opened(path) as w, w.read() as r:
        assert [line.text for line in storage.recovered(r)] == ["The lantern was lit"]
        assert "The lantern was lit" in {point.text for point in storage.read_points(r)}
