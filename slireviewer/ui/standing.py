"""What stands behind a finding, in words: how many sources, who was heard, what is in doubt and what would help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from slireviewer.model import Finding, FindingKind, FindingState, Group, ItemId, ItemKind, Person
from slireviewer.triangulation import Basis, Doubt, Source, Standing, Way
from slireviewer.ui.theme import Look
from slireviewer.ui.words import (
    counted_challenges,
    counted_documents,
    counted_groups,
    counted_metrics,
    counted_points,
    counted_sources,
    first_name,
    group_words,
    spoken,
)

FINDING_ROLE = {
    FindingKind.STRENGTH: "strength",
    FindingKind.CONSIDERATION: "consideration",
    FindingKind.HEADLINE: "accent",
    FindingKind.NOTABLE_PRACTICE: "quote",
}
FINDING_ICON = {
    FindingKind.STRENGTH: "plus",
    FindingKind.CONSIDERATION: "triangle-alert",
    FindingKind.HEADLINE: "flag",
    FindingKind.NOTABLE_PRACTICE: "star",
}
# Whom to ask when only one group was heard.
OTHERS = {
    Group.MEMBERS: Group.OFFICERS,
    Group.OFFICERS: Group.MEMBERS,
    Group.PARTNERS: Group.OFFICERS,
    Group.STAFF: Group.OFFICERS,
    Group.RESIDENTS: Group.MEMBERS,
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One independent source of a finding, for explaining the number: who was met, and what came of it."""

    title: str
    below: str
    counts: bool


def meter_role(sources: int) -> str:
    """The colour of the dots: three sources and more, two, or fewer."""
    return "strength" if sources >= 3 else "consideration" if sources == 2 else "danger"


def meter_words(sources: int) -> str:
    """The number beside the dots: "4 sources", "single source", "no source yet"."""
    if sources == 1:
        return QCoreApplication.translate("Standing", "single source")
    return counted_sources(sources) if sources else QCoreApplication.translate("Standing", "no source yet")


def group_list(groups: frozenset[Group]) -> str:
    """Who was heard: "members, officers"."""
    words = group_words()
    return ", ".join(words[group].lower() for group in Group if group in groups)


def doubt_words(standing: Standing, *, tomorrow: bool) -> list[str]:
    """Every doubt as a sentence that says what to do; ``tomorrow`` when the visit has another day."""
    doubts = standing.doubts
    said = []
    if Doubt.ONE_ROOM in doubts:
        said.append(
            QCoreApplication.translate("Standing", "One room. Not safe to say in the letter yet.")
            if standing.meetings
            else QCoreApplication.translate("Standing", "Read in one place only. Not safe to say in the letter yet.")
        )
    elif Doubt.ONE_GROUP in doubts and len(standing.groups) == 1:
        said.append(_one_group(next(iter(standing.groups)), tomorrow))
    if Doubt.CHALLENGED in doubts:
        said.append(QCoreApplication.translate("Standing", "Challenged, and nobody has answered it yet."))
    if Doubt.ONE_PEER in doubts and Doubt.ONE_ROOM not in doubts:
        said.append(QCoreApplication.translate("Standing", "Only one of us wrote it down. Ask a second peer."))
    if Doubt.OFF_RECORD in doubts:
        said.append(QCoreApplication.translate("Standing", "Rests on what was said off the record."))
    if Doubt.NOTHING_BEHIND in doubts:
        said.append(QCoreApplication.translate("Standing", "Nothing that supports it is filed yet."))
    return said


def _one_group(group: Group, tomorrow: bool) -> str:
    words = group_words()
    sentence = (
        QCoreApplication.translate("Standing", "Heard from {group} only. Check with {others} tomorrow.")
        if tomorrow
        else QCoreApplication.translate("Standing", "Heard from {group} only. Check with {others}.")
    )
    return sentence.format(group=words[group].lower(), others=words[OTHERS[group]].lower())


