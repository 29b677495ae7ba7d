"""Letters as Word files: the only room that knows how a .docx is made. These names are its door."""

from slireviewer.word.accessible import Barrier, Obstacle, obstacles
from slireviewer.word.doctor import Fault, Where, check_template
from slireviewer.word.evidence_report import write_evidence
from slireviewer.word.mending import repair_template
from slireviewer.word.outline import read_outline
from slireviewer.word.pdf import libreoffice, write_letter_pdf, write_pdf
from slireviewer.word.plan_sheet import write_plan
from slireviewer.word.reading import read_words
from slireviewer.word.receipt_sheet import write_receipt
from slireviewer.word.response_table import write_response_table
from slireviewer.word.returned import (
    Change,
    ChangeKind,
    Comment,
    Returned,
    Unplaced,
    read_returned,
    responses,
)
from slireviewer.word.revisions import read_identifier
from slireviewer.word.tables import Line, read_tables
from slireviewer.word.timetable_sheet import write_timetable
from slireviewer.word.writing import write_letter

__all__ = [
    "Barrier",
    "Change",
    "ChangeKind",
    "Comment",
    "Fault",
    "Line",
    "Obstacle",
    "Returned",
    "Unplaced",
    "Where",
    "check_template",
    "libreoffice",
    "obstacles",
    "read_identifier",
    "read_outline",
    "read_returned",
    "read_tables",
    "read_words",
    "repair_template",
    "responses",
    "write_evidence",
    "write_letter",
    "write_letter_pdf",
    "write_pdf",
    "write_plan",
    "write_receipt",
    "write_response_table",
    "write_timetable",
]
