"""The pages beside the work: every control has a name and is reached by Tab, nothing is cut off, Esc goes back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import ItemKind
from slireviewer.ui.aside import Aside
from slireviewer.ui.cards import DayTabs, Shortened
from slireviewer.ui.history_dialog import HistoryDialog
from slireviewer.ui.window import Window

from .conftest import TUESDAY

PAGES = ("bin", "backups", "settings", "help", "recovered", "history")
SIZES = [(1366, 740, 100, "light"), (1366, 740, 150, "dark"), (1180, 640, 100, "dark"), (1180, 640, 150, "light")]
CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QAbstractItemView)


def fill(window: Window) -> None:
    """Something in the bin, a backup, and typing that was found again."""
    assert window.workspace is not None
    with window.workspace.read() as r:
        points = [point for point in storage.read_points(r) if point.text.strip()][:3]
        finding = storage.read_findings(r)[0]
    with window.workspace.edit("Delete") as e:
        for point in points:
            e.remove(ItemKind.POINT, point.id)
        e.remove(ItemKind.FINDING, finding.id)
    window.workspace.recovered = tuple(storage.RecoveredLine(each.text, TUESDAY, each.id) for each in points)
    window.backing_up.back_up()
    window.backing_up.wait()


@pytest.fixture
def shown(window: Window) -> Callable[[str], QWidget]:
    """Shows a page by its name, and gives it."""
    fill(window)

    def show(name: str) -> QWidget:
        assert window.workspace is not None
        if name == "history":
            with window.workspace.read() as r:
                point = next(point for point in storage.read_points(r) if point.text.strip())
            window.show_history("point", point.id)
            return window.findChildren(HistoryDialog)[0]
        if name == "help":
            window.show_help("capture")
        else:
            window.show_aside(name)
        window.backing_up.wait()
        page = window.stack_page()
        assert isinstance(page, Aside)
        return page

    return show


def controls(page: QWidget) -> list[QWidget]:
    return [each for each in page.findChildren(QWidget) if isinstance(each, CONTROLS) and each.isVisible()]


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name(shown: Callable[[str], QWidget], name: str) -> None:
    page = shown(name)
    nameless = [
        repr(each)
        for each in controls(page)
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip()
    ]
    assert nameless == []
    assert controls(page)
    assert page.accessibleName() or page.windowTitle()


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_every_control_and_returns(window: Window, shown: Callable[[str], QWidget], name: str) -> None:
    page = shown(name)
    whole = page.window()
    start = whole.focusWidget()
    assert start is not None and page.isAncestorOf(start)
    seen = [start]
    for _ in range(200):
        QTest.keyClick(whole.focusWidget() or whole, Qt.Key.Key_Tab)
        focus = whole.focusWidget()
        if focus is start and len(seen) > 1:
            break
        if focus is not seen[-1]:  # within a page of help Tab goes from link to link first
            assert focus not in seen, f"Tab goes round in {focus}"
            seen.append(focus)
    assert whole.focusWidget() is start
    wanted = [each for each in controls(page) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()]
    assert [repr(each) for each in wanted if each not in seen] == []


def cut_off(page: QWidget) -> list[str]:
    """What does not stand wholly in the window, or has less room than its words need."""
    whole = page.window()
    found = []
    for each in page.findChildren(QWidget):
        if not each.isVisible():
            continue
        area = next((a for a in ancestors(each) if isinstance(a, QScrollArea)), None)
        corner = each.mapTo(whole, QPoint(each.width() - 1, each.height() - 1))
        at = each.mapTo(whole, QPoint(0, 0))
        if at.x() < 0 or corner.x() > whole.width():
            found.append(f"{each!r} stands outside")
        if area is None and not in_list(each) and (at.y() < 0 or corner.y() > whole.height()):
            found.append(f"{each!r} stands below")
        if isinstance(each, QAbstractButton) and each.text() and each.width() < each.sizeHint().width():
            found.append(f"{each.text()!r} has {each.width()} of {each.sizeHint().width()}")
        plain = isinstance(each, QLabel) and not isinstance(each, Shortened) and each.text()
        if plain and isinstance(each, QLabel):
            if not each.wordWrap() and each.width() < each.sizeHint().width():
                found.append(f"{each.text()!r} has {each.width()} of {each.sizeHint().width()}")
            if each.wordWrap() and each.height() < each.heightForWidth(each.width()):
                found.append(f"{each.text()!r} has {each.height()} of {each.heightForWidth(each.width())} lines")
    return found


def ancestors(each: QWidget) -> list[QWidget]:
    above, parent = [], each.parentWidget()
    while parent is not None:
        above.append(parent)
        parent = parent.parentWidget()
    return above


def in_list(each: QWidget) -> bool:
    return any(isinstance(above, (QAbstractItemView, QTextEdit)) for above in ancestors(each))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "height", "zoom", "theme"), SIZES)
def test_nothing_is_cut_off(
    window: Window,
    qtbot: QtBot,
    shown: Callable[[str], QWidget],
    name: str,
    width: int,
    height: int,
    zoom: int,
    theme: str,
) -> None:
    window._look.set_theme(theme)
    window._look.set_zoom(zoom)
    window.resize(width, height)
    page = shown(name)
    qtbot.waitUntil(lambda: window.width() == width and window.height() == height)
    QApplication.processEvents()
    assert cut_off(page) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "history"])
def test_escape_goes_back_and_the_rail_says_where_one_is(
    window: Window, shown: Callable[[str], QWidget], name: str
) -> None:
    page = shown(name)
    assert not window._rail_buttons["today"].isChecked()
    assert window._help_button.isChecked() == (name == "help")
    assert window._settings_button.isChecked() == (name == "settings")
    assert len(page.panes()) >= 1  # type: ignore[attr-defined]
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert window.stack_page() is window.today
    assert window._rail_buttons["today"].isChecked()


def test_the_menu_of_the_challenge_and_the_search_box_lead_to_the_pages(window: Window) -> None:
    words = [action.text() for action in window._menu.actions() if not action.isSeparator()]
    assert words[:3] == ["Give my notes…", "Bin: what was deleted", "Backups: keep and restore"]
    for typed, page in (("bin", "bin"), ("backups", "backups"), ("settings", "settings"), ("help", "help")):
        window._finder.setFocus()
        window._finder.setText(typed)
        window._finder.search()
        rows = [row.key for row in window._finder.rows.rows()]
        place = next(number for number, key in enumerate(rows) if key == f"action {page}")
        window._finder._list.setCurrentIndex(window._finder.rows.index(place))
        QTest.keyClick(window._finder, Qt.Key.Key_Return)
        assert window.stack_page() is window._asides[page]
        window.backing_up.wait()


def test_the_actions_of_a_challenge_are_off_without_one(window: Window) -> None:
    window.close_workspace()
    window.show_start()
    live = {entry.name for entry, action in window.actions_table if action.isEnabled() and entry.listed}
    assert not live & {"bin", "backups", "back_up", "history", "recovered", "lock"}
    assert {"help", "settings", "keys"} <= live


def test_the_tabs_of_the_bin_are_one_stop_of_tab(window: Window, shown: Callable[[str], QWidget]) -> None:
    page = shown("bin")
    tabs = page.findChildren(DayTabs)[0]
    stops = [each for each in tabs._tabs if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1


def test_the_search_for_what_is_cut_off_finds_it(window: Window, shown: Callable[[str], QWidget]) -> None:
    page = shown("bin")
    label = next(each for each in page.findChildren(QLabel) if each.text() == "Bin")
    label.setFixedWidth(5)
    assert len(cut_off(page)) == 1