def below_words(finding: Finding, standing: Standing, metrics: Collection[ItemId] = ()) -> str:
    """The last line of a card: "5 points · members, officers · in letter".

    ``metrics`` are the documents that are one figure each.
    """
    parts = [counted_points(standing.supporting)]
    groups = group_list(standing.groups)
    if len(standing.groups) == 1 and standing.sources > 1:
        groups = QCoreApplication.translate("Standing", "{group} only").format(group=groups)
    if standing.sources == 1 and standing.meetings:
        groups = counted_groups(1)
    parts.append(groups)
    figures = len(standing.documents.intersection(metrics))
    if len(standing.documents) > figures:
        parts.append(counted_documents(len(standing.documents) - figures))
    if figures:
        parts.append(counted_metrics(figures))
    if standing.challenging:
        parts.append(counted_challenges(standing.challenging))
    if finding.state is FindingState.AGREED:
        parts.append(QCoreApplication.translate("Standing", "in letter"))
    elif finding.state is FindingState.PARKED:
        parts.append(QCoreApplication.translate("Standing", "parked"))
    return " · ".join(part for part in parts if part)


def source_line(source: Source, basis: Basis, people: Mapping[ItemId, Person]) -> SourceLine:
    """One source of a finding in words: who was met or what was read, when, and by whom it was written down."""
    parts = []
    if source.sort is ItemKind.DOCUMENT:
        document = basis.documents[source.item]
        title = f"{document.label}  {document.title}"
    else:
        meeting = basis.meetings[source.item]
        title = meeting.title
        if source.group is not None:
            parts.append(group_words()[source.group].lower())
        if meeting.starts is not None:
            parts.append(f"{spoken(meeting.starts.date(), 'ddd d MMM')} {meeting.starts:%H:%M}")
    metric = source.sort is ItemKind.DOCUMENT and basis.documents[source.item].is_metric
    parts.append(QCoreApplication.translate("Standing", "a metric") if metric else way_words()[source.way])
    if source.supports:
        parts.append(counted_points(len(source.supports)))
    if source.challenges:
        parts.append(counted_challenges(len(source.challenges)))
    peers = ", ".join(first_name(people[each].name) for each in source.peers if each in people)
    if peers:
        parts.append(QCoreApplication.translate("Standing", "by {peers}").format(peers=peers))
    return SourceLine(title, " · ".join(parts), source.counts)


def way_words() -> dict[Way, str]:
    """How the team came to know, in a word."""
    return {
        Way.HEARD: QCoreApplication.translate("Standing", "heard"),
        Way.READ: QCoreApplication.translate("Standing", "read"),
        Way.SEEN: QCoreApplication.translate("Standing", "seen"),
    }


def paint_meter(
    painter: QPainter, look: Look, right_middle: QPoint, sources: int, *, scale: float = 1.0, room: int = 0
) -> QRectF:
    """Draw dots and number so that they end at that point; where they are.

    Where ``room`` (pixels; 0: as much as it takes) is too little for the words the number stands alone.
    """
    role, words = meter_role(sources), meter_words(sources)
    painter.setFont(look.font(11 * scale))
    metrics = painter.fontMetrics()
    size, step = look.px(9 * scale), look.px(13 * scale)
    if room and metrics.horizontalAdvance(words) + look.px(8) + 3 * step > room:
        words = str(sources)
    wide = metrics.horizontalAdvance(words)
    x = right_middle.x() - wide
    painter.setPen(look.colour("danger" if sources <= 1 else "text_soft" if sources > 2 else role))
    painter.drawText(x, right_middle.y() + metrics.ascent() // 2 - 1, words)
    left = x - look.px(8) - 3 * step + (step - size)
    painter.setPen(QPen(look.colour(role), 1.4))
    for number in range(3):
        painter.setBrush(look.colour(role) if number < sources else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(left + number * step, right_middle.y() - size / 2, size, size))
    return QRectF(left - 4, right_middle.y() - size, right_middle.x() - left + 8, size * 2)
