"""All that the team holds, in one value, for its own files: the evidence report, tables, and other programs. Pure.

None of these files is for anybody outside the team. What was said off the record is left out where it is not asked for,
and who was met is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slireviewer import anchors
from slireviewer.model import (
    Challenge,
    Document,
    Excerpt,
    Finding,
    ItemId,
    ItemKind,
    LinkRole,
    Meeting,
    Note,
    Person,
    Point,
    PointKind,
    Recommendation,
    Theme,
)
from slireviewer.triangulation import Cell, Doubt, Source, Standing, matrix

MARKING = "Confidential to the peer team"

DOUBTS = {
    Doubt.NOTHING_BEHIND: "nothing stands behind it yet",
    Doubt.ONE_ROOM: "one source only",
    Doubt.ONE_GROUP: "heard from one group only",
    Doubt.ONE_PEER: "noted by one peer only",
    Doubt.CHALLENGED: "challenged, and not yet answered",
    Doubt.OFF_RECORD: "rests on something said off the record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """Everything by name, each in its order; ``pages`` are the texts of documents that are here.

    ``left_out`` counts the points and excerpts off the record that are not among ``points`` and ``excerpts``;
    ``standing`` and ``explained`` count them all the same.
    """

    challenge: Challenge
    themes: tuple[Theme, ...] = ()
    people: Mapping[ItemId, Person] = field(default_factory=dict)
    meetings: Mapping[ItemId, Meeting] = field(default_factory=dict)
    notes: Mapping[ItemId, Note] = field(default_factory=dict)
    points: Mapping[ItemId, Point] = field(default_factory=dict)
    documents: Mapping[ItemId, Document] = field(default_factory=dict)
    pages: Mapping[ItemId, tuple[str, ...]] = field(default_factory=dict)
    excerpts: Mapping[ItemId, Excerpt] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    standing: Mapping[ItemId, Standing] = field(default_factory=dict)
    explained: Mapping[ItemId, tuple[Source, ...]] = field(default_factory=dict)
    recommendations: tuple[Recommendation, ...] = ()
    left_out: int = 0

    def titles(self, themes: frozenset[ItemId]) -> str:
        """The titles of some themes, in the order of the challenge."""
        return "; ".join(theme.title for theme in self.themes if theme.id in themes)

    def name_of(self, person: ItemId) -> str:
        """What a member of the team is called."""
        return self.people[person].name if person in self.people else ""

    def filed(self) -> dict[ItemId, list[tuple[Finding, LinkRole]]]:
        """What each point, excerpt or note does for which findings."""
        found: dict[ItemId, list[tuple[Finding, LinkRole]]] = {}
        for finding in self.findings:
            for link in finding.links:
                found.setdefault(link.source, []).append((finding, link.role))
        return found

    def cells(self) -> Mapping[ItemId, Mapping[PointKind, Cell]]:
        """The matrix of themes and kinds."""
        return matrix(self.themes, self.points, self.notes, self.meetings, self.excerpts)

    def note_points(self) -> dict[ItemId, list[Point]]:
        """The points of each note that hold words, in order."""
        found: dict[ItemId, list[Point]] = {}
        for point in sorted(self.points.values(), key=lambda one: (one.position, one.id)):
            if point.text:
                found.setdefault(point.note, []).append(point)
        return found

    def place_of(self, excerpt: Excerpt) -> tuple[int, int] | None:
        """Where an excerpt's words are now on its page or in its point, if that is certain and here."""
        if excerpt.document:
            pages = self.pages.get(excerpt.document, ())
            text = pages[excerpt.page - 1] if 0 < excerpt.page <= len(pages) else ""
        else:
            text = self.points[excerpt.point].text if excerpt.point in self.points else ""
        return anchors.find(excerpt.anchor, text)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of as many cells, under a short name."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def point_table(book: Casebook) -> Table:
    """Every point and excerpt as a row: where from, by whom, of which kind, and what it stands behind."""
    header = ("Source", "Sort", "Group", "Day", "Page", "Noted by", "Kind", "Themes", "Words", "Findings",
              "Off the record", "Marking")  # fmt: skip
    return Table("Points", header, tuple(_point_rows(book)))


def _point_rows(book: Casebook) -> Iterator[tuple[str | int, ...]]:
    filed = book.filed()

    def behind(item: ItemId) -> str:
        said = (
            finding.title if role is LinkRole.SUPPORTS else f"{finding.title} ({role})"
            for finding, role in filed.get(item, ())
        )
        return "; ".join(said)

    ordered = book.note_points()
    place = {meeting: number for number, meeting in enumerate(book.meetings)}
    for note in sorted(book.notes.values(), key=lambda one: (place.get(one.meeting, len(place)), one.id)):
        meeting = book.meetings.get(note.meeting)
        day = meeting.starts.date() if meeting and meeting.starts else note.at.date() if note.at else None
        for point in ordered.get(note.id, ()):
            yield (
                meeting.title if meeting else "", str(meeting.kind) if meeting else "",
                str(meeting.group or "") if meeting else "", day.isoformat() if day else "", "",
                book.name_of(note.person), str(point.kind), book.titles(point.themes), point.text, behind(point.id),
                "yes" if point.off_record else "", MARKING,
            )  # fmt: skip
    for excerpt in book.excerpts.values():
        document = book.documents.get(excerpt.document)
        if document is not None:
            yield (
                f"{document.label} {document.title}", "metric" if document.is_metric else "document", "",
                excerpt.at.date().isoformat() if excerpt.at else "", excerpt.page, book.name_of(excerpt.person),
                str(excerpt.kind), book.titles(excerpt.themes), excerpt.text, behind(excerpt.id),
                "yes" if excerpt.off_record else "", MARKING,
            )  # fmt: skip


def finding_table(book: Casebook) -> Table:
    """Every finding as a row, with what stands behind it."""
    header = ("Finding", "Text", "Kind", "State", "Theme", "Sources", "Known by", "Groups", "Days", "Peers", "Supports",
              "Challenges", "Context", "To look at", "Recommendations", "Marking")  # fmt: skip
    rows = []
    for finding in book.findings:
        stands = book.standing.get(finding.id, Standing(finding=finding.id))
        rows.append(
            (
                finding.title, finding.text, str(finding.kind), str(finding.state),
                book.titles(frozenset([finding.theme] if finding.theme else [])), stands.sources,
                ", ".join(stands.ways), ", ".join(sorted(stands.groups)), len(stands.days), len(stands.peers),
                stands.supporting, stands.challenging, stands.context,
                "; ".join(DOUBTS[doubt] for doubt in stands.doubts),
                ", ".join(str(one.number) for one in book.recommendations if finding.id in one.findings), MARKING,
            )
        )  # fmt: skip
    return Table("Findings", header, tuple(rows))


def source_title(book: Casebook, source: Source) -> str:
    """What a source is called: a meeting by its title, a document by its number and title."""
    if source.sort is ItemKind.DOCUMENT:
        document = book.documents[source.item]
        return f"{document.label} {document.title}"
    return book.meetings[source.item].title


def words_of(book: Casebook, item: ItemId) -> str:
    """The words of a point or an excerpt, or what to say of a note or of what is left out."""
    if item in book.points:
        return book.points[item].text
    if item in book.excerpts:
        return book.excerpts[item].text
    return "The whole note" if item in book.notes else "Said off the record"
