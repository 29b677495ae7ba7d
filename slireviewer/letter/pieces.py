"""The pieces of a letter on their way into it: each with its slot, its words, and how these become blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from slireviewer.letter.printed import blocks_of
from slireviewer.letter.source import free_mark
from slireviewer.letter.tree import Block, BulletList, Item, Paragraph, Passage, Place, Words
from slireviewer.model import NO_ITEM, FindingKind, ItemId, Section, Wording, positions
from slireviewer.richtext import Run, Runs, Sort, Text, tidy

SIDES = {FindingKind.STRENGTH: "Strengths", FindingKind.CONSIDERATION: "Areas for consideration"}
"""The two sides of a theme, in their order, with their headings."""

FURTHER = Section("further", "Further points")
"""Where words stand whose section the layout does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the letter where words can be changed, in reading order.

    ``heading`` is the heading above it and ``number`` its printed paragraph number. ``text`` are the words that stand
    there and ``composed`` those that the program would put, both with their fields unfilled. ``findings`` is what
    stands behind them. ``position`` sorts the slot within its section. ``wording`` is the team's wording, "" for none.
    ``tail`` is computed and printed after the words, and ``label`` before them.
    """

    slot: str
    section: str
    heading: str
    text: Text
    composed: Text = ()
    number: str = ""
    label: str = ""
    tail: Runs = ()
    findings: frozenset[ItemId] = frozenset()
    position: str = ""
    wording: ItemId = NO_ITEM
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the letter: its heading as printed, and whether anything stands there yet."""

    key: str
    title: str
    level: int = 1
    number: str = ""
    printed: bool = False


@dataclass
class Piece:
    """One slot on its way into the letter: its words, and how they and what is computed become blocks.

    ``fixed`` pieces hold nothing but what is computed, and cannot be reworded.
    """

    slot: str
    position: str
    text: Text = ()
    make: Callable[[Text, Place], Sequence[Block]] | None = None
    after: tuple[Block, ...] = ()
    findings: frozenset[ItemId] = frozenset()
    label: str = ""
    tail: Runs = ()
    fixed: bool = False
    wording: Wording | None = None


def free_piece(wording: Wording) -> Piece:
    """A paragraph that the team added; for want of a position it stands at the end of its section."""

    def make(words: Text, place: Place) -> list[Block]:
        made = blocks_of(words)
        return [Passage(NO_ITEM, free_mark(wording.id), made, place)] if made else []

    return Piece(wording.slot, wording.position or "~", wording.text, make, findings=wording.findings, wording=wording)


def pieces_of(said: Iterable[tuple[str, Text]], keys: Sequence[str]) -> list[Piece]:
    """Pieces of boilerplate, each at the position that it has whichever others are there."""
    places = dict(zip(keys, positions(len(keys)), strict=True))
    return [Piece(key, places[key], text) for key, text in said]


def followed(blocks: tuple[Words, ...], tail: Runs) -> tuple[Words, ...]:
    """The blocks, with ``tail`` at the end of the last paragraph or of the only entry."""
    if not tail or not blocks:
        return blocks
    *before, last = blocks
    if isinstance(last, Paragraph):
        return (*before, replace(last, runs=(*last.runs, Run(" "), *tail)))
    if isinstance(last, BulletList) and len(last.items) == 1 and not before:
        item = replace(last.items[0], runs=(*last.items[0].runs, Run(" "), *tail))
        return (replace(last, items=(item,)),)
    return (*blocks, Paragraph(tail))


def bulleted(text: Text) -> tuple[Words, ...]:
    """Words as one entry of a list: what follows the first paragraph belongs to it, lists one step in."""
    blocks = [block for block in text if block.text.strip()]
    if not blocks or blocks[0].sort is not Sort.PARAGRAPH:
        return blocks_of(text)
    runs = list(blocks[0].runs)
    items: list[Item] = []
    for block in blocks[1:]:
        if block.sort is Sort.PARAGRAPH and not items:
            runs += [Run(" "), *block.runs]
        elif block.sort is Sort.PARAGRAPH:
            items[-1] = replace(items[-1], runs=(*items[-1].runs, Run(" "), *block.runs))
        else:
            items.append(Item(block.runs, 1, None if block.sort is Sort.BULLET else block.sort))
    return (BulletList((Item(tidy(runs)), *items)),)
