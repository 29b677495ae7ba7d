"""Files of other versions: older ones are brought up to date on a copy, newer ones refused, and released ones open."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from slireviewer import storage
from slireviewer.errors import DamagedFile, NewerFormat, ReviewError
from slireviewer.model import NO_ITEM, Challenge
from slireviewer.storage import backups, opening, tables, upgrades, workspace
from tests.support import PASSPHRASE, copy_of, exported, held, team

GOLDEN = Path(__file__).parents[1] / "golden"
STEP = ("CREATE TABLE later(n INTEGER PRIMARY KEY, words TEXT)", "INSERT INTO later(words) SELECT id FROM op")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, where the backups go."""
    team()
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_of(team().peer(2), tmp_path / "laptop")


def newer(monkeypatch: pytest.MonkeyPatch, *step: str) -> None:
    """Become a version of the program that has one more step."""
    monkeypatch.setattr(upgrades, "STEPS", {tables.SCHEMA_VERSION: step})
    monkeypatch.setattr(tables, "SCHEMA_VERSION", tables.SCHEMA_VERSION + 1)


def schema(path: Path, passphrase: str = PASSPHRASE) -> set[tuple[str, str, str]]:
    with storage.open_challenge(path, passphrase, writing=False) as w, w.read() as r:
        rows = r.conn.exec_driver_sql("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
        return {(row[0], row[1], row[2]) for row in rows}


def test_an_older_file_is_brought_up_to_date_on_a_copy(path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    before, held_before = exported(path, tmp_path), held(path)
    newer(monkeypatch, *STEP)
    with pytest.raises(ReviewError, match="older version"):
        storage.open_challenge(path, PASSPHRASE, writing=False)
    assert held(path) == held_before, "looking changes nothing"
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        assert r.conn.exec_driver_sql("SELECT count(*) FROM later").scalar_one() > 0
        assert r.conn.exec_driver_sql("PRAGMA user_version").scalar_one() == tables.SCHEMA_VERSION
        mode = r.conn.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert mode == "wal"
    assert exported(path, tmp_path) == before
    assert held(path)["-keys"] == held_before["-keys"] and set(held(path)) == set(held_before)
    (kept,) = storage.backup_lines(path)
    assert kept.sound and kept.notes == 10
    monkeypatch.undo()
    storage.restore_into(tmp_path / "old.slir", kept.path, PASSPHRASE)
    assert exported(tmp_path / "old.slir", tmp_path) == before, "the file as it was opens with the older version"


def test_work_left_in_the_log_by_a_crash_is_upgraded_too(path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w:
        with w.edit("Write") as e:
            e.put(*storage.find_item(e, w.challenge_id), {"sites": ["Only in the log"]})
        crashed = tmp_path / "crashed" / path.name
        crashed.parent.mkdir()
        for suffix in ("", "-keys", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), crashed.with_name(crashed.name + suffix))
    newer(monkeypatch, *STEP)
    with storage.open_challenge(crashed, PASSPHRASE) as w, w.read() as r:
        assert storage.get_challenge(r).sites == ("Only in the log",)
        assert storage.verify(w) == []


def test_an_upgraded_file_has_the_shape_of_a_new_one(path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    newer(monkeypatch, "CREATE TABLE later(n INTEGER PRIMARY KEY, words TEXT)")
    storage.open_challenge(path, PASSPHRASE).close()

    def create(conn: Any) -> None:
        real(conn)
        conn.exec_driver_sql("CREATE TABLE later(n INTEGER PRIMARY KEY, words TEXT)")

    real = upgrades.create_truth
    monkeypatch.setattr(upgrades, "create_truth", create)
    storage.create_challenge(tmp_path / "new.slir", PASSPHRASE, Challenge(id=NO_ITEM, councils=("X",))).close()
    assert schema(path) == schema(tmp_path / "new.slir")


@pytest.mark.parametrize(
    "step",
    [
        ("CREATE TABLE later(n INTEGER)", "INSERT INTO nowhere VALUES(1)"),
        ("DELETE FROM op WHERE n = 3",),
        ("UPDATE op SET raw = x'7b7d' WHERE n = 3",),
        ("UPDATE op SET raw = raw || ' ' WHERE n = 3",),
        ("DROP TABLE meta",),
    ],
)
def test_a_step_that_fails_leaves_the_file_untouched(path: Path, monkeypatch: Any, step: tuple[str, ...]) -> None:
    before = held(path)
    newer(monkeypatch, *step)
    with pytest.raises(Exception):  # noqa: B017, PT011 - a step that is wrong is a bug, whatever it raises
        storage.open_challenge(path, PASSPHRASE)
    after = {suffix: data for suffix, data in held(path).items() if data}
    assert after == before and not list(path.parent.glob("*.part*"))
    monkeypatch.undo()
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == []


@pytest.mark.parametrize("place", ["backup", "copy", "prove", "settle", "swap"])
def test_a_disk_that_fails_at_any_stage_leaves_the_file_untouched(path: Path, monkeypatch: Any, place: str) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        before = list(storage.export_records(r))

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        newer(context, *STEP)
        target: tuple[Any, str] = {
            "backup": (backups, "_make"), "copy": (backups, "copy_file"), "prove": (backups, "prove"),
            "settle": (opening, "settle"), "swap": (opening.os, "replace"),
        }[place]  # fmt: skip
        if place == "swap":
            real = opening.os.replace
            monkeypatch.setattr(
                opening.os, "replace", lambda a, b: fail() if str(a).endswith("upgrade.part") else real(a, b)
            )
        else:
            context.setattr(*target, fail)
        with pytest.raises(ReviewError, match=r"No space left.*\.$"):
            storage.open_challenge(path, PASSPHRASE)
    monkeypatch.undo()
    assert not list(path.parent.glob("*.part*"))
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        assert list(storage.export_records(r)) == before


def test_what_an_interrupted_upgrade_left_is_no_hindrance(path: Path, monkeypatch: Any) -> None:
    path.with_name(path.name + ".upgrade.part").write_bytes(b"half a copy")
    newer(monkeypatch, *STEP)
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == []


def test_a_file_in_use_is_not_upgraded(path: Path, monkeypatch: Any) -> None:
    with workspace.holding(path):
        newer(monkeypatch, *STEP)
        with pytest.raises(ReviewError, match="already open"):
            storage.open_challenge(path, PASSPHRASE)


def test_a_newer_file_is_refused_and_left_alone(path: Path, monkeypatch: Any) -> None:
    with monkeypatch.context() as context:
        newer(context, *STEP)
        storage.open_challenge(path, PASSPHRASE).close()
    before = held(path)
    for writing in (True, False):
        with pytest.raises(NewerFormat, match="nothing has been changed"):
            storage.open_challenge(path, PASSPHRASE, writing=writing)
    assert {suffix: data for suffix, data in held(path).items() if data} == before
    (backup,) = storage.backup_lines(path)
    assert backup.sound
    with pytest.raises((DamagedFile, NewerFormat, ReviewError)), storage.open_challenge(path, PASSPHRASE) as w:
        storage.restore_backup(w, backup.path)


# ---- files of released versions -------------------------------------------------------------------------------


@pytest.fixture(params=sorted(path.name for path in GOLDEN.glob("*.slir")))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the small challenge that a released version wrote, its passphrase is "golden"."""
    return copy_of(GOLDEN / str(request.param), tmp_path / "golden")


def test_a_file_of_every_version_opens(released: Path) -> None:
    with storage.open_challenge(released, "golden") as w:
        assert storage.verify(w) == []
        with w.read() as r:
            challenge, notes, points = storage.get_challenge(r), storage.read_notes(r), storage.read_points(r)
            hits = storage.search_lines(r, "lantern", 5)
        assert challenge.councils == ("Golden Bay Council",) and len(notes) == 1
        assert {point.text for point in points} == {
            "The lantern was lit, says the café owner 🌊",
            "Housing lacks an owner",
        }
        assert len(hits) == 1 and w.recovered


def test_a_package_of_every_version_is_taken(released: Path) -> None:
    with storage.open_challenge(released, "golden") as w:
        file = GOLDEN / released.with_suffix(".slirnotes").name
        receipt = storage.merge_package(w, storage.read_package(w, storage.load(file), file.name))
        assert receipt is not None and receipt.taken > 0 and receipt.newer == 0
        with w.read() as r:
            texts = {point.text for point in storage.read_points(r)}
        assert "A second pair of eyes agrees" in texts and storage.verify(w) == []


def test_the_newest_version_has_its_golden_file() -> None:
    assert (GOLDEN / f"version-{tables.SCHEMA_VERSION}.slir").exists()


def test_a_released_file_has_the_shape_of_a_new_one(released: Path, tmp_path: Path) -> None:
    storage.open_challenge(released, "golden").close()
    new = tmp_path / "new.slir"
    storage.create_challenge(new, "golden", Challenge(id=NO_ITEM, councils=("X",))).close()
    assert schema(released, "golden") == schema(new, "golden")
