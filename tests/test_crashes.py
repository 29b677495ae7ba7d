"""kill -9 at any moment of a merge, an import or typing: afterwards all of it is there, or none of it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from slireviewer import storage
from tests.support import PASSPHRASE, Team, copy_of, done, environment, hasten, program, records, team, write_records

# Without it there is no kill -9 either.
resource = pytest.importorskip("resource")


@cache
def large() -> tuple[Path, Path]:
    """A lead's file, and a package whose merge takes several transactions."""
    folder = team().folder / "large"
    folder.mkdir()
    peer = copy_of(team().peer(2), folder)
    made = [record for record in records(notes=600, seed=5) if record["kind"] not in ("finding", "link")]
    source = write_records(folder / "large.jsonl", made)
    done("import", peer, source, "--reviewer", "k-r2")
    done("pack", peer, "-o", folder / "large.slirnotes")
    return copy_of(team().lead, folder), folder / "large.slirnotes"


def started(*argv: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        program(*argv), env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def killed(after: float, *argv: object) -> bool:
    """Run a command and kill it after so many seconds; whether it was still running then."""
    process = started(*argv)
    try:
        process.wait(after)
        alive = False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        alive = True
    return alive


def worked() -> float:
    """Seconds of work that the children of this process have done so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def work(*argv: object) -> float:
    """Seconds of work that a command takes: unlike its duration the same however busy the machine is."""
    begun = worked()
    assert started(*argv).wait() == 0
    return worked() - begun


def dies(after: float, *argv: object) -> bool:
    """Run a command that the system kills after so many seconds of its own work; whether it was still running then."""
    process = subprocess.Popen(
        program(*argv), env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=lambda: signal.setitimer(signal.ITIMER_PROF, after),
    )  # fmt: skip
    return process.wait() == -signal.SIGPROF


def duration(*argv: object) -> float:
    begun = time.perf_counter()
    assert started(*argv).wait() == 0
    return time.perf_counter() - begun


def content(path: Path) -> list[dict[str, Any]]:
    """What export would write, without a process of its own."""
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        return list(storage.export_records(r, interviewees=True))


def look(path: Path, before: list[Any], after: list[Any]) -> str:
    """Open the file after a kill: whether the merge is there, or not at all; everything else must be right."""
    with storage.open_challenge(path, PASSPHRASE) as w:
        assert storage.verify(w) == []
        with w.read() as r:
            status = storage.status(r)
            now = list(storage.export_records(r, interviewees=True))
    assert status["waiting"] == 0 and status["conflicts"] == [] and status["drafts"] == 0
    states = {package["state"] for package in status["packages"]}
    assert states <= {"done", "withdrawn"}
    if "done" in states:
        assert now == after
        return "finished"
    assert now == before
    return "nothing" if not states else "withdrawn"


def merges_killed(tmp_path: Path, times: int, seed: int, *, by_wall: bool) -> dict[str, int]:
    lead, package = large()
    whole = tmp_path / "whole"
    reference = copy_of(lead, whole)
    before = content(reference)
    takes = (duration("merge", reference, package), work("merge", copy_of(lead, tmp_path / "work"), package))
    after = content(reference)
    assert len(after) > len(before) + 2_000
    # The start of the program is the same for every command and nothing can happen in it.
    starts = (duration("search", reference, "nothing"), work("search", reference, "nothing"))
    draw = random.Random(seed)
    seen: dict[str, int] = {}
    inside = 0
    for number in range(times):
        path = copy_of(lead, tmp_path / f"{number}")
        # Spread evenly over the work, with a little before and after it; by its own clock, or by the wall's.
        share = (number + draw.random()) / times
        own = not by_wall or number % 2
        first, last = starts[own] * 0.8, takes[own] * 1.05
        inside += (dies if own else killed)(first + share * (last - first), "merge", path, package)
        outcome = look(path, before, after)
        seen[outcome] = seen.get(outcome, 0) + 1
        # Whatever happened, the same command then comes to the same end.
        if number % 8 == 3:
            done("merge", path, package)
            assert content(path) == after
        for file in path.parent.iterdir():
            file.unlink()
    assert inside >= times * 0.3, f"the kills came too late: {seen}"
    return seen


def test_a_merge_that_is_killed_is_finished_or_was_never_begun(tmp_path: Path) -> None:
    seen = merges_killed(tmp_path, 12, seed=random.randrange(10**9), by_wall=False)
    assert seen.get("nothing"), seen


@pytest.mark.soak
def test_two_hundred_merges_killed(tmp_path: Path) -> None:
    seen = merges_killed(tmp_path, 200, seed=11, by_wall=True)
    assert seen.get("finished", 0) > 20 and seen.get("nothing", 0) > 5, seen


def _stopped_between_chunks(path: Path, package: Path, steps: int) -> None:
    """A process that dies at once after so many transactions of a merge."""
    script = f"""
import os, sys
from pathlib import Path
from slireviewer import storage
w = storage.open_challenge(Path(sys.argv[1]), {PASSPHRASE!r})
seen = []
def progress(now, of):
    seen.append(now)
    if len(seen) == {steps}:
        os._exit(9)
storage.merge_package(w, storage.read_package(w, Path(sys.argv[2]).read_bytes(), "p"), chunk=10, progress=progress)
"""
    import sys

    ran = subprocess.run([sys.executable, "-c", script, str(path), str(package)], env=environment(), check=False)
    assert ran.returncode == 9


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_a_merge_cut_off_between_two_steps_is_finished_and_says_so(tmp_path: Path, steps: int) -> None:
    other = copy_of(team().lead, tmp_path / "other")
    done("merge", other, team().package(2))
    path = copy_of(team().lead, tmp_path)
    _stopped_between_chunks(path, team().package(2), steps)
    with storage.open_challenge(path, PASSPHRASE) as w:
        with w.read() as r:
            (receipt,) = storage.receipt_lines(r)
        assert (receipt["state"], receipt["outcome"]) == ("done", "finished after an interruption")
        assert receipt["given"] == receipt["taken"] + receipt["already"]
        assert storage.verify(w) == []
    assert content(path) == content(other)
    done("undo", path)
    assert content(path) == content(team().lead)


def test_a_killed_import_is_there_or_not_at_all(tmp_path: Path) -> None:
    source = write_records(tmp_path / "large.jsonl", records(notes=80, seed=6))
    clean = copy_of(team().lead, tmp_path / "clean")
    before = content(clean)
    takes = duration("import", clean, source)
    after = content(clean)
    for number in range(3):
        path = copy_of(team().lead, tmp_path / f"{number}")
        killed(takes * (0.6 + 0.15 * number), "import", path, source)
        assert content(path) in (before, after)
        assert done("verify", path, "--json").data["sound"] is True


@pytest.mark.parametrize("command", ["pack", "export", "letter", pytest.param("starter", marks=pytest.mark.soak)])
def test_a_killed_command_leaves_the_old_file_or_the_new_one(tmp_path: Path, command: str) -> None:
    path = copy_of(team().lead, tmp_path)
    out = tmp_path / "out" / "file"
    out.parent.mkdir()
    takes = duration(command, path, "-o", out)
    for share in (0.95,) if command == "starter" else (0.7, 0.9, 0.97):
        out.write_bytes(b"what was there")
        killed(takes * share, command, path, "-o", out)
        data = out.read_bytes()
        assert data == b"what was there" or len(data) > 1_000
    done(command, path, "-o", out)
    if command == "export":
        assert json.loads(out.read_text("utf-8").partition("\n")[0])["kind"] == "challenge"


def test_a_killed_new_or_join_can_be_tried_again_elsewhere(tmp_path: Path) -> None:
    made: Team = team()
    takes = duration("join", made.quick_starter, "-o", tmp_path / "first.slir", "--as", "k-r3")
    for number, share in enumerate((0.6, 0.9)):
        path = tmp_path / f"{number}.slir"
        killed(takes * share, "join", made.quick_starter, "-o", path, "--as", "k-r3")
        again = tmp_path / f"{number}-again.slir"
        done("join", made.quick_starter, "-o", again, "--as", "k-r3")
        hasten(again)
        assert done("verify", again, "--json").data["sound"] is True
