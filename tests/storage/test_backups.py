"""Backups: verified, thinned out, listed without a key, taken in with nothing thrown away; and repair."""

from __future__ import annotations

import os
import random
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import DamagedFile, NotOurFile, ReviewError, WrongPassphrase
from slireviewer.history import parse_entry
from slireviewer.model import NO_ITEM, ItemId, ItemKind, Note, Point, PointKind
from slireviewer.storage import backups, keys
from slireviewer.storage.workspace import open_file
from tests.support import PASSPHRASE, copy_of, done, exported, run, sentence, small_disk, team

PAGE = 4096


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, where the backups go."""
    team()  # made with backups of its own
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_of(team().peer(2), tmp_path / "laptop")


@pytest.fixture
def w(path: Path) -> Iterator[storage.Workspace]:
    with storage.open_challenge(path, PASSPHRASE) as workspace:
        yield workspace


def entries(w: storage.Workspace) -> dict[str, bytes]:
    with w.read() as r:
        return {row[0]: row[1] for row in r.conn.exec_driver_sql("SELECT id, raw FROM op WHERE state != 2")}


def write(w: storage.Workspace, title: str, item: ItemId | None = None) -> ItemId:
    named = item or storage.new_id()
    with w.edit("Write") as e:
        e.put(ItemKind.FINDING, named, {"title": title})
    return named


def title(w: storage.Workspace, item: ItemId) -> str:
    with w.read() as r:
        return str(r.state("finding", item).shown().get("title", ""))


def type_words(w: storage.Workspace, text: str) -> None:
    """Typing that stays a draft."""
    with w.edit("Type notes") as e:
        meeting = storage.meeting_lines(e)[11].meeting.id
        point = Point(id=ItemId("ab" * 16), note=NO_ITEM, text=text, kind=PointKind.CONTEXT, position="z5z")
        note = storage.my_note(e, meeting)
        others = [p for p in storage.note_points(e, note.id) if p.id != point.id] if note else []
        storage.write_points(
            e, meeting, [*others, point], new_note=Note(id=storage.new_id(), meeting=meeting, person=w.me)
        )


def texts(w: storage.Workspace) -> set[str]:
    with w.read() as r:
        return {point.text for point in storage.read_points(r)}


# ---- making ----------------------------------------------------------------------------------------------


def test_a_backup_holds_everything_privately(w: storage.Workspace, data: Path) -> None:
    type_words(w, "A word still being typed")
    made = storage.back_up(w)
    assert made.sound and made.entries == len(entries(w)) and made.points == len(texts(w)) and not made.missed
    assert "A word still being typed" in texts(w), "typing was sealed first"
    assert made.path.is_relative_to(data / "slireviewer" / "backups") and made.path.stat().st_size == made.bytes
    names = {file.name for file in made.path.parent.iterdir()}
    assert names == {made.path.name, f"{made.path.name}-keys", f"{made.path.name}-info"}
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in made.path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    whole = b"".join(file.read_bytes() for file in made.path.parent.iterdir())
    assert b"typed" not in whole and w.key not in whole and w.key.hex().encode() not in whole


def test_a_backup_is_a_challenge_that_opens(w: storage.Workspace, tmp_path: Path) -> None:
    made = storage.back_up(w, tmp_path / "stick")
    assert made.path.parent == tmp_path / "stick" and storage.backup_lines(w) == []
    copy = copy_of(made.path, tmp_path / "elsewhere", "c.slir")
    with storage.open_challenge(copy, PASSPHRASE) as other:
        assert entries(other) == entries(w) and storage.verify(other) == []


def test_backups_are_listed_without_a_passphrase_newest_first(w: storage.Workspace, path: Path) -> None:
    first = storage.back_up(w)
    write(w, "Later")
    second = storage.back_up(w)
    for of in (w, path, first.path.parent):
        assert storage.backup_lines(of) == [second, first]
    assert second.entries == first.entries + 1
    assert storage.backup_lines(path.with_name("other.slir")) == []


def test_a_backup_that_changed_on_the_disk_is_told(w: storage.Workspace) -> None:
    made = storage.back_up(w)
    raw = bytearray(made.path.read_bytes())
    raw[20_000] ^= 1
    made.path.write_bytes(raw)
    assert [b.sound for b in storage.backup_lines(w)] == [False]
    with pytest.raises(DamagedFile, match="damaged"):
        storage.restore_backup(w, made.path)
    made.path.write_bytes(raw[:-1])
    assert [b.sound for b in storage.backup_lines(w)] == [False]
    backups.info_path(made.path).write_text("{}")
    assert storage.backup_lines(w) == []


def test_another_is_made_when_it_is_due_and_something_changed(
    w: storage.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = storage.backup_if_due(w)
    assert first is not None and storage.backup_if_due(w, minutes=0) is None, "nothing changed"
    write(w, "Later")
    assert storage.backup_if_due(w) is None, "it is too soon"
    second = storage.backup_if_due(w, minutes=0)
    assert second is not None and second.entries == first.entries + 1
    type_words(w, "Half a wo")
    assert storage.backup_if_due(w, minutes=0) is not None, "typing is a change"
    with w.read() as r:
        assert r.conn.exec_driver_sql("SELECT count(*) FROM draft").scalar_one(), "and is left as it is"


def test_a_wrong_clock_does_not_stop_backups(w: storage.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong(datetime):
        shift = timedelta(days=900)

        @classmethod
        def now(cls, tz: object = None) -> Wrong:
            return cls.fromtimestamp(datetime.now().timestamp() + cls.shift.total_seconds())

    with monkeypatch.context() as context:
        context.setattr(backups, "datetime", Wrong)
        future = storage.back_up(w)
    write(w, "Now")
    present = storage.backup_if_due(w)
    assert present is not None and present.number == future.number + 1
    assert [b.number for b in storage.backup_lines(w)] == [present.number, future.number]


def test_a_second_copy_goes_to_another_folder(w: storage.Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    storage.set_backup_folder(w, stick)
    made = storage.back_up(w)
    (copy,) = storage.backup_lines(stick)
    assert copy.path.name == made.path.name and copy.sound and not made.missed
    shutil.rmtree(stick)
    stick.write_text("no folder any more")
    again = storage.back_up(w)
    assert again.sound and "stick cannot be written" in again.missed and again.missed.endswith(".")
    with pytest.raises(ReviewError, match="cannot be written"):
        storage.set_backup_folder(w, stick)
    storage.set_backup_folder(w, None)
    assert not storage.back_up(w).missed


def test_a_backup_that_fails_leaves_nothing_and_takes_nothing_away(w: storage.Workspace, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        disk.fill(60 * 1024)
        before = sorted(disk.folder.iterdir())
        with pytest.raises(ReviewError, match=r"the disk is full.*\.$"):
            storage.back_up(w, disk.folder)
        assert sorted(disk.folder.iterdir()) == before


def test_a_backup_that_did_not_come_out_whole_takes_none_away(
    w: storage.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(14):
        write(w, f"{n}")
        storage.back_up(w)
    kept = storage.backup_lines(w)
    assert len(kept) == 12
    real = storage.Workspace.copy_to

    def torn(self: storage.Workspace, path: Path) -> None:
        real(self, path)
        with path.open("r+b") as stream:
            stream.seek(5 * PAGE + 9)
            stream.write(b"torn")

    monkeypatch.setattr(storage.Workspace, "copy_to", torn)
    write(w, "more")
    with pytest.raises(DamagedFile):
        storage.back_up(w)
    assert storage.backup_lines(w) == kept
    assert not list(kept[0].path.parent.glob("*.part"))


def test_what_was_left_unfinished_long_ago_is_swept_away(w: storage.Workspace) -> None:
    made = storage.back_up(w)
    names = ("00099-2020-01-01T00-00-00.slir.abcd.part", "00098-2020-01-01T00-00-00.slir-keys")
    for name in names:
        (made.path.parent / name).write_text("x")
    storage.back_up(w)
    assert all((made.path.parent / name).exists() for name in names), "it may be another's at work"
    for name in names:
        os.utime(made.path.parent / name, (0, 0))
    storage.back_up(w)
    assert not any((made.path.parent / name).exists() for name in names)


# ---- thinning out ------------------------------------------------------------------------------------------


def test_twelve_newest_and_one_an_hour_and_one_a_day_are_kept() -> None:
    start = datetime(2026, 5, 11, 8)
    made = [(n, start + timedelta(minutes=10 * n)) for n in range(6 * 24 * 40)]
    kept = backups.kept(made)
    times = [at for n, at in made if n in kept]
    assert {n for n, _ in made[-12:]} <= kept
    assert len({at.date() for at in times}) == 30
    assert len({(at.date(), at.hour) for at in times if at >= made[-1][1] - timedelta(hours=23)}) == 24
    assert len(kept) <= 12 + 24 + 30
    assert max(n for n, _ in made) in kept


def test_keeping_is_stable_and_never_drops_the_newest() -> None:
    rng = random.Random(4)
    made: list[tuple[int, datetime]] = []
    at = datetime(2026, 5, 11, 8)
    for n in range(1, 900):
        at += timedelta(minutes=rng.choice((1, 5, 30, 300, 2000, -4000)))
        made.append((n, at))
        kept = backups.kept(made)
        assert n in kept and len(kept) <= 66
        made = [backup for backup in made if backup[0] in kept]
        assert backups.kept(made) == {number for number, _ in made}
    assert backups.kept([]) == set()


# ---- restoring -----------------------------------------------------------------------------------------------


def test_restoring_adds_and_throws_nothing_away(w: storage.Workspace) -> None:
    old = write(w, "As it was")
    made = storage.back_up(w)
    with w.edit("Change") as e:
        e.put(ItemKind.FINDING, old, {"title": "As it is"})
    new = write(w, "Made since")
    before = entries(w)
    receipt = storage.restore_backup(w, made.path)
    assert receipt.taken == 0 and receipt.already == made.entries and receipt.outcome == "restored"
    assert entries(w) == before and title(w, old) == "As it is" and title(w, new) == "Made since"


def test_what_an_older_copy_lacks_comes_back(w: storage.Workspace, path: Path, tmp_path: Path) -> None:
    earlier = copy_of(path, tmp_path / "earlier")
    lost = write(w, "Written after the copy")
    made = storage.back_up(w)
    with storage.open_challenge(earlier, PASSPHRASE) as older:
        mine = write(older, "Written on the old copy")
        previewed = storage.preview_restore(older, made.path).receipt
        receipt = storage.restore_backup(older, made.path)
        assert (receipt.taken, previewed.taken) == (1, 1) and receipt.person_name == "Ivo Fenn"
        assert title(older, lost) == "Written after the copy" and title(older, mine) == "Written on the old copy"
        assert storage.verify(older) == []
        with older.read() as r:
            assert storage.receipt_lines(r)[-1]["outcome"] == "restored"
        assert storage.restore_backup(older, made.path).taken == 0, "a second time nothing is new"
        assert older.undo() == f"Restore {receipt.package}"
        assert title(older, lost) == "" and title(older, mine) == "Written on the old copy"
        older.redo()
        assert title(older, lost) == "Written after the copy"


def test_typing_in_a_backup_is_restored_unless_it_went_on_since(
    w: storage.Workspace, path: Path, tmp_path: Path
) -> None:
    type_words(w, "The lantern was")
    unsealed = storage.backup_if_due(w, minutes=0)
    assert unsealed is not None
    earlier = tmp_path / "earlier.slir"
    type_words(w, "The lantern was lit")
    with storage.open_challenge(copy_of(team().peer(2), tmp_path / "old", earlier.name), PASSPHRASE) as older:
        receipt = storage.restore_backup(older, unsealed.path)
        assert receipt.taken > 0 and "The lantern was" in texts(older)
    storage.restore_backup(w, unsealed.path)
    assert "The lantern was lit" in texts(w) and "The lantern was" not in texts(w)
    with w.read() as r:
        assert storage.conflict_lines(r) == []


def test_a_crashed_copy_is_a_backup_too(w: storage.Workspace, path: Path, tmp_path: Path) -> None:
    lost = write(w, "Only in the log beside the file")
    copy = tmp_path / "crashed.slir"
    for suffix in ("", "-keys", "-wal"):
        shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
    held = {file.name: file.read_bytes() for file in tmp_path.glob("crashed*")}
    with storage.open_challenge(copy_of(team().peer(2), tmp_path / "old"), PASSPHRASE) as older:
        assert storage.restore_backup(older, copy).taken == 1 and title(older, lost)
    storage.restore_into(tmp_path / "new.slir", copy, PASSPHRASE)
    with storage.open_challenge(tmp_path / "new.slir", PASSPHRASE) as again:
        assert title(again, lost)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("crashed*")} == held


def test_only_backups_of_the_same_challenge_are_taken(w: storage.Workspace, tmp_path: Path) -> None:
    done("new", tmp_path / "other.slir", "--council", "Elsewhere", "--framework", "cpc-2021")
    with storage.open_challenge(tmp_path / "other.slir", PASSPHRASE) as other:
        foreign = storage.back_up(other)
    for path, kind, passphrase in (
        (foreign.path, DamagedFile, ""),
        (foreign.path, NotOurFile, PASSPHRASE),
        (tmp_path / "none.slir", NotOurFile, ""),
    ):
        before = entries(w)
        with pytest.raises(kind, match=r"\.$"):
            storage.restore_backup(w, path, passphrase=passphrase)
        assert entries(w) == before
    with storage.open_challenge(copy_of(team().peer(3), tmp_path / "r3"), PASSPHRASE) as colleague:
        theirs = storage.back_up(colleague)
    assert storage.restore_backup(w, theirs.path, passphrase=PASSPHRASE).taken > 0, "a colleague's, same challenge"


def test_a_lost_file_comes_back_from_its_backup(path: Path, tmp_path: Path) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w:
        made = storage.back_up(w)
        write(w, "After the backup")
    before = exported(path, tmp_path)
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(b"what was left of an old log")
    assert done("restore", path).out.startswith(f"{path}: as it was at ")
    assert path.with_name(path.name + "-wal-of-lost-file").exists(), "nothing is thrown away"
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == [] and len(entries(w)) == made.entries
    assert exported(path, tmp_path) != before
    with pytest.raises(ReviewError, match="already there"):
        storage.restore_into(path, made.path, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        storage.restore_into(tmp_path / "x.slir", made.path, "something else")
    assert not list(tmp_path.glob("x.slir*"))


def test_a_lost_key_file_comes_back_from_a_backup(path: Path) -> None:
    done("backup", path)
    before = keys.keys_path(path).read_bytes()
    keys.keys_path(path).unlink()
    assert "no key file" in sentence(run("status", path))
    done("restore", path)
    assert keys.keys_path(path).read_bytes() == before
    done("verify", path)


# ---- commands ------------------------------------------------------------------------------------------------


def test_backup_and_restore_as_commands(path: Path, tmp_path: Path) -> None:
    assert done("backup", path, "--list").out == "There is no backup yet.\n"
    assert "no sound backup" in sentence(run("restore", path))
    made = done("backup", path, "--json").data
    assert made["sound"] and made["of"] == str(path) and Path(made["file"]).is_file()
    done("backup", path, "-o", tmp_path / "stick")
    assert done("backup", path, "--list", "--json", passphrase=None).data == [made]
    (elsewhere,) = done("backup", path, "-o", tmp_path / "stick", "--list", "--json").data
    restored = done("restore", path, elsewhere["file"], "--json").data
    assert restored["receipt"]["taken"] == 0 and restored["receipt"]["already"] == made["entries"]
    assert "changes taken" in done("restore", path).out


def test_a_backup_is_made_before_much_is_taken_in(path: Path, tmp_path: Path) -> None:
    done("merge", path, team().package(3), "--dry-run")
    assert storage.backup_lines(path) == []
    with storage.open_challenge(path, PASSPHRASE) as w:
        before = entries(w)
    done("merge", path, team().package(3))
    (made,) = storage.backup_lines(path)
    assert made.entries == len(before)
    done("import", path, team().source)
    assert storage.backup_lines(path) == [made], "not twice within a minute"


# ---- repair ----------------------------------------------------------------------------------------------------


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """The lead's file with everything, an undone merge, typing, and a log beside it as after a crash."""
    path = copy_of(team().lead, tmp_path / "lead")
    for n in range(2, 7):
        done("merge", path, team().package(n))
    done("merge", path, team().package(7))
    done("undo", path)
    key = keys.unwrap(keys.read_slots(path), PASSPHRASE)
    w = open_file(path, key)
    with w.edit("Type notes") as e:
        meeting = storage.meeting_lines(e)[3].meeting.id
        point = Point(id=ItemId("ab" * 16), note=NO_ITEM, text="Typed at the end", position="m")
        storage.write_points(e, meeting, [point], new_note=Note(id=storage.new_id(), meeting=meeting, person=w.me))
    crashed = tmp_path / "crashed" / "lead.slir"
    crashed.parent.mkdir()
    for suffix in ("", "-keys", "-wal"):
        shutil.copyfile(path.with_name(path.name + suffix), crashed.with_name(crashed.name + suffix))
    w.close()
    return crashed


