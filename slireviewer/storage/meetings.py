"""The timetable: meetings, who attends, and the people met (kept apart from the notes)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from slireviewer.history import Fate
from slireviewer.model import Group, Interviewee, ItemId, ItemKind, Meeting, MeetingKind
from slireviewer.storage.challenges import derived_id, moment, one_of, texts
from slireviewer.storage.workspace import Edit, Reading
from slireviewer.timetable import Plan


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting with what has been written in it so far."""

    meeting: Meeting
    points: int
    notes: int
    mine: bool


def group_of(text: str) -> Group | None:
    """A group by its word, or nothing for a word that this version does not know."""
    return Group(text) if text in Group._value2member_map_ else None


def read_meetings(r: Reading) -> list[Meeting]:
    """All meetings, by time; those without a time come last."""
    peers: dict[int, set[ItemId]] = defaultdict(set)
    for n, person in r.conn.exec_driver_sql("SELECT n, person FROM meeting_peer"):
        peers[n].add(ItemId(person))
    rows = r.conn.exec_driver_sql('SELECT * FROM meeting ORDER BY starts = "", starts, title, id').mappings()
    return [
        Meeting(
            id=ItemId(row["id"]),
            title=row["title"],
            kind=one_of(MeetingKind, row["kind"], MeetingKind.INTERVIEW),
            group=group_of(row["group"]),
            place=row["place"],
            starts=moment(row["starts"]),
            minutes=row["minutes"],
            expected=row["expected"],
            peers=frozenset(peers.get(row["n"], ())),
            cancelled=bool(row["cancelled"]),
        )
        for row in rows
    ]


def meeting_lines(r: Reading) -> list[MeetingLine]:
    """The timetable with counts; drafts of this laptop count too."""
    counts: dict[str, tuple[int, int]] = {}
    rows = r.conn.exec_driver_sql(
        "SELECT note.meeting, count(*), sum((SELECT sum(text != '') FROM point WHERE point.note = note.id))"
        " FROM note GROUP BY note.meeting"
    )
    for meeting, notes, points in rows:
        counts[meeting] = (notes, points or 0)
    return [
        MeetingLine(
            meeting, counts.get(meeting.id, (0, 0))[1], counts.get(meeting.id, (0, 0))[0], r.me in meeting.peers
        )
        for meeting in read_meetings(r)
    ]


def meeting_fields(value: Meeting) -> dict[str, Any]:
    """A meeting as fields of the change log."""
    fields: dict[str, Any] = {
        "title": value.title, "kind": str(value.kind), "group": value.group and str(value.group),
        "place": value.place, "starts": value.starts and value.starts.isoformat(timespec="minutes"),
        "minutes": value.minutes, "expected": value.expected, "cancelled": value.cancelled or None,
    }  # fmt: skip
    fields.update({f"peer:{person}": True for person in value.peers})
    return fields


def write_meeting(e: Edit, value: Meeting) -> None:
    """Add or change a meeting; peers who are no longer named are taken off it."""
    fields = meeting_fields(value)
    shown = e.state(ItemKind.MEETING, value.id).shown()
    gone = {name: False for name in shown if name.startswith("peer:") and name not in fields}
    e.put(ItemKind.MEETING, value.id, {**fields, **gone})


def read_interviewees(r: Reading) -> list[Interviewee]:
    """Everybody met or to be met. For the team's eyes: nothing that leaves the team may use this."""
    met: dict[int, set[ItemId]] = defaultdict(set)
    for n, meeting in r.conn.exec_driver_sql("SELECT n, meeting FROM interviewee_meeting"):
        met[n].add(ItemId(meeting))
    rows = r.conn.exec_driver_sql("SELECT * FROM interviewee ORDER BY name, id").mappings()
    return [
        Interviewee(
            id=ItemId(row["id"]),
            name=row["name"],
            role=row["role"],
            known_as=texts(row["known_as"]),
            group=group_of(row["group"]),
            meetings=frozenset(met.get(row["n"], ())),
        )
        for row in rows
    ]


def write_interviewee(e: Edit, value: Interviewee) -> None:
    """Add or change somebody met; meetings that are no longer named are taken off."""
    fields: dict[str, Any] = {
        "name": value.name, "role": value.role, "known_as": list(value.known_as) or None,
        "group": value.group and str(value.group),
    }  # fmt: skip
    fields.update({f"meeting:{meeting}": True for meeting in value.meetings})
    shown = e.state(ItemKind.INTERVIEWEE, value.id).shown()
    gone = {name: False for name in shown if name.startswith("meeting:") and name not in fields}
    e.put(ItemKind.INTERVIEWEE, value.id, {**fields, **gone})


def import_meetings(e: Edit, plan: Plan) -> None:
    """Write what a council's timetable has new and otherwise, and who is named in it.

    A meeting that lies in the bin is taken out again; somebody met who lies there stays there.
    """
    for meeting in plan.meetings:
        if e.state(ItemKind.MEETING, meeting.id).fate() is not Fate.ALIVE:
            e.restore(ItemKind.MEETING, meeting.id)
        write_meeting(e, meeting)
    known = {_plain(each.name): each for each in read_interviewees(e)} if plan.met else {}
    groups = {meeting.id: meeting.group for meeting in plan.meetings}
    for met in plan.met:
        person = known.get(_plain(met.name)) or Interviewee(
            id=derived_id("interviewee", _plain(met.name)), name=met.name, role=met.role, group=groups.get(met.meeting)
        )
        if e.state(ItemKind.INTERVIEWEE, person.id).fate() is Fate.ALIVE:
            person = replace(person, meetings=person.meetings | {met.meeting})
            known[_plain(met.name)] = person
            write_interviewee(e, person)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
