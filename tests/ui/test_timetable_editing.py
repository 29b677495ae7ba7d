"""The timetable changed in place: by keys, by the form, by the mouse; each change undone by one Ctrl+Z."""

from datetime import datetime, time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Group, ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.meeting_form import MeetingForm, hour_in
from slireviewer.ui.theme import Look
from slireviewer.ui.timetable import Gap, MeetingCard, Place, Timetable, pairs
from slireviewer.ui.today_page import TodayPage
from slireviewer.ui.window import Window

from .conftest import Answers, Clock

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    focus: QWidget | None = window.focusWidget()
    QTest.keyClick(window if focus is None else focus, key, held)


def today(window: Window) -> TodayPage:
    assert window.today is not None
    return window.today


def meetings(window: Window) -> dict[str, Meeting]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return {meeting.title: meeting for meeting in storage.read_meetings(r)}


def named(window: Window, meeting: Meeting) -> set[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return {person.name.split()[-1] for person in storage.person_lines(r) if person.id in meeting.peers}


def card(window: Window, title: str) -> MeetingCard:
    return next(each for each in today(window)._timetable.cards() if each.slot_value.meeting.title == title)


def focus(window: Window, title: str) -> MeetingCard:
    found = card(window, title)
    today(window)._timetable.focus_meeting(found.slot_value.meeting.id)
    assert window.focusWidget() is found
    return found


def form_of(window: Window, qtbot: QtBot) -> MeetingForm:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(MeetingForm)))
    return next(each for each in window.findChildren(MeetingForm) if each.isVisible())


def test_a_meeting_moves_by_a_quarter_of_an_hour_and_back(window: Window) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Down, ALT)
    press(window, Qt.Key.Key_Down, ALT)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 16, 11, 30)
    assert window.focusWidget() is card(window, "Heads of service")
    assert window._fact.whole().startswith("Heads of service: 11:30, you, Samuel")
    press(window, Qt.Key.Key_Up, ALT)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 16, 11, 15)
    for _ in range(3):
        press(window, Qt.Key.Key_Z, CTRL)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 16, 11, 0)
    assert window._fact.whole() == "Undone: Move meeting"


def test_a_meeting_goes_to_another_pair_and_another_day(window: Window) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Right, ALT)
    assert named(window, meetings(window)["Heads of service"]) == {"Vaughan", "Strowell"}
    assert window.focusWidget() is card(window, "Heads of service")
    press(window, Qt.Key.Key_PageDown, ALT)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 17, 11, 0)
    assert today(window)._title.accessibleName() == "Thursday 17 September"
    assert window.focusWidget() is card(window, "Heads of service")


def test_two_pairs_swap_their_meetings(window: Window) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Left, ALT | SHIFT)
    assert named(window, meetings(window)["Heads of service"]) == {"Threlkeld", "Raman"}
    assert named(window, meetings(window)["Backbench members"]) == {"Birkwood", "Adeyinka"}
    press(window, Qt.Key.Key_Z, CTRL)
    assert named(window, meetings(window)["Backbench members"]) == {"Threlkeld", "Raman"}
    assert window._fact.whole() == "Undone: Swap peers"


def test_a_meeting_of_everybody_is_not_handed_over(window: Window) -> None:
    focus(window, "Team meeting: second day")
    before = meetings(window)
    press(window, Qt.Key.Key_Right, ALT)
    assert meetings(window) == before
    assert "F2" in window._fact.whole()


def test_a_cancelled_meeting_stays_and_says_so(window: Window) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_D, CTRL)
    assert meetings(window)["Heads of service"].cancelled
    struck = card(window, "Heads of service")
    assert struck.slot_value.mark == "Cancelled"
    assert struck.accessibleName().endswith("Cancelled")
    assert today(window)._what.whole() != "Heads of service"
    press(window, Qt.Key.Key_D, CTRL)
    assert not meetings(window)["Heads of service"].cancelled
    press(window, Qt.Key.Key_Z, CTRL)
    press(window, Qt.Key.Key_Z, CTRL)
    assert window._fact.whole() == "Undone: Cancel meeting"


def test_deleting_is_for_meetings_without_notes(window: Window) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Delete)
    assert "Heads of service" in meetings(window)
    assert "has notes" in window._fact.whole()
    focus(window, "Team meeting: second day")
    press(window, Qt.Key.Key_Delete)
    assert "Team meeting: second day" not in meetings(window)
    press(window, Qt.Key.Key_Z, CTRL)
    assert "Team meeting: second day" in meetings(window)


