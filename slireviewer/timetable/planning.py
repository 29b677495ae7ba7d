"""A timetable beside the meetings that are there: what is new, what changed, what is as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from slireviewer.model import ItemId, Meeting, Person
from slireviewer.timetable.hours import DAYS, MONTHS
from slireviewer.timetable.names import Team, key_of
from slireviewer.timetable.rows import Read, Reader
from slireviewer.timetable.values import Change, Columns, Met, Plan, Problem, Table, Where


def understand(
    table: Table,
    columns: Columns,
    *,
    start: date | None = None,
    end: date | None = None,
    team: Sequence[Person] = (),
    existing: Sequence[Meeting] = (),
    aliases: Mapping[str, frozenset[ItemId]] | None = None,
) -> Plan:
    """What importing the table would do to a challenge that runs from ``start`` to ``end``.

    ``aliases`` says who is meant by names that the table uses for the team; nobody (an empty set) is an answer too.
    A meeting that is in the challenge already is changed, not doubled: it is known by its start and title, else by
    title and peers, by its title alone when that is unique, or by start, peers and a title much like it.
    """
    reader = Reader(table, columns, start, end or start, Team(team, aliases or {}))
    reader.all()
    rows = _without_doubles(reader)
    pairs = _matched(rows, existing)
    taken = {meeting.id for meeting in existing}
    new: list[Meeting] = []
    changed: list[Change] = []
    unchanged: list[Meeting] = []
    met: list[Met] = []
    places: dict[ItemId, Where] = {}
    for number, read in enumerate(rows):
        before = pairs.get(number)
        after = read.made(taken) if before is None else read.onto(before)
        places[after.id] = read.where
        if before != after:
            met += [Met(after.id, name, role) for name, role in read.met]
        if before is None:
            new.append(after)
        elif before == after:
            unchanged.append(before)
        else:
            changed.append(Change(read.where, before, after))
    found = {meeting.id for meeting in pairs.values()}
    order = {where: number for number, where in enumerate(table.where)}
    return Plan(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        problems=tuple(sorted(reader.problems, key=lambda problem: order[problem.where])),
        skipped=tuple(reader.skipped),
        absent=tuple(meeting for meeting in existing if meeting.id not in found),
        met=tuple(met),
        unknown=tuple(reader.unknown),
        places=places,
    )


def _without_doubles(reader: Reader) -> list[Read]:
    """Each meeting once; a row that says what another said already is reported."""
    seen: dict[tuple[Any, ...], Where] = {}
    out = []
    for read in reader.read:
        key = (read.starts, key_of(read.title), read.peers, key_of(str(read.said.get("place", ""))))
        if key in seen:
            reader.problems.append(Problem(read.where, read.text, f"It is the same meeting as {seen[key]}."))
            continue
        seen[key] = read.where
        out.append(read)
    return out


def _matched(rows: Sequence[Read], existing: Sequence[Meeting]) -> dict[int, Meeting]:
    """Which row is which meeting of the challenge, the surest likeness first; a likeness that fits two fits none."""
    pairs: dict[int, Meeting] = {}
    left = {meeting.id: meeting for meeting in existing}
    tests: tuple[tuple[Any, Any], ...] = (
        (
            lambda read: (read.starts, key_of(read.title), read.peers),
            lambda meeting: (meeting.starts, key_of(meeting.title), meeting.peers),
        ),
        (
            lambda read: (read.starts, key_of(read.title), key_of(read.said.get("place", ""))),
            lambda meeting: (meeting.starts, key_of(meeting.title), key_of(meeting.place)),
        ),
        (lambda read: (read.starts, key_of(read.title)), lambda meeting: (meeting.starts, key_of(meeting.title))),
        (lambda read: (key_of(read.title), read.peers), lambda meeting: (key_of(meeting.title), meeting.peers)),
        (lambda read: key_of(read.title), lambda meeting: key_of(meeting.title)),
        (
            lambda read: (read.starts, read.peers) if read.peers else None,
            lambda meeting: (meeting.starts, meeting.peers) if meeting.peers else None,
        ),
    )
    for place, (of_row, of_meeting) in enumerate(tests):
        by_row: dict[Any, list[int]] = defaultdict(list)
        by_meeting: dict[Any, list[Meeting]] = defaultdict(list)
        for number, read in enumerate(rows):
            if number not in pairs and of_row(read) is not None:
                by_row[of_row(read)].append(number)
        for meeting in left.values():
            by_meeting[of_meeting(meeting)].append(meeting)
        for key, numbers in by_row.items():
            there = by_meeting.get(key, [])
            if len(numbers) != 1 or len(there) != 1:
                continue
            if place == len(tests) - 1 and not _alike(rows[numbers[0]].title, there[0].title):
                continue
            pairs[numbers[0]] = there[0]
            del left[there[0].id]
    return pairs


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, key_of(one), key_of(other)).ratio() >= 0.6


_FIELDS = {
    "title": "called", "starts": "time", "minutes": "minutes", "place": "place", "kind": "kind", "group": "group",
    "expected": "people expected", "peers": "peers", "cancelled": "cancelled",
}  # fmt: skip


def differences(change: Change, team: Sequence[Person] = ()) -> list[tuple[str, str, str]]:
    """What changes in words: the field, before, after."""
    names = {person.id: person.name for person in team}

    def said(name: str, value: Any) -> str:
        if name == "peers":
            return ", ".join(sorted(names.get(each, "somebody") for each in value)) or "nobody yet"
        if isinstance(value, datetime):
            day, month = DAYS[value.weekday()].capitalize(), MONTHS[value.month - 1].capitalize()
            return f"{day[:3]} {value.day} {month[:3]} {value:%H:%M}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "none" if value in (None, "") else str(value)

    out = []
    for name, words in _FIELDS.items():
        before, after = getattr(change.before, name), getattr(change.after, name)
        if before != after:
            out.append((words, said(name, before), said(name, after)))
    return out
