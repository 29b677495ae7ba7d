"""The challenge locks when nobody is there, by the clock; keys and clicks count, and nothing unsaved is shut away."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from slireviewer.ui.history_dialog import HistoryDialog
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE, Clock


def test_the_challenge_is_closed_and_its_passphrase_asked_for(window: Window, clock: Clock, qtbot: object) -> None:
    window._choose_lock(15)
    clock.now += timedelta(minutes=14)
    window.idle.look()
    assert window.workspace is not None
    clock.now += timedelta(minutes=1)
    window.idle.look()
    assert window.workspace is None
    assert window.start.unlock.isVisible()
    assert window.start.unlock.passphrase.hasFocus()
    assert not window.idle._timer.isActive()
    QTest.keyClicks(window.start.unlock.passphrase, PASSPHRASE)
    with qtbot.waitSignal(window.opened, timeout=15000):  # type: ignore[attr-defined]
        QTest.keyClick(window.start.unlock.passphrase, Qt.Key.Key_Return)
    assert window.idle._timer.isActive()


def test_a_key_or_a_click_puts_it_off(window: Window, clock: Clock) -> None:
    window._choose_lock(5)
    clock.now += timedelta(minutes=4)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    clock.now += timedelta(minutes=4)
    window.idle.look()
    QTest.mouseMove(window.windowHandle(), window.rect().center())
    QApplication.processEvents()
    clock.now += timedelta(minutes=4)
    window.idle.look()
    assert window.workspace is not None


def test_never_is_never(window: Window, clock: Clock) -> None:
    assert window.idle.minutes == 0
    clock.now += timedelta(days=3)
    window.idle.look()
    assert window.workspace is not None


def test_locking_takes_open_boxes_from_the_screen(window: Window) -> None:
    assert window.capture is not None
    window.actions_table["page_capture"].trigger()
    window.show_history("point", window.capture.editor.current_point())
    assert window.findChildren(HistoryDialog)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window.lock()
    assert window.workspace is None
    assert not [each for each in window.findChildren(HistoryDialog) if each.isVisible()]


def test_ctrl_l_locks_at_once(window: Window) -> None:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace is None
    assert window.start.unlock.isVisible()


def test_what_is_not_saved_keeps_the_challenge_open(window: Window, clock: Clock) -> None:
    assert window.workspace is not None and window.capture is not None
    window.actions_table["page_capture"].trigger()
    window._choose_lock(5)
    window.workspace.read_only = True  # as when another window holds the file
    QTest.keyClicks(window.capture.editor, "Not lost")
    clock.now += timedelta(minutes=6)
    window.idle.look()
    assert window.workspace is not None
    window.workspace.read_only = False
    clock.now += timedelta(minutes=6)
    window.idle.look()
    assert window.workspace is None
