"""The timetable as a sheet to print: a table for each day, on A4 across, in the styles of the letter's template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from slireviewer.letter import Block, Heading, Letter, Table, Title
from slireviewer.model import Challenge, ItemId, Meeting, Person
from slireviewer.word.template import across, read_template
from slireviewer.word.writing import write_in

_COLUMNS = ("Start to finish", "Meeting", "Place", "Type", "Peer team")


def write_timetable(
    out: Path, challenge: Challenge, meetings: Sequence[Meeting], team: Sequence[Person], template: Path
) -> int:
    """Write the meetings that have a time to ``out``, and say how many there are.

    Each day is a table whose header row is repeated on every page and whose rows do not split. Nobody who is met is
    named beyond the meeting's own title. Raises ReviewError as ``write_letter`` does.
    """
    names = {person.id: person.name for person in team}
    blocks: list[Block] = [Title(f"Timetable: {challenge.council}", (challenge.title,))]
    timed = sorted(
        ((meeting.starts, meeting) for meeting in meetings if meeting.starts), key=lambda pair: (pair[0], pair[1].title)
    )
    for day, group in groupby(timed, key=lambda pair: pair[0].date()):
        rows = [_row(meeting, names) for _, meeting in group]
        blocks += [Heading(_spoken(day)), Table(_COLUMNS, tuple(rows), f"Meetings on {_spoken(day)}")]
    letter = Letter(
        blocks=tuple(blocks),
        title=f"Timetable: {challenge.council}",
        council=challenge.council,
        document="Timetable",
        status="For the peer team",
        dated=challenge.start,
    )
    write_in(letter, across(read_template(template)), out)
    return len(timed)


def _spoken(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _row(meeting: Meeting, names: dict[ItemId, str]) -> tuple[str, ...]:
    assert meeting.starts is not None and meeting.ends is not None
    title = f"Cancelled: {meeting.title}" if meeting.cancelled else meeting.title
    peers = ", ".join(sorted(names[person] for person in meeting.peers if person in names))
    kind = str(meeting.kind).capitalize()
    kind = f"{kind} ({meeting.expected})" if meeting.expected > 1 else kind
    return (f"{meeting.starts:%H:%M}–{meeting.ends:%H:%M}", title, meeting.place or "–", kind, peers or "–")
