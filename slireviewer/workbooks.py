"""Spreadsheets as plain rows: the sheets of a foreign workbook as text, and tables of ours as .xlsx and .csv."""

from __future__ import annotations

import warnings
from datetime import date, datetime, time
from pathlib import Path

MOST_SHEETS = 200
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
