"""Spreadsheets as plain rows: the sheets of a foreign workbook as text, and tables of ours as .xlsx and .csv."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from slireviewer.casebook import Table
from slireviewer.placing import put_in_place
from slireviewer.word.archive import without_clock

MOST_SHEETS = 200
MOST_CELL = 32_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_MOST_COLUMNS = 256
_MOST_ROWS = 100_000


def read_sheets(path: Path, most_text: int) -> list[str]:
    """Each sheet as text: its name, then a line a row with the cells set off by bars; hidden sheets too.

    About ``most_text`` characters in all; a sheet that goes on after its last line here ends with "…". Raises what
    openpyxl raises.
    """
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of charts, validations and other things that are no words
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        pages = []
        room = most_text
        for sheet in book.worksheets[:MOST_SHEETS]:
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            lines = [sheet.title]
            for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)):
                if room < 0 or number > _MOST_ROWS:
                    lines.append("…")
                    break
                if row.count(None) < len(row):
                    lines.append(" | ".join(map(_said, row)).rstrip(" |"))
                    room -= len(lines[-1])
            pages.append("\n".join(lines))
        book.close()
    return pages


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}"
        case _:
            return str(value).strip()


def write_tables(out: Path, tables: Sequence[Table], title: str) -> int:
    """Write tables as the sheets of a workbook, and say how many rows there are; nothing in it is a formula.

    The same tables give the same bytes. Raises ReviewError with one sentence; what stood at ``out`` then stays.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator, book.properties.language = _clean(title), "", "en-GB"
    for table in tables:
        sheet = book.create_sheet(table.name)
        for number, row in enumerate((table.header, *table.rows), 1):
            for column, said in enumerate(row, 1):
                cell = sheet.cell(number, column, said if isinstance(said, int) else _clean(said)[:MOST_CELL])
                if isinstance(said, str):
                    cell.data_type = "s"  # also what looks like a formula is text
                cell.font = Font(name="Arial", size=12, bold=number == 1)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        for column in range(1, len(table.header) + 1):
            longest = max((len(str(row[column - 1])) for row in table.rows), default=0)
            width = min(60, max(12, longest, len(table.header[column - 1]) + 2))
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        sheet.oddHeader.left.text = _clean(title).replace("&", "&&")
    held = io.BytesIO()
    book.save(held)
    put_in_place(without_clock(held.getvalue()), out)
    return sum(len(table.rows) for table in tables)


def write_csv(out: Path, table: Table) -> int:
    """Write one table as comma-separated values that Excel opens as UTF-8, and say how many rows it has.

    A text that a spreadsheet would take for a formula gets an apostrophe before it. Raises ReviewError.
    """
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    for row in (table.header, *table.rows):
        writer.writerow([f"'{said}" if str(said).startswith(_FORMULA) else said for said in row])
    put_in_place(held.getvalue().encode("utf-8-sig"), out)
    return len(table.rows)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
