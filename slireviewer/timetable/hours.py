"""Days and hours as people write them: "Tue 15 Sept", "9.00-9.45", "2pm for 45 minutes"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slireviewer.timetable.values import Unread, short

LONGEST = timedelta(hours=14)
"""No meeting lasts longer; a slot that seems to has a wrong time."""
FARTHEST = timedelta(days=300)
"""How far from the visit a meeting may lie; phone calls come weeks before it, a wrong year a whole one."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:,?\s+(?P<year>\d{4})\b)?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
_DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?:[T ]00:00(?::00)?)?(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})(?P<s>[/.-])(?P<number>\d{1,2})(?P=s)(?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(rf"{_DAY}\s*(?:of\s+)?[\s-]?{_MONTH}(?:[\s,-]*(?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?!\d){_YEAR}"),
    re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<number>\d{1,2})(?![\d/])"),
)
_WEEKDAY = re.compile(r"\b(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b")
_NUMBERED_DAY = re.compile(r"\bday\s+(\d|one|two|three|four|five)\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def spoken(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def too_far(day: date, first: date) -> str:
    """What is said of a day that cannot belong to the visit."""
    return f"{spoken(day)} is far from the visit, which begins on {spoken(first)}. Check the year."


def day_in(text: str, first: date | None, last: date | None) -> tuple[date | None, str]:
    """The day that a text names, and the text without it. Raises Unread for a day that cannot be."""
    said = text.casefold()
    for form in _DATES:
        found = form.search(said)
        if found:
            day = _dated(found, text, first)
            _check_weekday(said, day)
            rest = _WEEKDAY.sub(" ", said[: found.start()]) + " " + said[found.end() :]
            return day, rest.strip(" ,-–:")
    if first is not None:
        numbered = _NUMBERED_DAY.search(said)
        if numbered:
            day = first + timedelta(days=_NUMBERS.get(numbered[1], 0) or int(numbered[1])) - timedelta(days=1)
            _check_weekday(said, day)
            return day, (said[: numbered.start()] + said[numbered.end() :]).strip(" ,-–:")
        weekday = _WEEKDAY.search(said)
        days = [first + timedelta(days=n) for n in range(((last or first) - first).days + 1)][:7]
        meant = [day for day in days if weekday and DAYS[day.weekday()].startswith(weekday[1][:3])]
        if weekday and meant:
            return meant[0], (said[: weekday.start()] + said[weekday.end() :]).strip(" ,-–:")
    return None, said


def _dated(found: re.Match[str], text: str, first: date | None) -> date:
    parts = found.groupdict()
    word = parts.get("month")
    month = int(parts["number"]) if word is None else [each[:3] for each in MONTHS].index(word) + 1
    number, year = int(parts["day"]), int(parts.get("year") or 0)
    if 0 < year < 100:
        year += 2000
    if not year and first is None:
        raise Unread(f"“{short(text)}” names no year, and the challenge has no dates yet.")
    years = [year] if year else [first.year, first.year + 1, first.year - 1] if first else []
    days = []
    for each in years:
        try:
            days.append(date(each, month, number))
        except ValueError:
            continue
    if not days:
        raise Unread(f"There is no day “{short(found[0].strip())}”.")
    day = min(days, key=lambda one: abs((one - first).days)) if first else days[0]
    if first is not None and abs(day - first) > FARTHEST:
        raise Unread(too_far(day, first))
    return day


def _check_weekday(said: str, day: date) -> None:
    named = _WEEKDAY.search(said)
    right = DAYS[day.weekday()]
    if named and not right.startswith(named[1][:3]):
        wrong = next(each for each in DAYS if each.startswith(named[1][:3]))
        raise Unread(f"{spoken(day)} is a {right.capitalize()}, not a {wrong.capitalize()}.")


# ---- hours -----------------------------------------------------------------------------------------------

EXACT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d)?")
_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d{1,2}))?(?::\d\d)?\s?(?P<half>[ap]m)?")
_FOUR = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)\s?(?:h|hrs|hours)?(?P<half>)")
_MINUTES = re.compile(r"\(?(?:for\s+)?(\d{1,3})\s*(?:minutes|mins?|m)\b\.?\)?")
_HOURS = re.compile(r"\(?(?:for\s+)?(?<!\d)(\d{1,2}(?:\.\d+)?)\s*(?:hours?|hrs?)\b\.?\)?")
_NOISE = re.compile(r"\b(?:from|at|approx|approximately|circa|start(?:s|ing)?|tbc|c)\b\.?|~")


