"""What has been heard and read, by theme, kind, day, peer, group and meeting: the matrix and the lists behind it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from slireviewer.model import NO_ITEM, Finding, Group, ItemId, ItemKind, Meeting, MeetingKind, PointKind
from slireviewer.storage.challenges import day, moment, person_lines, question_lines, theme_lines
from slireviewer.storage.documents import document_lines, excerpt_lines
from slireviewer.storage.findings import read_findings
from slireviewer.storage.meetings import group_of, read_meetings
from slireviewer.storage.notes import read_notes, read_points
from slireviewer.storage.workspace import Reading
from slireviewer.triangulation import Basis, Cell, Gap, Standing, Trace, families, gaps, standings_by


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
    found = _points(r, wanted, limit)
    if limit is None or len(found) < limit:
        found += _excerpts(r, wanted)
    return found if limit is None else found[:limit]


def _points(r: Reading, wanted: Filter, limit: int | None) -> list[EvidenceLine]:
    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    names = {person.id: person.name for person in person_lines(r)}
    notes = _notes(r, wanted, meetings)
    by_note: dict[str, list[Any]] = defaultdict(list)
    rows = _rows(r, wanted, notes, limit)
    for note, *row in rows:
        by_note[note].append(row)
    few = [row[3] for row in rows] if len(rows) < _FEW else None
    themes, filed = _sets(r, "point_theme", few), _filed(r, few)
    moments: dict[str, datetime | None] = {}
    lines = []
    for note, (meeting_id, person, begun) in notes.items():
        if note not in by_note:
            continue
        meeting = meetings.get(meeting_id)
        title, group = (meeting.title, meeting.group) if meeting else ("", None)
        on = meeting.starts.date() if meeting and meeting.starts else None
        name = names.get(person, "")
        for _, id, n, text, kind, off_record, at in sorted(by_note[note]):
            said = at or begun
            if said not in moments:
                moments[said] = moment(said)
            when = moments[said]
            lines.append(
                EvidenceLine(
                    id, ItemKind.POINT, text, _KINDS.get(kind, PointKind.CONTEXT), themes.get(n, _NONE),
                    bool(off_record), meeting_id, title, group, person, name,
                    on or (when.date() if when else None), when, 0, filed.get(id, ()),
                )
            )  # fmt: skip
    return lines


def _rows(r: Reading, wanted: Filter, notes: Mapping[str, Any], limit: int | None) -> list[Any]:
    """The points of these notes as rows: all of them, or those of as many of the first notes as ``limit`` takes."""
    query, given = _query_of_points(r, wanted, "p.position, p.id, p.n, p.text, p.kind, p.off_record, p.at")
    if limit is None:
        return [row for row in r.tuples(query, given) if row[0] in notes]
    few = f"{query} AND p.note IN (SELECT value FROM json_each(?))"
    named, rows = list(notes), list[Any]()
    at, step = 0, max(1, limit // 4)
    while at < len(named) and len(rows) < limit:
        rows += r.tuples(few, (*given, json.dumps(named[at : at + step])))
        at, step = at + step, step * 4
    return rows


_NONE: frozenset[ItemId] = frozenset()
_KINDS = {str(kind): kind for kind in PointKind}


def _notes(
    r: Reading, wanted: Filter, meetings: Mapping[ItemId, Meeting]
) -> dict[str, tuple[ItemId, ItemId, str]]:  # fmt: skip
    """The notes whose points can be meant, in the order of the timetable: note → meeting, person, when it was begun."""
    order = {id: place for place, id in enumerate(meetings)}
    rows = r.tuples("SELECT id, meeting, person, at FROM note")
    if wanted.documents:
        return {}
    me = r.me
    narrowed = wanted.peers or wanted.mine or wanted.meetings or wanted.groups or wanted.days
    kept = [row for row in rows if _lets_through(wanted, row[1], row[2], meetings, me)] if narrowed else list(rows)
    kept.sort(key=lambda row: (order.get(row[1], len(order)), row[0]))
    return {row[0]: (ItemId(row[1]), ItemId(row[2]), row[3]) for row in kept}


def _query_of_points(r: Reading, wanted: Filter, columns: str) -> tuple[str, tuple[Any, ...]]:
    """A query for the note and ``columns`` of the points p whose own facts let them through."""
    conditions, given = _conditions(r, wanted, "point")
    return f"SELECT p.note, {columns} FROM point p WHERE {conditions}", given


def _excerpts(r: Reading, wanted: Filter) -> list[EvidenceLine]:
    if wanted.groups or wanted.meetings or wanted.days:
        return []
    conditions, given = _conditions(r, wanted, "excerpt")
    rows = r.conn.exec_driver_sql(
        "SELECT p.n, p.id, p.text, p.kind, p.off_record, p.document, p.person, p.at, p.page FROM excerpt p"
        f" JOIN document d ON d.id = p.document WHERE {conditions} ORDER BY d.number, d.at, d.id, p.page, p.at, p.id",
        given,
    ).all()
    if not rows:
        return []
    titles = {document.id: f"{document.label} {document.title}" for document in document_lines(r)}
    names = {person.id: person.name for person in person_lines(r)}
    themes, filed = _sets(r, "excerpt_theme"), _filed(r)
    return [
        EvidenceLine(
            id, ItemKind.EXCERPT, text, _KINDS.get(kind, PointKind.CONTEXT), themes.get(n, _NONE), bool(off_record),
            document, titles[document], None, person, names.get(person, ""), day(at), moment(at), page,
            filed.get(id, ()),
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


_FEW = 2_000  # rows are looked up one by one; for more it is quicker to read everything


def _sets(r: Reading, table: str, numbers: Sequence[int] | None = None) -> dict[int, frozenset[ItemId]]:
    """The themes of each point or excerpt (or of those with these numbers) by its number; equal sets are one."""
    by_number: dict[int, frozenset[ItemId]] = {}
    known: dict[str, frozenset[ItemId]] = {}
    only = "" if numbers is None else " WHERE n IN (SELECT value FROM json_each(?))"
    given = () if numbers is None else (json.dumps(numbers),)
    for n, theme in r.tuples(f"SELECT n, theme FROM {table}{only}", given):
        if n in by_number:
            by_number[n] |= {theme}
        else:
            if theme not in known:
                known[theme] = frozenset((ItemId(theme),))
            by_number[n] = known[theme]
    return by_number


def _filed(r: Reading, numbers: Sequence[int] | None = None) -> dict[str, tuple[ItemId, ...]]:
    """The findings that each point, excerpt or note (or each point with one of these numbers) stands behind."""
    filed: dict[str, tuple[ItemId, ...]] = {}
    only = "" if numbers is None else (
        " WHERE l.source IN (SELECT p.id FROM point p WHERE p.n IN (SELECT value FROM json_each(?)))"
    )  # fmt: skip
    given = () if numbers is None else (json.dumps(numbers),)
    query = f"SELECT l.source, f.id FROM finding_link l JOIN finding f USING(n){only} ORDER BY f.position, f.id"
    for source, finding in r.tuples(query, given):
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
    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    held = {meeting.id for meeting in meetings.values() if meeting.kind is not MeetingKind.TEAM}
    # "" is the row of everything, "-" the row of what has no theme.
    rows: dict[frozenset[ItemId], tuple[str, ...]] = {_NONE: ("", "-")}
    counts: Counter[tuple[str, PointKind]] = Counter()
    rooms: dict[tuple[str, PointKind], set[ItemId]] = defaultdict(set)
    papers: dict[tuple[str, PointKind], set[ItemId]] = defaultdict(set)
    themes = _sets(r, "point_theme")
    notes = {note: each[0] for note, each in _notes(r, wanted, meetings).items()}
    points = r.tuples(*_query_of_points(r, wanted, "p.n, p.kind"))
    said = Counter((themes.get(n, _NONE), kind, notes[note]) for note, n, kind in points if note in notes)
    read = Counter((line.themes, line.kind, line.source) for line in _excerpts(r, wanted))
    for tally, sources, known in ((said, rooms, held), (read, papers, None)):
        for (own, kind, source), number in tally.items():
            if own not in rows:
                rows[own] = ("", *{each for theme in own for each in above.get(theme, ())})
            for row in rows[own]:
                place = row, _KINDS.get(kind, PointKind.CONTEXT)
                counts[place] += number
                if known is None or source in known:
                    sources[place].add(source)

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


def read_basis(r: Reading, findings: Iterable[Finding] | None = None) -> Basis:
    """All that the findings (or any finding) are linked to, with the notes, meetings and documents it is from."""
    if findings is None:
        linked, given = "SELECT source FROM finding_link", ()
    else:
        ids = tuple(finding.id for finding in findings)
        linked = f"SELECT l.source FROM finding_link l JOIN finding f USING(n) WHERE f.id IN ({_marks(ids)})"
        given = ids  # type: ignore[assignment]
    cited = {ItemId(row[0]) for row in r.conn.exec_driver_sql(linked, given).all()}
    excerpts = excerpt_lines(r, items=cited)
    near = cited | {excerpt.point for excerpt in excerpts}
    points = read_points(r, named=near)
    return Basis(
        points={point.id: point for point in points},
        notes={note.id: note for note in read_notes(r, named={point.note for point in points} | cited)},
        meetings={meeting.id: meeting for meeting in read_meetings(r)},
        excerpts={excerpt.id: excerpt for excerpt in excerpts},
        documents={document.id: document for document in document_lines(r)},
    )


def standing_lines(r: Reading, findings: Iterable[Finding] | None = None) -> dict[ItemId, Standing]:
    """What stands behind each of the findings (all, if none are named), by the finding's id."""
    if findings is None:
        return standings_by(read_findings(r), _traces(r, "SELECT DISTINCT source FROM finding_link"), _meetings(r))
    meant = list(findings)
    cited = json.dumps(sorted({link.source for finding in meant for link in finding.links}))
    return standings_by(meant, _traces(r, "SELECT value AS source FROM json_each(?)", (cited,)), _meetings(r))


