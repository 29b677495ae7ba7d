"""Words are found in the notes of a meeting while one types, and Esc goes back to where one was."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit

from slireviewer.ui.editor import NoteEditor
from slireviewer.ui.find_bar import FindBar
from slireviewer.ui.window import Window

from .test_window import CTRL, SHIFT, capture, open_meeting, press


def begin(window: Window, text: str) -> tuple[NoteEditor, FindBar]:
    open_meeting(window, "Team meeting: second day")
    page = capture(window)
    page.editor.paste_text(text)
    press(window, Qt.Key.Key_F, CTRL)
    return page.editor, page.find_bar


def marked(editor: NoteEditor) -> list[str]:
    marks: list[QTextEdit.ExtraSelection] = editor.extraSelections()
    return [mark.cursor.selectedText() for mark in marks if mark.cursor.hasSelection()]


def test_words_are_found_as_one_types_whatever_their_case(window: Window) -> None:
    editor, bar = begin(window, "Late reports\nreports come LATE\nnothing")
    assert bar.field.hasFocus()
    QTest.keyClicks(bar.field, "late")
    assert bar.count.text() == "1 of 2"
    assert marked(editor) == ["Late", "LATE"]
    QTest.keyClicks(bar.field, "x")
    assert bar.count.text() == "Not found"
    assert marked(editor) == []


def test_enter_goes_on_shift_enter_goes_back_and_it_goes_round(window: Window) -> None:
    editor, bar = begin(window, "one\none\none")
    QTest.keyClicks(bar.field, "one")
    seen = [bar.count.text()]
    for held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, SHIFT):
        QTest.keyClick(bar.field, Qt.Key.Key_Return, held)
        seen.append(bar.count.text())
    assert seen == ["1 of 3", "2 of 3", "3 of 3", "2 of 3"]
    assert editor.textCursor().blockNumber() == 1


def test_escape_goes_back_to_where_one_was(window: Window) -> None:
    editor, bar = begin(window, "first\nsecond\nlast")
    QTest.keyClicks(bar.field, "first")
    assert editor.textCursor().blockNumber() == 0
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert window.focusWidget() is editor
    assert (editor.textCursor().blockNumber(), editor.textCursor().positionInBlock()) == (2, 4)
    assert marked(editor) == []


def test_ctrl_enter_goes_on_where_it_was_found(window: Window) -> None:
    editor, bar = begin(window, "first\nsecond\nlast")
    QTest.keyClicks(bar.field, "second")
    QTest.keyClick(bar.field, Qt.Key.Key_Return, CTRL)
    assert window.focusWidget() is editor
    assert editor.textCursor().selectedText() == "second"


def test_emoji_before_a_word_move_no_mark_and_typing_is_followed(window: Window) -> None:
    editor, bar = begin(window, "👩🏽‍🚒😀 crew and (a+b)")
    QTest.keyClicks(bar.field, "(a+b)")
    assert marked(editor) == ["(a+b)"]
    editor.paste_text(" (A+B)")
    assert bar.count.text().endswith("of 2")


def test_finding_is_no_typing(window: Window) -> None:
    open_meeting(window, "Heads of service")
    heard: list[object] = []
    window.watch.changed.connect(heard.append)
    press(window, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(capture(window).find_bar.field, "the")
    press(window, Qt.Key.Key_Escape)
    assert not capture(window).saver.unsaved
    assert heard == []
