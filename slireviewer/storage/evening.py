"""What the team looks at in the evening: what is new by theme, where peers differ, and what is to be followed up.

What is new is told by the steps taken on this laptop since then; no colleague's clock has a say in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slireviewer.model import (
    NO_ITEM,
    Finding,
    ItemId,
    ItemKind,
    Meeting,
    MeetingKind,
    PointKind,
    Question,
    QuestionOrigin,
    Theme,
    position_between,
)
from slireviewer.storage.challenges import question_lines, theme_lines, write_question
from slireviewer.storage.findings import read_findings
from slireviewer.storage.meetings import read_meetings, write_meeting
from slireviewer.storage.notes import PointLine, point_lines
from slireviewer.storage.workspace import Edit, Reading, new_id


@dataclass(frozen=True, slots=True)
class ThemeNews:
    """What is new under a theme (``None``: under none yet): points that came or were written, findings likewise."""

    theme: Theme | None
    points: tuple[PointLine, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Peers who see one theme differently: a strength to one, a consideration to another.

    ``meeting`` is where both heard it; ``None`` when it is over the whole visit, between peers of whom each has heard
    one side only.
    """

    theme: Theme
    meeting: ItemId | None
    meeting_title: str
    strengths: tuple[PointLine, ...]
    considerations: tuple[PointLine, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A point to be followed up; ``slot`` is the meeting that was made for it, if there is one."""

    line: PointLine
    slot: Meeting | None


@dataclass(frozen=True, slots=True)
class Evening:
    """The evening view."""

    news: tuple[ThemeNews, ...]
    differences: tuple[Difference, ...]
    follow_ups: tuple[FollowUp, ...]


def evening_lines(r: Reading, since: datetime) -> Evening:
    """What is new since then by theme, where peers differ, and the follow-ups that are not dealt with."""
    lines = point_lines(r)
    themes = theme_lines(r)
    return Evening(_news(r, since, lines, themes), tuple(_differences(lines, themes)), tuple(follow_up_lines(r)))


def _news(r: Reading, since: datetime, lines: Sequence[PointLine], themes: Sequence[Theme]) -> tuple[ThemeNews, ...]:
    rows = r.conn.exec_driver_sql(
        "SELECT DISTINCT op.item FROM op JOIN edit ON edit.id = op.edit WHERE op.state = 0 AND edit.at >= ?",
        (since.replace(microsecond=0).isoformat(),),
    )
    fresh = {row[0] for row in rows}
    points = [line for line in lines if line.point.id in fresh]
    findings = [finding for finding in read_findings(r) if finding.id in fresh]
    known = {theme.id for theme in themes}
    news = [
        ThemeNews(
            theme,
            tuple(line for line in points if theme.id in line.point.themes),
            tuple(finding for finding in findings if finding.theme == theme.id),
        )
        for theme in themes
    ]
    bare = ThemeNews(
        None,
        tuple(line for line in points if not line.point.themes & known),
        tuple(finding for finding in findings if finding.theme not in known),
    )
    return tuple(each for each in (*news, bare) if each.points or each.findings)


def _differences(lines: Iterable[PointLine], themes: Sequence[Theme]) -> Iterable[Difference]:
    heard: dict[ItemId, list[PointLine]] = defaultdict(list)
    for line in lines:
        if line.point.kind in (PointKind.STRENGTH, PointKind.CONSIDERATION):
            for tagged in line.point.themes:
                heard[tagged].append(line)
    for theme in themes:
        meetings: dict[ItemId, list[PointLine]] = defaultdict(list)
        for line in heard[theme.id]:
            if line.meeting:
                meetings[line.meeting].append(line)
        within = [
            Difference(theme, meeting, here[0].meeting_title, *_sides(here))
            for meeting, here in meetings.items()
            if _differ(here)
        ]
        yield from within
        one_sided = _one_sided(heard[theme.id])
        if not within and _differ(one_sided):
            yield Difference(theme, None, "", *_sides(one_sided))


def _sides(lines: Iterable[PointLine]) -> tuple[tuple[PointLine, ...], tuple[PointLine, ...]]:
    every = tuple(lines)
    return (
        tuple(line for line in every if line.point.kind is PointKind.STRENGTH),
        tuple(line for line in every if line.point.kind is PointKind.CONSIDERATION),
    )


def _differ(lines: Iterable[PointLine]) -> bool:
    """Whether one peer has a strength and another a consideration."""
    strengths, considerations = _sides(lines)
    return any(one.person != other.person for one in strengths for other in considerations)


def _one_sided(lines: Iterable[PointLine]) -> list[PointLine]:
    """What comes from peers who have heard one side only, and more than once."""
    by_person: dict[ItemId, list[PointLine]] = defaultdict(list)
    for line in lines:
        by_person[line.person].append(line)
    return [
        line
        for theirs in by_person.values()
        if len(theirs) > 1 and len({line.point.kind for line in theirs}) == 1
        for line in theirs
    ]


# ---- follow-ups ------------------------------------------------------------------------------------------


def follow_up_lines(r: Reading, *, resolved: bool = False) -> list[FollowUp]:
    """The points to be followed up that are open (or those dealt with), in the order of the timetable."""
    rows = r.conn.exec_driver_sql(
        "SELECT id, slot FROM point WHERE kind = ? AND resolved = ?", (str(PointKind.FOLLOW_UP), int(resolved))
    )
    slots = {row[0]: row[1] for row in rows}
    meetings = {meeting.id: meeting for meeting in read_meetings(r)}
    lines = point_lines(r, kind=PointKind.FOLLOW_UP)
    return [FollowUp(line, meetings.get(slots[line.point.id])) for line in lines if line.point.id in slots]


def resolve_follow_up(e: Edit, point: ItemId, *, resolved: bool = True) -> None:
    """Take a follow-up as dealt with, or as open again."""
    e.put(ItemKind.POINT, point, {"resolved": resolved})


def slot_for(
    e: Edit,
    point: ItemId,
    *,
    title: str,
    starts: datetime | None = None,
    minutes: int = 30,
    kind: MeetingKind = MeetingKind.INTERVIEW,
    place: str = "",
    peers: Iterable[ItemId] = (),
    question: str = "",
) -> Meeting:
    """Make a slot of the timetable for a follow-up, with what is to be asked as a line of enquiry under its theme.

    ``question`` is by default what the point says. The follow-up stays open until it is said to be dealt with.
    """
    made = Meeting(
        id=new_id(), title=title, kind=kind, place=place, starts=starts, minutes=minutes,
        peers=frozenset(peers) or frozenset({e.me} - {NO_ITEM}),
    )  # fmt: skip
    write_meeting(e, made)
    shown = e.state(ItemKind.POINT, point).shown()
    themes = [name.removeprefix("theme:") for name, on in sorted(shown.items()) if name.startswith("theme:") and on]
    last = max((each.position for each in question_lines(e)), default="")
    write_question(
        e,
        Question(
            id=new_id(), text=question or str(shown.get("text") or ""), theme=ItemId(themes[0]) if themes else None,
            origin=QuestionOrigin.ENQUIRY, position=position_between(last, ""),
        ),
    )  # fmt: skip
    e.put(ItemKind.POINT, point, {"slot": made.id})
    return made
