"""Whose work is here and whose is not: notes by day, when each last gave, and what waits for a missing package."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from slireviewer.history import parse_entry
from slireviewer.model import ItemId, Meeting, MeetingKind, Person
from slireviewer.storage import journal
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.meetings import read_meetings
from slireviewer.storage.tables import WAITING
from slireviewer.storage.workspace import Reading


@dataclass(frozen=True, slots=True)
class DayLine:
    """What is here of one person from the meetings of one day; ``missing`` are meetings of theirs without a note."""

    day: date
    notes: int
    points: int
    missing: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One member of the team: ``given`` is when they made the package taken last, ``taken`` when it was taken here.

    ``waiting`` counts changes of theirs that wait for an earlier package, and ``waits_for`` names whose.
    """

    person: Person
    mine: bool
    days: tuple[DayLine, ...]
    given: datetime | None
    taken: datetime | None
    waiting: int
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Changes that exist and are not here: ``holder`` has them, ``person`` wrote them (as far as is known)."""

    holder: str
    person: str
    changes: int


def board_lines(r: Reading, *, now: datetime | None = None) -> list[BoardLine]:
    """The status board, one line a person of the team; meetings later than ``now`` are not missed yet."""
    meetings = [meeting for meeting in read_meetings(r) if _takes_place(meeting)]
    held = _held(r)
    given = _given(r)
    waiting = _waiting(r)
    past = [meeting for meeting in meetings if _is_past(meeting, now or datetime.now())]
    return [
        BoardLine(
            person=person,
            mine=person.id == r.me,
            days=_days(person, meetings, past, held),
            given=given.get(person.id, (None, None))[0],
            taken=given.get(person.id, (None, None))[1],
            waiting=waiting.get(person.id, (0, ()))[0],
            waits_for=waiting.get(person.id, (0, ()))[1],
        )
        for person in person_lines(r)
    ]


def silent_meetings(r: Reading, *, now: datetime | None = None) -> list[Meeting]:
    """The meetings that took place and have no note from anybody."""
    noted = {meeting for _, meeting in _held(r)}
    meetings = read_meetings(r)
    return [m for m in meetings if _takes_place(m) and _is_past(m, now or datetime.now()) and m.id not in noted]


def missing_lines(r: Reading) -> list[Missing]:
    """What others are known to have and this laptop lacks, by the lists that came with their packages."""
    names = {person.id: person.name for person in person_lines(r)}
    peers = r.conn.exec_driver_sql("SELECT dev, person, vector FROM peer").all()
    owners = {dev: names.get(ItemId(person), "") for dev, person, _ in peers}
    devices = {row[0]: row[1] for row in r.conn.exec_driver_sql("SELECT id, dev FROM log")}
    here = journal.vector(r.conn)
    counts: Counter[tuple[str, str]] = Counter()
    for _, person, vector in peers:
        for log, (seq, _) in json.loads(vector).items():
            lacking = seq - here.get(log, (0, ""))[0]
            if lacking > 0:
                counts[names.get(ItemId(person), ""), owners.get(devices.get(log, ""), "")] += lacking
    return [Missing(holder, person, changes) for (holder, person), changes in sorted(counts.items())]


def _takes_place(meeting: Meeting) -> bool:
    return not meeting.cancelled and meeting.kind is not MeetingKind.TEAM and meeting.starts is not None


def _is_past(meeting: Meeting, now: datetime) -> bool:
    return meeting.ends is not None and meeting.ends <= now


def _held(r: Reading) -> dict[tuple[ItemId, ItemId], tuple[int, int]]:
    """(person, meeting) → notes and points that are here and have words."""
    rows = r.conn.exec_driver_sql(
        "SELECT note.person, note.meeting, count(DISTINCT note.id), count(point.id) FROM note"
        " JOIN point ON point.note = note.id AND point.text != '' GROUP BY note.person, note.meeting"
    )
    return {(ItemId(person), ItemId(meeting)): (notes, points) for person, meeting, notes, points in rows}


def _days(
    person: Person,
    meetings: list[Meeting],
    past: list[Meeting],
    held: dict[tuple[ItemId, ItemId], tuple[int, int]],
) -> tuple[DayLine, ...]:
    days: dict[date, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.starts is not None:
            days[meeting.starts.date()].append(meeting)
    out = []
    for day, slots in sorted(days.items()):
        counts = [held.get((person.id, meeting.id), (0, 0)) for meeting in slots]
        missing = [m for m in slots if m in past and person.id in m.peers and not held.get((person.id, m.id))]
        out.append(DayLine(day, sum(c[0] for c in counts), sum(c[1] for c in counts), tuple(missing)))
    return tuple(out)


def _given(r: Reading) -> dict[ItemId, tuple[datetime | None, datetime | None]]:
    """Person → when they made the package that was taken last, and when it was taken."""
    made: dict[ItemId, tuple[datetime | None, datetime | None]] = {}
    rows = r.conn.exec_driver_sql("SELECT at, receipt FROM package_in WHERE state = 'done' ORDER BY id")
    for at, receipt in rows:
        kept = json.loads(receipt) if receipt else {}
        if kept.get("person") and kept.get("device"):
            made[ItemId(str(kept["person"]))] = (moment(str(kept.get("made", ""))), moment(at))
    return made


def _waiting(r: Reading) -> dict[ItemId, tuple[int, tuple[str, ...]]]:
    """Person → how many of their changes wait, and whose earlier work they wait for.

    A change whose own log has a gap before it waits for its author; otherwise for somebody else of the team.
    """
    names = {person.id: person.name for person in person_lines(r)}
    tops = journal.vector(r.conn)
    waiting = {row[0] for row in r.conn.exec_driver_sql("SELECT DISTINCT op FROM waiting")}
    counts: Counter[ItemId] = Counter()
    whose: dict[ItemId, set[str]] = defaultdict(set)
    for (raw,) in r.conn.exec_driver_sql("SELECT raw FROM op WHERE state = ? ORDER BY lam, id", (WAITING,)):
        entry = parse_entry(raw)
        if entry.id not in waiting:
            continue
        author = ItemId(entry.by)
        counts[author] += 1
        if entry.seq > tops.get(entry.log, (0, ""))[0]:
            whose[author].add(names.get(author, ""))
        else:
            whose[author].add("")
    return {person: (count, tuple(sorted(whose[person] - {""}))) for person, count in counts.items()}
