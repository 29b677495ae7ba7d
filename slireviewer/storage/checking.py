"""What the checks of a letter need to know, and which of their remarks were passed by, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slireviewer.errors import ReviewError
from slireviewer.history import Fate
from slireviewer.model import ItemId, ItemKind, Waiver
from slireviewer.storage.challenges import derived_id, get_challenge, moment, person_lines, theme_lines
from slireviewer.storage.documents import document_lines, excerpt_lines
from slireviewer.storage.findings import read_findings, read_recommendations
from slireviewer.storage.meetings import read_interviewees, read_meetings
from slireviewer.storage.notes import read_notes, read_points
from slireviewer.storage.workspace import Edit, Reading, now
from slireviewer.triangulation import standings, visit

if TYPE_CHECKING:
    from slireviewer.checks import Facts


def check_facts(r: Reading) -> Facts:
    """Everything that the checks hold a letter against. For the team's eyes only: it has the register and the notes."""
    # Only who looks at a letter needs the rules of the checks; the window opens without them.
    from slireviewer.checks import Facts, Heard

    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    notes = {note.id: note for note in read_notes(r)}
    points = {point.id: point for point in read_points(r)}
    findings = {finding.id: finding for finding in read_findings(r)}
    interviewees = read_interviewees(r)
    excerpts = excerpt_lines(r)
    heard = [
        Heard(text=point.text, meeting=notes[point.note].meeting, kind=point.kind, off_record=point.off_record)
        for point in points.values()
        if point.note in notes
    ]
    heard += [
        Heard(text=excerpt.text, meeting=notes[points[excerpt.point].note].meeting, off_record=True)
        for excerpt in excerpts
        if excerpt.off_record and excerpt.point in points and points[excerpt.point].note in notes
    ]
    return Facts(
        challenge=get_challenge(r),
        interviewees=tuple(interviewees),
        people=tuple(person_lines(r)),
        meetings=meetings,
        heard=tuple(heard),
        findings=findings,
        standings=standings(
            findings.values(), points, notes, meetings,
            {excerpt.id: excerpt for excerpt in excerpts},
            {document.id: document for document in document_lines(r)},
        ),
        themes=tuple(theme_lines(r)),
        recommendations=tuple(read_recommendations(r)),
        visit=visit(meetings, interviewees),
    )  # fmt: skip


def waivers(r: Reading) -> dict[str, Waiver]:
    """The remarks that were passed by, by their keys."""
    rows = r.conn.exec_driver_sql("SELECT * FROM waiver ORDER BY at, id").mappings()
    return {
        row["key"]: Waiver(
            id=ItemId(row["id"]),
            key=row["key"],
            reason=row["reason"],
            person=ItemId(row["person"]),
            at=moment(row["at"]),
        )
        for row in rows
    }


def write_waiver(e: Edit, key: str, reason: str) -> Waiver:
    """Pass a remark by, as whoever uses this laptop. Raises ReviewError without a reason."""
    said = " ".join(reason.split())
    if not said:
        raise ReviewError("Say why this may stand as it is; the reason is kept with the letter.")
    at = now()
    item = derived_id("waiver", key)
    fields = {"key": key, "reason": said, "person": e.me, "at": at}
    if e.state(ItemKind.WAIVER, item).fate() is Fate.BINNED:
        e.restore(ItemKind.WAIVER, item)
    e.put(ItemKind.WAIVER, item, fields)
    return Waiver(id=item, key=key, reason=said, person=e.me, at=moment(at))


def remove_waiver(e: Edit, key: str) -> None:
    """Have a remark back that was passed by."""
    e.remove(ItemKind.WAIVER, derived_id("waiver", key))
