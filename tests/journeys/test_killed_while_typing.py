"""``kill -9`` of the window while somebody types: what was shown as saved is there, and at most two seconds are not."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, Meeting, Person
from slireviewer.richtext import plain
from tests.journeys.typist import stream

PASSPHRASE = "typing"
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A challenge with one meeting that is going on, as the lead's laptop has it."""
    path = tmp_path_factory.mktemp("typing") / "c.slir"
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=NO_ITEM, councils=("Anytown",)), lead="Ada Peer") as w:
        meeting = Meeting(
            id=storage.new_id(), title="Staff", starts=datetime(2026, 5, 12, 10), peers=frozenset({w.me}), minutes=45
        )
        with w.edit("Prepare") as e:
            storage.write_meeting(e, meeting)
            storage.write_person(e, Person(id=storage.new_id(), name="Ben Peer"))
    return path


def kill_while_typing(prepared: Path, folder: Path, pace: int, seconds: float) -> tuple[int, int, str]:
    """Characters typed, characters shown as saved, and the text found at the next opening."""
    typed, saved = kill_on_page(prepared, folder, pace, seconds, "2")
    with storage.open_challenge(folder / "c.slir", PASSPHRASE) as w, w.read() as r:
        notes = storage.read_notes(r)
        points = storage.note_points(r, notes[0].id) if notes else []
    return typed, saved, "\n".join(point.text for point in points)


def kill_on_page(prepared: Path, folder: Path, pace: int, seconds: float, page: str) -> tuple[int, int]:
    """Characters typed on a page, and characters shown as saved, when the process was killed."""
    path = folder / "c.slir"
    for suffix in ("", "-keys"):
        shutil.copy(prepared.with_name(prepared.name + suffix), folder / f"c.slir{suffix}")
    environment = {
        **os.environ, "SLIREVIEWER_PASSPHRASE": PASSPHRASE, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"), "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    command = [sys.executable, str(Path(__file__).with_name("typist.py")), str(path), str(pace), page]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as typist:
        assert typist.stdout is not None
        for line in typist.stdout:
            if line == "ready\n":
                break
        with pytest.raises(subprocess.TimeoutExpired):
            typist.wait(timeout=seconds)
        typist.kill()
        said = typist.stdout.read().split("\n")[:-1]
    typed = max((int(line.split()[1]) for line in said if line.startswith("typed ")), default=0)
    saved = max((int(line.split()[1]) for line in said if line.startswith("saved ")), default=0)
    return typed, saved


@pytest.mark.parametrize(
    ("kills", "pace", "longest"),
    [
        pytest.param(4, 40, 3.0, id="quick"),
        pytest.param(200, 10, 8.0, id="full", marks=pytest.mark.soak),
    ],
)
def test_nothing_shown_as_saved_is_missing(
    prepared: Path, tmp_path: Path, kills: int, pace: int, longest: float
) -> None:
    moments = random.Random(20260512)
    missing = []
    for number in range(kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        typed, saved, found = kill_while_typing(prepared, folder, pace, moments.uniform(0.3, longest))
        expected = "".join(itertools.islice(stream(), typed + 2))
        assert expected.startswith(found), (typed, saved, found)
        assert len(found) >= len("".join(itertools.islice(stream(), saved)).rstrip("\n"))
        missing.append(typed - len(found))
        assert missing[-1] <= 2 * pace + 3
        shutil.rmtree(folder)
    print(f"\nkilled {kills} times at {pace} characters a second: missing characters median "
          f"{statistics.median(missing)}, most {max(missing)}")  # fmt: skip


def test_nothing_written_in_the_letter_that_is_shown_as_saved_is_missing(prepared: Path, tmp_path: Path) -> None:
    pace = 30
    typed, saved = kill_on_page(prepared, tmp_path, pace, 4.0, "5")
    with storage.open_challenge(tmp_path / "c.slir", PASSPHRASE) as w, w.read() as r:
        words = "\n".join(plain(one.text) for one in storage.wordings(r))
    expected = "".join(itertools.islice(stream(), typed + 2))
    found = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(words, expected, strict=False)))
    assert found >= len("".join(itertools.islice(stream(), saved)).rstrip("\n")) > 10
    assert typed - found <= 2 * pace + 3
