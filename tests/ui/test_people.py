"""People met: found by typing, added, changed, taken to the bin and back, and their meetings opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Group, Interviewee
from slireviewer.ui.meeting_chooser import MeetingChooser
from slireviewer.ui.people_page import PeoplePage
from slireviewer.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: Window) -> PeoplePage:
    focus = window.focusWidget()
    QTest.keyClick(focus, Qt.Key.Key_9, CTRL | SHIFT)
    shown = window.stack_page()
    assert isinstance(shown, PeoplePage)
    return shown


def people(window: Window) -> dict[str, Interviewee]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return {person.name: person for person in storage.read_interviewees(r)}


def undo(window: Window) -> None:
    window.actions_table["undo"].trigger()


def press_button(page: PeoplePage, name: str) -> None:
    found = [each for each in page.findChildren(QAbstractButton) if name in (each.accessibleName(), each.text())]
    QTest.mouseClick(next(each for each in found if each.isEnabled()), Qt.MouseButton.LeftButton)


def test_the_list_says_name_role_and_group_and_that_it_stays_in_the_team(window: Window, page: PeoplePage) -> None:
    rows = {row.title: row for row in page.list.rows.rows()}
    assert len(rows) == len(people(window)) > 100
    assert rows["Eileen Harker"].below == "Chair, residents’ panel · Residents"
    assert rows["Councillor Patience Gell"].right == "2 meetings"
    said = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    assert "Stays in the team: names here are never part of a letter or report." in said


def test_typing_filters_by_name_role_group_and_meeting(page: PeoplePage) -> None:
    tester = QAbstractItemModelTester(page.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QTest.keyClicks(page.filter, "scrutiny chair members")
    assert "Councillor Patience Gell" in [row.title for row in page.list.rows.rows()]
    assert len(page.list.rows.rows()) < 10
    assert page.name.text() == page.list.rows.rows()[0].title
    page.filter.setText("zzzz")
    assert page._nothing.isVisible()
    assert not page._detail.isVisible()
    assert tester is not None


def test_somebody_is_added_named_and_undone(window: Window, page: PeoplePage) -> None:
    before = people(window)
    press_button(page, "Add somebody")
    QTest.keyClicks(page.name, "Beth Marlowe-Finch")
    QTest.keyClick(page.name, Qt.Key.Key_Tab)
    QTest.keyClicks(page.role, "Harbour master")
    QTest.keyClick(page.role, Qt.Key.Key_Return)
    page.group.setCurrentIndex(page.group.findData("partners"))
    page.group.activated.emit(page.group.currentIndex())
    added = people(window)["Beth Marlowe-Finch"]
    assert (added.role, added.group) == ("Harbour master", Group.PARTNERS)
    page.list.setFocus()
    for _ in range(4):
        undo(window)
    assert people(window) == before


def test_a_name_is_changed_as_one_step(window: Window, page: PeoplePage) -> None:
    page.choose(people(window)["Eileen Harker"].id)
    page.name.setFocus()
    page.name.selectAll()
    QTest.keyClicks(page.name, "Eileen Harker-Lowe")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert "Eileen Harker-Lowe" in people(window)
    assert page.list.rows.rows()[page.list.currentIndex().row()].title == "Eileen Harker-Lowe"
    page.list.setFocus()
    undo(window)
    assert "Eileen Harker" in people(window)
    assert page.name.text() == "Eileen Harker"


def test_looking_changes_nothing(window: Window, page: PeoplePage) -> None:
    heard: list[object] = []
    window.watch.changed.connect(heard.append)
    for _ in range(5):
        QTest.keyClick(page.list, Qt.Key.Key_Down)
    page.filter.setText("ann")
    page.filter.clear()
    window.actions_table["page_today"].trigger()
    assert heard == []


def test_typing_is_kept_when_another_is_chosen_or_the_page_is_left(window: Window, page: PeoplePage) -> None:
    page.choose(people(window)["Eileen Harker"].id)
    page.role.setFocus()
    page.role.setText("Chair of the panel")
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.rect().center())
    assert people(window)["Eileen Harker"].role == "Chair of the panel"
    page.choose(people(window)["Eileen Harker"].id)
    page.role.setText("Chair")
    window.actions_table["page_today"].trigger()
    assert people(window)["Eileen Harker"].role == "Chair"


def test_delete_goes_to_the_bin_and_undo_brings_back(window: Window, page: PeoplePage) -> None:
    page.choose(people(window)["Eileen Harker"].id)
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert "Eileen Harker" not in people(window)
    assert "Eileen Harker" in window._fact.whole()
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert [line.text for line in storage.binned_lines(r)] == ["Eileen Harker"]
    undo(window)
    assert people(window)["Eileen Harker"].meetings


def test_meetings_are_opened_added_and_taken_off(window: Window, page: PeoplePage, qtbot: QtBot) -> None:
    page.choose(people(window)["Councillor Patience Gell"].id)
    before = people(window)["Councillor Patience Gell"].meetings
    press_button(page, "Not met in Scrutiny chairs and vice-chairs")
    assert len(people(window)["Councillor Patience Gell"].meetings) == 1
    press_button(page, "Add a meeting…")
    (chooser,) = [each for each in window.findChildren(MeetingChooser) if each.isVisible()]
    QTest.keyClicks(chooser.field, "scrutiny chairs")
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    assert people(window)["Councillor Patience Gell"].meetings == before
    press_button(page, "Open the notes of Scrutiny chairs and vice-chairs")
    assert window.capture is not None
    assert window.capture._head.title.whole() == "Scrutiny chairs and vice-chairs"


def test_every_control_has_a_name_and_tab_reaches_it(window: Window, page: PeoplePage, qtbot: QtBot) -> None:
    controls = [
        each for kind in (QAbstractButton, QLineEdit, QComboBox) for each in page.findChildren(kind) if each.isVisible()
    ]
    assert [each for each in controls if not each.accessibleName() and not getattr(each, "text", str)()] == []
    page.filter.setFocus()
    seen = []
    for _ in range(60):
        seen.append(window.focusWidget())
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert [each for each in controls if each not in seen] == []


@pytest.mark.parametrize(("width", "height", "zoom"), [(1366, 740, 100), (1180, 640, 150)])
def test_nothing_stands_outside(
    window: Window, page: PeoplePage, qtbot: QtBot, width: int, height: int, zoom: int
) -> None:
    window._look.set_zoom(zoom)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width and window.height() == height)
    for each in (page.add_button, page.filter, page.list, page._detail):
        corner = each.mapTo(window, each.rect().bottomRight())
        assert corner.x() <= width
        assert corner.y() <= height
    assert page.list.height() > 100


def test_other_names_and_posts_are_kept_apart_by_semicolons(window: Window, page: PeoplePage) -> None:
    page.filter.setText("Eileen Harker")
    page.known.setFocus()
    QTest.keyClicks(page.known, " Ellie ;  Panel chair;")
    QTest.keyClick(page.known, Qt.Key.Key_Return)
    assert people(window)["Eileen Harker"].known_as == ("Ellie", "Panel chair")
    page.filter.setText("Ames")
    page.filter.setText("Eileen Harker")
    assert page.known.text() == "Ellie; Panel chair"
    undo(window)
    assert people(window)["Eileen Harker"].known_as == ()
