"""Letters as Word files: the only room that knows how a .docx is made. These names are its door."""

from slireviewer.word.outline import read_outline
from slireviewer.word.plan_sheet import write_plan
from slireviewer.word.reading import read_words
from slireviewer.word.receipt_sheet import write_receipt
from slireviewer.word.tables import Line, read_tables
from slireviewer.word.timetable_sheet import write_timetable
from slireviewer.word.writing import write_letter

__all__ = [
    "Line",
    "read_outline",
    "read_tables",
    "read_words",
    "write_letter",
    "write_plan",
    "write_receipt",
    "write_timetable",
]
