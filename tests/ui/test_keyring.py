"""The keyring, by choice: turned on and off in Settings; it opens the challenge, but not after locking."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.storage import remembering
from slireviewer.ui.settings_page import SettingsPage
from slireviewer.ui.window import Window
from tests.storage.test_remembering import Ring

from .conftest import PASSPHRASE


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(remembering, "backend", lambda: made)
    return made


def settings(window: Window) -> SettingsPage:
    window.show_aside("settings")
    page = window.stack_page()
    assert isinstance(page, SettingsPage)
    return page


def test_the_keyring_opens_the_challenge_until_it_is_told_not_to(window: Window, ring: Ring, qtbot: QtBot) -> None:
    assert window.workspace is not None
    path = window.workspace.path
    card = settings(window).keyring
    QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.off.isVisible() and card.isEnabled())
    assert window._fact.whole() == "The keyring of this laptop opens this challenge from now on."
    window.close_workspace()
    window.show_start()
    with qtbot.waitSignal(window.opened):
        window.start.ask_passphrase(path)
    card = settings(window).keyring
    QTest.mouseClick(card.off, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.on.isVisible() and card.isEnabled())
    assert not storage.is_remembered(path) and ring.kept == {}


def test_after_locking_the_passphrase_is_asked_for_until_it_is_typed(window: Window, ring: Ring, qtbot: QtBot) -> None:
    assert window.workspace is not None
    path = window.workspace.path
    storage.remember(window.workspace)
    window.lock()
    assert window.start.unlock.isVisible() and window.start.unlock.go.isEnabled()
    window.start.show_home()
    window.start.ask_passphrase(path)
    assert window.start.unlock.go.isEnabled()
    with qtbot.waitSignal(window.opened):
        window.start.unlock.passphrase.setText(PASSPHRASE)
        QTest.keyClick(window.start.unlock.passphrase, Qt.Key.Key_Return)


def test_a_keyring_that_is_locked_leaves_the_passphrase(window: Window, ring: Ring, qtbot: QtBot) -> None:
    assert window.workspace is not None
    path = window.workspace.path
    storage.remember(window.workspace)
    window.close_workspace()
    window.show_start()
    ring.locked = True
    window.start.ask_passphrase(path)
    unlock = window.start.unlock
    qtbot.waitUntil(lambda: "Type the passphrase" in unlock.matter.text())
    assert unlock.passphrase.hasFocus() and unlock.go.isEnabled()
    ring.locked = False
