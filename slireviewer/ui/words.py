"""How the window writes days, hours and kinds."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from math import ceil

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject

from slireviewer.model import (
    FindingKind,
    FindingState,
    Group,
    ItemKind,
    LinkRole,
    Meeting,
    MeetingKind,
    PointKind,
    Theme,
    short_title,
)

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def kind_words() -> dict[PointKind, str]:
    """What each kind of point is called on its chip."""
    return {
        PointKind.STRENGTH: QCoreApplication.translate("Kinds", "Strength"),
        PointKind.CONSIDERATION: QCoreApplication.translate("Kinds", "Consideration"),
        PointKind.QUOTE: QCoreApplication.translate("Kinds", "Quote"),
        PointKind.FOLLOW_UP: QCoreApplication.translate("Kinds", "Follow-up"),
        PointKind.CONTEXT: QCoreApplication.translate("Kinds", "Context"),
    }


def kinds_words() -> dict[PointKind, str]:
    """What several points of each kind are called."""
    return {
        PointKind.STRENGTH: QCoreApplication.translate("Kinds", "Strengths"),
        PointKind.CONSIDERATION: QCoreApplication.translate("Kinds", "Considerations"),
        PointKind.QUOTE: QCoreApplication.translate("Kinds", "Quotes"),
        PointKind.FOLLOW_UP: QCoreApplication.translate("Kinds", "Follow-up"),
        PointKind.CONTEXT: QCoreApplication.translate("Kinds", "Context"),
    }


def finding_words() -> dict[FindingKind, str]:
    """What each kind of finding is called on its chip."""
    return {
        FindingKind.STRENGTH: QCoreApplication.translate("Findings", "Strength"),
        FindingKind.CONSIDERATION: QCoreApplication.translate("Findings", "Consideration"),
        FindingKind.HEADLINE: QCoreApplication.translate("Findings", "Headline"),
        FindingKind.NOTABLE_PRACTICE: QCoreApplication.translate("Findings", "Notable practice"),
    }


def state_words() -> dict[FindingState, str]:
    """How far the team is with a finding, in words."""
    return {
        FindingState.DRAFT: QCoreApplication.translate("Findings", "Draft"),
        FindingState.AGREED: QCoreApplication.translate("Findings", "Agreed"),
        FindingState.PARKED: QCoreApplication.translate("Findings", "Parked"),
    }


def role_words() -> dict[LinkRole, str]:
    """What a point does for a finding, in words."""
    return {
        LinkRole.SUPPORTS: QCoreApplication.translate("Findings", "Supports it"),
        LinkRole.CHALLENGES: QCoreApplication.translate("Findings", "Challenges it"),
        LinkRole.CONTEXT: QCoreApplication.translate("Findings", "Context"),
    }


class _Counts(QObject):
    """Numbers of things; Qt's tools find the plural forms of ``tr`` alone."""

    def points(self, count: int) -> str:
        return self.tr("%n point(s)", "", count)

    def groups(self, count: int) -> str:
        return self.tr("%n group(s)", "", count)

    def sources(self, count: int) -> str:
        return self.tr("%n source(s)", "", count)

    def findings(self, count: int) -> str:
        return self.tr("%n finding(s)", "", count)

    def documents(self, count: int) -> str:
        return self.tr("%n document(s)", "", count)

    def metrics(self, count: int) -> str:
        return self.tr("%n metric(s)", "", count)

    def challenges(self, count: int) -> str:
        return self.tr("%n challenge(s)", "", count)


@cache
def _counts() -> _Counts:
    return _Counts()


def counted_points(count: int) -> str:
    """So many points: "9 points"."""
    return _counts().points(count)


def counted_groups(count: int) -> str:
    """So many separate groups that were met: "6 groups"."""
    return _counts().groups(count)


def counted_sources(count: int) -> str:
    """So many independent sources: "4 sources"."""
    return _counts().sources(count)


def counted_findings(count: int) -> str:
    """So many findings: "3 findings"."""
    return _counts().findings(count)


def counted_documents(count: int) -> str:
    """So many documents: "12 documents"."""
    return _counts().documents(count)


def counted_metrics(count: int) -> str:
    """So many metrics: "2 metrics"."""
    return _counts().metrics(count)


def counted_challenges(count: int) -> str:
    """So many points that challenge a finding: "2 challenges"."""
    return _counts().challenges(count)


def meeting_words() -> dict[MeetingKind, str]:
    """What each kind of meeting is called."""
    return {
        MeetingKind.INTERVIEW: QCoreApplication.translate("Meetings", "Interview"),
        MeetingKind.FOCUS_GROUP: QCoreApplication.translate("Meetings", "Focus group"),
        MeetingKind.SITE_VISIT: QCoreApplication.translate("Meetings", "Site visit"),
        MeetingKind.OBSERVED: QCoreApplication.translate("Meetings", "Observed committee"),
        MeetingKind.PHONE_CALL: QCoreApplication.translate("Meetings", "Phone call"),
        MeetingKind.CASE_FILES: QCoreApplication.translate("Meetings", "Case-file audit"),
        MeetingKind.TEAM: QCoreApplication.translate("Meetings", "Team meeting"),
    }


def group_words() -> dict[Group, str]:
    """What each group of people heard is called."""
    return {
        Group.MEMBERS: QCoreApplication.translate("Groups", "Members"),
        Group.OFFICERS: QCoreApplication.translate("Groups", "Officers"),
        Group.PARTNERS: QCoreApplication.translate("Groups", "Partners"),
        Group.STAFF: QCoreApplication.translate("Groups", "Staff"),
        Group.RESIDENTS: QCoreApplication.translate("Groups", "Residents"),
    }


