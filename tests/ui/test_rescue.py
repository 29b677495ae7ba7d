"""A damaged challenge is not the end: what can be read goes into a new file, or the newest backup becomes one."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.ui.unlock_form import Unlock
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE


@pytest.fixture
def form(window: Window, challenge_file: Path) -> Unlock:
    """The passphrase form after a damaged file was refused; there is a backup from before the damage."""
    window.close_workspace()
    window.show_start()
    whole = challenge_file.read_bytes()
    challenge_file.write_bytes(bytes(4096) + whole[4096:])
    window.start.ask_passphrase(challenge_file)
    form = window.start.unlock
    form.passphrase.setText(PASSPHRASE)
    form.submit()
    return form


def rescue(form: Unlock, button: QPushButton, qtbot: QtBot) -> None:
    qtbot.waitUntil(form._rescue.isVisible, timeout=15000)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Press Open" in form._rescue_words.text(), timeout=30000)


@pytest.mark.parametrize("way", ["repair", "backup"])
def test_the_notes_of_a_damaged_file_are_saved(form: Unlock, window: Window, qtbot: QtBot, way: str) -> None:
    damaged = form._path
    before = damaged.read_bytes()
    rescue(form, form.repair_button if way == "repair" else form.backup_button, qtbot)
    assert not form._buttons.isVisible()
    assert form.go.hasFocus()
    with qtbot.waitSignal(window.opened, timeout=15000):
        QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert window.workspace is not None
    assert window.workspace.path != damaged
    with window.workspace.read() as r:
        assert len(storage.read_points(r)) > 100
    assert damaged.read_bytes() == before


def test_a_wrong_passphrase_offers_no_rescue(window: Window, challenge_file: Path, qtbot: QtBot) -> None:
    window.close_workspace()
    window.show_start()
    window.start.ask_passphrase(challenge_file)
    form = window.start.unlock
    form.passphrase.setText("not the passphrase")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.matter.text()), timeout=15000)
    assert not form._rescue.isVisible()
