"""A second start hands its files to the window that is there."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from slireviewer.ui.one_window import OneWindow, files_in
from tests.support import environment

_SECOND = """
import sys
from pathlib import Path
from slireviewer.ui.one_window import OneWindow
sys.exit(0 if OneWindow(Path(sys.argv[1])).hand_over([Path(each) for each in sys.argv[2:]]) else 7)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="s") as made:
        yield Path(made)


@pytest.fixture
def one(folder: Path) -> Iterator[OneWindow]:
    made = OneWindow(folder)
    made.listen()
    yield made
    made.stop()


def second_start(folder: Path, *paths: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", _SECOND, str(folder), *map(str, paths)], env=environment())


def test_a_second_start_hands_its_file_over_and_goes(one: OneWindow, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(one.handed, timeout=20_000) as heard:
        second = second_start(folder, folder / "tue.slirnotes")
    assert heard.args == [[folder / "tue.slirnotes"]]
    assert second.wait(20) == 0


def test_the_first_start_finds_nobody_and_one_ended_by_force_is_in_nobodys_way(folder: Path, qtbot: QtBot) -> None:
    assert not OneWindow(folder).hand_over([])
    # The name is there, as after a kill, and nobody listens.
    gone = subprocess.run(
        [sys.executable, "-c", "import sys, socket; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
         str(folder / "window")],
        check=True,
    )  # fmt: skip
    assert gone.returncode == 0 and (folder / "window").exists()
    assert not OneWindow(folder).hand_over([])
    again = OneWindow(folder)
    again.listen()
    with qtbot.waitSignal(again.handed, timeout=20_000) as heard:
        second = second_start(folder)
    assert heard.args == [[]]
    assert second.wait(20) == 0
    again.stop()
    assert not (folder / "window").exists()


def test_only_files_of_ours_are_taken_from_what_another_start_says() -> None:
    said = ["/a/b.slirnotes", "/a/b.slir", "b.slirnotes", "/etc/passwd", "/a/B.SLIRNOTES"]
    assert files_in(json.dumps(said).encode()) == [Path(said[0]), Path(said[1]), Path(said[4])]
    for nonsense in (b"", b"{}", b"[1]", b"[" * 60_000, b"\xff\xfe", b'["/a\\u0000.slir"]'):
        assert files_in(nonsense) is None


def test_somebody_who_says_too_much_is_not_listened_to(one: OneWindow, folder: Path, qtbot: QtBot) -> None:
    talker = QLocalSocket()
    talker.connectToServer(str(folder / "window"))
    assert talker.waitForConnected()
    with qtbot.waitSignal(talker.disconnected, timeout=10_000), qtbot.assertNotEmitted(one.handed):
        talker.write(b"x" * 200_000)


def test_only_the_person_may_hand_files_in(one: OneWindow, folder: Path) -> None:
    assert os.stat(folder / "window").st_mode & 0o077 == 0


def test_a_file_that_macos_hands_in_is_taken(one: OneWindow, qtbot: QtBot) -> None:
    app = QCoreApplication.instance()
    assert app is not None
    app.installEventFilter(one)
    with qtbot.waitSignal(one.handed) as heard:
        app.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/a/tue.slirnotes")))
    assert heard.args == [[Path("/a/tue.slirnotes")]]
    app.removeEventFilter(one)
    assert not one.eventFilter(app, QEvent(QEvent.Type.User))
