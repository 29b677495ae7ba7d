"""Tables out of the files that councils send.

A foreign file is looked at before it is opened, and opened in a process of its own with little time and memory, so that
one made to do harm does it there. What the rows mean is not known here.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from slireviewer import foreign
from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.timetable import Meaning, Table, Where, guess_columns, likeness, names_a_day

ENDINGS = (".xlsx", ".docx", ".csv", ".ics")
"""The files that can be read."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 64
MOST_CELL = 2_000
SECONDS = 20.0

_MEMORY = 1024 * 1024 * 1024
_MOST_OF_ONE = 60
_LONDON = "Europe/London"
_INSTEAD = {
    ".xls": "Save it in Excel as .xlsx",
    ".xlsb": "Save it in Excel as .xlsx",
    ".ods": "Save it as .xlsx",
    ".doc": "Save it in Word as .docx",
    ".odt": "Save it as .docx",
    ".rtf": "Save it in Word as .docx",
    ".pdf": "Ask for the Word or Excel file it was made from",
}


def read_table(path: Path, *, seconds: float = SECONDS, stopped: Callable[[], bool] = bool) -> Table:
    """The timetable in an .xlsx, .docx, .csv or .ics file as rows of text, each with its place in the file.

    Days are "2026-09-15", times "09:30", both together "2026-09-15T09:30". Of several sheets or tables those are taken
    that look like a timetable, and ``Table.left_out`` names the others. Raises ReviewError with one sentence for a file
    that is of another sort, damaged, locked, too large, made to do harm, or not read within ``seconds`` or before
    ``stopped`` says so.
    """
    kind = _looked_at(path)
    try:
        answer = foreign.read_aside(_read, path, kind, seconds=seconds, memory=_MEMORY, stopped=stopped)
    except foreign.TooSlow:
        raise ReviewError(f"{path.name} takes too long to read. Save the timetable alone as a new file.") from None
    except foreign.Broken as error:
        raise ReviewError(f"{path.name} is damaged and could not be read.") from error
    if "refused" in answer:
        raise ReviewError(answer["refused"])
    return _from_json(answer)


