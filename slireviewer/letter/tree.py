"""The letter or report as a tree of plain blocks, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from slireviewer.model import ItemId
from slireviewer.richtext import Runs, Sort

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block belongs: its ``slot`` ("" for a block that is computed), its section, and what stands behind it."""

    slot: str = ""
    section: str = ""
    findings: frozenset[ItemId] = frozenset()


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Title:
    """The large line at the top, and the smaller lines under it."""

    text: str
    lines: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``level`` 1 to 4; ``number`` is what is printed before it, "" for none."""

    text: str
    level: int = 1
    number: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``number`` ("3" or "3.2") is what is printed in the margin, "" for none."""

    runs: Runs
    number: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; ``level`` 1 belongs to the entry before it, and may be of another ``sort`` than the list."""

    runs: Runs
    level: int = 0
    sort: Sort | None = None


@dataclass(frozen=True, slots=True)
class BulletList:
    """Entries in no order."""

    items: tuple[Item, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Entries counted from 1."""

    items: tuple[Item, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and rows of as many cells; ``caption`` says aloud what the table is.

    ``widths`` are the shares of the columns; without them the longest texts decide.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """Lines that stay together, one under the other."""

    lines: tuple[Runs, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date of the letter as printed."""

    text: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Salutation:
    """ "Dear" and to whom."""

    text: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Callout:
    """One message set apart from the text."""

    runs: Runs
    place: Place = field(default=NOWHERE, compare=False)


Words = Paragraph | BulletList | NumberedList
"""What words of the team become."""


@dataclass(frozen=True, slots=True)
class Passage:
    """All that the letter says of one finding, or a paragraph that the team added (then ``finding`` is "").

    ``mark`` finds it again in a returned letter.
    """

    finding: ItemId
    mark: str
    blocks: tuple[Words | Callout, ...]
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def number(self) -> str:
        """The printed number of its first paragraph, "" for none."""
        first = self.blocks[0]
        return first.number if isinstance(first, Paragraph) else ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation: its number ("R1"), its first line, the rest, and a closing line on time and place."""

    label: str
    mark: str
    lead: Runs
    blocks: tuple[Words, ...] = ()
    note: Runs = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def title(self) -> str:
        """The words of its first line."""
        return "".join(run.text for run in self.lead)


@dataclass(frozen=True, slots=True)
class SignOff:
    """The close, room for a signature, and the lines of those who sign."""

    closing: str
    lines: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""

    place: Place = field(default=NOWHERE, compare=False)


Block = (
    Title
    | Heading
    | Paragraph
    | BulletList
    | NumberedList
    | Table
    | AddressBlock
    | DateLine
    | Salutation
    | Callout
    | Passage
    | Advice
    | SignOff
    | PageBreak
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The whole letter or report, with the words of its running heads.

    ``title`` is the document's own name; ``council`` and ``document`` head the pages after the first
    and ``status`` stands at the foot; ``dated`` is the date of the letter, not of the printing.
    """

    blocks: tuple[Block, ...]
    title: str
    council: str
    document: str
    status: str = ""
    dated: date | None = None


def lines_of(block: Block | Item) -> tuple[str, ...]:
    """The words of a block as they are printed, a line for each paragraph; a table's cells are lines."""

    def said(runs: Runs) -> str:
        return "".join(run.text for run in runs)

    match block:
        case Title(text=text, lines=lines):
            return (text, *lines)
        case Heading(text=text) | DateLine(text=text) | Salutation(text=text):
            return (text,)
        case Paragraph(runs=runs) | Callout(runs=runs) | Item(runs=runs):
            return (said(runs),)
        case BulletList(items=items) | NumberedList(items=items):
            return tuple(said(item.runs) for item in items)
        case Table(header=header, rows=rows):
            return tuple(cell for row in (header, *rows) for cell in row)
        case AddressBlock(lines=several):
            return tuple(map(said, several))
        case Passage(blocks=blocks):
            return tuple(line for one in blocks for line in lines_of(one))
        case Advice(label=label, title=title, blocks=blocks, note=note):
            inner = [line for one in blocks for line in lines_of(one)]
            return (f"{label}\t{title}", *inner, *filter(None, (said(note),)))
        case SignOff(closing=closing, lines=lines):
            return (closing, *lines)
        case PageBreak():
            return ()
