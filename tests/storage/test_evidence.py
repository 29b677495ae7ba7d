"""The matrix and the lists behind it are what a plain look at the values gives, through every filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, Excerpt, Group, ItemId, ItemKind, Meeting, Note, Point, PointKind
from slireviewer.storage import Filter, Reading, Workspace
from slireviewer.triangulation import Lack, families, matrix, standings
from tests.support import evidence_records


@dataclass
class Whole:
    """Everything in the challenge as values."""

    points: dict[ItemId, Point]
    notes: dict[ItemId, Note]
    meetings: dict[ItemId, Meeting]
    excerpts: dict[ItemId, Excerpt]


@pytest.fixture(scope="module")
def w(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("evidence") / "c.slir"
    with storage.create_challenge(path, "two words", Challenge(id=NO_ITEM, councils=("Port Brannock",))) as made:
        storage.import_records(made, evidence_records(7, findings=20))
        with made.read() as r:
            made.set_me(storage.person_lines(r)[0].id)
        yield made


@pytest.fixture
def r(w: Workspace) -> Iterator[Reading]:
    with w.read() as reading:
        yield reading


@pytest.fixture
def whole(r: Reading) -> Whole:
    return Whole(
        {each.id: each for each in storage.read_points(r) if each.text},
        {each.id: each for each in storage.read_notes(r)},
        {each.id: each for each in storage.read_meetings(r)},
        {each.id: each for each in storage.excerpt_lines(r)},
    )


def plainly(r: Reading, whole: Whole, wanted: Filter) -> set[ItemId]:
    """What a filter lets through, looked at one by one."""
    family = families(storage.theme_lines(r))
    themes = {each for theme in wanted.themes for each in family[theme]}
    linked = {finding.id: {link.source for link in finding.links} for finding in storage.read_findings(r)}
    filed = set().union(*linked.values())
    found = set()
    for item in (*whole.points.values(), *(each for each in whole.excerpts.values() if each.document)):
        meeting = None
        if isinstance(item, Point):
            note = whole.notes[item.note]
            person, meeting, document = note.person, whole.meetings[note.meeting], NO_ITEM
        else:
            person, document = item.person, item.document
        on = meeting.starts.date() if meeting and meeting.starts else None
        if all(
            [
                not themes or item.themes & themes,
                not wanted.kinds or item.kind in wanted.kinds,
                not wanted.days or on in wanted.days,
                not wanted.peers or person in wanted.peers,
                not wanted.groups or (meeting is not None and meeting.group in wanted.groups),
                not wanted.meetings or (meeting is not None and meeting.id in wanted.meetings),
                not wanted.documents or document in wanted.documents,
                wanted.finding is None or item.id in linked[wanted.finding],
                not wanted.mine or person == r.me,
                not wanted.untagged or not item.themes,
                not wanted.unfiled or item.id not in filed,
            ]
        ):
            found.add(item.id)
    return found


def filters(r: Reading) -> dict[str, Filter]:
    themes = storage.theme_lines(r)
    parent = next(each for each in themes if any(other.parent == each.id for other in themes))
    person, other = storage.person_lines(r)[:2]
    meeting = next(each for each in storage.read_meetings(r) if each.group)
    finding = max(storage.read_findings(r), key=lambda each: len(each.links))
    document = storage.document_lines(r)[0]
    assert meeting.group is not None
    return {
        "nothing": Filter(),
        "theme with nested ones": Filter(themes=frozenset({parent.id})),
        "kinds": Filter(kinds=frozenset({PointKind.STRENGTH, PointKind.QUOTE})),
        "day": Filter(days=frozenset({date(2026, 3, 3)})),
        "peers": Filter(peers=frozenset({person.id, other.id})),
        "group": Filter(groups=frozenset({meeting.group, Group.RESIDENTS})),
        "meeting": Filter(meetings=frozenset({meeting.id})),
        "document": Filter(documents=frozenset({document.id})),
        "finding": Filter(finding=finding.id),
        "mine": Filter(mine=True),
        "untagged": Filter(untagged=True),
        "unfiled": Filter(unfiled=True),
        "a cell of mine": Filter(themes=frozenset({parent.id}), kinds=frozenset({PointKind.STRENGTH}), mine=True),
        "a day's group": Filter(days=frozenset({date(2026, 3, 2)}), groups=frozenset({meeting.group})),
    }


NAMES = ("nothing", "theme with nested ones", "kinds", "day", "peers", "group", "meeting", "document", "finding",
         "mine", "untagged", "unfiled", "a cell of mine", "a day's group")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_lets_through_what_a_plain_look_does(r: Reading, whole: Whole, name: str) -> None:
    wanted = filters(r)[name]
    found = [line.item for line in storage.points_for(r, wanted)]
    assert len(found) == len(set(found))
    assert set(found) == plainly(r, whole, wanted)
    assert found, "a filter that lets nothing through shows nothing"


@pytest.mark.parametrize("name", NAMES)
def test_the_counts_are_those_of_the_list_behind_them(r: Reading, name: str) -> None:
    wanted = filters(r)[name]
    counted = storage.heard(r, wanted)
    lines = storage.points_for(r, wanted)
    held = {each.id for each in storage.read_meetings(r) if str(each.kind) != "team meeting"}
    for kind in PointKind:
        chosen = [line for line in lines if line.kind is kind]
        cell = counted.whole[kind]
        assert cell.points == len(chosen)
        assert cell.rooms == len({line.source for line in chosen} & held)
        assert cell.documents == len({line.source for line in chosen if line.sort is ItemKind.EXCERPT})
        assert counted.untagged[kind].points == sum(not line.themes for line in chosen)


def test_the_matrix_is_that_of_the_core(r: Reading, whole: Whole) -> None:
    known = {each.id: each for each in whole.excerpts.values()}
    wanted = matrix(storage.theme_lines(r), whole.points, whole.notes, whole.meetings, known)
    assert storage.heard(r).themes == wanted
    assert any(cell.documents for row in wanted.values() for cell in row.values())


def test_what_stands_behind_findings_is_that_of_the_core(r: Reading, whole: Whole) -> None:
    documents = {each.id: each for each in storage.document_lines(r)}
    findings = storage.read_findings(r)
    wanted = standings(findings, whole.points, whole.notes, whole.meetings, whole.excerpts, documents)
    assert storage.standing_lines(r) == wanted
    for finding in findings:
        assert storage.standing_lines(r, [finding]) == {finding.id: wanted[finding.id]}


def test_lines_say_where_they_come_from_and_where_they_are_filed(r: Reading, whole: Whole) -> None:
    names = {person.id: person.name for person in storage.person_lines(r)}
    filed: dict[ItemId, set[ItemId]] = {}
    for finding in storage.read_findings(r):
        for link in finding.links:
            filed.setdefault(link.source, set()).add(finding.id)
    lines = storage.points_for(r)
    for line in lines:
        assert set(line.filed) == filed.get(line.item, set())
        assert line.person_name == names[line.person]
        if line.sort is ItemKind.POINT:
            point = whole.points[line.item]
            meeting = whole.meetings[whole.notes[point.note].meeting]
            assert (line.text, line.kind, line.themes, line.off_record) == (
                point.text, point.kind, point.themes, point.off_record,
            )  # fmt: skip
            assert (line.source, line.place, line.group, line.page) == (meeting.id, meeting.title, meeting.group, 0)
            assert meeting.starts is not None and line.day == meeting.starts.date()
        else:
            assert line.place.startswith("D") and line.page > 0
    days = [line.day for line in lines if line.sort is ItemKind.POINT]
    assert days == sorted(days)  # type: ignore[type-var]
    assert storage.points_for(r, limit=5) == lines[:5]


def test_gaps_name_what_is_missing(r: Reading) -> None:
    found = storage.gap_lines(r)
    standing = storage.standing_lines(r)
    parked = {each.id for each in storage.read_findings(r) if str(each.state) == "parked"}
    single = {gap.finding for gap in found if gap.lack is Lack.ONE_SOURCE}
    assert single == {id for id, each in standing.items() if each.sources <= 1} - parked
    assert [gap.lack for gap in found] == sorted((gap.lack for gap in found), key=list(Lack).index)
    assert {gap.question for gap in found if gap.lack is Lack.UNASKED} == {q.id for q in storage.question_lines(r)}


def test_a_gap_is_closed_by_asking_the_question(w: Workspace) -> None:
    from slireviewer.model import Question

    with w.edit("Ask") as e:
        asked = Question(id=storage.new_id(), text="Who owns the depot move?")
        storage.write_question(e, asked)
    with w.read() as r:
        assert asked.id in {gap.question for gap in storage.gap_lines(r)}
        meeting = storage.read_meetings(r)[0].id
    with w.edit("Tick") as e:
        storage.tick_question(e, meeting, asked.id)
    with w.read() as r:
        assert asked.id not in {gap.question for gap in storage.gap_lines(r)}
