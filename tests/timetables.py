"""One invented timetable as a table, and the same in every format in which a council may send it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from slireviewer.model import ItemId, Person

FIRST, LAST = date(2026, 9, 15), date(2026, 9, 18)
HEADER = ("Date", "Time", "Meeting", "Venue", "Peer team", "No. expected")
TEAM = tuple(
    Person(id=ItemId(f"{n:032x}"), name=name, role=role, manager=n == 6)
    for n, (name, role) in enumerate(
        [
            ("Councillor Owen Threlkeld", "Lead member peer"),
            ("Councillor Jo Birkwood", "Member peer"),
            ("Priya Raman", "Chief executive peer"),
            ("Samuel Adeyinka", "Finance peer"),
            ("Catrin Vaughan", "Housing peer"),
            ("Michael Strowell", "Peer challenge manager"),
        ],
        1,
    )
)
_WHO = ("Owen Threlkeld / Priya", "JB & SA", "Catrin, M Strowell")
_WITH = ("Head of service", "Ward councillors", "Tenants", "Parish council", "Staff focus group", "Finance team")
Rows = list[tuple[str, ...]]


def rows(count: int = 150) -> Rows:
    """Date, time, title, place, peers and people of ``count`` meetings, three at a time; three cannot be read."""
    out: Rows = []
    for n in range(count):
        day = FIRST + timedelta(days=n // 45)
        slot = n % 45 // 3
        start = datetime(day.year, day.month, day.day, 8) + timedelta(minutes=45 * slot)
        end = start + timedelta(minutes=40)
        out.append(
            (
                f"{day:%d/%m/%Y}", f"{start:%H.%M} – {end:%H.%M}", f"{_WITH[n % 6]} {n + 1}", f"Room {n % 9 + 1}",
                _WHO[n % 3], str(n % 12 + 1),
            )
        )  # fmt: skip
    for n, column, bad in ((16, 1, ""), (76, 0, "31/09/2026"), (118, 4, "Zebedee Quill")):
        if n < count:
            out[n] = (*out[n][:column], bad, *out[n][column + 1 :])
    return out


def hours(row: Sequence[str]) -> tuple[str, str]:
    """Start and end of a row as "08:00"; empty when it has none."""
    start, _, end = row[1].partition(" – ")
    return start.replace(".", ":"), end.replace(".", ":")


def write_xlsx(path: Path, made: Rows) -> Path:
    """A workbook with a title over all columns, real dates where there is one, and a sheet that is no timetable."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Timetable"
    sheet.append(["Port Brannock Council: peer challenge"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADER)
    for row in made:
        day: object = row[0]
        if row[0] != "31/09/2026":
            day = datetime.strptime(row[0], "%d/%m/%Y")
        sheet.append([day, *row[1:5], int(row[5])])
    other = book.create_sheet("Hotels")
    other.append(["Hotel", "Telephone"])
    other.append(["The Anchor", "01632 960001"])
    book.save(path)
    return path


def write_docx(path: Path, made: Rows) -> Path:
    """A document with a heading and a table."""
    import docx

    document = docx.Document()
    document.add_heading("Timetable", 1)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *made):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def write_csv(path: Path, made: Rows, *, encoding: str = "utf-8-sig", delimiter: str = ";") -> Path:
    """A table of text."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([HEADER, *made])
    return path


def write_ics(path: Path, made: Rows) -> Path:
    """A calendar, with peers as attendees; the bad rows are an all-day event, an impossible day, a stranger."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Port Brannock//EN")
    for number, row in enumerate(made):
        event = icalendar.Event()
        event.add("uid", f"{number}@example.org")
        event.add("dtstamp", datetime(2026, 8, 1, tzinfo=ZoneInfo("UTC")))
        event.add("summary", row[2])
        event.add("location", row[3])
        event.add("description", f"Expected: {row[5]}")
        start, end = hours(row)
        day, month, year = (int(part) for part in row[0].split("/"))
        if row[0] == "31/09/2026":
            event["DTSTART"] = f"20260931T{start.replace(':', '')}00"
        elif not start:
            event.add("dtstart", date(year, month, day))
        else:
            for name, hour in (("dtstart", start), ("dtend", end)):
                local = datetime(year, month, day, int(hour[:2]), int(hour[3:]), tzinfo=ZoneInfo("Europe/London"))
                event.add(name, local.astimezone(ZoneInfo("UTC")))
        for name in row[4].replace("&", "/").replace(",", "/").split("/"):
            attendee = icalendar.vCalAddress("mailto:someone@example.org")
            attendee.params["CN"] = name.strip()
            event.add("attendee", attendee)
        calendar.add_component(event)
    path.write_bytes(calendar.to_ical())
    return path


WRITERS = {".xlsx": write_xlsx, ".docx": write_docx, ".csv": write_csv, ".ics": write_ics}
