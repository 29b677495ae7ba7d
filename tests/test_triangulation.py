"""Facts about what stands behind a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from slireviewer.model import (
    Finding,
    Group,
    Interviewee,
    ItemId,
    Link,
    LinkRole,
    Meeting,
    MeetingKind,
    Note,
    Point,
    PointKind,
    Theme,
    Visit,
)
from slireviewer.triangulation import Cell, Doubt, Standing, matrix, sources, standings, visit

ANNA, BEN = ItemId("anna"), ItemId("ben")


def meeting(name: str, group: Group | None = Group.STAFF, day: int = 15, **more: object) -> Meeting:
    values: dict[str, object] = {"title": name, "group": group, "starts": datetime(2026, 9, day, 9, 30), **more}
    return Meeting(id=ItemId(name), **values)  # type: ignore[arg-type]


MEETINGS = {
    one.id: one
    for one in (
        meeting("depot"),
        meeting("cabinet", Group.MEMBERS, 16),
        meeting("partners", Group.PARTNERS, 16),
        meeting("unknown group", None),
        meeting("team", None, kind=MeetingKind.TEAM),
    )
}
NOTES = {
    one.id: one
    for one in (
        Note(id=ItemId("depot by anna"), meeting=ItemId("depot"), person=ANNA),
        Note(id=ItemId("depot by ben"), meeting=ItemId("depot"), person=BEN),
        Note(id=ItemId("cabinet by ben"), meeting=ItemId("cabinet"), person=BEN),
        Note(id=ItemId("partners by anna"), meeting=ItemId("partners"), person=ANNA),
        Note(id=ItemId("unknown by anna"), meeting=ItemId("unknown group"), person=ANNA),
        Note(id=ItemId("team by ben"), meeting=ItemId("team"), person=BEN),
        Note(id=ItemId("lost by ben"), meeting=ItemId("no such meeting"), person=BEN),
    )
}
FINANCE, PLACE = Theme(id=ItemId("finance"), title="Finance"), Theme(id=ItemId("place"), title="Place")


def point(name: str, note: str, kind: PointKind = PointKind.STRENGTH, *, off_record: bool = False) -> Point:
    themes = frozenset({FINANCE.id})
    return Point(id=ItemId(name), note=ItemId(note), text=name, kind=kind, themes=themes, off_record=off_record)


POINTS = {
    one.id: one
    for one in (
        point("d1", "depot by anna"),
        point("d2", "depot by ben"),
        point("c1", "cabinet by ben"),
        point("p1", "partners by anna"),
        point("u1", "unknown by anna"),
        point("t1", "team by ben"),
        point("l1", "lost by ben"),
        point("secret", "cabinet by ben", off_record=True),
    )
}


def finding(*names: str, challenges: tuple[str, ...] = (), context: tuple[str, ...] = ()) -> Finding:
    links = [Link(source=ItemId(name)) for name in names]
    links += [Link(source=ItemId(name), role=LinkRole.CHALLENGES) for name in challenges]
    links += [Link(source=ItemId(name), role=LinkRole.CONTEXT) for name in context]
    return Finding(id=ItemId("finding"), title="Said often", links=tuple(links))


def standing(*names: str, challenges: tuple[str, ...] = (), context: tuple[str, ...] = ()) -> Standing:
    return sources(finding(*names, challenges=challenges, context=context), POINTS, NOTES, MEETINGS)


def test_two_notes_of_one_meeting_are_one_source() -> None:
    found = standing("d1", "d2")
    assert found.sources == 1
    assert found.supporting == 2
    assert found.peers == {ANNA, BEN}
    assert found.doubts == (Doubt.ONE_ROOM, Doubt.ONE_GROUP)


def test_two_rooms_are_two_sources_with_their_groups_and_days() -> None:
    found = standing("d1", "c1", "p1")
    assert found.sources == 3
    assert found.groups == {Group.STAFF, Group.MEMBERS, Group.PARTNERS}
    assert found.days == (date(2026, 9, 15), date(2026, 9, 16))
    assert found.doubts == ()


def test_a_link_may_name_a_whole_note_which_counts_as_one_point() -> None:
    found = standing("depot by anna", "c1")
    assert (found.sources, found.supporting) == (2, 2)


def test_what_is_not_there_counts_for_nothing() -> None:
    found = standing("no such point", challenges=("nor this",), context=("nor that",))
    assert found == Standing(finding=ItemId("finding"), doubts=(Doubt.NOTHING_BEHIND,))


def test_a_point_of_a_note_without_a_meeting_is_no_source() -> None:
    assert standing("l1").sources == 0
    assert standing("l1").supporting == 1


def test_the_teams_own_meetings_are_no_source() -> None:
    assert standing("t1", "d1").sources == 1


def test_the_same_link_twice_counts_once() -> None:
    assert standing("d1", "d1").supporting == 1


def test_one_group_is_only_said_where_every_group_is_known() -> None:
    assert Doubt.ONE_GROUP not in standing("d1", "u1").doubts
    assert standing("u1").doubts == (Doubt.ONE_ROOM,)


def test_a_challenge_is_answered_by_context() -> None:
    assert standing("d1", "c1", challenges=("p1",)).doubts == (Doubt.CHALLENGED,)
    answered = standing("d1", "c1", challenges=("p1",), context=("u1",))
    assert answered.doubts == ()
    assert (answered.supporting, answered.challenging, answered.context) == (2, 1, 1)


def test_points_that_challenge_or_frame_are_no_source() -> None:
    found = standing("d1", challenges=("c1",), context=("p1",))
    assert found.meetings == {ItemId("depot")}
    assert found.peers == {ANNA}


@pytest.mark.parametrize("name", ["secret", "cabinet by ben"])
def test_resting_on_points_off_the_record_is_said(name: str) -> None:
    assert Doubt.OFF_RECORD in standing(name, "d1").doubts


def test_off_the_record_matters_only_in_support() -> None:
    assert Doubt.OFF_RECORD not in standing("d1", "p1", context=("secret",)).doubts


def test_many_findings_at_once_are_the_same_as_each_alone() -> None:
    listed = [replace(finding(name, "d1"), id=ItemId(f"on {name}")) for name in (*POINTS, *NOTES)]
    together = standings(listed, POINTS, NOTES, MEETINGS)
    assert together == {one.id: sources(one, POINTS, NOTES, MEETINGS) for one in listed}


def test_the_matrix_counts_points_and_separate_rooms() -> None:
    table = matrix([FINANCE, PLACE], POINTS, NOTES, MEETINGS)
    assert table[FINANCE.id][PointKind.STRENGTH] == Cell(points=8, rooms=4)
    assert table[FINANCE.id][PointKind.CONSIDERATION] == Cell()
    assert set(table[PLACE.id]) == set(PointKind)
    assert list(table) == [FINANCE.id, PLACE.id]


def test_a_point_under_two_themes_counts_under_both() -> None:
    both = replace(POINTS[ItemId("d1")], themes=frozenset({FINANCE.id, PLACE.id, ItemId("gone")}))
    table = matrix({FINANCE.id: FINANCE, PLACE.id: PLACE}, {both.id: both}, NOTES, MEETINGS)
    assert table[FINANCE.id][PointKind.STRENGTH] == table[PLACE.id][PointKind.STRENGTH] == Cell(1, 1)


def test_a_visit_counts_what_was_held() -> None:
    held = [
        meeting("one", minutes=45, expected=6, peers=frozenset({ANNA, BEN})),
        meeting("two", minutes=50, expected=1),
        meeting("called off", minutes=600, expected=50, cancelled=True),
        meeting("evening", minutes=600, expected=50, kind=MeetingKind.TEAM),
    ]
    assert visit(held) == Visit(people=7, meetings=2, hours=2)
    assert visit({one.id: one for one in held}) == visit(held)


def test_the_register_of_interviewees_counts_when_it_is_longer() -> None:
    held = [meeting("one", expected=2), meeting("called off", cancelled=True)]
    people = [
        Interviewee(id=ItemId(f"i{n}"), name=f"Person {n}", meetings=frozenset({ItemId("one")})) for n in range(4)
    ]
    absent = Interviewee(id=ItemId("absent"), name="Absent", meetings=frozenset({ItemId("called off")}))
    assert visit(held, people).people == 4
    assert visit(held, [*people, *people, absent]).people == 4
    assert visit(held, people[:1]).people == 2


def test_a_visit_without_meetings_is_nothing() -> None:
    assert visit({}) == Visit(people=0, meetings=0, hours=0)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, 0), (5, 0), (6, 5), (46, 45), (130, 125), (132, 130), (199, 195), (200, 190), (201, 200), (1000, 950)],
)
def test_counts_are_rounded_down_to_less_than_they_are(number: int, said: int) -> None:
    assert Visit(people=number, meetings=0, hours=0).more_than(number) == said
