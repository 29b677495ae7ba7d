"""What the Evidence page shows, read from the challenge as values and said in words. No widget lives here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from slireviewer import anchors, storage
from slireviewer.model import (
    Comment,
    Finding,
    FindingState,
    ItemId,
    ItemKind,
    LinkRole,
    Meeting,
    MeetingKind,
    Person,
    Question,
    Recommendation,
    Theme,
)
from slireviewer.storage import EvidenceLine, Heard, Reading
from slireviewer.triangulation import Basis, Gap, Lack, Standing, explain
from slireviewer.ui.finding_cards import FindingCard
from slireviewer.ui.matrix import Line
from slireviewer.ui.point_cards import PointCard
from slireviewer.ui.rows import Row
from slireviewer.ui.standing import (
    FINDING_ICON,
    FINDING_ROLE,
    below_words,
    doubt_words,
    meter_words,
    source_line,
)
from slireviewer.ui.words import (
    counted_documents,
    counted_groups,
    counted_metrics,
    counted_points,
    counted_sources,
    finding_words,
    first_name,
    group_words,
    hour_of,
    spoken,
    state_words,
)

if TYPE_CHECKING:
    from slireviewer.ui.finding_form import Filed, Remark, View
    from slireviewer.ui.gaps_view import GapLine


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard, as it was read: counts, themes, meetings by name, the team by name, and how much of it.

    ``rooms`` are the separate groups with any point, ``documents`` the papers, ``metrics`` the documents that are one
    figure each, ``end`` is the last day of the visit.
    """

    heard: Heard = field(default_factory=lambda: Heard({}, {}, {}))
    themes: Sequence[Theme] = ()
    meetings: Mapping[ItemId, Meeting] = field(default_factory=dict)
    people: Mapping[ItemId, Person] = field(default_factory=dict)
    rooms: int = 0
    documents: int = 0
    metrics: frozenset[ItemId] = frozenset()
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said, as it was read: findings with what stands behind each, recommendations, comments."""

    findings: Sequence[Finding] = ()
    standings: Mapping[ItemId, Standing] = field(default_factory=dict)
    recommendations: Sequence[Recommendation] = ()
    comments: Sequence[Comment] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, as it was read: gaps, the questions there are, and where each is to be asked already."""

    gaps: Sequence[Gap] = ()
    questions: Mapping[ItemId, Question] = field(default_factory=dict)
    planned: Mapping[ItemId, Sequence[ItemId]] = field(default_factory=dict)


def read_hearing(r: Reading) -> Hearing:
    """What was heard. Takes its time in a large challenge: for a job."""
    lines, papers = storage.meeting_lines(r), storage.document_lines(r)
    return Hearing(
        heard=storage.heard(r),
        themes=storage.theme_lines(r),
        meetings={each.meeting.id: each.meeting for each in lines},
        people={person.id: person for person in storage.person_lines(r)},
        rooms=sum(1 for each in lines if each.points and each.meeting.kind is not MeetingKind.TEAM),
        documents=sum(not paper.is_metric for paper in papers),
        metrics=frozenset(paper.id for paper in papers if paper.is_metric),
        end=storage.get_challenge(r).end,
    )


def read_saying(r: Reading, known: Saying | None = None) -> Saying:
    """What is said. Of findings that are as they were in ``known``, what stands behind them is not read again."""
    findings = storage.read_findings(r)
    if known is None:
        standings = storage.standing_lines(r, findings)
    else:
        before = {finding.id: finding for finding in known.findings}
        changed = [finding for finding in findings if before.get(finding.id) != finding]
        weighed = storage.standing_lines(r, changed) if changed else {}
        standings = {finding.id: weighed.get(finding.id) or known.standings[finding.id] for finding in findings}
    return Saying(findings, standings, storage.read_recommendations(r), storage.comment_lines(r))


def read_missing(r: Reading) -> Missing:
    """What is missing. Takes its time in a large challenge: for a job."""
    questions = {question.id: question for question in storage.question_lines(r)}
    return Missing(storage.gap_lines(r), questions, storage.planned_meetings(r))


