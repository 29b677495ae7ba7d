"""Giving one's notes to a folder or by e-mail, the starter in two steps, and the folder in which packages appear."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.ui.handing_over import HandingOver
from slireviewer.ui.merge_page import MergePage
from slireviewer.ui.starter_form import StarterForm
from slireviewer.ui.watched_folder import WatchedFolder
from slireviewer.ui.window import Window

from . import teamwork
from .conftest import PASSPHRASE, Answers
from .walking import controls, cut_off, missed_by_tab, nameless, settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def challenge_file(sample: Path, tmp_path: Path) -> Path:
    """The challenge after an evening's work."""
    return teamwork.copied(teamwork.evening(sample) / sample.name, tmp_path / sample.name)


@pytest.fixture
def his(sample: Path, tmp_path: Path) -> Path:
    """A colleague's package; see ``teamwork.evening``."""
    return Path(shutil.copy(teamwork.evening(sample) / teamwork.PACKAGES[0], tmp_path))


def begin(window: Window, qtbot: QtBot) -> HandingOver:
    """The dialog, by its key, when it has looked at what is new."""
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_G, CTRL | SHIFT)
    (dialog,) = [each for each in window.findChildren(HandingOver) if each.isVisible()]
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    return dialog


def show(window: Window) -> MergePage:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_4, CTRL | SHIFT)
    page = window.stack_page()
    assert isinstance(page, MergePage)
    return page


def settled(folder: WatchedFolder, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not folder._looking and not folder._soon.isActive(), timeout=20000)


# ---- giving ----------------------------------------------------------------------------------------------


