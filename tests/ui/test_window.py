"""The window with a challenge in it: names, keys, focus, the pages, and what happens when saving fails."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import NO_ITEM, ItemId, Note, Point, PointKind, positions
from slireviewer.ui.actions import TABLE, TYPED, Where
from slireviewer.ui.capture_page import CapturePage
from slireviewer.ui.today_page import TodayPage
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE, Answers, Clock

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


def capture(window: Window) -> CapturePage:
    assert window.capture is not None
    return window.capture


def today(window: Window) -> TodayPage:
    assert window.today is not None
    return window.today


def meeting_id(window: Window, title: str) -> ItemId:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return next(line.meeting.id for line in storage.meeting_lines(r) if line.meeting.title == title)


def stored(window: Window, meeting: ItemId) -> list[Any]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        note = storage.my_note(r, meeting)
        return storage.note_points(r, note.id) if note is not None else []


def open_meeting(window: Window, title: str) -> ItemId:
    meeting = meeting_id(window, title)
    window.open_meeting(meeting)
    capture(window).editor.setFocus()
    return meeting


def test_no_key_is_taken_twice() -> None:
    keys: dict[str, set[Where]] = defaultdict(set)
    taken = []
    for entry in TABLE:
        for key in entry.keys:
            if Where.ANYWHERE in keys[key] or (keys[key] and entry.where is Where.ANYWHERE) or entry.where in keys[key]:
                taken.append(key)
            keys[key].add(entry.where)
    assert taken == []
    assert not [key for key in keys if "Ctrl+Alt" in key or key.startswith("F10") or key == "Ctrl+Shift+0"]
    assert not set(keys) & {key for key, _ in TYPED}


def test_no_button_carries_a_shortcut_of_its_own(window: Window) -> None:
    open_meeting(window, "Heads of service")
    assert [each for each in window.findChildren(QAbstractButton) if not each.shortcut().isEmpty()] == []


@pytest.mark.parametrize(
    ("width", "height", "zoom"), [(1366, 740, 100), (1180, 640, 100), (1366, 740, 150), (1180, 640, 150)]
)
def test_nothing_stands_outside_the_window(window: Window, qtbot: QtBot, width: int, height: int, zoom: int) -> None:
    window._look.set_zoom(zoom)
    window.resize(width, height)
    open_meeting(window, "Heads of service")
    qtbot.waitUntil(lambda: window.width() == width and window.height() == height)
    page = capture(window)
    for each in (*page._head.findChildren(QPushButton), page.editor, *page._tags.findChildren(QAbstractButton)):
        inside = each.mapTo(window, each.rect().bottomRight())
        assert 0 <= inside.x() <= width
        assert 0 <= inside.y() <= height
    qtbot.waitUntil(lambda: page.editor.viewport().height() >= window._look.px(100))


def test_today_shows_the_day_and_what_comes_next(window: Window) -> None:
    page = today(window)
    assert page._title.text() == "Wednesday 16 September"
    assert page._count.text() == "Day 2 of 4"
    assert page._when.text() == "NEXT FOR YOU · IN 12 MINUTES"
    assert page._what.whole() == "Heads of service"
    focused = window.focusWidget()
    assert focused is not None
    assert focused.accessibleName().startswith("Heads of service, 11:00")


def test_days_change_by_key(window: Window) -> None:
    press(window, Qt.Key.Key_PageDown, CTRL)
    assert today(window)._title.text() == "Thursday 17 September"
    press(window, Qt.Key.Key_PageUp, CTRL)
    press(window, Qt.Key.Key_PageUp, CTRL)
    assert today(window)._title.text() == "Tuesday 15 September"


def test_the_point_without_a_theme_is_found(window: Window) -> None:
    today(window).sought.emit(*today(window)._first_untagged())
    assert window.stack_page() is window.capture
    assert capture(window).editor.themes() == frozenset()


def test_typing_reaches_the_file_within_two_seconds(window: Window, qtbot: QtBot) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    with qtbot.waitSignal(capture(window).saved, timeout=2000):
        QTest.keyClicks(capture(window).editor, "Scrutiny came up in every room")
    assert [point.text for point in stored(window, meeting)] == ["Scrutiny came up in every room"]
    assert window._bar.state.text() == "Saved 10:48:00 on this laptop"


def test_the_file_is_written_at_once_on_enter_and_tag(window: Window) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    QTest.keyClicks(capture(window).editor, "One")
    press(window, Qt.Key.Key_1, CTRL)
    (point,) = stored(window, meeting)
    assert (point.text, point.kind) == ("One", PointKind.STRENGTH)
    press(window, Qt.Key.Key_2, ALT)
    assert len(stored(window, meeting)[0].themes) == 1
    press(window, Qt.Key.Key_Return)
    QTest.keyClicks(capture(window).editor, "Two")
    press(window, Qt.Key.Key_1, CTRL | SHIFT)
    assert [point.text for point in stored(window, meeting)] == ["One", "Two"]


def test_opening_a_meeting_never_saves_it(window: Window) -> None:
    heard: list[object] = []
    window.watch.changed.connect(heard.append)
    for title in ("Heads of service", "Trade union representatives", "Team meeting: second day"):
        open_meeting(window, title)
    window.actions_table["page_today"].trigger()
    assert heard == []


def test_meetings_change_by_key_and_keep_their_notes(window: Window) -> None:
    meeting = open_meeting(window, "Site visit: Saltern Road Depot")
    press(window, Qt.Key.Key_Down, CTRL)
    assert capture(window)._head.title.whole() == "Team meeting: second day"
    press(window, Qt.Key.Key_Up, CTRL)
    assert capture(window)._head.title.whole() == "Site visit: Saltern Road Depot"
    assert capture(window).editor.points() == stored(window, meeting)


def test_undo_takes_back_typing_first_and_then_what_was_done(window: Window) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    QTest.keyClicks(capture(window).editor, "Heard")
    press(window, Qt.Key.Key_Z, CTRL)
    assert capture(window).editor.toPlainText() == ""
    QTest.keyClicks(capture(window).editor, "Kept")
    press(window, Qt.Key.Key_Up, CTRL)
    press(window, Qt.Key.Key_Down, CTRL)
    assert [point.text for point in stored(window, meeting)] == ["Kept"]
    press(window, Qt.Key.Key_Z, CTRL)
    assert stored(window, meeting) == []
    assert capture(window).editor.toPlainText() == ""
    press(window, Qt.Key.Key_Y, CTRL)
    assert [point.text for point in stored(window, meeting)] == ["Kept"]
    assert capture(window).editor.toPlainText() == "Kept"


def test_a_failure_to_save_is_said_loudly_and_loses_nothing(
    window: Window, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    page = capture(window)
    meeting = open_meeting(window, "Team meeting: second day")
    assert window.workspace is not None
    window.workspace.read_only = True  # as when another window holds the file
    with qtbot.waitSignal(page.unsaved):
        QTest.keyClicks(page.editor, "Not lost")
    assert page._alarm.isVisible()
    assert "open elsewhere" in page._alarm_text.text()
    assert window._bar.state.text() == "Not saved"
    press(window, Qt.Key.Key_Up, CTRL)
    assert page._head.title.whole() == "Team meeting: second day"
    answers.file = tmp_path / "copy.txt"
    QTest.mouseClick(page._alarm_copy, Qt.MouseButton.LeftButton)
    assert answers.file.read_text(encoding="utf-8") == "Not lost\n"
    window.workspace.read_only = False
    with qtbot.waitSignal(page.saved):
        pass
    assert not page._alarm.isVisible()
    assert [point.text for point in stored(window, meeting)] == ["Not lost"]


def test_closing_with_unsaved_typing_asks_first(window: Window, answers: Answers) -> None:
    open_meeting(window, "Team meeting: second day")
    assert window.workspace is not None
    window.workspace.read_only = True
    QTest.keyClicks(capture(window).editor, "Not lost")
    answers.leave = False
    window.close()
    assert window.isVisible()
    assert answers.asked[-1].startswith("leave:")
    window.workspace.read_only = False
    assert window.close()


def test_the_minutes_left_follow_the_clock(window: Window, clock: Clock) -> None:
    page = capture(window)
    clock.now = datetime(2026, 9, 16, 11, 23)
    open_meeting(window, "Heads of service")
    assert page._head.ring.isVisible()
    assert page._head.ring.accessibleName() == "22 of 45 minutes left"
    clock.now = datetime(2026, 9, 16, 11, 45)
    page._minute.timeout.emit()
    assert not page._head.ring.isVisible()


def test_searching_finds_a_note_and_opens_its_meeting(window: Window, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window._finder, "shadow spreadsheet")
    qtbot.waitUntil(lambda: window._finder.rows.rowCount() > 0)
    QTest.keyClick(window._finder, Qt.Key.Key_Return)
    assert capture(window)._head.title.whole() == "Heads of service"
    assert "shadow spreadsheet" in capture(window).editor.textCursor().block().text()


def test_searching_finds_an_action_and_does_it(window: Window, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window._finder, "light and dark")
    qtbot.waitUntil(lambda: window._finder.rows.rowCount() > 0)
    QTest.keyClick(window._finder, Qt.Key.Key_Return)
    assert window._look.key == "dark"


def test_escape_leaves_the_search_and_goes_back(window: Window) -> None:
    open_meeting(window, "Heads of service")
    press(window, Qt.Key.Key_K, CTRL)
    assert window.focusWidget() is window._finder
    press(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is capture(window).editor


def test_a_walk_in_meeting_is_made_and_opened(window: Window, answers: Answers) -> None:
    answers.title = "Town centre manager"
    press(window, Qt.Key.Key_N, CTRL)
    assert capture(window)._head.title.whole() == "Town centre manager"
    assert window.workspace is not None
    with window.workspace.read() as r:
        (line,) = [each for each in storage.meeting_lines(r) if each.meeting.title == "Town centre manager"]
    assert line.mine
    assert line.meeting.starts == datetime(2026, 9, 16, 10, 48)


def test_undoing_a_walk_in_meeting_takes_it_from_the_screen(window: Window, answers: Answers) -> None:
    answers.title = "Town centre manager"
    press(window, Qt.Key.Key_N, CTRL)
    press(window, Qt.Key.Key_Z, CTRL)
    assert capture(window)._body.currentWidget() is capture(window)._blank
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert not [line for line in storage.meeting_lines(r) if line.meeting.title == "Town centre manager"]
    press(window, Qt.Key.Key_Y, CTRL)
    window.open_meeting(meeting_id(window, "Town centre manager"))
    assert capture(window)._head.title.whole() == "Town centre manager"


def test_a_closed_challenge_leaves_no_text_in_the_window(window: Window) -> None:
    open_meeting(window, "Heads of service")
    assert capture(window).editor.toPlainText()
    window.close_workspace()
    assert capture(window).editor.toPlainText() == ""


def test_somebody_unknown_says_who_they_are_before_typing(window: Window, answers: Answers) -> None:
    assert window.workspace is not None
    window.workspace.set_me(NO_ITEM)
    press(window, Qt.Key.Key_2, CTRL | SHIFT)
    page = capture(window)
    assert page._body.currentWidget() is page._blank
    answers.person = "Priya Raman"
    QTest.mouseClick(page._who, Qt.MouseButton.LeftButton)
    assert page._body.currentWidget() is page._writing
    assert window.workspace.me


def test_the_side_panel_makes_way_in_a_narrow_window(window: Window, qtbot: QtBot) -> None:
    open_meeting(window, "Heads of service")
    page = capture(window)
    assert page._side.isVisible()
    window.resize(1000, 640)
    qtbot.waitUntil(lambda: not page._side.isVisible())
    press(window, Qt.Key.Key_F4)
    assert page._side.isVisible()
    assert not page._meetings.isVisible()
    press(window, Qt.Key.Key_F4)
    assert not page._side.isVisible()


def test_f6_goes_round_the_panes(window: Window) -> None:
    open_meeting(window, "Heads of service")
    seen = []
    for _ in range(5):
        press(window, Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    assert len(set(map(id, seen))) == 5
    press(window, Qt.Key.Key_F6)
    assert window.focusWidget() is seen[0]


def test_theme_and_text_size_are_remembered(window: Window) -> None:
    window.actions_table["theme"].trigger()
    press(window, Qt.Key.Key_Equal, CTRL)
    assert (window._settings.theme, window._settings.zoom) == ("dark", 110)
    assert window._status.hints.text().endswith("110%")


def test_ctrl_s_says_that_it_is_saved_already(window: Window) -> None:
    press(window, Qt.Key.Key_S, CTRL)
    assert "saved" in window._fact.whole()


def test_the_sheet_of_keys_names_every_key(window: Window, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Slash, CTRL)
    sheets = [each for each in QApplication.topLevelWidgets() if each.windowTitle() == "All keys" and each.isVisible()]
    assert len(sheets) == 1
    sheets[0].close()


def test_the_lists_keep_the_rules_of_item_models(window: Window) -> None:
    models: list[QAbstractItemModel] = [window._finder.rows, capture(window)._meetings.list.model_rows]
    testers = [QAbstractItemModelTester(each, QAbstractItemModelTester.FailureReportingMode.Fatal) for each in models]
    open_meeting(window, "Heads of service")
    window._finder.setText("housing")
    window._finder.search()
    window._finder.setText("zzzz")
    window._finder.search()
    assert len(testers) == 2


def test_a_point_that_was_deleted_and_brought_back_is_kept(window: Window, challenge_file: Path) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    page = capture(window)
    QTest.keyClicks(page.editor, "Once deleted")
    assert page.settle()
    page.editor.selectAll()
    press(window, Qt.Key.Key_Delete)
    assert page.settle()
    assert stored(window, meeting) == []
    press(window, Qt.Key.Key_Z, CTRL)
    assert page.editor.toPlainText() == "Once deleted"
    assert page.settle()
    assert [point.text for point in stored(window, meeting)] == ["Once deleted"]
    window.close_workspace()
    with storage.open_challenge(challenge_file, PASSPHRASE) as again, again.read() as r:
        note = storage.my_note(r, meeting)
        assert note is not None
        assert [point.text for point in storage.note_points(r, note.id)] == ["Once deleted"]


def test_a_colleagues_point_is_shown_beside_ones_own(window: Window) -> None:
    assert window.workspace is not None
    with window.workspace.read() as r:
        hit = storage.search_lines(r, "quoted outturn")[0]
    window.open_meeting(hit.meeting, hit.item)
    assert capture(window)._side._others.isVisible()


def test_enter_presses_whatever_button_has_the_focus(window: Window, answers: Answers) -> None:
    page = today(window)
    page._start.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture
    window._rail.buttons["today"].setFocus()
    press(window, Qt.Key.Key_Enter)
    assert window.stack_page() is page
    editor = capture(window).editor
    open_meeting(window, "Team meeting: second day")
    QTest.keyClicks(editor, "One")
    press(window, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Two")
    assert window.stack_page() is window.capture
    assert editor.toPlainText() == "One\nTwo"


def test_on_the_start_page_enter_leads_into_a_form(window: Window) -> None:
    window.close_workspace()
    before = window.start._pages.currentWidget()
    choices = window.start.home.findChildren(QAbstractButton)
    next(each for each in choices if each.accessibleName().startswith("Open the sample challenge")).setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.start._pages.currentWidget() is not before


def test_of_very_much_by_colleagues_the_newest_is_shown_or_what_is_sought(window: Window) -> None:
    assert window.workspace is not None
    meeting = meeting_id(window, "Team meeting: second day")
    me = window.workspace.me
    with window.workspace.read() as r:
        colleague = next(each.id for each in storage.person_lines(r) if each.id != me)
    note = Note(id=storage.new_id(), meeting=meeting, person=colleague)
    made = [
        Point(id=storage.new_id(), note=note.id, text=f"Heard {number}", kind=PointKind.CONTEXT, position=place)
        for number, place in enumerate(positions(40))
    ]
    window.workspace.set_me(colleague)
    with window.workspace.edit("Type") as e:
        storage.write_points(e, meeting, made, new_note=note)
        storage.seal_note(e, meeting)
    window.workspace.set_me(me)
    open_meeting(window, "Team meeting: second day")
    side = capture(window)._side
    side.fill()
    assert [words.text() for words in side._others.findChildren(QLabel)][-1] == "Heard 39"
    assert not [words for words in side._others.findChildren(QLabel) if words.text() == "Heard 0"]
    window.open_meeting(meeting, made[0].id)
    shown = [words.text() for words in side._others.findChildren(QLabel)]
    assert "Heard 0" in shown
    assert "24 of their 40 points; Evidence has all of them." in shown


def test_preparing_leads_to_the_questions_of_the_next_meeting(window: Window, qtbot: QtBot) -> None:
    QTest.mouseClick(today(window)._prepare, Qt.MouseButton.LeftButton)
    assert window.stack_page() is window.capture
    assert capture(window)._head.title.whole() == "Heads of service"
    assert window.focusWidget() is capture(window)._side.asking.field


def test_the_head_of_today_gives_way_where_there_is_little_room(window: Window, qtbot: QtBot) -> None:
    page = today(window)
    assert page._title.text() == "Wednesday 16 September"
    window._look.set_zoom(150)
    window.resize(1180, 640)
    qtbot.waitUntil(lambda: page._title.width() >= page._title.sizeHint().width())
    assert all(tab.width() >= tab.sizeHint().width() for tab in page._tabs._tabs)
    assert page._title.text() == "Wed 16 September"
    assert page._title.accessibleName() == "Wednesday 16 September"


def test_the_file_opens_again_with_what_was_typed(window: Window, challenge_file: Path) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    QTest.keyClicks(capture(window).editor, "+ Still there")
    window.close_workspace()
    with storage.open_challenge(challenge_file, PASSPHRASE) as again, again.read() as r:
        note = storage.my_note(r, meeting)
        assert note is not None
        (point,) = storage.note_points(r, note.id)
    assert (point.text, point.kind) == ("Still there", PointKind.STRENGTH)
