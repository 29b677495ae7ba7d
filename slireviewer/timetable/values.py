"""The values of an import: a table as it stands in a file, what its columns mean, and what importing it would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from slireviewer.model import ItemId, Meeting


class Meaning(StrEnum):
    """What a column says. A ``PAIR`` column belongs to some of the team: its cells are their meetings, or ticks."""

    NOTHING = "nothing"
    DATE = "date"
    START = "start"
    END = "end"
    MINUTES = "minutes"
    TITLE = "title"
    WHO = "who"
    PLACE = "place"
    KIND = "kind"
    GROUP = "group"
    EXPECTED = "expected"
    PEERS = "peers"
    ATTENDEES = "attendees"
    PAIR = "pair"
    STATUS = "status"
    REMARKS = "remarks"


@dataclass(frozen=True, slots=True)
class Where:
    """A row as the reader of the file finds it: its number, and the sheet or table when there are several."""

    number: int
    part: str = ""
    unit: str = "row"

    def __str__(self) -> str:
        place = f"{self.unit} {self.number}"
        return f"{self.part}, {place}" if self.part else place


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text as they stand in a file, and where each one stands.

    ``joined`` names cells (row, column) that only repeat the cell above, because the two are one cell in the file.
    ``left_out`` names sheets or tables of the file that were not read. ``meanings`` is what the columns mean, where the
    file says so itself, as a calendar does; its first row then has their names.
    """

    rows: tuple[tuple[str, ...], ...]
    where: tuple[Where, ...]
    name: str = ""
    joined: frozenset[tuple[int, int]] = frozenset()
    left_out: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column means, and which row (counted from 0) names the columns; ``None`` when none does."""

    meanings: tuple[Meaning, ...]
    header: int | None = None

    def having(self, column: int, meaning: Meaning) -> Columns:
        """The same with another meaning of one column. Only pairs and remarks may be several."""
        several = (Meaning.PAIR, Meaning.REMARKS, Meaning.NOTHING)
        freed = tuple(Meaning.NOTHING if each == meaning not in several else each for each in self.meanings)
        return replace(self, meanings=(*freed[:column], meaning, *freed[column + 1 :]))

    def places(self, meaning: Meaning) -> list[int]:
        """The columns of that meaning."""
        return [number for number, each in enumerate(self.meanings) if each is meaning]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not understood: where, what it says, and why in one sentence."""

    where: Where
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no meeting: a heading, a remark."""

    where: Where
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting that is in the challenge already and that the file has otherwise."""

    where: Where
    before: Meeting
    after: Meeting


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody whom the file names beside the meeting's title."""

    meeting: ItemId
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing is written until somebody agrees.

    ``absent`` are meetings of the challenge that the file does not have: they stay as they are. ``unknown`` are names
    in the file that are nobody's in the team. ``days`` and ``titles`` say, row by row, what was understood.
    """

    new: tuple[Meeting, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[Meeting, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    absent: tuple[Meeting, ...] = ()
    met: tuple[Met, ...] = ()
    unknown: tuple[str, ...] = ()
    places: Mapping[ItemId, Where] = field(default_factory=dict)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """What is to be written."""
        return (*self.new, *(change.after for change in self.changed))


class Unread(Exception):
    """Why a row cannot be understood; ``names`` are those nobody in the team has."""

    def __init__(self, reason: str, names: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.names = tuple(names)


def short(text: str, most: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