def all_entries(path: Path) -> dict[str, tuple[int, bytes]]:
    with storage.open_challenge(path, PASSPHRASE, writing=False) as w, w.read() as r:
        rows = r.conn.exec_driver_sql("SELECT id, state, raw FROM op")
        return {row[0]: (row[1], row[2]) for row in rows}


def test_a_sound_file_is_repaired_into_the_same(merged: Path, tmp_path: Path) -> None:
    made = storage.repair(merged, PASSPHRASE, tmp_path / "new.slir")
    assert made.entries == made.expected and not made.keys_lost and made.drafts > 0 and made.damaged_pages == 0
    with storage.open_challenge(merged, PASSPHRASE) as w:
        assert w.recovered
    old, new = all_entries(merged), all_entries(made.path)
    assert {id: old[id] for id in new if id in old} == {id: new[id] for id in new if id in old}
    assert len(set(old) - set(new)) <= 1 and len(set(new) - set(old)) <= 1, "the typing, sealed apart in each"
    with storage.open_challenge(made.path, PASSPHRASE) as w:
        assert storage.verify(w) == [] and "Typed at the end" in texts(w) and w.is_lead
        read = storage.read_package(w, storage.load(team().package(7)), "r7")
        receipt = storage.merge_package(w, read)
        assert receipt is not None and receipt.taken > 0, "its packages still can be read, the undone one again"


