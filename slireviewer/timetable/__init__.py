"""A council's timetable as rows of text, understood as meetings: what is new, what changed, what could not be read.

Pure: nothing here opens a file, asks the clock or writes. A row that is not understood is reported with its place and
a reason; it is never guessed. These names are the door.
"""

from slireviewer.timetable.columns import guess_columns, likeness
from slireviewer.timetable.hours import names_a_day
from slireviewer.timetable.planning import differences, understand
from slireviewer.timetable.values import Change, Columns, Meaning, Met, Plan, Problem, Skipped, Table, Where

__all__ = [
    "Change",
    "Columns",
    "Meaning",
    "Met",
    "Plan",
    "Problem",
    "Skipped",
    "Table",
    "Where",
    "differences",
    "guess_columns",
    "likeness",
    "names_a_day",
    "understand",
]
