"""The form for a new challenge: what is missing is said where it is missing, and it makes what was asked for."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.ui.window import Window


def test_what_is_missing_is_said_and_asked_for_where_it_is_missing(window: Window, qtbot: QtBot) -> None:
    window.close_workspace()
    window.show_start()
    window.start.start_new()
    form = window.start.new
    assert form.kind.currentText() == "Corporate"
    for field, words, typed in (
        (form.council, "Name the council.", "Anytown Council"),
        (form.person, "Say your name: notes are kept under it.", "Jo Birkwood"),
        (form.passphrase, form.bad_passphrase(), "three plain words"),
    ):
        form.submit()
        assert form.matter.text() == words
        assert window.focusWidget() is field
        QTest.keyClicks(field, typed)
    form.kind.setCurrentText("Adult social care")
    QTest.keyClicks(form.again, "three plain words")
    QTest.keyClick(form.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=20_000)
    assert window.workspace is not None
    with window.workspace.read() as r:
        challenge = storage.get_challenge(r)
    assert (challenge.councils, challenge.type) == (("Anytown Council",), "adult social care")
