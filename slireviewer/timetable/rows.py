"""The rows of a timetable, one by one, as meetings; the rows that are none, and the rows that cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from slireviewer.model import ItemId, Meeting, MeetingKind
from slireviewer.timetable.columns import words_of
from slireviewer.timetable.hours import EXACT, FARTHEST, LONGEST, Slot, day_in, has_time, slot_of, too_far
from slireviewer.timetable.names import CANCELLED, NOBODY, PAIR, ROOM, TICKS, Team, group_of, key_of, kind_of
from slireviewer.timetable.values import Columns, Meaning, Problem, Skipped, Table, Unread, Where, short


@dataclass(frozen=True, slots=True)
class Read:
    """A meeting as the file says it: only the fields that the file has."""

    where: Where
    text: str
    said: Mapping[str, Any]
    guessed: Mapping[str, Any]
    met: tuple[tuple[str, str], ...] = ()

    @property
    def starts(self) -> datetime:
        starts: datetime = self.said["starts"]
        return starts

    @property
    def title(self) -> str:
        return str(self.said["title"])

    @property
    def peers(self) -> frozenset[ItemId]:
        peers: frozenset[ItemId] = self.said.get("peers", frozenset())
        return peers

    def onto(self, meeting: Meeting) -> Meeting:
        """An existing meeting with what the file says of it; what was only guessed stays as it is there."""
        return replace(meeting, **self.said)

    def made(self, taken: set[ItemId]) -> Meeting:
        """A new meeting; the same slot gets the same identity on every laptop."""
        count = 0
        while True:
            words = ("timetable", self.starts.isoformat(), key_of(self.title), str(count))
            identity = ItemId(sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32])
            if identity not in taken:
                break
            count += 1
        taken.add(identity)
        return Meeting(id=identity, **{**self.guessed, **self.said})


@dataclass
class Reader:
    table: Table
    columns: Columns
    first: date | None
    last: date | None
    team: Team
    day: date | None = None
    day_fault: str = ""
    read: list[Read] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    open: dict[int, int] = field(default_factory=dict)

    def all(self) -> None:
        self._learn_pairs()
        names = self._header_words()
        for number, row in enumerate(self.table.rows):
            where, cells = self.table.where[number], [" ".join(cell.split()) for cell in row]
            text = short(" | ".join(dict.fromkeys(filter(None, cells))), 200)
            if not text:
                continue
            if number == self.columns.header or (names and {words_of(cell) for cell in cells if cell} <= names):
                self.skipped.append(Skipped(where, text))
                continue
            if self._is_heading(cells):
                self.skipped.append(Skipped(where, text))
                continue
            try:
                self._row(number, row, where, text)
            except Unread as fault:
                self.unknown.update(fault.names)
                self.problems.append(Problem(where, text, str(fault)))

    def _header_words(self) -> set[str]:
        header = self.columns.header
        return set() if header is None else {words_of(cell) for cell in self.table.rows[header] if cell.strip()}

    def _learn_pairs(self) -> None:
        for row in self.table.rows:
            for cell in row:
                if PAIR.match(key_of(cell)):
                    for piece in [cell, *cell.split("\n"), *cell.split(";")]:
                        self.team.define(piece)

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """One text over the whole row: a day that holds for what follows, or words that are no meeting.

        A calendar has none: each of its rows is an event.
        """
        texts = {cell for cell in cells if cell}
        if self.table.meanings or len(texts) != 1 or (len(cells) == 1 and self.table.width == 1):
            return False
        (text,) = texts
        try:
            day, _ = day_in(text, self.first, self.last)
        except Unread as fault:
            self.day, self.day_fault = None, str(fault)
            return True
        if day is not None:
            self.day, self.day_fault = day, ""
            return True
        return not has_time([text])

    # one row

    def _cell(self, row: Sequence[str], meaning: Meaning) -> str:
        texts = [row[n].strip() for n in self.columns.places(meaning) if n < len(row)]
        return "\n".join(text for text in texts if text)

    def _row(self, number: int, row: Sequence[str], where: Where, text: str) -> None:
        pairs = [n for n in self.columns.places(Meaning.PAIR) if n < len(row)]
        title = self._cell(row, Meaning.TITLE)
        if title and len(set(row)) < len(row):
            # One cell over several columns, such as lunch: it is said once.
            first = self.columns.places(Meaning.TITLE)[0]
            row = [cell if n <= first or cell.strip() != title else "" for n, cell in enumerate(row)]
        starts, minutes = self._when(row, blank=bool(pairs) and not title and not any(row[n].strip() for n in pairs))
        if starts is None:
            return
        if pairs and not title:
            self._grid(number, row, pairs, starts, minutes, where, text)
            return
        said: dict[str, Any] = {"starts": starts} | ({"minutes": minutes} if minutes else {})
        guessed: dict[str, Any] = {}
        self._what(title, row, said, guessed)
        place = self._cell(row, Meaning.PLACE)
        if place:
            said["place"] = _line(place)
        expected = re.search(r"\d+", self._cell(row, Meaning.EXPECTED))
        if expected:
            said["expected"] = max(1, min(10_000, int(expected[0])))
        met = _people(self._cell(row, Meaning.WHO)) if title else []
        met += self._who(row, pairs, said)
        self.read.append(Read(where, text, said, guessed, tuple(met)))

    def _when(self, row: Sequence[str], *, blank: bool) -> tuple[datetime | None, int | None]:
        """When a row's meeting starts, and its minutes if the row says."""
        start, end = self._cell(row, Meaning.START), self._cell(row, Meaning.END)
        exact, until = EXACT.fullmatch(start), EXACT.fullmatch(end)
        dated = self._cell(row, Meaning.DATE)
        if exact:
            try:
                starts = self._near(datetime.fromisoformat(start[:16].replace(" ", "T")))
            except ValueError:
                raise Unread(f"There is no day “{start[:10]}” or no time “{start[11:16]}”.") from None
            ends = datetime.fromisoformat(end[:16].replace(" ", "T")) if until else None
            self.day, self.day_fault = starts.date(), ""
            slot = Slot() if until or not end else slot_of(end)
            if slot.start is not None:
                ends = starts.replace(hour=slot.start // 60, minute=slot.start % 60)
            return starts, self._length(row, starts, ends, slot.minutes)
        if dated:
            day, rest = day_in(dated, self.first, self.last)
            if day is None:
                # A wrong day must not carry on from the row above.
                raise Unread(f"“{short(dated)}” is not a date.")
            self.day, self.day_fault = day, ""
            start = start or (rest if has_time([rest]) else "")
        elif start and re.search(r"[a-z/]", start.casefold()):
            try:
                slot = slot_of(start)
            except Unread:
                day, start = day_in(start, self.first, self.last)
                if day is not None:
                    self.day, self.day_fault = day, ""
        if blank:
            return None, None
        slot = slot_of(start) if start else Slot()
        if slot.start is None:
            raise Unread("It has no time." if not start else f"“{short(start)}” is not a time.")
        if self.day is None:
            raise Unread(self.day_fault or "It has no date, and no day stands above it.")
        starts = datetime.combine(self.day, time(slot.start // 60 % 24, slot.start % 60))
        last = slot.end
        if end:
            ending = slot_of(until[0][11:16] if until else end)
            if ending.start is not None:
                last = ending.start
        ends = None if last is None else datetime.combine(self.day, time(last // 60 % 24, last % 60))
        return starts, self._length(row, starts, ends, slot.minutes)

    def _near(self, starts: datetime) -> datetime:
        if self.first is not None and abs(starts.date() - self.first) > FARTHEST:
            raise Unread(too_far(starts.date(), self.first))
        return starts

    def _length(self, row: Sequence[str], starts: datetime, ends: datetime | None, said: int | None) -> int | None:
        column = self._cell(row, Meaning.MINUTES)
        if column:
            plain = re.fullmatch(r"(\d{1,3})(?:\.0)?", column)
            clock = re.fullmatch(r"0?(\d):(\d\d)(?::00)?", column)
            said = int(plain[1]) if plain else int(clock[1]) * 60 + int(clock[2]) if clock else slot_of(column).minutes
            if not said:
                raise Unread(f"“{short(column)}” is not a length in minutes.")
        if ends is None:
            return said
        if ends <= starts:
            raise Unread(f"It ends at {ends:%H:%M}, before it starts at {starts:%H:%M}.")
        if ends - starts > LONGEST:
            raise Unread(f"It lasts from {starts:%H:%M} to {ends:%H:%M}, longer than any meeting.")
        return said or (ends - starts) // timedelta(minutes=1)

    def _what(self, title: str, row: Sequence[str], said: dict[str, Any], guessed: dict[str, Any]) -> None:
        """Title, kind, group and whether it is cancelled."""
        words = _line(title) or _line(self._cell(row, Meaning.WHO))
        status = " ".join((self._cell(row, Meaning.STATUS), self._cell(row, Meaning.REMARKS))).strip()
        struck = CANCELLED.match(words)
        if struck:
            words = words[struck.end() :].strip()
        if not words:
            raise Unread("It does not say who is met.")
        said["title"] = words
        if struck or CANCELLED.match(status):
            said["cancelled"] = True
        elif self.columns.places(Meaning.STATUS):
            said["cancelled"] = False
        for name, meaning in (("kind", Meaning.KIND), ("group", Meaning.GROUP)):
            column = self._cell(row, meaning)
            stated = kind_of(column, stated=True) if name == "kind" else group_of(column)
            if stated is not None:
                said[name] = stated
            else:
                found = kind_of(words) if name == "kind" else group_of(words)
                if found is not None:
                    guessed[name] = found
        if said.get("kind", guessed.get("kind")) is MeetingKind.TEAM:
            guessed.pop("group", None)

    def _who(self, row: Sequence[str], pairs: Sequence[int], said: dict[str, Any]) -> list[tuple[str, str]]:
        """Who of the team attends; the answer are people of the council named among them."""
        who: set[ItemId] = set()
        peers, others = self._cell(row, Meaning.PEERS), self._cell(row, Meaning.ATTENDEES)
        if peers:
            found, strangers = self.team.several(peers)
            self._refuse(strangers)
            who |= found
        for column in pairs:
            if key_of(row[column]) in TICKS:
                who |= self._pair(column)
            elif row[column].strip():
                found, strangers = self.team.several(row[column])
                self._refuse(strangers)
                who |= found
        met: list[tuple[str, str]] = []
        if others:
            found, strangers = self.team.several(others)
            if strangers and not found:
                self._refuse(strangers)
            who |= found
            met = [(name, "") for name in strangers]
        if who:
            said["peers"] = frozenset(who)
        return met

    def _refuse(self, strangers: Sequence[str]) -> None:
        if strangers:
            names = " and ".join(f"“{short(name)}”" for name in dict.fromkeys(strangers))
            raise Unread(f"{names} {'is' if len(set(strangers)) == 1 else 'are'} nobody in the team.", strangers)

    # a grid: hours down, pairs across

    def _pair(self, column: int) -> frozenset[ItemId]:
        header = self.columns.header
        heading = self.table.rows[header][column] if header is not None else ""
        whole = self.team.one(heading)
        if whole is not None:
            return whole
        who, strangers = self.team.several(heading)
        if not who or strangers:
            self._refuse([_line(heading) or f"column {column + 1}"] if not who else strangers)
        return who

    def _grid(
        self,
        number: int,
        row: Sequence[str],
        pairs: Sequence[int],
        starts: datetime,
        minutes: int | None,
        where: Where,
        text: str,
    ) -> None:
        """Each cell is a meeting; neighbours of the same words are one, and so is a cell that reaches down."""
        cells: dict[str, list[int]] = {}
        for column in pairs:
            words = row[column].strip()
            if (number, column) in self.table.joined and column in self.open:
                self._prolong(self.open[column], starts, minutes)
            elif words and key_of(words) not in NOBODY:
                cells.setdefault(words, []).append(column)
            else:
                self.open.pop(column, None)
        for words, columns in cells.items():
            try:
                said: dict[str, Any] = {"starts": starts} | ({"minutes": minutes} if minutes else {})
                guessed: dict[str, Any] = {}
                title, met = self._split_cell(words, row, said)
                self._what(title, row, said, guessed)
                place = self._cell(row, Meaning.PLACE)
                if place:
                    said.setdefault("place", _line(place))
                said["peers"] = frozenset[ItemId]().union(*(self._pair(column) for column in columns))
            except Unread as fault:
                self.unknown.update(fault.names)
                self.problems.append(Problem(where, short(f"{starts:%H:%M} | {_line(words)}", 200), str(fault)))
                continue
            self.read.append(Read(where, short(f"{starts:%H:%M} | {_line(words)}", 200), said, guessed, tuple(met)))
            for column in columns:
                self.open[column] = len(self.read) - 1

    def _prolong(self, which: int, starts: datetime, minutes: int | None) -> None:
        old = self.read[which]
        length = (starts - old.starts) // timedelta(minutes=1) + (minutes or 45)
        if 0 < length <= LONGEST // timedelta(minutes=1):
            self.read[which] = replace(old, said={**old.said, "minutes": length})

    def _split_cell(self, words: str, row: Sequence[str], said: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """A cell's lines: its title, then room, hours of its own, how many people; what is left are names."""
        lines = [" ".join(line.split()) for line in words.split("\n") if line.strip()]
        title, met = lines[0], []
        inside = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]", title)
        more = lines[1:]
        if inside and (ROOM.search(inside[2]) or re.match(r"\d", inside[2])):
            title, more = inside[1], [inside[2], *more]
        for line in more:
            people = re.fullmatch(r"(?:c\.?\s*|approx\.?\s*)?(\d{1,3})\s*(?:people|attendees|staff|members)?", line)
            if people:
                said["expected"] = max(1, int(people[1]))
            elif CANCELLED.match(line):
                title = f"Cancelled: {title}"
            elif ROOM.search(line) and "place" not in said:
                said["place"] = line
            elif has_time([line]):
                slot = slot_of(line)
                assert slot.start is not None
                said["starts"] = said["starts"].replace(hour=slot.start // 60 % 24, minute=slot.start % 60)
                if slot.end or slot.minutes:
                    said["minutes"] = slot.minutes or (slot.end or 0) - slot.start
            else:
                met += _people(line)
        return title, met


def _people(text: str) -> list[tuple[str, str]]:
    """Names and roles, one to a line or between semicolons: "Daniel Okoro, Chief Executive"."""
    out = []
    for part in re.split(r"[\n;]", text):
        name, _, role = part.partition(",")
        if name.strip() and key_of(name) not in NOBODY:
            out.append((" ".join(name.split()), " ".join(role.split())))
    return out


def _line(text: str) -> str:
    """Several lines of a cell as one."""
    return ", ".join(" ".join(line.split()).rstrip(",;") for line in text.splitlines() if line.strip())