@pytest.mark.parametrize("number", [1, 12, 60])
def test_what_destroyed_pages_leave_is_saved_and_counted(merged: Path, tmp_path: Path, number: int) -> None:
    whole = all_entries(merged)
    rng = random.Random(number)
    raw = bytearray(merged.read_bytes())
    for page in rng.sample(range(1, len(raw) // PAGE), number):
        raw[page * PAGE : (page + 1) * PAGE] = rng.randbytes(PAGE)
    merged.write_bytes(raw)
    said = done("repair", merged, "-o", tmp_path / "new.slir", "--json").data
    saved = all_entries(tmp_path / "new.slir")
    assert all(saved[id][1] == raw for id, (_, raw) in whole.items() if id in saved)
    assert said["expected"] == len(whole) and said["entries"] <= said["expected"]
    # A page holds some eight entries, and an entry may lean on a second page.
    assert said["entries"] >= len(whole) - 12 * number and said["damaged_pages"] <= number
    assert bytes(raw) == merged.read_bytes(), "the damaged file stays as it is"
    with storage.open_challenge(tmp_path / "new.slir", PASSPHRASE) as w:
        assert storage.verify(w) == []


def test_a_destroyed_beginning_loses_nothing(merged: Path, tmp_path: Path) -> None:
    with merged.open("r+b") as stream:
        stream.write(random.Random(1).randbytes(PAGE))
    merged.with_name(merged.name + "-wal").unlink()
    assert "damaged" in sentence(run("status", merged))
    made = storage.repair(merged, PASSPHRASE, tmp_path / "new.slir")
    assert made.entries == made.expected and not made.keys_lost


def test_keys_and_facts_that_are_gone_come_from_a_backup(merged: Path, tmp_path: Path) -> None:
    done("backup", merged)
    size = merged.stat().st_size
    with merged.open("r+b") as stream:
        stream.write(random.Random(1).randbytes(12 * PAGE))
    keys.keys_path(merged).unlink()
    made = storage.repair(merged, PASSPHRASE, tmp_path / "new.slir")
    assert 0 < made.entries <= made.expected and not made.keys_lost and merged.stat().st_size == size
    with storage.open_challenge(made.path, PASSPHRASE) as w:
        before = len(entries(w))
        storage.restore_backup(w, storage.backup_lines(merged)[0].path)
        assert len(entries(w)) >= before and w.is_lead


def test_what_was_redacted_does_not_come_back(merged: Path, tmp_path: Path) -> None:
    with storage.open_challenge(merged, PASSPHRASE) as w:
        secret = write(w, "A name that must go")
        with w.read() as r:
            rows = r.conn.exec_driver_sql("SELECT id FROM op WHERE item = ?", (secret,)).scalars().all()
        older = storage.back_up(w)
        with w.edit("Redact") as e:
            e.redact(rows)
        storage.restore_backup(w, older.path)
        assert not any(b"must go" in raw for raw in entries(w).values())
    made = storage.repair(merged, PASSPHRASE, tmp_path / "new.slir")
    with storage.open_challenge(made.path, PASSPHRASE) as w:
        assert not any(b"must go" in raw for raw in entries(w).values())
        assert all(parse_entry(raw).stub for id, raw in entries(w).items() if id in rows)


@pytest.mark.parametrize("content", [b"", b"Dear colleague,", random.Random(1).randbytes(20_000)])
def test_nothing_is_made_of_a_file_that_holds_nothing(path: Path, tmp_path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "Nothing of" in sentence(run("repair", path, "-o", tmp_path / "new.slir"))
    assert "already there" in sentence(run("repair", path, "-o", path))
    with pytest.raises(WrongPassphrase):
        storage.repair(path, "something else", tmp_path / "new.slir")
    assert not list(tmp_path.glob("new*"))
