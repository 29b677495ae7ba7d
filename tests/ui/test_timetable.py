"""Who goes with whom is read from the meetings; every meeting stands in the grid."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer.model import ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.theme import Look
from slireviewer.ui.timetable import Slot, Timetable, columns_of, pairs

ANNA, BEN, CARA, DEV, EVE = people = [
    Person(id=ItemId(name.lower()), name=name) for name in ("Anna", "Ben", "Cara", "Dev", "Eve")
]


def meeting(
    title: str, hour: str, *peers: Person, minutes: int = 45, kind: MeetingKind = MeetingKind.INTERVIEW
) -> Meeting:
    return Meeting(
        id=ItemId(title),
        title=title,
        starts=datetime.fromisoformat(f"2026-09-16 {hour}"),
        minutes=minutes,
        peers=frozenset(peer.id for peer in peers),
        kind=kind,
    )


def named(sets: list[frozenset[ItemId]]) -> list[set[str]]:
    return [set(each) for each in sets]


def test_pairs_are_those_who_meet_together() -> None:
    day = [meeting("1", "09:00", CARA, DEV), meeting("2", "09:00", ANNA, BEN), meeting("3", "10:00", EVE)]
    assert named(pairs(day, people)) == [{"anna", "ben"}, {"cara", "dev"}, {"eve"}]


def test_the_whole_team_at_lunch_is_no_pair() -> None:
    day = [
        meeting("1", "09:00", ANNA, BEN),
        meeting("2", "09:00", CARA, DEV),
        meeting("lunch", "12:00", *people),
        meeting("tea", "15:00", *people),
        meeting("cake", "16:00", *people),
    ]
    columns = pairs(day, people)
    assert named(columns) == [{"anna", "ben"}, {"cara", "dev"}]
    assert columns_of(day[2], columns) == [0, 1]


def test_a_meeting_of_other_company_stands_where_most_of_it_is() -> None:
    columns = [frozenset({ANNA.id, BEN.id}), frozenset({CARA.id, DEV.id})]
    assert columns_of(meeting("1", "09:00", BEN, EVE), columns) == [0]
    assert columns_of(meeting("2", "09:00", DEV), columns) == [1]


def test_a_meeting_with_nobody_in_it_has_a_column_of_its_own(qtbot: QtBot, look: Look) -> None:
    grid = Timetable(look)
    qtbot.addWidget(grid)
    grid.set_day([Slot(meeting("1", "09:00", ANNA), 0, False), Slot(meeting("2", "09:00"), 0, False)], people, ANNA.id)
    assert {card.column for card in grid.cards()} == {0, 1}


def test_meetings_at_one_time_in_one_column_stand_side_by_side(qtbot: QtBot, look: Look) -> None:
    grid = Timetable(look)
    qtbot.addWidget(grid)
    day = [meeting("long", "09:00", ANNA, minutes=120), meeting("call", "10:00", ANNA), meeting("next", "11:00", ANNA)]
    grid.set_day([Slot(each, 0, True) for each in day], people, ANNA.id)
    grid.resize(600, 400)
    with qtbot.waitExposed(grid):
        grid.show()
    long, call, after = sorted(grid.cards(), key=lambda card: day.index(card.slot_value.meeting))
    assert not long.geometry().intersects(call.geometry())
    assert long.geometry().bottom() >= call.geometry().bottom()
    assert after.geometry().top() > call.geometry().bottom()


def test_arrows_move_and_enter_opens(qtbot: QtBot, look: Look) -> None:
    grid = Timetable(look)
    qtbot.addWidget(grid)
    day = [
        meeting("a9", "09:00", ANNA),
        meeting("b9", "09:00", BEN),
        meeting("a10", "10:00", ANNA),
        meeting("b10", "10:00", BEN),
    ]
    grid.set_day([Slot(each, 0, False, next=each.title == "a9") for each in day], people, ANNA.id)
    grid.resize(600, 300)
    with qtbot.waitActive(grid):
        grid.show()
        grid.activateWindow()
    grid.focus_first()
    for key, expected in (
        (Qt.Key.Key_Right, "b9"),
        (Qt.Key.Key_Down, "b10"),
        (Qt.Key.Key_Left, "a10"),
        (Qt.Key.Key_Up, "a9"),
    ):
        QTest.keyClick(grid.focusWidget(), key)
        focused = next(card for card in grid.cards() if card is grid.focusWidget())
        assert focused.slot_value.meeting.title == expected
    with qtbot.waitSignal(grid.opened) as opened:
        QTest.keyClick(grid.focusWidget(), Qt.Key.Key_Return)
    assert opened.args == ["a9"]
