"""What has been heard and read, by theme, kind, day, peer, group and meeting: the matrix and the lists behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from slireviewer.model import Finding, Group, ItemId, ItemKind, Meeting, MeetingKind, PointKind
from slireviewer.storage.challenges import day, moment, one_of, person_lines, question_lines, theme_lines
from slireviewer.storage.documents import document_lines, excerpt_lines
from slireviewer.storage.findings import read_findings
from slireviewer.storage.meetings import group_of, read_meetings
from slireviewer.storage.notes import read_notes, read_points
from slireviewer.storage.workspace import Reading
from slireviewer.triangulation import Basis, Cell, Gap, Standing, families, gaps, standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which points and excerpts are meant; each part lets everything through while it is empty.

    A theme stands for those nested in it too. ``mine`` are those of whoever uses this laptop, ``untagged`` have no
    theme, ``unfiled`` stand behind no finding, ``finding`` has them behind it.
    """

    themes: frozenset[ItemId] = frozenset()
    kinds: frozenset[PointKind] = frozenset()
    days: frozenset[date] = frozenset()
    peers: frozenset[ItemId] = frozenset()
    groups: frozenset[Group] = frozenset()
    meetings: frozenset[ItemId] = frozenset()
    documents: frozenset[ItemId] = frozenset()
    finding: ItemId | None = None
    mine: bool = False
    untagged: bool = False
    unfiled: bool = False


EVERYTHING = Filter()


class EvidenceLine(NamedTuple):
    """A point, or an excerpt of a document, with where it comes from and the findings it stands behind.

    ``source`` is the meeting or the document and ``place`` its title; ``page`` is 0 for a point.
    """

    item: ItemId
    sort: ItemKind
    text: str
    kind: PointKind
    themes: frozenset[ItemId]
    off_record: bool
    source: ItemId
    place: str
    group: Group | None
    person: ItemId
    person_name: str
    day: date | None
    at: datetime | None
    page: int
    filed: tuple[ItemId, ...]


# ---- lists -----------------------------------------------------------------------------------------------


def points_for(r: Reading, wanted: Filter = EVERYTHING, *, limit: int | None = None) -> list[EvidenceLine]:
    """The points with words in them, and the excerpts of documents, that a filter lets through.

    Points come in the order of the timetable, those of one note together; excerpts follow by document and page.
    """
    found = [*_points(r, wanted), *_excerpts(r, wanted)]
    return found if limit is None else found[:limit]


def _points(r: Reading, wanted: Filter) -> list[EvidenceLine]:
    if wanted.documents:
        return []
    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    order = {id: place for place, id in enumerate(meetings)}
    names = {person.id: person.name for person in person_lines(r)}
    notes = {
        row[0]: (row[1], row[2], row[3])
        for row in r.conn.exec_driver_sql("SELECT id, meeting, person, at FROM note")
        if _lets_through(wanted, row[1], row[2], meetings, r.me)
    }
    conditions, given = _conditions(r, wanted, "point")
    rows = r.conn.exec_driver_sql(
        f"SELECT p.n, p.id, p.text, p.kind, p.off_record, p.note, p.at, p.position FROM point p WHERE {conditions}",
        given,
    )
    kept = [row for row in rows if row[5] in notes]
    last = len(order)
    kept.sort(key=lambda row: (order.get(notes[row[5]][0], last), row[5], row[7], row[1]))
    themes, filed = _sets(r, "point_theme"), _filed(r)
    moments: dict[str, datetime | None] = {}
    lines = []
    for n, id, text, kind, off_record, note, at, _ in kept:
        meeting_id, person, begun = notes[note]
        meeting = meetings.get(meeting_id)
        said = at or begun
        if said not in moments:
            moments[said] = moment(said)
        when = moments[said]
        starts = meeting.starts if meeting and meeting.starts else when
        lines.append(
            EvidenceLine(
                id, ItemKind.POINT, text, one_of(PointKind, kind, PointKind.CONTEXT), themes.get(n, _NONE),
                bool(off_record), meeting_id, meeting.title if meeting else "", meeting.group if meeting else None,
                person, names.get(person, ""), starts.date() if starts else None, when, 0, filed.get(id, ()),
            )
        )  # fmt: skip
    return lines


_NONE: frozenset[ItemId] = frozenset()