def item_words() -> dict[ItemKind, str]:
    """What one item of each kind is called."""
    return {
        ItemKind.CHALLENGE: QCoreApplication.translate("Items", "Challenge"),
        ItemKind.THEME: QCoreApplication.translate("Items", "Theme"),
        ItemKind.QUESTION: QCoreApplication.translate("Items", "Question"),
        ItemKind.PERSON: QCoreApplication.translate("Items", "Team member"),
        ItemKind.MEETING: QCoreApplication.translate("Items", "Meeting"),
        ItemKind.INTERVIEWEE: QCoreApplication.translate("Items", "Person met"),
        ItemKind.NOTE: QCoreApplication.translate("Items", "Note"),
        ItemKind.POINT: QCoreApplication.translate("Items", "Point"),
        ItemKind.FINDING: QCoreApplication.translate("Items", "Finding"),
        ItemKind.RECOMMENDATION: QCoreApplication.translate("Items", "Recommendation"),
        ItemKind.ATTACHMENT: QCoreApplication.translate("Items", "File"),
        ItemKind.COMMENT: QCoreApplication.translate("Items", "Comment"),
        ItemKind.WORDING: QCoreApplication.translate("Items", "Wording of the letter"),
        ItemKind.EDITION: QCoreApplication.translate("Items", "Edition of the letter"),
        ItemKind.WAIVER: QCoreApplication.translate("Items", "Check passed by"),
        ItemKind.RESPONSE: QCoreApplication.translate("Items", "Answer to the council"),
        ItemKind.DOCUMENT: QCoreApplication.translate("Items", "Document"),
        ItemKind.EXCERPT: QCoreApplication.translate("Items", "Excerpt"),
    }


def items_words() -> dict[ItemKind, str]:
    """What several items of each kind are called."""
    return {
        ItemKind.CHALLENGE: QCoreApplication.translate("Items", "Challenges"),
        ItemKind.THEME: QCoreApplication.translate("Items", "Themes"),
        ItemKind.QUESTION: QCoreApplication.translate("Items", "Questions"),
        ItemKind.PERSON: QCoreApplication.translate("Items", "Team"),
        ItemKind.MEETING: QCoreApplication.translate("Items", "Meetings"),
        ItemKind.INTERVIEWEE: QCoreApplication.translate("Items", "People met"),
        ItemKind.NOTE: QCoreApplication.translate("Items", "Notes"),
        ItemKind.POINT: QCoreApplication.translate("Items", "Points"),
        ItemKind.FINDING: QCoreApplication.translate("Items", "Findings"),
        ItemKind.RECOMMENDATION: QCoreApplication.translate("Items", "Recommendations"),
        ItemKind.ATTACHMENT: QCoreApplication.translate("Items", "Files"),
        ItemKind.COMMENT: QCoreApplication.translate("Items", "Comments"),
        ItemKind.WORDING: QCoreApplication.translate("Items", "Wordings of the letter"),
        ItemKind.EDITION: QCoreApplication.translate("Items", "Editions of the letter"),
        ItemKind.WAIVER: QCoreApplication.translate("Items", "Checks passed by"),
        ItemKind.RESPONSE: QCoreApplication.translate("Items", "Answers to the council"),
        ItemKind.DOCUMENT: QCoreApplication.translate("Items", "Documents"),
        ItemKind.EXCERPT: QCoreApplication.translate("Items", "Excerpts"),
    }


_FORMS_OF_ADDRESS = frozenset(
    [
        "councillor",
        "cllr",
        "cllr.",
        "dr",
        "dr.",
        "sir",
        "dame",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "prof",
        "prof.",
        "rev",
    ]
)


def first_name(name: str) -> str:
    """The name a colleague is called by: "Owen" of "Councillor Owen Threlkeld"."""
    parts = [part for part in name.split() if part.casefold() not in _FORMS_OF_ADDRESS]
    return parts[0] if parts else name


def theme_word(theme: Theme) -> str:
    """The word for a theme that fits on a key."""
    return theme.short or short_title(theme.title)


def spoken(day: date, form: str) -> str:
    """A day in one of Qt's date forms, such as "dddd d MMMM"."""
    return BRITISH.toString(QDate(day.year, day.month, day.day), form)


def hour_of(at: datetime | None, today: date) -> str:
    """A moment as briefly as it can be said: "17:12" of today, "Tue 13 Jan 17:12", "13 Jan 2025" of another year."""
    if at is None:
        return ""
    if at.date() == today:
        return f"{at:%H:%M}"
    if at.year != today.year:
        return spoken(at.date(), "d MMM yyyy")
    return f"{spoken(at.date(), 'ddd d MMM')} {at:%H:%M}"


def moment_of(at: datetime | None) -> str:
    """A moment in full: "Tuesday 13 January 2026, 17:12"."""
    return f"{spoken(at.date(), 'dddd d MMMM yyyy')}, {at:%H:%M}" if at is not None else ""


def size_of(count: int) -> str:
    """A number of bytes for people: "4.2 MB"."""
    return BRITISH.formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def between(meeting: Meeting) -> str:
    """From when to when: "11:00 – 11:45"; empty while the meeting has no time."""
    if meeting.starts is None or meeting.ends is None:
        return ""
    return f"{meeting.starts:%H:%M} – {meeting.ends:%H:%M}"


def minutes_until(then: datetime, now: datetime) -> int:
    """Whole minutes from ``now`` to ``then``, rounded up; never below nought."""
    return max(0, ceil((then - now).total_seconds() / 60))
