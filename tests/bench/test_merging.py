"""Seven laptops of ten thousand changes each, merged while somebody types (``make bench``)."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.storage import journal
from tests.bench.material import PASSPHRASE, challenge_file, median, records, seconds
from tests.bench.test_ratios import _all_rows, _schema, _write_raw, raw_connection, report
from tests.support import environment

pytestmark = pytest.mark.bench

NOTES = 1_450  # each comes to some six changes
CHANGED_AGAIN = 1_400
CHANGES = 10_000

# A process of its own, so that its memory is that of the merge alone; what it prints is JSON.
_MERGE = """
import json, sys, threading, time
from pathlib import Path
from slireviewer import storage
from slireviewer.model import NO_ITEM, Note, Point
how, lead, *packages = sys.argv[1:]
saved, stop = [], threading.Event()
with storage.open_challenge(Path(lead), "bench") as w:
    with w.read() as r:
        meeting = storage.meeting_lines(r)[0].meeting.id
    person = storage.new_id()
    w.set_me(person)
    note, point = storage.new_id(), storage.new_id()
    def type_away():
        n = 0
        while not stop.is_set():
            n += 1
            start = time.perf_counter()
            with w.edit("Type notes") as e:
                storage.write_points(e, meeting, [Point(id=point, note=note, text=f"typed {n}", position="a")],
                                     new_note=Note(id=note, meeting=meeting, person=person))
            saved.append(time.perf_counter() - start)
            stop.wait(0.05)
    cancel = threading.Event()
    cancelled_at = []
    def progress(done, total):
        if how == "cancel" and done > total * 0.6 and not cancel.is_set():
            cancelled_at.append(time.perf_counter())
            cancel.set()
    start = time.perf_counter()
    read = []
    for name in packages:
        read.append(storage.read_package(w, storage.load(Path(name)), name, beside=tuple(read)))
    reading = time.perf_counter() - start
    typist = threading.Thread(target=type_away)
    looking = 0.0
    if how in ("look", "type"):
        if how == "type":
            typist.start()
        start = time.perf_counter()
        seen = storage.look_into(w, read)  # kept while it is merged, as the page does
        looking = time.perf_counter() - start
    elif how == "cancel":
        typist.start()
    start = time.perf_counter()
    receipts = storage.merge_with(w, read, progress=progress, cancel=cancel) if how != "look" else []
    end = time.perf_counter()
    stop.set()
    if typist.is_alive():
        typist.join()
    with w.read() as r:
        here = r.conn.exec_driver_sql("SELECT count(*) FROM op WHERE state = 0").scalar_one()
    # Of this process alone: what getrusage says begins with the memory of the one that started it.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(status["VmHWM"].split()[0]) / 1024
    print(json.dumps({
        "seconds": reading + end - start, "reading": reading, "looking": looking, "peak_mb": peak, "entries": here,
        "taken": None if receipts is None else sum(receipt.taken for receipt in receipts),
        "slowest_save": max(saved, default=0), "saves": len(saved), "typed": len(saved) and f"typed {len(saved)}",
        "stopping": end - cancelled_at[0] if cancelled_at else 0,
    }))
"""


def give(lead: Path, made: list[dict[str, object]], person: str) -> Path:
    """The package of one laptop: what this person wrote, and then said better, each change an entry of its own."""
    starter, path, out = (lead.with_name(name) for name in ("s.slirnotes", f"{person}.slir", f"{person}.slirnotes"))
    with storage.join_challenge(starter, PASSPHRASE, path, PASSPHRASE, person) as w:
        storage.import_records(w, made, reviewer=person)
        with w.edit("Say it better") as e:
            said = journal.entries_of(e.conn, [("point", point.id) for point in storage.read_points(e)[:CHANGED_AGAIN]])
            e.write(
                [
                    e.entry(kind, item, {"text": f"{first.set['text']} As said again."}, on={"text": [first.id]})
                    for (kind, item), (first,) in said.items()
                ]
            )
        package = storage.write_package(w, out)
        assert len(package.entries) >= CHANGES
    return out


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A lead's file with what is shared, and seven packages of ten thousand changes."""
    lead = tmp_path_factory.mktemp("seven") / "lead.slir"
    made = list(records(notes=NOTES * 7))
    shared = [record for record in made if record["kind"] not in ("note", "tag")]
    with challenge_file(lead, shared) as w:
        storage.write_starter(w, lead.with_name("s.slirnotes"), PASSPHRASE)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as laptops:
        packages = list(laptops.map(give, [lead] * 7, [made] * 7, [f"r{n}" for n in range(1, 8)]))
    return lead, packages


