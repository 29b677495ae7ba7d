"""Calendars and spreadsheets of the program's own: the timetable, the deadlines, the action plan."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from slireviewer.action_plan import COLUMNS
from slireviewer.placing import put_in_place
from slireviewer.word.archive import without_clock

if TYPE_CHECKING:
    from slireviewer.action_plan import Plan
    from slireviewer.deadlines import Deadline
    from slireviewer.model import Challenge, Meeting, Person

_LONDON = "Europe/London"
_CLOCK = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def write_calendar(out: Path, challenge: Challenge, meetings: Sequence[Meeting], team: Sequence[Person]) -> int:
    """Write the meetings that have a time as a calendar, and say how many there are.

    The same timetable gives the same bytes, and a meeting keeps its identity, so that a calendar program changes it
    instead of doubling it. Nobody who is met is named beyond the meeting's own title, and no note is in it.
    """
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//slireviewer//timetable//EN-GB")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{challenge.council}: {challenge.title.lower()}")
    calendar.add_component(Timezone.from_ical(_CLOCK.replace("\n", "\r\n")))
    names = {person.id: person.name for person in team}
    timed = sorted(
        (meeting for meeting in meetings if meeting.starts), key=lambda one: (one.starts or datetime.min, one.id)
    )
    for meeting in timed:
        calendar.add_component(_event(meeting, names))
    put_in_place(calendar.to_ical(sorted=False), out)
    return len(timed)


def _event(meeting: Meeting, names: dict[Any, str]) -> Any:
    from icalendar import Event

    assert meeting.starts is not None and meeting.ends is not None
    london = ZoneInfo(_LONDON)
    starts, ends = (moment.replace(tzinfo=london) for moment in (meeting.starts, meeting.ends))
    event = Event()
    event.add("uid", f"{meeting.id}@slireviewer")
    event.add("dtstamp", starts.astimezone(UTC))  # the clock decides nothing
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", _UNPRINTABLE.sub("", meeting.title), parameters={"language": "en-GB"})
    if meeting.place:
        event.add("location", _UNPRINTABLE.sub("", meeting.place), parameters={"language": "en-GB"})
    peers = "; ".join(sorted(names[person] for person in meeting.peers if person in names))
    lines = [f"Peers: {peers}"] if peers else []
    event.add("description", "\n".join([*lines, f"Expected: {meeting.expected}"]), parameters={"language": "en-GB"})
    event.add("categories", [str(meeting.kind), *([str(meeting.group)] if meeting.group else [])])
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event


# ---- deadlines ---------------------------------------------------------------------------------------------


def write_deadlines(out: Path, challenge: Challenge, deadlines: Iterable[Deadline]) -> int:
    """Write what is due on a day as a calendar of whole days, each with a reminder two weeks before; say how many.

    The same challenge gives the same bytes. Raises ReviewError as ``write_calendar`` does.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//slireviewer//deadlines//EN-GB")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{challenge.council}: after the peer challenge")
    count = 0
    for one in deadlines:
        if one.due is None:
            continue
        event = Event()
        event.add("uid", f"{challenge.id}-{one.step.name.lower()}@slireviewer")
        event.add("dtstamp", datetime.combine(one.due, datetime.min.time(), UTC))  # the clock decides nothing
        event.add("dtstart", one.due)
        event.add("dtend", one.due + timedelta(days=1))
        event.add("summary", _UNPRINTABLE.sub("", f"{one.what}: {challenge.council}"), parameters=_ENGLISH)
        event.add("description", _UNPRINTABLE.sub("", one.words), parameters=_ENGLISH)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.what)
        alarm.add("trigger", timedelta(weeks=-2))
        event.add_component(alarm)
        calendar.add_component(event)
        count += 1
    put_in_place(calendar.to_ical(sorted=False), out)
    return count


_ENGLISH = {"language": "en-GB"}

# ---- the action plan ------------------------------------------------------------------------------------------

_WIDTHS = (8, 52, 52, 20, 18, 16)


def write_plan(out: Path, plan: Plan) -> int:
    """Write the action plan as a workbook to fill in, and say how many rows it has.

    The header row stays in sight and is repeated on every printed page; nothing in it is a formula. The same plan
    gives the same bytes. Raises ReviewError with one sentence; what stood at ``out`` then stays.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Action plan"
    book.properties.title = _clean(f"Action plan: {plan.challenge.council}")
    book.properties.creator = ""
    book.properties.language = "en-GB"
    edge = Border(bottom=Side("thin", color="BFB8C6"))
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(name="Arial", size=12, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="4A1F5E")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(plan.rows, 2):
        for column, said in enumerate(row.cells, 1):
            cell = sheet.cell(number, column, _clean(said))
            cell.data_type = "s"  # also what looks like a formula is text
            cell.font = Font(name="Arial", size=12, bold=column == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = edge
        # Excel does not make a row higher by itself for a file that it did not write.
        sheet.row_dimensions[number].height = 16 * max(1, *map(_lines, row.cells, _WIDTHS)) + 8
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = _clean(f"{plan.challenge.council}: action plan").replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"
    held = io.BytesIO()
    book.save(held)
    put_in_place(without_clock(held.getvalue()), out)
    return len(plan.rows)


def _lines(said: str, width: int) -> int:
    return -(-len(said) * 12 // (width * 10))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
