"""Each setting holds at once and is said to be saved; secrets stay in no field; where things are can be opened."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.errors import WrongPassphrase
from slireviewer.ui.settings import Settings
from slireviewer.ui.settings_page import SettingsPage
from slireviewer.ui.theme import theme_for
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE, Answers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: Window) -> SettingsPage:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = window.stack_page()
    assert isinstance(found, SettingsPage)
    return found


def test_light_and_dark_are_chosen_by_the_arrows(page: SettingsPage, window: Window) -> None:
    assert window.focusWidget() in page._themes._tabs
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Right)
    assert (window._settings.theme, window._look.key) == ("dark", "dark")
    assert page._saved.text() == "Saved 10:48:00"
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Right)
    assert window._settings.theme == "system"
    assert window._look.key in ("light", "dark")
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Left)
    assert window._look.key == "dark"


def test_the_theme_of_the_system_is_followed(window: Window, qapp: object) -> None:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert theme_for("dark", app) == "dark"
    assert theme_for("system", app) in ("light", "dark")


def test_the_size_of_the_text_holds_at_once(page: SettingsPage, window: Window) -> None:
    QTest.mouseClick(page.larger, LEFT)
    assert (window._settings.zoom, window._look.zoom, page._size.text()) == (110, 110, "110%")
    QTest.mouseClick(page.smaller, LEFT)
    QTest.mouseClick(page.smaller, LEFT)
    assert page._size.text() == "90%"
    assert not page.smaller.isEnabled()


def test_another_person_of_the_team_is_chosen(page: SettingsPage, window: Window) -> None:
    assert window.workspace is not None
    place = page.me.findText("Priya Raman", Qt.MatchFlag.MatchStartsWith)
    page.me.setCurrentIndex(place)
    page.me.activated.emit(place)
    with window.workspace.read() as r:
        assert storage.find_person(r, "Priya Raman").id == window.workspace.me
    assert "Priya Raman" in page.fact
    window.actions_table["page_capture"].trigger()
    assert window.capture is not None
    for line in window.capture._lines:
        assert line.mine == (window.workspace.me in line.meeting.peers) or line.points >= 0


def test_the_time_of_locking_is_remembered(page: SettingsPage, window: Window, tmp_path: Path) -> None:
    page.lock.setCurrentIndex(3)
    page.lock.activated.emit(3)
    assert window._settings.lock_after == 15
    assert window.idle.minutes == 15
    assert Settings(tmp_path / "window.ini").lock_after == 15
    page.lock.setCurrentIndex(0)
    page.lock.activated.emit(0)
    assert window._settings.lock_after == 0


def test_the_second_folder_is_chosen_and_given_up(
    page: SettingsPage, window: Window, answers: Answers, tmp_path: Path
) -> None:
    answers.file = tmp_path / "stick"
    QTest.mouseClick(page.second_choose, LEFT)
    assert page._second_path.whole() == str(tmp_path / "stick")
    window.backing_up.back_up()
    window.backing_up.wait()
    assert list((tmp_path / "stick").glob("*.slir"))
    QTest.mouseClick(page.second_off, LEFT)
    assert page._second_path.whole().startswith("None")
    (tmp_path / "file").write_text("")
    answers.file = tmp_path / "file"
    QTest.mouseClick(page.second_choose, LEFT)
    assert page._second_matter.isVisible()


def test_the_passphrase_is_changed(page: SettingsPage, window: Window, qtbot: QtBot, challenge_file: Path) -> None:
    card = page.passphrase
    card.now.setText("not the passphrase")
    card.new.setText("four other plain words")
    card.again.setText("four other plain word")
    card.change()
    assert "differ" in card.matter.text()
    card.again.setText("four other plain words")
    QTest.mouseClick(card.go, LEFT)
    assert not card.isEnabled()
    qtbot.waitUntil(lambda: "does not open" in card.matter.text(), timeout=15000)
    card.now.setText(PASSPHRASE)
    with qtbot.waitSignal(card.done, timeout=15000):
        QTest.keyClick(card.again, Qt.Key.Key_Return)
    assert (card.now.text(), card.new.text(), card.again.text()) == ("", "", "")
    window.close_workspace()
    with pytest.raises(WrongPassphrase):
        storage.open_challenge(challenge_file, PASSPHRASE)
    storage.open_challenge(challenge_file, "four other plain words").close()


def test_a_short_passphrase_is_refused(page: SettingsPage) -> None:
    page.passphrase.new.setText("short")
    page.passphrase.again.setText("short")
    page.passphrase.change()
    assert "8 characters" in page.passphrase.matter.text()


def test_a_recovery_sheet_is_saved_printed_and_forgotten(
    page: SettingsPage, window: Window, qtbot: QtBot, answers: Answers, challenge_file: Path, tmp_path: Path
) -> None:
    card = page.recovery
    card.now.setText(PASSPHRASE)
    with qtbot.waitSignal(card.done, timeout=15000):
        QTest.keyClick(card.now, Qt.Key.Key_Return)
    code = card.code.text()
    assert len(code) == 29
    assert not card.now.isVisible()
    answers.file = tmp_path / "sheet.txt"
    QTest.mouseClick(card.save_button, LEFT)
    text = answers.file.read_text(encoding="utf-8")
    assert f"Code: {code}" in text and "Wexmoor" in text and "16 September 2026" in text
    assert stat.S_IMODE(answers.file.stat().st_mode) == 0o600
    QTest.mouseClick(card.print_button, LEFT)
    assert answers.asked[-1] == "print"
    QTest.mouseClick(card.finish, LEFT)
    assert card.code.text() == ""
    assert card.now.isVisible()
    window.close_workspace()
    storage.open_challenge(challenge_file, code.lower().replace("-", " ")).close()


def test_leaving_the_page_forgets_what_was_typed(page: SettingsPage, window: Window) -> None:
    page.passphrase.now.setText(PASSPHRASE)
    page.recovery.code.setText("ABCDE")
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert page.passphrase.now.text() == page.recovery.code.text() == ""


def test_every_place_can_be_opened(page: SettingsPage, window: Window, answers: Answers) -> None:
    from PySide6.QtWidgets import QPushButton

    buttons = [each for each in page.places.findChildren(QPushButton) if each.isVisibleTo(page)]
    assert len(buttons) == 4
    for each in buttons:
        QTest.mouseClick(each, LEFT)
        assert Path(answers.asked[-1].removeprefix("folder: ")).is_dir()


def test_without_a_challenge_only_what_is_of_the_laptop_is_shown(window: Window) -> None:
    window.close_workspace()
    window.show_start()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    page = window._asides["settings"]
    assert isinstance(page, SettingsPage)
    assert page.isVisible()
    assert not page.passphrase.isVisible()
    assert not page.me.isVisible()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert window.start.isVisible()
