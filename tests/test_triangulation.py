"""Facts about what stands behind a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer.anchors import Anchor
from slireviewer.model import (
    Document,
    Excerpt,
    Finding,
    FindingState,
    Group,
    Interviewee,
    ItemId,
    ItemKind,
    Link,
    LinkRole,
    Meeting,
    MeetingKind,
    Note,
    Point,
    PointKind,
    Question,
    Theme,
    Visit,
)
from slireviewer.triangulation import (
    Basis,
    Cell,
    Doubt,
    Lack,
    Standing,
    Way,
    explain,
    families,
    gaps,
    matrix,
    sources,
    standings,
    visit,
)

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
    assert standing("u1").doubts == (Doubt.ONE_ROOM, Doubt.ONE_PEER)


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


# ---- documents, and what is read or seen -----------------------------------------------------------------

PLAN = Document(id=ItemId("plan"), number=1, title="Corporate plan")


def excerpt(name: str, *, document: str = "", of: str = "", off_record: bool = False) -> Excerpt:
    return Excerpt(
        id=ItemId(name), anchor=Anchor(exact=name), document=ItemId(document), point=ItemId(of), person=ANNA,
        kind=PointKind.STRENGTH, themes=frozenset({FINANCE.id}), off_record=off_record,
    )  # fmt: skip


EXCERPTS = {
    one.id: one
    for one in (
        excerpt("x1", document="plan"),
        excerpt("x2", document="plan"),
        excerpt("lost", document="no such document"),
        excerpt("of a point", of="c1"),
        excerpt("of a secret", of="secret"),
        excerpt("confided", document="plan", off_record=True),
    )
}
SEEN = {**MEETINGS, ItemId("visit"): meeting("visit", None, kind=MeetingKind.SITE_VISIT),
        ItemId("files"): meeting("files", None, kind=MeetingKind.CASE_FILES)}  # fmt: skip
BASIS = Basis(
    {**POINTS, ItemId("v1"): point("v1", "visit by anna"), ItemId("a1"): point("a1", "files by ben")},
    {**NOTES, ItemId("visit by anna"): Note(id=ItemId("visit by anna"), meeting=ItemId("visit"), person=ANNA),
     ItemId("files by ben"): Note(id=ItemId("files by ben"), meeting=ItemId("files"), person=BEN)},
    SEEN, EXCERPTS, {PLAN.id: PLAN},
)  # fmt: skip


def based(*names: str, challenges: tuple[str, ...] = (), context: tuple[str, ...] = ()) -> Standing:
    stands = finding(*names, challenges=challenges, context=context)
    return sources(stands, BASIS.points, BASIS.notes, BASIS.meetings, BASIS.excerpts, BASIS.documents)


def test_a_document_is_one_source_however_often_it_is_quoted() -> None:
    found = based("x1", "x2")
    assert (found.sources, found.supporting, found.documents) == (1, 2, {PLAN.id})
    assert found.doubts == (Doubt.ONE_ROOM,)
    assert based("x1", "d1").sources == 2


def test_what_was_heard_read_and_seen_is_said() -> None:
    assert based("d1").ways == (Way.HEARD,)
    assert based("d1", "v1", "x1").ways == (Way.HEARD, Way.READ, Way.SEEN)
    assert based("a1").ways == (Way.READ,)


def test_an_excerpt_of_a_point_is_of_the_meeting_of_that_point() -> None:
    found = based("of a point", "c1")
    assert (found.meetings, found.supporting, found.peers) == ({ItemId("cabinet")}, 2, {BEN})


@pytest.mark.parametrize("name", ["of a secret", "confided"])
def test_an_excerpt_can_be_off_the_record_too(name: str) -> None:
    assert Doubt.OFF_RECORD in based(name, "d1", "p1").doubts


def test_a_document_that_is_gone_is_no_source() -> None:
    assert based("lost").sources == 0
    assert based("lost").doubts == (Doubt.NOTHING_BEHIND,)


def test_one_peer_only_is_said_unless_a_document_says_it_too() -> None:
    assert Doubt.ONE_PEER in based("d1", "p1").doubts
    assert Doubt.ONE_PEER not in based("d1", "c1").doubts
    assert Doubt.ONE_PEER not in based("d1", "p1", "x1").doubts


def test_the_number_is_explained_source_by_source() -> None:
    told = explain(finding("d2", "d1", "x1", "depot by anna", "t1", challenges=("c1",), context=("p1",)), BASIS)
    assert [(one.item, one.sort, one.counts) for one in told] == [
        (ItemId("depot"), ItemKind.MEETING, True),
        (PLAN.id, ItemKind.DOCUMENT, True),
        (ItemId("cabinet"), ItemKind.MEETING, False),
        (ItemId("partners"), ItemKind.MEETING, False),
    ]
    first = told[0]
    assert first.supports == (ItemId("d1"), ItemId("d2"), ItemId("depot by anna"))
    assert (first.way, first.group, first.day, first.peers) == (Way.HEARD, Group.STAFF, date(2026, 9, 15), (ANNA, BEN))
    assert (told[2].challenges, told[3].context) == ((ItemId("c1"),), (ItemId("p1"),))


@given(st.lists(st.sampled_from([*BASIS.points, *BASIS.notes, *BASIS.excerpts]), max_size=12))
def test_the_explanation_always_comes_to_the_number(names: list[ItemId]) -> None:
    told = explain(finding(*names), BASIS)
    stands = based(*names)
    assert sum(one.counts for one in told) == stands.sources
    assert {one.way for one in told} == set(stands.ways)
    assert {one.day for one in told if one.day} == set(stands.days)


# ---- nested themes, and what is missing ------------------------------------------------------------------

PARENT = Theme(id=ItemId("governance"), title="Governance")
CHILD = Theme(id=ItemId("scrutiny"), title="Scrutiny", parent=PARENT.id)
GRANDCHILD = Theme(id=ItemId("call-in"), title="Call-in", parent=CHILD.id)


def test_a_theme_counts_what_is_nested_in_it_once() -> None:
    points = {
        one.id: one
        for one in (
            replace(POINTS[ItemId("d1")], themes=frozenset({GRANDCHILD.id})),
            replace(POINTS[ItemId("c1")], themes=frozenset({PARENT.id, CHILD.id})),
        )
    }
    table = matrix([PARENT, CHILD, GRANDCHILD], points, NOTES, MEETINGS)
    assert [table[theme][PointKind.STRENGTH] for theme in table] == [Cell(2, 2), Cell(2, 2), Cell(1, 1)]


def test_themes_that_are_nested_in_each_other_end_somewhere() -> None:
    one, other = replace(PARENT, parent=CHILD.id), CHILD
    assert families([one, other]) == {PARENT.id: {PARENT.id, CHILD.id}, CHILD.id: {PARENT.id, CHILD.id}}


def test_the_matrix_counts_excerpts_of_documents_and_not_those_of_points() -> None:
    table = matrix([FINANCE], {}, NOTES, MEETINGS, EXCERPTS)
    assert table[FINANCE.id][PointKind.STRENGTH] == Cell(4, 0, 2)


def test_what_is_missing_is_listed_and_what_is_there_is_not() -> None:
    asked, unasked = (Question(id=ItemId(name), text=f"{name}?", theme=FINANCE.id) for name in ("asked", "unasked"))
    cells = matrix([FINANCE, PLACE], POINTS, NOTES, MEETINGS)
    heard = {(FINANCE.id, Group.STAFF), (FINANCE.id, Group.MEMBERS), (PLACE.id, Group.STAFF)}
    single, sound, parked = finding("d1"), finding("d1", "c1"), replace(finding("d1"), state=FindingState.PARKED)
    listed = [replace(each, id=ItemId(name)) for each, name in ((single, "one"), (sound, "two"), (parked, "three"))]
    standing = standings(listed, POINTS, NOTES, MEETINGS)
    found = gaps(
        [FINANCE, PLACE], cells, MEETINGS.values(), heard, [asked, unasked], [asked.id], listed, standing
    )  # fmt: skip
    assert [(gap.lack, gap.theme, gap.group, gap.question, gap.finding) for gap in found] == [
        (Lack.THIN_THEME, PLACE.id, None, None, None),
        (Lack.UNHEARD_GROUP, None, Group.OFFICERS, None, None),
        (Lack.UNHEARD_GROUP, None, Group.PARTNERS, None, None),
        (Lack.UNHEARD_GROUP, None, Group.RESIDENTS, None, None),
        (Lack.GROUP_ON_THEME, PLACE.id, Group.MEMBERS, None, None),
        (Lack.UNASKED, FINANCE.id, None, unasked.id, None),
        (Lack.ONE_SOURCE, None, None, None, ItemId("one")),
    ]