def _looked_at(path: Path) -> str:
    """The ending of a file that may be opened."""
    kind = ".xlsx" if path.suffix.lower() == ".xlsm" else path.suffix.lower()
    if kind not in ENDINGS:
        instead = _INSTEAD.get(kind, "Give it as .xlsx, .docx, .csv or .ics")
        raise NotOurFile(f"{path.name} cannot be read as a timetable. {instead}.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise ReviewError(f"There is no file {path.name} in {path.parent}.") from None
    except OSError as error:
        raise ReviewError(f"{path.name} could not be read: {error.strerror or error}.") from error
    if not start:
        raise ReviewError(f"{path.name} is empty.")
    if size > MOST_BYTES:
        raise ReviewError(f"{path.name} is larger than {MOST_BYTES >> 20} MB, which no timetable is.")
    if kind in (".xlsx", ".docx"):
        if start == foreign.OLD_OFFICE:
            program = "Excel" if kind == ".xlsx" else "Word"
            raise ReviewError(
                f"{path.name} has a password or is of an old format. Save it in {program} as {kind} without a password."
            )
        _guard(path, kind)
    return kind


def _guard(path: Path, kind: str) -> None:
    """Refuse a zip that unpacks to more than a document ever holds."""
    try:
        foreign.names_in_zip(path)
    except foreign.NoZip as error:
        raise NotOurFile(f"{path.name} is damaged, or not a {kind} file at all.") from error
    except foreign.Bomb:
        raise ReviewError(f"{path.name} unpacks to more than a timetable ever holds, so it was not opened.") from None
    except foreign.Locked:
        raise ReviewError(f"{path.name} has a password. Save it without one.") from None


# ---- in a process of its own -----------------------------------------------------------------------------


def _read(said: str, kind: str) -> dict[str, Any]:
    path = Path(said)
    readers: dict[str, Callable[[Path], list[Table]]] = {
        ".xlsx": _from_workbook, ".docx": _from_document, ".csv": _from_text, ".ics": _from_calendar,
    }  # fmt: skip
    try:
        table = _chosen(readers[kind](path))
    except ReviewError as refusal:
        return {"refused": str(refusal)}
    except Exception:  # the file is foreign: whatever a reader stumbles over is the file's fault
        return {"refused": f"{path.name} is damaged, or not a {kind} file at all."}
    if not table.rows:
        return {"refused": f"There is no table in {path.name}."}
    return _as_json(table)


def _as_json(table: Table) -> dict[str, Any]:
    return {
        "rows": [[cell[:MOST_CELL] for cell in row] for row in table.rows],
        "where": [[where.number, where.part, where.unit] for where in table.where],
        "name": table.name, "joined": sorted(table.joined), "left_out": table.left_out,
        "meanings": list(table.meanings),
    }  # fmt: skip


def _from_json(said: dict[str, Any]) -> Table:
    return Table(
        rows=tuple(tuple(row) for row in said["rows"]),
        where=tuple(Where(number, part, unit) for number, part, unit in said["where"]),
        name=said["name"],
        joined=frozenset((row, column) for row, column in said["joined"]),
        left_out=tuple(said["left_out"]),
        meanings=tuple(Meaning(each) for each in said["meanings"]),
    )


# ---- several tables into one -----------------------------------------------------------------------------


def _chosen(tables: Sequence[Table]) -> Table:
    """The table that looks most like a timetable, with those that go on in the same columns, in their order."""
    full = [table for table in tables if any(any(row) for row in table.rows)]
    if not full:
        return Table((), ())
    scores = [likeness(table) for table in full]
    best = full[scores.index(max(scores))]
    if len(full) == 1 or not max(scores):
        return replace(best, left_out=tuple(table.name for table in full if table is not best))
    heading = _heading(best)
    taken, left_out = [], []
    for table, score in zip(full, scores, strict=True):
        own = _heading(table)
        goes_on = score and (own == heading or (own is None and table.width == best.width))
        if table is best or goes_on:
            taken.append(table)
        else:
            left_out.append(table.name)
    if len(taken) == 1:
        return replace(best, left_out=tuple(left_out))
    rows: list[tuple[str, ...]] = []
    where: list[Where] = []
    joined: set[tuple[int, int]] = set()
    for table in taken:
        if names_a_day(table.name):
            rows.append((table.name,))
            where.append(Where(0, table.name, "name"))
        joined |= {(row + len(rows), column) for row, column in table.joined}
        rows += table.rows
        where += [replace(each, part=each.part or table.name) for each in table.where]
    return Table(tuple(rows), tuple(where), best.name, frozenset(joined), tuple(left_out), best.meanings)


def _heading(table: Table) -> tuple[str, ...] | None:
    header = guess_columns(table).header
    return None if header is None else tuple(" ".join(cell.casefold().split()) for cell in table.rows[header])


# ---- .xlsx -----------------------------------------------------------------------------------------------

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _from_workbook(path: Path) -> list[Table]:
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of charts, validations and other things that no timetable needs
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        tables = []
        for sheet in book.worksheets[:30]:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # what the file says of its size may be wrong
                tables.append(_from_sheet(path, sheet))
        book.close()
    return tables


def _from_sheet(path: Path, sheet: Any) -> Table:
    cells = [
        [_cell(value) for value in row]
        for row in sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    ]
    while cells and not any(cells[-1]):
        cells.pop()
    width = max((n + 1 for row in cells for n, cell in enumerate(row) if cell), default=0)
    cells = [row[:width] + [""] * (width - len(row)) for row in cells]
    joined = set()
    budget = 200_000
    for left, top, right, bottom in _merged(path, getattr(sheet, "_worksheet_path", "")):
        if top >= len(cells) or left >= width:
            continue
        text = cells[top][left]
        for row_number in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, width)):
                budget -= 1
                if budget < 0:
                    break
                cells[row_number][column] = text
                if row_number > top:
                    joined.add((row_number, column))
    rows = tuple(tuple(row) for row in cells)
    return Table(rows, tuple(Where(number) for number in range(1, len(rows) + 1)), sheet.title, frozenset(joined))


def _merged(path: Path, name: str) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right and bottom (from 0) of the cells that are one; a reader of rows alone does not say them."""
    with zipfile.ZipFile(path) as archive:
        if name.lstrip("/") not in archive.namelist():
            return
        rest = b""
        with archive.open(name.lstrip("/")) as file:
            while piece := file.read(2**20):
                text = rest + piece
                last = 0
                for found in _MERGED.finditer(text):
                    last = found.end()
                    yield _column(found[1]), int(found[2]) - 1, _column(found[3]), int(found[4]) - 1
                rest = text[max(last, len(text) - 200) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _cell(value: object) -> str:
    """A cell's value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            whole = value.time() == time()
            return value.date().isoformat() if whole else value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}"
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}"
        case _:
            return str(value)[:MOST_CELL].strip()


