"""What stands behind a finding: separate sources, groups, days, gaps, and how much was heard on a visit.

A source is a meeting or a document: two notes of one meeting are one source, and so are two excerpts of one document;
the team's own meetings are none. What a source was is heard, read, or (on a site visit, or watching a committee) seen.
Nothing here knows how values are stored or shown; warnings are values, never sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from slireviewer.model import (
    NO_ITEM,
    Document,
    Excerpt,
    Finding,
    FindingState,
    Group,
    Interviewee,
    ItemId,
    ItemKind,
    LinkRole,
    Meeting,
    MeetingKind,
    Note,
    Point,
    PointKind,
    Question,
    Theme,
    Visit,
)


class Way(StrEnum):
    """How the team came to know: what people said, what stands in a paper, what it saw itself."""

    HEARD = "heard"
    READ = "read"
    SEEN = "seen"


class Doubt(StrEnum):
    """Why a finding may not stand as it is; the words are for tests and logs, not for the screen."""

    NOTHING_BEHIND = "nothing behind it"
    ONE_ROOM = "one room only"
    ONE_GROUP = "one group only"
    ONE_PEER = "one peer only"
    CHALLENGED = "challenged and unanswered"
    OFF_RECORD = "rests on off-the-record points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands behind one finding.

    ``meetings`` and ``documents`` are its independent sources, with the ``groups`` heard there, the ``days`` of those
    meetings in order, and the ``peers`` who wrote the supporting notes and chose the excerpts. ``supporting``,
    ``challenging`` and ``context`` count points and excerpts; a note linked as a whole counts as one.
    ``ways`` and ``doubts`` come in the order in which :class:`Way` and :class:`Doubt` list them.
    """

    finding: ItemId
    meetings: frozenset[ItemId] = frozenset()
    documents: frozenset[ItemId] = frozenset()
    ways: tuple[Way, ...] = ()
    groups: frozenset[Group] = frozenset()
    days: tuple[date, ...] = ()
    peers: frozenset[ItemId] = frozenset()
    supporting: int = 0
    challenging: int = 0
    context: int = 0
    doubts: tuple[Doubt, ...] = ()

    @property
    def sources(self) -> int:
        """The number of independent sources that support the finding."""
        return len(self.meetings) + len(self.documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source that has to do with a finding, and the points, excerpts or notes by which it does.

    ``item`` is a meeting or, with ``sort`` DOCUMENT, a document. It ``counts`` when something of it supports the
    finding; what only challenges it or frames it is shown and not counted.
    """

    item: ItemId
    sort: ItemKind
    way: Way
    group: Group | None = None
    day: date | None = None
    peers: tuple[ItemId, ...] = ()
    supports: tuple[ItemId, ...] = ()
    challenges: tuple[ItemId, ...] = ()
    context: tuple[ItemId, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is one of the finding's independent sources."""
        return bool(self.supports)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how many points and excerpts, from how many separate meetings and documents."""

    points: int = 0
    rooms: int = 0
    documents: int = 0


class Lack(StrEnum):
    """What may be missing; the words are for tests and logs, not for the screen."""

    THIN_THEME = "little on a theme"
    UNHEARD_GROUP = "a group not yet heard"
    GROUP_ON_THEME = "a group not yet heard on a theme"
    UNASKED = "a line of enquiry not asked"
    ONE_SOURCE = "a finding with one source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing for tomorrow: which theme, group, question or finding it is about, and how much there is."""

    lack: Lack
    theme: ItemId | None = None
    group: Group | None = None
    question: ItemId | None = None
    finding: ItemId | None = None
    points: int = 0
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """What findings can stand on: points, the notes and meetings they are from, excerpts, and documents, by name."""

    points: Mapping[ItemId, Point]
    notes: Mapping[ItemId, Note]
    meetings: Mapping[ItemId, Meeting]
    excerpts: Mapping[ItemId, Excerpt] = field(default_factory=dict)
    documents: Mapping[ItemId, Document] = field(default_factory=dict)


class Trace(NamedTuple):
    """Where something that a finding is linked to comes from: a meeting or a document (or "", when that is gone).

    ``peer`` wrote or chose it.
    """

    sort: ItemKind
    item: ItemId
    peer: ItemId
    off_record: bool


def sources(
    finding: Finding,
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
    excerpts: Mapping[ItemId, Excerpt] | None = None,
    documents: Mapping[ItemId, Document] | None = None,
) -> Standing:
    """What stands behind ``finding``; links to what is not there count for nothing."""
    basis = Basis(points, notes, meetings, excerpts or {}, documents or {})
    return _standing(finding, _traces(basis, (finding,)), meetings)


def standings(
    findings: Iterable[Finding],
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
    excerpts: Mapping[ItemId, Excerpt] | None = None,
    documents: Mapping[ItemId, Document] | None = None,
) -> dict[ItemId, Standing]:
    """What stands behind each of ``findings``, by the finding's id; quicker than one at a time."""
    listed = list(findings)
    basis = Basis(points, notes, meetings, excerpts or {}, documents or {})
    return standings_by(listed, _traces(basis, listed), meetings)


def standings_by(
    findings: Iterable[Finding], traces: Mapping[ItemId, Trace], meetings: Mapping[ItemId, Meeting]
) -> dict[ItemId, Standing]:
    """The same from where each thing that is linked and there comes from."""
    return {finding.id: _standing(finding, traces, meetings) for finding in findings}


def explain(finding: Finding, basis: Basis) -> tuple[Source, ...]:
    """The number of sources source by source: meetings in the order of the timetable, then documents by number.

    Those that count come first. The team's own meetings are among none of them.
    """
    traces = _traces(basis, (finding,))
    known = _known(finding, traces)
    gathered: dict[tuple[ItemKind, ItemId], dict[LinkRole, list[ItemId]]] = {}
    peers: dict[tuple[ItemKind, ItemId], set[ItemId]] = {}
    for role in LinkRole:
        for item in sorted(known[role]):
            trace = traces[item]
            if _counts(trace, basis.meetings):
                origin = trace.sort, trace.item
                gathered.setdefault(origin, {each: [] for each in LinkRole})[role].append(item)
                peers.setdefault(origin, set()).add(trace.peer)
    found = []
    for (sort, item), by_role in gathered.items():
        meeting = basis.meetings[item] if sort is ItemKind.MEETING else None
        found.append(
            Source(
                item=item, sort=sort, way=_way(meeting), group=meeting.group if meeting else None,
                day=meeting.starts.date() if meeting and meeting.starts else None,
                peers=tuple(sorted(peers[sort, item])), supports=tuple(by_role[LinkRole.SUPPORTS]),
                challenges=tuple(by_role[LinkRole.CHALLENGES]), context=tuple(by_role[LinkRole.CONTEXT]),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda source: (not source.counts, *_place(source, basis))))


def _place(source: Source, basis: Basis) -> tuple[bool, str, int, ItemId]:
    if source.sort is ItemKind.DOCUMENT:
        return True, "", basis.documents[source.item].number, source.item
    starts = basis.meetings[source.item].starts
    return False, starts.isoformat() if starts else "~", 0, source.item


def families(themes: Iterable[Theme]) -> dict[ItemId, frozenset[ItemId]]:
    """Each theme with all that are nested in it, however deep."""
    listed = list(themes)
    known = {theme.id for theme in listed}
    parents = {theme.id: theme.parent for theme in listed}
    found: dict[ItemId, set[ItemId]] = {theme.id: {theme.id} for theme in listed}
    for theme in listed:
        seen = {theme.id}
        above = theme.parent
        while above in known and above not in seen:
            assert above is not None
            seen.add(above)
            found[above].add(theme.id)
            above = parents[above]
    return {theme: frozenset(family) for theme, family in found.items()}


def matrix(
    themes: Iterable[Theme] | Mapping[ItemId, Theme],
    points: Mapping[ItemId, Point],
    notes: Mapping[ItemId, Note],
    meetings: Mapping[ItemId, Meeting],
    excerpts: Mapping[ItemId, Excerpt] | None = None,
) -> dict[ItemId, dict[PointKind, Cell]]:
    """For each theme and each kind: how many points and excerpts of documents, from how many meetings and documents.

    Every theme has a cell for every kind; a point under two themes counts under both, and what stands under a nested
    theme counts once under the theme above it too.
    """
    listed = list(themes.values() if isinstance(themes, Mapping) else themes)
    above: dict[ItemId, list[ItemId]] = {theme.id: [] for theme in listed}
    for theme, family in families(listed).items():
        for member in family:
            above[member].append(theme)
    basis = Basis(points, notes, meetings, excerpts or {})
    counts: Counter[tuple[ItemId, PointKind]] = Counter()
    origins: dict[tuple[ItemId, PointKind], set[tuple[ItemKind, ItemId]]] = {}
    counted: list[Point | Excerpt] = [*points.values()]
    counted += [excerpt for excerpt in basis.excerpts.values() if excerpt.document]
    for each in counted:
        trace: Trace | None
        if isinstance(each, Excerpt):
            trace = Trace(ItemKind.DOCUMENT, each.document, each.person, each.off_record)
        else:
            trace = _trace(each.id, basis, ())
        for theme in {theme for own in each.themes for theme in above.get(own, ())}:
            counts[theme, each.kind] += 1
            if trace is not None and _counts(trace, meetings):
                origins.setdefault((theme, each.kind), set()).add((trace.sort, trace.item))
    return {
        theme.id: {kind: _cell(counts[theme.id, kind], origins.get((theme.id, kind), set())) for kind in PointKind}
        for theme in listed
    }


def _cell(count: int, origins: set[tuple[ItemKind, ItemId]]) -> Cell:
    papers = sum(sort is ItemKind.DOCUMENT for sort, _ in origins)
    return Cell(count, len(origins) - papers, papers)


def gaps(
    themes: Iterable[Theme],
    cells: Mapping[ItemId, Mapping[PointKind, Cell]],
    meetings: Iterable[Meeting],
    heard: Iterable[tuple[ItemId, Group]],
    questions: Iterable[Question],
    asked: Iterable[ItemId],
    findings: Iterable[Finding],
    standing: Mapping[ItemId, Standing],
    *,
    little: int = 3,
) -> list[Gap]:
    """What may be missing before the feedback, in the order of :class:`Lack`.

    ``cells`` is the matrix, ``heard`` the themes on which each group has been heard (a pair for each), ``asked`` the
    questions that were asked in some meeting. A theme has little when fewer than ``little`` strengths and
    considerations, or those of one source only, stand under it. A finding that is parked lacks nothing.
    """
    listed = list(themes)
    nested = {theme.parent for theme in listed}
    on = set(heard)
    spoken = {group for _, group in on}
    found: list[Gap] = []
    for theme in listed:
        row = cells.get(theme.id, {})
        said = [row.get(kind, Cell()) for kind in (PointKind.STRENGTH, PointKind.CONSIDERATION)]
        count = sum(cell.points for cell in said)
        origins = max(cell.rooms + cell.documents for cell in said)
        if count < little or origins < 2:
            found.append(Gap(lack=Lack.THIN_THEME, theme=theme.id, points=count, sources=origins))
    held = {each.group for each in meetings if not each.cancelled and each.kind is not MeetingKind.TEAM}
    found += [Gap(lack=Lack.UNHEARD_GROUP, group=group) for group in Group if group not in spoken]
    for theme in listed:
        if theme.id in nested or theme.parent is None:
            found += [
                Gap(lack=Lack.GROUP_ON_THEME, theme=theme.id, group=group)
                for group in Group
                if group in spoken and group in held and (theme.id, group) not in on
            ]
    done = set(asked)
    found += [Gap(lack=Lack.UNASKED, question=each.id, theme=each.theme) for each in questions if each.id not in done]
    for finding in findings:
        stands = standing.get(finding.id)
        if finding.state is not FindingState.PARKED and stands is not None and stands.sources <= 1:
            found.append(
                Gap(lack=Lack.ONE_SOURCE, finding=finding.id, theme=finding.theme, sources=stands.sources,
                    points=stands.supporting)
            )  # fmt: skip
    return found


def visit(
    meetings: Mapping[ItemId, Meeting] | Iterable[Meeting],
    interviewees: Mapping[ItemId, Interviewee] | Iterable[Interviewee] = (),
) -> Visit:
    """How much was heard in the meetings that took place; cancelled and team meetings do not count.

    People are those expected or the interviewees on the register, whichever is more; hours are
    the team's, two peers in an hour's meeting making two, in whole hours rounded down.
    """
    every = list(meetings.values() if isinstance(meetings, Mapping) else meetings)
    held = [meeting for meeting in every if not meeting.cancelled and meeting.kind is not MeetingKind.TEAM]
    ids = {meeting.id for meeting in held}
    register = interviewees.values() if isinstance(interviewees, Mapping) else interviewees
    met = {person.id for person in register if not person.meetings or person.meetings & ids}
    minutes = sum(meeting.minutes * max(1, len(meeting.peers)) for meeting in held)
    people = max(sum(meeting.expected for meeting in held), len(met))
    return Visit(people=people, meetings=len(held), hours=minutes // 60)


def _traces(basis: Basis, findings: Iterable[Finding]) -> dict[ItemId, Trace]:
    """Where everything comes from that the findings are linked to and that is there."""
    linked = {link.source for finding in findings for link in finding.links}
    confided = {point.note for point in basis.points.values() if point.off_record} & linked
    found = ((item, _trace(item, basis, confided)) for item in linked)
    return {item: trace for item, trace in found if trace is not None}


def _trace(item: ItemId, basis: Basis, confided: Collection[ItemId]) -> Trace | None:
    """Where one thing comes from; an excerpt of a point is from the meeting of that point, by the peer who wrote it.

    ``confided`` are the notes in which something is off the record.
    """
    excerpt = basis.excerpts.get(item)
    if excerpt is not None and excerpt.document:
        there = excerpt.document in basis.documents
        return Trace(ItemKind.DOCUMENT, excerpt.document if there else NO_ITEM, excerpt.person, excerpt.off_record)
    point = basis.points.get(item if excerpt is None else excerpt.point)
    note = basis.notes.get(item if point is None else point.note)
    if excerpt is None and point is None and note is None:
        return None
    secret = (excerpt is not None and excerpt.off_record) or (item in confided if point is None else point.off_record)
    meeting, peer = (note.meeting, note.person) if note is not None else (NO_ITEM, NO_ITEM)
    return Trace(ItemKind.MEETING, meeting, peer, secret)


def _counts(trace: Trace, meetings: Mapping[ItemId, Meeting]) -> bool:
    """Whether what a thing comes from is a source at all: there, and not a meeting of the team's own."""
    if trace.sort is ItemKind.DOCUMENT:
        return bool(trace.item)
    return trace.item in meetings and meetings[trace.item].kind is not MeetingKind.TEAM


def _known(finding: Finding, traces: Mapping[ItemId, Trace]) -> dict[LinkRole, set[ItemId]]:
    """What is linked to a finding and is there, by what it does for it."""
    known: dict[LinkRole, set[ItemId]] = {role: set() for role in LinkRole}
    for link in finding.links:
        if link.source in traces:
            known[link.role].add(link.source)
    return known


def _standing(finding: Finding, traces: Mapping[ItemId, Trace], meetings: Mapping[ItemId, Meeting]) -> Standing:
    known = _known(finding, traces)
    supporting = [traces[item] for item in known[LinkRole.SUPPORTS]]
    counted = [trace for trace in supporting if _counts(trace, meetings)]
    rooms = {trace.item: meetings[trace.item] for trace in counted if trace.sort is ItemKind.MEETING}
    papers = {trace.item for trace in counted if trace.sort is ItemKind.DOCUMENT}
    peers = {trace.peer for trace in counted}
    groups = [room.group for room in rooms.values()]
    ways = {_way(room) for room in rooms.values()} | ({Way.READ} if papers else set())
    found = {
        Doubt.NOTHING_BEHIND: not counted,
        Doubt.ONE_ROOM: len(rooms) + len(papers) == 1,
        Doubt.ONE_GROUP: bool(groups) and None not in groups and len(set(groups)) == 1,
        Doubt.ONE_PEER: bool(rooms) and not papers and len(peers) == 1,
        Doubt.CHALLENGED: bool(known[LinkRole.CHALLENGES]) and not known[LinkRole.CONTEXT],
        Doubt.OFF_RECORD: any(trace.off_record for trace in supporting),
    }
    return Standing(
        finding=finding.id,
        meetings=frozenset(rooms),
        documents=frozenset(papers),
        ways=tuple(way for way in Way if way in ways),
        groups=frozenset(group for group in groups if group is not None),
        days=tuple(sorted({room.starts.date() for room in rooms.values() if room.starts is not None})),
        peers=frozenset(peers),
        supporting=len(supporting),
        challenging=len(known[LinkRole.CHALLENGES]),
        context=len(known[LinkRole.CONTEXT]),
        doubts=tuple(doubt for doubt in Doubt if found[doubt]),
    )


def _way(meeting: Meeting | None) -> Way:
    """How what is of this meeting (or, without one, of a document) was come by."""
    if meeting is None:
        return Way.READ
    if meeting.kind is MeetingKind.CASE_FILES:
        return Way.READ
    return Way.SEEN if meeting.kind in (MeetingKind.SITE_VISIT, MeetingKind.OBSERVED) else Way.HEARD
