"""The pages beside the work: how one comes to them, and how Esc goes back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from slireviewer.ui.aside import Aside
from slireviewer.ui.cards import DayTabs
from slireviewer.ui.window import Window

from .test_accessibility import fill

PAGES = ("bin", "backups", "settings", "help", "recovered")


@pytest.fixture
def shown(window: Window) -> Callable[[str], QWidget]:
    """Shows a page by its name, and gives it."""
    fill(window)

    def show(name: str) -> QWidget:
        assert window.workspace is not None
        if name == "help":
            window.show_help("capture")
        else:
            window.show_aside(name)
        window.backing_up.wait()
        page = window.stack_page()
        assert isinstance(page, Aside)
        return page

    return show


@pytest.mark.parametrize("name", PAGES)
def test_escape_goes_back_and_the_rail_says_where_one_is(
    window: Window, shown: Callable[[str], QWidget], name: str
) -> None:
    page = shown(name)
    assert not window._rail.buttons["today"].isChecked()
    assert window._rail.buttons["help"].isChecked() == (name == "help")
    assert window._rail.buttons["settings"].isChecked() == (name == "settings")
    assert len(page.panes()) >= 1  # type: ignore[attr-defined]
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert window.stack_page() is window.today
    assert window._rail.buttons["today"].isChecked()


def test_the_menu_of_the_challenge_and_the_search_box_lead_to_the_pages(window: Window) -> None:
    words = [action.text() for action in window._bar.menu.actions() if not action.isSeparator()]
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
