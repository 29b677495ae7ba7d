"""The Ctrl+K box: words, phrases and beginnings; who:, theme:, on: and kind:; every action with its key."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import ItemId, ItemKind, Person, PointKind, Theme
from slireviewer.ui.actions import TABLE
from slireviewer.ui.finder import Finder, _marked
from slireviewer.ui.narrowing import Known, Token, completions, narrow, tokens_of
from slireviewer.ui.people_page import PeoplePage
from slireviewer.ui.rows import Row
from slireviewer.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def finder(window: Window) -> Finder:
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_K, CTRL)
    assert window._finder.hasFocus()
    return window._finder


def look_for(finder: Finder, text: str) -> list[Row]:
    finder.setText(text)
    finder.search()
    return finder.rows.rows()


def points(window: Window, rows: list[Row]) -> list[ItemId]:
    return [ItemId(row.key.split(" ")[2]) for row in rows if row.key.count(" ") == 2]


def authors(window: Window, ids: list[ItemId]) -> set[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        notes = {note.id: note.person for note in storage.read_notes(r)}
        people = {person.id: person.name for person in storage.person_lines(r)}
        return {people[notes[point.note]] for point in storage.read_points(r) if point.id in ids}


def test_an_empty_box_shows_every_action_with_its_key(window: Window, finder: Finder) -> None:
    rows = {row.key: row for row in finder.rows.rows()}
    assert rows["action edit_meeting"].right == "F2"
    assert rows["action people"].right == "Ctrl Shift 9"
    assert rows["action strength"].right == "on Capture · Ctrl 1"
    listed = {f"action {entry.name}" for entry in TABLE if entry.listed}
    disabled = {f"action {entry.name}" for entry, action in window.actions_table if not action.isEnabled()}
    assert listed - set(rows) <= disabled


def test_an_action_of_another_page_only_shows_that_page(window: Window, finder: Finder) -> None:
    look_for(finder, "mark as a strength")
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture


def test_results_say_kind_meeting_who_and_when_and_mark_the_words(finder: Finder) -> None:
    row = look_for(finder, "shadow spreadsheet")[0]
    assert row.word
    assert "Heads of service" in row.below
    assert row.right.startswith("Wed 16 Sep")
    assert [row.title[start:end].casefold() for start, end in row.marks][:1] != []
    assert all(row.title[start:end].casefold().startswith(("shadow", "spread")) for start, end in row.marks)
    index = finder.rows.index(0)
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).startswith(row.word)


def test_accents_and_beginnings_are_found(finder: Finder) -> None:
    assert [row.key for row in look_for(finder, "cafe")] == [row.key for row in look_for(finder, "café")]
    assert look_for(finder, "spreadsh")


def test_who_narrows_to_one_of_the_team(window: Window, finder: Finder) -> None:
    rows = look_for(finder, "housing who:catrin kind:point ")
    assert authors(window, points(window, rows)) == {"Catrin Vaughan"}
    assert finder._narrowed.whole() == "Who: Catrin Vaughan   ·   Kind: Point"


def test_filters_alone_list_what_they_leave(window: Window, finder: Finder) -> None:
    rows = look_for(finder, "kind:quote who:me ")
    assert rows
    assert {row.word for row in rows} == {"Quote"}
    assert authors(window, points(window, rows)) == {"Councillor Jo Birkwood"}


def test_a_theme_and_a_day_narrow_together(window: Window, finder: Finder) -> None:
    assert window.workspace is not None
    with window.workspace.read() as r:
        finance = next(each.id for each in storage.theme_lines(r) if each.short == "Finance")
        themes = {point.id: point.themes for point in storage.read_points(r)}
    rows = look_for(finder, "theme:finance on:wed ")
    assert rows
    for point in points(window, rows):
        assert finance in themes[point]
    assert finder._narrowed.whole() == "Theme: Financial planning and management   ·   On: Wed 16 Sept"
    assert [row.key for row in look_for(finder, "theme:finance on:16/09 ")] == [row.key for row in rows]


def test_what_is_not_known_is_said(finder: Finder) -> None:
    assert look_for(finder, "housing who:nobodyatall") == []
    assert finder._nothing.isVisible()
    assert finder._nothing.text() == "Nobody of the team is called “nobodyatall”."


def test_a_key_offers_what_it_may_become(window: Window, finder: Finder) -> None:
    QTest.keyClicks(finder, "budget who:")
    finder.search()
    rows = finder.rows.rows()
    offered = [row.title for row in rows if row.key.startswith("fill ")]
    assert offered[0] == rows[0].title == "Councillor Owen Threlkeld"
    assert len(offered) == 6
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert finder.text() == 'budget who:"Councillor Owen Threlkeld" '
    assert window._finder.hasFocus()
    assert authors(window, points(window, finder.rows.rows())) <= {"Councillor Owen Threlkeld"}


def test_enter_opens_at_the_point(window: Window, finder: Finder) -> None:
    QTest.keyClicks(finder, "who:me spreadsheet")
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert window.capture is not None
    assert window.stack_page() is window.capture
    assert "spreadsheet" in window.capture.editor.textCursor().block().text()


def test_somebody_met_is_found_and_shown(window: Window, finder: Finder) -> None:
    rows = look_for(finder, "eileen hark")
    (place,) = [number for number, row in enumerate(rows) if row.key.startswith("person ")]
    assert rows[place].word == "Person met"
    for _ in range(place):
        QTest.keyClick(finder, Qt.Key.Key_Down)
    QTest.keyClick(finder, Qt.Key.Key_Return)
    page = window.stack_page()
    assert isinstance(page, PeoplePage)
    assert page.name.text() == "Eileen Harker"


@pytest.mark.parametrize(("width", "zoom"), [(1366, 100), (1180, 150)])
def test_the_box_stays_inside_the_window(window: Window, finder: Finder, qtbot: QtBot, width: int, zoom: int) -> None:
    tester = QAbstractItemModelTester(finder.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    window._look.set_zoom(zoom)
    window.resize(width, 640)
    qtbot.waitUntil(lambda: window.width() == width)
    for text in ("", "housing", "kind:", "who:zzz", "theme:finance budget"):
        look_for(finder, text)
        corner = finder._found.geometry().bottomRight()
        assert finder._found.isVisible()
        assert corner.x() < window.width()
        assert corner.y() < window.height()
    window.grab()
    assert tester is not None


def test_a_snippet_gives_up_its_marks() -> None:
    assert _marked("…the ‹repairs›\n  backlog ‹has›") == ("…the repairs backlog has", ((5, 12), (21, 24)))


def test_tokens_are_told_from_words() -> None:
    words, tokens = tokens_of('late reports who:priya theme:"Financial planning" on:')
    assert words.split() == ["late", "reports"]
    assert [(each.key, each.value, each.open) for each in tokens] == [
        ("who", "priya", False),
        ("theme", "Financial planning", False),
        ("on", "", True),
    ]
    assert tokens_of("somebodywho:me 10:30 at:noon") == ("somebodywho:me 10:30 at:noon", [])


KNOWN = Known(
    people=[Person(id=ItemId("1"), name="Councillor Zoë Example"), Person(id=ItemId("2"), name="Zoe Sample")],
    themes=[Theme(id=ItemId("t"), title="Financial planning", short="Finance")],
    days=[date(2026, 9, 8), date(2026, 9, 15), date(2026, 9, 16)],
    me=ItemId("2"),
    today=date(2026, 9, 16),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("who:zoe", [ItemId("1"), ItemId("2")]),
        ("who:exam", [ItemId("1")]),
        ("who:me", [ItemId("2")]),
        ("theme:FIN", [ItemId("t")]),
        ("on:tue", [date(2026, 9, 8), date(2026, 9, 15)]),
        ("on:15", [date(2026, 9, 15)]),
        ("on:16/9", [date(2026, 9, 16)]),
        ("on:1/2/27", [date(2027, 2, 1)]),
        ("on:yesterday", [date(2026, 9, 15)]),
        ("kind:q", [PointKind.QUOTE]),
        ("kind:follow-up", [PointKind.FOLLOW_UP]),
        ("kind:meeting", [ItemKind.MEETING]),
        ("on:31/2", []),
        ("who:xyz", []),
    ],
)
def test_values_are_understood_as_people_type_them(text: str, found: list[object]) -> None:
    made = narrow(tokens_of(text)[1], KNOWN)
    assert [*made.person, *made.theme, *made.day, *made.kind] == found
    assert bool(made.unknown) is not bool(found)


def test_completions_stop_when_a_value_is_clear() -> None:
    assert [words for words, _ in completions(Token("who", "zo", 0, True), KNOWN)] == [
        "Councillor Zoë Example",
        "Zoe Sample",
    ]
    assert completions(Token("who", "exam", 0, True), KNOWN) == []
    assert completions(Token("on", "", 0, True), KNOWN)[0] == ("Tuesday 8 September", "on:08/09 ")
