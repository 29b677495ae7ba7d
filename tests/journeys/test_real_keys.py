"""Two thousand characters from a real keyboard at full speed: none is lost in the window, and no tag goes astray.

xdotool may drop keys of its own accord, and a busy machine may keep some from arriving; so what arrived at the window
is written down before the window does anything with it. What arrived must be in the exported records, every sign of
it; what did not arrive is counted and told beside.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, Meeting, Theme, positions

TOOLS = ("Xvfb", "openbox", "setxkbmap", "xdotool")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
PASSPHRASE = "typing"
THEMES = ("Priorities", "Leadership", "Governance", "Finance", "Capacity")
KINDS = {1: "strength", 2: "consideration", 3: "quote", 4: "follow-up", 0: "context"}
ACTIONS = {"strength": "strength", "consideration": "consideration", "quote": "quote", "follow_up": "follow-up",
           "context": "context"}  # fmt: skip
PASTED = "Pastai ŵ ŷ, £, 😀 👩🏽‍🚒\r\nsecond line\r\n\r\nthird"
UNTAKEN = "not taken"  # what is said of a key that is no sign and that no action took
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@dataclass
class Typed:
    """A point as the keys make it."""

    text: str = ""
    kind: str = "context"
    themes: set[int] = field(default_factory=set)


def lines() -> list[tuple[str, int, int]]:
    """What is typed: text, kind and theme of each point; more than 2,000 characters in all."""
    made, words = [], (f"word{number}" for number in itertools.count())
    for number in range(40):
        text = f"Line {number}: £{number}k, " + " ".join(itertools.islice(words, 5)) + "; don't @ #~ [x]."
        made.append((text, number % 5, number % len(THEMES) + 1))
    return made


def keys(points: Sequence[tuple[str, int, int]]) -> list[str]:
    """The keys of those points as arguments of xdotool; the next point begins under the theme of the one before."""
    words: list[str] = []
    before = 0
    for text, kind, theme in points:
        words += ["type", "--delay", "0", "--args", "1", text, "key", "--delay", "0", f"ctrl+{kind}"]
        words += [f"alt+{theme}"] if theme != before else []
        words += ["Return"]
        before = theme
    return words


def sent(points: Sequence[tuple[str, int, int]]) -> list[str]:
    """The same as it should arrive."""
    names = {number: name for name, kind in ACTIONS.items() for number, word in KINDS.items() if word == kind}
    arrivals: list[str] = []
    before = 0
    for text, kind, theme in points:
        arrivals += [*text, f"action {names[kind]}", *([f"action theme_{theme}"] if theme != before else []), "Return"]
        before = theme
    return arrivals


def played(arrivals: Sequence[str]) -> list[Typed]:
    """The points that these arrivals make, by the rules of the page and not by its code."""
    points = [Typed()]
    for each in arrivals:
        point = points[-1]
        if each == "Return":
            if point.text:
                points.append(Typed(themes=set(point.themes)))
        elif each == "paste":
            first, *rest = [line for line in PASTED.split("\r\n") if line.strip()]
            point.text += first
            points += [Typed(text=line, themes=set(point.themes)) for line in rest]
        elif each.startswith(UNTAKEN):
            pass  # it must do nothing then: no tag, and no sign in the text
        elif each.startswith("action theme_"):
            theme = {int(each.rpartition("_")[2])}
            point.themes = set() if point.themes == theme else theme
        elif each.startswith("action "):
            point.kind = ACTIONS[each.removeprefix("action ")]
        else:
            point.text += each
    return [point for point in points if point.text.strip()]


def until_it_manages(environment: dict[str, str]) -> None:
    """Wait for the window manager, which would take the focus away from a window that was there before it."""
    told = subprocess.DEVNULL
    end = time.monotonic() + 20
    while subprocess.run(["xdotool", "get_desktop"], env=environment, stdout=told, stderr=told, check=False).returncode:
        assert time.monotonic() < end, "no window manager came"


@contextmanager
def screen(environment: dict[str, str]) -> Iterator[None]:
    """A screen of its own with a window manager and a British keyboard; keys that are held do not repeat."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset", "-r"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            environment["DISPLAY"] = f":{told.readline().strip()}"
        with subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL) as manager:
            try:
                until_it_manages(environment)
                subprocess.run(["setxkbmap", "gb"], env=environment, check=True, stderr=subprocess.DEVNULL)
                # The first key that xdotool sends makes the server turn to another keyboard and tell every program so;
                # nobody changes the keyboard in the middle of a word.
                subprocess.run(["xdotool", "key", "shift"], env=environment, check=True)
                yield
            finally:
                manager.terminate()
                manager.wait()
                server.terminate()