def test_the_form_changes_everything_in_one_step(window: Window, qtbot: QtBot) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    assert form.title.text() == "Heads of service"
    QTest.keyClicks(form.title, "All heads of service")
    form.day.setDate(QDate(2026, 9, 17))
    form.at.setText("2.30")
    form.minutes.setText("20")
    form.expected.setText("7")
    form.place.setText("The annexe")
    form.kind.setCurrentIndex(form.kind.findData("interview"))
    form.group.setCurrentIndex(form.group.findData("staff"))
    for box in form.peers.values():
        box.setChecked(box.text().startswith(("Catrin", "Michael", "Priya")))
    QTest.keyClick(form.place, Qt.Key.Key_Return)
    meeting = meetings(window)["All heads of service"]
    assert meeting.starts == datetime(2026, 9, 17, 14, 30)
    assert (meeting.minutes, meeting.expected, meeting.place) == (20, 7, "The annexe")
    assert (meeting.kind, meeting.group) == (MeetingKind.INTERVIEW, Group.STAFF)
    assert named(window, meeting) == {"Raman", "Vaughan", "Strowell"}
    press(window, Qt.Key.Key_Z, CTRL)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 16, 11, 0)


def test_escape_leaves_the_meeting_as_it_was(window: Window, qtbot: QtBot) -> None:
    before = meetings(window)
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    QTest.keyClicks(form.title, "Something else")
    QTest.keyClick(form.title, Qt.Key.Key_Escape)
    assert meetings(window) == before


def test_an_hour_that_is_not_understood_is_said_and_kept_out(window: Window, qtbot: QtBot) -> None:
    before = meetings(window)
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    form.at.setText("after lunch")
    QTest.keyClick(form.at, Qt.Key.Key_Return)
    assert form.isVisible()
    assert form.matter.isVisible()
    assert meetings(window) == before
    form.reject()


def test_the_form_says_who_is_elsewhere_then(window: Window, qtbot: QtBot) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    assert form.hint.text() == "From 11:00 to 11:45."
    priya = next(box for box in form.peers.values() if box.text().startswith("Priya"))
    priya.setChecked(True)
    assert "Priya: in “Backbench members” then." in form.hint.text()
    form.reject()


def test_a_meeting_is_added_by_key_and_taken_back(window: Window, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_M, CTRL)
    form = form_of(window, qtbot)
    QTest.keyClicks(form.title, "Chair of the harbour trust")
    QTest.keyClicks(form.at, "15:15")
    QTest.keyClick(form.at, Qt.Key.Key_Return)
    added = meetings(window)["Chair of the harbour trust"]
    assert added.starts == datetime(2026, 9, 16, 15, 15)
    assert named(window, added) == {"Birkwood"}
    assert card(window, "Chair of the harbour trust").hasFocus()
    press(window, Qt.Key.Key_Z, CTRL)
    assert "Chair of the harbour trust" not in meetings(window)
    assert window._fact.whole() == "Undone: Add meeting"


def test_a_gap_is_reached_by_arrows_and_filled_by_enter(window: Window, qtbot: QtBot) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Right, ALT)
    focus(window, "Backbench members")
    press(window, Qt.Key.Key_Right)
    gap = window.focusWidget()
    assert isinstance(gap, Gap)
    assert gap.accessibleName() == "Nothing at 11:00, Pair B · You and Samuel: Enter adds a meeting"
    press(window, Qt.Key.Key_Return)
    form = form_of(window, qtbot)
    assert form.at.text() == "11:00"
    QTest.keyClicks(form.title, "Harbour master")
    QTest.keyClick(form.title, Qt.Key.Key_Return)
    assert named(window, meetings(window)["Harbour master"]) == {"Birkwood", "Adeyinka"}


def test_a_double_click_fills_a_gap_too(window: Window, qtbot: QtBot) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_Right, ALT)
    (gap,) = today(window)._timetable.gaps()
    QTest.mouseDClick(gap, Qt.MouseButton.LeftButton)
    form = form_of(window, qtbot)
    assert form.at.text() == "11:00"
    form.reject()


def drag(grabbed: QWidget, to: QPoint, *, release: bool = True) -> None:
    QTest.mousePress(grabbed, Qt.MouseButton.LeftButton, NONE, QPoint(20, 20))
    QTest.mouseMove(grabbed, QPoint(40, 40))
    QTest.mouseMove(grabbed, to)
    if release:
        QTest.mouseRelease(grabbed, Qt.MouseButton.LeftButton, NONE, to)