def _meetings(r: Reading) -> dict[ItemId, Meeting]:
    return {meeting.id: meeting for meeting in read_meetings(r)}


def _traces(r: Reading, linked: str, given: tuple[Any, ...] = ()) -> dict[ItemId, Trace]:
    """Where each of the ``linked`` sources that is there comes from; quicker than reading all of it."""
    rows = r.tuples(
        "SELECT l.source, x.document, d.id, x.person, note.meeting, note.person,"
        " coalesce(x.off_record, 0) OR coalesce(p.off_record, 0) OR (p.id IS NULL AND EXISTS"
        " (SELECT 1 FROM point q WHERE q.note = note.id AND q.off_record))"
        f" FROM ({linked}) l LEFT JOIN excerpt x ON x.id = l.source LEFT JOIN document d ON d.id = x.document"
        " LEFT JOIN point p ON p.id = CASE WHEN x.id IS NULL THEN l.source ELSE x.point END"
        " LEFT JOIN note ON note.id = coalesce(p.note, l.source)"
        " WHERE x.id IS NOT NULL OR p.id IS NOT NULL OR note.id IS NOT NULL",
        given,
    )
    return {
        source: Trace(ItemKind.DOCUMENT, there or NO_ITEM, reader, bool(off_record))
        if document
        else Trace(ItemKind.MEETING, meeting or NO_ITEM, writer or NO_ITEM, bool(off_record))
        for source, document, there, reader, meeting, writer, off_record in rows
    }


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
        standing_lines(r), little=little,
    )  # fmt: skip
