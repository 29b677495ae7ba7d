"""What the letter and the slides are made of, read as values. Nothing about who said what goes through here."""

from __future__ import annotations

import re
from collections import defaultdict

from slireviewer.letter import Source, day
from slireviewer.model import ItemId, Meeting, MeetingKind
from slireviewer.slides import Heard
from slireviewer.storage.challenges import get_challenge, person_lines, question_lines, theme_lines
from slireviewer.storage.drafting import wordings
from slireviewer.storage.findings import read_findings, read_recommendations
from slireviewer.storage.meetings import read_interviewees, read_meetings
from slireviewer.storage.workspace import Reading
from slireviewer.triangulation import visit


def letter_source(r: Reading) -> Source:
    """Challenge, scope, team, the amount heard, findings, recommendations and own
    words: all that a letter may use."""
    return Source(
        challenge=get_challenge(r),
        themes=tuple(theme_lines(r)),
        questions=tuple(question_lines(r)),
        people=tuple(person_lines(r)),
        visit=visit(read_meetings(r), read_interviewees(r)),
        findings=tuple(read_findings(r)),
        recommendations=tuple(read_recommendations(r)),
        wordings=tuple(wordings(r)),
    )


def slide_evidence(r: Reading) -> Heard:
    """How many separate meetings were heard on each theme, and the points behind each finding for the team's notes.

    A point is told with its group and day. Points off the record are left out, and so is every point in which one of
    those who were met is named.
    """
    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    names = {word for person in read_interviewees(r) for word in person.name.split() if len(word) > 2}
    rooms: dict[ItemId, set[ItemId]] = defaultdict(set)
    for theme, meeting in r.conn.exec_driver_sql(
        "SELECT DISTINCT t.theme, note.meeting FROM point_theme t JOIN point p USING(n) JOIN note ON note.id = p.note"
    ):
        room = meetings.get(meeting)
        if room is not None and room.kind is not MeetingKind.TEAM and not room.cancelled:
            rooms[theme].add(meeting)
    points: dict[ItemId, list[str]] = defaultdict(list)
    rows = r.conn.exec_driver_sql(
        "SELECT f.id, p.text, note.meeting FROM finding_link l JOIN finding f USING(n) JOIN point p ON p.id = l.source"
        " JOIN note ON note.id = p.note WHERE l.role = 'supports' AND NOT p.off_record"
        " ORDER BY f.id, note.meeting, p.position, p.id"
    )
    for finding, text, meeting in rows:
        if names.isdisjoint(re.findall(r"\w+", text)):
            points[finding].append(_heard_line(" ".join(text.split()), meetings.get(meeting)))
    return Heard(
        meetings={theme: len(heard) for theme, heard in rooms.items()},
        points={finding: tuple(lines) for finding, lines in points.items()},
    )


def _heard_line(text: str, meeting: Meeting | None) -> str:
    """A point with the group from which it was heard, and the day."""
    if meeting is None:
        return text
    where = [str(meeting.group or meeting.kind)]
    if meeting.starts is not None:
        where.append(day(meeting.starts.date()))
    return f"{text} ({', '.join(where)})"