def merged(how: str, seven: tuple[Path, list[Path]], folder: Path) -> tuple[dict[str, float], Path]:
    """What a process of its own measured, and the file it left."""
    lead, packages = seven
    path = folder / f"{how}{len(list(folder.iterdir()))}.slir"
    for suffix in ("", "-keys"):
        path.with_name(path.name + suffix).write_bytes(lead.with_name(lead.name + suffix).read_bytes())
    command = [sys.executable, "-c", _MERGE, how, str(path), *map(str, packages)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(), timeout=600)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout), path


def test_seventy_thousand_changes_against_the_same_rows_by_executemany(
    seven: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    runs = [merged("merge", seven, tmp_path) for _ in range(3)]
    with storage.open_challenge(seven[0], PASSPHRASE) as w:
        before = _all_rows(w)
    with storage.open_challenge(runs[0][1], PASSPHRASE) as w:
        after, schema = _all_rows(w), _schema(w)
    known = {name: set(rows) for name, rows in before.items()}
    new = {
        name: sorted(set(rows) - known[name], key=lambda row: row[:1] if isinstance(row[0], int) else ())
        for name, rows in after.items()
        if name != "peer"
    }
    floors = []
    for turn in range(3):
        raw = raw_connection(tmp_path / f"raw{turn}.db")
        for statement in schema:
            raw.execute(statement)
        _write_raw(raw, {name: [row for row in rows if row in set(after[name])] for name, rows in before.items()})
        floors.append(seconds(lambda raw=raw: _write_raw(raw, new)))
        raw.close()
    count = sum(map(len, new.values()))
    ratio = report(
        f"Merge of seven packages of 10,000 changes ({count:,} rows)",
        median([run["seconds"] for run, _ in runs]),
        median(floors),
        "s",
    )
    print(f" (peak memory {max(run['peak_mb'] for run, _ in runs):.0f} MB)", end="")
    assert ratio <= 3
    assert max(run["peak_mb"] for run, _ in runs) < 400


def test_somebody_types_while_seventy_thousand_changes_come_in(seven: tuple[Path, list[Path]], tmp_path: Path) -> None:
    run, path = merged("type", seven, tmp_path)
    print(
        f"\nTyping during a look of {run['looking']:.1f} s and a merge of {run['seconds']:.1f} s: {run['saves']} saves,"
        f" the slowest {run['slowest_save'] * 1000:.0f} ms; peak memory {run['peak_mb']:.0f} MB",
        end="",
    )
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        assert any(point.text == run["typed"] for point in storage.read_points(r)), "what was typed is here"
    assert run["slowest_save"] < 0.25
    assert run["peak_mb"] < 400


def test_it_can_be_cancelled_and_typing_goes_on(seven: tuple[Path, list[Path]], tmp_path: Path) -> None:
    run, path = merged("cancel", seven, tmp_path)
    print(
        f"\nCancelled after 60 %: withdrawn in {run['stopping']:.1f} s,"
        f" the slowest save {run['slowest_save'] * 1000:.0f} ms",
        end="",
    )
    assert run["taken"] is None
    with storage.open_challenge(seven[0], PASSPHRASE) as w, w.read() as r:
        before = list(storage.export_records(r))
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        after = [record for record in storage.export_records(r) if "typed" not in str(record)]
        after = [record for record in after if record["kind"] not in ("note", "point")]
    assert after == before
    assert run["slowest_save"] < 0.25