@dataclass(frozen=True, slots=True)
class Slot:
    """What a text says of hours: minutes after midnight, and a length."""

    start: int | None = None
    end: int | None = None
    minutes: int | None = None


def slot_of(text: str) -> Slot:
    """The hours in a text such as "9.00-9.45", "2pm" or "0930 for 45 min". Raises Unread when it is something else."""
    said = re.sub(r"([ap])\.\s?m\b\.?", r"\1m", text.casefold().strip())
    said = re.sub(r"\s*(?:[–—−]|\bto\b|\buntil\b|\btill\b|->|→)\s*", "-", said)
    fraction = re.fullmatch(r"0?\.\d{3,}", said)
    if fraction:  # a time of day as a spreadsheet keeps it when nobody told it that this is one
        return Slot(start=round(float(said) * 1440))
    minutes: int | None = None
    for form, unit in ((_MINUTES, 1.0), (_HOURS, 60.0)):
        length = form.search(said)
        if length and minutes is None and not re.fullmatch(r"\d{4}", length[1]):
            minutes = round(float(length[1]) * unit)
            said = said.replace(length[0], " ")
    said = _NOISE.sub(" ", said).strip(" ,;()-")
    if not said:
        return Slot(minutes=minutes)
    parts = [part.strip(" ,;()") for part in said.split("-")]
    if len(parts) > 2:
        raise Unread(f"“{short(text)}” is not a time.")
    hours = [_hour(part, text) for part in parts]
    start, end = hours[0], hours[1] if len(hours) == 2 else None
    if end is None:
        return Slot(_by_day(*start), minutes=minutes)
    return Slot(*_from_to(start, end), minutes=minutes)


def _hour(part: str, text: str) -> tuple[int, str, bool]:
    """Minutes after midnight as written, "am", "pm" or "", and whether the hour is written with two digits."""
    if re.fullmatch(r"(?:12\s?)?(?:noon|midday)", part):
        return 720, "pm", True
    found = _FOUR.fullmatch(part) or _HOUR.fullmatch(part)
    if found is None:
        raise Unread(f"“{short(text)}” is not a time.")
    hour, minute, half = int(found["hour"]), found["minute"] or "0", found["half"] or ""
    # A spreadsheet makes 9.3 of 9.30.
    minutes = int(minute) * (10 if len(minute) == 1 and int(minute) < 6 and minute != "0" else 1)
    if hour > 23 or minutes > 59 or (half and not 1 <= hour <= 12 and not (half == "pm" and hour < 24)):
        raise Unread(f"There is no time “{short(part)}”.")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return hour * 60 + minutes, half, len(found["hour"]) == 2


def _by_day(minutes: int, half: str, two_digits: bool) -> int:
    """Nobody meets at night: 1.30 is in the afternoon, and so is 5 unless it is written 05:00."""
    night = minutes < 300 or (minutes < 420 and not two_digits)
    return minutes + 720 if not half and night else minutes


def _from_to(start: tuple[int, str, bool], end: tuple[int, str, bool]) -> tuple[int, int]:
    first, last = _by_day(*start), _by_day(*end)
    if not start[1] and end[1] == "pm" and start[0] < 720 and start[0] + 720 < last:
        first = start[0] + 720  # 2-3pm, but 11-1pm
    if not end[1] and not end[2] and last <= first and last < 540:
        last += 720  # 5-7pm is often written 5-7
    return first, last


def has_time(row: Sequence[str]) -> bool:
    for cell in row:
        try:
            if re.search(r"\d", cell) and slot_of(cell).start is not None:
                return True
        except Unread:
            continue
    return False


def is_day(cell: str) -> bool:
    try:
        return day_in(cell, date(2026, 1, 1), date(2026, 1, 7))[0] is not None
    except Unread:
        return True


def names_a_day(text: str) -> bool:
    """Whether a line is a heading such as "Day 2" or "Tuesday 15 September"."""
    return len(text) < 120 and is_day(text)