# ---- .docx and .csv --------------------------------------------------------------------------------------


def _from_document(path: Path) -> list[Table]:
    from slireviewer.word import read_tables

    lines = read_tables(path)
    several = len({line.table for line in lines if line.table}) > 1
    tables: list[Table] = []
    between: list[tuple[str, ...]] = []
    for number, group in itertools.groupby(lines, key=lambda line: line.table):
        if number == 0:  # of the text only days matter, and who a pair is
            between = [
                line.cells for line in group if len(line.cells[0]) < 200 and (names_a_day(line.cells[0]) or
                re.match(r"(?i)\s*(?:pair|team)\b.*[:=–-]", line.cells[0]))
            ]  # fmt: skip
            continue
        part = f"table {number}" if several else ""
        inside = list(group)
        rows = [*between, *(line.cells for line in inside)]
        where = [Where(0, part, "above") for _ in between] + [Where(line.row, part) for line in inside]
        joined = frozenset((len(between) + n, column) for n, line in enumerate(inside) for column in line.above)
        tables.append(Table(tuple(rows), tuple(where), part, joined))
        between = []
    return tables


def _from_text(path: Path) -> list[Table]:
    text = _decoded(path.read_bytes())
    if "\0" in text:
        raise NotOurFile(f"{path.name} is not a table of text (.csv).")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[str, ...]] = []
    where: list[Where] = []
    line = 1
    try:
        for row in reader:
            rows.append(tuple(cell.strip() for cell in row[:MOST_COLUMNS]))
            where.append(Where(line, unit="line"))
            line = reader.line_num + 1
            if len(rows) >= MOST_ROWS:
                break
    except csv.Error as error:
        raise NotOurFile(f"{path.name} is not a table of text (.csv): line {line} cannot be read.") from error
    return [Table(tuple(rows), tuple(where))]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The sign that makes the most lines equally wide."""

    def fit(sign: str) -> tuple[int, int]:
        widths: dict[int, int] = {}
        with contextlib.suppress(csv.Error):
            for row in itertools.islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=sign), 40):
                if len(row) > 1:
                    widths[len(row)] = widths.get(len(row), 0) + 1
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(",;\t|", key=fit)


# ---- .ics ------------------------------------------------------------------------------------------------

_EVENT = (
    Meaning.DATE, Meaning.START, Meaning.END, Meaning.TITLE, Meaning.PLACE, Meaning.ATTENDEES, Meaning.PEERS,
    Meaning.KIND, Meaning.GROUP, Meaning.EXPECTED, Meaning.STATUS,
)  # fmt: skip
_NAMES = ("Date", "Start", "End", "Meeting", "Place", "Attendees", "Peers", "Type", "Group", "Expected", "Status")


def _from_calendar(path: Path) -> list[Table]:
    from icalendar import Calendar

    data = path.read_bytes()
    if b"BEGIN:VCALENDAR" not in data[:2000].upper():
        raise NotOurFile(f"{path.name} is not a calendar (.ics).")
    lines = _decoded(data).splitlines()
    begins = [number for number, line in enumerate(lines, 1) if line.strip().upper() == "BEGIN:VEVENT"]
    rows: list[tuple[str, ...]] = [_NAMES]
    where = [Where(0, unit="line")]
    calendars: list[Any] = list(Calendar.from_ical(data, multiple=True))
    for calendar in calendars:
        called_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        events = calendar.walk("VEVENT")
        moved = {
            (str(event.get("UID")), _local(_value(event, "RECURRENCE-ID")))
            for event in events
            if _value(event, "RECURRENCE-ID") is not None
        }
        for event in events:
            line = begins.pop(0) if begins else 0
            for row in _event_rows(event, moved, called_off=called_off):
                rows.append(row)
                where.append(Where(line, unit="line"))
                if len(rows) >= MOST_ROWS:
                    break
    return [Table(tuple(rows), tuple(where), meanings=_EVENT)] if len(rows) > 1 else []


def _event_rows(event: Any, moved: set[tuple[str, datetime]], *, called_off: bool) -> Iterator[tuple[str, ...]]:
    """A row for every time that an event takes place."""
    said = dict(re.findall(r"(?im)^\s*(peers|expected)\s*:\s*(.+?)\s*$", str(event.get("DESCRIPTION", ""))))
    said = {name.casefold(): value for name, value in said.items()}
    status = "cancelled" if called_off or str(event.get("STATUS", "")).upper() == "CANCELLED" else ""
    kinds = _categories(event)
    rest = (
        _plain(event.get("SUMMARY")), _plain(event.get("LOCATION")), "\n".join(_attendees(event)),
        said.get("peers", ""), kinds, kinds, said.get("expected", ""), status,
    )  # fmt: skip
    start = _value(event, "DTSTART")
    if not isinstance(start, datetime):
        raw = _raw(event, "DTSTART")
        day = start.isoformat() if start is not None else ""
        yield (day, "" if day else raw, "", *rest)
        return
    first = _local(start)
    length = _length(event, first)
    uid = str(event.get("UID"))
    for begins in _occurrences(event, first):
        if begins is None:
            yield ("", "it repeats without an end", "", *rest)
        elif (uid, begins) not in moved or "RECURRENCE-ID" in event:
            end = begins + length if length else None
            yield ("", _stamp(begins), _stamp(end) if end else "", *rest)


def _occurrences(event: Any, first: datetime) -> Iterator[datetime | None]:
    """When an event takes place; ``None`` when there is no end of it."""
    rule = event.get("RRULE")
    if rule is None or "RECURRENCE-ID" in event:
        yield first
        return
    from dateutil.rrule import rrulestr

    text = rule.to_ical().decode()
    if "COUNT=" not in text.upper() and "UNTIL=" not in text.upper():
        yield None
        return
    text = re.sub(r"(UNTIL=\d{8}(?:T\d{6})?)Z", r"\1", text, flags=re.IGNORECASE)
    text = re.sub(r"(UNTIL=\d{8})(?!T|\d)", r"\1T235959", text, flags=re.IGNORECASE)
    without = {_local(each.dt) for each in _dates(event.get("EXDATE"))}
    yield from (each for each in itertools.islice(rrulestr(text, dtstart=first), _MOST_OF_ONE) if each not in without)


def _dates(value: Any) -> list[Any]:
    lists = value if isinstance(value, list) else [value] if value is not None else []
    return [each for one in lists for each in getattr(one, "dts", [])]


def _local(moment: date | datetime) -> datetime:
    """The wall clock's time in London; a time without a zone is one already."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment if moment.tzinfo is None else moment.astimezone(ZoneInfo(_LONDON)).replace(tzinfo=None)