def test_notes_are_given_to_a_folder_and_the_folder_is_remembered(
    window: Window, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    answers.file = stick
    dialog = begin(window, qtbot)
    assert "Points 912" in dialog._inside.text() and "changes" in dialog._inside.text()
    assert dialog._there.text() == "Nothing of this was given before, so all of it is in."
    assert not dialog.again.isVisible()
    assert dialog.focusWidget() is dialog.folder
    QTest.keyClick(dialog.folder, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    (package,) = stick.iterdir()
    assert package.name == "wed-1048-birkwood.slirnotes"
    assert dialog._matter.text() == f"{package.name} is in {stick}."
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    with qtbot.waitActive(window):
        window.activateWindow()
    again = begin(window, qtbot)
    assert again.again.isVisible() and again._where.whole() == str(stick)
    asked = len(answers.asked)
    QTest.keyClick(again.again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not again.busy, timeout=20000)
    assert len(answers.asked) == asked
    assert sorted(each.name for each in stick.iterdir())[0] == "wed-1048-birkwood-2.slirnotes"


def test_what_was_given_can_be_merged_by_a_colleague(
    window: Window, qtbot: QtBot, answers: Answers, sample: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    answers.file = stick
    dialog = begin(window, qtbot)
    dialog.give_to_folder()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    (given,) = stick.iterdir()
    path = teamwork.copied(teamwork.laptop(sample, teamwork.SAMUEL), tmp_path / "his.slir")
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.merge_packages(w, [storage.read_package(w, storage.load(given), given.name)])
        with w.read() as r:
            assert teamwork.MINE in [point.text for point in storage.read_points(r)]


def test_all_of_it_is_given_once_more_when_a_package_got_lost(
    window: Window, qtbot: QtBot, answers: Answers, sample: Path, tmp_path: Path
) -> None:
    path = teamwork.copied(teamwork.laptop(sample, teamwork.SAMUEL), tmp_path / "his.slir")
    window.open_workspace(storage.open_challenge(path, PASSPHRASE))
    assert window.workspace is not None
    teamwork.note_down(window.workspace, teamwork.HEADS, "Reports come late.")
    answers.file = tmp_path / "stick"
    answers.file.mkdir()
    dialog = begin(window, qtbot)
    assert "Points 1 " in dialog._inside.text() and "earlier changes; they are left out" in dialog._there.text()
    QTest.keyClick(dialog.everything, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    assert "Points 913 " in dialog._inside.text()
    assert dialog._there.text() == "All that this laptop holds is in." and dialog.everything.isChecked()
    dialog.give_to_folder()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    (given,) = answers.file.iterdir()
    told = storage.read_package(window.workspace, storage.load(given), given.name)
    with window.workspace.read() as r:
        assert len(told.entries) == storage.status(r)["entries"]


@pytest.mark.parametrize("mails", [True, False])
def test_notes_go_by_the_mail_program_of_the_system(
    window: Window, qtbot: QtBot, answers: Answers, challenge_file: Path, mails: bool
) -> None:
    answers.mails = mails
    dialog = begin(window, qtbot)
    QTest.keyClick(dialog.mail, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    (package,) = (challenge_file.parent / "packages").iterdir()
    assert answers.asked[-2:] == [
        f"folder: {package.parent}",
        f"mail: My notes: {package.name}: My notes are in the file {package.name}, attached.",
    ]
    assert ("Attach it" in dialog._matter.text()) == mails
    assert str(package.parent) in dialog._matter.text()


def test_a_stick_that_cannot_be_written_is_told_in_place(
    window: Window, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    answers.file = tmp_path / "file"
    dialog = begin(window, qtbot)
    dialog.give_to_folder()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20000)
    assert "cannot be written" in dialog._matter.text()
    assert dialog._places.isVisible()


# ---- the starter -----------------------------------------------------------------------------------------


def test_the_starter_is_made_in_two_steps(window: Window, qtbot: QtBot, answers: Answers, tmp_path: Path) -> None:
    answers.file = tmp_path / "start.slirnotes"
    page = show(window)
    QTest.mouseClick(page.to_merge.starter_button, Qt.MouseButton.LeftButton)
    (form,) = window.findChildren(StarterForm)
    assert form._title.text() == "1 of 2: Who is in the team?"
    QTest.keyClicks(form.name, "Nia Newcomer")
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert "Nia Newcomer" in [row.title for row in form.team.rows.rows()]
    form.next()
    QTest.keyClicks(form.passphrase, "short")
    form.next()
    assert "at least 8" in form._matter.text()
    form.passphrase.setText("told by telephone")
    QTest.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.busy, timeout=20000)
    assert form._matter.text().startswith("start.slirnotes is in ")
    people = storage.starter_people(answers.file, "told by telephone")
    assert "Nia Newcomer" in [person.name for person in people]


def test_only_the_lead_is_offered_the_starter(window: Window, sample: Path, tmp_path: Path, qtbot: QtBot) -> None:
    assert show(window).to_merge.starter_button.isVisible()
    path = teamwork.copied(teamwork.laptop(sample, teamwork.SAMUEL), tmp_path / "his.slir")
    window.open_workspace(storage.open_challenge(path, PASSPHRASE))
    assert not show(window).to_merge.starter_button.isVisible()


@pytest.mark.parametrize(("width", "height", "zoom", "theme"), [(1366, 740, 100, "light"), (1180, 640, 150, "dark")])
def test_nothing_of_the_dialogs_is_cut_off(
    window: Window, qtbot: QtBot, width: int, height: int, zoom: int, theme: str
) -> None:
    window._look.set_theme(theme)
    window._look.set_zoom(zoom)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    giving = begin(window, qtbot)
    walk(giving)
    giving.close()
    with qtbot.waitActive(window):
        window.activateWindow()
    page = show(window)
    page.make_starter()
    (form,) = window.findChildren(StarterForm)
    walk(form)
    form.next()
    walk(form)


def walk(dialog: QDialog) -> None:
    settle()
    assert cut_off(dialog) == []
    assert nameless(dialog) == []
    assert missed_by_tab(dialog) == []


# ---- the watched folder ----------------------------------------------------------------------------------


def test_packages_in_the_watched_folder_are_listed_and_never_merged_by_themselves(
    window: Window, qtbot: QtBot, answers: Answers, his: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    answers.file = folder
    page = show(window)
    QTest.mouseClick(page.to_merge.watch_button, Qt.MouseButton.LeftButton)
    settled(window.watched, qtbot)
    assert page.waiting.rows.rowCount() == 0
    shutil.copy(his, folder)
    qtbot.waitUntil(lambda: page.waiting.rows.rowCount() == 1, timeout=20000)
    (row,) = page.waiting.rows.rows()
    assert (row.title, row.below) == ("Samuel Adeyinka", his.name)
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert not [line for line in storage.receipt_lines(r) if line["package"] == his.name]
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_1, CTRL | SHIFT)
    assert window.today is not None
    QApplication.processEvents()
    (button,) = [each for each in controls(window.today) if each.objectName() == "waits package"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.stack_page() is page
    page.waiting.setFocus()
    QTest.keyClick(page.waiting, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=20000)
    with qtbot.waitSignal(page.intake.applied, timeout=20000):
        page.deciding.apply()
    settled(window.watched, qtbot)
    qtbot.waitUntil(lambda: not window.watched.found, timeout=20000)


def test_the_folder_is_watched_again_after_the_next_opening(
    window: Window, qtbot: QtBot, his: Path, challenge_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    shutil.copy(his, folder)
    window.watched.set_folder(folder)
    settled(window.watched, qtbot)
    window.close_workspace()
    assert window.watched.found == ()
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    qtbot.waitUntil(lambda: len(window.watched.found) == 1, timeout=20000)
    window.watched.set_folder(None)
    assert window.watched.found == ()


def test_what_cannot_be_merged_says_why_and_a_missing_stick_is_told(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "odd.slirnotes").write_bytes(b"no package")
    page = show(window)
    window.watched.set_folder(folder)
    settled(window.watched, qtbot)
    (row,) = page.waiting.rows.rows()
    assert row.title == "odd.slirnotes" and "is not a slireviewer package" in row.below
    shutil.rmtree(folder)
    window.watched.look()
    settled(window.watched, qtbot)
    assert "cannot be read now" in page.to_merge.folder_words.text()
