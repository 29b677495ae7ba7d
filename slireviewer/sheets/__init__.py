"""Tables out of foreign files, and calendars and spreadsheets back: the only room that knows either.

These names are its door.
"""

from slireviewer.sheets.reading import ENDINGS, MOST_BYTES, read_table
from slireviewer.sheets.writing import write_calendar, write_deadlines, write_plan

__all__ = ["ENDINGS", "MOST_BYTES", "read_table", "write_calendar", "write_deadlines", "write_plan"]
