"""The timetable as a sheet to print: a table for each day, on A4 across, in the styles of the letter's template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from slireviewer.letter import Block, Heading, Letter, Table, Title
from slireviewer.model import Challenge, ItemId, Meeting, Person
from slireviewer.word.template import Template, heads_and_feet, read_template
from slireviewer.word.writing import write_in

_COLUMNS = ("Start to finish", "Meeting", "Place", "Type", "Peer team")
_LONG, _SHORT, _MARGIN = 16838, 11906, 1020
"""The sides of A4 and the margin, in twentieths of a point."""


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
    write_in(letter, _across(read_template(template)), out)
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


def _across(template: Template) -> Template:
    """The template with its page laid on the long side, and the letterhead left out."""
    section = template.section
    width = _LONG - 2 * _MARGIN
    for form, new in (
        (r"<w:pgSz\b[^>]*/>", f'<w:pgSz w:w="{_LONG}" w:h="{_SHORT}" w:orient="landscape"/>'),
        (r'(<w:pgMar\b[^>]*?w:left=")\d+(")', rf"\g<1>{_MARGIN}\g<2>"),
        (r'(<w:pgMar\b[^>]*?w:right=")\d+(")', rf"\g<1>{_MARGIN}\g<2>"),
        (r'<w:titlePg\b[^>]*/>|<w:(?:header|footer)Reference\b[^>]*w:type="first"[^>]*/>', ""),
    ):
        section = re.sub(form, new, section)
    # The running head's right end moves with the page.
    tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{template.width}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    parts = dict(template.parts)
    for name in heads_and_feet(parts, template.main):
        text = parts[name].decode("utf-8")
        parts[name] = re.sub(r'(<w:pPr><w:pStyle w:val="[^"]*"/>)(</w:pPr>)', rf"\1{tabs}\2", text).encode()
    return replace(template, parts=parts, section=section, width=width)
