"""The evidence as a file for the team itself: a report, a workbook, tables, or a project for other programs."""

from __future__ import annotations

from pathlib import Path

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.paths import resource

ENDINGS = (".docx", ".xlsx", ".csv", ".qdpx")


def write_evidence(workspace: storage.Workspace, out: Path) -> int:
    """Write points and findings to ``out``, in the form that its ending says; how many points there are.

    What was said off the record is left out. Raises ReviewError when it cannot be written.
    """
    from slireviewer import casebook, qdpx, word, workbooks
    from slireviewer.placing import put_in_place

    with workspace.read() as r:
        book = storage.read_casebook(r)
    points, findings = casebook.point_table(book), casebook.finding_table(book)
    match out.suffix.lower():
        case ".docx":
            word.write_evidence(out, book, resource("templates/letter.docx"))
        case ".xlsx":
            workbooks.write_tables(out, (points, findings), f"{book.challenge.council}: evidence. {casebook.MARKING}")
        case ".csv":
            workbooks.write_csv(out, points)
            workbooks.write_csv(out.with_name(f"{out.stem}-findings{out.suffix}"), findings)
        case ".qdpx":
            put_in_place(qdpx.project(book), out)
        case _:
            raise ReviewError(f"{out.name} can be .docx, .xlsx, .csv or .qdpx. Nothing was written.")
    return len(points.rows)
