"""The editor of formatted words: exactly paragraphs, entries, bold, italic and links, and never a character lost."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slireviewer.richtext import Block, Run, Sort, Text, plain, tidy
from slireviewer.ui.rich_document import cleaned, normal
from slireviewer.ui.rich_editor import Mark, Piece, RichEditor
from slireviewer.ui.theme import Look

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
P, UL, OL = Sort.PARAGRAPH, Sort.BULLET, Sort.NUMBER


@pytest.fixture
def editor(qtbot: QtBot, look: Look) -> RichEditor:
    made = RichEditor(look, "Letter")
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.load([Piece("", ())])
    return made


def p(words: str) -> Block:
    return Block((Run(words),))


def ul(words: str, level: int = 0) -> Block:
    return Block((Run(words),), UL, level)


def ol(words: str, level: int = 0) -> Block:
    return Block((Run(words),), OL, level)


def show(editor: RichEditor, *pieces: tuple[str, Text]) -> None:
    editor.load([Piece(key, text) for key, text in pieces])


def type_(editor: RichEditor, words: str) -> None:
    QTest.keyClicks(editor, words)


def press(editor: RichEditor, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(editor, key, held)


def choose(editor: RichEditor, start: int, end: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def paste_html(editor: RichEditor, html: str) -> None:
    data = QMimeData()
    data.setHtml(html)
    editor.insertFromMimeData(data)


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
runs = st.builds(
    Run,
    words,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "https://example.org/a?b=1&c", "mailto:a@b.example", "#f"]),
)
blocks = st.builds(
    lambda runs, sort, level: Block(tuple(runs), sort, 0 if sort is P else level),
    st.lists(runs, max_size=5),
    st.sampled_from(list(Sort)),
    st.integers(0, 1),
)
texts = st.lists(blocks, max_size=7).map(tuple)
slow = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(texts)
def test_a_text_comes_out_of_the_editor_as_it_went_in(editor: RichEditor, text: Text) -> None:
    show(editor, ("", text))
    assert editor.text() == normal(text)
    assert normal(normal(text)) == normal(text)


@slow
@given(st.lists(texts, min_size=1, max_size=4))
def test_pieces_come_out_as_they_went_in(editor: RichEditor, given_: list[Text]) -> None:
    show(editor, *((str(number), text) for number, text in enumerate(given_)))
    assert editor.texts() == {str(number): normal(text) for number, text in enumerate(given_)}


@slow
@given(texts, texts)
def test_what_is_put_in_over_everything_can_be_taken_back(editor: RichEditor, before: Text, after: Text) -> None:
    show(editor, ("a", before), ("b", (p("The other"),)))
    editor.replace("a", after)
    assert editor.texts() == {"a": normal(after), "b": (p("The other"),)}
    while editor.document().isUndoAvailable():
        editor.undo()
    assert editor.texts() == {"a": normal(before), "b": (p("The other"),)}


def test_a_normal_text_keeps_its_words_sign_by_sign() -> None:
    text = (Block((Run("one\r\ntwo\x00"), Run(" three"))), Block((), UL, 1))
    assert normal(text) == (Block((Run("one\ntwo three"),)), Block((), UL, 1))
    assert cleaned("a\u2028b\ud800c") == "a\nbc"


def test_typing_in_bold_and_italics_by_keys_of_the_page(editor: RichEditor) -> None:
    type_(editor, "plain ")
    editor.toggle_bold()
    type_(editor, "bold ")
    editor.toggle_italic()
    type_(editor, "both")
    assert editor.text() == (Block((Run("plain "), Run("bold ", True), Run("both", True, True))),)
    assert (editor.bold(), editor.italic()) == (True, True)


def test_a_selection_is_made_bold_and_back(editor: RichEditor) -> None:
    show(editor, ("", (p("the old words"),)))
    choose(editor, 4, 7)
    editor.toggle_bold()
    assert editor.text() == (Block((Run("the "), Run("old", True), Run(" words"))),)
    editor.toggle_bold()
    assert editor.text() == (p("the old words"),)


def test_enter_starts_a_paragraph_and_shift_enter_a_line(editor: RichEditor) -> None:
    type_(editor, "one")
    press(editor, Qt.Key.Key_Return, SHIFT)
    type_(editor, "line")
    press(editor, Qt.Key.Key_Return)
    type_(editor, "two")
    assert editor.text() == (p("one\nline"), p("two"))


def test_a_dash_makes_an_entry_and_an_empty_entry_ends_the_list(editor: RichEditor) -> None:
    type_(editor, "- one")
    press(editor, Qt.Key.Key_Return)
    type_(editor, "two")
    press(editor, Qt.Key.Key_Return)
    press(editor, Qt.Key.Key_Return)
    type_(editor, "after")
    assert editor.text() == (ul("one"), ul("two"), p("after"))


def test_entries_go_one_step_in_and_no_further(editor: RichEditor) -> None:
    show(editor, ("", (ol("one"), ol("two"))))
    choose(editor, 5, 5)
    for _ in range(3):
        editor.indent(1)
    assert editor.text() == (ol("one"), ol("two", 1))
    for _ in range(3):
        editor.indent(-1)
    assert editor.text() == (ol("one"), ol("two"))


def test_a_counted_list_starts_anew_behind_a_paragraph(editor: RichEditor) -> None:
    show(editor, ("", (ol("one"), ol("two"), ol("three"))))
    choose(editor, 5, 5)
    editor.set_sort(P)
    assert editor.text() == (ol("one"), p("two"), ol("three"))
    third = editor.document().findBlockByNumber(2)
    assert third.textList().itemText(third) == "1."


def test_backspace_at_an_entry_first_goes_out_then_makes_a_paragraph(editor: RichEditor) -> None:
    show(editor, ("", (ul("one"), ul("two", 1))))
    choose(editor, 4, 4)
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == (ul("one"), ul("two"))
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == (ul("one"), p("two"))
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == (ul("onetwo"),)


def test_a_link_is_set_kept_apart_from_what_follows_and_taken_away(editor: RichEditor) -> None:
    show(editor, ("", (p("see the report"),)))
    choose(editor, 8, 14)
    editor.set_link("https://example.org/")
    choose(editor, 14, 14)
    type_(editor, " now")
    assert editor.text() == (Block((Run("see the "), Run("report", link="https://example.org/"), Run(" now"))),)
    choose(editor, 10, 10)
    assert editor.link() == "https://example.org/"
    editor.set_link("")
    assert editor.text() == (p("see the report now"),)


def test_keys_that_remove_never_join_two_pieces(editor: RichEditor) -> None:
    show(editor, ("a", (p("one"),)), ("b", (p("two"),)))
    choose(editor, 4, 4)
    press(editor, Qt.Key.Key_Backspace)
    choose(editor, 3, 3)
    press(editor, Qt.Key.Key_Delete)
    assert editor.texts() == {"a": (p("one"),), "b": (p("two"),)}


@pytest.mark.parametrize("how", ["delete", "type", "cut", "paste"])
def test_what_is_removed_across_pieces_leaves_both(editor: RichEditor, how: str) -> None:
    show(editor, ("a", (p("one"), p("more"))), ("b", (p("two"),)), ("c", (p("three"),)))
    choose(editor, 2, 14)
    new = ""
    match how:
        case "delete":
            press(editor, Qt.Key.Key_Delete)
        case "type":
            type_(editor, "x")
            new = "x"
        case "cut":
            press(editor, Qt.Key.Key_X, CTRL)
        case "paste":
            new = "new"
            data = QMimeData()
            data.setText(new)
            editor.insertFromMimeData(data)
    assert editor.texts() == {"a": (p("on" + new),), "b": (), "c": (p("hree"),)}
    while editor.document().isUndoAvailable():
        editor.undo()
    assert [plain(text) for text in editor.texts().values()] == ["one\nmore", "two", "three"]


def test_a_pasted_page_brings_words_lists_and_looks_and_nothing_else(editor: RichEditor) -> None:
    paste_html(
        editor,
        "<h1 style='color:red'>Head</h1><p>one <b>bold</b> <i>it</i> <a href='https://example.org/x'>link</a>"
        "<a href='file:///etc/passwd'>file</a></p><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>"
        "<table><tr><td>cell</td></tr></table><script>no()</script>",
    )
    found = editor.text()
    assert [(block.sort, block.level) for block in found] == [(P, 0), (P, 0), (UL, 0), (UL, 1), (OL, 0), (P, 0)]
    assert plain(found) == "Head\none bold it linkfile\na\nb\nc\ncell"
    looks = {run.text: (run.bold, run.italic, run.link) for run in found[1].runs}
    assert looks["bold"] == (True, False, "")
    assert looks["it"] == (False, True, "")
    assert looks["link"] == (False, False, "https://example.org/x")
    assert not any(run.link.startswith("file") for block in found for run in block.runs)


def test_a_pasted_page_asks_for_no_file(editor: RichEditor, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    picture = tmp_path / "secret.png"
    paste_html(
        editor, f"<p>before<img src='{picture.as_uri()}'>after</p><link href='{picture.as_uri()}' rel='stylesheet'>"
    )
    assert plain(editor.text()) == "beforeafter"
    assert not caplog.records


def test_a_phrase_is_pasted_into_its_line_with_its_spaces(editor: RichEditor) -> None:
    show(editor, ("", (ul("one three"),)))
    choose(editor, 3, 3)
    data = QMimeData()
    data.setText(" two")
    editor.insertFromMimeData(data)
    assert editor.text() == (ul("one two three"),)


def test_what_is_copied_here_comes_back_whole(editor: RichEditor) -> None:
    text = (
        Block((Run("see "), Run("this", True, True, "https://example.org/"))),
        ul("a"),
        ul("b", 1),
        ol("c"),
        p("end"),
    )
    show(editor, ("", text))
    editor.selectAll()
    editor.copy()
    show(editor, ("x", ()))
    press(editor, Qt.Key.Key_V, CTRL)
    assert editor.text() == text
    QApplication.clipboard().clear()


def test_marks_lie_on_the_words_they_are_for(editor: RichEditor) -> None:
    show(editor, ("a", (p("🌊 one two"), ul("three"))), ("b", (p("four"),)))
    editor.show_marks(
        [
            Mark("a", 6, 9, "danger"),
            Mark("a", 10, 15, "consideration"),
            Mark("b", 0, 4, "danger"),
            Mark("b", 2, 99, "danger"),
        ]
    )
    assert [each.cursor.selectedText() for each in editor.extraSelections()] == ["two", "three", "four"]


def test_loading_is_no_typing_and_typing_is(editor: RichEditor, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(editor.edited):
        show(editor, ("a", (p("one"),)))
    assert not editor.document().isUndoAvailable()
    with qtbot.waitSignal(editor.edited):
        type_(editor, "x")


def test_without_a_piece_nothing_can_be_written(editor: RichEditor) -> None:
    editor.load([])
    type_(editor, "x")
    assert editor.toPlainText() == ""


def test_a_tidy_text_is_what_hypothesis_gives() -> None:
    assert tidy((Run("a"), Run(""), Run("b"))) == (Run("ab"),)


@slow
@given(st.lists(st.sampled_from(["{people}", "{council}", "{other}", "more than ", " people", "125"]), max_size=6))
def test_fields_are_seen_filled_and_kept_as_fields(editor: RichEditor, parts: list[str]) -> None:
    text = normal((p("".join(parts)), p("end")))
    editor.set_fields({"people": "125", "council": "Anytown"})
    show(editor, ("a", text))
    assert editor.text() == text
    words = "".join(parts).replace("{people}", "125").replace("{council}", "Anytown")
    assert editor.shown() == {"a": f"{words}\nend"}


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier])
def test_a_key_that_nothing_answers_to_writes_nothing_and_takes_nothing_away(
    editor: RichEditor, held: Qt.KeyboardModifier
) -> None:
    show(editor, ("", (p("one two"),)))
    editor.selectAll()
    QTest.keyClick(editor, "7", held)
    assert editor.text() == (p("one two"),)


def test_nothing_is_typed_into_a_field_and_it_goes_as_a_whole(editor: RichEditor) -> None:
    editor.set_fields({"people": "125"})
    show(editor, ("", (p("more than {people} people"),)))
    choose(editor, 11, 11)  # between the figures
    type_(editor, "!")
    assert editor.text() == (p("more than {people}! people"),)
    press(editor, Qt.Key.Key_Backspace)
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == (p("more than  people"),)
    editor.undo()
    assert editor.text() == (p("more than {people} people"),)


def test_words_typed_before_a_field_or_over_it_are_words(editor: RichEditor) -> None:
    editor.set_fields({"people": "125"})
    show(editor, ("", (p("{people} people"),)))
    choose(editor, 0, 0)
    type_(editor, "x")
    assert editor.text() == (p("x{people} people"),)
    choose(editor, 1, 4)
    type_(editor, "many")
    assert editor.text() == (p("xmany people"),)
