"""Everything the team holds, read as one value for its own files."""

from __future__ import annotations

from slireviewer.casebook import Casebook
from slireviewer.errors import ReviewError
from slireviewer.model import Document, ItemId
from slireviewer.storage.challenges import get_challenge, person_lines, theme_lines
from slireviewer.storage.documents import document_lines, document_pages, excerpt_lines
from slireviewer.storage.evidence import read_basis, standing_lines
from slireviewer.storage.findings import read_findings, read_recommendations
from slireviewer.storage.meetings import read_meetings
from slireviewer.storage.notes import read_notes, read_points
from slireviewer.storage.workspace import Reading
from slireviewer.triangulation import explain


def read_casebook(r: Reading, *, off_record: bool = False) -> Casebook:
    """All evidence and findings; with ``off_record`` also what must not leave the room.

    Somebody who was met is no part of it, whatever is asked for.
    """
    points, excerpts = read_points(r), excerpt_lines(r)
    secret: set[ItemId] = set()
    if not off_record:
        secret = {point.id for point in points if point.off_record}
        secret |= {one.id for one in excerpts if one.off_record or one.point in secret}
    findings, basis = read_findings(r), read_basis(r)
    documents = document_lines(r)
    return Casebook(
        challenge=get_challenge(r),
        themes=tuple(theme_lines(r)),
        people={person.id: person for person in person_lines(r)},
        meetings={meeting.id: meeting for meeting in read_meetings(r)},
        notes={note.id: note for note in read_notes(r)},
        points={point.id: point for point in points if point.id not in secret},
        documents={document.id: document for document in documents},
        pages={document.id: _pages(r, document) for document in documents},
        excerpts={one.id: one for one in excerpts if one.id not in secret},
        findings=tuple(findings),
        standing=standing_lines(r, findings),
        explained={finding.id: explain(finding, basis) for finding in findings},
        recommendations=tuple(read_recommendations(r)),
        left_out=len(secret),
    )


def _pages(r: Reading, document: Document) -> tuple[str, ...]:
    """The text of a document as far as it is here."""
    try:
        return document_pages(r, document)
    except ReviewError:
        return ()