def _excerpts(r: Reading, wanted: Filter) -> list[EvidenceLine]:
    if wanted.groups or wanted.meetings or wanted.days:
        return []
    titles = {document.id: f"{document.label} {document.title}" for document in document_lines(r)}
    names = {person.id: person.name for person in person_lines(r)}
    conditions, given = _conditions(r, wanted, "excerpt")
    rows = r.conn.exec_driver_sql(
        "SELECT p.n, p.id, p.text, p.kind, p.off_record, p.document, p.person, p.at, p.page FROM excerpt p"
        f" JOIN document d ON d.id = p.document WHERE {conditions} ORDER BY d.number, d.at, d.id, p.page, p.at, p.id",
        given,
    ).all()
    themes, filed = (_sets(r, "excerpt_theme"), _filed(r)) if rows else ({}, {})
    return [
        EvidenceLine(
            id, ItemKind.EXCERPT, text, one_of(PointKind, kind, PointKind.CONTEXT), themes.get(n, _NONE),
            bool(off_record), document, titles[document], None, person, names.get(person, ""), day(at), moment(at),
            page, filed.get(id, ()),
        )
        for n, id, text, kind, off_record, document, person, at, page in rows
        if (not wanted.documents or document in wanted.documents)
        and (not wanted.peers or person in wanted.peers)
        and (not wanted.mine or person == r.me)
    ]  # fmt: skip


def _lets_through(wanted: Filter, meeting_id: str, person: str, meetings: Mapping[ItemId, Meeting], me: ItemId) -> bool:
    """Whether a note is among those meant: by who wrote it, and by its meeting."""
    if (wanted.peers and person not in wanted.peers) or (wanted.mine and person != me):
        return False
    if not (wanted.meetings or wanted.groups or wanted.days):
        return True
    meeting = meetings.get(ItemId(meeting_id))
    if meeting is None:
        return False
    starts = meeting.starts
    return (
        (not wanted.meetings or meeting_id in wanted.meetings)
        and (not wanted.groups or meeting.group in wanted.groups)
        and (not wanted.days or (starts is not None and starts.date() in wanted.days))
    )


def _conditions(r: Reading, wanted: Filter, table: str) -> tuple[str, tuple[object, ...]]:
    """What SQL is asked of the points or excerpts p themselves."""
    parts: list[str] = ["p.text != ''"]
    given: list[str] = []
    if wanted.themes:
        meant = [theme for family in (families(theme_lines(r))[each] for each in wanted.themes) for theme in family]
        parts.append(f"p.n IN (SELECT t.n FROM {table}_theme t WHERE t.theme IN ({_marks(meant)}))")
        given += meant
    if wanted.kinds:
        parts.append(f"p.kind IN ({_marks(wanted.kinds)})")
        given += list(map(str, wanted.kinds))
    if wanted.untagged:
        parts.append(f"NOT EXISTS (SELECT 1 FROM {table}_theme t WHERE t.n = p.n)")
    if wanted.unfiled:
        parts.append("NOT EXISTS (SELECT 1 FROM finding_link l WHERE l.source = p.id)")
    if wanted.finding is not None:
        parts.append("p.id IN (SELECT l.source FROM finding_link l JOIN finding f USING(n) WHERE f.id = ?)")
        given.append(wanted.finding)
    return " AND ".join(parts), tuple(given)


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _sets(r: Reading, table: str) -> dict[int, frozenset[ItemId]]:
    """The themes of each point or excerpt by its number; equal sets are one."""
    by_number: dict[int, frozenset[ItemId]] = {}
    known: dict[str, frozenset[ItemId]] = {}
    for n, theme in r.conn.exec_driver_sql(f"SELECT n, theme FROM {table}"):
        if n in by_number:
            by_number[n] |= {theme}
        else:
            if theme not in known:
                known[theme] = frozenset((ItemId(theme),))
            by_number[n] = known[theme]
    return by_number


def _filed(r: Reading) -> dict[str, tuple[ItemId, ...]]:
    """The findings that each point, excerpt or note stands behind."""
    filed: dict[str, tuple[ItemId, ...]] = {}
    query = "SELECT l.source, f.id FROM finding_link l JOIN finding f USING(n) ORDER BY f.position, f.id"
    for source, finding in r.conn.exec_driver_sql(query):
        filed[source] = (*filed.get(source, ()), ItemId(finding))
    return filed


