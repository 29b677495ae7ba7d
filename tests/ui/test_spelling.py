"""British words pass, wrong ones get a wavy line, and the words of a challenge are learnt."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import NO_ITEM, ItemId, Point
from slireviewer.paths import resource
from slireviewer.ui.editor import NoteEditor
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.spelling import Spelling, SpellingMarks, words_of
from slireviewer.ui.theme import Look
from slireviewer.ui.window import Window

from .test_window import capture, open_meeting, press

WAVY = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def spelling(qapp: QApplication, qtbot: QtBot) -> Iterator[Spelling]:
    jobs = Jobs(qapp)
    made = Spelling(jobs, qapp)
    made.load()
    qtbot.waitUntil(lambda: made.loaded, timeout=20_000)
    yield made
    made.setParent(None)
    jobs.shut_down()
    qapp.aboutToQuit.disconnect(jobs.shut_down)


@pytest.fixture
def editor(qtbot: QtBot, look: Look) -> NoteEditor:
    made = NoteEditor(look, lambda: datetime(2026, 9, 16, 11, 0))
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    made.load(NO_ITEM, [])
    return made


def wrong(spelling: Spelling, text: str) -> list[str]:
    return [word for _, _, word in spelling.mistakes(text)]


def underlined(editor: NoteEditor, block: int = 0) -> list[str]:
    line = editor.document().findBlockByNumber(block)
    units = line.text().encode("utf-16-le")
    return [
        units[2 * form.start : 2 * (form.start + form.length)].decode("utf-16-le")
        for form in line.layout().formats()
        if form.format.underlineStyle() is WAVY
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The organisation's programme was recognised, and councillors’ behaviour is honest",
        "Well-run co-production, self-evident, 21st-century, e-mail, 1990s, £40k, 3.5m",
        "See https://anytown.example/papers, www.anytown.gov.uk/abcd or jo.birkwood@wexmoor.gov.uk",
        "MTFS and HRA are in the CSOs' remit; CfGS, SoLACE",
        "caf\u00e9 and cafe\u0301, naïve, façade",
        "",
        "— … “ ” ' ’ - --",
    ],
)
def test_british_words_addresses_figures_and_abbreviations_pass(spelling: Spelling, text: str) -> None:
    assert wrong(spelling, text) == []


def test_wrong_words_are_found_where_they_are(spelling: Spelling) -> None:
    text = "They recieve well-organsed reports, and the organizzation's"
    assert [text[start:end] for start, end, _ in spelling.mistakes(text)] == ["recieve", "organsed", "organizzation's"]


def test_suggestions_put_the_likeliest_first(spelling: Spelling) -> None:
    assert spelling.suggestions("recieve")[0] == "receive"
    assert spelling.suggestions("comittee")[0] == "committee"
    assert spelling.suggestions("xqzwvjkl") == []


def test_words_of_the_challenge_pass_in_any_case_and_as_owners(spelling: Spelling) -> None:
    assert wrong(spelling, "Wexmoor-upon-Saltern was seen") == ["Wexmoor"]
    spelling.set_own_words(["Owen Threlkeld", "Wexmoor", "Saltern Road Depot"])
    assert wrong(spelling, "Threlkeld's WEXMOOR’s wexmoor, Wexmoor-upon-Saltern") == []
    spelling.set_own_words([])
    assert wrong(spelling, "Wexmoor") == ["Wexmoor"]


@given(text=st.text(max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    for start, end, word in words_of(text):
        assert text[start:end] == word


def test_a_word_is_marked_when_it_is_finished_and_not_before(editor: NoteEditor, spelling: Spelling) -> None:
    marks = SpellingMarks(editor, spelling, editor._look)
    QTest.keyClicks(editor, "They recieve")
    assert underlined(editor) == []
    QTest.keyClicks(editor, " ")
    assert underlined(editor) == ["recieve"]
    QTest.keyClicks(editor, "teh")
    QTest.keyClick(editor, Qt.Key.Key_Home)
    assert underlined(editor) == ["recieve", "teh"]
    assert marks.mistake_at(7) is not None


def test_marks_are_no_typing_and_leave_undo_alone(editor: NoteEditor, spelling: Spelling, qtbot: QtBot) -> None:
    marks = SpellingMarks(editor, spelling, editor._look)
    with qtbot.assertNotEmitted(editor.edited):
        editor.load(NO_ITEM, [Point(id=ItemId("a" * 32), note=NO_ITEM, text="They recieve it", position="V")])
        marks.rehighlight()
        spelling.set_own_words(["recieve"])
    assert not editor.document().isUndoAvailable()


def test_signs_that_count_twice_in_qt_move_no_mark(editor: NoteEditor, spelling: Spelling) -> None:
    marks = SpellingMarks(editor, spelling, editor._look)
    editor.paste_text("👩🏽‍🚒 crew recieve 😀 teh end")
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    assert underlined(editor) == ["recieve", "teh"]
    found = marks.next_mistake()
    assert found is not None and found.selectedText() == "recieve"


def test_the_next_unknown_word_is_found_all_the_way_round(editor: NoteEditor, spelling: Spelling) -> None:
    marks = SpellingMarks(editor, spelling, editor._look)
    editor.paste_text("teh first\nnothing here\nthe recieve and recieve")
    seen = []
    for _ in range(4):
        found = marks.next_mistake()
        assert found is not None
        editor.setTextCursor(found)
        seen.append((found.blockNumber(), found.selectedText()))
    assert seen == [(0, "teh"), (2, "recieve"), (2, "recieve"), (0, "teh")]
    editor.selectAll()
    editor.paste_text("all is well")
    assert marks.next_mistake() is None


def popped() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def begin(window: Window, qtbot: QtBot, text: str) -> NoteEditor:
    open_meeting(window, "Team meeting: second day")
    qtbot.waitUntil(lambda: capture(window)._spelling.loaded, timeout=20_000)
    editor = capture(window).editor
    QTest.keyClicks(editor, text)
    return editor


def test_f7_offers_the_right_word_and_enter_takes_it(window: Window, qtbot: QtBot) -> None:
    editor = begin(window, qtbot, "They recieve reports")
    press(window, Qt.Key.Key_F7)
    assert popped().actions()[0].text() == "receive"
    QTest.keyClick(popped(), Qt.Key.Key_Return)
    assert editor.toPlainText() == "They receive reports"
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "They recieve reports"


def test_a_word_is_learnt_for_this_challenge_and_can_be_undone(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "The Zyxtrel scheme")
    press(window, Qt.Key.Key_F7)
    menu = popped()
    learn = next(action for action in menu.actions() if action.text().startswith("Add “Zyxtrel”"))
    menu.close()
    learn.trigger()
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert "Zyxtrel" in storage.known_words(r)
    press(window, Qt.Key.Key_F7)
    assert QApplication.activePopupWidget() is None
    assert "No unknown words" in window._fact.whole()
    window.workspace.undo()
    assert capture(window)._spelling.mistakes("Zyxtrel") != []


def test_names_of_the_team_and_places_of_the_timetable_are_known(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "")
    assert capture(window)._spelling.mistakes("Birkwood and Threlkeld at Saltern in Wexmoor") == []


def test_the_menu_of_a_wrong_word_begins_with_suggestions(window: Window, qtbot: QtBot) -> None:
    editor = begin(window, qtbot, "They recieve it")
    cursor = editor.textCursor()
    cursor.setPosition(7)
    spot: QPoint = editor.cursorRect(cursor).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, editor.viewport().mapToGlobal(spot))
    QApplication.sendEvent(editor.viewport(), event)
    words = [action.text() for action in popped().actions()]
    assert words[0] == "receive"
    assert any(text.startswith("Add “recieve”") for text in words)
    assert "Move to another meeting…" in words
    popped().close()


def test_the_dictionary_comes_with_its_licence() -> None:
    folder: Path = resource("dictionaries")
    assert {path.name for path in folder.iterdir()} == {"LICENSE", "README_en_GB.txt", "en_GB.aff", "en_GB.dic"}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LICENSE").read_text(encoding="utf-8")
