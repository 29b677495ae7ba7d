"""Power cuts while typing, merging, backing up and upgrading: every file opens, nothing acknowledged is lost."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.storage import tables, upgrades
from tests.storage import at_work
from tests.storage.power_cuts import Disk, Event, record
from tests.support import PASSPHRASE, copy_of, environment, hasten, team

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@dataclass(frozen=True)
class Recording:
    """A laptop's work, and the folder as it was before."""

    before: Path
    events: list[Event]


def recorded(folder: Path, synchronous: str) -> Recording:
    """The work of ``at_work``, recorded."""
    before, during = folder / "before", folder / "during"
    folder.mkdir(exist_ok=True)
    path = copy_of(team().peer(2), before, "c.slir")
    hasten(path)
    for n in (3, 4):
        shutil.copyfile(team().package(n), before / f"r{n}.slirnotes")
    for name in ("data", "state"):
        (before / name).mkdir()
    shutil.copytree(before, during)
    env = environment(XDG_DATA_HOME=str(during / "data"), XDG_STATE_HOME=str(during / "state"), HOME=str(during))
    script = str(Path(at_work.__file__))
    try:
        events = record([sys.executable, script, str(during), synchronous], during, folder / "trace", env)
    except AssertionError as problem:
        if "ptrace" in str(problem):
            pytest.skip("processes may not be watched here")
        raise
    renamed = [
        Event(e.what, e.path.replace(str(during), str(before)), e.other.replace(str(during), str(before)), e.at, e.data)
        for e in events
    ]
    return Recording(before, renamed)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The work as the program does it."""
    return recorded(tmp_path_factory.mktemp("full"), "FULL")


def cuts(
    recording: Recording, into: Path, moments: Sequence[int], rng: random.Random
) -> Iterator[tuple[Path, list[str]]]:
    """For each moment, a folder as a power cut may leave it, and what had been acknowledged by then."""
    disk, said = Disk(recording.before), ""
    done = 0
    for number, moment in enumerate(sorted(moments)):
        for event in recording.events[done:moment]:
            if event.what == "said":
                said += event.data.decode()
            else:
                disk.happen(event)
        done = moment
        left = into / str(number)
        left.mkdir()
        disk.cut(rng, left)
        yield left, said.splitlines()
        shutil.rmtree(left)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test become the next version of the program for a while."""
    monkeypatch.setattr(upgrades, "STEPS", {})
    return monkeypatch


def look(left: Path, said: list[str], expected: dict[str, set[str]]) -> None:
    """What is left opens, is sound, and holds all that was acknowledged."""
    path = left / "c.slir"
    typed = sum(line.startswith("typed ") for line in said)
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == []
        with w.read() as r:
            note = storage.my_note(r, storage.meeting_lines(r)[0].meeting.id)
            points = storage.note_points(r, note.id) if note else []
            entries = {row[0] for row in r.conn.exec_driver_sql("SELECT id FROM op WHERE state != 2")}
            receipts = {(line["package"], line["state"]) for line in storage.receipt_lines(r)}
    words = "".join(point.text for point in points if point.position.startswith("z") and point.text[:1] == "w").split()
    assert words == [f"w{n}" for n in range(len(words))]
    assert len(words) >= typed, f"{typed} words were acknowledged and {len(words)} are there"
    for name, ids in expected.items():
        if f"merged {name}" in said:
            assert ids <= entries and (name, "done") in receipts
    assert {state for _, state in receipts} <= {"done", "withdrawn"}
    folders = [folder for folder in (left / "data").rglob("backups/*") if folder.is_dir()]
    backups = [backup for folder in folders for backup in storage.backup_lines(folder)]
    assert len(backups) >= said.count("backed up")
    assert all(backup.sound for backup in backups)
    assert {backup.path for backup in backups} == {file for folder in folders for file in folder.glob("*.slir")}
    for backup in backups[:1]:
        assert storage.restore_into(left / "restored.slir", backup.path, PASSPHRASE).entries == backup.entries


def expected_entries(recording: Recording) -> dict[str, set[str]]:
    """What each package brings."""
    with storage.open_challenge(recording.before / "c.slir", PASSPHRASE, writing=False) as w:
        packages = [
            storage.read_package(w, storage.load(path), path.name) for path in recording.before.glob("*.slirnotes")
        ]
    return {package.name: {entry.id for entry in package.entries} for package in packages}


@pytest.mark.parametrize(
    "number", [pytest.param(30, id="quick"), pytest.param(1000, id="full", marks=pytest.mark.soak)]
)
def test_nothing_acknowledged_is_lost(full: Recording, tmp_path: Path, number: int, newer: pytest.MonkeyPatch) -> None:
    rng = random.Random(number)
    expected = expected_entries(full)
    moments = [rng.randint(1, len(full.events)) for _ in range(number - 1)] + [len(full.events)]
    stages = set()
    newer.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for left, said in cuts(full, tmp_path, moments, rng):
        if "newer" in said:
            newer.setattr(tables, "SCHEMA_VERSION", 2)
            newer.setitem(upgrades.STEPS, 1, at_work.NEXT_VERSION)
        look(left, said, expected)
        stages.update(line.split()[0] for line in said)
    assert {"typed", "merged", "backed", "upgraded", "closed"} <= stages
    print(f"\n{number} power cuts among {len(full.events):,} writes, syncs, renames and truncations: nothing lost")


def test_without_waiting_for_the_disk_it_would_be_seen(tmp_path: Path) -> None:
    """The control: with synchronous=OFF the same cuts lose what was acknowledged, or spoil the file."""
    careless = recorded(tmp_path / "careless", "OFF")
    rng = random.Random(1)
    expected = expected_entries(careless)
    until = next(n for n, event in enumerate(careless.events) if event.data.startswith(b"newer"))
    harmed = 0
    for left, said in cuts(careless, tmp_path, [rng.randint(until // 3, until) for _ in range(20)], rng):
        try:
            look(left, said, expected)
        except (AssertionError, ReviewError):
            harmed += 1
    print(f"\nwithout syncs {harmed} of 20 power cuts lose something")
    assert harmed >= 5


def test_the_model_of_the_disk_tears_writes_and_forgets_names(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a").write_bytes(b"old")
    disk = Disk(folder)
    kept, torn = set(), set()
    disk.happen(Event("write", f"{folder}/a", at=0, data=b"new"))
    disk.happen(Event("create", f"{folder}/b"))
    disk.happen(Event("write", f"{folder}/b", data=bytes(range(256)) * 8))
    disk.happen(Event("sync", f"{folder}/b"))
    for seed in range(60):
        left = tmp_path / str(seed)
        left.mkdir()
        disk.cut(random.Random(seed), left)
        kept.add((left / "a").read_bytes())
        torn.add((left / "b").exists())
        if (left / "b").exists():
            assert (left / "b").read_bytes() == bytes(range(256)) * 8
    assert kept == {b"old", b"new"} and torn == {True, False}
    disk.happen(Event("sync", str(folder)))
    disk.happen(Event("sync", f"{folder}/a"))
    for seed in range(20):
        left = tmp_path / f"synced{seed}"
        left.mkdir()
        disk.cut(random.Random(seed), left)
        assert (left / "a").read_bytes() == b"new" and (left / "b").exists()