# ---- the matrix ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """Counts for the whole challenge: by theme (with what is nested in it), in all, and without a theme."""

    themes: dict[ItemId, dict[PointKind, Cell]]
    whole: dict[PointKind, Cell]
    untagged: dict[PointKind, Cell]


def heard(r: Reading, wanted: Filter = EVERYTHING) -> Heard:
    """How many points and excerpts a filter lets through, from how many separate meetings and documents.

    What stands under a nested theme counts once under the theme above it too. The team's own meetings are no sources.
    """
    above = _above(r)
    held = {meeting.id for meeting in read_meetings(r) if meeting.kind is not MeetingKind.TEAM}
    rows: dict[frozenset[ItemId], frozenset[str]] = {frozenset(): frozenset(("", "-"))}
    counts: dict[tuple[str, PointKind], int] = defaultdict(int)
    rooms: dict[tuple[str, PointKind], set[ItemId]] = defaultdict(set)
    papers: dict[tuple[str, PointKind], set[ItemId]] = defaultdict(set)
    for line in points_for(r, wanted):
        own = line.themes
        if own not in rows:
            rows[own] = frozenset(["", *(each for theme in own for each in above.get(theme, ()))])
        for row in rows[own]:
            place = row, line.kind
            counts[place] += 1
            if line.sort is ItemKind.EXCERPT:
                papers[place].add(line.source)
            elif line.source in held:
                rooms[place].add(line.source)

    def cells(row: str) -> dict[PointKind, Cell]:
        places = ((kind, (row, kind)) for kind in PointKind)
        return {kind: Cell(counts[place], len(rooms[place]), len(papers[place])) for kind, place in places}

    return Heard({theme.id: cells(theme.id) for theme in theme_lines(r)}, cells(""), cells("-"))


def _above(r: Reading) -> dict[ItemId, list[ItemId]]:
    """Each theme and those it is nested in."""
    above: dict[ItemId, list[ItemId]] = defaultdict(list)
    for theme, family in families(theme_lines(r)).items():
        for member in family:
            above[member].append(theme)
    return above


# ---- what stands behind findings -------------------------------------------------------------------------


def read_basis(r: Reading) -> Basis:
    """Everything that findings are linked to, with the notes, meetings and documents it is from."""
    linked = "SELECT source FROM finding_link"
    meant = f"p.id IN ({linked} UNION SELECT x.point FROM excerpt x WHERE x.id IN ({linked})) OR p.note IN ({linked})"
    cited = {ItemId(row[0]) for row in r.conn.exec_driver_sql(linked)}
    return Basis(
        points={point.id: point for point in read_points(r, meant)},
        notes={note.id: note for note in read_notes(r)},
        meetings={meeting.id: meeting for meeting in read_meetings(r)},
        excerpts={excerpt.id: excerpt for excerpt in excerpt_lines(r, items=cited)},
        documents={document.id: document for document in document_lines(r)},
    )


def standing_lines(r: Reading, findings: Iterable[Finding] | None = None) -> dict[ItemId, Standing]:
    """What stands behind each of the findings (all, if none are named), by the finding's id."""
    listed = read_findings(r) if findings is None else list(findings)
    basis = read_basis(r)
    return standings(listed, basis.points, basis.notes, basis.meetings, basis.excerpts, basis.documents)


def gap_lines(r: Reading, *, little: int = 3) -> list[Gap]:
    """What may be missing: see :func:`slireviewer.triangulation.gaps`."""
    themes, findings, above = theme_lines(r), read_findings(r), _above(r)
    rows = r.conn.exec_driver_sql(
        'SELECT DISTINCT t.theme, m."group" FROM point_theme t JOIN point p USING(n) JOIN note ON note.id = p.note'
        " JOIN meeting m ON m.id = note.meeting WHERE m.kind != 'team meeting' AND p.text != ''"
    )
    spoken = {
        (theme, group) for own, said in rows if (group := group_of(said)) is not None for theme in above.get(own, ())
    }
    asked = {ItemId(row[0]) for row in r.conn.exec_driver_sql("SELECT DISTINCT question FROM meeting_asked")}
    return gaps(
        themes, heard(r).themes, read_meetings(r), spoken, question_lines(r), asked, findings,
        standing_lines(r, findings), little=little,
    )  # fmt: skip
