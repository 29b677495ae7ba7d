"""Which column of a timetable is which, guessed from the row that names them or from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from slireviewer.model import Person
from slireviewer.timetable.hours import has_time, is_day
from slireviewer.timetable.names import EVERYBODY, PAIR, ROOM, TICKS, Team, is_team, key_of
from slireviewer.timetable.values import Columns, Meaning, Table, Unread

_HEADERS: dict[Meaning, frozenset[str]] = {
    meaning: frozenset(words.split("|"))
    for meaning, words in {
        Meaning.DATE: "date|day|day date|date day|day and date|visit day|dates|meeting date|date of meeting|start date",
        Meaning.START: "time|times|start|start time|starts|from|begin|begins|time slot|timeslot|slot|when|timing|"
        "timings|session time|hour|date time|date and time|time start|start finish|start to finish|start end|starting|"
        "time from|meeting time",
        Meaning.END: "end|end time|ends|finish|finish time|finishes|to|until|time to|time end|ending",
        Meaning.MINUTES: "minutes|mins|duration|length|duration mins|duration minutes|length mins|how long",
        Meaning.TITLE: "meeting|title|interview|session|event|activity|subject|topic|item|description|meeting with|"
        "interview with|summary|what|meeting interview|session title|meeting title|with|meeting name|interview focus|"
        "interview session|meeting activity|activity meeting|programme item|agenda|focus",
        Meaning.WHO: "who|attendees|names|name|interviewee|interviewees|participants|attending|council attendees|"
        "invitees|people|who from the council|council representatives|officer member|name and role|name role|"
        "council officers|person|interviewee name|persons|interviewee s",
        Meaning.PLACE: "place|room|venue|location|where|site|building|room venue|venue room|meeting room|room location|"
        "location room|address",
        Meaning.KIND: "type|kind|format|meeting type|type of meeting|method|session type|type of session|how",
        Meaning.GROUP: "group|audience|stakeholder group|interviewee group|group heard|category|stakeholders",
        Meaning.EXPECTED: "expected|number|no|nos|no of people|number of people|people expected|numbers|attendance|"
        "how many|number attending|headcount|number of attendees|no of attendees|size|no attending|number expected|"
        "group size|no expected|expected number|expected attendance",
        Meaning.PEERS: "peer|peers|pair|team|peer team|peer team member|peer team members|reviewer|reviewers|"
        "interviewer|interviewers|lga|peer s|team member|team members|team member s|who from the team|lead peer|"
        "peer pair|pairs|peers attending|interviewing|interviewed by|peer team attendees|peer team member s|lga team",
        Meaning.STATUS: "status|cancelled|confirmed|state",
        Meaning.REMARKS: "remarks|notes|comments|comment|note|remark|contact|lead officer|organiser|"
        "additional information|further information|contact officer|key issues|purpose|lines of enquiry",
    }.items()
}
_ALONE = (Meaning.PAIR, Meaning.REMARKS, Meaning.NOTHING)
_NEEDED = frozenset([Meaning.START, Meaning.TITLE, Meaning.WHO, Meaning.DATE, Meaning.PEERS, Meaning.PAIR])


def words_of(text: str) -> str:
    """A heading as it is compared: its words, without capitals and signs."""
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold().replace("(s)", "s").replace("no.", "no")).split())


def _header_meaning(text: str, team: Team) -> Meaning | None:
    said = words_of(text)
    if not said or len(said) > 60:
        return None
    for meaning, words in _HEADERS.items():
        if said in words:
            return meaning
    if PAIR.match(said):
        return Meaning.PAIR
    if team.people and said not in EVERYBODY:
        try:
            who, strangers = team.several(text)
        except Unread:
            return None
        if who and not strangers:
            return Meaning.PAIR
    # "Start time (24h)", "Room / building": the first words decide.
    for end in range(min(3, len(said.split())), 0, -1):
        head = " ".join(said.split()[:end])
        for meaning, words in _HEADERS.items():
            if head in words and (end > 1 or head not in ("no", "to", "how", "with", "from", "group", "team", "what")):
                return meaning
    return None


def guess_columns(table: Table, *, team: Sequence[Person] = ()) -> Columns:
    """What the columns of a table mean: from the row that names them, or else from what stands in them."""
    if table.meanings:
        return Columns(table.meanings, 0)
    known = Team(team, {})
    best: tuple[int, int] | None = None
    for number, row in enumerate(table.rows[:60]):
        meanings = [_header_meaning(cell, known) for cell in row]
        kinds = set(meanings) - {None}
        pairs = meanings.count(Meaning.PAIR)
        if len(kinds & _NEEDED) + (pairs > 1) < 2 or has_time(row):
            continue
        score = len(kinds) + pairs
        if best is None or score > best[0]:
            best = score, number
    if best is None:
        return _by_content(table, known)
    number = best[1]
    row = table.rows[number]
    return Columns(_settled(table, [_header_meaning(cell, known) for cell in row], number, known), number)


def _settled(table: Table, found: Sequence[Meaning | None], header: int, team: Team) -> tuple[Meaning, ...]:
    """One column for each meaning; of two the first, and the second is left out."""
    meanings = [each or Meaning.NOTHING for each in found]
    meanings += [Meaning.NOTHING] * (table.width - len(meanings))
    for number, each in enumerate(meanings):
        if each in meanings[:number] and each not in _ALONE:
            spare = {Meaning.TITLE: Meaning.WHO, Meaning.START: Meaning.END}.get(each, Meaning.REMARKS)
            meanings[number] = spare if spare not in meanings else Meaning.REMARKS
    below = table.rows[header + 1 :]
    if Meaning.PEERS not in meanings and Meaning.PAIR not in meanings and Meaning.WHO in meanings:
        column = meanings.index(Meaning.WHO)  # "Attendees" may be either side of the table
        if _share(below, column, lambda cell: is_team(cell, team)) > 0.5:
            meanings[column] = Meaning.PEERS
    pairs = [n for n, each in enumerate(meanings) if each is Meaning.PAIR]
    ticked = all(_share(below, n, lambda cell: key_of(cell) in TICKS) > 0.5 for n in pairs if _share(below, n, bool))
    if Meaning.TITLE not in meanings and ticked:
        for each in (Meaning.WHO, Meaning.GROUP):
            if each in meanings:
                meanings[meanings.index(each)] = Meaning.TITLE
                break
    if Meaning.START not in meanings:
        blank = [n for n, each in enumerate(meanings) if each in (Meaning.NOTHING, Meaning.DATE)]
        times = [n for n in blank if _share(below, n, lambda cell: has_time([cell])) > 0.5]
        dated = [n for n in times if meanings[n] is Meaning.DATE and _share(below, n, is_day) > 0.5]
        for column in [n for n in times if n not in dated][:1]:
            meanings[column] = Meaning.START
    return tuple(meanings)


def _by_content(table: Table, team: Team) -> Columns:
    """Without a row of names: the column of hours, that of days, that of the team, and the longest words."""
    meanings = [Meaning.NOTHING] * table.width
    tests = (
        (Meaning.DATE, is_day), (Meaning.START, lambda cell: has_time([cell])),
        (Meaning.END, lambda cell: has_time([cell])), (Meaning.PEERS, lambda cell: is_team(cell, team)),
        (Meaning.PLACE, lambda cell: bool(ROOM.search(cell))),
    )  # fmt: skip
    for meaning, test in tests:
        for column in range(table.width):
            if meanings[column] is Meaning.NOTHING and _share(table.rows, column, test) > 0.6:
                meanings[column] = meaning
                break
    free = [n for n, each in enumerate(meanings) if each is Meaning.NOTHING]
    if free and Meaning.START in meanings:
        lengths = {n: sum(len(row[n]) for row in table.rows if n < len(row)) for n in free}
        meanings[max(free, key=lambda n: lengths[n])] = Meaning.TITLE
    return Columns(tuple(meanings))


def _share(rows: Sequence[Sequence[str]], column: int, test: Callable[[str], object]) -> float:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip() and len(set(row) - {""}) > 1]
    return sum(map(bool, map(test, cells))) / len(cells) if cells else 0.0


def likeness(table: Table) -> int:
    """How much a table looks like a timetable: nought when not at all."""
    if table.meanings:
        return len(table.rows)
    columns = guess_columns(table)
    kinds = {each for each in columns.meanings if each is not Meaning.NOTHING}
    if Meaning.START not in kinds and Meaning.DATE not in kinds:
        return 0
    timed = sum(1 for row in table.rows if has_time(row))
    return timed * (2 + len(kinds)) if columns.header is not None else timed