class Board:
    """What was read last, said in words. ``take`` brings in what was read again."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing, as before anything was read."""
        self.hearing = Hearing()
        self.take_saying(Saying())
        self._basis = Basis({}, {}, {})

    def take(self, hearing: Hearing, saying: Saying) -> None:
        """Show these from now on."""
        self.hearing = hearing
        self.take_saying(saying)

    def take_saying(self, saying: Saying) -> None:
        """Show these findings from now on."""
        self.saying = saying
        self._open = Counter(comment.about for comment in saying.comments if not comment.resolved)
        self._filed: dict[ItemId, tuple[ItemId, ...]] = {}
        for finding in saying.findings:
            for link in finding.links:
                self._filed[link.source] = (*self._filed.get(link.source, ()), finding.id)

    def read_said(self, r: Reading) -> None:
        """Read what is said again, quickly: only what has changed."""
        self.take_saying(read_saying(r, self.saying))

    @property
    def heard(self) -> Heard:
        """Counts by theme and kind."""
        return self.hearing.heard

    @property
    def themes(self) -> Sequence[Theme]:
        """The themes in their order."""
        return self.hearing.themes

    @property
    def meetings(self) -> Mapping[ItemId, Meeting]:
        """The meetings by name."""
        return self.hearing.meetings

    @property
    def people(self) -> Mapping[ItemId, Person]:
        """The team by name."""
        return self.hearing.people

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings in their order."""
        return self.saying.findings

    def marked(self, lines: Sequence[EvidenceLine]) -> list[EvidenceLine]:
        """These points, with the findings that they are filed under now."""
        filed = self._filed
        return [
            line if line.filed == filed.get(line.item, ()) else line._replace(filed=filed.get(line.item, ()))
            for line in lines
        ]

    # What was heard.

    def matrix_lines(self) -> list[Line]:
        """The rows of the matrix: themes, then what has no theme, then everything."""
        lines = [
            Line(theme.id, theme.title, self.heard.themes.get(theme.id, {}), below=theme.parent is not None)
            for theme in self.themes
        ]
        bare = sum(cell.points for cell in self.heard.untagged.values())
        if bare:
            words = QCoreApplication.translate("Board", "No theme yet: {points}").format(points=counted_points(bare))
            lines.append(Line(ItemId(""), words, self.heard.untagged, bare=True))
        words = QCoreApplication.translate("Board", "All of it")
        return [*lines, Line(ItemId(""), words, self.heard.whole, whole=True)]

    def totals(self) -> str:
        """How much there is in all: "163 points · 31 groups · 12 documents"."""
        points = sum(cell.points for cell in self.heard.whole.values())
        parts = [counted_points(points), counted_groups(self.hearing.rooms)]
        if self.hearing.documents:
            parts.append(counted_documents(self.hearing.documents))
        if self.hearing.metrics:
            parts.append(counted_metrics(len(self.hearing.metrics)))
        return " · ".join(parts)

    def groups_behind(self, lines: Sequence[EvidenceLine]) -> int:
        """How many separate groups these points are from; the team's own meetings are none."""
        sources = {line.source for line in lines if line.sort is ItemKind.POINT}
        team = {each.id for each in self.meetings.values() if each.kind is MeetingKind.TEAM}
        return len(sources - team)

    def point_card(self, line: EvidenceLine) -> PointCard:
        """A point as it is shown in the list."""
        meeting = self.meetings.get(line.source)
        when = ""
        if line.sort is not ItemKind.POINT:
            when = QCoreApplication.translate("Board", "page {number}").format(number=line.page)
        elif meeting is not None and meeting.starts is not None:
            when = f"{spoken(meeting.starts.date(), 'ddd')} {meeting.starts:%H:%M}"
        elif line.day is not None:
            when = spoken(line.day, "ddd d MMM")
        return PointCard(
            key=line.item,
            kind=line.kind,
            text=line.text.strip(),
            where=line.place,
            when=when,
            meeting=line.source if line.sort is ItemKind.POINT else "",
            filed=bool(line.filed),
            off_record=line.off_record,
        )

    # What is missing.

    def coming(self, now: datetime) -> list[Meeting]:
        """The meetings in which something can still be asked, in order; all of them when none is to come."""
        held = [each for each in self.meetings.values() if not each.cancelled and each.kind is not MeetingKind.TEAM]
        ahead = [each for each in held if each.starts is not None and each.starts >= now]
        return sorted(ahead or held, key=lambda each: (each.starts is None, str(each.starts), each.title))

    def gap_lines(self, missing: Missing, now: datetime, me: ItemId) -> list[GapLine]:
        """What is missing, each with the question it suggests and the meeting where that fits ``me`` best."""
        coming = self.coming(now)
        slots = {meeting.id: _slot_words(meeting) for meeting in coming}
        planned: dict[str, str] = {}
        for question, meetings in missing.planned.items():
            where = next((words for each, words in slots.items() if each in meetings), "")
            if where and question in missing.questions:
                planned[question] = planned[missing.questions[question].text] = where
        lines = []
        # What the team itself says on too little comes before what the framework would have it ask.
        for gap in sorted(missing.gaps, key=lambda each: each.lack is Lack.UNASKED):
            line = self._gap_line(gap, missing.questions)
            fits = self._fits(gap, coming, me)
            lines.append(
                replace(
                    line,
                    meeting=fits.id if fits is not None else "",
                    planned=planned.get(line.question or "", "") or planned.get(line.ask, ""),
                )
            )
        return lines

    def _gap_line(self, gap: Gap, questions: Mapping[ItemId, Question]) -> GapLine:
        from slireviewer.ui.gaps_view import GapLine

        title = next((theme.title for theme in self.themes if theme.id == gap.theme), "")
        group = group_words()[gap.group] if gap.group is not None else ""
        said = QCoreApplication.translate
        if gap.lack is Lack.THIN_THEME:
            words = said("Board", "Little was heard on {theme}.").format(theme=title)
            below = f"{counted_points(gap.points)} · {counted_sources(gap.sources)}"
            ask = said("Board", "What works here, and what does not: {theme}?").format(theme=title)
            return GapLine(words, below, "tags", ask, gap.theme)
        if gap.lack is Lack.UNHEARD_GROUP:
            words = said("Board", "{group} have not been heard yet.").format(group=group)
            ask = said("Board", "What works well here, and what would you change?")
            return GapLine(words, said("Board", "A whole group is missing"), "users", ask)
        if gap.lack is Lack.GROUP_ON_THEME:
            words = said("Board", "{group} have not been heard on {theme}.").format(group=group, theme=title)
            ask = said("Board", "How do you see it: {theme}?").format(theme=title)
            return GapLine(words, said("Board", "A group is missing on this theme"), "users", ask, gap.theme)
        if gap.lack is Lack.UNASKED and gap.question is not None:
            text = questions[gap.question].text
            words = said("Board", "Not asked yet: {question}").format(question=text)
            return GapLine(words, title, "circle-question-mark", text, gap.theme, gap.question)
        finding = self.finding(gap.finding or "")
        text = " ".join(finding.title.split()) if finding is not None else ""
        words = said("Board", "{sources}: {finding}").format(
            sources=meter_words(gap.sources).capitalize(), finding=text
        )
        ask = said("Board", "Do you see it too? {finding}").format(finding=text)
        return GapLine(words, title, "scale", ask, gap.theme)

    def _fits(self, gap: Gap, coming: Sequence[Meeting], me: ItemId) -> Meeting | None:
        heard = self.standing(gap.finding).groups if gap.finding is not None else frozenset()
        good = [
            each
            for each in coming
            if (gap.group is not None and each.group is gap.group)
            or (gap.group is None and each.group is not None and each.group not in heard)
        ]
        mine = [each for each in good if me in each.peers] or [each for each in coming if me in each.peers]
        return next(iter([*([each for each in good if me in each.peers]), *good, *mine, *coming]), None)

    # What is said.

    def finding(self, key: str) -> Finding | None:
        """A finding by its name."""
        return next((each for each in self.findings if each.id == key), None)

    def standing(self, key: ItemId) -> Standing:
        """What stands behind a finding."""
        return self.saying.standings.get(key) or Standing(finding=key)

    def finding_card(self, finding: Finding, today: date) -> FindingCard:
        """A finding as it is shown in the list."""
        standing = self.standing(finding.id)
        return FindingCard(
            key=finding.id,
            kind=finding.kind,
            title=finding.title.strip() or QCoreApplication.translate("Board", "(no words yet)"),
            sources=standing.sources,
            warnings=tuple(self._warnings(finding, today)),
            below=below_words(finding, standing, self.hearing.metrics),
            state=finding.state,
            comments=self._open[finding.id],
        )

    def _warnings(self, finding: Finding, today: date) -> list[str]:
        if finding.state is FindingState.PARKED:
            return []
        end = self.hearing.end
        said = doubt_words(self.standing(finding.id), tomorrow=end is None or today < end)
        if finding.lapsed:
            said.insert(0, QCoreApplication.translate("Board", "Its words have changed since the team agreed."))
        return said

    def view(self, r: Reading, key: str, now: date) -> View | None:
        """All that is shown of a finding, if it is still there."""
        from slireviewer.ui.finding_form import View

        finding = self.finding(key)
        if finding is None:
            return None
        self._basis = storage.read_basis(r, [finding])
        sources = explain(finding, self._basis)
        return View(
            finding=finding,
            sources=self.standing(finding.id).sources,
            warnings=self._warnings(finding, now),
            behind=[source_line(source, self._basis, self.people) for source in sources],
            filed=[each for link in finding.links if (each := self._behind(link.source, link.role)) is not None],
            remarks=[self._remark(each, now) for each in self.saying.comments if each.about == finding.id],
            rests=[each for each in self.saying.recommendations if finding.id in each.findings],
            themes=self.themes,
        )

    def _behind(self, source: ItemId, role: LinkRole) -> Filed | None:
        from slireviewer.ui.finding_form import Filed

        basis = self._basis
        excerpt = basis.excerpts.get(source)
        if excerpt is not None and excerpt.document:
            document = basis.documents.get(excerpt.document)
            if document is None:
                place = QCoreApplication.translate("Board", "its document is in the bin")
            elif document.is_metric:
                place = document.label
            else:
                place = QCoreApplication.translate("Board", "{document}, page {number}").format(
                    document=document.label, number=excerpt.page
                )
            return Filed(source, role, f"“{excerpt.text.strip()}”", place)
        point = basis.points.get(source if excerpt is None else excerpt.point)
        note = basis.notes.get(source if point is None else point.note)
        meeting = basis.meetings.get(note.meeting) if note is not None else None
        if note is None:
            return None
        where = meeting.title if meeting is not None else ""
        if excerpt is not None:
            if anchors.find(excerpt.anchor, point.text if point is not None else "") is None:
                lost = QCoreApplication.translate("Board", "needs placing: see Documents")
                where = " · ".join(part for part in (where, lost) if part)
            return Filed(source, role, f"“{excerpt.text.strip()}”", where)
        words = point.text.strip() if point is not None else ""
        return Filed(source, role, words or QCoreApplication.translate("Board", "The whole note"), where)

    def place_of_filed(self, source: ItemId) -> tuple[ItemId, ItemId] | None:
        """The meeting and the point of something filed under the finding that was viewed last; none for a document."""
        excerpt = self._basis.excerpts.get(source)
        point = self._basis.points.get(source if excerpt is None else excerpt.point)
        note = self._basis.notes.get(source if point is None else point.note)
        return (note.meeting, point.id if point is not None else ItemId("")) if note is not None else None

    def _remark(self, comment: Comment, today: date) -> Remark:
        from slireviewer.ui.finding_form import Remark

        who = first_name(self.people[comment.person].name) if comment.person in self.people else ""
        parts = [who, hour_of(comment.at, today)]
        if comment.resolved:
            parts.append(QCoreApplication.translate("Board", "settled"))
        return Remark(comment.id, comment.text, " · ".join(part for part in parts if part), comment.resolved)

    def chooser_rows(self, first: ItemId | None = None, *, but: str = "") -> list[Row]:
        """The findings to choose from, those of the theme ``first`` before the others, parked ones left out."""
        titles = {theme.id: theme.title for theme in self.themes}
        listed = [each for each in self.findings if each.state is not FindingState.PARKED and each.id != but]
        listed.sort(key=lambda each: each.theme != first if first else False)
        words, states = finding_words(), state_words()
        return [
            Row(
                each.id,
                " ".join(each.title.split()) or QCoreApplication.translate("Board", "(no words yet)"),
                " · ".join(part for part in (titles.get(each.theme or ItemId(""), ""), states[each.state]) if part),
                meter_words(self.standing(each.id).sources),
                FINDING_ICON[each.kind],
                role=FINDING_ROLE[each.kind],
                word=words[each.kind],
            )
            for each in listed
        ]

    def recommendation_rows(self, finding: ItemId) -> list[Row]:
        """The recommendations that do not rest on a finding yet."""
        return [
            Row(each.id, recommended(each), each.timescale, icon="list-ordered")
            for each in self.saying.recommendations
            if finding not in each.findings
        ]


def _slot_words(meeting: Meeting) -> str:
    """A meeting with its day and hour."""
    if meeting.starts is None:
        return meeting.title
    return f"{spoken(meeting.starts.date(), 'ddd d MMM')} {meeting.starts:%H:%M} · {meeting.title}"


def recommended(recommendation: Recommendation) -> str:
    """A recommendation with its number: "R3  Publish the decision log."."""
    return f"R{recommendation.number}   {' '.join(recommendation.title.split())}"
