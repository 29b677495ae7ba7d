"""The bin: what was deleted is found by typing and put back by Enter, and that can be undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slireviewer import storage
from slireviewer.model import ItemId, ItemKind, Point
from slireviewer.ui.bin_page import BinPage
from slireviewer.ui.history_dialog import HistoryDialog
from slireviewer.ui.window import Window

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


def delete(window: Window, kind: ItemKind, *items: ItemId) -> None:
    assert window.workspace is not None
    for item in items:
        with window.workspace.edit("Delete") as e:
            e.remove(kind, item)


def some_points(window: Window, count: int) -> list[Point]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return [point for point in storage.read_points(r) if point.text.strip()][:count]


@pytest.fixture
def page(window: Window) -> BinPage:
    press(window, Qt.Key.Key_7, CTRL | SHIFT)
    found = window.stack_page()
    assert isinstance(found, BinPage)
    return found


def shown(page: BinPage) -> list[str]:
    return [row.title for row in page.list.rows.rows()]


def test_an_empty_bin_says_so_in_words(page: BinPage) -> None:
    assert page._empty.isVisible()
    assert not page.list.isVisible()
    assert page.fact == "0 things in the bin"


def test_what_was_deleted_is_there_with_who_and_when(page: BinPage, window: Window) -> None:
    points = some_points(window, 3)
    delete(window, ItemKind.POINT, *(point.id for point in points))
    assert shown(page) == [point.text.strip().partition("\n")[0] for point in points[::-1]]
    page.list.choose(0)
    assert "Jo Birkwood" in page._who.text()
    assert page.wording.toPlainText().strip() == points[2].text.strip().replace("\u2028", "\n")
    assert page._where.whole()


def test_typing_shortens_the_list_and_enter_puts_back(page: BinPage, window: Window) -> None:
    points = some_points(window, 6)
    delete(window, ItemKind.POINT, *(point.id for point in points))
    wanted = points[4]
    page.filter.setFocus()
    QTest.keyClicks(page.filter, " ".join(wanted.text.split()[:6]).upper())
    assert len(shown(page)) == 1
    press(window, Qt.Key.Key_Return)
    assert wanted.id in {point.id for point in some_points(window, 10_000)}
    assert page.fact.startswith("Put back: ")
    assert window._fact.whole() == page.fact
    press(window, Qt.Key.Key_Escape)
    assert page.filter.text() == ""
    assert len(shown(page)) == 5


def test_putting_back_can_be_undone(page: BinPage, window: Window) -> None:
    (point,) = some_points(window, 1)
    delete(window, ItemKind.POINT, point.id)
    page.list.setFocus()
    press(window, Qt.Key.Key_Return)
    assert shown(page) == []
    press(window, Qt.Key.Key_Z, CTRL)
    assert len(shown(page)) == 1
    assert window._fact.whole() == "Undone: Put back"


def test_kinds_are_shown_apart(page: BinPage, window: Window) -> None:
    assert window.workspace is not None
    with window.workspace.read() as r:
        finding = storage.read_findings(r)[0]
    delete(window, ItemKind.POINT, *(point.id for point in some_points(window, 2)))
    delete(window, ItemKind.FINDING, finding.id)
    assert page._tabs._days == ["All 3", "Points 2", "Findings 1"]
    page._choose_kind(2)
    assert shown(page) == [finding.title]
    assert page._what.text() == "Finding"


def test_the_arrows_go_through_the_list_from_the_filter(page: BinPage, window: Window) -> None:
    delete(window, ItemKind.POINT, *(point.id for point in some_points(window, 3)))
    page.filter.setFocus()
    page.list.choose(0)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Down)
    assert page.list.currentIndex().row() == 2
    press(window, Qt.Key.Key_Up)
    assert page.list.currentIndex().row() == 1


def test_escape_goes_back_to_the_page_before(page: BinPage, window: Window) -> None:
    press(window, Qt.Key.Key_Escape)
    assert window.stack_page() is window.today
    press(window, Qt.Key.Key_2, CTRL | SHIFT)
    press(window, Qt.Key.Key_7, CTRL | SHIFT)
    page.list.setFocus()
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert window.stack_page() is window.capture


def test_the_history_of_something_in_the_bin_is_opened_by_key(page: BinPage, window: Window) -> None:
    delete(window, ItemKind.POINT, *(point.id for point in some_points(window, 1)))
    page.list.setFocus()
    press(window, Qt.Key.Key_H, CTRL)
    (dialog,) = window.findChildren(HistoryDialog)
    assert [row.title for row in dialog.list.rows.rows()] == ["Deleted", "Written"]
    dialog.list.choose(1)
    assert dialog.go.isEnabled()
    dialog.bring_back()
    assert shown(page) == []
    dialog.close()