@contextmanager
def running(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(Path(__file__).with_name("real_window.py")), *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], word: str) -> list[str]:
    """What the process says until it says ``word``."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(json.loads(line))
        if said[-1] == word:
            return said[:-1]
    raise AssertionError(f"it ended before it said {word!r}, after {said[-5:]}")


@pytest.fixture
def challenge(tmp_path: Path) -> Path:
    """A challenge with a meeting that is going on and five themes."""
    path = tmp_path / "c.slir"
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=NO_ITEM, councils=("Anytown",)), lead="Ada Peer") as w:
        meeting = Meeting(
            id=storage.new_id(), title="Staff", starts=datetime(2026, 5, 12, 10), peers=frozenset({w.me}), minutes=45
        )
        with w.edit("Prepare") as e:
            storage.write_meeting(e, meeting)
            for title, place in zip(THEMES, positions(len(THEMES)), strict=True):
                storage.write_theme(e, Theme(id=storage.new_id(), title=title, position=place))
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ, "SLIREVIEWER_PASSPHRASE": PASSPHRASE, "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state"), "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip


def exported(path: Path, folder: Path) -> list[Typed]:
    """The points of the challenge as its exported records have them."""
    with storage.open_challenge(path, PASSPHRASE) as workspace:
        storage.write_export(workspace, folder / "out.jsonl")
    records = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = {record["id"]: record["text"] for record in records if record["kind"] == "note"}
    return [
        Typed(
            texts[record["note"]][record["start"] : record["end"]],
            record["type"],
            {THEMES.index(theme) + 1 for theme in record["themes"]},
        )
        for record in records
        if record["kind"] == "point"
    ]


def test_two_thousand_characters_with_tags_arrive_in_the_records(
    challenge: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    points = lines()
    assert sum(len(text) for text, _, _ in points) >= 2000
    wanted = [*sent(points), "paste"]
    with (
        screen(environment),
        running(environment, str(challenge)) as window,
        running(environment, "--clipboard", PASTED) as owner,
    ):
        until(owner, "owned")
        until(window, "ready")
        subprocess.run(["xdotool", *keys(points), "key", "ctrl+v"], env=environment, check=True)
        subprocess.run(["xdotool", "key", "ctrl+shift+1"], env=environment, check=True)
        arrived = until(window, "done")
        assert window.wait(timeout=60) == 0
    found = exported(challenge, tmp_path)
    assert found == played(arrived), "the window lost or mixed up what had arrived"
    untaken = [each for each in arrived if each.startswith(UNTAKEN)]
    missing = len(wanted) - len(arrived) + len(untaken)
    print(f"\n{len(wanted)} keys sent at full speed, {missing} never came or were not taken {untaken}; "
          f"{sum(len(point.text) for point in found)} characters in the records")  # fmt: skip
    assert missing < 0.05 * len(wanted)
    if arrived == wanted:
        assert [point.text for point in found[: len(points)]] == [text for text, _, _ in points]
        assert [(point.kind, point.themes) for point in found[: len(points)]] == [
            (KINDS[kind], {theme}) for _, kind, theme in points
        ]
    assert [point.text for point in found[-3:]] == ["Pastai ŵ ŷ, £, 😀 👩🏽‍🚒", "second line", "third"]
