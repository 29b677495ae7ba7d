"""Backups: one made now, a look inside that changes nothing, restoring that can be undone, and plain refusals."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import ItemId, ItemKind
from slireviewer.ui.restore_page import RestorePage
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE, Answers

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LOST = "Three directors share one assistant"


def show(window: Window) -> RestorePage:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_8, CTRL | SHIFT)
    window.backing_up.wait()
    page = window.stack_page()
    assert isinstance(page, RestorePage)
    return page


def lose_a_point(window: Window, challenge_file: Path) -> ItemId:
    """Write a point, back up, and go on with the file as it was before."""
    assert window.workspace is not None
    window.close_workspace()
    before = challenge_file.with_name("before")
    shutil.copy(challenge_file, before)
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    item = storage.new_id()
    with window.workspace.read() as r:
        note = storage.read_notes(r)[0].id
    with window.workspace.edit("Type") as e:
        e.put(ItemKind.POINT, item, {"text": LOST, "note": note, "position": "zz"})
    page = show(window)
    QTest.mouseClick(page.now, Qt.MouseButton.LeftButton)
    window.backing_up.wait()
    window.close_workspace()
    shutil.copy(before, challenge_file)
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    return item


def texts(window: Window) -> list[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return [point.text for point in storage.read_points(r)]


def test_back_up_now_adds_a_sound_backup_to_the_list(window: Window) -> None:
    page = show(window)
    count = page.list.rows.rowCount()
    QTest.mouseClick(page.now, Qt.MouseButton.LeftButton)
    assert page._bar.isVisible()
    assert not page.now.isEnabled()
    window.backing_up.wait()
    assert page.fact.startswith("Backed up at ")
    window.backing_up.wait()
    assert page.list.rows.rowCount() == count + 1
    assert "sound" in page.list.rows.rows()[0].below
    assert page.now.isEnabled()
    assert not page._bar.isVisible()
    assert page.list.hasFocus()


def test_restoring_says_first_what_it_would_bring_and_can_be_undone(window: Window, challenge_file: Path) -> None:
    lose_a_point(window, challenge_file)
    page = show(window)
    assert LOST not in texts(window)
    place = next(n for n, backup in enumerate(page._backups) if backup.points == len(texts(window)) + 1)
    page.list.choose(place)
    page.list.setFocus()
    assert not page.restore_button.isVisible()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    window.backing_up.wait()
    assert [row.title for row in page.inside.rows.rows()] == [LOST]
    assert page._promise.text() == "It would bring: Points 1. What you wrote since then stays."
    assert LOST not in texts(window)
    assert page.restore_button.hasFocus()
    QTest.mouseClick(page.restore_button, Qt.MouseButton.LeftButton)
    window.backing_up.wait()
    assert page.fact == "Restored: Points 1   ·   Ctrl+Z takes it back"
    window.backing_up.wait()
    assert LOST in texts(window)
    QTest.keyClick(page.list, Qt.Key.Key_Z, CTRL)
    assert LOST not in texts(window)


def test_a_backup_of_what_is_here_has_nothing_to_restore(window: Window) -> None:
    page = show(window)
    page.back_up()
    window.backing_up.wait()
    window.backing_up.wait()
    page.list.choose(0)
    page.look_inside()
    window.backing_up.wait()
    assert page._promise.text().startswith("Everything in this backup is here already")
    assert not page.restore_button.isVisible()


def test_a_damaged_backup_is_told_and_cannot_be_restored(window: Window) -> None:
    page = show(window)
    page.back_up()
    window.backing_up.wait()
    window.backing_up.wait()
    path = page._backups[0].path
    data = bytearray(path.read_bytes())
    data[5000] ^= 0xFF
    path.write_bytes(data)
    page.enter()
    window.backing_up.wait()
    page.list.choose(0)
    assert "damaged" in page.list.rows.rows()[0].below
    assert page._sound.text().startswith("Damaged")
    assert not page.look_button.isEnabled()


def test_what_could_not_be_done_is_said_in_place(window: Window, tmp_path: Path) -> None:
    assert window.workspace is not None
    storage.set_backup_folder(window.workspace, tmp_path / "stick")
    page = show(window)
    assert "stick" in page._second.text()
    shutil.rmtree(tmp_path / "stick")
    (tmp_path / "stick").write_text("in the way")
    page.back_up()
    window.backing_up.wait()
    assert page._matter.isVisible()
    assert "stick" in page._matter_text.text()


def test_the_folder_is_shown(window: Window, answers: Answers) -> None:
    page = show(window)
    QTest.mouseClick(page.folder, Qt.MouseButton.LeftButton)
    assert answers.asked[-1].startswith("folder: ")


def test_a_backup_is_made_when_the_challenge_is_closed(window: Window, challenge_file: Path) -> None:
    assert window.workspace is not None
    with window.workspace.edit("Type") as e:
        e.put(ItemKind.MEETING, storage.new_id(), {"title": "Town centre manager"})
    with window.workspace.read() as r:
        count = storage.status(r)["entries"]
    window.close_workspace()
    assert storage.backup_lines(challenge_file)[0].entries == count


def test_a_backup_that_is_due_is_made_by_itself(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.backing_up, "EVERY", 0)
    assert window.workspace is not None
    with window.workspace.edit("Type") as e:
        e.put(ItemKind.MEETING, storage.new_id(), {"title": "Town centre manager"})
    with qtbot.waitSignal(window.backing_up.made):
        window.backing_up._timer.timeout.emit()
    assert window._fact.whole() == "A backup was made."


def test_closing_waits_for_a_backup_that_is_under_way(window: Window) -> None:
    window.backing_up.back_up()
    assert window.backing_up.busy
    assert window.close_workspace()
    assert not window.backing_up.busy