def _value(event: Any, name: str) -> Any:
    """A time or a length that the calendar's reader could make something of."""
    from icalendar.prop import vBroken

    value = event.get(name)
    return None if isinstance(value, vBroken) else getattr(value, "dt", None)


def _length(event: Any, first: datetime) -> timedelta | None:
    end, length = _value(event, "DTEND"), _value(event, "DURATION")
    if isinstance(end, datetime):
        return _local(end) - first
    return length if isinstance(length, timedelta) else None


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _raw(event: Any, name: str) -> str:
    """A time that the calendar's own reader would not take, in the form of the others where it has one."""
    for value in (event.get(name), *(error for error in event.errors if str(error[0]) == name)):
        found = re.search(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)", str(value))
        if found:
            return "{}-{}-{}T{}:{}".format(*found.groups())
    return _plain(event.get(name))


def _plain(value: object) -> str:
    return "" if value is None else str(value).strip()


def _categories(event: Any) -> str:
    value = event.get("CATEGORIES")
    lists = value if isinstance(value, list) else [value] if value is not None else []
    return ", ".join(str(each) for one in lists for each in getattr(one, "cats", [one]))


def _attendees(event: Any) -> Iterable[str]:
    """Who is asked to come: their names, or what their addresses say of them. Rooms are asked too and left out."""
    value = event.get("ATTENDEE")
    for each in value if isinstance(value, list) else [value] if value is not None else []:
        said = getattr(each, "params", {})
        if str(said.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        name = str(said.get("CN", "")) or re.sub(r"(?i)^mailto:", "", str(each))
        if "@" in name:
            name = re.sub(r"[._]+", " ", name.partition("@")[0])
        if name.strip():
            yield name.strip()
