"""What stands behind a finding: separate sources, groups, days, gaps, and how much was heard on a visit.

A source is a meeting: two notes of one meeting are one source, and the team's own meetings are none.
Nothing here knows how values are stored or shown; warnings are values, never sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from slireviewer.model import (
    Finding,
    Group,
    Interviewee,
    ItemId,
    LinkRole,
    Meeting,
    MeetingKind,
    Note,
    Point,
    PointKind,
    Theme,
    Visit,
)


class Doubt(StrEnum):
    """Why a finding may not stand as it is; the words are for tests and logs, not for the screen."""

    NOTHING_BEHIND = "nothing behind it"
    ONE_ROOM = "one room only"
    ONE_GROUP = "one group only"
    CHALLENGED = "challenged and unanswered"
    OFF_RECORD = "rests on off-the-record points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands behind one finding.

    ``meetings`` are its independent sources, with the ``groups`` heard there, the ``days`` of those
    meetings in order, and the ``peers`` who wrote the supporting notes. ``supporting``,
    ``challenging`` and ``context`` count points; a note linked as a whole counts as one.
    ``doubts`` come in the order in which :class:`Doubt` lists them.
    """

    finding: ItemId
    meetings: frozenset[ItemId] = frozenset()
    groups: frozenset[Group] = frozenset()
    days: tuple[date, ...] = ()
    peers: frozenset[ItemId] = frozenset()
    supporting: int = 0
    challenging: int = 0
    context: int = 0
    doubts: tuple[Doubt, ...] = ()

    @property
    def sources(self) -> int:
        """The number of independent sources that support the finding."""
        return len(self.meetings)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how many points, from how many separate meetings."""

    points: int = 0
    rooms: int = 0


def sources(
    finding: Finding,
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
) -> Standing:
    """What stands behind ``finding``; links to points and notes that are not there count for nothing."""
    return _standing(finding, points, notes, meetings, _confided(points, (finding,)))


def standings(
    findings: Iterable[Finding],
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
) -> dict[ItemId, Standing]:
    """What stands behind each of ``findings``, by the finding's id; quicker than one at a time."""
    listed = list(findings)
    confided = _confided(points, listed)
    return {finding.id: _standing(finding, points, notes, meetings, confided) for finding in listed}


def matrix(
    themes: Iterable[Theme] | Mapping[ItemId, Theme],
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
) -> dict[ItemId, dict[PointKind, Cell]]:
    """For each theme and each kind of point: how many points there are, and from how many meetings.

    Every theme has a cell for every kind; a point under two themes counts under both.
    """
    listed = themes.values() if isinstance(themes, Mapping) else themes
    counts = {theme.id: dict.fromkeys(PointKind, 0) for theme in listed}
    rooms: dict[tuple[ItemId, PointKind], set[ItemId]] = {}
    for point in points.values():
        for theme in point.themes:
            if theme not in counts:
                continue
            counts[theme][point.kind] += 1
            room = _room(notes.get(point.note), meetings)
            if room is not None:
                rooms.setdefault((theme, point.kind), set()).add(room.id)
    return {
        theme: {kind: Cell(number, len(rooms.get((theme, kind), ()))) for kind, number in row.items()}
        for theme, row in counts.items()
    }


def visit(
    meetings: Mapping[ItemId, Meeting] | Iterable[Meeting],
    interviewees: Mapping[ItemId, Interviewee] | Iterable[Interviewee] = (),
) -> Visit:
    """How much was heard in the meetings that took place; cancelled and team meetings do not count.

    People are those expected or the interviewees on the register, whichever is more; hours are
    the team's, two peers in an hour's meeting making two, in whole hours rounded down.
    """
    every = list(meetings.values() if isinstance(meetings, Mapping) else meetings)
    held = [meeting for meeting in every if not meeting.cancelled and meeting.kind is not MeetingKind.TEAM]
    ids = {meeting.id for meeting in held}
    register = interviewees.values() if isinstance(interviewees, Mapping) else interviewees
    met = {person.id for person in register if not person.meetings or person.meetings & ids}
    minutes = sum(meeting.minutes * max(1, len(meeting.peers)) for meeting in held)
    people = max(sum(meeting.expected for meeting in held), len(met))
    return Visit(people=people, meetings=len(held), hours=minutes // 60)


def _standing(
    finding: Finding,
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
    confided: frozenset[ItemId],
) -> Standing:
    known: dict[LinkRole, set[ItemId]] = {role: set() for role in LinkRole}
    for link in finding.links:
        if link.source in points or link.source in notes:
            known[link.role].add(link.source)
    supporting = known[LinkRole.SUPPORTS]
    rooms: dict[ItemId, Meeting] = {}
    peers: set[ItemId] = set()
    for source in supporting:
        point = points.get(source)
        note = notes.get(source if point is None else point.note)
        room = _room(note, meetings)
        if note is not None and room is not None:
            rooms[room.id] = room
            peers.add(note.person)
    groups = [room.group for room in rooms.values()]
    found = {
        Doubt.NOTHING_BEHIND: not rooms,
        Doubt.ONE_ROOM: len(rooms) == 1,
        Doubt.ONE_GROUP: None not in groups and len(set(groups)) == 1,
        Doubt.CHALLENGED: bool(known[LinkRole.CHALLENGES]) and not known[LinkRole.CONTEXT],
        Doubt.OFF_RECORD: not supporting.isdisjoint(confided),
    }
    return Standing(
        finding=finding.id,
        meetings=frozenset(rooms),
        groups=frozenset(group for group in groups if group is not None),
        days=tuple(sorted({room.starts.date() for room in rooms.values() if room.starts is not None})),
        peers=frozenset(peers),
        supporting=len(supporting),
        challenging=len(known[LinkRole.CHALLENGES]),
        context=len(known[LinkRole.CONTEXT]),
        doubts=tuple(doubt for doubt in Doubt if found[doubt]),
    )


def _room(note: Note | None, meetings: Mapping[ItemId, Meeting]) -> Meeting | None:
    """The meeting behind a note, if there is one that counts as a source."""
    meeting = None if note is None else meetings.get(note.meeting)
    return None if meeting is None or meeting.kind is MeetingKind.TEAM else meeting


def _confided(points: Mapping[ItemId, Point], findings: Iterable[Finding]) -> frozenset[ItemId]:
    """The linked points that are off the record, and the linked notes that hold such a point."""
    linked = {link.source for finding in findings for link in finding.links}
    direct = {source for source in linked if source in points and points[source].off_record}
    whole = linked - points.keys()
    if whole:
        direct |= {point.note for point in points.values() if point.off_record and point.note in whole}
    return frozenset(direct)