def test_a_meeting_is_dragged_to_another_hour_and_pair(window: Window) -> None:
    dragged, target = card(window, "Heads of service"), card(window, "Policy and performance team")
    drag(dragged, dragged.mapFromGlobal(target.mapToGlobal(target.rect().center())))
    moved = meetings(window)["Heads of service"]
    assert moved.starts == datetime(2026, 9, 16, 13, 0)
    assert named(window, moved) == {"Vaughan", "Strowell"}
    assert window.stack_page() is window.today
    press(window, Qt.Key.Key_Z, CTRL)
    assert meetings(window)["Heads of service"].starts == datetime(2026, 9, 16, 11, 0)
    assert window._fact.whole() == "Undone: Move meeting"


def test_a_drag_is_given_up_by_escape_or_outside(window: Window) -> None:
    before = meetings(window)
    dragged, target = card(window, "Heads of service"), card(window, "Policy and performance team")
    there = dragged.mapFromGlobal(target.mapToGlobal(target.rect().center()))
    drag(dragged, there, release=False)
    QTest.keyClick(dragged, Qt.Key.Key_Escape)
    QTest.mouseRelease(dragged, Qt.MouseButton.LeftButton, NONE, there)
    drag(dragged, QPoint(-5000, 0))
    assert meetings(window) == before


def test_a_walk_in_takes_two_keys_and_is_named_later(window: Window, answers: Answers, qtbot: QtBot) -> None:
    answers.title = ""  # Ctrl+N, then Enter in the box
    press(window, Qt.Key.Key_N, CTRL)
    assert window.stack_page() is window.capture
    assert meetings(window)["Meeting at 10:48"].starts == datetime(2026, 9, 16, 10, 48)
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    QTest.keyClicks(form.title, "Town centre manager")
    QTest.keyClick(form.title, Qt.Key.Key_Return)
    assert window.capture is not None
    assert window.capture._head.title.whole() == "Town centre manager"
    assert "Meeting at 10:48" not in meetings(window)


