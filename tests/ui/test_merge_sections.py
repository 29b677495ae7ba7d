"""The team's board, the evening, and points that may say the same."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import PointKind
from slireviewer.ui import merge_page
from slireviewer.ui.merge_page import MergePage
from slireviewer.ui.window import Window

from . import teamwork
from .test_merge_page import SIZES, apply, assert_walkable, look
from .walking import cut_off, faint, settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UNION = "Trade union representatives"


@pytest.fixture
def challenge_file(sample: Path, tmp_path: Path) -> Path:
    """The challenge after an evening's work."""
    return teamwork.copied(teamwork.evening(sample) / sample.name, tmp_path / sample.name)


@pytest.fixture
def page(window: Window, sample: Path, tmp_path: Path, qtbot: QtBot) -> MergePage:
    """The page with a colleague's package merged."""
    assert window.workspace is not None
    teamwork.note_down(window.workspace, UNION, "The rota is fair to all", "Staff like this place a lot")
    teamwork.note_down(window.workspace, UNION, "Ask about the rota", kind=PointKind.FOLLOW_UP)
    package = Path(shutil.copy(teamwork.evening(sample) / teamwork.PACKAGES[1], tmp_path))
    window.show_page("merge")
    shown = window.stack_page()
    assert isinstance(shown, MergePage)
    look(window, shown, qtbot, package)
    apply(shown, window, qtbot)
    with window.workspace.read() as r:
        assert "The rota is fair" in [point.text for point in storage.read_points(r)]
    return shown


def turn_to(page: MergePage, section: int, qtbot: QtBot) -> None:
    page._choose_section(section)
    qtbot.waitUntil(lambda: not any(part.busy for part in page.parts), timeout=20000)
    page.take_focus()


def shown_of(page: MergePage) -> list[tuple[str, list[str]]]:
    """The theme and the points of each row of what is new."""
    news = page.evening._evening.news if page.evening._evening is not None else ()
    return [(each.theme.title if each.theme else "", [line.point.text for line in each.points]) for each in news]


def cells(page: MergePage) -> dict[str, list[str]]:
    """Who → the words of their line."""
    model = page.board.model
    lines = [
        [model.words_at(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return {line[0]: line[1:] for line in lines}


def test_the_board_says_who_gave_when_and_what_is_missing(page: MergePage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.board.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    turn_to(page, merge_page.TEAM, qtbot)
    found = cells(page)
    assert found["Councillor Jo Birkwood (you)"][0] == "this laptop"
    assert found["Samuel Adeyinka"][0] == "never"
    assert found["Priya Raman"][0] not in ("never", "")
    assert "none · 1 missing" in found["Michael Strowell"]
    tester.deleteLater()


def test_what_is_missing_is_opened_from_the_board(window: Window, page: MergePage, qtbot: QtBot) -> None:
    turn_to(page, merge_page.TEAM, qtbot)
    model = page.board.model
    place = next(
        model.index(row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if "missing" in model.words_at(model.index(row, column))
    )
    page.board.table.setCurrentIndex(place)
    QTest.keyClick(page.board.table, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture


def test_the_evening_shows_what_is_new_by_theme_and_where_peers_differ(page: MergePage, qtbot: QtBot) -> None:
    turn_to(page, merge_page.EVENING, qtbot)
    heads = ["New since yesterday", "Where you see it differently", "Open follow-ups"]
    qtbot.waitUntil(lambda: [row.title for row in page.evening.list.rows.rows() if not row.key] == heads, timeout=15000)
    rows = page.evening.list.rows.rows()
    page.evening.list.choose(next(row.key for row in rows if row.title == "Without a theme"))

    def both_are_there() -> None:
        found = {row.title for row in page.evening.inside.rows.rows()}
        assert {"The rota is fair", "The rota is fair to all"} <= found, shown_of(page)

    qtbot.waitUntil(both_are_there, timeout=15000)
    differing = next(row for row in rows if row.key.startswith("differ"))
    page.evening.list.choose(differing.key)
    kinds = {row.word for row in page.evening.inside.rows.rows()}
    assert kinds == {"Strength", "Consideration"}


def test_a_follow_up_becomes_a_slot_and_is_dealt_with(window: Window, page: MergePage, qtbot: QtBot) -> None:
    turn_to(page, merge_page.EVENING, qtbot)
    row = next(row for row in page.evening.list.rows.rows() if row.title == "Ask about the rota")
    page.evening.list.choose(row.key)
    QTest.mouseClick(page.evening.slot, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.evening.busy, timeout=20000)
    assert window.workspace is not None
    with window.workspace.read() as r:
        meeting = next(each for each in storage.read_meetings(r) if each.title == "Follow-up: Ask about the rota")
    assert meeting.starts is not None and f"{meeting.starts:%Y-%m-%d %H:%M}" == "2026-09-17 09:00"
    row = next(row for row in page.evening.list.rows.rows() if row.title == "Ask about the rota")
    assert row.done and not page.evening.slot.isEnabled()
    QTest.mouseClick(page.evening.dealt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.evening.busy, timeout=20000)
    assert "Ask about the rota" not in [row.title for row in page.evening.list.rows.rows()]


def test_two_points_that_say_the_same_are_linked_and_both_stay(window: Window, page: MergePage, qtbot: QtBot) -> None:
    turn_to(page, merge_page.TWICE, qtbot)
    row = next(row for row in page.twice.list.rows.rows() if "The rota is fair" in row.title)
    page.twice.list.choose(page.twice.list.rows.place(row.key))
    assert {card.text.toPlainText() for card in page.twice.cards} == {"The rota is fair", "The rota is fair to all"}
    QTest.keyClick(page.twice.list, Qt.Key.Key_Return)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.twice.busy, timeout=20000)
    assert page.twice._count.text() == "1 statement linked so far"
    assert row.key not in [each.key for each in page.twice.list.rows.rows()]
    assert window.workspace is not None
    with window.workspace.read() as r:
        texts = [point.text for point in storage.read_points(r)]
        assert {"The rota is fair", "The rota is fair to all"} <= set(texts)
        assert len(storage.linked_points(r)) == 1
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.twice._count.text() == "0 statements linked so far", timeout=20000)


def test_two_points_told_apart_are_not_offered_again(window: Window, page: MergePage, qtbot: QtBot) -> None:
    turn_to(page, merge_page.TWICE, qtbot)
    row = next(row for row in page.twice.list.rows.rows() if "The rota is fair" in row.title)
    page.twice.list.choose(page.twice.list.rows.place(row.key))
    QTest.mouseClick(page.twice.apart, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.twice.busy, timeout=20000)
    assert row.key not in [each.key for each in page.twice.list.rows.rows()]


def test_every_part_can_be_walked_by_keys(window: Window, page: MergePage, qtbot: QtBot) -> None:
    for section in (merge_page.TEAM, merge_page.EVENING, merge_page.TWICE):
        turn_to(page, section, qtbot)
        assert_walkable(page)


@pytest.mark.parametrize(("width", "height", "zoom", "theme"), SIZES)
def test_nothing_of_the_parts_is_cut_off(
    window: Window, page: MergePage, qtbot: QtBot, width: int, height: int, zoom: int, theme: str
) -> None:
    window._look.set_theme(theme)
    window._look.set_zoom(zoom)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width and window.height() == height)
    for section in (merge_page.TEAM, merge_page.EVENING, merge_page.TWICE):
        turn_to(page, section, qtbot)
        settle()
        assert (section, cut_off(page), faint(page)) == (section, [], [])
