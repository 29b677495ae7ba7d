"""The editor: one paragraph a point, tags on the undo stack, and never a character lost."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer.model import NO_ITEM, ItemId, Point, PointKind, positions
from slireviewer.ui.editor import NoteEditor, displayed, undisplayed
from slireviewer.ui.theme import Look

FINANCE, CULTURE = ItemId("f" * 32), ItemId("c" * 32)


@pytest.fixture
def editor(qtbot: QtBot, look: Look) -> NoteEditor:
    made = NoteEditor(look, lambda: datetime(2026, 9, 16, 11, 0))
    made.set_words({kind: kind.value for kind in PointKind}, {FINANCE: "Finance", CULTURE: "Culture"})
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.load(NO_ITEM, [])
    return made


def type_(editor: NoteEditor, text: str) -> None:
    QTest.keyClicks(editor, text)


def press(editor: NoteEditor, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(editor, key, held)


def texts(editor: NoteEditor) -> list[str]:
    return [point.text for point in editor.points()]


def stored(*given: str) -> list[Point]:
    return [
        Point(id=ItemId(f"{number:032x}"), note=ItemId("n"), text=text, position=position)
        for number, (text, position) in enumerate(zip(given, positions(len(given)), strict=True), 1)
    ]


def paste(editor: NoteEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def put_cursor(editor: NoteEditor, block: int, column: int) -> None:
    cursor = QTextCursor(editor.document().findBlockByNumber(block))
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, column)
    editor.setTextCursor(cursor)


def test_a_line_is_a_point_and_enter_starts_the_next(editor: NoteEditor) -> None:
    type_(editor, "First")
    press(editor, Qt.Key.Key_Return)
    type_(editor, "Second")
    assert texts(editor) == ["First", "Second"]
    assert len({point.id for point in editor.points()}) == 2


def test_shift_enter_breaks_the_line_within_the_point(editor: NoteEditor) -> None:
    type_(editor, "One")
    press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    type_(editor, "two")
    assert texts(editor) == ["One\ntwo"]


def test_enter_keeps_the_theme_and_goes_back_to_context(editor: NoteEditor) -> None:
    type_(editor, "Heard")
    editor.set_kind(PointKind.STRENGTH)
    editor.set_theme(FINANCE)
    press(editor, Qt.Key.Key_Return)
    assert editor.kind() is PointKind.CONTEXT
    assert editor.themes() == {FINANCE}


def test_enter_on_an_empty_line_does_nothing(editor: NoteEditor) -> None:
    for _ in range(3):
        press(editor, Qt.Key.Key_Return)
    assert editor.document().blockCount() == 1


@pytest.mark.parametrize(
    ("sign", "kind"),
    [
        ("+", PointKind.STRENGTH),
        ("-", PointKind.CONSIDERATION),
        ('"', PointKind.QUOTE),
        ("?", PointKind.FOLLOW_UP),
    ],
)
def test_a_sign_at_the_start_of_a_line_says_the_kind(editor: NoteEditor, sign: str, kind: PointKind) -> None:
    type_(editor, f"{sign} Reports arrive late")
    (point,) = editor.points()
    assert (point.text, point.kind) == ("Reports arrive late", kind)


def test_a_sign_elsewhere_is_only_a_sign(editor: NoteEditor) -> None:
    type_(editor, "2 + 2 - 1 ? 3")
    (point,) = editor.points()
    assert (point.text, point.kind) == ("2 + 2 - 1 ? 3", PointKind.CONTEXT)


def test_undo_gives_a_taken_sign_back(editor: NoteEditor) -> None:
    type_(editor, "- ")
    assert editor.kind() is PointKind.CONSIDERATION
    editor.undo()
    assert editor.toPlainText() == "- "
    assert editor.kind() is PointKind.CONTEXT


def test_a_tag_is_undone_like_typing_and_in_order(editor: NoteEditor) -> None:
    type_(editor, "Heard")
    editor.set_kind(PointKind.STRENGTH)
    editor.set_theme(FINANCE)
    editor.undo()
    assert editor.themes() == frozenset()
    assert editor.kind() is PointKind.STRENGTH
    editor.undo()
    assert editor.kind() is PointKind.CONTEXT
    assert texts(editor) == ["Heard"]
    editor.redo()
    editor.redo()
    assert (editor.kind(), editor.themes()) == (PointKind.STRENGTH, {FINANCE})


def test_a_theme_replaces_the_one_before_and_goes_when_said_again(editor: NoteEditor) -> None:
    type_(editor, "Heard")
    editor.set_theme(FINANCE)
    editor.set_theme(CULTURE)
    assert editor.themes() == {CULTURE}
    editor.set_theme(FINANCE, also=True)
    assert editor.themes() == {CULTURE, FINANCE}
    editor.set_theme(CULTURE, also=True)
    assert editor.themes() == {FINANCE}
    editor.set_theme(FINANCE)
    assert editor.themes() == frozenset()


def test_a_tag_goes_to_every_point_of_the_selection(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One", "Two", "Three"))
    cursor = editor.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.set_kind(PointKind.QUOTE)
    assert [point.kind for point in editor.points()] == [PointKind.QUOTE, PointKind.QUOTE, PointKind.CONTEXT]


def test_splitting_a_point_gives_the_second_part_its_own_id(editor: NoteEditor) -> None:
    (before,) = stored("Members agree, officers do not")
    editor.load(ItemId("n"), [before])
    editor.set_kind(PointKind.STRENGTH)
    put_cursor(editor, 0, len("Members agree,"))
    press(editor, Qt.Key.Key_Return)
    first, second = editor.points()
    assert first.id == before.id != second.id
    assert (first.text, second.text) == ("Members agree,", " officers do not")
    assert first.position == before.position < second.position
    assert second.kind is PointKind.STRENGTH


def test_enter_before_a_point_leaves_it_its_id(editor: NoteEditor) -> None:
    (before,) = stored("Heard")
    editor.load(ItemId("n"), [before])
    put_cursor(editor, 0, 0)
    press(editor, Qt.Key.Key_Return)
    assert [(point.id, point.text) for point in editor.points()] == [(before.id, "Heard")]
    put_cursor(editor, 0, 0)
    type_(editor, "New")
    new, old = editor.points()
    assert (new.text, old.id) == ("New", before.id)
    assert new.position < old.position


def test_joining_two_points_keeps_the_first_id(editor: NoteEditor) -> None:
    points = stored("One", "Two")
    editor.load(ItemId("n"), points)
    put_cursor(editor, 1, 0)
    press(editor, Qt.Key.Key_Backspace)
    assert [(point.id, point.text) for point in editor.points()] == [(points[0].id, "OneTwo")]
    editor.undo()
    assert editor.points() == points


def test_ids_that_are_there_twice_are_repaired_and_the_first_keeps_its_own(editor: NoteEditor) -> None:
    points = stored("One", "Two")
    editor.load(ItemId("n"), points)
    QTextCursor(editor.document().lastBlock()).setBlockFormat(editor.document().firstBlock().blockFormat())
    first, second = editor.points()
    assert first.id == points[0].id
    assert second.id not in {point.id for point in points}
    assert [first.text, second.text] == ["One", "Two"]


def test_loading_is_no_typing_and_changes_nothing(editor: NoteEditor, qtbot: QtBot) -> None:
    points = stored(
        "Plain", "Windows\r\nline", "old\rMac", "page\u2029end", "tab\there", "ünï😀e\u0301", "", "\ufdd0odd"
    )
    with qtbot.assertNotEmitted(editor.edited):
        editor.load(ItemId("n"), points)
    assert editor.document().blockCount() == len(points)
    assert editor.points() == points


def test_an_edited_point_keeps_its_sort_of_line_ends(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One\r\ntwo"))
    type_(editor, "!")
    assert texts(editor) == ["One\r\ntwo!"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_stored_text_can_be_shown_as_one_paragraph(text: str) -> None:
    shown = displayed(text)
    assert not set(shown) & set("\r\n\u2029\x00\ufdd0\ufdd1")
    if not set(text) & set("\x00\ufdd0\ufdd1\u2028\u2029\r"):
        assert undisplayed(shown, text) == text


def test_emoji_and_combining_marks_are_points_like_any_other(editor: NoteEditor) -> None:
    paste(editor, "👩🏽‍🚒 crew proud of cafe\u0301 in Llŷn")
    press(editor, Qt.Key.Key_Return)
    type_(editor, "£40k")
    assert texts(editor) == ["👩🏽‍🚒 crew proud of cafe\u0301 in Llŷn", "£40k"]


def test_pasted_lines_become_points_of_the_same_theme(editor: NoteEditor) -> None:
    editor.set_theme(FINANCE)
    paste(editor, "One\r\nTwo\n\n- Three\u2029+ Four")
    assert texts(editor) == ["One", "Two", "- Three", "+ Four"]
    assert {point.themes for point in editor.points()} == {frozenset({FINANCE})}
    assert {point.kind for point in editor.points()} == {PointKind.CONTEXT}


def test_what_no_file_can_hold_is_left_out_of_a_paste(editor: NoteEditor) -> None:
    editor.paste_text("a\x00b\ud83dc")
    assert texts(editor) == ["abc"]


def test_pasting_amid_a_line_keeps_both_its_ends(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("begin end"))
    put_cursor(editor, 0, len("begin "))
    paste(editor, "one\ntwo ")
    assert texts(editor) == ["begin one", "two end"]


def test_points_without_words_are_not_kept(editor: NoteEditor) -> None:
    type_(editor, "   ")
    assert editor.points() == []


def test_a_cleared_point_is_gone_and_undo_brings_it_back_as_it_was(editor: NoteEditor) -> None:
    points = stored("One", "Two\r\nlines")
    editor.load(ItemId("n"), points)
    editor.selectAll()
    press(editor, Qt.Key.Key_Delete)
    assert editor.points() == []
    editor.undo()
    assert editor.points() == points


def test_positions_rise_whatever_is_put_between(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One", "Two"))
    put_cursor(editor, 0, 3)
    for number in range(30):
        press(editor, Qt.Key.Key_Return)
        type_(editor, f"between {number}")
    found = [point.position for point in editor.points()]
    assert found == sorted(set(found))
    assert len(found) == 32


def test_keys_of_the_window_are_left_to_it(editor: NoteEditor) -> None:
    editor.leave_keys([QKeySequence("Ctrl+Z"), QKeySequence("Ctrl+K")])
    type_(editor, "Heard")
    press(editor, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert texts(editor) == ["Heard"]


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier])
def test_a_key_that_nothing_answers_to_writes_nothing_and_takes_nothing_away(
    editor: NoteEditor, held: Qt.KeyboardModifier
) -> None:
    type_(editor, "Heard")
    press(editor, Qt.Key.Key_Return)
    type_(editor, "Seen")
    editor.selectAll()
    QTest.keyClick(editor, "7", held)
    assert texts(editor) == ["Heard", "Seen"]


def test_tab_leaves_the_editor(editor: NoteEditor) -> None:
    type_(editor, "Heard")
    press(editor, Qt.Key.Key_Tab)
    assert texts(editor) == ["Heard"]


def choose(editor: NoteEditor, start: int, end: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def test_a_theme_goes_to_every_point_of_the_selection_in_one_step(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One", "Two", "Three"))
    choose(editor, 0, 13)
    editor.set_theme(FINANCE)
    assert [point.themes for point in editor.points()] == [{FINANCE}] * 3
    editor.undo()
    assert [point.themes for point in editor.points()] == [frozenset()] * 3


def test_a_theme_is_added_to_many_points_without_touching_their_others(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One", "Two"))
    put_cursor(editor, 0, 0)
    editor.set_theme(CULTURE)
    editor.selectAll()
    editor.set_theme(FINANCE, also=True)
    assert [point.themes for point in editor.points()] == [{CULTURE, FINANCE}, {FINANCE}]
    editor.set_theme(FINANCE, also=True)
    assert [point.themes for point in editor.points()] == [{CULTURE}, frozenset()]


def test_a_selection_up_to_the_start_of_a_line_leaves_that_line_alone(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One", "Two"))
    choose(editor, 0, 4)
    editor.set_kind(PointKind.QUOTE)
    assert [point.kind for point in editor.points()] == [PointKind.QUOTE, PointKind.CONTEXT]


def test_a_split_point_keeps_kind_themes_and_mark_on_both_halves(editor: NoteEditor) -> None:
    editor.load(ItemId("n"), stored("One, two"))
    editor.set_kind(PointKind.QUOTE)
    editor.set_theme(FINANCE)
    editor.toggle_off_record()
    put_cursor(editor, 0, len("One,"))
    press(editor, Qt.Key.Key_Return)
    marks = [(point.kind, point.themes, point.off_record) for point in editor.points()]
    assert marks == [(PointKind.QUOTE, {FINANCE}, True)] * 2
    editor.undo()
    assert texts(editor) == ["One, two"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_joining_loses_no_mark_and_is_undone_in_one_step(editor: NoteEditor, key: Qt.Key) -> None:
    editor.load(ItemId("n"), stored("One", "Two"))
    put_cursor(editor, 0, 0)
    editor.set_theme(CULTURE)
    put_cursor(editor, 1, 0)
    editor.set_kind(PointKind.QUOTE)
    editor.set_theme(FINANCE)
    editor.toggle_off_record()
    before = editor.points()
    put_cursor(editor, *((1, 0) if key == Qt.Key.Key_Backspace else (0, 3)))
    press(editor, key)
    (point,) = editor.points()
    assert point.id == before[0].id
    assert (point.text, point.kind, point.themes) == ("OneTwo", PointKind.QUOTE, {CULTURE, FINANCE})
    assert point.off_record
    editor.undo()
    assert editor.points() == before


def test_backspace_below_an_empty_line_takes_the_line_and_leaves_the_point_as_it_was(editor: NoteEditor) -> None:
    (before,) = stored("Heard")
    editor.load(ItemId("n"), [before])
    put_cursor(editor, 0, 0)
    press(editor, Qt.Key.Key_Return)
    put_cursor(editor, 1, 0)
    press(editor, Qt.Key.Key_Backspace)
    assert editor.points() == [before]
    assert editor.document().blockCount() == 1


def test_the_joining_key_puts_a_space_between_and_joins_all_that_is_chosen(editor: NoteEditor) -> None:
    points = stored("One", "two ", "three", "Four")
    editor.load(ItemId("n"), points)
    choose(editor, 1, 12)
    editor.join_points()
    assert texts(editor) == ["One two three", "Four"]
    put_cursor(editor, 1, 2)
    editor.join_points()
    assert texts(editor) == ["One two three Four"]
    editor.join_points()
    editor.undo()
    editor.undo()
    assert editor.points() == points


def test_off_the_record_is_kept_undone_and_not_inherited(editor: NoteEditor) -> None:
    type_(editor, "Between us")
    editor.toggle_off_record()
    press(editor, Qt.Key.Key_Return)
    type_(editor, "Said openly")
    assert [point.off_record for point in editor.points()] == [True, False]
    editor.selectAll()
    editor.toggle_off_record()
    assert [point.off_record for point in editor.points()] == [True, True]
    editor.toggle_off_record()
    editor.undo()
    assert [point.off_record for point in editor.points()] == [True, True]


@pytest.mark.parametrize("how", ["type", "delete", "paste", "enter"])
def test_what_is_left_of_a_point_off_the_record_stays_so(editor: NoteEditor, how: str) -> None:
    editor.load(ItemId("n"), stored("Openly said", "Between us only"))
    editor.toggle_off_record()
    choose(editor, len("Openly"), len("Openly said") + 1 + len("Between"))
    if how == "type":
        type_(editor, "X")
    elif how == "delete":
        press(editor, Qt.Key.Key_Delete)
    elif how == "paste":
        paste(editor, "X")
    else:
        press(editor, Qt.Key.Key_Return)
    assert [point.off_record for point in editor.points() if "us only" in point.text] == [True]


def test_the_hour_is_put_in_at_the_cursor(editor: NoteEditor) -> None:
    type_(editor, "Left at ")
    editor.stamp_time()
    type_(editor, "sharp")
    assert texts(editor) == ["Left at 11:00 sharp"]
    press(editor, Qt.Key.Key_Return)
    type_(editor, "All left")
    editor.stamp_time()
    assert texts(editor)[1] == "All left 11:00 "


def test_points_of_the_selection_are_named_and_empty_ones_passed_over(editor: NoteEditor) -> None:
    points = stored("One", "", "Three")
    editor.load(ItemId("n"), points)
    editor.selectAll()
    assert editor.chosen_points() == [points[0].id, points[2].id]
