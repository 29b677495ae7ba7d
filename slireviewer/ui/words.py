"""How the window writes days, hours and kinds."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from slireviewer.model import Meeting, PointKind, Theme, short_title

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


def between(meeting: Meeting) -> str:
    """From when to when: "11:00 – 11:45"; empty while the meeting has no time."""
    if meeting.starts is None or meeting.ends is None:
        return ""
    return f"{meeting.starts:%H:%M} – {meeting.ends:%H:%M}"


def minutes_until(then: datetime, now: datetime) -> int:
    """Whole minutes from ``now`` to ``then``, rounded up; never below nought."""
    return max(0, ceil((then - now).total_seconds() / 60))