def test_every_field_of_the_form_has_a_name_and_tab_goes_round(window: Window, qtbot: QtBot) -> None:
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    fields = [
        each
        for kind in (QLineEdit, QComboBox, QAbstractButton)
        for each in form.findChildren(kind)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    nameless = [each for each in fields if not each.accessibleName() and not getattr(each, "text", str)()]
    assert nameless == []
    seen = set()
    for _ in range(40):
        seen.add(form.focusWidget())
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    assert [each for each in fields if each not in seen and each is not form.day.lineEdit()] == []
    form.reject()


@pytest.mark.parametrize(("width", "height", "zoom"), [(1180, 640, 100), (1180, 640, 150), (1366, 740, 150)])
def test_nothing_of_today_or_the_form_is_cut_off(
    window: Window, qtbot: QtBot, width: int, height: int, zoom: int
) -> None:
    window._look.set_zoom(zoom)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    page = today(window)
    for each in (page._title, page._tabs, page._add, page._more, page._start):
        qtbot.waitUntil(partial(is_whole, each))
        inside = each.mapTo(window, each.rect().bottomRight())
        assert inside.x() <= width
    focus(window, "Heads of service")
    press(window, Qt.Key.Key_F2)
    form = form_of(window, qtbot)
    assert form.width() <= width
    assert form.height() <= height
    assert form.go.mapTo(form, form.go.rect().bottomRight()).y() <= form.height()
    for box in form.peers.values():
        assert box.width() >= box.sizeHint().width()
    form.reject()


def is_whole(each: QWidget) -> bool:
    return each.width() >= each.minimumSizeHint().width()


def buttons(window: Window, name: str) -> list[QAbstractButton]:
    found = today(window).findChildren(QAbstractButton)
    return [each for each in found if each.accessibleName() == name and each.isVisible()]


def test_a_meeting_over_without_notes_waits_with_one_button(window: Window, clock: Clock, qtbot: QtBot) -> None:
    assert window.workspace is not None
    with window.workspace.edit("Add meeting") as e:
        lost = Meeting(
            id=storage.new_id(),
            title="Harbour master",
            starts=datetime(2026, 9, 16, 8, 0),
            peers=frozenset({window.workspace.me}),
        )
        storage.write_meeting(e, lost)
    qtbot.waitUntil(lambda: len(buttons(window, "Open the notes of Harbour master")) == 1)
    (opener,) = buttons(window, "Open the notes of Harbour master")
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert window.capture is not None
    assert window.capture._head.title.whole() == "Harbour master"


def test_findings_on_a_single_source_are_shown_by_their_button(window: Window, qtbot: QtBot) -> None:
    page = today(window)
    assert window.workspace is not None
    with window.workspace.read() as r:
        waiting = storage.waiting_lines(r)
    assert waiting.single_source
    shown = next(each for each in page.findChildren(QAbstractButton) if each.accessibleName() == "Show these findings")
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
    lead = "Open on Evidence: "
    opening = [each for each in page.findChildren(QAbstractButton) if each.accessibleName().startswith(lead)]
    assert [each.accessibleName().removeprefix(lead) for each in opening] == list(waiting.single_source_titles)
    QTest.mouseClick(opening[0], Qt.MouseButton.LeftButton)
    evidence = window.further("evidence")
    assert window.stack_page() is evidence
    wanted = ("finding", waiting.single_source_findings[0])
    qtbot.waitUntil(lambda: evidence.chosen() == wanted, timeout=15000)


def test_the_timetable_is_exported_by_the_menu(window: Window, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    answers.file = tmp_path / "timetable"
    for name, suffix in (("export_calendar", ".ics"), ("export_sheet", ".docx")):
        with qtbot.waitSignal(today(window).told, timeout=15000):
            window.actions_table[name].trigger()
        out = tmp_path / f"timetable{suffix}"
        assert out.stat().st_size > 1000
        assert str(out) in window._fact.whole()


def test_importing_opens_the_dialog(window: Window) -> None:
    from slireviewer.ui.timetable_import import TimetableImport

    window.actions_table["import_timetable"].trigger()
    (dialog,) = [each for each in window.findChildren(TimetableImport) if each.isVisible()]
    dialog.reject()


def test_phone_calls_before_the_visit_stand_on_their_own_day(window: Window) -> None:
    page = today(window)
    for _ in range(6):
        press(window, Qt.Key.Key_PageUp, CTRL)
    assert page._title.accessibleName() == "Tuesday 8 September"
    assert page._count.text() == "Before the visit"
    assert [each.slot_value.meeting.kind for each in page._timetable.cards()] == [MeetingKind.PHONE_CALL]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("9", time(9)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("2", time(14)),
        ("2pm", time(14)),
        ("2:15 p.m.", time(14, 15)),
        ("12am", time(0)),
        ("06:00", time(6)),
        ("17:45", time(17, 45)),
        ("25:00", None),
        ("13pm", None),
        ("9:75", None),
        ("soon", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, hour: time | None) -> None:
    assert hour_in(text) == hour


def person(name: str) -> Person:
    return Person(id=ItemId(name), name=name)


def test_the_usual_pairs_keep_their_columns_on_an_empty_day(qtbot: QtBot, look: Look) -> None:
    people = [person(name) for name in ("Anna", "Ben", "Cara", "Dev")]
    usual = [frozenset({ItemId("Anna"), ItemId("Ben")}), frozenset({ItemId("Cara"), ItemId("Dev")})]
    call = Meeting(id=ItemId("1"), title="Call", starts=datetime(2026, 9, 16, 9), peers=usual[1])
    assert pairs([call], people, usual) == [usual[0], usual[1]]
    assert pairs([call], people) == [usual[1]]


def test_one_who_attends_beside_a_pair_is_named(qtbot: QtBot, look: Look) -> None:
    from slireviewer.ui.timetable import Slot

    people = [person(name) for name in ("Anna", "Ben", "Cara")]
    pair = frozenset({ItemId("Anna"), ItemId("Ben")})
    day = [
        Meeting(id=ItemId("1"), title="One", starts=datetime(2026, 9, 16, 9), peers=pair),
        Meeting(id=ItemId("2"), title="Two", starts=datetime(2026, 9, 16, 10), peers=pair),
        Meeting(id=ItemId("3"), title="Three", starts=datetime(2026, 9, 16, 11), peers=frozenset({ItemId("Anna")})),
    ]
    grid = Timetable(look)
    qtbot.addWidget(grid)
    grid.set_day([Slot(each, 0, False) for each in day], people, ItemId("Cara"))
    assert [each._below for each in grid.cards()] == ["", "", "with Anna"]
    assert grid.gaps() == []
    assert Place(pair, time(9)) == Place(pair, time(9))
